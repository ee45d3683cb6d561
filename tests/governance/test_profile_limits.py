"""A jurisdiction's limits are checked when it is loaded, not when a ticket needs them."""

from __future__ import annotations

import tomllib

import pytest

from governance.errors import ProfileError
from governance.profile import build_profile
from jurisdictions import read_table
from platform_server.jurisdiction import OWN_TABLES, SHARED_TABLES, published_calendar


def build(**changed: str):
    tables = {name: read_table("wujiang", name) for name in OWN_TABLES}
    tables |= {name: read_table("common", name) for name in SHARED_TABLES}
    for name, text in changed.items():
        tables[f"{name}.csv"] = text
    about = tomllib.loads(read_table("wujiang", "profile.toml"))
    return build_profile(about, tables, published_calendar())


def test_the_packaged_tables_hold() -> None:
    assert build().stage_limit("sign", "I").limit.value == 1


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "9000", "much"])
def test_a_limit_that_is_none_is_named_with_its_line(value: str) -> None:
    text = read_table("common", "stage_limits.csv").replace("sign,*,4,", f"sign,*,{value},")
    with pytest.raises(ProfileError, match=r"stage_limits\.csv:4: "):
        build(stage_limits=text)


def test_a_unit_that_is_none_is_named() -> None:
    text = read_table("common", "stage_limits.csv").replace("sign,*,4,work_hour", "sign,*,4,week")
    with pytest.raises(ProfileError, match="use one of"):
        build(stage_limits=text)


def test_a_stage_without_a_limit_is_missed_at_once() -> None:
    text = read_table("common", "stage_limits.csv")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("verify"))
    with pytest.raises(ProfileError, match=r"add a row verify,\*"):
        build(stage_limits=text)


@pytest.mark.parametrize(
    "line", ["claim_minutes = 0", "claim_minutes = 2000", 'unhappy = "shout"', "max_returns = 'x'"]
)
def test_a_rule_that_is_none_is_named(line: str) -> None:
    about = tomllib.loads(f"[rules]\n{line}\n")
    packaged = tomllib.loads(read_table("wujiang", "profile.toml"))
    tables = {name: read_table("wujiang", name) for name in OWN_TABLES}
    tables |= {name: read_table("common", name) for name in SHARED_TABLES}
    name = line.split()[0]
    with pytest.raises(ProfileError, match=rf"profile\.toml: \[rules\] .*{name}"):
        build_profile(packaged | about, tables, published_calendar())
