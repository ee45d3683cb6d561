"""The copy: snapshots swap in whole, changes apply to the version they name or break loudly."""

from __future__ import annotations

import pytest

from api_client.errors import StreamBroken
from api_client.replica import ChangeSet, Replica
from tests.api_client.rows import changes, part, row, whole
from wire.protocol import Snapshot, Synced


@pytest.fixture
def replica() -> Replica:
    made = Replica()
    made.apply(Snapshot(0, (row("1"), row("2")), 2))
    made.apply(Synced(10, "h10"))
    return made


def test_the_old_picture_stays_until_the_new_one_is_whole(replica) -> None:
    assert replica.apply(Snapshot(0, (row("3"),), 2)).empty
    assert (set(replica.rows), replica.gathered, replica.expected) == ({"1", "2"}, 1, 2)
    replica.begin_snapshot()
    replica.apply(Snapshot(0, (row("4"),), 1))
    assert replica.apply(Synced(11)).reset
    assert (set(replica.rows), len(replica)) == ({"4"}, 1)


def test_a_frame_that_overlaps_the_snapshot_applies_what_is_newer(replica) -> None:
    replica.apply(Snapshot(0, (row("1", 3, summary="三"), row("2")), 2))
    replica.apply(Synced(12))
    done = replica.apply(
        changes(11, 14, part(11, "1", 2, summary="二"), part(12, "1", 3, summary="三"),
                part(13, "1", 4, summary="四"), whole(14, row("5")))
    )  # fmt: skip
    assert (replica.get("1").version, replica.get("1").summary) == (4, "四")
    assert [change.seq for change in done.events] == [13, 14]
    assert done.rows["1"][0].version == 3
    assert done.rows["5"] == (None, row("5"))


def test_gone_and_back_in_one_frame(replica) -> None:
    done = replica.apply(changes(11, 12, part(11, "1", 2), gone=("1", "9")))
    assert replica.get("1") is None
    assert done.rows == {"1": (row("1"), None)}
    replica.apply(changes(13, 13, whole(13, row("1", 3))))
    assert replica.get("1") == row("1", 3)


@pytest.mark.parametrize("change", [part(11, "1", 3), part(11, "7", 2)])
def test_a_change_to_what_is_not_held_breaks_the_stream(replica, change) -> None:
    with pytest.raises(StreamBroken):
        replica.apply(changes(11, 11, change))


def test_change_sets_merge_to_first_and_last() -> None:
    first = ChangeSet(rows={"1": (row("1"), row("1", 2))})
    first.merge(ChangeSet(rows={"1": (row("1", 2), None), "2": (None, row("2"))}))
    assert first.rows == {"1": (row("1"), None), "2": (None, row("2"))}
    first.merge(ChangeSet(reset=True))
    assert first.reset
    assert first.rows == {}
