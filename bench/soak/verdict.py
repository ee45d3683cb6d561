"""The arithmetic of the verdict: what was answered against what is in the log. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from wire.rows import TicketRow


class Finding(NamedTuple):
    """Something that must not be.

    Attributes:
        kind: ``loss``, ``doubling``, ``divergence``, ``gap``, ``chain``, ``stuck``, or ``broken``:
            a stream left something out, and its seat noticed and fetched everything anew.
        what: the command, ticket, replica or position it is about.
    """

    kind: str
    what: str
    detail: str


TIMER = "timer:"
"""How the id of a command begins that the platform says by itself."""


class Entry(NamedTuple):
    """What an accepted command was answered; ``begins`` says that it files a new ticket."""

    seq: int
    ticket: TicketRow
    begins: bool


class Fact(NamedTuple):
    """One record of the log."""

    seq: int
    ticket: str
    command: str
    version: int
    kind: str


def gaps(facts: Sequence[Fact]) -> list[Finding]:
    """The log counts 1, 2, 3 … and each ticket's versions do so too."""
    found = []
    versions: dict[str, int] = defaultdict(int)
    for place, fact in enumerate(facts, 1):
        if fact.seq != place:
            found.append(Finding("gap", f"seq {place}", f"the log goes on with {fact.seq}"))
            break
        if fact.version != versions[fact.ticket] + 1:
            said = f"{fact.ticket} goes from version {versions[fact.ticket]} to {fact.version}"
            found.append(Finding("gap", f"seq {fact.seq}", said))
        versions[fact.ticket] = fact.version
    return found


def effects(
    accepted: Mapping[str, Entry], refused: Iterable[str], facts: Iterable[Fact]
) -> list[Finding]:
    """Every accepted command has exactly one effect, every refused one none, and nobody else any.

    A command's effect is one run of records that ends where its answer said.
    """
    of_command: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        of_command[fact.command].append(fact)
    found = []
    for key, entry in accepted.items():
        found += _effect(key, entry, of_command.pop(key, []))
    for key in refused:
        if key in of_command:
            found.append(Finding("doubling", key, f"refused, yet {of_command.pop(key)}"))
    for key, made in of_command.items():
        if key.startswith(TIMER):
            found += _once(key, made)
        else:
            found.append(Finding("doubling", key, f"nobody was told of {made}"))
    return found


def of_timers(facts: Iterable[Fact]) -> set[str]:
    """The tickets to which something happened by itself: no answer told of that."""
    return {fact.ticket for fact in facts if fact.command.startswith(TIMER)}


def _once(key: str, made: list[Fact]) -> list[Finding]:
    """What happens by itself is one run of records of one ticket."""
    seqs = [fact.seq for fact in made]
    whole = seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    if whole and len({fact.ticket for fact in made}) == 1:
        return []
    return [Finding("doubling", key, f"carried out at {seqs}")]


def _effect(key: str, entry: Entry, made: list[Fact]) -> list[Finding]:
    """One accepted command against its records."""
    if not made:
        return [Finding("loss", key, f"accepted at {entry.seq}, not in the log")]
    seqs = [fact.seq for fact in made]
    first, last = seqs[0], entry.seq
    if seqs != list(range(first, last + 1)):
        kind = "doubling" if max(seqs) > last or seqs[-1] - first >= len(seqs) else "loss"
        return [Finding(kind, key, f"accepted at {last}, in the log at {seqs}")]
    begun = sum(fact.version == 1 for fact in made)
    if begun != entry.begins:
        return [Finding("doubling", key, f"begins {begun} tickets")]
    where = {fact.ticket for fact in made}
    if where != {entry.ticket.id} or made[-1].version != entry.ticket.version:
        said = f"{entry.ticket.id} version {entry.ticket.version}"
        return [Finding("divergence", key, f"accepted on {said}, in the log {made[-1]}")]
    return []


def differences(
    name: str, held: Mapping[str, TicketRow], fresh: Mapping[str, TicketRow]
) -> list[Finding]:
    """A copy against a fresh one, row by row."""
    found = []
    for number in sorted(held.keys() | fresh.keys()):
        mine, theirs = held.get(number), fresh.get(number)
        if mine == theirs:
            continue
        what = f"{name}: {number}"
        if mine is None or theirs is None:
            said = "lacks it" if mine is None else "holds what is not there"
            found.append(Finding("divergence", what, said))
            continue
        fields = (one for one in TicketRow.__struct_fields__ if _differ(mine, theirs, one))
        said = ", ".join(f"{one} {getattr(mine, one)!r}, is {getattr(theirs, one)!r}"
                         for one in fields)  # fmt: skip
        found.append(Finding("divergence", what, said))
    return found


def _differ(mine: TicketRow, theirs: TicketRow, field: str) -> bool:
    return bool(getattr(mine, field) != getattr(theirs, field))
