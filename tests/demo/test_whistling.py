"""Colleagues answer whistles in their time, and leave to a person what is a person's."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from demo.acts import Act, District
from demo.cast import DISPATCH, units_of_seats
from demo.colleagues import LEFT_TO_PEOPLE, Colleagues
from demo.whistling import LEFT_TO_WHISTLER
from governance.profile import Profile
from tests.demo.test_population import staff_in
from tests.demo.test_supervised import row
from wire.rows import TicketRow
from wire.whistle_rows import CallRow, WhistleRow

NOW = datetime.fromisoformat("2026-03-10T10:00:00+08:00")
HOUR = timedelta(hours=1)
OFFICE = "320509109B01"
PINGWANG_OFFICE = "320509104B01"
COMMUNITY = "320509109001"


@pytest.fixture
def colleagues(profile: Profile) -> Colleagues:
    return Colleagues(random.Random(3), District({}, {}, {}, staff_in(profile)))


def called(office: str, number: int = 1, **changes: object) -> TicketRow:
    """A ticket for which a unit has been called just now."""
    call = CallRow(office, lead=True, start=NOW, due=NOW + 2 * HOUR)
    whistle = {
        "id": "W1", "type": "key_task", "rung": "first", "state": "open", "at": NOW,
        "by": "系统", "unit": COMMUNITY, "calls": (call,), **changes,
    }  # fmt: skip
    return row(id=str(number), whistles=(WhistleRow(**whistle),))  # type: ignore[arg-type]


def came(by: str = "系统", unit: str = COMMUNITY, **changes: object) -> TicketRow:
    """A ticket to which everybody called has come."""
    call = CallRow(OFFICE, True, "arrived", NOW - 2 * HOUR, NOW, person="施丽萍", at=NOW, **changes)  # type: ignore[arg-type]
    return called(OFFICE, by=by, unit=unit, calls=(call,))


def acts(colleagues: Colleagues, rows: list[TicketRow], now: datetime = NOW) -> list[Act]:
    found = [colleagues.next_act(one, now) for one in rows]
    assert all(found)
    return [act for act in found if act]


def test_units_report_in_by_their_clerks_some_late(colleagues: Colleagues) -> None:
    found = acts(colleagues, [called(OFFICE, n) for n in range(400)])
    assert {(act.actor, act.verb) for act in found} == {(f"demo-{OFFICE}", "reportin")}
    late = Counter(act.at > NOW + 2 * HOUR for act in found)
    assert 30 < late[True] < 90
    assert found == acts(colleagues, [called(OFFICE, n) for n in range(400)])


def test_calls_to_a_persons_unit_are_left_almost_to_the_end(colleagues: Colleagues) -> None:
    found = acts(colleagues, [called(PINGWANG_OFFICE, n) for n in range(100)])
    assert all(NOW + 1.8 * HOUR <= act.at < NOW + 2 * HOUR for act in found)


def test_a_persons_touch_holds_up_the_work_but_not_the_called(colleagues: Colleagues) -> None:
    at = colleagues.next_act(called(OFFICE), NOW)
    assert colleagues.next_act(called(OFFICE), NOW, NOW) == at
    work = colleagues.next_act(came(), NOW, NOW)
    assert work is not None
    assert work.at >= NOW + LEFT_TO_PEOPLE


def test_who_blew_it_confers_rates_and_ends_it(colleagues: Colleagues) -> None:
    clerk = f"demo-{COMMUNITY}"
    verbs = []
    for later, rating in ((0, 0), (1, 0), (1.6, 5)):
        act = acts(colleagues, [came(rating=rating)], NOW + later * HOUR)[0]
        assert act.actor == clerk
        verbs.append(act.verb)
    assert verbs[:2] == ["confer", "rate"]
    assert verbs[2] in ("conclude", "escalate")


def test_a_whistle_that_a_person_blew_is_left_to_that_person(colleagues: Colleagues) -> None:
    act = acts(colleagues, [came(by="王敏", unit="320509000000")])[0]
    assert act.actor == DISPATCH
    assert act.at >= NOW + LEFT_TO_WHISTLER


def test_the_rest_of_the_work_waits_for_the_end_of_a_whistle(colleagues: Colleagues) -> None:
    found = acts(colleagues, [called(OFFICE, n) for n in range(50)])
    assert not {"report", "extend", "suspend"} & {act.verb for act in found}


def test_seats_are_known_by_their_units(profile: Profile) -> None:
    orgs = profile.tree.orgs.values()
    seats = units_of_seats((one.code, one.level, one.name_zh) for one in orgs)
    assert seats == {"320509D026", "320509104000", "320509100001"}
