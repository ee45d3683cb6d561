"""The whistles view: rung beside rung, by the real rules; late, called, arrived, on site, released
and rated are told apart by words."""

from __future__ import annotations

from typing import Any

import pytest

from console.screenful import Plate, screenful
from console.text.i18n import Lang
from governance.command import Actor
from tests.console.seats import Room

PLATE = Plate("吴江区联动指挥中心", "派遣席03 王敏", "演示")
TOWN = "320509105000"
GRID_WORKER = Actor("g1", "李娟", "grid", "320509105006")
TOWN_SEAT = Actor("t1", "周强", "department", TOWN)
CENTRE = Actor("d2", "孙洁", "dispatcher", "320509000000")
CITY, POLICE, HOUSING = "320509D027", "320509D059", "320509D026"
LAW, BUILD = "320509105B01", "320509105B02"
UNITS = ("执法局", "公安", "住建")
SYSTEM = Actor("system", "系统", "system", "")


def screen(room: Room, width: int = 80, height: int = 24) -> list[str]:
    """What the seat shows."""
    lines = screenful(room.seat, PLATE, width, height).lines
    return ["".join(span.text for span in one) for one in lines]


def sent_to_town(room: Room) -> str:
    """A ticket that is with the town."""
    number = room.report()
    room.act(number, "accept", **{"class": "BJ0101", "condition": 2})
    room.act(number, "dispatch", target=TOWN)
    return number


def answer(room: Room, number: str, verb: str, unit: str, **args: Any) -> None:
    """A called unit answers, recorded by the centre."""
    room.act(number, verb, CENTRE, unit=unit, **args)


def busy(lang: Lang = "zh", role: str = "dispatcher", org: str = "") -> tuple[Room, str, str]:
    """Two whistles: one of each rung, with units that stand differently."""
    room = Room(role, lang, org=org)
    first, second = sent_to_town(room), sent_to_town(room)
    room.act(first, "whistle", GRID_WORKER, called=[LAW, BUILD], type="enforcement")
    room.act(
        second, "whistle", TOWN_SEAT, called=[CITY, POLICE, HOUSING], type="emergency", note="急"
    )
    answer(room, second, "reportin", POLICE, person="赵磊")
    room.later(seconds=10 * 60)
    answer(room, second, "onsite", POLICE, person="赵磊")
    answer(room, second, "excuse", HOUSING, reason="无关")
    answer(room, first, "reportin", LAW, person="李强")
    room.later(seconds=10 * 60)
    room.act(second, "missed", SYSTEM, whistle="W1", unit=CITY, stage="reportin")
    room.type("3")
    screen(room)
    return room, first, second


def test_rungs_stand_side_by_side_and_each_state_has_its_word() -> None:
    room, first, second = busy()
    shown = screen(room)
    assert "吹哨报到" in shown[2]
    assert "一级哨" in shown[3]
    assert "|" in shown[3]
    assert "二级哨" in shown[3]
    left = [one.split("|")[0] for one in shown[4:20]]
    right = [one.split("|")[1] for one in shown[4:20] if "|" in one]
    assert any(f"W{first[-6:]}-1" in one for one in left)
    assert any(f"W{second[-6:]}-1" in one and "应急处置" in one for one in right)
    by_unit = {
        word: next(one for one in left + right if word in one)
        for word in ("执法局", "公安", "住建")
    }
    assert "已到" in by_unit["执法局"]
    assert "到场" in by_unit["公安"]
    assert "免到" in by_unit["住建"]
    late = next(one for one in right if "迟到" in one)
    assert "城管" in late or "城市管理" in late
    assert "!" in late
    assert "超" in late
    room.act(second, "rate", TOWN_SEAT, ratings={POLICE: 5}, note="快")
    rated = next(one for one in screen(room) if "公安" in one)
    assert "已评" in rated
    assert "评5分" in rated


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (60, 12)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_size_and_language_fits(size: tuple[int, int], lang: Lang) -> None:
    from console.text.width import cells

    room, _, _ = busy(lang)
    for key in ("", "<tab>", "z", "<tab>", "z", ">", ">", "<", "j", "k", "G", "<home>", "3"):
        if key:
            room.type(key)
        shown = screen(room, *size)
        assert len(shown) == size[1]
        assert all(cells(one) == size[0] for one in shown)


