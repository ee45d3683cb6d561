"""The units that a line calls by a whistle, and those it rates: read from words, proposed by table.

Whom a rung proposes is the jurisdiction's data, which the seat holds; so one key names them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from console.directory import JOINED, Directory, Named, best
from console.utterance import Candidate
from governance.verbs import Verb
from governance.whistle import RATINGS
from wire.rows import TicketRow
from wire.whistle_views import LadderRung


class Calling:
    """What one line says of called units; fills as its words are taken."""

    def __init__(self, directory: Directory, role: str, verb: Verb) -> None:
        self._directory = directory
        self._role = role
        self._whistles = verb.target == "many"
        self._rates = verb.verb == "rate"
        self._called: list[Named] = []
        self._rated: dict[str, tuple[Named, int]] = {}

    def take(self, token: str, rows: tuple[TicketRow, ...], rung: str) -> bool:
        """Whether a word in front of the text is a unit to call, or a unit with its rating."""
        if self._rates:
            name, _, value = token.partition(":")
            return self._rate(name, value, rows)
        return self._whistles and self._call(token, rows, rung)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments that the words taken make."""
        args: dict[str, Any] = {}
        if self._called:
            args["called"] = [one.code for one in self._called]
        if self._rated:
            args["ratings"] = {code: rating for code, (_, rating) in self._rated.items()}
        return args

    def shown(self, rows: tuple[TicketRow, ...], rung: str) -> str:
        """Whom Enter would call, the proposed ones where none is named; whom it would rate."""
        if self._rated:
            return " ".join(f"{one.name}:{rating}" for one, rating in self._rated.values())
        called = self._called or (self._proposed(rows, rung) if self._whistles else [])
        return f"-> {' '.join(one.name for one in called)}" if called else ""

    def _call(self, token: str, rows: tuple[TicketRow, ...], rung: str) -> bool:
        """Whether a word names a unit to call, which is then called.

        Letters name a unit by what its names begin with in pinyin; characters must begin its
        name, whole or short, so that a reason is not taken for a unit.
        """
        found = self._like(token, rows, rung)
        word = token.replace(JOINED, " ")
        letters = word.isascii() and word.isalpha()
        if not found or not (letters or any(_begins(name, word) for name in _names(found[0]))):
            return False
        if found[0].code not in (one.code for one in self._called):
            self._called.append(found[0])
        return True

    def _rate(self, name: str, value: str, rows: tuple[TicketRow, ...]) -> bool:
        """Whether a word as ``unit:4`` rates a called unit, which then is rated."""
        if not (value.isascii() and value.isdecimal() and int(value) in RATINGS):
            return False
        newest_first = (best(called, name) for called in self._called_by(rows))
        found = next((fits for fits in newest_first if fits), None)
        found = found or self._directory.units_like(name)
        if found:
            self._rated[found[0].code] = (found[0], int(value))
        return bool(found)

    def _like(self, typed: str, rows: tuple[TicketRow, ...], rung: str) -> list[Named]:
        """The units that a rung may call and that answer to what was typed, best first."""
        one = self._rung(rows, rung)
        if one is None:
            return self._directory.units_like(typed)
        towns = {self._town(row) for row in rows}
        town = towns.pop() if len(towns) == 1 else ""
        return self._directory.units_like_at(typed, one.called, town)

    def candidates(
        self, typing: str, rows: tuple[TicketRow, ...], rung: str
    ) -> tuple[Candidate, ...]:
        """What to call next: all that are proposed at once, then what answers to the typing.

        Of a line that rates it is the called units that have no rating yet.
        """
        if self._rates:
            return self._to_rate(typing, rows)
        if not self._whistles:
            return ()
        if typing:
            found = self._like(typing, rows, rung)
            return tuple(Candidate(f"{_joined(one)} ", one.name) for one in found)
        proposed = [] if self._called else self._proposed(rows, rung)
        if not proposed:
            return ()
        line = " ".join(_joined(one) for one in proposed)
        return (Candidate(f"{line} ", " ".join(one.name for one in proposed)),)

    def _to_rate(self, typing: str, rows: tuple[TicketRow, ...]) -> tuple[Candidate, ...]:
        called = (one for units in self._called_by(rows, True) for one in units)
        left = list(dict.fromkeys(one for one in called if one.code not in self._rated))
        found = best(left, typing) if typing else left
        return tuple(Candidate(f"{_joined(one)}:", f"{one.name}:1..5") for one in found)

    def _proposed(self, rows: tuple[TicketRow, ...], rung: str) -> list[Named]:
        """Whom the jurisdiction proposes to call to the ticket; none for several tickets."""
        one = self._rung(rows, rung)
        if one is None or len(rows) != 1:
            return []
        row = rows[0]
        codes = self._directory.callees(one.rung, row.grid, row.org, row.ticket_class)
        return [Named(code, self._directory.name(code)) for code in codes]

    def _rung(self, rows: tuple[TicketRow, ...], wanted: str) -> LadderRung | None:
        """The rung asked for, else the lowest that the role may blow and that is not blown."""
        blown = {
            one.rung for row in rows[:1] for one in row.whistles if one.state == "open"
        }  # fmt: skip
        for one in self._directory.ladder.rungs:
            if one.rung == wanted:
                return one
            if not wanted and self._role in one.roles and one.rung not in blown:
                return one
        return None

    def _town(self, row: TicketRow) -> str:
        return self._directory.town_of(row.grid) or self._directory.town_of(row.org)

    def _called_by(self, rows: Iterable[TicketRow], unrated: bool = False) -> Iterator[list[Named]]:
        """The units that each whistle called, the newest whistle first."""
        for row in rows:
            for one in reversed(row.whistles):
                calls = (call for call in one.calls if not (unrated and call.rating))
                yield self._directory.named(call.unit for call in calls)


def _names(one: Named) -> tuple[str, ...]:
    return (one.name, *one.also)


def _begins(name: str, word: str) -> bool:
    return bool(word) and name.startswith(word)


def _joined(one: Named) -> str:
    return one.name.replace(" ", JOINED)
