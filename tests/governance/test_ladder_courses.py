"""Up the ladder: on time, late, by hand, by proposal, at the top; nothing falls between (H5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from governance.command import Actor
from governance.profile import Profile
from governance.ticket import flags
from governance.timers import timers_of
from platform_server.jurisdiction import load_profile
from tests.governance.test_whistles import (
    POLICE,
    SECOND_OFFICE,
    WATER_COMPANY,
    blown,
    call,
    expire,
    whistle,
)
from tests.governance.world import BUREAU, COVER, OFFICE, OTHER_TOWN, TOWN, WHO, Course


def test_a_missed_limit_takes_the_first_rung_to_the_second_by_itself() -> None:
    course = blown(note="办不动", playbook="井盖预案")
    course.say("office", "reportin")
    blew = course.now
    first = next(iter(timers_of(course.ticket, course.profile)))
    assert (first.key, first.verb) == (f"reportin:W1:{SECOND_OFFICE}", "missed")
    course.wait(hours=2, minutes=1)
    assert expire(course) == ["report_in_missed", "whistle_escalated", "whistled"]
    first, second = course.ticket.whistles
    assert (first.state, first.into, second.parent, second.rung) == (
        "escalated", "W2", "W1", "second",
    )  # fmt: skip
    assert second.at == blew + timedelta(hours=2)
    assert (second.by, second.unit, second.type) == ("系统", TOWN, "enforcement")
    assert [c.unit for c in second.calls] == [WATER_COMPANY, BUREAU, POLICE]
    assert second.playbook == "井盖预案"
    assert call(course, SECOND_OFFICE, 0).late
    assert "late_call" in flags(course.ticket)


def test_a_late_unit_still_owes_and_may_come_after_the_escalation() -> None:
    course = blown()
    course.wait(hours=3)
    expire(course)
    course.say("office", "onsite", whistle="W1")
    found = call(course, OFFICE, 0)
    assert (found.state, found.late) == ("onsite", True)


def test_the_top_rung_stays_late_and_is_put_before_the_centre() -> None:
    course = blown("department", called=[BUREAU])
    course.wait(hours=5)
    assert expire(course) == ["report_in_missed", "on_site_missed"]
    one = whistle(course)
    assert (one.state, one.beyond, one.proposed, one.late) == ("open", True, False, True)
    assert "beyond" in flags(course.ticket)
    assert not [t for t in timers_of(course.ticket, course.profile) if t.verb == "missed"]
    refusal = course.refused("department", "escalate")
    assert (refusal.rule, refusal.missing) == ("H5", ("rung",))
    course.say("bureau", "onsite")
    assert not whistle(course).late


def test_a_timer_says_nothing_before_its_time_nor_twice() -> None:
    course = blown("department", called=[BUREAU])
    missed = {"whistle": "W1", "unit": BUREAU, "stage": "reportin"}
    assert course.refused("system", "missed", **missed).rule == "H5"
    course.wait(hours=2)
    course.say("system", "missed", **missed)
    assert course.refused("system", "missed", **missed).rule == "H5"
    for wrong in ({"whistle": "W9"}, {"unit": OFFICE}, {"stage": "handle"}):
        assert course.refused("system", "missed", **missed | wrong).rule == "H5"
    assert course.refused("dispatcher", "missed", **missed).error == "denied"


def test_by_hand_once_a_unit_is_late_or_all_have_come() -> None:
    course = blown(called=[OFFICE])
    refusal = course.refused("grid", "escalate")
    assert (refusal.rule, refusal.missing) == ("H5", ("late",))
    course.say("office", "reportin")
    assert course.refused("office", "escalate").error == "denied"
    assert course.refused("department", "escalate", called=[OFFICE]).rule == "H1"
    kinds = course.say("grid", "escalate", note="到了也办不了", called=[BUREAU])
    assert kinds == ["whistle_escalated", "whistled"]
    assert [c.unit for c in whistle(course).calls] == [BUREAU]
    assert whistle(course).unit == TOWN


def test_the_town_that_takes_it_up_answers_for_it() -> None:
    course = blown(called=[OFFICE])
    course.say("office", "reportin")
    course.say("department", "escalate")
    assert (whistle(course).unit, whistle(course).account) == (TOWN, WHO["department"].account)
    assert course.refused("grid", "conclude", result="x").error == "denied"
    course.say("bureau", "reportin")
    kinds = course.say("department", "conclude", result="已更换", solved=True)
    assert kinds == ["whistle_concluded", "whistle_concluded"]
    assert {one.state for one in course.ticket.whistles} == {"concluded"}


def test_it_goes_on_in_the_whistle_that_is_blown_above_already() -> None:
    course = blown()
    course.say("department", "whistle", called=[BUREAU])
    course.wait(hours=3)
    kinds = expire(course)
    assert kinds.count("whistled") == 0
    first, second = course.ticket.whistles
    assert (first.state, first.into, second.parent) == ("escalated", "W2", "")


def test_who_blew_it_ends_and_rates_it_when_the_ticket_is_with_another_unit() -> None:
    course = Course().dispatched()
    course.say("department", "whistle", type="emergency", called=[BUREAU])
    course.say("bureau", "onsite")
    course.say("department", "return", reason="不属本镇", basis="清单")
    course.say("dispatcher", "dispatch", target=OTHER_TOWN)
    course.say("department", "conclude", result="已处置", solved=True)
    course.say("department", "rate", ratings={BUREAU: 5})
    assert course.refused("department", "sign").error == "denied"


@pytest.mark.parametrize("number", ["13812345678", "138 1234 5678", "320509199001011234"])
def test_a_name_on_record_holds_no_number_of_a_person(number: str) -> None:
    course = blown()
    assert course.refused("office", "reportin", person=f"沈军{number}").missing == ("person",)
    assert course.refused("grid", "playbook", playbook=f"找{number}").missing == ("playbook",)
    named = Course().dispatched()
    assert named.refused("grid", "whistle", playbook=number).missing == ("playbook",)
    course.say("office", "reportin", person="沈军2组", note=number)
    course.say("grid", "playbook", playbook="井盖预案2026-03-15")


def test_of_several_open_whistles_one_has_to_be_named() -> None:
    course = blown("dispatcher")
    course.say("dispatcher", "whistle", called=[BUREAU])
    assert course.refused("dispatcher", "conclude", result="x").missing == ("whistle",)
    course.say("dispatcher", "conclude", result="已办", whistle="W000001-2")
    assert [one.state for one in course.ticket.whistles] == ["open", "concluded"]
    assert course.refused("dispatcher", "conclude", result="x", whistle="W2").rule == "H3"


QINHUAI = load_profile("qinhuai")
GULOU = load_profile("gulou")
STREET, LEADER_ONE, LEADER_TWO = "320104002000", "320104002L01", "320104002L02"


def course_in(profile: Profile, street: str) -> Course:
    """A ticket in a street of another district, sent to it and signed."""
    course = Course(profile)
    grid = next(code for code in profile.tree.grids if profile.tree.within(code, street))
    course.say("dispatcher", "new", channel="HOTLINE_12345", text="x", grid=grid)
    course.say("dispatcher", "accept", **{"class": COVER, "condition": 2})
    course.say("dispatcher", "dispatch", target=street)
    course.say("street", "sign")
    return course


@pytest.fixture
def qinhuai(monkeypatch: pytest.MonkeyPatch) -> Course:
    people = {
        "street": Actor("q01", "高岚", "department", STREET),
        "community": Actor("q02", "何平", "grid", "320104002001"),
        "bureau": Actor("q03", "严冬", "department", "320104D008"),
        "standing": Actor("q04", "邹正", "department", LEADER_ONE),
    }
    for name, actor in people.items():
        monkeypatch.setitem(WHO, name, actor)
    return course_in(QINHUAI, STREET)


def test_qinhuai_puts_a_leader_level_matter_before_the_leaders_of_the_street(qinhuai) -> None:
    course = qinhuai
    course.say("community", "whistle")
    assert whistle(course).rung == "community"
    course.say("street", "whistle")
    assert whistle(course).rung == "street"
    assert [c.unit for c in whistle(course).calls] == ["320104D008", "320104D014"]
    course.wait(hours=2)
    kinds = expire(course)
    assert "report_in_missed" in kinds
    assert course.ticket.whistles[0].into == "W2"
    assert (whistle(course).state, whistle(course).proposed) == ("open", True)
    assert "escalate" in flags(course.ticket)
    course.say("street", "escalate", note="几家都管不了")
    assert whistle(course).rung == "leaders"
    assert [(c.unit, c.lead) for c in whistle(course).calls] == [
        (LEADER_ONE, True), (LEADER_TWO, False),
    ]  # fmt: skip
    course.say("standing", "onsite", note="现场办公")
    assert course.refused("street", "reportin", unit=LEADER_TWO).error == "denied"
    course.say("dispatcher", "reportin", unit=LEADER_TWO, person="分管副区长")
    course.say("street", "conclude", result="领导协调后解决", solved=True)
    assert {one.state for one in course.ticket.whistles} == {"concluded"}
    course.say("street", "rate", whistle="W2", ratings={"320104D008": 1})


def test_an_end_takes_along_what_was_blown_later_but_led_to_it(qinhuai) -> None:
    """The centre called the leaders first; what the rungs below go on in still ends with it."""
    course = qinhuai
    course.say("leader", "whistle", rung="leaders")
    course.say("street", "whistle")
    course.say("community", "whistle")
    course.wait(hours=2)
    expire(course)
    course.say("street", "escalate", whistle="W2")
    assert [one.into for one in course.ticket.whistles] == ["", "W1", "W2"]
    course.say("dispatcher", "conclude", result="领导协调后解决", solved=True)
    assert {one.state for one in course.ticket.whistles} == {"concluded"}
    assert not course.running() & {"reportin", "onsite"}


def test_gulou_has_one_rung_and_the_centre_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    street = "320302001000"
    monkeypatch.setitem(WHO, "street", Actor("u01", "史方", "department", street))
    course = course_in(GULOU, street)
    course.say("street", "whistle", type="emergency")
    assert [c.unit for c in whistle(course).calls] == ["320302D010", "320302D020"]
    course.wait(minutes=16)
    assert expire(course) == ["report_in_missed"] * 2
    assert whistle(course).beyond
