"""Colleagues ask for time, decide what others ask for, and answer cards."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from demo.acts import District
from demo.cast import DEPARTMENTS, LEADER
from demo.colleagues import Colleagues
from wire.rows import TicketRow
from wire.supervision_rows import CardRow, RequestRow

NOW = datetime.fromisoformat("2026-03-09T10:00:00+08:00")


def row(state: str = "pending_handle", left: float = 20, **changes: object) -> TicketRow:
    """A signed ticket with some hours left."""
    values = {
        "id": "1", "number": "1", "channel": "WECHAT", "ticket_class": "BJ0101", "condition": 2,
        "urgency": "III", "state": state, "step": "handle", "loop": "large", "grid": "", "org": "T",
        "assignees": (), "summary": "", "place": "", "due": NOW + timedelta(hours=left),
        "start": NOW, "clock": "handle", "version": 4, "flags": ("signed",), "at": NOW,
        "since": NOW, "by": "承办单位", **changes,
    }  # fmt: skip
    return TicketRow(**values)


def card(kind: str) -> CardRow:
    return CardRow("C1", kind, "T", NOW, NOW, "系统", automatic=True)


@pytest.fixture
def colleagues() -> Colleagues:
    return Colleagues(random.Random(3), District({}, {}, {}))


def test_some_ask_for_more_time_or_a_pause_while_there_is_some(colleagues: Colleagues) -> None:
    acts = [colleagues.next_act(row(), NOW) for _ in range(3000)]
    verbs = Counter(act.verb for act in acts if act)
    assert 10 < verbs["extend"] < 60
    assert 5 < verbs["suspend"] < 40
    asked = [act for act in acts if act and act.verb in ("extend", "suspend")]
    assert all(act.actor == DEPARTMENTS and act.at < row().due for act in asked)
    late = [colleagues.next_act(row(left=0.5), NOW) for _ in range(500)]
    assert {act.verb for act in late if act} == {"report"}


def test_the_leader_decides(colleagues: Colleagues) -> None:
    waiting = row(requests=(RequestRow("R1", "extend", "承办单位", "T", NOW),))
    acts = [colleagues.next_act(waiting, NOW) for _ in range(200)]
    verbs = Counter(act.verb for act in acts if act)
    assert set(verbs) == {"approve", "deny"}
    assert 20 < verbs["deny"] < 70
    assert {act.actor for act in acts if act} == {LEADER}


def test_nothing_is_done_to_a_suspended_ticket(colleagues: Colleagues) -> None:
    assert colleagues.next_act(row(flags=("signed", "suspended")), NOW) is None


@pytest.mark.parametrize(
    ("state", "kind", "left", "answered"),
    [
        ("pending_handle", "red", 20, True),
        ("pending_handle", "order", -1, True),
        ("pending_handle", "yellow", 20, False),
        ("pending_check", "remind", 2, True),
        ("pending_check", "remind", 0.4, False),
        ("pending_check", "red", 0.4, True),
    ],
)
def test_cards_are_answered(
    colleagues: Colleagues, state: str, kind: str, left: float, answered: bool
) -> None:
    act = colleagues.next_act(row(state, left, cards=(card(kind),)), NOW)
    assert act is not None
    assert (act.verb == "answer") is answered
