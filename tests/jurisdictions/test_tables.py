"""The tables in ``jurisdictions/`` are whole, agree with each other and fit the screen."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest
from rich.cells import cell_len

import jurisdictions

Row = dict[str, str]

COMMON = ("classes.csv", "conditions.csv", "channels.csv", "stage_limits.csv")
WUJIANG = ("orgs.csv", "duties.csv", "grids.csv")
LADDER = ("ladder.csv", "ladder_limits.csv", "callees.csv")
PROFILES = ("gulou", "qinhuai", "wujiang", "xiangcheng")
TABLES = [("common", name) for name in COMMON]
TABLES += [(profile, name) for profile in PROFILES for name in (*WUJIANG, *LADDER)]
MAY_BE_EMPTY = {"parent", "lng", "lat", "point", "pop", "next", "on_site_value", "on_site_unit"}
LIMIT_UNITS = {"work_hour", "urgent_hour", "work_day", "urgent_day"}
URGENCIES = {"I", "II", "III", "IV"}
PARENT_LEVEL = {
    "town": "district",
    "department": "district",
    "community": "town",
    "station": "community",
    "office": "town",
    "leader": "town",
}
# A generous box round the district; a swapped or shifted position falls outside.
WEST, EAST, SOUTH, NORTH = 120.3, 121.1, 30.7, 31.4


def rows(*parts: str) -> list[Row]:
    """Reads one packaged table."""
    return list(csv.DictReader(jurisdictions.read_table(*parts).splitlines()))


def by_code(*parts: str) -> dict[str, Row]:
    """Reads one packaged table by its codes, which must be unique."""
    table = rows(*parts)
    found = {row["code"]: row for row in table}
    assert len(found) == len(table)
    return found


def is_han(text: str) -> bool:
    """Tells whether a text holds a Chinese character."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.mark.parametrize("parts", TABLES, ids="/".join)
def test_format(parts: tuple[str, str]) -> None:
    text = jurisdictions.read_table(*parts)
    assert "\r" not in text
    assert text.endswith("\n")
    lines = list(csv.reader(text.splitlines()))
    assert {len(line) for line in lines} == {len(lines[0])}
    for row in rows(*parts):
        for field, value in row.items():
            assert value == value.strip()
            assert value or field in MAY_BE_EMPTY, (parts, row)


@pytest.mark.parametrize("parts", TABLES, ids="/".join)
def test_english_has_no_chinese(parts: tuple[str, str]) -> None:
    for row in rows(*parts):
        for field, value in row.items():
            if field.endswith("_en"):
                assert value.isascii(), row


@pytest.mark.parametrize("name", ["common/classes.csv", "common/channels.csv"])
def test_common_tables_are_sorted(name: str) -> None:
    codes = list(by_code(*name.split("/")))
    assert codes == sorted(codes)


@pytest.mark.parametrize("name", ["orgs.csv", "grids.csv"])
@pytest.mark.parametrize("profile", PROFILES)
def test_places_are_sorted(profile: str, name: str) -> None:
    codes = list(by_code(profile, name))
    assert codes == sorted(codes)


def test_profiles_are_listed_only_where_a_profile_is() -> None:
    assert jurisdictions.profiles() == PROFILES
    assert jurisdictions.has("wujiang", "ladder.csv")
    assert not jurisdictions.has("common", "ladder.csv")


def test_missing_table() -> None:
    with pytest.raises(FileNotFoundError):
        jurisdictions.read_table("wujiang", "nothing.csv")


# --- classes and conditions ---------------------------------------------------------------------


def test_class_counts() -> None:
    prefixes = Counter(code[:2] for code in by_code("common", "classes.csv"))
    assert prefixes["SJ"] == 98
    assert prefixes["BJ"] == 92
    assert prefixes["ZX"] >= 14


def test_classes() -> None:
    names = set()
    groups: dict[str, set[str]] = defaultdict(set)
    for row in by_code("common", "classes.csv").values():
        assert row["kind"] == ("component" if row["code"].startswith("BJ") else "event")
        assert row["urgency"] in URGENCIES
        names.add((row["kind"], row["name_zh"]))
        groups[row["group_zh"]].add(row["group_en"])
    assert len(names) == len(rows("common", "classes.csv"))
    assert all(len(english) == 1 for english in groups.values())


def test_trapped_in_lift_is_most_urgent() -> None:
    classes = {row["name_zh"]: row for row in rows("common", "classes.csv")}
    assert classes["电梯故障困人"]["urgency"] == "I"


