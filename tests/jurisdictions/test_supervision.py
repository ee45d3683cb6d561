"""Supervision as data: what is wrong in the table is said with its line and the remedy."""

from __future__ import annotations

import pytest

from governance.card import CARDS
from governance.errors import ProfileError
from governance.supervision import build_supervision
from jurisdictions import profiles, read_shared, read_table
from platform_server.jurisdiction import load_profile

TEXT = read_table("common", "supervision.csv")


@pytest.mark.parametrize("name", profiles())
def test_every_jurisdiction_has_it(name: str) -> None:
    supervision = load_profile(name).supervision
    assert set(supervision.hand) == set(CARDS)
    handle = {rule.kind: rule for rule in supervision.automatic["handle"]}
    assert handle["remind"].share < handle["yellow"].share == 1
    assert handle["red"].after is not None
    assert all(rule.source[0] and rule.source[1].isascii() for rule in handle.values())


def test_a_jurisdiction_without_a_table_of_its_own_has_the_common_one() -> None:
    assert read_shared("wujiang", "supervision.csv") == TEXT
    assert read_shared("wujiang", "orgs.csv") == read_table("wujiang", "orgs.csv")


@pytest.mark.parametrize(
    ("row", "wrong", "message"),
    [
        ("handle,remind,0.8,", "cook,remind,0.8,", "5: stage: 'cook': use one of hand, intake"),
        ("handle,remind,0.8,", "reply,remind,0.8,", "5: stage: 'reply': use one of"),
        ("handle,remind,0.8,", "handle,blue,0.8,", "5: kind: 'blue': use one of remind, yellow"),
        ("handle,remind,0.8,", "handle,remind,1.2,", "5: give either a share above 0"),
        ("handle,remind,0.8,", "handle,remind,,", "5: give either a share above 0"),
        ("handle,remind,0.8,", "handle,remind,much,", "5: share: 'much' is not a number"),
        ("handle,red,,1,", "handle,red,0.5,1,", "7: give either a share"),
        ("1,work_day,4", "1,week,4", "7: after_unit: use one of"),
        ("handle,red,,1,work_day,4,", "handle,red,,1,work_day,0,", "7: reply_value: 0 is not"),
        ("handle,red", "handle,yellow", "7: handle,yellow is there twice: drop one"),
        ("dispatcher|leader|supervisor,dep", "boss,dep", "10: by: 'boss': use one of dispatcher"),
        ("hand,remind,,", "hand,remind,0.5,", "10: hand: leave share and after empty"),
        ("hand,order", "hand,red", "13: hand,red is there twice"),
        ("kind,share", "colour,share", "1: add the missing column"),
    ],
)
def test_a_mistake_is_placed(row: str, wrong: str, message: str) -> None:
    with pytest.raises(ProfileError) as caught:
        build_supervision(TEXT.replace(row, wrong, 1))
    assert str(caught.value).startswith(f"supervision.csv:{message}")


def test_every_kind_can_be_put_by_hand() -> None:
    lines = [line for line in TEXT.splitlines() if not line.startswith("hand,order")]
    with pytest.raises(ProfileError, match="add a row hand,order"):
        build_supervision("\n".join(lines))
