"""A matter of Qinhuai's leaders, typed by the seats of a running platform from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from api_client.errors import Refused
from api_client.http import Applied, Platform
from console.directory import Directory
from console.errands import tables_of
from console.grammar import Grammar
from console.text.i18n import Words
from tests.platform.ladders import QINHUAI, server_of, with_street
from tests.platform.server import Server
from wire.rows import TicketRow


class Seat:
    """An account with the console's grammar, one ticket under its cursor."""

    def __init__(self, platform: Platform, directory: Directory, role: str) -> None:
        self._platform = platform
        self._grammar = Grammar(directory, Words(directory.lang), self, role)
        self.subject: TicketRow | None = None
        self.marked: tuple[TicketRow, ...] = ()
        self.whistled: tuple[TicketRow, ...] = ()

    def by_tail(self, typed: str) -> list[TicketRow]:
        assert self.subject is not None
        return [self.subject] if self.subject.id.endswith(typed) else []

    def around(self, row: TicketRow) -> list[TicketRow]:
        return [row]

    async def type(self, row: TicketRow, line: str, echo: str = "") -> TicketRow:
        """Type a line on a ticket as it stands now; its echo must say so much."""
        self.subject = await self._platform.ticket(row.id)
        said = self._grammar.read(line)
        assert not said.problem, said.problem
        assert echo in said.echo
        assert said.verb is not None
        sent: Applied = await self._platform.command(
            said.verb.verb, row.id, self.subject.version, said.args
        )
        return sent.ticket


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = server_of(Path(tmp_path_factory.mktemp("lines")), "qinhuai")
    yield running
    assert running.stop() in (0, -15)
    assert "Traceback" not in running.stderr(), running.stderr()


@pytest.fixture
async def platforms(server: Server) -> AsyncIterator[dict[str, Platform]]:
    opened = {name: Platform(server.url, token) for name, token in server.tokens.items()}
    yield opened
    for platform in opened.values():
        await platform.close()


@pytest.fixture
async def typing(platforms: dict[str, Platform]) -> dict[str, Seat]:
    """``typing["street"]`` is that account's seat."""
    directory = Directory(await tables_of(platforms["leader"]), "zh")
    return {name: Seat(platforms[name], directory, QINHUAI[name].role) for name in platforms}


async def test_a_leader_level_matter_is_typed_from_the_community_to_its_end(
    platforms: dict[str, Platform], typing: dict[str, Seat]
) -> None:
    row = await with_street(platforms.__getitem__, "qinhuai")
    row = await typing["community"].type(
        row, "吹哨 . 三家都说不归自己管", "-> 夫子庙城市管理部 夫子庙综合执法局"
    )
    row = await typing["dispatcher"].type(row, "报到 . 位:夫子庙综合执法局 人:石敏 电话报到")
    row = await typing["street"].type(
        row,
        "cs . 水务 城管 公安 型:重点 涉及多个部门",
        "-> 水务局 城市管理局（综合行政执法局） 公安分局",
    )
    assert [one.rung for one in row.whistles] == ["community", "street"]
    for who, person in (("water", "陆平"), ("city", "严冬"), ("police", "邵勇")):
        row = await typing[who].type(row, f"bd . 人:{person} 哨:2")
    row = await typing["city"].type(row, "hs . 产权不清, 需区里定 哨:2")
    row = await typing["street"].type(row, "sj . 哨:2 几家都定不了")
    assert [call.unit for call in row.whistles[2].calls] == ["320104002L01", "320104002L02"]
    row = await typing["standing"].type(row, "dc . 哨:3 现场办公")
    row = await typing["deputy"].type(row, "dc . 哨:3")
    row = await typing["street"].type(row, "ya . 老旧小区管网预案 哨:3")
    row = await typing["street"].type(row, "pj . 水务局:5 城管:3 哨:2 来得快")
    with pytest.raises(Refused):
        await platforms["leader"].command("close", row.id)
    row = await typing["street"].type(row, "xs . 区领导协调后换管 解:是 哨:3")
    row = await typing["community"].type(row, "xs . 已解决 解:是")
    assert row.whistles == ()
    row = await typing["street"].type(row, "fk . 已换管 解:是 证:照片1")
    row = await typing["checker"].type(row, "hc . 果:通过")
    row = await typing["leader"].type(row, "ja . 解:是")
    whole = await platforms["leader"].ticket(row.id)
    street = whole.whistles[1]
    assert {call.unit: call.rating for call in street.calls} == {
        "320104D009": 5, "320104D008": 3, "320104D014": 0,
    }  # fmt: skip
    assert (whole.whistles[2].playbook, whole.whistles[2].parent) == ("老旧小区管网预案", "W2")
    assert [note.text for note in street.notes][:2] == ["涉及多个部门", "产权不清, 需区里定"]
