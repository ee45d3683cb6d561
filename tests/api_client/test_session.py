"""The seat's state machine, every course played without a network or a clock."""

from __future__ import annotations

import pytest

from api_client.clock import ServerClock
from api_client.errors import StreamBroken
from api_client.session import FIRST_DELAY, HEALTHY_SECONDS, LONGEST_DELAY, Link, Session
from tests.api_client.rows import NOW, changes
from wire.protocol import Bookmark, Position, Snapshot, Subscribe, Synced, Welcome


def welcome(seq: int, resumed: bool = False) -> Welcome:
    return Welcome("e", seq, NOW, 3.0, 1.0, resumed)


@pytest.fixture
def live() -> Session:
    session = Session()
    assert session.opened(0.0) == Subscribe("live", "", "", None)
    session.received(welcome(10), 0.0)
    assert session.link is Link.SYNCING
    assert session.received(Snapshot(0, ()), 0.1)
    assert session.received(Synced(10, "h10"), 0.2)
    assert session.link is Link.LIVE
    return session


def test_position_follows_the_frames(live) -> None:
    assert live.received(changes(11, 13), 1.0)
    assert live.position == Position("e", 13, "h13")
    assert not live.received(Bookmark(13, NOW), 2.0)


def test_what_is_old_is_dropped_and_what_overlaps_is_applied(live) -> None:
    assert not live.received(changes(5, 10), 1.0)
    assert live.received(changes(8, 12), 1.0)
    assert live.position.seq == 12


def test_a_gap_breaks_the_stream(live) -> None:
    with pytest.raises(StreamBroken, match="11 to 11"):
        live.received(changes(12, 13), 1.0)


def test_changes_before_a_snapshot_break_the_stream() -> None:
    session = Session()
    session.received(welcome(3), 0.0)
    with pytest.raises(StreamBroken):
        session.received(changes(1, 3), 0.0)


def test_resume_keeps_the_position_and_a_snapshot_drops_it(live) -> None:
    live.lost(5.0, lambda: 0.5)
    assert live.link is Link.CUT
    assert live.opened(6.0).resume == Position("e", 10, "h10")
    live.received(welcome(12, resumed=True), 6.0)
    assert (live.link, live.resumes) == (Link.SYNCING, 1)
    live.received(changes(11, 12), 6.1)
    assert live.link is Link.LIVE
    live.received(welcome(12), 7.0)
    assert (live.position, live.resyncs) == (None, 2)


def test_distrust_asks_for_everything(live) -> None:
    live.distrust()
    assert live.opened(1.0).resume is None


def test_two_missed_beats_are_silence(live) -> None:
    live.received(Bookmark(10, NOW), 100.0)
    assert not live.silent(106.0)
    assert live.silent(106.1)
    assert live.heard == 100.0


def test_delays_double_with_full_jitter_and_obey_the_platform() -> None:
    session = Session()
    delays = [session.lost(0.0, lambda: 1.0) for _ in range(8)]
    assert delays[:3] == [FIRST_DELAY, FIRST_DELAY * 2, FIRST_DELAY * 4]
    assert delays[-1] == LONGEST_DELAY
    assert session.lost(0.0, lambda: 0.0, retry_after=7.0) == 7.0


@pytest.mark.parametrize("quiet", [False, True])
def test_a_link_that_held_starts_its_delays_anew(live, quiet: bool) -> None:
    """Also one on which nothing happened after it resumed."""
    for _ in range(5):
        live.lost(1.0, lambda: 1.0)
    live.received(welcome(10, resumed=True), 10.0)
    assert live.link is Link.LIVE
    if not quiet:
        live.received(changes(11, 11), 11.0)
    assert live.lost(12.0 + HEALTHY_SECONDS, lambda: 1.0) == FIRST_DELAY


def test_the_clock_trusts_the_shortest_round_trip() -> None:
    local = 100.0
    clock = ServerClock(lambda: local)
    assert clock.now() is None
    clock.welcome(NOW, 2.0)
    local = 101.0
    assert (clock.now() - NOW).total_seconds() == 2.0
    clock.answered(100.8, NOW, NOW, 2.0)
    assert clock.delay == pytest.approx(0.2)
    assert (clock.now() - NOW).total_seconds() == pytest.approx(0.2)
    local = 103.0
    clock.answered(101.0, NOW, NOW, 2.0)
    assert (clock.now() - NOW).total_seconds() == pytest.approx(4.2)