def test_late_ones_stand_first_and_the_cursor_stays_where_it_was() -> None:
    room, _, second = busy()
    room.type("<tab>")
    before = room.seat.whistles.place
    assert before is not None
    assert before.unit == CITY
    third = sent_to_town(room)
    room.act(third, "whistle", TOWN_SEAT, called=[CITY], type="key_task")
    assert room.seat.whistles.place == before
    entries = room.seat.whistles.panes()["second"]
    assert [entry.row.id for entry in entries] == [second, third]
    room.later(seconds=3 * 3600)
    room.act(third, "missed", SYSTEM, whistle="W1", unit=CITY, stage="reportin")
    assert room.seat.whistles.place == before


def test_a_department_sees_its_own_calls_first() -> None:
    room, _, second = busy(role="department", org=POLICE)
    room.seat.desk.move(0, 10)
    room.type("3<tab>")
    entry = room.seat.whistles.panes()["second"][0]
    assert entry.row.id == second
    assert entry.calls[0].unit == POLICE


def test_keys_begin_lines_that_name_whistle_and_unit() -> None:
    room, _, second = busy()
    room.type("<tab>b")
    typed = room.seat.bar.editor.text
    assert typed.startswith(f"报到 {second[-6:]} 哨:1 位:")
    assert "城市管理" in typed
    assert typed.endswith(" 人:")
    room.type("钱伟<enter>")
    verb, number, _, args = room.outside.sent[-1]
    assert (verb, number) == ("reportin", second)
    assert args["unit"] == CITY
    assert args["person"] == "钱伟"


def test_a_called_unit_reports_in_by_one_key() -> None:
    room, _, second = busy(role="department", org=CITY)
    room.type("b")
    if room.seat.bar.open:
        room.type("<enter>")
    verb, number, _, _ = room.outside.sent[-1]
    assert (verb, number) == ("reportin", second)


def test_the_view_opens_on_the_side_where_there_is_something_to_do() -> None:
    room = Room("department", org=CITY)
    number = sent_to_town(room)
    room.act(number, "whistle", TOWN_SEAT, called=[CITY], type="key_task")
    room.type("3")
    screen(room)
    assert room.seat.whistles.place is not None
    assert room.seat.whistles.place.unit == CITY


def test_rating_begins_a_line_that_lacks_only_the_score() -> None:
    room, _, second = busy(role="department", org=TOWN)
    room.type("<tab>")
    while "公安" not in next(one for one in screen(room)[4:] if ">" in one):
        room.type("j")
    room.type("r")
    typed = room.seat.bar.editor.text
    assert typed.startswith(f"评价 {second[-6:]} 哨:1 ")
    assert typed.endswith(":")
    room.type("5<enter>")
    verb, number, _, args = room.outside.sent[-1]
    assert (verb, number) == ("rate", second)
    assert args["ratings"] == {POLICE: 5}


def test_from_a_board_one_opens_the_ticket_and_comes_back() -> None:
    room, _, second = busy()
    room.type("<tab><enter>")
    assert room.seat.page is not None
    assert room.outside.fetched[-1] == second
    room.type("<escape>")
    assert room.seat.view == "whistles"
    room.type("<escape>")
    assert room.seat.view == "queue"


def test_panes_become_wider_and_one_fills_the_view() -> None:
    room, _, _ = busy()
    bar = screen(room)[3].index("|")
    room.type(">")
    assert screen(room)[3].index("|") > bar
    for _ in range(2):
        room.seat.key("less_than_sign", "<")
    assert screen(room)[3].index("|") < bar
    room.type("z")
    assert "|" not in screen(room)[3]
    room.type("<tab>")
    assert "二级哨" in screen(room)[3]


def test_counts_say_how_many_whistles_are_open() -> None:
    room, first, _ = busy()
    assert "哨2" in screen(room)[1]
    room.act(first, "conclude", GRID_WORKER, result="已处理", solved=True)
    assert "哨1" in screen(room)[1]


@pytest.mark.parametrize("key", ["1", "3", "4", "5"])
def test_every_view_says_from_when_its_data_is_where_the_link_is_cut(key: str) -> None:
    room, _, _ = busy()
    room.type(key)
    assert "停在" not in screen(room)[2]
    room.seat.link = room.seat.link._replace(state="cut", stale_since=room.now)
    assert "停在 09:20:00" in screen(room)[2]
    room.type("<enter>")
    assert "停在 09:20:00" in screen(room)[2]
