"""The bench of the deadlines does the work it says it times."""

from __future__ import annotations

from datetime import timedelta

from bench.deadlines import GROUPS, Boards, measured, with_more
from bench.deskwork import rows
from bench.scene import OPENS
from tests.console.seats import PROFILE

COUNT = 400
UNITS = [one.code for one in PROFILE.tree.orgs.values() if one.level == "town"]


def board(count: int) -> Boards:
    return Boards([with_more(row, at, UNITS) for at, row in enumerate(rows(PROFILE, count))])


def test_every_figure_is_there_for_both_and_the_clock_went_on() -> None:
    boards = {"few": board(120), "many": board(COUNT)}
    figures = list(measured(boards, ticks=8))
    for subject, there in boards.items():
        names = [one.name for one in figures if one.subject == subject]
        assert len(names) == len(set(names))
        assert {f"tick, {group}" for group in GROUPS} < set(names)
        assert there.now == OPENS + timedelta(seconds=8 * len(GROUPS))
    assert all(one.value > 0 for one in figures)


def test_the_board_holds_whistles_cards_and_suspended_tickets() -> None:
    there = board(COUNT)
    there.open()
    sections = dict(there.board._outline.sections())
    assert len(sections["suspended"]) > 0
    stages = {entry.id.split(" ")[-1] for rows in sections.values() for entry in rows}
    assert {"reportin", "C1"} <= stages
