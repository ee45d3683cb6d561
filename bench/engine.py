"""What the platform carries out: commands on disk, over HTTP, and events on the stream."""

from __future__ import annotations

import asyncio
import os
import random
import time
from itertools import count, repeat
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import zstandard
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.connections import CONNECTIONS, Asked
from bench.measure import Figure, median, ratio, spread
from bench.scene import OPENS, Scene, actor_of
from demo.past import Past
from demo.report_text import Composer
from governance.command import Actor, Command
from platform_server.engine.answers import Applied
from platform_server.engine.execute import Place
from platform_server.engine.space import create_space
from platform_server.engine.writer import LARGEST_GROUP, run_group
from platform_server.jurisdiction import load_profile
from platform_server.store.database import Database
from wire.protocol import (
    COMPRESSED,
    LARGEST_FRAME,
    Changes,
    Snapshot,
    Subscribe,
    Synced,
    decode_server,
)
from wire.protocol import encode as encode_frame

SUBJECT = "platform"
GROUPS = (1, 20, 64, LARGEST_GROUP)
"""Commands that share one commit."""

PAYLOAD = 4096
"""Bytes of one write of the disk's own figure: a page."""


def disk(folder: Path, seconds: float) -> Figure:
    """How often a page can be written and brought to the disk in a second: no commit is faster."""
    handle = os.open(folder / "disk", os.O_WRONLY | os.O_CREAT, 0o600)
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        os.write(handle, bytes(PAYLOAD))
        os.fdatasync(handle)
        count += 1
    took = time.perf_counter() - began
    os.close(handle)
    return Figure("disk", "page written and synced", count / took, "/s", count)


def in_process(folder: Path, seconds: float) -> list[Figure]:
    """Commands a second that are carried out and on disk, by size of group."""
    profile = load_profile("wujiang")
    found = []
    for size in GROUPS:
        database = Database(f"sqlite:///{folder / f'engine{size}.db'}")
        place = Place("live", profile.district, profile)
        with database.writer.begin() as connection:
            create_space(connection, "live", profile.district)
        reports = Past(random.Random(size), profile, OPENS, Composer.load())
        actor = actor_of("demo-intake", profile)
        done, took = _groups(database, place, reports, actor, (size, seconds))
        database.close()
        name = f"reports filed in-process, groups of {size}"
        found.append(Figure(SUBJECT, name, done / took, "/s", done))
    return found


def _groups(
    database: Database, place: Place, past: Past, actor: Actor, effort: tuple[int, float]
) -> tuple[int, float]:
    """Groups of ``new`` and ``accept`` in equal parts for so many seconds; ``(done, seconds)``."""
    size, seconds = effort
    done, took = 0, 0.0
    accepts: list[Command] = []
    while took < seconds:
        if len(accepts) >= size:
            group, accepts = accepts[:size], accepts[size:]
        else:
            cases = [past.case("reported") for _ in range(size)]
            group = [Command(f"n{done + n}", "new", args=case.new) for n, case in enumerate(cases)]
        began = time.perf_counter()
        with database.writer.begin() as connection:
            answers, _ = run_group(connection, place, [(one, actor, OPENS) for one in group])
        took += time.perf_counter() - began
        for command, answer in zip(group, answers, strict=True):
            if not isinstance(answer, Applied):
                raise RuntimeError(f"{command.verb} was not carried out: {answer}")
            if command.verb == "new":
                number = answer.ticket.id
                args = {"class": answer.ticket.ticket_class, "condition": 1}
                accepts.append(Command(f"a{number}", "accept", number, args=args))
        done += len(group)
    return done, took


