"""The deadlines against a plain list: grouped anew after every change and every second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from console.deadlines import DeadlinesBoard
from console.desk import Change
from console.directory import Directory
from console.entries import row_of
from console.line import width_of
from console.text.i18n import Words
from console.text.pinyin import spelling
from console.text.times import close_turn, first_turn, light
from tests.console.running_draws import MOMENTS, running, several
from tests.console.seats import NOW, PROFILE, tables
from wire.rows import TicketRow

DIRECTORY = Directory(tables(), "zh")
WORDS = Words("zh")
HEIGHT = 14
LIGHTS = ("over", "close", "half", "calm")


class Plain(NamedTuple):
    """One thing that runs out, said plainly."""

    id: str
    due: datetime
    start: datetime | None
    unit: str
    still: bool = False


def named(unit: str) -> str:
    """The section of a unit: the district itself is the centre."""
    return "" if unit == PROFILE.district else unit


def everything(row: TicketRow) -> Iterator[Plain]:
    """All that runs out on a ticket, by the words of the requirement."""
    called = []
    for whistle in row.whistles:
        for call in whistle.calls if whistle.state != "concluded" else ():
            stages = {"called": ("due", "site_due"), "arrived": ("site_due",)}.get(call.state, ())
            for stage in stages:
                due = getattr(call, stage)
                name = {"due": "reportin", "site_due": "onsite"}[stage]
                if due is not None:
                    number = f"{row.id} {whistle.id} {call.unit} {name}"
                    called.append(Plain(number, due, call.start, named(call.unit)))
    for card in row.cards:
        if card.answered is None:
            called.append(Plain(f"{row.id} {card.id}", card.due, card.at, named(card.unit)))
    named_by_call = row.clock in ("reportin", "onsite") and called
    if row.due is not None and not named_by_call:
        own = row.clock in ("sign", "refuse", "handle", "assist", "rework")
        still = "suspended" in row.flags and row.clock == "handle"
        yield Plain(row.id, row.due, row.start, named(row.org) if own else "", still)
    yield from called


def plain_light(one: Plain, now: datetime) -> str:
    """The light by exact arithmetic."""
    micro = timedelta(microseconds=1)
    left = (one.due - now) // micro
    whole = (one.due - one.start) // micro if one.start else 0
    if left < 0:
        return "over"
    if left < 600_000_000 or (whole > 0 and Fraction(left, whole) <= Fraction(1, 5)):
        return "close"
    return "half" if whole > 0 and Fraction(left, whole) <= Fraction(1, 2) else "calm"


def grouped(told: dict[str, TicketRow], now: datetime, by_unit: bool) -> dict[str, list[str]]:
    """Ids by section, in the order in which they stand."""
    found: dict[str, list[str]] = {}
    entries = [one for row in told.values() for one in everything(row)]
    for one in sorted(entries, key=lambda one: (one.due, one.id)):
        name = one.unit if by_unit else plain_light(one, now)
        found.setdefault("suspended" if one.still else name, []).append(one.id)
    return found


class Running(RuleBasedStateMachine):
    """Whatever comes, the sections are what grouping anew gives, and the cursor stays."""

    @initialize(told=several(12))
    def begin(self, told: dict[str, TicketRow]) -> None:
        self.told, self.now, self.by_unit = dict(told), NOW, False
        self.said: list[tuple[str, str, str]] = []
        self.board = DeadlinesBoard(DIRECTORY, WORDS, lambda *said: self.said.append(said))
        self.board.begin(self.told)
        self.under: str | None = None

    @rule(row=running())
    def change(self, row: TicketRow) -> None:
        before = self.told.get(row.id)
        self.told[row.id] = row
        self.board.absorb([(row.id, Change(before, row))])

    @rule(data=st.data())
    def change_what_is_looked_at(self, data: st.DataObject) -> None:
        self.look()
        if self.under is not None:
            self.change(data.draw(running(self.under.split(" ")[0])))
            self.look()

    @rule(data=st.data())
    def go(self, data: st.DataObject) -> None:
        if self.told:
            number = data.draw(st.sampled_from(sorted(self.told)))
            gone = self.told.pop(number)
            self.board.absorb([(number, Change(gone, None))])

    @rule()
    def told_twice(self) -> None:
        """A snapshot holds already what a change of the same delivery says."""
        for number, row in self.told.items():
            self.board.absorb([(number, Change(None, row))])

    @rule()
    def reset(self) -> None:
        self.board.begin(self.told)

    @rule(seconds=st.integers(0, 900), parts=st.integers(0, 2))
    def later(self, seconds: int, parts: int) -> None:
        self.now += timedelta(seconds=seconds, microseconds=parts)

    @rule(lines=st.integers(-30, 30))
    def move(self, lines: int) -> None:
        self.look()
        flat, at = self.flat(), self.board._outline.at
        self.board.move(lines)
        if flat:
            wanted = min(max(0, at + lines), len(flat) - 1)
            assert (self.board._outline.at, self.item()) == (wanted, flat[wanted][1])
        self.under = self.item()

    @precondition(lambda self: hasattr(self, "board"))
    @rule()
    def turn(self) -> None:
        self.look()
        self.board.actions["deadlines.group"]()
        self.by_unit = not self.by_unit
        folded = self.under and self.board._outline.is_folded(self.section(self.under))
        assert self.under is None or folded or self.item() == self.under
        self.under = self.item()

    @rule()
    def fold(self) -> None:
        self.look()
        self.board.actions["deadlines.fold"]()
        self.under = self.item()
        assert self.under is None

    @rule()
    def fold_all(self) -> None:
        self.look()
        self.board.actions["deadlines.fold_all"]()
        self.under = self.item()
        folded = [self.board._outline.is_folded(name) for name in self.sections()]
        assert all(folded) or not any(folded)

    @rule()
    def look(self) -> None:
        """Paint, and compare with grouping anew."""
        lines = self.board.lines(self.now, 80, HEIGHT)
        assert len(lines) == HEIGHT
        assert {width_of(one) for one in lines if one[0].text.startswith(">")} <= {80}
        wanted = grouped(self.told, self.now, self.by_unit)
        assert self.sections() == wanted
        if not self.by_unit:
            order = [name for name in (*LIGHTS, "suspended") if name in wanted]
            assert list(self.sections()) == order
        elif "suspended" in wanted:
            assert list(self.sections())[-1] == "suspended"
        flat = self.flat()
        assert self.board.length == len(flat)
        assert sum(one[0].text == ">" for one in lines) == bool(flat)
        if self.under is not None and self.under in {number for _, number in flat}:
            assert self.item() == self.under
        self.under = self.item()
        if flat:
            assert flat[self.board._outline.at][1] == self.under
            assert self.board.ticket == (self.under or "").split(" ")[0]

    def sections(self) -> dict[str, list[str]]:
        """What the board says: ids by section."""
        return {name: [entry.id for entry in rows] for name, rows in self.board._outline.sections()}

    def section(self, number: str) -> str:
        return next((name for name, ids in self.sections().items() if number in ids), "")

    def flat(self) -> list[tuple[str, str | None]]:
        """All places, plainly."""
        out: list[tuple[str, str | None]] = []
        for name, ids in self.sections().items():
            out.append((name, None))
            if not self.board._outline.is_folded(name):
                out += [(name, number) for number in ids]
        return out

    def item(self) -> str | None:
        item = self.board._outline.item
        return item.id if item is not None else None


TestRunning = Running.TestCase
TestRunning.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(MOMENTS, st.none() | MOMENTS, MOMENTS, st.integers(-1, 1))
def test_the_light_is_what_exact_arithmetic_says(
    due: datetime, start: datetime | None, now: datetime, parts: int
) -> None:
    glyphs = {"over": "!", "close": "+", "half": "-", "calm": " "}
    beside = timedelta(microseconds=parts)
    for at in (now, due + beside, first_turn(due, start) + beside, close_turn(due, start) + beside):
        assert light(due, start, at) == glyphs[plain_light(Plain("", due, start, ""), at)]


@settings(deadline=None)
@given(several(15))
def test_units_with_most_over_come_first(told: dict[str, TicketRow]) -> None:
    board = DeadlinesBoard(DIRECTORY, WORDS, lambda *said: None)
    board.begin(told)
    board.lines(NOW, 80, HEIGHT)
    board.actions["deadlines.group"]()
    shown = [name for name, _ in board._outline.sections() if name != "suspended"]
    entries = [one for row in told.values() for one in everything(row) if not one.still]
    over = {name: sum(one.unit == name and one.due < NOW for one in entries) for name in shown}
    names = {name: spelling(DIRECTORY.short(name) if name else "中心") for name in shown}
    assert shown == sorted(shown, key=lambda name: (-over[name], names[name], name))


@settings(deadline=None)
@given(several(10), st.integers(0, 40))
def test_why_is_asked_of_the_stage_under_the_cursor(told: dict[str, TicketRow], at: int) -> None:
    said: list[tuple[str, ...]] = []
    board = DeadlinesBoard(DIRECTORY, WORDS, lambda *line: said.append(line))
    board.begin(told)
    board.lines(NOW, 80, HEIGHT)
    board.move(-99)
    board.move(at)
    entry = board._outline.item
    answer = board.actions["deadlines.why"]()
    if entry is None:
        assert answer is not None
        assert said == []
    else:
        verb, line, ticket = said[0]
        assert (verb, ticket) == ("why", row_of(entry).id)
        assert line.startswith("步:")


@settings(deadline=None)
@given(several(12), st.data())
def test_time_that_goes_back_a_little_moves_nothing(
    told: dict[str, TicketRow], data: st.DataObject
) -> None:
    board = DeadlinesBoard(DIRECTORY, WORDS, lambda *said: None)
    board.begin(told)
    board.lines(NOW, 80, HEIGHT)
    dues = [one.due for row in told.values() for one in everything(row) if one.due > NOW]
    late = data.draw(st.sampled_from(dues)) + timedelta(seconds=1) if dues else NOW
    board.lines(late, 80, HEIGHT)
    before = [(name, rows.listed()) for name, rows in board._outline.sections()]
    board.lines(late - timedelta(seconds=2), 80, HEIGHT)
    assert [(name, rows.listed()) for name, rows in board._outline.sections()] == before
    for row in told.values():
        board.absorb([(row.id, Change(row, None))])
    assert board.length == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_runs_out(lang) -> None:
    board = DeadlinesBoard(Directory(tables(), lang), Words(lang), lambda *said: None)
    board.begin({})
    assert Words(lang)("queue.waiting") in board.lines(None, 80, HEIGHT)[0][0].text
    assert any(
        Words(lang)("deadlines.none") in span.text
        for one in board.lines(NOW, 80, HEIGHT)
        for span in one
    )
