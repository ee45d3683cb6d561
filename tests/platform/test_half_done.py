"""A fault of ours in the middle of a command costs that command, not the log behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from governance.profile import Profile
from governance.ticket import Ticket
from governance.timer import Timer
from governance.timers import timers_of
from platform_server.engine import timing
from platform_server.engine.record import HalfDone
from platform_server.store.database import Database
from platform_server.store.verify import verify_chain
from tests.governance.world import MONDAY, PROFILE
from tests.platform.inside import say
from tests.platform.test_timers import (
    as_the_rules_say,
    at,
    by_itself,
    history,
    rows_of,
    sent,
    space,
    standing,
)


def failing(fails: Callable[[Ticket], bool]) -> Callable[[Ticket, Profile], tuple[Timer, ...]]:
    def broken(ticket: Ticket, profile: Profile) -> tuple[Timer, ...]:
        if fails(ticket):
            raise RuntimeError("broken on purpose")
        return timers_of(ticket, profile)

    return broken


def sound(database: Database) -> bool:
    """Whether the log has no gap and its chain holds."""
    with database.reader.connect() as connection:
        chained = verify_chain(connection, "live", PROFILE.district) is None
    seqs = [one["seq"] for one in history(database)]
    return chained and seqs == list(range(1, len(seqs) + 1))


async def test_a_command_that_fails_half_way_leaves_nothing(database, monkeypatch) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        bad, good = await sent(district), await sent(district)
        with monkeypatch.context() as patch:
            broken = failing(lambda ticket: ticket.id == bad and ticket.version == 5)
            patch.setattr(timing, "timers_of", broken)
            notes = (say(district, "dispatcher", "note", one, text="x") for one in (bad, good, bad))
            first, second, third = await asyncio.gather(*notes, return_exceptions=True)
        assert isinstance(first, RuntimeError | HalfDone)
        assert isinstance(third, RuntimeError | HalfDone)
        assert second.version == 5
        assert (await say(district, "dispatcher", "note", bad, text="y")).version == 5
    assert sound(database)


async def test_a_timer_that_fails_half_way_is_put_off_alone(database, monkeypatch) -> None:
    with space(database, standing(MONDAY)) as district:
        await district.start()
        bad, good = await sent(district), await sent(district)
    broken = failing(lambda ticket: ticket.id == bad and bool(ticket.cards))
    with monkeypatch.context() as patch:
        patch.setattr(timing, "timers_of", broken)
        with space(database, standing(at("09 14:30"))) as district:
            await district.start()
            await say(district, "dispatcher", "note", good, text="x")
    assert [one["ticket"] for one in by_itself(database)] == [good]
    with space(database, standing(at("09 14:31"))) as district:
        await district.start()
        await say(district, "dispatcher", "note", good, text="x")
    assert [(one["ticket"], one["at"]) for one in by_itself(database)] == [
        (good, "2026-03-09T14:12:00+08:00"), (bad, "2026-03-09T14:12:00+08:00")
    ]  # fmt: skip
    assert rows_of(database) == as_the_rules_say(database)
    assert sound(database)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """The faults are told in the log; here they are on purpose."""
    caplog.set_level("CRITICAL")
