"""Pages, filters, scopes, masking, the log and the interface's own description."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import httpx
import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from api_client.errors import NotThere
from governance.calendar import CHINA
from platform_server import app
from platform_server.api.guard import guard_route
from platform_server.api.registry import REGISTRY, ROUTES
from platform_server.app import HANDLERS
from platform_server.errors import RequestError
from platform_server.store.database import Database
from platform_server.store.verify import verify_chain
from tests.governance.world import COMMUNITY, COVER, GRID, OTHER_TOWN, PROFILE, TOWN
from tests.platform.steps import dispatched, filed, step

PHONE = "13812345678"
REPORTER = {"name": "王小明", "phone": PHONE}


async def pages(seat, **wanted: str) -> list[str]:
    found, cursor = [], ""
    while True:
        page = await seat.page(**wanted, limit="3", cursor=cursor)
        found += [row.id for row in page.tickets]
        cursor = page.cursor
        if not cursor:
            return found


async def test_paging_covers_all_exactly_once_soonest_due_first(seats) -> None:
    seat = seats("dispatcher")
    for number in range(4):
        await filed(seat, f"第{number}件")
        await dispatched(seat)
    closed = await filed(seat)
    await step(seat, closed, "reject", reason="不属")
    ids = await pages(seat)
    assert len(ids) == len(set(ids))
    page = await seat.page(limit="1000")
    assert [row.id for row in page.tickets] == ids
    dues = [row.due for row in page.tickets if row.due is not None]
    assert dues == sorted(dues)
    assert ids[-1] == closed.id


@pytest.mark.parametrize("cursor", ["x", "||", "01|a|b", "2|a|b", "1|a"])
async def test_a_made_up_cursor_is_a_bad_request(raw, cursor: str) -> None:
    assert (await raw.get("/v1/tickets", params={"cursor": cursor})).status_code == 400


async def test_filters(seats) -> None:
    seat = seats("dispatcher")
    here = await dispatched(seat, TOWN, "夜市油烟扰民")
    there = await dispatched(seat, OTHER_TOWN, "河道漂浮物", channel="GRID_WORKER")
    new = await filed(seat, "百分之50%_满")

    async def found(**wanted: str) -> set[str]:
        return {row.id for row in (await seat.page(**wanted, limit="1000")).tickets}

    # The other ticket lies in a grid of the same town, so the place finds it too.
    assert {here.id, there.id} <= await found(org=TOWN)
    assert here.id not in await found(org=OTHER_TOWN)
    assert there.id in await found(org=OTHER_TOWN)
    assert {here.id, there.id} <= await found(grid=GRID)
    assert await found(grid="%") == await found(org="3_0509105000") == set()
    assert here.id in await found(class_=COVER)
    assert new.id not in await found(class_=COVER)
    assert new.id in await found(step="discover")
    assert here.id in await found(step="handle", state="pending_handle")
    assert await found(channel="GRID_WORKER") == {there.id}
    assert await found(q="油烟") == {here.id}
    assert await found(q="50%_") == {new.id}
    assert await found(q=here.id[-6:]) == {here.id}
    soon = (datetime.now(CHINA) + timedelta(minutes=30)).isoformat()
    assert new.id in await found(due_before=soon)
    late = (datetime.now(CHINA) - timedelta(days=1)).isoformat()
    assert await found(due_before=late) == set()


@pytest.mark.parametrize(
    "wanted",
    [
        {"due_before": "tomorrow"},
        {"due_before": "2026-03-09T09:00:00"},
        {"due_before": "0001-01-01T00:00:00+14:00"},
        {"limit": "0"},
        {"limit": "many"},
    ],
)
async def test_filters_that_cannot_be_read(raw, wanted: dict[str, str]) -> None:
    answer = await raw.get("/v1/tickets", params=wanted)
    assert answer.status_code == 400
    assert answer.json()["zh"] != answer.json()["en"]


async def test_a_department_sees_only_what_it_holds(seats) -> None:
    mine = await dispatched(seats("dispatcher"), TOWN)
    others = await dispatched(seats("dispatcher"), OTHER_TOWN)
    new = await filed(seats("dispatcher"))
    ids = set(await pages(seats("department")))
    assert mine.id in ids
    assert ids.isdisjoint({others.id, new.id})
    for number in (others.id, others.id[-6:], new.id, "nowhere"):
        with pytest.raises(NotThere):
            await seats("department").ticket(number)
    with pytest.raises(NotThere):
        await seats("department").why(others.id)
    log = await seats("department").events(0, 1000)
    assert all(one["ticket"] != others.id for one in log["events"] if "ticket" in one)
    assert [one["seq"] for one in log["events"]] == list(range(1, log["last"] + 1))
    assert new.id in await pages(seats("grid"))


async def test_counts_are_of_the_scope(seats, server) -> None:
    for name in ("department", "grid", "dispatcher"):
        answer = httpx.get(
            f"{server.url}/v1/stats/counts",
            headers={"Authorization": f"Bearer {server.tokens[name]}"},
            trust_env=False,
        )
        page = await seats(name).page(limit="1000")
        seen = [row for row in page.tickets if row.state not in ("closed", "not_accepted")]
        assert answer.json()["open"]["all"] == len(seen)


async def test_personal_data_is_masked_and_never_on_disk_in_clear(seats, server) -> None:
    seat = seats("dispatcher")
    text = f"我叫王小明，电话{PHONE}，或138-1234-5678，路灯不亮"
    row = await filed(seat, text, reporter=REPORTER, address="盛泽镇目澜路1号", grid="")
    await step(seat, row, "note", text=f"已联系{PHONE}")
    whole = await seat.ticket(row.id)
    assert row.summary.startswith("我叫王某，电话138****5678，或138****5678")
    assert (whole.reporter, whole.phone) == ("王某", "138****5678")
    assert whole.events[1].text == "已联系138****5678"
    for shown in (row.summary, whole.text, *(event.text for event in whole.events)):
        assert PHONE not in shown
    for path in server.files():
        content = path.read_bytes()
        assert PHONE.encode() not in content
        assert "王小明".encode() not in content


async def test_the_log_is_gapless_and_its_chain_holds(seats, server) -> None:
    found, after = [], 0
    while True:
        answer = await seats("dispatcher").events(after, 7)
        if not answer["events"]:
            break
        found += [one["seq"] for one in answer["events"]]
        after = found[-1]
    assert found == list(range(1, answer["last"] + 1))
    database = Database(server.database)
    with database.reader.connect() as connection:
        assert verify_chain(connection, "live", PROFILE.district) is None
    database.close()


async def test_refusals_leave_a_trail(seats, server) -> None:
    row = await filed(seats("dispatcher"))
    with pytest.raises(NotThere):
        await seats("other").command("sign", row.id, row.version)
    rows = sqlite3.connect(server.path).execute(
        "SELECT account, what, outcome FROM audit WHERE ticket = ?", (row.id,)
    )
    assert rows.fetchall() == [("p02", "sign", "not_found")]


async def test_reference_data(seats) -> None:
    seat = seats("grid")
    assert len(await seat.orgs()) == len(PROFILE.tree.orgs)
    assert len(await seat.grids()) == len(PROFILE.tree.grids)
    assert len(await seat.classes()) == len(PROFILE.classes)
    assert len(await seat.channels()) == len(PROFILE.channels)
    about = await seat.profile()
    assert (about.zh, about.space, about.mark) == ("吴江区", "live", "")
    assert COMMUNITY in {one.code for one in await seat.orgs()}


async def test_openapi_lists_every_http_path(raw) -> None:
    document = (await raw.get("/schema/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    listed = {
        (method.upper(), path) for path, entry in document["paths"].items() for method in entry
    }
    wanted = {
        (entry.method, entry.path.replace(":str", ""))
        for entry in ROUTES.values()
        if entry.method != "WS" and entry.name != "openapi"
    }
    assert wanted == listed


def test_every_handler_is_in_the_table_and_every_row_has_a_handler() -> None:
    assert {handler.name for handler in HANDLERS} == set(ROUTES) - {"openapi"}
    for handler in HANDLERS:
        entry = ROUTES[handler.name]
        assert handler.paths == {entry.path}
        methods = getattr(handler, "http_methods", {"WS"})
        assert {str(getattr(one, "value", one)) for one in methods} == {entry.method}
    assert all(entry.audit for entry in REGISTRY.values())


async def test_what_there_is_not(raw, server) -> None:
    for path in ("/nowhere", "/v1/secret", "/v1/tickets/x/y/z"):
        answer = await raw.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert (await raw.get("/v1/tickets", params={"space": "moon"})).status_code == 404
    assert (await raw.get("/v1/tickets", params={"district": "1"})).status_code == 404
    assert (await raw.put("/v1/tickets", json={})).status_code == 405
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as nobody:
        assert (await nobody.get("/v1/tickets")).status_code == 401
        assert (await nobody.get("/healthz")).status_code == 200
        assert (await nobody.get("/readyz")).json() == {"status": "ready"}
        assert "shaotai_seq{" in (await nobody.get("/metrics")).text


def test_a_handler_that_is_not_in_the_table_is_refused() -> None:
    @get("/hidden", name="hidden", sync_to_thread=False)
    def hidden() -> str:
        return "secret"

    worded = {RequestError: app._request_error}
    with TestClient(Litestar([hidden], guards=[guard_route], exception_handlers=worded)) as client:
        answer = client.get("/hidden")
    assert answer.status_code == 403
    assert "secret" not in answer.text
