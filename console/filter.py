"""The queue's filter: text, pinyin or initials, and tags such as ``镇:盛泽 类:井盖 步:待派``."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from console.directory import JOINED, Directory
from console.text.i18n import Words
from console.text.pinyin import matcher
from governance.ticket import STATES, STEPS, shown_state
from wire.rows import TicketRow

Predicate = Callable[[TicketRow], bool]

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
    """A filter ready to use; ``problem`` says which part matches nothing."""

    text: str
    accepts: Predicate
    problem: str = ""


def open_only(row: TicketRow) -> bool:
    """The filter of an empty line: work that is not ended."""
    return row.state not in STATES or STATES[row.state].open


def parse_filter(text: str, directory: Directory, words: Words) -> Filter:
    """The filter of a typed line. Parts must all fit; an unknown tag is searched as text."""
    tests: list[Predicate] = []
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
        test = BUILDERS[tag](value, directory)
        if test is None:
            problem = words("grammar.filter_bad", word=part)
            tests.append(lambda row: False)
            continue
        ended = ended or tag == "step"
        tests.append(test)
    if free:
        tests.append(_text_test(" ".join(free), directory))
    if not ended:
        tests.insert(0, open_only)
    return Filter(text.strip(), lambda row: all(test(row) for test in tests), problem)


def _tag(name: str) -> str | None:
    return next((tag for tag, spellings in TAGS.items() if name.lower() in spellings), None)


def _text_test(text: str, directory: Directory) -> Predicate:
    fits = matcher(text)

    def test(row: TicketRow) -> bool:
        name = directory.class_name(row.ticket_class)
        return fits(f"{row.number} {name} {row.place} {row.summary}")

    return test


def _by_town(value: str, directory: Directory) -> Predicate | None:
    towns = directory.towns_like(value)
    return (lambda row: directory.town_of(row.grid) in towns) if towns else None


def _by_class(value: str, directory: Directory) -> Predicate | None:
    codes = directory.codes_of_classes(value)
    return (lambda row: row.ticket_class in codes) if codes else None


def _by_channel(value: str, directory: Directory) -> Predicate | None:
    codes = directory.codes_of_channels(value)
    return (lambda row: row.channel in codes) if codes else None


def _by_unit(value: str, directory: Directory) -> Predicate | None:
    codes = directory.codes_of_units(value)
    return (lambda row: row.org in codes or not codes.isdisjoint(row.assignees)) if codes else None


def _by_urgency(value: str, directory: Directory) -> Predicate:
    wanted = value.upper()
    return lambda row: row.urgency == wanted


def _by_step(value: str, directory: Directory) -> Predicate | None:
    fits = matcher(value.replace(JOINED, ""))
    pairs = {
        (state, signed)
        for state in STATES
        for signed in (False, True)
        if any(fits(text.replace(" ", "")) for text in _step_words(state, signed))
    }
    return (lambda row: (row.state, "signed" in row.flags) in pairs) if pairs else None


def _step_words(state: str, signed: bool) -> tuple[str, ...]:
    shown = shown_state(state, signed)
    return (shown.zh, shown.en, *STEPS[shown.step])


BUILDERS: dict[str, Callable[[str, Directory], Predicate | None]] = {
    "town": _by_town,
    "class": _by_class,
    "step": _by_step,
    "channel": _by_channel,
    "unit": _by_unit,
    "urgency": _by_urgency,
}
"""How each tag becomes a test; None where the value fits nothing."""
