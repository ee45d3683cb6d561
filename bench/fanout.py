"""Many seats on one platform while much changes: do all get everything, how late, in what bytes?

``python -m bench.fanout [--clients N] [--rate R] [--seconds S] [--tickets T]`` measures it alone.
The seats are plain websockets in one process (`bench/listeners.py`), the changes come from another
(`bench/sender.py`). An event's age is counted from when its command was sent over HTTP, on the one
monotonic clock of the machine: from a little before its commit, that is.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select

from bench.measure import Figure, json_line, ratio, spread, table
from bench.proc import Child, cpu_percent, end_on_signals, running, usage
from bench.scene import Scene, open_rows, scene
from platform_server.store.database import Database
from platform_server.store.schema import events

SUBJECT = "fan-out"

CLIENTS, RATE, SECONDS, TICKETS = 200, 1000, 5.0, 10_000
"""Seats, changes a second, how long, and among how many open tickets."""

READY_SECONDS = 60.0
"""How long all seats may take to get their first picture."""

LANDING_SECONDS = 20.0
"""How long the last change may take to reach the last seat."""


class Heard(NamedTuple):
    """A frame of changes as one seat got it: instant, range, events in it and bytes."""

    at: float
    start: int
    end: int
    events: int
    size: int


class Sent(NamedTuple):
    """The changes made, in order: their positions, and the instants their commands were sent.

    Attributes:
        itself: changes that the clock made in between; seats get those too.
    """

    seqs: list[int]
    instants: list[float]
    seconds: float
    refused: int
    itself: int = 0


class Effort(NamedTuple):
    """How much is done."""

    clients: int = CLIENTS
    rate: int = RATE
    seconds: float = SECONDS


class Course(NamedTuple):
    """What came of it."""

    sent: Sent
    seats: list[list[Heard]]
    platform: float
    listeners: float


def fan_out(there: Scene, effort: Effort) -> list[Figure]:
    """The figures of one run."""
    folder = there.folder
    goal, ready = folder / "fanout.goal", folder / "fanout.ready"
    told = there.config(clients=effort.clients, goal=str(goal), ready=str(ready))
    listening = folder / "fanout.listen.json"
    listening.write_bytes(told)
    with running(["-m", "bench.listeners", str(listening)], folder / "fanout.heard") as child:
        child.wait_for(ready, READY_SECONDS)
        pids = (there.pid, child.process.pid)
        before = [usage(pid) for pid in pids]
        sent = _send(there, effort)
        after = [usage(pid) for pid in pids]
        goal.write_text(str(sent.seqs[-1]))
        child.process.wait(LANDING_SECONDS)
        seats = [[Heard(*one) for one in seat] for seat in _printed(child)]
    loads = [cpu_percent(*pair) for pair in zip(before, after, strict=True)]
    return figures(Course(sent, seats, *loads), effort)


def _send(there: Scene, effort: Effort) -> Sent:
    with closing(Database(f"sqlite:///{there.folder / 'shaotai.db'}")) as database:
        rows = open_rows(database)
    state = {row.id: (row.state, row.ticket_class, "signed" in row.flags) for row in rows}
    file = there.folder / "fanout.send.json"
    begun = there.folder / "fanout.begun"
    file.write_bytes(
        there.config(
            state=state, front=[], share=0, rate=effort.rate, seconds=effort.seconds,
            begun=str(begun),
        )
    )  # fmt: skip
    with running(["-m", "bench.sender", str(file)], there.folder / "fanout.sent") as child:
        child.process.wait(effort.seconds + READY_SECONDS)
        told = _printed(child)
    pairs = sorted(told["sent"])
    seqs = [seq for seq, _ in pairs]
    itself = _by_the_clock(there, seqs[0], seqs[-1])
    return Sent(seqs, [at for _, at in pairs], told["seconds"], told["refused"], itself)


def _by_the_clock(there: Scene, first: int, last: int) -> int:
    """Commands in that part of the log that nobody sent."""
    own = select(func.count(events.c.command.distinct())).where(
        events.c.seq.between(first, last), events.c.role == "system"
    )
    with (
        closing(Database(f"sqlite:///{there.folder / 'shaotai.db'}")) as database,
        database.reader.connect() as connection,
    ):
        return int(connection.execute(own).scalar_one())


def _printed(child: Child) -> Any:
    printed = child.end()
    if not printed:
        raise RuntimeError(f"a child failed: {child.errors.read_text('utf-8')[-2000:]}")
    return json.loads(printed)


def figures(course: Course, effort: Effort) -> list[Figure]:
    """What a course says."""
    sent, seats = course.sent, course.seats
    whole = sum(complete(seat, sent) for seat in seats)
    frames = [frame for seat in seats for frame in seat]
    heard = sum(frame.events for frame in frames)
    ages = [1000 * age for seat in seats for age in ages_of(seat, sent)]
    bytes_each = ratio(sum(frame.size for frame in frames), heard)
    made = len(sent.seqs) / sent.seconds
    note = f"{effort.rate}/s wanted; {sent.refused} refused"
    return [
        Figure(SUBJECT, "changes made over HTTP", made, "/s", len(sent.seqs), note),
        Figure(SUBJECT, "seats", len(seats), "count"),
        Figure(SUBJECT, "seats that got everything, once and in order", whole, "count", heard),
        *spread(SUBJECT, "command sent to seen by a seat", ages, "ms"),
        Figure(SUBJECT, "stream, compressed, an event", bytes_each, "B", heard),
        Figure(SUBJECT, "events in a frame", ratio(heard, len(frames)), "count", len(frames)),
        Figure(SUBJECT, "processor, platform", course.platform, "%"),
        Figure(SUBJECT, "processor, all seats", course.listeners, "%"),
    ]


def complete(seat: list[Heard], sent: Sent) -> bool:
    """Whether the frames join without a gap and hold every change that was made, each once."""
    if not seat:
        return False
    joined = all(later.start == earlier.end + 1 for earlier, later in pairwise(seat))
    first, last = seat[0].start, seat[-1].end
    covered = first <= sent.seqs[0] and last >= sent.seqs[-1]
    told = sum(frame.events for frame in seat)
    return joined and covered and told == len(sent.seqs) + sent.itself


def ages_of(seat: list[Heard], sent: Sent) -> Iterator[float]:
    """Seconds from the sending of each command to its arrival at a seat."""
    for frame in seat:
        first, last = bisect_left(sent.seqs, frame.start), bisect_right(sent.seqs, frame.end)
        for at in sent.instants[first:last]:
            yield frame.at - at


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench.fanout", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--rate", type=int, default=RATE, help="changes a second")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    given = parser.parse_args()
    end_on_signals()
    with tempfile.TemporaryDirectory(prefix="shaotai-bench-") as name:
        print(f"filling a platform with {given.tickets:,} open tickets ...", file=sys.stderr)
        with scene(Path(name), given.tickets) as there:
            found = fan_out(there, Effort(given.clients, given.rate, given.seconds))
    for figure in found:
        print(json_line(figure), flush=True)
    for line in table(found, [SUBJECT]):
        print(line, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
