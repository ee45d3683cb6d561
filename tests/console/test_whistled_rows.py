"""What the queue and the ticket's page say at a glance: whistles, cards, places, what is over."""

from __future__ import annotations

import pytest

from console.screenful import Plate, screenful
from console.text.i18n import Lang
from console.text.places import fit_place
from console.text.width import cells
from governance.command import Actor
from tests.console.seats import Room
from tests.console.test_whistles import CITY, POLICE, SYSTEM, TOWN_SEAT, screen, sent_to_town

LANGS: list[Lang] = ["zh", "en"]
both = pytest.mark.parametrize("lang", LANGS)
SUPERVISOR = Actor("s1", "孙丽", "supervisor", "320509000000")


def whistled(lang: Lang, kind: str, role: str = "department", org: str = POLICE) -> Room:
    """A seat's queue with one ticket that calls the city's law enforcement and the police."""
    room = Room(role, lang, org=org)
    number = sent_to_town(room)
    room.act(number, "whistle", TOWN_SEAT, called=[CITY, POLICE], type=kind, note="急")
    return room


def row_and_detail(room: Room) -> tuple[str, str]:
    """The first row of the queue, and the first line below it."""
    shown = screen(room)
    assert {cells(one) for one in shown} == {80}
    return shown[4], shown[-5]


@both
def test_a_called_seat_sees_what_it_owes_and_an_emergency_has_a_word(lang: Lang) -> None:
    row, detail = row_and_detail(whistled(lang, "emergency"))
    assert {"zh": "哨未到", "en": "W due"}[lang] in row
    assert "盛泽/桥北01" in detail
    assert {"zh": "急哨 路", "en": "EMERG. 路"}[lang] in row
    assert {"zh": "急哨 未到 剩 ", "en": "EMERG.: due "}[lang] in detail
    row, detail = row_and_detail(whistled(lang, "key_task"))
    assert {"zh": "哨未到", "en": "W due"}[lang] in row
    assert {"zh": "急哨", "en": "EMERG."}[lang] not in row
    assert {"zh": "  哨 未到 剩 ", "en": "  whistle: due "}[lang] in detail


@both
def test_late_is_said_and_what_was_done_is_not_owed(lang: Lang) -> None:
    room = whistled(lang, "emergency")
    number = next(iter(room.tickets))
    room.later(hours=3)
    room.act(number, "missed", SYSTEM, whistle="W1", unit=POLICE, stage="reportin")
    row, detail = row_and_detail(room)
    assert {"zh": "哨迟到", "en": "W LATE"}[lang] in row
    assert {"zh": "急哨 迟到 超 ", "en": "EMERG.: LATE "}[lang] in detail
    police = Actor("me", "赵磊", "department", POLICE)
    for verb in ("reportin", "onsite"):
        room.act(number, verb, police)
    row, detail = row_and_detail(room)
    assert room.seat.directory.state(room.rows[number]) in row
    assert {"zh": "急哨 未到1 迟0", "en": "EMERG.: 1 due 0 late"}[lang] in detail
    room.act(number, "conclude", TOWN_SEAT, result="已清除")
    row, detail = row_and_detail(room)
    assert {"zh": "哨", "en": "EMERG."}[lang] not in row + detail


@both
def test_the_centre_keeps_the_state_beside_the_word(lang: Lang) -> None:
    room = whistled(lang, "emergency", "dispatcher", "")
    row, detail = row_and_detail(room)
    assert room.seat.directory.state(room.rows["20260310000001"])[:6] in row
    assert {"zh": "急哨 路", "en": "EMERG. 路"}[lang] in row
    assert {"zh": "急哨 未到2 迟0", "en": "EMERG.: 2 due 0 late"}[lang] in detail


@both
def test_equal_cards_are_said_once_and_behind_class_and_place(lang: Lang) -> None:
    room = Room("supervisor", lang)
    number = sent_to_town(room)
    for kind in ("remind", "yellow", "remind"):
        room.act(number, "supervise", SUPERVISOR, kind=kind, text="请抓紧")
    facts, marks = screen(room)[-5:-3]
    assert "盛泽/桥北01" in facts
    wanted = {"zh": "未复提醒x2(盛泽)  未复黄牌(盛泽)  路口", "en": "reminder x2 unanswered"}
    assert wanted[lang] in marks.replace("盛泽镇", "盛泽")
    assert marks.count({"zh": "提醒", "en": "reminder"}[lang]) == 1


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("盛泽/目澜03", 11, "盛泽/目澜03"),
        ("太湖新城/目澜03", 11, "太湖/目澜03"),
        ("开发区/九里湖03", 11, "开/九里湖03"),
        ("七都/西漾渔业03", 11, "西漾渔业03 "),
        ("七都/西漾渔业03", 9, "西漾渔03 "),
        ("太湖新城/目澜03", 15, "太湖新城/目澜03"),
        ("某某路12号院内", 9, "某某路1.."),
    ],
)
def test_a_place_keeps_the_number_of_its_grid(text: str, width: int, shown: str) -> None:
    assert fit_place(text, width) == shown
    assert cells(shown) == width


@both
def test_the_grid_s_number_is_in_the_queue_at_80(lang: Lang) -> None:
    room = Room("dispatcher", lang)
    number = room.report(grid="320509100001001")
    place = room.rows[number].place
    assert place.startswith("太湖新城/")
    row, _ = row_and_detail(room)
    assert "/" + place.partition("/")[2] in row


def test_the_heads_at_80_are_whole() -> None:
    assert ".." not in screen(Room("dispatcher", "en"))[3]


def test_a_window_too_small_says_so_in_whole_words() -> None:
    for lang, wanted in (("zh", "60x12"), ("en", "60x12")):
        room = Room("dispatcher", lang)
        lines = screenful(room.seat, Plate("吴江", "席", ""), 30, 8).lines
        shown = ["".join(span.text for span in one) for one in lines]
        assert wanted in " ".join(shown)
        assert ".." not in " ".join(shown)
        assert all(cells(one) == 30 for one in shown)
        assert len(shown) <= 8
    assert len(screenful(room.seat, Plate("", "", ""), 12, 2).lines) == 2


@both
def test_a_column_for_which_there_is_no_room_is_not_chosen(lang: Lang) -> None:
    room = Room("dispatcher", lang)
    room.report()
    head = screen(room)[3]
    room.type("L9")
    shown = screen(room)
    assert shown[3] == head
    said = room.words("menu.no_room", column=room.words("col.unit"))
    assert said in "".join(shown)
    room.type("5789")
    shown = screen(room)
    assert said not in "".join(shown)
    assert room.words("col.unit") in shown[3]