def requests(scene: Scene, count: int) -> list[Figure]:
    """One request after another on one connection: an empty route, and one command each."""
    headers = {"Authorization": f"Bearer {scene.tokens['demo-intake']}"}
    report: dict[str, Any] = {"channel": "HOTLINE_12345", "text": "人行道上井盖破损, 有人绊倒"}
    with httpx.Client(base_url=scene.url, headers=headers, trust_env=False) as client:
        empty = [_timed(client, "GET", "/healthz", None) for _ in range(count)]
        posted = [
            _timed(client, "POST", "/v1/commands", {"id": f"one{n}", "verb": "new", "args": report})
            for n in range(count // 2)
        ]
    found = spread(SUBJECT, "GET /healthz, one after another", empty, "ms")
    found += spread(SUBJECT, "POST one command, one after another", posted, "ms")
    times = ratio(median(posted), median(empty))
    return [*found, Figure(SUBJECT, "one command over an empty route", times, "x", count)]


def throughput(scene: Scene, seconds: float) -> list[Figure]:
    """Requests at the same time: what the server gives on an empty route, and with a command each.

    The commands of several requests share a commit.
    """
    asked = Asked(scene.url, scene.tokens["demo-intake"])
    empty = repeat(asked.request("GET", "/healthz"))
    report = {"channel": "HOTLINE_12345", "text": "人行道上井盖破损, 有人绊倒"}
    posts = (
        asked.request("POST", "/v1/commands", msgspec.json.encode(body))
        for body in ({"id": f"many{n}", "verb": "new", "args": report} for n in count())
    )
    found, rates = [], []
    for name, requests in (("GET /healthz", empty), ("POST one command", posts)):
        rate, answers = asyncio.run(asked.rate(requests, seconds))
        rates.append(rate)
        found.append(Figure(SUBJECT, f"{name}, {CONNECTIONS} at a time", rate, "/s", answers))
    share = 100 * ratio(rates[1], rates[0])
    return [*found, Figure(SUBJECT, "commands' rate of an empty route's", share, "%")]


def _timed(client: httpx.Client, method: str, path: str, body: object) -> float:
    content = msgspec.json.encode(body) if body else None
    began = time.perf_counter()
    response = client.request(method, path, content=content)
    took = time.perf_counter() - began
    response.raise_for_status()
    return 1000 * took


class Heard(NamedTuple):
    """Bytes of the snapshot and seconds until it was whole; of each frame its bytes and events."""

    snapshot: int
    synced: float
    sizes: list[int]
    events: list[int]


def stream(scene: Scene, seconds: float) -> list[Figure]:
    """The compressed stream while a load runs: bytes an event, events a frame, and the snapshot."""
    with connect(
        "ws" + scene.url.removeprefix("http") + "/v1/stream",
        subprotocols=[Subprotocol(COMPRESSED)], compression=None, proxy=None,
        additional_headers={"Authorization": f"Bearer {scene.tokens['seat']}"},
        max_size=LARGEST_FRAME,
    ) as socket:  # fmt: skip
        heard = _listen(socket, seconds)
    events, count = sum(heard.events), len(scene.rows)
    per_frame = median(map(float, heard.events))
    return [
        Figure(
            SUBJECT, "stream, compressed, an event", ratio(sum(heard.sizes), events), "B", events
        ),
        Figure(SUBJECT, "events in a frame, median", per_frame, "count", len(heard.events)),
        Figure(SUBJECT, "snapshot, compressed, a row", heard.snapshot / count, "B", count),
        Figure(SUBJECT, "snapshot, subscribed to synced", 1000 * heard.synced, "ms"),
    ]


def _listen(socket: ClientConnection, seconds: float) -> Heard:
    """Take the snapshot and then so many seconds of changes."""
    unpack = zstandard.ZstdDecompressor()
    heard = Heard(0, 0.0, [], [])
    socket.send(encode_frame(Subscribe(cmds=False)), text=True)
    began, until = time.perf_counter(), float("inf")
    while time.perf_counter() < until:
        data = socket.recv(timeout=10, decode=False)
        frame = decode_server(unpack.decompress(data, LARGEST_FRAME))
        if isinstance(frame, Synced):
            until = time.perf_counter() + seconds
            heard = heard._replace(synced=time.perf_counter() - began)
        elif isinstance(frame, Changes):
            heard.sizes.append(len(data))
            heard.events.append(len(frame.events))
        elif isinstance(frame, Snapshot):
            heard = heard._replace(snapshot=heard.snapshot + len(data))
    return heard
