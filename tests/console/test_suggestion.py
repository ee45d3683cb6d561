"""Classes and places suggested by the words of a report, on the district's own tables."""

from __future__ import annotations

import pytest

from console.directory import Directory
from console.suggestion import Named, Suggestions
from tests.console.seats import PROFILE, tables


@pytest.fixture(scope="module")
def suggestions() -> Suggestions:
    return Directory(tables(), "zh").suggestions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("路口上水井盖丢了, 很危险", "上水井盖"),
        ("小区门口暴露生活垃圾成堆", "暴露生活垃圾"),
        ("夜里无照经营游商占道", "无照经营游商"),
    ],
)
def test_the_class_named_in_the_text_is_suggested(
    suggestions: Suggestions, text: str, name: str
) -> None:
    code = suggestions.class_of(text)
    assert code, text
    assert PROFILE.classes[code].name_zh[:2] in name


@pytest.mark.parametrize("text", ["", "你好", "hello", "请帮帮我", "?!", "1234567"])
def test_words_that_name_nothing_suggest_nothing(suggestions: Suggestions, text: str) -> None:
    assert suggestions.class_of(text) == ""
    assert suggestions.place_of(text) == ""


def test_the_longest_place_wins(suggestions: Suggestions) -> None:
    town = suggestions.place_of("盛泽镇目澜路口积水")
    assert PROFILE.tree.name(town)[0].startswith("盛泽")
    assert suggestions.place_of("在盛泽的路口") == town


def test_english_words_count_too() -> None:
    found = Suggestions(
        [Named("A", "Water supply manhole cover"), Named("B", "Street lamp", ("broken",))],
        [Named("T", "Shengze")],
    )
    assert found.class_of("the street lamps are broken") == "B"
    assert found.class_of("manhole cover of water supply missing") == "A"
    assert found.place_of("near Shengze station") == "T"


@pytest.mark.parametrize(
    "text",
    [
        "a street lamp is out at Pingwang",
        "near PINGWANG TOWN, by the school",
        "pingwang's market is flooded",
    ],
)
def test_a_place_answers_to_its_english_name(text: str) -> None:
    found = Directory(tables(), "en").suggestions.place_of(text.replace("'s", " s"))
    assert PROFILE.tree.name(found)[1] == "Pingwang Town"
