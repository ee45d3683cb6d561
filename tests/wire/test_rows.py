"""Rows travel as differences and come out whole; frames are what they were."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.protocol import (
    Ack,
    Bookmark,
    Bye,
    Change,
    Changes,
    Looker,
    Lookers,
    Ping,
    Pong,
    Position,
    Presence,
    Refetch,
    Refetched,
    Snapshot,
    Subscribe,
    Synced,
    Welcome,
    decode_client,
    decode_server,
    encode,
)
from wire.rows import (
    CallRow,
    CardRow,
    RequestRow,
    RowSet,
    TicketRow,
    WhistleRow,
    apply_difference,
    row_difference,
)

WORDS = st.text(max_size=6)
TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
CALLS = st.builds(CallRow, unit=WORDS, person=WORDS, due=st.none() | TIMES, at=st.none() | TIMES,
                  start=st.none() | TIMES, site_due=st.none() | TIMES)  # fmt: skip
WHISTLES = st.builds(
    WhistleRow, id=WORDS, type=WORDS, rung=WORDS, state=WORDS, at=TIMES, by=WORDS, unit=WORDS,
    calls=st.lists(CALLS, max_size=3).map(tuple),
)  # fmt: skip
CARDS = st.builds(CardRow, id=WORDS, kind=WORDS, unit=WORDS, at=TIMES, due=TIMES, by=WORDS,
                  answered=st.none() | TIMES, told=st.just(()))  # fmt: skip
REQUESTS = st.builds(RequestRow, id=WORDS, kind=WORDS, by=WORDS, unit=WORDS, at=TIMES,
                     until=st.none() | TIMES, cause=WORDS, state=WORDS, decided=WORDS)  # fmt: skip
ROWS = st.builds(
    TicketRow,
    **dict.fromkeys(TicketRow.__struct_fields__, WORDS)
    | {
        "condition": st.none() | st.integers(0, 9),
        "assignees": st.lists(WORDS, max_size=2).map(tuple),
        "flags": st.lists(WORDS, max_size=2).map(tuple),
        "due": st.none() | TIMES,
        "start": st.none() | TIMES,
        "held_until": st.none() | TIMES,
        "at": TIMES,
        "since": TIMES,
        "version": st.integers(0, 1000),
        "whistles": st.lists(WHISTLES, max_size=2).map(tuple),
        "cards": st.lists(CARDS, max_size=2).map(tuple),
        "requests": st.lists(REQUESTS, max_size=2).map(tuple),
    },
)
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def over_the_wire(difference: dict) -> object:
    return msgspec.json.decode(msgspec.json.encode(difference), type=RowSet)


@given(ROWS, ROWS)
def test_difference_and_apply_are_each_others_opposite(old: TicketRow, new: TicketRow) -> None:
    difference = row_difference(old, new)
    assert apply_difference(old, over_the_wire(difference)) == new
    assert ("class" in difference) == (old.ticket_class != new.ticket_class)


@given(ROWS)
def test_a_new_row_is_whole_and_an_equal_one_is_empty(row: TicketRow) -> None:
    assert apply_difference(None, over_the_wire(row_difference(None, row))) == row
    assert row_difference(row, row) == {}


@given(ROWS)
def test_a_part_of_an_unknown_row_is_an_error(row: TicketRow) -> None:
    with pytest.raises(KeyError):
        apply_difference(None, over_the_wire({"id": row.id}))


@given(ROWS)
def test_a_row_from_before_claims_is_whole(row: TicketRow) -> None:
    """Platforms and logs that know no claims still speak of whole rows."""
    unclaimed = msgspec.structs.replace(row, held_by="", held_until=None)
    before = row_difference(None, unclaimed)
    del before["held_by"], before["held_until"]
    assert apply_difference(None, over_the_wire(before)) == unclaimed
    assert msgspec.json.decode(msgspec.json.encode(before), type=TicketRow) == unclaimed


@given(ROWS)
def test_server_frames_decode(row: TicketRow) -> None:
    whole = RowSet(**msgspec.structs.asdict(row))
    change = Change(3, row.id, row.version, "noted", "王敏", NOW, "c1", 2, whole)
    frames = [
        Welcome("e", 3, NOW, 3.0, 1.0, True, "演练"),
        Snapshot(0, (row,), 1),
        Synced(3, "h"),
        Changes(1, 3, NOW, (change,), ("x",), "h"),
        Bookmark(3, NOW, (1, 2)),
        Pong(1.5, NOW, NOW, 2.0),
        Lookers((Looker("a1", "席03", "王敏", "1"),), True),
        Refetched(1, 3, 63, (row,)),
        Bye(3001, "stopping", 1.0),
    ]
    for frame in frames:
        assert decode_server(encode(frame)) == frame


@pytest.mark.parametrize(
    "frame",
    [
        Subscribe("live", "320509", "", Position("e", 3, "h")),
        Subscribe(),
        Ack(3),
        Ping(1.5),
        Presence("1"),
        Refetch(1, (0, 63)),
        Subscribe(cmds=False),
    ],
)
def test_client_frames_decode(frame: object) -> None:
    assert decode_client(encode(frame)) == frame


def test_the_range_of_a_frame_is_from_and_to() -> None:
    raw = msgspec.json.decode(encode(Changes(1, 2, NOW)))
    assert (raw["type"], raw["from"], raw["to"]) == ("changes", 1, 2)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"type":"no"}', b'{"type":"ack","seq":"x"}', b"\xff"]
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_client(data)
