"""The queue's filter: text, pinyin or initials, and tags such as ``镇:盛泽 类:井盖 步:待派``.

A filter looks at all rows at once, part by part: a hundred thousand rows take one pass over a field
for each part, and every part leaves fewer for the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import NamedTuple

from console.directory import JOINED, Directory
from console.text.i18n import Words
from console.text.pinyin import matcher, narrows, search_for
from governance.ticket import STATES, STEPS, shown_state
from wire.rows import TicketRow

Sieve = Callable[[list[TicketRow]], list[TicketRow]]
"""Keeps of rows those that fit, in their order."""

ENDED = frozenset(state for state, known in STATES.items() if not known.open)
"""States of tickets that nobody works on any more."""

ANSWERS_KEPT = 20_000
"""Answers that a filter remembers; where no grid is known each address is a place of its own."""

HAS_LETTER = re.compile("[a-zA-Z]").search
NUMBER = attrgetter("number")

TAGS = {
    "town": ("镇", "town", "z"),
    "class": ("类", "class", "l"),
    "step": ("步", "step", "b"),
    "channel": ("源", "channel", "y"),
    "unit": ("单", "unit", "d"),
    "urgency": ("急", "urgency", "j"),
}
"""The filter's tags: identifier to the words that may stand before the colon."""


class Filter(NamedTuple):
    """A filter ready to use; ``problem`` says which part matches nothing.

    ``among`` keeps of many rows those that fit, in their order.
    """

    text: str
    among: Sieve
    problem: str = ""

    def accepts(self, row: TicketRow) -> bool:
        """Whether one row fits."""
        return bool(self.among([row]))


class Numbers:
    """Whether any ticket's number may hold more than figures; whoever has the tickets says so.

    A number of nothing but figures answers to no letter, and need not be looked at for one.
    """

    def __init__(self, lettered: bool = True) -> None:
        self.lettered = lettered

    def refill(self, rows: Iterable[TicketRow]) -> None:
        """These are all tickets there are."""
        self.lettered = not all(map(str.isdecimal, map(NUMBER, rows)))

    def take(self, row: TicketRow) -> None:
        """Another ticket came."""
        self.lettered = self.lettered or not row.number.isdecimal()


ANY_NUMBERS = Numbers()
"""Of tickets nobody has said anything about."""


def open_only(row: TicketRow) -> bool:
    """The filter of an empty line: work that is not ended."""
    return row.state not in ENDED


def _open_among(rows: list[TicketRow]) -> list[TicketRow]:
    return [row for row in rows if row.state not in ENDED]


OPEN = Filter("", _open_among)
"""The filter of an empty line."""


def parse_filter(
    text: str, directory: Directory, words: Words, numbers: Numbers = ANY_NUMBERS
) -> Filter:
    """The filter of a typed line. Parts must all fit; an unknown tag is searched as text."""
    sieves: list[Sieve] = []
    problem = ""
    free: list[str] = []
    ended = False
    for part in text.replace("\uff1a", ":").split():
        name, colon, value = part.partition(":")
        tag = _tag(name) if colon else None
        if tag is None:
            free.append(part)
            continue
        if not value:
            continue
        sieve = BUILDERS[tag](value, directory)
        if sieve is None:
            problem = words("grammar.filter_bad", word=part)
            sieve = _nothing
        ended = ended or tag == "step"
        sieves.append(sieve)
    sieves += [_text_sieve(term, directory, numbers) for term in " ".join(free).split()]
    if not ended:
        sieves.insert(0, _open_among)
    return Filter(text.strip(), joined(sieves), problem)


def joined(sieves: list[Sieve]) -> Sieve:
    """What passes one after the other."""

    def among(rows: list[TicketRow]) -> list[TicketRow]:
        for sieve in sieves:
            rows = sieve(rows)
        return rows

    return among


def grew(before: Filter, after: Filter) -> bool:
    """Whether one filter is sure to show only what the other shows: text to which more was added.

    A tag may take back what a shorter line said, so with any the answer is no.
    """
    if any(colon in one.text for one in (before, after) for colon in ":\uff1a"):
        return False
    old, new = before.text.split(), after.text.split()
    return len(old) <= len(new) and all(map(narrows, new, old))


def _nothing(rows: list[TicketRow]) -> list[TicketRow]:
    return []


def _tag(name: str) -> str | None:
    return next((tag for tag, spellings in TAGS.items() if name.lower() in spellings), None)


def _text_sieve(term: str, directory: Directory, numbers: Numbers) -> Sieve:
    """Rows of which the number, the class, the place or the summary answers to one term.

    No term holds a space, so none reaches from one of them into the next. Classes and places are
    few and looked at once each.
    """
    search = search_for(term)
    classes = _Answers(lambda code: search(directory.class_name(code)))
    places = _Answers(search)
    lettered = HAS_LETTER(term) is not None

    def among(rows: list[TicketRow]) -> list[TicketRow]:
        if lettered and not numbers.lettered:
            return [
                row
                for row in rows
                if classes[row.ticket_class] or places[row.place] or search(row.summary)
            ]
        return [
            row
            for row in rows
            if classes[row.ticket_class]
            or places[row.place]
            or search(row.summary)
            or search(row.number)
        ]

    return among


class _Answers(dict[str, bool]):
    """Whether each text answers, found out once."""

    def __init__(self, ask: Callable[[str], object]) -> None:
        self._ask = ask

    def __missing__(self, text: str) -> bool:
        if len(self) > ANSWERS_KEPT:
            self.clear()
        self[text] = self._ask(text) is not None
        return self[text]


def _by_town(value: str, directory: Directory) -> Sieve | None:
    towns = directory.towns_like(value)
    town_of = directory.town_of
    return (lambda rows: [row for row in rows if town_of(row.grid) in towns]) if towns else None


def _by_class(value: str, directory: Directory) -> Sieve | None:
    codes = directory.codes_of_classes(value)
    return (lambda rows: [row for row in rows if row.ticket_class in codes]) if codes else None


def _by_channel(value: str, directory: Directory) -> Sieve | None:
    codes = directory.codes_of_channels(value)
    return (lambda rows: [row for row in rows if row.channel in codes]) if codes else None


def _by_unit(value: str, directory: Directory) -> Sieve | None:
    codes = directory.codes_of_units(value)

    def among(rows: list[TicketRow]) -> list[TicketRow]:
        return [row for row in rows if row.org in codes or not codes.isdisjoint(row.assignees)]

    return among if codes else None


def _by_urgency(value: str, directory: Directory) -> Sieve:
    wanted = value.upper()
    return lambda rows: [row for row in rows if row.urgency == wanted]


def _by_step(value: str, directory: Directory) -> Sieve | None:
    fits = matcher(value.replace(JOINED, ""))
    pairs = {
        (state, signed)
        for state in STATES
        for signed in (False, True)
        if any(fits(text.replace(" ", "")) for text in _step_words(state, signed))
    }
    if not pairs:
        return None
    return lambda rows: [row for row in rows if (row.state, "signed" in row.flags) in pairs]


def _step_words(state: str, signed: bool) -> tuple[str, ...]:
    shown = shown_state(state, signed)
    return (shown.zh, shown.en, *STEPS[shown.step])


BUILDERS: dict[str, Callable[[str, Directory], Sieve | None]] = {
    "town": _by_town,
    "class": _by_class,
    "step": _by_step,
    "channel": _by_channel,
    "unit": _by_unit,
    "urgency": _by_urgency,
}
"""How each tag becomes a sieve; None where the value fits nothing."""
