"""The order against a plain list: sorted anew after every change, and walked from end to end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from console.directory import Directory
from console.filter import ENDED, OPEN, parse_filter
from console.order import Order, Tally
from console.ranking import Down, ranking
from console.sorted_rows import BLOCK, SortedRows
from console.text.i18n import Words
from console.text.pinyin import spelling
from governance.ticket import STATES, URGENCIES
from tests.console.row_draws import instant, many, rows
from tests.console.seats import NOW, tables
from wire.rows import TicketRow

DIRECTORY = Directory(tables(), "zh")
WORDS = Words("zh")
COLUMNS = ("left", "ticket", "state", "source", "urgency", "class", "place", "unit", "since")
LINES = ("", "s", "盛", "sz", "急:II", "步:待派遣", "平 急:III")


def value_of(column: str, row: TicketRow) -> object:
    """What a column is sorted by, said once more and plainly."""
    state = (list(STATES).index(row.state), "signed" in row.flags)
    plain = {
        "left": instant(row),
        "ticket": (row.number, row.id),
        "state": state,
        "source": (spelling(DIRECTORY.channel(row.channel)), row.channel),
        "urgency": list(URGENCIES).index(row.urgency),
        "class": (spelling(DIRECTORY.class_name(row.ticket_class)), row.ticket_class),
        "place": spelling(row.place),
        "unit": (spelling(DIRECTORY.short(row.org)), row.org),
        "since": (NOW - row.since, "".join(chr(0x10FFFF - ord(sign)) for sign in row.id)),
    }
    return plain[column]


def plainly(found: list[TicketRow], column: str, descending: bool) -> list[str]:
    """The ids as they should stand."""
    found = sorted(found, key=lambda row: (instant(row), row.id))
    if column == "left" and descending:
        dated = [row.id for row in reversed(found) if row.due]
        return dated + [row.id for row in reversed(found) if not row.due]
    found.sort(key=lambda row: value_of(column, row), reverse=descending)
    return [row.id for row in found]


class Standing(RuleBasedStateMachine):
    """Whatever comes, the order is what sorting anew would give, but for the held ticket."""

    @initialize(told=many(40), line=st.sampled_from(LINES))
    def begin(self, told: dict[str, TicketRow], line: str) -> None:
        self.told = dict(told)
        self.filter = parse_filter(line, DIRECTORY, WORDS)
        self.column, self.descending = "left", False
        self.held: str | None = None
        self.order = Order(self.filter)
        self.order.refill(told.values())

    @rule(row=rows())
    def change(self, row: TicketRow) -> None:
        before = self.told.get(row.id)
        self.told[row.id] = row
        assert self.order.change(row.id, row) is before
        assert self.order.change(row.id, row) is row

    @rule(data=st.data())
    def go(self, data: st.DataObject) -> None:
        if self.told:
            number = data.draw(st.sampled_from(sorted(self.told)))
            del self.told[number]
            self.order.change(number, None)

    @rule(column=st.sampled_from(COLUMNS), descending=st.booleans())
    def sort(self, column: str, descending: bool) -> None:
        self.column, self.descending, self.held = column, descending, None
        self.order.sort(ranking(column, descending, DIRECTORY))

    @rule(line=st.sampled_from(LINES))
    def show(self, line: str) -> None:
        self.filter, self.held = parse_filter(line, DIRECTORY, WORDS), None
        self.order.show(self.filter)

    @rule()
    def narrow(self) -> None:
        """Every term twice: what is shown now can pass, and nothing else."""
        self.held = None
        self.order.show(self.filter, grew=True)

    @rule()
    def refill(self) -> None:
        self.held = None
        self.order.refill(self.told.values())

    @rule(data=st.data())
    def hold(self, data: st.DataObject) -> None:
        shown = self.order.ids(0, len(self.order))
        self.held = data.draw(st.sampled_from(shown)) if shown else None
        self.order.hold(self.held)

    @invariant()
    def it_is_what_sorting_anew_gives(self) -> None:
        shown = self.order.ids(0, len(self.order))
        fits = [row for row in self.told.values() if self.filter.accepts(row)]
        wanted = plainly(fits, self.column, self.descending)
        assert [one for one in shown if one != self.held] == [
            one for one in wanted if one != self.held
        ]
        assert self.held is None or self.held in shown
        assert dict(self.order.told) == self.told
        for place, number in enumerate(shown):
            assert self.order.position(number) == place
            assert self.order.at(place) == number
        assert self.order.at(len(shown)) is None
        assert self.order.at(-1) is None
        assert self.order.ids(2, 3) == shown[2:5]

    @invariant()
    def what_is_not_shown_has_no_place(self) -> None:
        shown = set(self.order.ids(0, len(self.order)))
        assert all(self.order.position(one) is None for one in self.told.keys() - shown)


TestStanding = Standing.TestCase
TestStanding.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@settings(deadline=None)
@given(many(30), st.sampled_from(COLUMNS), st.booleans())
def test_the_held_ticket_stays_between_its_neighbours(
    told: dict[str, TicketRow], column: str, descending: bool
) -> None:
    order = Order(OPEN)
    order.refill(told.values())
    order.sort(ranking(column, descending, DIRECTORY))
    before = order.ids(0, len(order))
    for at, number in enumerate(before):
        order.hold(number)
        row = told[number]
        ended = TicketRow(
            **{name: getattr(row, name) for name in row.__struct_fields__}
            | {"state": "closed", "due": NOW - timedelta(days=9), "place": "z", "urgency": "I"}
        )
        order.change(number, ended)
        assert order.ids(0, len(order)) == before[at:]
        order.hold(None)
        assert order.ids(0, len(order)) == before[at + 1 :]


def a_row(at: int) -> TicketRow:
    """A row due at a second."""
    given = dict.fromkeys(TicketRow.__struct_fields__, "") | {
        "id": f"{at:09d}", "number": f"{at:09d}", "due": NOW + timedelta(seconds=at), "version": 1,
        "at": NOW, "since": NOW, "flags": (), "assignees": (), "condition": None, "start": None,
    }  # fmt: skip
    return TicketRow(**given)


def test_blocks_are_cut_and_vanish_and_nothing_is_lost() -> None:
    key = ranking("left", False, DIRECTORY).key
    made = [a_row(at) for at in range(6 * BLOCK)]
    kept = SortedRows(key, made[:: 3 * BLOCK])
    for row in made[1::2] + made[::2]:
        if kept.index(row) is None:
            kept.add(row)
    assert kept.listed() == made == list(kept)
    assert [kept.index(row) for row in made] == list(range(len(made)))
    for row in made[BLOCK : 5 * BLOCK]:
        assert kept.remove(row)
        assert not kept.remove(row)
    assert kept.listed() == made[:BLOCK] + made[5 * BLOCK :]
    assert kept.stretch(BLOCK - 2, 4) == [*made[BLOCK - 2 : BLOCK], *made[5 * BLOCK :][:2]]
    assert kept.places_below(key(made[3 * BLOCK])) == BLOCK


@given(st.lists(st.integers()))
def test_down_turns_an_order_round(values: list[int]) -> None:
    assert sorted(values, key=Down) == sorted(values, reverse=True)
    assert len({Down(one) for one in values}) == len(set(values))


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(KeyError):
        ranking("colour", False, DIRECTORY)


@settings(deadline=None)
@given(many(30), st.lists(rows(), max_size=20))
def test_the_tally_is_what_counting_anew_gives(
    told: dict[str, TicketRow], later: list[TicketRow]
) -> None:
    tally = Tally()
    now = dict(told)
    tally.refill(row for row in told.values() if row.state not in ENDED)
    for row in later:
        before, now[row.id] = now.get(row.id), row
        tally.change(
            before if before and before.state not in ENDED else None,
            row if row.state not in ENDED else None,
        )
    still = [row for row in now.values() if row.state not in ENDED]
    assert tally.open() == len(still)
    assert tally.overdue(NOW) == sum(row.due is not None and row.due < NOW for row in still)
    for state in STATES:
        assert tally.in_state(state) == sum(row.state == state for row in still)
