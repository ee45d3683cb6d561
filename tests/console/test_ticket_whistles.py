"""Whistles on the page of a ticket, as the real platform tells them."""

from __future__ import annotations

import asyncio

import pytest

from api_client.http import Platform
from console.directory import Directory
from console.text.i18n import Lang, Words
from console.text.width import cells
from console.views.ticket import ticket_lines
from console.views.ticket_whistles import whistle_lines
from tests.console.seats import tables
from tests.governance.world import COVER, GRID, OTHER_TOWN, TOWN
from tests.platform.server import Server
from wire.views import TicketView

CITY, POLICE = "320509D027", "320509D059"


async def _played(server: Server) -> TicketView:
    """A town's whistle: one department comes and is rated, one is let off; then it is over."""
    centre = Platform(server.url, server.tokens["dispatcher"])
    town = Platform(server.url, server.tokens["department"])

    async def say(who: Platform, verb: str, **args: object) -> None:
        row = await centre.ticket(number)
        await who.command(verb, number, row.version, args)

    new = {"channel": "HOTLINE_12345", "text": "井盖没人管", "grid": GRID, "class": COVER}
    number = (await centre.command("new", args=new)).ticket.id
    await say(centre, "accept", **{"class": COVER, "condition": 2})
    await say(centre, "dispatch", target=TOWN)
    await say(
        town, "whistle", called=[CITY, POLICE], type="key_task", note="三家\x1b[2J都说不归自己管"
    )
    await say(centre, "reportin", unit=CITY, person="钱伟", note="马上到")
    await say(centre, "onsite", unit=CITY, person="钱伟")
    await say(centre, "excuse", unit=POLICE, reason="无治安问题")
    await say(town, "confer", note="由城管先围挡")
    await say(town, "playbook", playbook="井盖应急预案")
    await say(town, "rate", ratings={CITY: 5}, note="来得快")
    await say(town, "conclude", result="已换井盖", solved=True)
    whole = await town.ticket(number)
    await centre.close()
    await town.close()
    assert OTHER_TOWN not in [call.unit for one in whole.whistles for call in one.calls]
    return whole


@pytest.fixture(scope="module")
def whole(server: Server) -> TicketView:
    return asyncio.run(_played(server))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_page_tells_a_whistle_to_its_end(whole: TicketView, lang: Lang, width: int) -> None:
    words = Words(lang)
    lines = ticket_lines(whole, Directory(tables(), lang), words, None, width)
    shown = ["".join(span.text for span in one) for one in lines]
    flat = "".join("".join(shown).split())
    section = whistle_lines(whole, Directory(tables(), lang), words, None, width)
    assert all(cells("".join(span.text for span in one)) <= width for one in section)
    number = f"W{whole.number[-6:]}-1"
    expected = {
        "zh": (number, "二级哨", "重点工作", "已销哨", "钱伟", "免到", "评5分", "预案井盖应急预案"),
        "en": (number, "second whistle", "key task", "concluded", "钱伟", "let off", "5 of 5"),
    }[lang]
    for part in expected:
        assert "".join(part.split()) in flat, (part, shown)
    for said in ("都说不归自己管", "由城管先围挡", "来得快", "已换井盖", "无治安问题"):
        assert said in flat
    assert "\x1b" not in flat
