"""What a copy lost comes back: checksums find it, buckets mend it, whatever happens meanwhile."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api_client.replica import Replica
from api_client.sums import Mending, Tally
from tests.api_client.rows import NOW, changes, row, whole
from wire.protocol import MOST_BUCKETS, Bookmark, Changes, Refetched, Snapshot, Synced
from wire.sums import BUCKETS, Sums, bucket_of

NUMBERS = [f"20260714{n:06d}" for n in range(0, 280, 7)]


class Platform:
    """A log's worth of tickets, and what is said of them."""

    def __init__(self) -> None:
        self.rows = {number: row(number, 1, state="reported") for number in NUMBERS}
        self.seq = 100

    def act(self, number: str, deed: str) -> Changes:
        """One event; the frame that tells it."""
        self.seq += 1
        old = self.rows.get(number)
        version = old.version + 1 if old else self.seq
        if deed == "leaves":
            self.rows.pop(number, None)
            return changes(self.seq, self.seq, gone=(number,))
        state = "closed" if deed == "closes" else "reported"
        self.rows[number] = row(number, version, state=state, summary=str(self.seq))
        return changes(self.seq, self.seq, whole(self.seq, self.rows[number]))

    def bookmark(self) -> Bookmark:
        sums = Sums()
        for one in self.rows.values():
            sums.move(None, (one.id, one.version) if one.state != "closed" else None)
        return Bookmark(self.seq, NOW, sums.values)

    def answer(self, no: int, bucket: int) -> Refetched:
        rows = tuple(one for one in self.rows.values() if bucket_of(one.id) == bucket)
        return Refetched(no, self.seq, bucket, rows)


class Copy:
    """A replica with its mending; ``lose`` leaves out of a frame what it names."""

    def __init__(self, platform: Platform) -> None:
        self.replica, self.mending = Replica(), Mending()
        rows = tuple(platform.rows.values())
        self.replica.apply(Snapshot(0, rows, len(rows)))
        self.replica.apply(Synced(platform.seq))
        self.asked = 0

    def hear(self, frame: Changes, lose: bool = False) -> None:
        if lose:
            frame = msgspec.structs.replace(frame, events=(), gone=())
        self.replica.apply(frame)
        self.mending.touch(frame)
        self.take_over()

    def take_over(self) -> None:
        for mended in self.mending.ready(self.replica.seq, self.replica):
            self.replica.mend(mended.rows, mended.lost)

    def compare(self, frame: Bookmark) -> list[tuple[int, int]]:
        wanted = self.mending.compare(frame, self.replica.seq, self.replica.sums)
        self.asked += wanted is not None
        return [(wanted.no, bucket) for bucket in wanted.buckets] if wanted else []

    def tally(self) -> tuple[int, ...]:
        """The checksums counted anew, for beside those kept step by step."""
        fresh = Tally()
        for one in self.replica:
            fresh.take(None, one)
        return fresh.values


class Course:
    """Frames, questions and answers under way at the same time."""

    def __init__(self, platform: Platform, copy: Copy) -> None:
        self._platform, self._copy = platform, copy
        self._in_flight: list[Changes] = []
        self._asked: list[tuple[int, int]] = []
        self._answers: list[Refetched] = []

    def step(self, deed: tuple[str, str], what: int) -> None:
        """Something happens; then a bucket is read, an answer comes, or the frames do."""
        self._in_flight.append(self._platform.act(*deed))
        if what == 0 and self._asked:
            self._answers.append(self._platform.answer(*self._asked.pop()))
        elif what == 1 and self._answers:
            self._copy.mending.take(self._answers.pop())
            self._copy.take_over()
        elif what >= 2:
            self.land()
            if what == 3:
                self._asked += self._copy.compare(self._platform.bookmark())

    def land(self) -> None:
        """What is under way on the stream comes."""
        while self._in_flight:
            self._copy.hear(self._in_flight.pop(0))

    def answer(self) -> None:
        """What was asked for and not answered yet comes."""
        for frame in [*self._answers, *(self._platform.answer(*one) for one in self._asked)]:
            self._copy.mending.take(frame)
        self._copy.take_over()


