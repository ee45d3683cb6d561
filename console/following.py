"""What may come next at the end of a line, given what was understood of it so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from console.calling import Calling
from console.directory import JOINED, Directory, Named
from console.tags import Tag, choices, conditions_of, tag_named, tags_of
from console.text.i18n import Words
from console.utterance import EACH_PROPOSED, TAIL_FIGURES, Candidate
from governance.verbs import Verb
from wire.rows import TicketRow

FULL_WIDTH_COLON = "\uff1a"
"""What an input method types for a colon; in a tag it is one, in text it stays."""

SUGGESTED = ("class", "grid")
"""Arguments of a new report that its words may suggest."""


class Understood(NamedTuple):
    """A line so far.

    Attributes:
        rows: the tickets it is about; ``second`` the other ticket of a merge.
        named: whether a ticket was typed, not only selected.
        targeted: whether a unit was named.
        args: arguments read from tags; ``text`` the words that are none.
        ticket_class / rung: the class of its tickets, and the rung of its whistle.
        subject: the ticket under the cursor.
    """

    verb: Verb
    rows: tuple[TicketRow, ...]
    second: TicketRow | None
    named: bool
    targeted: bool
    args: Mapping[str, Any]
    text: Sequence[str]
    ticket_class: str
    rung: str
    subject: TicketRow | None


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
        if line.verb.target == "ticket" and not typing:
            return self._selected()
        if not line.text or list(line.text) == [typing]:
            called = self._calling.candidates(typing, line.rows, line.rung)
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

    def _selected(self) -> tuple[Candidate, ...]:
        """The selected ticket as the second one, where it is another and none is named yet."""
        row, rows = self._line.subject, self._line.rows
        if row is None or not rows or self._line.second or row.id == rows[0].id:
            return ()
        return (Candidate(f"{row.number[-TAIL_FIGURES:]} ", short(row, self._directory)),)

    def _typing_target(self, typing: str) -> bool:
        ticket_typed = self._line.named and typing.isdecimal()
        return not ticket_typed and (not self._line.targeted or bool(typing))

    def _tags(self) -> tuple[Candidate, ...]:
        found = self._suggested()
        for tag in tags_of(self._line.verb.verb):
            if tag.argument in self._line.args or not self._offers(tag):
                continue
            word = self._directory.pick(tag.words[0], tag.words[-1])
            found.append(Candidate(f"{word}:", f"{word}:{self._directory.pick(tag.zh, tag.en)}"))
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
        return [Candidate(f"{line} ", line)] if line else []

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
