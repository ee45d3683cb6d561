"""The seat's side of the stream as a state machine without I/O: position, gaps, silence, backoff.

Time and randomness come in as arguments, so every course of events can be played in a test.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from api_client.errors import StreamBroken
from wire.protocol import (
    HEARTBEAT_SECONDS,
    Changes,
    Looker,
    Lookers,
    Position,
    ServerFrame,
    Snapshot,
    Subscribe,
    Synced,
    Welcome,
)

FIRST_DELAY = 0.8
"""Seconds before the first attempt to connect again; doubles up to ``LONGEST_DELAY``."""

LONGEST_DELAY = 30.0

MOST_DOUBLINGS = 16
"""Failures after which the delay cannot grow any more."""

HEALTHY_SECONDS = 120.0
"""A link that has held so long starts its delays anew."""

MISSED_BEATS = 2
"""Heartbeats that may be missed before the link counts as cut."""


class Link(StrEnum):
    """The true state of the link."""

    CONNECTING = "connecting"
    SYNCING = "syncing"
    LIVE = "live"
    CUT = "cut"
    ENDED = "ended"


class Session:
    """Where a seat stands in the stream, and who else looks at what.

    ``presence`` has every other connection that looks at a ticket, by the connection's id.
    """

    def __init__(self, space: str = "live", district: str = "", cmds: bool = True) -> None:
        """Nothing is known yet.

        Args:
            cmds: whether changes shall name their commands (``Subscribe.cmds``).
        """
        self.space = space
        self.district = district
        self.cmds = cmds
        self.presence: dict[str, Looker] = {}
        self.link = Link.CONNECTING
        self.position: Position | None = None
        self.heartbeat = HEARTBEAT_SECONDS
        self.resumes = 0
        self.resyncs = 0
        self._heard = 0.0
        self._live_since: float | None = None
        self._failures = 0
        self._epoch = ""
        self._id = ""

    def opened(self, now: float) -> Subscribe:
        """The connection stands: what to say first. ``now`` is a monotonic instant."""
        self._heard = now
        return Subscribe(self.space, self.district, "", self.position, self.cmds)

    def received(self, frame: ServerFrame, now: float) -> bool:
        """Take in a frame; whether it is to be applied to the replica.

        Raises:
            StreamBroken: the frame does not follow the position; connect again and resume.
        """
        self._heard = now
        if isinstance(frame, Welcome):
            return self._welcome(frame, now)
        if isinstance(frame, Synced):
            self.position = Position(self._epoch, frame.seq, frame.hash)
            self._live(now)
            return True
        if isinstance(frame, Changes):
            return self._changes(frame, now)
        if isinstance(frame, Lookers):
            self._lookers(frame)
        return isinstance(frame, Snapshot)

    def _welcome(self, frame: Welcome, now: float) -> bool:
        self._epoch = frame.epoch
        self._id = frame.id
        self.heartbeat = frame.heartbeat
        if frame.resumed:
            self.resumes += 1
        else:
            self.resyncs += 1
            self.position = None
        caught_up = self.position is not None and self.position.seq >= frame.seq
        self.link = Link.SYNCING
        if caught_up:
            self._live(now)
        return False

    def _changes(self, frame: Changes, now: float) -> bool:
        if self.position is None:
            raise StreamBroken("快照之前收到改动", "changes came before the snapshot")
        if frame.end <= self.position.seq:
            return False
        if frame.start > self.position.seq + 1:
            raise StreamBroken(
                f"缺少第 {self.position.seq + 1} 至 {frame.start - 1} 条",
                f"events {self.position.seq + 1} to {frame.start - 1} are missing",
            )
        self.position = Position(self._epoch, frame.end, frame.hash)
        self._live(now)
        return True

    def _lookers(self, frame: Lookers) -> None:
        if frame.whole:
            self.presence.clear()
        for looker in frame.lookers:
            if looker.ticket and looker.id != self._id:
                self.presence[looker.id] = looker
            else:
                self.presence.pop(looker.id, None)

    def _live(self, now: float) -> None:
        self.link = Link.LIVE
        if self._live_since is None:
            self._live_since = now

    def distrust(self) -> None:
        """Forget the position: the copy is not what the platform has, so fetch it anew."""
        self.position = None

    def silent(self, now: float) -> bool:
        """Whether two heartbeats have been missed."""
        return now - self._heard > MISSED_BEATS * self.heartbeat

    def lost(self, now: float, random: Callable[[], float], retry_after: float = 0.0) -> float:
        """The link is cut: seconds to wait before the next attempt, with full jitter.

        Args:
            now: a monotonic instant.
            random: draws from [0, 1).
            retry_after: what the platform asked for.
        """
        if self._live_since is not None and now - self._live_since > HEALTHY_SECONDS:
            self._failures = 0
        self._live_since = None
        self.presence.clear()
        self.link = Link.CUT
        ceiling = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(self._failures, MOST_DOUBLINGS))
        self._failures += 1
        return float(retry_after + ceiling * random())

    @property
    def heard(self) -> float:
        """The monotonic instant at which the platform was last heard."""
        return self._heard