def test_every_class_has_conditions_numbered_from_one() -> None:
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows("common", "conditions.csv"):
        numbers[row["class"]].append(int(row["no"]))
    assert set(numbers) == set(by_code("common", "classes.csv"))
    for found in numbers.values():
        assert found == list(range(1, len(found) + 1))
    assert list(numbers) == sorted(numbers)


def test_catalogue_conditions_are_all_there() -> None:
    prefixes = Counter(row["class"][:2] for row in rows("common", "conditions.csv"))
    assert prefixes["SJ"] == 144
    assert prefixes["BJ"] == 375


def test_limits() -> None:
    for row in rows("common", "conditions.csv"):
        assert row["limit_unit"] in LIMIT_UNITS
        assert 1 <= int(row["limit_value"]) <= 15


@pytest.mark.parametrize(
    ("code", "no", "limit"),
    [
        ("BJ0101", "1", ("2", "urgent_hour")),
        ("BJ0101", "2", ("4", "work_hour")),
        ("SJ0101", "1", ("2", "urgent_day")),
        ("SJ0101", "2", ("15", "work_day")),
    ],
)
def test_limits_follow_the_condition(code: str, no: str, limit: tuple[str, str]) -> None:
    found = {(row["class"], row["no"]): row for row in rows("common", "conditions.csv")}[code, no]
    assert (found["limit_value"], found["limit_unit"]) == limit


@pytest.mark.parametrize("field", ["label_zh", "label_en"])
def test_labels_are_unique_inside_a_class(field: str) -> None:
    seen = Counter((row["class"], row[field]) for row in rows("common", "conditions.csv"))
    assert [label for label, count in seen.items() if count > 1] == []


def test_wording_is_short() -> None:
    for row in rows("common", "conditions.csv"):
        for field in ("label_zh", "closing_zh"):
            assert is_han(row[field])
            assert 2 <= len(row[field]) <= 14, row
            assert cell_len(row[field]) <= 24, row
        for field in ("label_en", "closing_en"):
            assert len(row[field]) <= 44, row


# --- channels and stages ------------------------------------------------------------------------


def test_channels() -> None:
    channels = by_code("common", "channels.csv")
    assert len(channels) == 32
    for row in channels.values():
        assert cell_len(row["short_zh"]) <= 6, row
        assert len(row["short_en"]) <= 8, row
        assert row["needs_callback"] in {"0", "1"}
    for field in ("short_zh", "short_en"):
        assert len({row[field] for row in channels.values()}) == len(channels)


def test_shares_sum_to_a_hundred() -> None:
    channels = by_code("common", "channels.csv")
    share = {code: Decimal(row["share"]) for code, row in channels.items()}
    patrols = ("PATROL_DISTRICT", "PATROL_TOWN", "GRID_WORKER")
    assert sum(share.values()) == 100
    assert min(share.values()) >= 0
    assert share["HOTLINE_12345"] == Decimal("66.8")
    assert sum(share[code] for code in patrols) == Decimal("31.5")


def test_stage_limits_cover_every_urgency() -> None:
    stages: dict[str, list[str]] = defaultdict(list)
    for row in rows("common", "stage_limits.csv"):
        assert row["limit_unit"] in LIMIT_UNITS | {"urgent_minute"}
        assert int(row["limit_value"]) >= 1
        stages[row["stage"]].append(row["urgency"])
    assert list(stages) == [
        *["intake", "dispatch", "sign", "verify", "close", "refuse"],
        *["assist", "callback"],
    ]
    for urgencies in stages.values():
        assert len(set(urgencies)) == len(urgencies)
        assert set(urgencies) <= URGENCIES | {"*"}
        assert "*" in urgencies or set(urgencies) == URGENCIES


# --- Wujiang ------------------------------------------------------------------------------------


def test_org_counts() -> None:
    levels = Counter(row["level"] for row in by_code("wujiang", "orgs.csv").values())
    assert levels == {
        "district": 1,
        "town": 8,
        "department": 95,
        "community": 310,
        "station": 600,
        "office": 32,
    }


@pytest.mark.parametrize("profile", PROFILES)
def test_every_parent_exists_one_level_up(profile: str) -> None:
    orgs = by_code(profile, "orgs.csv")
    for row in orgs.values():
        if row["level"] == "district":
            assert row["parent"] == ""
        else:
            assert orgs[row["parent"]]["level"] == PARENT_LEVEL[row["level"]]


