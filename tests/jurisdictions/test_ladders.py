"""Ladders as data: what the packaged ones say, and what is wrong with a table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import pytest

from governance.calendar import Limit, Unit
from governance.errors import ProfileError
from governance.ladder import ANY, TABLES, Ladder, build_ladder, proposed_callees
from governance.profile import Profile, build_profile
from governance.whistle import EMERGENCY, TYPES
from jurisdictions import profiles, read_table
from platform_server.jurisdiction import load_profile, published_calendar

LOADED = {name: load_profile(name) for name in profiles()}
TEXTS = {table: read_table("qinhuai", table) for table in TABLES}


def built(**changed: str) -> Ladder:
    """Qinhuai's ladder with other tables, named without their ending."""
    profile = LOADED["qinhuai"]
    texts = TEXTS | {f"{name}.csv": text for name, text in changed.items()}
    return build_ladder(texts, profile.tree, profile.duties)


def places(profile: Profile, code: str) -> tuple[str, ...]:
    return profile.tree.path(code)


@pytest.mark.parametrize("name", list(LOADED))
def test_every_rung_has_limits_and_somebody_to_call(name: str) -> None:
    profile = LOADED[name]
    ladder = profile.ladder
    assert ladder.rungs
    for rung in ladder.rungs.values():
        for kind in TYPES:
            limit = ladder.limit(rung.rung, kind)
            assert limit.report_in.seconds > 0
            assert all(limit.source)
        for grid in profile.tree.grids:
            for code in profile.classes:
                called = proposed_callees(ladder.callees, rung.rung, places(profile, grid), code)
                assert called, (rung.rung, grid, code)
                assert {profile.tree.level(unit) for unit in called} <= set(rung.called)


@pytest.mark.parametrize("name", list(LOADED))
def test_an_emergency_is_on_site_within_half_an_hour(name: str) -> None:
    ladder = LOADED[name].ladder
    for rung in ladder.rungs.values():
        if "leader" not in rung.called:
            assert ladder.limit(rung.rung, EMERGENCY).on_site == Limit(30, Unit.URGENT_MINUTE)


def test_xiangcheng_and_wujiang_have_two_whistles() -> None:
    for name in ("xiangcheng", "wujiang"):
        first, second = LOADED[name].ladder.rungs.values()
        assert (first.next, second.next) == (second.rung, "")
        assert (first.called, second.called) == (("office",), ("department",))
        assert (first.on_expiry, second.on_expiry) == ("escalate", "propose")


def test_qinhuai_ends_with_the_leaders_of_the_street() -> None:
    profile = LOADED["qinhuai"]
    *_, street, leaders = profile.ladder.rungs.values()
    assert (street.next, leaders.called) == (leaders.rung, ("leader",))
    for town in (org for org in profile.tree.orgs.values() if org.level == "town"):
        called = proposed_callees(profile.ladder.callees, "leaders", (town.code,), "")
        assert {profile.tree.parent(unit) for unit in called} == {town.code}
        assert len(called) == 2


def test_the_department_whose_duty_it_is_leads() -> None:
    profile = LOADED["qinhuai"]
    for prefix, unit in (("BJ0102", "320104D009"), ("SJ0301", "320104D007"), ("", "320104D008")):
        assert proposed_callees(profile.ladder.callees, "street", (), prefix)[0] == unit


def test_a_row_for_the_class_goes_before_the_usual_unit_of_the_place() -> None:
    """Also where the row names a unit by its code and the usual one is the town's own."""
    profile = LOADED["qinhuai"]
    office = next(code for code, org in profile.tree.orgs.items() if org.kind == "social")
    rows = f"community,*,@law\ncommunity,BJ01,{office}\nstreet,*,@duty\nleaders,*,@standing\n"
    callees = built(callees=f"rung,class,units\n{rows}").callees
    street = profile.tree.parent(next(iter(profile.tree.grids.values())).parent)
    usual = proposed_callees(callees, "community", (street,), "SJ0101")
    assert proposed_callees(callees, "community", (street,), "BJ0101") == (office,)
    assert profile.tree.parent(usual[0]) == street


def test_a_jurisdiction_without_a_ladder_loads() -> None:
    tables = {
        name: read_table("gulou", name) for name in ("orgs.csv", "grids.csv", "duties.csv")
    } | {
        name: read_table("common", name)
        for name in (
            "classes.csv", "conditions.csv", "channels.csv", "stage_limits.csv", "supervision.csv",
        )
    }  # fmt: skip
    about: Mapping[str, object] = tomllib.loads(read_table("gulou", "profile.toml"))
    profile = build_profile(about, tables, published_calendar())
    assert profile.ladder == Ladder()


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("ladder", "town,department,propose", "hamlet,department,propose", "blown_by_levels"),
        ("ladder", "town,department,propose", "town,bureau,propose", "called_levels"),
        ("ladder", "department|dispatcher", "mayor|dispatcher", "blown_by_roles"),
        ("ladder", "escalate,street", "wait,street", "on_expiry"),
        ("ladder", "propose,leaders", "propose,heaven", "next"),
        ("ladder", "propose,leaders", "propose,community", "next"),
        ("ladder", "community whistle,1", "community whistle,one", "order"),
        ("ladder_limits", "street,emergency,15", "street,emergency,0", "report_in_value"),
        ("ladder_limits", "15,urgent_minute,30,urgent_minute", "15,hour,30,x", "report_in_unit"),
        ("ladder_limits", "15,urgent_minute,30,urgent_minute", "15,work_hour,30,x", "on_site_unit"),
        ("ladder_limits", "street,emergency", "street,loud", "type"),
        ("ladder_limits", "street,emergency", "heaven,emergency", "'heaven'"),
        ("ladder_limits", "leaders,*,4", "leaders,key_task,4", "leaders,[*]"),
        ("callees", "street,*", "heaven,*", "'heaven'"),
        ("callees", "320104D014", "320104D099", "320104D099"),
        ("callees", "320104D014", "320104002B01", "320104002B01"),
        ("callees", "@deputy", "@mayor", "@mayor"),
    ],
)
def test_what_is_wrong_says_where(table: str, old: str, new: str, said: str) -> None:
    text = TEXTS[f"{table}.csv"]
    assert old in text
    with pytest.raises(ProfileError, match=said) as caught:
        built(**{table: text.replace(old, new, 1)})
    assert caught.value.table == f"{table}.csv"
    assert caught.value.line or ANY in str(caught.value)


def test_a_ladder_needs_all_its_tables() -> None:
    profile = LOADED["qinhuai"]
    for missing in TABLES[1:]:
        texts = {table: text for table, text in TEXTS.items() if table != missing}
        with pytest.raises(ProfileError, match="add it"):
            build_ladder(texts, profile.tree, profile.duties)
