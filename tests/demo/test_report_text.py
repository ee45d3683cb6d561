"""The invented reports: complete, repeatable, in the right voice, and safe to draw."""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from collections import Counter
from importlib import resources

import pytest

from demo.report_text import (
    KINDS,
    Composer,
    Kind,
    Place,
    ReportText,
    read_table,
    spoken_name,
)

PLACE = Place("盛泽镇", "坛丘村委会", "坛丘村第3网格")
SLOTS = {
    "place",
    "road",
    "shop",
    "eatery",
    "salon",
    "firm",
    "estate",
    "car",
    "time",
    "near",
    "n",
    "days",
    "open",
    "ask",
}


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer.load()


def _reports(composer: Composer, kind: Kind, count: int = 4000) -> list[ReportText]:
    rng = random.Random(7)
    return [composer.compose(rng, kind, PLACE) for _ in range(count)]


def test_tables_are_large_enough_and_use_known_slots_only() -> None:
    rows = read_table("templates.csv")
    assert len(rows) >= 230
    assert len({row["class"] for row in rows}) >= 110
    assert len({row["zh"] for row in rows}) == len(rows)
    assert {slot for row in rows for slot in re.findall(r"\{(.*?)\}", row["zh"])} <= SLOTS
    assert {row["kind"] for row in rows} == {"citizen", "patrol", "any"}


def test_templates_have_the_length_of_real_tickets() -> None:
    lengths = [len(row["zh"]) for row in read_table("templates.csv")]
    assert all(15 <= length <= 90 or 200 <= length <= 400 for length in lengths)
    assert sum(length >= 200 for length in lengths) >= 3
    assert sum("\n" in row["zh"] for row in read_table("templates.csv")) >= 3


def test_every_template_class_has_one_weight_and_every_weight_its_voices() -> None:
    voices: dict[str, set[str]] = {}
    for row in read_table("templates.csv"):
        voices.setdefault(row["class"], set()).add(row["kind"])
    weights = {row["class"]: row for row in read_table("weights.csv")}
    assert len(weights) == len(read_table("weights.csv"))
    assert weights.keys() == voices.keys()
    for code, row in weights.items():
        wanted = KINDS if row["channels"] == "any" else (row["channels"],)
        assert float(row["weight"]) >= 0
        assert all({kind, "any"} & voices[code] for kind in wanted), code


def test_class_codes_are_those_of_the_jurisdictions() -> None:
    table = resources.files("jurisdictions").joinpath("common", "classes.csv")
    known = {row["code"] for row in csv.DictReader(table.read_text("utf-8").splitlines())}
    assert {row["class"] for row in read_table("weights.csv")} <= known


@pytest.mark.parametrize("kind", KINDS)
def test_one_seed_gives_the_same_reports(composer: Composer, kind: Kind) -> None:
    assert _reports(composer, kind, 300) == _reports(Composer.load(), kind, 300)


@pytest.mark.parametrize("kind", KINDS)
def test_no_brace_and_no_control_character_is_left(composer: Composer, kind: Kind) -> None:
    for report in _reports(composer, kind):
        for field in report:
            assert "{" not in field
            assert "}" not in field
            bad = [c for c in field if unicodedata.category(c) in {"Cc", "Cf", "Co"} and c != "\n"]
            assert not bad
        assert "\n" not in report.address + report.reporter_name
        assert report.text == report.text.strip()


@pytest.mark.parametrize("kind", KINDS)
def test_every_class_of_every_voice_can_be_written(composer: Composer, kind: Kind) -> None:
    rng = random.Random(1)
    for code in composer.classes(kind):
        assert composer.compose(rng, kind, PLACE, code).klass == code


def test_a_class_without_weight_comes_only_when_named(composer: Composer) -> None:
    assert "SJ0407" not in composer.classes("citizen")
    assert composer.compose(random.Random(1), "citizen", PLACE, "SJ0407").klass == "SJ0407"


def test_only_citizens_leave_a_name_and_an_invented_phone(composer: Composer) -> None:
    for report in _reports(composer, "citizen", 500):
        assert re.fullmatch(r"1990000\d{4}", report.reporter_phone)
        assert 2 <= len(report.reporter_name) <= 3
    for report in _reports(composer, "patrol", 500):
        assert report.reporter_name == report.reporter_phone == ""
        assert "来电" not in report.text


def test_address_names_the_place_and_agrees_with_the_text(composer: Composer) -> None:
    roads = {row["road"] for row in read_table("roads.csv") if row["town"] == PLACE.town}
    for report in _reports(composer, "patrol", 500):
        assert report.address.startswith("盛泽镇坛丘村")
        assert PLACE.grid in report.address
        named = [road for road in roads if road in report.text]
        assert not named or any(road in report.address for road in named) or "苑" in report.address


def test_a_town_without_roads_still_gets_reports(composer: Composer) -> None:
    report = composer.compose(random.Random(3), "citizen", Place("新镇", "某社区居委会", ""))
    assert report.address.startswith("新镇某社区")


def test_a_day_is_varied_and_led_by_the_hot_topics(composer: Composer) -> None:
    citizen, patrol = _reports(composer, "citizen"), _reports(composer, "patrol")
    assert len({report.text for report in citizen}) > 3000
    assert len({report.klass for report in patrol}) > 80
    top = [code for code, _ in Counter(report.klass for report in citizen).most_common(5)]
    assert {"ZX0102", "ZX0104"} <= set(top)
    assert not any(report.klass.startswith("ZX") for report in patrol)


@pytest.mark.parametrize(
    ("community", "spoken"),
    [
        ("北门社区居委会", "北门社区"),
        ("练聚村委会", "练聚村"),
        ("东风居委会", "东风社区"),
        ("湖滨", "湖滨"),
    ],
)
def test_spoken_name(community: str, spoken: str) -> None:
    assert spoken_name(community) == spoken
