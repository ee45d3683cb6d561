"""Deadlines, supervision, queue and ticket page on the screen, with tickets that live by the rules.

Everything is read without colours: by words and glyphs, in both languages, at both sizes.
"""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta

import pytest

from api_client.http import Platform
from console.directory import Directory
from console.screenful import Plate, screenful
from console.text.i18n import Lang, Words
from console.text.width import cells
from console.views.ticket import ticket_lines
from tests.console.consoles import console
from tests.console.seats import NOW, Room, tables
from tests.governance.world import TOWN, WHO
from tests.platform.server import Server
from tests.platform.steps import dispatched, step
from wire.views import TicketView

SIZES = [(80, 24), (160, 50)]
LANGS: list[Lang] = ["zh", "en"]
both = pytest.mark.parametrize("lang", LANGS)
sizes = pytest.mark.parametrize(("width", "height"), SIZES)


def screen(room: Room, width: int = 80, height: int = 24) -> list[str]:
    """The screen as text; every line as wide as the window."""
    lines = screenful(room.seat, Plate("吴江", "派遣席03", "演示"), width, height).lines
    shown = ["".join(span.text for span in one) for one in lines]
    assert {cells(one) for one in shown} == {width}
    assert len(shown) == height
    return shown


def line_with(lines: list[str], *parts: str) -> str:
    """The one line that holds all of these."""
    found = [one for one in lines if all(part in one for part in parts)]
    assert found, "\n".join(lines)
    return found[0]


def living(lang: Lang, role: str = "dispatcher", org: str = "320509000000") -> Room:
    """A suspended ticket (…1), one with an extension and a yellow card (…2), one asked for (…3)."""
    room = Room(role, lang)
    room.seat.org = org
    for _ in range(3):
        number = room.report("BJ0101")
        room.act(number, "accept", condition=2)
        room.act(number, "dispatch", target=TOWN)
        room.act(number, "sign", WHO["department"])
    first, second, third = room.tickets
    room.act(first, "suspend", WHO["department"], cause="engineering", until="03-20")
    room.act(first, "approve", WHO["dispatcher"])
    room.act(second, "extend", WHO["department"], reason="等配件")
    room.act(second, "approve", WHO["dispatcher"])
    room.act(second, "supervise", WHO["supervisor"], kind="yellow", text="请抓紧")
    room.act(third, "extend", WHO["department"], reason="等配件")
    return room


@both
@sizes
def test_a_suspended_ticket_has_a_word_in_place_of_a_countdown(lang, width, height) -> None:
    room = living(lang)
    word = room.words("left.suspended")
    row = line_with(screen(room, width, height), word, "000001")
    assert row[1] == " "
    room.later(hours=20)
    assert line_with(screen(room, width, height), word, "000001")[1] == " "
    assert line_with(screen(room, width, height), "!", "000003")[1] == "!"


@both
def test_the_detail_line_says_what_waits(lang) -> None:
    room = living(lang)
    room.seat.desk.go_to("20260310000003")
    wanted = "待批延期(赵磊)" if lang == "zh" else "extension asked for by 赵磊"
    assert wanted in line_with(screen(room), wanted)
    room.seat.desk.go_to("20260310000002")
    wanted = "未复黄牌" if lang == "zh" else "yellow card unanswered"
    assert wanted in line_with(screen(room), wanted)


@both
@sizes
def test_deadlines_by_light_then_by_unit(lang, width, height) -> None:
    room = living(lang)
    room.type("4")
    shown = screen(room, width, height)
    words = room.words
    headings = [words(f"deadlines.{name}") for name in ("calm", "suspended")]
    at = [next(n for n, one in enumerate(shown) if one[1:].startswith(h)) for h in headings]
    assert at == sorted(at)
    marks = {"zh": ("挂", "延", "暂定"), "en": ("susp.", "ext", "prov")}[lang]
    assert marks[0] in line_with(shown[at[1] :], "000001")
    assert marks[2] in line_with(shown[at[1] :], "000001")
    assert marks[1] in line_with(shown, "000002", words.of(("处置", "handle")))
    line_with(shown, "000002", words.of(("黄牌", "yellow card")))
    room.type("<tab>")
    shown = screen(room, width, height)
    town = room.seat.directory.short(TOWN)
    line_with(shown, f"{town} ", words("count.overdue", n=0))
    assert line_with(shown, headings[1])


@both
def test_a_section_folds_and_says_so(lang) -> None:
    room = living(lang)
    room.type("4")
    screen(room)
    room.type("<space>")
    folded = line_with(screen(room), room.words("deadlines.folded"))
    assert folded.startswith(">")
    assert room.seat.subject is None
    room.type("<enter>")
    assert room.words("say.no_selection") in line_with(screen(room), room.words("say.no_selection"))
    room.type("<space>j<enter>")
    assert room.outside.fetched


