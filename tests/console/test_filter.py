"""The filter against the plain question asked of one row after another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from console.directory import Directory
from console.filter import ENDED, Filter, Numbers, grew, parse_filter
from console.text.i18n import Words
from console.text.pinyin import matcher, narrows
from governance.ticket import STATES, STEPS, shown_state
from tests.console.row_draws import SIGNS, TEXTS, rows
from tests.console.seats import tables
from wire.rows import TicketRow

DIRECTORY = Directory(tables(), "zh")
WORDS = Words("zh")
LETTERS = "shengzpwmliaxnduv'0盛重 "
TERMS = st.text(LETTERS, min_size=1, max_size=7)
TAGS = ("镇:盛", "类:井", "步:待", "步:jie", "源:12345", "单:sz", "急:II", "town:x", "步:无", "类:")
unhurried = settings(deadline=None, max_examples=200)

Plain = Callable[[TicketRow], bool]


def plain_text(text: str) -> Plain:
    """All words somewhere in number, class, place and summary, as one text."""
    fits = matcher(text)

    def test(row: TicketRow) -> bool:
        name = DIRECTORY.class_name(row.ticket_class)
        return fits(f"{row.number} {name} {row.place} {row.summary}")

    return test


def plain_tag(tag: str) -> Plain:
    """One tag, from what it says."""
    name, _, value = tag.partition(":")
    steps = {
        (state, signed)
        for state in STATES
        for signed in (False, True)
        for text in (shown_state(state, signed).zh, shown_state(state, signed).en,
                     *STEPS[shown_state(state, signed).step])
        if matcher(value)(text.replace(" ", ""))
    }  # fmt: skip
    units = DIRECTORY.codes_of_units(value)
    tests: dict[str, Plain] = {
        "镇": lambda row: DIRECTORY.town_of(row.grid) in DIRECTORY.towns_like(value),
        "town": lambda row: DIRECTORY.town_of(row.grid) in DIRECTORY.towns_like(value),
        "类": lambda row: row.ticket_class in DIRECTORY.codes_of_classes(value),
        "源": lambda row: row.channel in DIRECTORY.codes_of_channels(value),
        "单": lambda row: row.org in units or bool(units & set(row.assignees)),
        "急": lambda row: row.urgency == value,
        "步": lambda row: (row.state, "signed" in row.flags) in steps,
    }
    return tests[name] if value else lambda row: True


@unhurried
@given(st.lists(rows(), max_size=8), st.lists(TERMS, max_size=3), st.data())
def test_many_rows_at_once_are_asked_what_one_is(
    some: list[TicketRow], terms: list[str], data: st.DataObject
) -> None:
    tags = data.draw(st.lists(st.sampled_from(TAGS), max_size=2))
    numbers = Numbers()
    numbers.refill(some)
    parsed = parse_filter(" ".join([*terms, *tags]), DIRECTORY, WORDS, numbers)
    tests = [plain_tag(tag) for tag in tags]
    if not any(tag.startswith("步:") and len(tag) > 2 and tag != "步:无" for tag in tags):
        tests.append(lambda row: row.state not in ENDED)
    tests.append(plain_text(" ".join(terms)))
    wanted = [row for row in some if all(test(row) for test in tests)]
    assert parsed.among(some) == wanted
    assert [row for row in some if parsed.accepts(row)] == wanted


@unhurried
@given(st.lists(rows(), max_size=8), TERMS, st.text(LETTERS, max_size=3))
def test_a_line_that_grew_finds_only_what_the_shorter_one_found(
    some: list[TicketRow], line: str, more: str
) -> None:
    short, long = (parse_filter(one, DIRECTORY, WORDS) for one in (line, line + more))
    if grew(short, long):
        assert long.among(short.among(some)) == long.among(some)


@unhurried
@given(TEXTS, st.text(LETTERS.replace(" ", ""), min_size=1, max_size=12), st.integers(1, 12))
def test_what_narrows_is_found_by_the_shorter_term_too(text: str, term: str, cut: int) -> None:
    shorter = term[:cut]
    if narrows(term, shorter) and matcher(term)(text):
        assert matcher(shorter)(text)


@unhurried
@given(st.lists(rows(), max_size=4), st.lists(rows(), max_size=4), TERMS)
def test_a_filter_set_before_tickets_with_other_numbers_came_finds_them(
    first: list[TicketRow], later: list[TicketRow], term: str
) -> None:
    numbers = Numbers()
    numbers.refill(first)
    parsed = parse_filter(term, DIRECTORY, WORDS, numbers)
    for row in later:
        numbers.take(row)
    fits = plain_text(term)
    wanted = [row for row in first + later if row.state not in ENDED and fits(row)]
    assert parsed.among(first + later) == wanted


def test_letters_narrow_as_they_are_typed() -> None:
    lines = ["s", "sh", "she", "she w", "she wj", "she wj 盛", "she wj 盛泽"]
    parsed = [parse_filter(line, DIRECTORY, WORDS) for line in lines]
    assert all(grew(*pair) for pair in pairwise(parsed))
    assert grew(Filter("", list), parsed[0])


def test_tags_apostrophes_and_other_words_do_not_narrow() -> None:
    pairs = [("步", "步：待"), ("急:I", "急:II"), ("xi'", "xi'an"), ("sh", "s"), ("a b", "a")]
    for line, longer in pairs:
        pair = (parse_filter(one, DIRECTORY, WORDS) for one in (line, longer))
        assert not grew(*pair), (line, longer)


@unhurried
@given(st.text(SIGNS, max_size=12), TERMS)
def test_a_term_is_searched_as_it_was_before_its_ways_were_led_by_one_letter(
    text: str, term: str
) -> None:
    """The pattern of a run is the choice among its ways, said in another form."""
    import re

    from console.text import pinyin

    parts = []
    for piece in pinyin._PIECE.findall(pinyin._fold(term.replace(" ", ""))):
        if "a" <= piece[0] <= "z":
            ways = (pinyin._alternation(pinyin._paths(run)[0]) for run in piece.split("'"))
            parts.append("['\u2019\uff07]?".join(ways))
        else:
            parts.append(pinyin._character(piece))
    plain = re.compile("".join(parts))
    assert (plain.search(text) is None) == (not matcher(term.replace(" ", ""))(text))
