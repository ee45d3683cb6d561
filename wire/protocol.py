"""The frames of ``GET /v1/stream``. Position is ``(space, district, epoch, seq)``.

A frame is one JSON object whose ``type`` names it. ``shaotai.v1.json`` sends text frames,
``shaotai.v1.json.zstd`` binary ones, compressed once and shared by all seats of a scope.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Any

import msgspec

from wire.rows import RowSet, TicketRow

PLAIN = "shaotai.v1.json"
"""Subprotocol: text frames."""

COMPRESSED = "shaotai.v1.json.zstd"
"""Subprotocol: binary frames, zstd."""

HEARTBEAT_SECONDS = 3.0
"""How often the platform says something; two missed and the seat says the link is cut."""

SUMS_SECONDS = 10.0
"""How often a bookmark carries checksums."""

MOST_BUCKETS = 16
"""Buckets that are fetched again at once; what else differs waits for the next checksums."""

LARGEST_FRAME = 8 * 1024 * 1024
"""Bytes a frame may have once unpacked."""


class CloseCode(IntEnum):
    """Why the platform ends a stream: 3000-3499 come back, 3500-3999 do not."""

    STOPPING = 3001
    TOO_SLOW = 3008
    SIGNED_OUT = 3500
    BAD_REQUEST = 3501
    FORBIDDEN = 3503


class Frame(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """Base of all frames."""


class Position(msgspec.Struct, frozen=True):
    """Where a seat stands; ``hash`` is the chain's at ``seq``, so an unannounced restore shows."""

    epoch: str
    seq: int
    hash: str = ""


class Subscribe(Frame, frozen=True, tag="subscribe"):
    """Begin; with ``resume`` go on from there if that is possible.

    Without ``cmds`` the changes do not name the commands that made them: an id is sixteen bytes
    that no compression makes smaller, and who sent the command knows its ``seq`` from the answer.
    """

    space: str = "live"
    district: str = ""
    scope: str = ""
    resume: Position | None = None
    cmds: bool = True


class Ack(Frame, frozen=True, tag="ack"):
    """Everything up to ``seq`` has been applied."""

    seq: int


class Ping(Frame, frozen=True, tag="ping"):
    """``t0`` is the seat's monotonic clock in seconds."""

    t0: float


class Presence(Frame, frozen=True, tag="presence"):
    """Which ticket the seat looks at; empty for none."""

    ticket: str = ""


class Refetch(Frame, frozen=True, tag="refetch"):
    """Send these buckets again, at most ``MOST_BUCKETS``; ``no`` comes back with each."""

    no: int
    buckets: tuple[int, ...]


class Looker(msgspec.Struct, frozen=True):
    """One connection and the id of the ticket it looks at, empty once it looks at none."""

    id: str
    seat: str
    name: str
    ticket: str


class Lookers(Frame, frozen=True, tag="presence"):
    """Connections that look at something else than before; all that look if ``whole``.

    A ticket outside the reader's scope reads as none. The reader's own connection is in it too,
    under the ``id`` of its welcome.
    """

    lookers: tuple[Looker, ...]
    whole: bool = False


class Welcome(Frame, frozen=True, tag="welcome"):
    """``server_time`` is the space's own; it runs ``clock_rate`` seconds a second.

    ``id`` is the connection's own, for as long as it lasts.
    """

    epoch: str
    seq: int
    server_time: datetime
    heartbeat: float
    clock_rate: float
    resumed: bool = False
    mark: str = ""
    id: str = ""


class Snapshot(Frame, frozen=True, tag="snapshot"):
    """One page of rows; ``total`` is how many are to come in all."""

    page: int
    rows: tuple[TicketRow, ...]
    total: int = 0


class Synced(Frame, frozen=True, tag="synced"):
    """The snapshot is whole; it stands at ``seq``, with the chain's hash there."""

    seq: int
    hash: str = ""


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event changed in a row; valid on version ``v`` - the number of steps before."""

    seq: int
    id: str
    v: int
    kind: str
    by: str
    at: datetime
    cmd: str = ""
    base: int = 0
    set: RowSet | None = None  # type: ignore[valid-type]


class Changes(Frame, frozen=True, tag="changes", rename={"start": "from", "end": "to"}):
    """All that happened from ``start`` to ``end`` within the scope; ``gone`` left it."""

    start: int
    end: int
    at: datetime
    events: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()
    hash: str = ""


class Bookmark(Frame, frozen=True, tag="bookmark"):
    """A heartbeat: where the log stands and what time it is there.

    Every ``SUMS_SECONDS`` one carries the checksums of the scope at ``seq`` (`wire/sums.py`). They
    are to be compared by a seat that stands at exactly ``seq``.
    """

    seq: int
    server_time: datetime
    sums: tuple[int, ...] = ()


class Refetched(Frame, frozen=True, tag="refetched"):
    """A bucket as it is at ``seq``: what a snapshot would hold of it.

    To be taken over once the seat stands at ``seq`` or later, except for tickets that a change has
    named since the seat asked: of those the stream knows better.
    """

    no: int
    seq: int
    bucket: int
    rows: tuple[TicketRow, ...]


class Pong(Frame, frozen=True, tag="pong"):
    """Answer to a ping. ``t1``/``t2`` are the space's time at arrival and at sending."""

    t0: float
    t1: datetime
    t2: datetime
    rate: float = 1.0


class Bye(Frame, frozen=True, tag="bye"):
    """The platform is about to close."""

    code: int
    reason: str
    retry_after: float = 0.0


ClientFrame = Subscribe | Ack | Ping | Presence | Refetch
ServerFrame = Welcome | Snapshot | Synced | Changes | Bookmark | Refetched | Pong | Lookers | Bye

decode_client = msgspec.json.Decoder(ClientFrame).decode
"""Bytes of a seat's frame to its struct; raises ``msgspec.MsgspecError``."""

decode_server = msgspec.json.Decoder(ServerFrame).decode
"""Bytes of a platform's frame to its struct; raises ``msgspec.MsgspecError``."""

_encode = msgspec.json.Encoder().encode


def encode(frame: Frame | dict[str, Any]) -> bytes:
    """A frame as JSON bytes."""
    return _encode(frame)