@both
def test_why_opens_the_ledger_of_the_stage_under_the_cursor(lang) -> None:
    room = living(lang)
    room.type("4")
    shown = screen(room)
    for _ in range(12):
        if any(one.startswith(">") and room.words.of(("黄牌", "yellow")) in one for one in shown):
            break
        room.type("j")
        shown = screen(room)
    room.type("W")
    assert room.outside.explained == [("20260310000002", "reply")]
    assert room.outside.units_explained == [TOWN]
    room.type("<escape>")
    assert room.seat.view == "deadlines"
    room.type("<escape>")
    assert room.seat.view == "queue"


@both
def test_why_is_asked_of_the_card_or_the_request(lang) -> None:
    room = living(lang)
    room.type("5")
    screen(room)
    room.type("W")
    room.type("<escape>jjW")
    assert room.outside.explained == [("20260310000003", "approve"), ("20260310000002", "reply")]
    assert room.outside.units_explained == ["", TOWN]


@both
def test_lights_go_on_by_themselves(lang) -> None:
    room = living(lang)
    number = room.report("BJ0101")
    room.act(number, "accept", condition=2)
    room.act(number, "dispatch", target=TOWN)
    room.act(number, "sign", WHO["department"])
    room.type("4")
    for name, hours in (("calm", 0), ("half", 3.2), ("close", 1.7), ("over", 1.2)):
        room.later(hours=hours)
        heading = room.words(f"deadlines.{name}")
        shown = screen(room, 160, 50)
        start = next(n for n, one in enumerate(shown) if one[1:].startswith(heading))
        row = next(n for n, one in enumerate(shown) if "000004" in one)
        between = [one for one in shown[start + 1 : row] if not one[4:9].strip()]
        assert start < row, (name, shown)
        assert between == [], (name, shown)


@both
@sizes
def test_requests_first_for_who_decides_and_cards_first_for_a_unit(lang, width, height) -> None:
    for role, org, order in (
        ("dispatcher", "320509000000", ("cards.requests", "cards.cards")),
        ("department", TOWN, ("cards.ours", "cards.requests")),
    ):
        room = living(lang, role, org)
        room.type("5")
        shown = screen(room, width, height)
        at = [
            next(n for n, one in enumerate(shown) if room.words(which, n=1) in one)
            for which in order
        ]
        assert at == sorted(at)
        line_with(shown, "000003", room.words.of(("延期", "extension")))
        line_with(shown, "000002", room.words.of(("黄牌", "yellow card")))


@both
def test_a_request_is_approved_or_denied_after_asking_once(lang) -> None:
    room = living(lang)
    room.type("5")
    screen(room)
    room.type("p")
    assert room.outside.sent == []
    assert room.seat.bar.confirming
    line_with(screen(room), room.words("echo.confirm", echo=""), "000003")
    room.type("<enter>")
    assert room.outside.sent == [("approve", "20260310000003", None, {"request": "R1"})]
    room.type("b")
    assert room.seat.bar.open
    room.type("不行<enter>")
    assert len(room.outside.sent) == 1
    room.type("<enter>")
    verb, number, _, args = room.outside.sent[-1]
    assert (verb, number) == ("deny", "20260310000003")
    assert args == {"request": "R1", "reason": "不行"}


@both
def test_a_key_that_a_role_may_not_use_is_not_offered_and_says_why(lang) -> None:
    for role, org, offered in (("leader", "320509000000", True), ("department", TOWN, False)):
        room = living(lang, role, org)
        room.type("5")
        footer = screen(room)[-1]
        assert (room.words.of(("p批准", "p approve")) in footer) is offered
        room.type("<ctrl+p>")
        assert (
            any(action.id == "cards.approve" for action in room.seat.modes.palette.found) is offered
        )
    room.type("<escape>Gp")
    assert room.outside.sent == []
    assert room.words.of(("部门", "department")) in line_with(screen(room), "[F4]")


@both
def test_a_unit_answers_the_card_before_it(lang) -> None:
    room = living(lang, "department", TOWN)
    room.type("5")
    screen(room)
    room.type("r")
    room.type("今日办结<enter>")
    assert room.outside.sent == [
        ("answer", "20260310000002", None, {"card": "C1", "text": "今日办结"})
    ]


@both
def test_an_answered_card_leaves_the_boards(lang) -> None:
    room = living(lang)
    room.type("5")
    line_with(screen(room), "000002")
    room.act("20260310000002", "answer", WHO["department"], text="今日办结")
    shown = screen(room)
    assert not any("000002" in one for one in shown[:18])
    room.type("4")
    assert not any(room.words.of(("黄牌", "yellow card")) in one for one in screen(room))


# -- the page of a ticket, from the real platform ---------------------------------------------