DEEDS = st.tuples(
    st.sampled_from(NUMBERS), st.sampled_from(["changes", "changes", "closes", "leaves"])
)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(DEEDS, st.booleans()), max_size=60),
    st.lists(st.tuples(DEEDS, st.integers(0, 3)), max_size=40),
)
def test_random_losses_converge(lossy: list, later: list) -> None:
    """Losses first; then comparing and mending with changes before, between and after answers."""
    platform = Platform()
    copy = Copy(platform)
    for (number, deed), lost in lossy:
        copy.hear(platform.act(number, deed), lost)
    course = Course(platform, copy)
    for deed, what in later:
        course.step(deed, what)
    course.land()
    course.answer()
    for _ in range(1 + BUCKETS // MOST_BUCKETS):
        for no, bucket in copy.compare(platform.bookmark()):
            copy.mending.take(platform.answer(no, bucket))
            copy.take_over()
    assert copy.compare(platform.bookmark()) == []
    assert copy.tally() == copy.replica.sums.values
    still = {one.id: one for one in platform.rows.values() if one.state != "closed"}
    held = {one.id: one for one in copy.replica if one.state != "closed"}
    assert held == still


def losing(platform: Platform, number: str) -> Copy:
    copy = Copy(platform)
    copy.hear(platform.act(number, "changes"), lose=True)
    return copy


def test_what_changed_after_the_question_is_left_to_the_stream() -> None:
    """The answer was read before the change, and comes after it."""
    platform = Platform()
    copy = losing(platform, NUMBERS[0])
    ((no, bucket),) = copy.compare(platform.bookmark())
    answer = platform.answer(no, bucket)
    copy.hear(platform.act(NUMBERS[0], "leaves"))
    copy.mending.take(answer)
    copy.take_over()
    assert copy.replica.get(NUMBERS[0]) is None


def test_an_answer_from_ahead_waits_for_the_copy() -> None:
    platform = Platform()
    copy = losing(platform, NUMBERS[0])
    ((no, bucket),) = copy.compare(platform.bookmark())
    frame = platform.act(NUMBERS[1], "changes")
    copy.mending.take(platform.answer(no, bucket))
    copy.take_over()
    assert copy.replica.get(NUMBERS[0]).version == 1
    copy.hear(frame)
    assert copy.replica.get(NUMBERS[0]).version == 2


def test_one_question_at_a_time_and_an_answer_to_an_older_one_is_dropped() -> None:
    """The older one was asked before the link was cut."""
    platform = Platform()
    copy = losing(platform, NUMBERS[0])
    ((no, bucket),) = copy.compare(platform.bookmark())
    old = platform.answer(no, bucket)
    assert copy.compare(platform.bookmark()) == []
    copy.mending.forget()
    ((no, _),) = copy.compare(platform.bookmark())
    copy.mending.take(old)
    copy.take_over()
    assert copy.replica.get(NUMBERS[0]).version == 1
    copy.mending.take(platform.answer(no, bucket))
    copy.take_over()
    assert copy.replica.get(NUMBERS[0]).version == 2


def test_only_a_copy_at_the_bookmarks_position_compares() -> None:
    platform = Platform()
    copy = losing(platform, NUMBERS[0])
    frame = platform.act(NUMBERS[1], "changes")
    assert copy.compare(platform.bookmark()) == []
    copy.hear(frame)
    assert copy.compare(platform.bookmark()) != []


def test_a_closed_ticket_that_grew_old_is_kept() -> None:
    lost, mate = next(
        pair for pair in combinations(NUMBERS, 2) if bucket_of(pair[0]) == bucket_of(pair[1])
    )
    platform = Platform()
    copy = losing(platform, lost)
    copy.hear(platform.act(mate, "closes"))
    del platform.rows[mate]
    for no, bucket in copy.compare(platform.bookmark()):
        copy.mending.take(platform.answer(no, bucket))
    copy.take_over()
    assert copy.replica.get(mate).state == "closed"
    assert copy.replica.get(lost).version == 2


@pytest.mark.parametrize(
    ("number", "version", "bucket", "value"),
    [("20260714000001", 1, 39, 1826378855), ("20260714000001", 3, 39, 1184169269)],
)
def test_the_sums_a_stranger_computes(number: str, version: int, bucket: int, value: int) -> None:
    """Figures that other programs can be held against."""
    sums = Sums()
    sums.move(None, (number, version))
    assert bucket_of(number) == bucket
    assert sums.values[bucket] == value
    assert sum(map(bool, sums.values)) == 1


@given(st.lists(st.tuples(st.sampled_from(NUMBERS), st.integers(1, 5)), max_size=8))
def test_steps_missed_by_several_do_not_cancel_out(missed: list[tuple[str, int]]) -> None:
    """The weakness of an exclusive or over checksums that are linear."""
    full, held = Sums(), Sums()
    behind = dict(missed)
    for number in NUMBERS:
        full.move(None, (number, 10))
        held.move(None, (number, 10 - behind.get(number, 0)))
    assert set(held.differing(full.values)) == {bucket_of(number) for number in behind}


def test_rows_of_another_kind_are_not_compared() -> None:
    assert Sums().differing((1, 2, 3)) == ()
