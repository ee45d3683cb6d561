"""The past through the real writer: every due time here was computed by the rules."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from demo import plan
from demo.cast import MARK, SEATS, unit_of
from demo.report_text import Composer
from governance.command import Actor
from governance.profile import Profile
from governance.ticket import STATES, shown_state
from governance.timers import timers_of
from governance.whistle import CALL_STATES, TYPES
from platform_server.engine.projection import decode_row, decode_ticket
from platform_server.engine.space import SpaceClock, read_clock
from platform_server.seeding import SeedReport, Step, newest_event_at, seed
from platform_server.store.chain import FIRST, record_hash
from platform_server.store.database import Database
from platform_server.store.schema import events, tickets, timers
from shaotai.demo import colleagues
from wire.rows import CallRow, TicketRow

ENDED = {"closed", "not_accepted"}
UNUSED = {"pending_register", "checking", "merged"}
"""States no verb leads to yet, and that of duplicates: the past has none."""


@pytest.fixture(scope="module")
def steps(profile: Profile, opens: datetime) -> list[plan.Step]:
    return plan.history(random.Random(1), profile, opens, Composer.load())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path_factory.mktemp('seeded')}/shaotai.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def report(
    database: Database, profile: Profile, opens: datetime, steps: list[plan.Step]
) -> SeedReport:
    actors = colleagues(profile)
    ready = (Step(one.at, actors[one.actor], one.verb, one.ticket, one.args) for one in steps)
    clock = SpaceClock(time.time(), opens.timestamp(), 20.0)
    return seed(database, "live", profile, clock, MARK, ready)


@pytest.fixture(scope="module")
def rows(database: Database, report: SeedReport) -> list[TicketRow]:
    with database.reader.connect() as connection:
        return [decode_row(row) for row in connection.execute(select(tickets.c.row)).scalars()]


def test_the_steps_lie_before_opening_and_in_order(steps: list[plan.Step], opens: datetime) -> None:
    times = [step.at for step in steps]
    assert times == sorted(times)
    assert times[-1] <= opens
    assert all(at.microsecond == 0 for at in times)


def test_one_seed_gives_one_past(profile: Profile, opens: datetime, steps: list[plan.Step]) -> None:
    again = plan.history(random.Random(1), profile, opens, Composer.load())
    other = plan.history(random.Random(2), profile, opens, Composer.load())
    assert again == steps
    assert other != steps


def test_nothing_is_refused(report: SeedReport, steps: list[plan.Step]) -> None:
    assert report.refused == {}
    assert report.applied == len(steps)


def test_every_state_is_there(rows: list[TicketRow]) -> None:
    assert {row.state for row in rows} == set(STATES) - UNUSED
    shown = Counter(shown_state(row.state, "signed" in row.flags).zh for row in rows)
    assert min(shown.values()) >= 10
    assert {row.step for row in rows} == {
        "discover", "intake", "route", "handle", "report_back", "evaluate"
    }  # fmt: skip


def test_two_thousand_are_open_and_a_hundred_due_within_ten_minutes(
    rows: list[TicketRow], opens: datetime
) -> None:
    due = [row.due for row in rows if row.state not in ENDED]
    assert all(due)
    left = [(at - opens).total_seconds() for at in due if at]
    assert len(left) >= 2200
    assert 100 <= sum(0 <= seconds <= 600 for seconds in left) <= 120
    assert 0.02 <= sum(seconds < 0 for seconds in left) / len(left) <= 0.04
    assert max(left) > 3 * 86400


def test_the_ten_minutes_are_of_many_kinds(rows: list[TicketRow], opens: datetime) -> None:
    end = opens + timedelta(minutes=10)
    hot = {row.clock for row in rows if row.due and opens <= row.due <= end}
    assert hot >= {"intake", "dispatch", "sign", "handle", "verify", "close", "rule", "rework"}


def test_whistles_are_open_on_both_rungs(rows: list[TicketRow], opens: datetime) -> None:
    whistles = [one for row in rows for one in row.whistles]
    blown = [one for one in whistles if one.state == "open"]
    rungs = Counter(one.rung for one in blown)
    assert 6 <= rungs["first"] <= 10
    assert 4 <= rungs["second"] <= 6
    assert {(one.rung, one.type) for one in blown} == set(product(("first", "second"), TYPES))
    calls = [call for one in whistles for call in one.calls]
    assert {call.state for call in calls} == set(CALL_STATES)
    assert any(call.state == "called" and call.late for call in calls)
    assert any(one.beyond for one in blown)
    assert any(one.state == "escalated" for one in whistles)
    assert any(call.rating for call in calls)
    waiting = [call.due for call in calls if call.state == "called"]
    left = sorted((due - opens).total_seconds() / 60 for due in waiting if due and due > opens)
    assert sum(minutes <= 10 for minutes in left) >= 3
    assert left[-1] > 60
    sites = [call.site_due for call in calls if call.state == "arrived" and call.site_due]
    assert max(sites) - opens > timedelta(hours=2)


def test_a_whistle_was_concluded_and_rated(database: Database, report: SeedReport) -> None:
    with database.reader.connect() as connection:
        bodies = connection.execute(select(tickets.c.body).where(tickets.c.open)).scalars()
        whistles = [one for body in bodies for one in decode_ticket(body).whistles]
    ended = [one for one in whistles if one.ended]
    assert len(ended) == 1
    assert all(call.rating for call in ended[0].calls)


def test_the_timers_are_those_of_the_open_tickets(
    database: Database, profile: Profile, opens: datetime, report: SeedReport
) -> None:
    """What was late by then is on record at its due time, and what is to come has its row."""
    with database.reader.connect() as connection:
        stored = {tuple(row) for row in connection.execute(
            select(timers.c.ticket, timers.c.key, timers.c.due)
        )}  # fmt: skip
        found = [decode_ticket(one) for one in connection.execute(select(tickets.c.body)).scalars()]
        missed = connection.execute(
            select(events.c.ticket, events.c.at, events.c.payload).where(
                events.c.kind == "report_in_missed"
            )
        ).all()
    expected = {
        (ticket.id, timer.key, timer.due.isoformat())
        for ticket in found
        if ticket.open
        for timer in timers_of(ticket, profile)
    }
    assert stored == expected
    assert min(due for _, _, due in stored) >= (opens - timedelta(minutes=1)).isoformat()
    assert len(missed) >= 3
    by_id = {ticket.id: ticket for ticket in found}
    for ticket, at, payload in missed:
        fact = json.loads(payload)
        clock = by_id[ticket].call_clock("reportin", fact["whistle"], fact["unit"])
        assert clock is not None
        assert clock.due.isoformat() == at


def test_each_seat_finds_something_of_its_own(
    rows: list[TicketRow], profile: Profile, opens: datetime
) -> None:
    soon = opens + timedelta(minutes=60)
    seats = {part.account: unit_of(part, profile.tree, "") for part in SEATS}

    def called(unit: str) -> list[CallRow]:
        calls = (call for row in rows for one in row.whistles for call in one.calls)
        return [
            call
            for call in calls
            if call.state == "called" and profile.tree.within(call.unit, unit)
            and call.due and opens < call.due <= soon
        ]  # fmt: skip

    assert called(seats["department"])
    assert called(seats["town"])
    mine = [one for row in rows for one in row.whistles if one.unit == seats["grid"]]
    assert mine
    assert len([row for row in rows if row.requests]) == 5
    assert any(row.cards for row in rows)


def test_channels_come_by_share(rows: list[TicketRow], profile: Profile) -> None:
    counts = Counter(row.channel for row in rows)
    for code, channel in profile.channels.items():
        assert abs(100 * counts[code] / len(rows) - channel.share) < 3
    assert {row.grid for row in rows} <= set(profile.tree.grids)


def test_the_log_looks_as_if_it_had_happened(database: Database, rows: list[TicketRow]) -> None:
    head, at, seq = FIRST, "", 0
    with database.reader.connect() as connection:
        for row in connection.execute(select(events).order_by(events.c.seq)).mappings():
            assert row["seq"] == seq + 1
            assert row["prev_hash"] == head
            assert row["hash"] == record_hash(row)
            assert row["at"] >= at
            seq, at, head = row["seq"], row["at"], row["hash"]
    assert seq >= 9000


def test_the_space_goes_on_from_there(
    database: Database, profile: Profile, opens: datetime, report: SeedReport
) -> None:
    with database.reader.connect() as connection:
        found = read_clock(connection, "live", profile.district)
    assert found is not None
    assert found[1] == MARK
    assert found[0].now(found[0].origin_real) == opens
    newest = newest_event_at(database, "live", profile.district)
    assert newest is not None
    assert opens - timedelta(minutes=2) < newest <= opens


def test_afterwards_every_commit_is_on_disk_again(database: Database, report: SeedReport) -> None:
    with database.writer.connect() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
    wal = Path(database.url.removeprefix("sqlite:///") + "-wal")
    assert not wal.exists() or wal.stat().st_size == 0


def test_a_refusal_is_counted(tmp_path: Path, profile: Profile, opens: datetime) -> None:
    database = Database(f"sqlite:///{tmp_path}/one.db")
    wrong = Step(opens, Actor("a", "某", "grid", profile.district), "close", "1", {})
    new = {"channel": "WECHAT", "text": "路灯不亮"}
    right = Step(opens, Actor("b", "某", "dispatcher", profile.district), "new", "1", new)
    report = seed(database, "live", profile, SpaceClock(0, 0), "", [right, wrong])
    assert (report.applied, report.tickets, sum(report.refused.values())) == (1, 1, 1)
    with database.reader.connect() as connection:
        assert connection.execute(select(func.count()).select_from(tickets)).scalar() == 1
    database.close()