async def supervised(server: Server) -> TicketView:
    """A ticket that was suspended, resumed, extended and put a card on; an appeal is no part."""
    seats = {who: Platform(server.url, server.tokens[who]) for who in ("dispatcher", "department")}
    seats |= {who: Platform(server.url, server.tokens[who]) for who in ("leader", "supervisor")}
    row = await dispatched(seats["dispatcher"])
    row = await step(seats["department"], row, "sign")
    row = await step(seats["department"], row, "suspend", cause="season", until="9d")
    row = await step(seats["dispatcher"], row, "approve")
    row = await step(seats["department"], row, "resume")
    row = await step(seats["department"], row, "extend", reason="等配件")
    row = await step(seats["dispatcher"], row, "deny", reason="证据不足")
    row = await step(seats["department"], row, "extend", reason="等配件, 附单")
    row = await step(seats["dispatcher"], row, "approve")
    row = await step(seats["supervisor"], row, "supervise", kind="red", text="请抓紧")
    row = await step(seats["department"], row, "answer", text="今日办结")
    row = await step(seats["leader"], row, "supervise", kind="order", text="限期办结")
    row = await step(seats["department"], row, "extend", reason="再等")
    view = await seats["leader"].ticket(row.number)
    for seat in seats.values():
        await seat.close()
    return view


@pytest.fixture(scope="module")
def whole(server: Server) -> TicketView:
    """The whole ticket as the platform sends it."""
    return asyncio.run(supervised(server))


def page(view: TicketView, lang: Lang, width: int, now: datetime) -> list[str]:
    """The page as text."""
    lines = ticket_lines(view, Directory(tables(), lang), Words(lang), now, width)
    return ["".join(span.text for span in one) for one in lines]


@both
def test_the_page_of_a_ticket_says_who_asked_who_decided_and_what_stood_still(lang, whole) -> None:
    shown = page(whole, lang, 160, max(event.at for event in whole.events))
    of = Words(lang).of
    line_with(shown, "R1", of(("挂账", "suspension")), "赵磊", of(("已批准 王敏", "approved 王敏")))
    line_with(shown, "R2", of(("延期", "extension")), of(("已驳回 王敏", "denied 王敏")))
    line_with(shown, "R4", of(("待批", "open")), of(("已等", "waits")))
    line_with(shown, "C1", of(("红牌", "red card")), "孙立", of(("已督复", "answered")))
    line_with(shown, "C2", of(("督办令", "order")), of(("剩", "left")))
    line_with(shown, of(("挂账", "suspended")), of(("季节", "season")), "R1", "王敏")
    line_with(shown, of(("延期 +", "extended by")), "R3", "王敏")
    clock = next(one for one in whole.clocks if one.stage == "handle")
    assert (len(clock.pauses), len(clock.extensions)) == (1, 1)
    assert clock.pauses[0].end is not None


@both
def test_what_is_over_is_said_as_over_and_the_number_stands_in_the_title_only(lang, whole) -> None:
    late = max(one.due for one in whole.clocks) + timedelta(minutes=51)
    words = Words(lang)
    shown = page(whole, lang, 80, late)
    over = [one for one in shown if words("call.over", time="").strip() in one]
    running = sum(1 for one in whole.clocks if one.stopped is None)
    assert running
    assert len(over) > running
    assert not any(re.search(r" -\d", one) for one in over)
    assert whole.number not in shown[0]
    assert Directory(tables(), lang).class_name(whole.ticket_class) not in shown[0]
    assert not any(".." in one[:14] for one in shown)


@both
def test_what_is_too_long_for_a_small_window_goes_on_below(lang, whole) -> None:
    shown = page(whole, lang, 80, NOW)
    first = next(n for n, one in enumerate(shown) if Words(lang)("ticket.requests") in one)
    last = next(n for n, one in enumerate(shown) if Words(lang)("ticket.history") in one)
    assert last - first > 8
    assert [one for one in shown[first:last] if cells(one) >= 80] == []
    told = Words(lang)("cards.told", roles="")
    assert any(told in one for one in shown[first:last])


@both
def test_a_real_console_shows_both_boards(lang, server) -> None:
    view, words = asyncio.run(supervised(server)), Words(lang)
    with console(server, "leader", lang=lang) as seat:
        seat.wait_for(words("view.deadlines"))
        seat.send("4")
        seat.wait_for(f" {words('deadlines.calm')} ")
        seat.wait_for(words.of(("督办令", "order")))
        seat.send("5")
        seat.wait_for(words("cards.title"))
        seat.wait_for(view.number[-6:])
        row = next(one for one in seat.screen() if one.startswith(">"))
        tail = re.findall(r"\b\d{6}\b", row)[0]
        seat.send("p")
        seat.wait_for(words("echo.confirm", echo="").rstrip())
        seat.send("\r")
        seat.wait_for({"zh": f"已批准 {tail}", "en": f"approve {tail}: done"}[lang])
    decided = asyncio.run(fetched(server, tail))
    assert [one.state for one in decided.requests][-1] == "granted"
    assert decided.requests[-1].decided == WHO["leader"].name


async def fetched(server: Server, tail: str) -> TicketView:
    """A whole ticket by the end of its number."""
    seat = Platform(server.url, server.tokens["leader"])
    view = await seat.ticket(tail)
    await seat.close()
    return view
