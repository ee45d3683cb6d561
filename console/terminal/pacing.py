"""When the next frame may go: frames in flight are counted, never bytes in a queue. Sans-I/O.

After a frame the terminal is asked for its status; its answer says that it has drawn the frame. At
most one more frame may go before that. So the true delay from here to the glass is known, and on a
slow line frames are skipped, not queued. Where nothing answers for the glass, time does the pacing.
"""

from __future__ import annotations

from collections import deque

MOST_IN_FLIGHT = 2
"""Frames that may be unanswered; the second only for a key."""

SILENT_SECONDS = 1.0
"""A terminal that has not answered its first question by then never will."""

LOST_SECONDS = 5.0
"""An answer this late is given up, so that a lost one does not stop the screen."""

LONGEST_SILENCE = 60.0
"""The longest that an answer is waited for; the patience doubles with each that is lost."""

TIMED_FRAMES = 12.0
"""Frames a second where nothing answers for the glass."""

DATA_SECONDS = 0.1
"""The longest a frame of data may occupy the line, so that keys get through."""

SLOW_DATA_SECONDS = 0.4
"""The same on lines so slow that pauses between frames would waste most of them."""

SLOW_LINE = 2_000.0
"""Bytes a second below which a line is that slow."""

LEAST_BUDGET = 64
"""Bytes a frame may always have: less would not move anything."""

FIRST_RATE = 8_000.0
"""Bytes a second that are assumed before anything was measured: 64 kbit/s."""


class Pacer:
    """Counts frames in flight and estimates the line."""

    def __init__(self, answers: bool) -> None:
        """Begin.

        Args:
            answers: whether the terminal itself may be expected to answer; a multiplexer's answer
                says nothing of the glass.
        """
        self.answers = answers
        self.heard = False
        self.delay: float | None = None
        self._flights: deque[tuple[float, int]] = deque()
        self._rate = FIRST_RATE
        self._shortest: float | None = None
        self._last_sent = -1.0
        self._patience = LOST_SECONDS
        self._awoke = False

    @property
    def in_flight(self) -> int:
        """Frames that are not answered."""
        return len(self._flights)

    @property
    def asking(self) -> bool:
        """Whether a frame should end with the question."""
        return self.answers

    @property
    def rate(self) -> float:
        """Bytes a second that the line is believed to carry."""
        return self._rate

    def budget(self, urgent: bool) -> int | None:
        """Bytes the next frame may have; None for a frame that a key caused, and for the first
        after a long silence: somebody looks at the screen again."""
        if urgent or self._awoke or not self.answers:
            return None
        share = DATA_SECONDS if self._rate >= SLOW_LINE else SLOW_DATA_SECONDS
        return max(LEAST_BUDGET, int(self._rate * share))

    def may_send(self, now: float, urgent: bool) -> bool:
        """Whether a frame may go now. ``urgent`` ones are caused by a key."""
        self._give_up(now)
        if not self.answers:
            return urgent or now - self._last_sent >= 1 / TIMED_FRAMES
        return self.in_flight < (MOST_IN_FLIGHT if urgent else 1)

    def wake_at(self, now: float) -> float | None:
        """When to ask again if nothing happens meanwhile."""
        if not self.answers:
            return self._last_sent + 1 / TIMED_FRAMES
        if not self._flights:
            return now
        if self.heard:
            return self._last_sent + self._patience
        return self._flights[0][0] + SILENT_SECONDS

    def sent(self, now: float, size: int) -> None:
        """A frame of so many bytes went."""
        self._last_sent = now
        self._awoke = False
        if self.answers:
            self._flights.append((now, size))

    def answered(self, now: float) -> None:
        """The terminal answered the oldest question."""
        self._patience = LOST_SECONDS
        if not self._flights:
            return
        self.heard = True
        at, size = self._flights.popleft()
        self.delay = now - at
        if self.delay > LOST_SECONDS:
            self._awoke = True
        else:
            self._learn(self.delay, size)

    def _learn(self, delay: float, size: int) -> None:
        """The shortest delay is the line's own; what larger frames take longer is their bytes."""
        if self._shortest is None or delay < self._shortest:
            self._shortest = delay
        else:
            self._shortest += (delay - self._shortest) * 0.02
        carried = delay - self._shortest
        if size >= LEAST_BUDGET and carried > 0.005:
            measured = size / carried
            self._rate += (measured - self._rate) * 0.3
        elif size >= LEAST_BUDGET:
            self._rate *= 1.25

    def _give_up(self, now: float) -> None:
        """Give up an answer that does not come, with ever longer patience.

        A terminal that never answered is paced by time. One that fell silent may be stopped: the
        few frames it still gets are all that is waiting for it when it goes on.
        """
        if not self._flights:
            return
        if not self.heard and now - self._flights[0][0] > SILENT_SECONDS:
            self.answers = False
            self._flights.clear()
        elif self.heard and now - self._last_sent > self._patience:
            self._flights.popleft()
            self._patience = min(LONGEST_SILENCE, 2 * self._patience)
