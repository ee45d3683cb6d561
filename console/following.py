"""What may come next at the end of a line, given what was understood of it so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from console.calling import Calling
from console.directory import BEST_MATCHES, JOINED, Directory, Named
from console.duplicates import duplicates
from console.tags import Tag, choices, conditions_of, tag_named, tags_of
from console.text.i18n import Words
from console.utterance import EACH_PROPOSED, TAIL_FIGURES, Candidate, Tickets
from governance.verbs import Verb
from wire.rows import TicketRow
from wire.safe_text import safe_text

FULL_WIDTH_COLON = "\uff1a"
"""What an input method types for a colon; in a tag it is one, in text it stays."""

SUGGESTED = ("class", "grid")
"""Arguments of a new report that its words may suggest."""


CHOSEN_FIRST = {"supervise": "kind"}
"""The argument that is offered before all others, by its verb."""


class Understood(NamedTuple):
    """A line so far.

    Attributes:
        rows: the tickets it is about; ``second`` the other ticket of a merge.
        named: whether a ticket was typed, not only selected; ``alone`` nothing else yet.
        targeted: whether a unit was named.
        args: arguments read from tags; ``text`` the words that are none.
        ticket_class: the class of its tickets.
        tickets: those that the seat holds.
    """

    verb: Verb
    rows: tuple[TicketRow, ...]
    second: TicketRow | None
    named: bool
    alone: bool
    targeted: bool
    args: Mapping[str, Any]
    text: Sequence[str]
    ticket_class: str
    tickets: Tickets


class Following:
    """The candidates of one line."""

    def __init__(
        self, directory: Directory, words: Words, calling: Calling, line: Understood
    ) -> None:
        self._directory = directory
        self._words = words
        self._calling = calling
        self._line = line

    def candidates(self, typing: str) -> tuple[Candidate, ...]:
        """What may come; ``typing`` is the last, unfinished word."""
        line = self._line
        name, colon, value = typing.replace(FULL_WIDTH_COLON, ":").partition(":")
        tag = tag_named(line.verb.verb, name) if colon else None
        if tag is not None:
            found = choices(tag, value, self._directory, line.ticket_class)
            return tuple(
                Candidate(f"{name}:{_insert(tag, one)} ", _shown(tag, one)) for one in found
            )
        if line.verb.target == "ticket" and not line.text:
            return self._second(typing)
        if line.verb.verb == "playbook" and list(line.text) in ([], [typing]):
            return self._playbooks(typing)
        if self._calling.remedy and not typing:
            return self._calling.remedy + self._tags()
        if line.verb.verb in CHOSEN_FIRST and not typing and not line.text:
            return self._first_tag() + self._units("")
        if not line.text or list(line.text) == [typing]:
            called = self._calling.candidates(typing)
            if called:
                return called if typing else called + self._tags()
        if line.verb.target in ("must", "may") and not line.text and self._typing_target(typing):
            return self._units(typing)
        return self._tags()

    def _units(self, typing: str) -> tuple[Candidate, ...]:
        """Units that answer to what is typed, or those that the rules propose."""
        units = self._directory.units_like(typing) if typing else self._proposed()
        offered = [Candidate(f"{joined(one.name)} ", _unit(one)) for one in units]
        if not typing and len(units) > 1:
            each = self._words("grammar.each")
            offered.insert(0, Candidate(f"{EACH_PROPOSED} ", f"{EACH_PROPOSED} {each}"))
        return tuple(offered)

    def _proposed(self) -> list[Named]:
        """The units that the rules propose, the one for most tickets first."""
        codes = Counter(row.proposal for row in self._line.rows if row.proposal)
        return [Named(code, self._directory.name(code)) for code, _ in codes.most_common()]

    def _second(self, typing: str) -> tuple[Candidate, ...]:
        """What the ticket may be merged into: the selected one where it is another, and what is
        likely the same matter."""
        line = self._line
        if line.second or len(line.rows) != 1 or (typing and line.alone):
            return ()
        row, subject = line.rows[0], line.tickets.subject
        found = duplicates(row, line.tickets.around(row), self._directory)
        if subject is not None and subject.id != row.id:
            found = [subject, *(one for one in found if one.id != subject.id)]
        tails = {one.number[-TAIL_FIGURES:]: one for one in found[:BEST_MATCHES]}
        return tuple(
            Candidate(f"{tail} ", f"{short(one, self._directory)} {one.place}".strip())
            for tail, one in tails.items()
            if typing in tail
        )

    def _playbooks(self, typing: str) -> tuple[Candidate, ...]:
        """Names of playbooks that open whistles have already."""
        rows = self._line.tickets.whistled
        names = dict.fromkeys(one.playbook for row in rows for one in row.whistles if one.playbook)
        fits = [safe_text(name) for name in names if name.startswith(typing)]
        found = tuple(Candidate(f"{joined(name)} ", name) for name in fits[:BEST_MATCHES])
        return found if typing else found + self._tags()

    def _first_tag(self) -> tuple[Candidate, ...]:
        """The values of the tag that a verb is mostly followed by, until it has one."""
        argument = CHOSEN_FIRST[self._line.verb.verb]
        tag = next(one for one in tags_of(self._line.verb.verb) if one.argument == argument)
        if argument in self._line.args:
            return ()
        word = self._directory.pick(tag.words[0], tag.words[-1])
        found = choices(tag, "", self._directory, self._line.ticket_class)
        return tuple(
            Candidate(f"{word}:{joined(one.name)} ", f"{word}:{one.name}") for one in found
        )

    def _typing_target(self, typing: str) -> bool:
        ticket_typed = self._line.named and typing.isdecimal()
        return not ticket_typed and (not self._line.targeted or bool(typing))

    def _tags(self) -> tuple[Candidate, ...]:
        found = self._suggested()
        for tag in tags_of(self._line.verb.verb):
            if tag.argument in self._line.args or not self._offers(tag):
                continue
            word = self._directory.pick(tag.words[0], tag.words[-1])
            found.append(Candidate(f"{word}:", f"{word}:{self._values(tag)}"))
        return tuple(found)

    def _suggested(self) -> list[Candidate]:
        """Class and place of a new report as its words suggest them, put in together."""
        text, args = " ".join(self._line.text), self._line.args
        if self._line.verb.verb != "new" or not text or not args.keys().isdisjoint(SUGGESTED):
            return []
        directory = self._directory
        ticket_class = directory.suggestions.class_of(text)
        place = directory.suggestions.place_of(text)
        parts = []
        if ticket_class:
            name = directory.class_name(ticket_class)
            parts.append(f"{directory.pick('类', 'class')}:{joined(name)}")
        if place:
            parts.append(f"{directory.pick('格', 'grid')}:{joined(directory.name(place))}")
        line = " ".join(parts)
        return [Candidate(f"{line} ", line, stays=True)] if line else []

    def _values(self, tag: Tag) -> str:
        """What a tag takes: rungs by number and name, all others by what they mean."""
        if tag.kind != "rung":
            return self._directory.pick(tag.zh, tag.en)
        names = self._directory.rungs.values()
        return " ".join(f"{number} {name}" for number, name in enumerate(names, 1))

    def _offers(self, tag: Tag) -> bool:
        if tag.tag != "condition":
            return True
        return len(conditions_of(self._directory, self._line.ticket_class)) > 1


def short(row: TicketRow, directory: Directory) -> str:
    """A ticket in few words: the tail of its number, and its class."""
    return f"{row.number[-TAIL_FIGURES:]} {directory.class_name(row.ticket_class)}".strip()


def joined(name: str) -> str:
    """A name as one word of the line."""
    return name.replace(" ", JOINED)


def _insert(tag: Tag, one: Named) -> str:
    return one.code if tag.kind in ("condition", "urgency") else joined(one.name)


def _shown(tag: Tag, one: Named) -> str:
    return f"{one.code} {one.name}" if tag.kind == "condition" else _unit(one)


def _unit(one: Named) -> str:
    return f"{one.name}({one.hint})" if one.hint else one.name