@pytest.mark.parametrize("profile", PROFILES)
def test_short_names_fit_and_tell_siblings_apart(profile: str) -> None:
    orgs = by_code(profile, "orgs.csv").values()
    for row in orgs:
        assert len(row["short_zh"]) <= 4, row
        assert cell_len(row["short_zh"]) <= 8, row
        assert row["initials"].isascii()
        assert row["initials"] == row["initials"].lower()
    seen = Counter((row["parent"], row["short_zh"]) for row in orgs)
    assert [name for name, count in seen.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name_zh", "name_en", "short_zh"),
    [
        ("平望镇", "Pingwang Town", "平望"),
        ("太湖新城镇", "Taihu New City", "太湖新城"),
        ("水务局", "Water Affairs Bureau", "水务局"),
        ("梅堰社区居委会", "Meiyan Community", "梅堰"),
        ("长安村委会", "Chang'an Village", "长安"),
    ],
)
def test_names(name_zh: str, name_en: str, short_zh: str) -> None:
    found = {row["name_zh"]: row for row in rows("wujiang", "orgs.csv")}[name_zh]
    assert (found["name_en"], found["short_zh"]) == (name_en, short_zh)


def test_department_names_are_unique() -> None:
    departments = [row for row in rows("wujiang", "orgs.csv") if row["level"] == "department"]
    assert {row["type"] for row in departments} == {"line", "vertical", "enterprise"}
    for field in ("name_zh", "name_en", "short_zh"):
        assert len({row[field] for row in departments}) == len(departments)


def test_what_is_invented_is_marked() -> None:
    for row in rows("wujiang", "orgs.csv"):
        assert row["code_src"] in {"stats", "synthetic"}
        assert bool(row["point"]) == bool(row["lng"]) == bool(row["lat"])
        if row["level"] in {"station", "department", "office"}:
            assert row["code_src"] == "synthetic"


@pytest.mark.parametrize("name", ["orgs.csv", "grids.csv"])
def test_positions_lie_in_the_district(name: str) -> None:
    for row in rows("wujiang", name):
        if row["lng"]:
            assert WEST < float(row["lng"]) < EAST
            assert SOUTH < float(row["lat"]) < NORTH


@pytest.mark.parametrize("profile", PROFILES)
def test_duties_point_at_departments_and_classes(profile: str) -> None:
    orgs = by_code(profile, "orgs.csv")
    classes = by_code("common", "classes.csv")
    duties = [(row["org"], row["prefix"]) for row in rows(profile, "duties.csv")]
    assert duties == sorted(set(duties))
    for org, prefix in duties:
        assert orgs[org]["level"] == "department"
        assert any(code.startswith(prefix) for code in classes), prefix


def test_grids() -> None:
    orgs = by_code("wujiang", "orgs.csv")
    grids = by_code("wujiang", "grids.csv")
    assert len(grids) == 899
    serials: dict[str, list[int]] = defaultdict(list)
    for row in grids.values():
        parent = orgs[row["parent"]]
        assert parent["level"] == "community"
        assert row["code"] == f"{row['parent']}{int(row['serial']):03d}"
        assert row["name_zh"] == f"{parent['short_zh']}{int(row['serial']):02d}"
        assert cell_len(row["name_zh"]) <= 10
        assert row["synthetic"] == "1"
        assert 1000 <= int(row["pop"]) <= 1500
        serials[row["parent"]].append(int(row["serial"]))
    assert set(serials) == {code for code, row in orgs.items() if row["level"] == "community"}
    for found in serials.values():
        assert found == list(range(1, len(found) + 1))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_profile_is_of_the_district_in_its_tables(profile: str) -> None:
    about = tomllib.loads(jurisdictions.read_table(profile, "profile.toml"))
    root = by_code(profile, "orgs.csv")[about["code"]]
    assert root["level"] == "district"
    assert (about["name_zh"], about["name_en"]) == (root["name_zh"], root["name_en"])


def test_profile() -> None:
    profile = tomllib.loads(jurisdictions.read_table("wujiang", "profile.toml"))
    stages = {row["stage"] for row in rows("common", "stage_limits.csv")}
    assert profile["rules"]["refuse_window"] in stages
    assert profile["rules"]["max_returns"] == 1
    assert 0 < profile["rules"]["reopen_fraction"] <= 1
    assert [loop["name_zh"] for loop in profile["loops"].values()] == ["大循环", "小循环", "微循环"]


def test_working_periods_are_in_order_and_make_a_day_of_eight_hours() -> None:
    hours = tomllib.loads(jurisdictions.read_table("wujiang", "profile.toml"))["hours"]
    assert hours["timezone"] == "Asia/Shanghai"
    edges = [int(edge[:2]) * 60 + int(edge[3:]) for period in hours["periods"] for edge in period]
    assert all(early < late for early, late in pairwise(edges))
    assert sum(edges[1::2]) - sum(edges[::2]) == 8 * 60
