"""Rows on shared values: the same rows, in less room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from api_client import sharing
from api_client.replica import Replica
from api_client.sharing import OWN, TIMES, WORDS, Sharing
from tests.api_client.rows import changes, part, row
from wire.protocol import Snapshot, Synced, decode_server, encode
from wire.rows import TicketRow

LATE = datetime(2026, 3, 9, 12, 0, tzinfo=timezone(timedelta(hours=8)))
VALUES = {
    "channel": "HOTLINE_12345", "ticket_class": "BJ0101", "place": "盛泽/目澜03", "due": LATE,
    "state": "handling", "flags": ("signed", "returned"), "assignees": ("320509105",),
}  # fmt: skip


def over_the_wire(rows: list[TicketRow]) -> Replica:
    """A copy that got these rows in pages of one."""
    made = Replica()
    for page, one in enumerate(rows):
        frame = decode_server(encode(Snapshot(page, (one,), len(rows))))
        assert isinstance(frame, Snapshot)
        made.apply(frame)
    made.apply(Synced(10, "h"))
    return made


def test_every_field_is_shared_or_the_rows_own() -> None:
    names = set(TicketRow.__struct_fields__)
    assert {*WORDS, *TIMES, *OWN} | {"condition", "version"} == names
    assert not set(WORDS) & set(TIMES)


def test_equal_values_of_different_rows_are_one() -> None:
    rows = [row(f"2026030900000{at}", summary=f"第{at}件", **VALUES) for at in range(3)]
    rows = [msgspec.structs.replace(one, number=one.id) for one in rows]
    first, second, third = over_the_wire(rows).rows.values()
    assert [first, second, third] == rows
    for name in (*WORDS, *TIMES):
        assert getattr(first, name) is getattr(second, name) is getattr(third, name), name
    assert first.number is first.id


def test_what_a_change_brings_is_shared_too() -> None:
    copy = over_the_wire([row("1", **VALUES), row("2", **VALUES)])
    frame = changes(
        11, 12, part(11, "1", 2, state="pending_check"), part(12, "2", 2, state="pending_check")
    )
    decoded = decode_server(encode(frame))
    copy.apply(decoded)  # type: ignore[arg-type]
    first, second = copy.rows.values()
    assert first.state is second.state
    assert (first.state, first.place) == ("pending_check", "盛泽/目澜03")


def test_a_time_said_in_another_zone_stays_as_it_was_said() -> None:
    shared = Sharing()
    first = shared.row(row("1", due=LATE))
    second = shared.row(row("2", due=LATE.astimezone(UTC)))
    assert first.due == second.due
    assert second.due is not None
    assert second.due.utcoffset() == timedelta(0)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "WORDS_KEPT", 50)
    monkeypatch.setattr(sharing, "TIMES_KEPT", 50)
    shared = Sharing()
    for at in range(500):
        due = LATE + timedelta(seconds=at)
        made = shared.row(row(str(at), place=f"地点{at}", due=due))
        assert (made.place, made.due) == (f"地点{at}", due)
        assert len(shared._words) <= 51 + len(WORDS)
        assert len(shared._times) <= 51 + len(TIMES)
