"""The start-up probe: what to ask the terminal, and what its answers mean. Sans-I/O.

It prints an ambiguous character, two Chinese ones and a repeated one at a known place, asks after
each where the cursor is (``CSI 6 n``), erases them, asks for the status (``CSI 5 n``) and at last
for the attributes (``CSI c``). A terminal answers in order, so the attributes end the probe: what
has not been answered by then never will be.

The place is in the second line, because in the first a cursor report looks like F3 with Shift or
Control (``CSI 1 ; 5 R`` is both).
"""

from __future__ import annotations

import msgspec

from console.terminal.capability import Capabilities
from console.terminal.input_answers import Answer

BUDGET_SECONDS = 1.0
"""The longest anybody waits for the answers."""

SLOW_SECONDS = 0.2
"""A round trip from which a terminal chosen by itself is thin."""

AMBIGUOUS = "\u2026"
"""U+2026, of East Asian width A: one cell or two, as the terminal likes."""

CHINESE = "平平"
"""Four cells. Its UTF-8 bytes are six cells in GB18030, its GB18030 bytes two in UTF-8."""

REPEATED = "-\x1b[3b"
"""Four cells where the terminal can repeat (REP), else one."""

WHOLE = 4
"""Cells of the last two when all is well."""

PLACE = "\x1b[2;1H"
ASK_CURSOR = "\x1b[6n"
ASK_STATUS = "\x1b[5n"
ASK_ATTRIBUTES = "\x1b[c"
BLANKS = " " * 6


class Probe:
    """Asks once, takes what comes, and says what it means for the capabilities."""

    cursor_questions = 3
    """Cursor reports that a question asks for; `InputReader.expect_cursor` once for each."""

    def __init__(
        self, capabilities: Capabilities, *, auto: bool = False, in_place: bool = False
    ) -> None:
        """A probe not yet sent.

        Args:
            capabilities: what is known so far.
            auto: nobody chose thin or rich, so a slow line makes it thin.
            in_place: ask in the cursor's own line instead of the second.
        """
        self._known = capabilities
        self._auto = auto
        self._place = "\r" if in_place else PLACE
        self._asked_at: float | None = None
        self._columns: list[int] = []
        self._round_trip: float | None = None
        self._ended = False

    @property
    def asks(self) -> bool:
        """Whether to ask at all; a terminal that cannot answer might show the question."""
        return self._known.status_report and self._known.addressable

    def question(self, now: float) -> bytes:
        """The bytes to send, once; empty where nothing is to be asked."""
        self._asked_at = now
        if not self.asks:
            return b""
        home = self._place
        shown = "".join(home + text + ASK_CURSOR for text in (AMBIGUOUS, CHINESE, REPEATED))
        erased = "\x1b[K" if self._known.erase_line else BLANKS + "\r"
        asked = shown + home + erased + ASK_STATUS + ASK_ATTRIBUTES
        return asked.encode(self._known.encoding)

    def answered(self, answer: Answer, now: float) -> None:
        """Take an answer, also one that comes after the time is up."""
        if self._asked_at is None or not self.asks:
            return
        if answer.kind == "cursor":
            self._columns.append(answer.column - 1)
        elif answer.kind == "status" and self._round_trip is None:
            self._round_trip = max(0.0, now - self._asked_at)
        elif answer.kind == "attributes":
            self._ended = True

    def finished(self, now: float) -> bool:
        """Whether to wait no longer: all is answered, or the time is up."""
        if self._asked_at is None:
            return False
        return self._ended or not self.asks or now - self._asked_at >= BUDGET_SECONDS

    @property
    def owed(self) -> bool:
        """Whether answers may still be on their way: asked, and the last one has not come."""
        return self._asked_at is not None and self.asks and not self._ended

    @property
    def heard(self) -> bool:
        """Whether the terminal answered anything at all."""
        return self._ended or self._round_trip is not None or bool(self._columns)

    def result(self) -> Capabilities:
        """The capabilities with what has been measured so far."""
        known = self._known
        fits = self._cells(1)
        repeats = self._cells(2)
        slow = self._auto and self._round_trip is not None and self._round_trip >= SLOW_SECONDS
        return msgspec.structs.replace(
            known,
            thin=known.thin or slow,
            repeat=known.repeat if repeats is None else repeats == WHOLE,
            encoding_fits=None if fits is None else fits == WHOLE,
            ambiguous_width=self._ambiguous(),
            status_report=self._round_trip is not None,
            round_trip=self._round_trip,
        )

    def _cells(self, question: int) -> int | None:
        """Cells the cursor went on at a question, in the order they were asked."""
        return self._columns[question] if question < len(self._columns) else None

    def _ambiguous(self) -> int | None:
        """Cells of an ambiguous character on the glass.

        A multiplexer says how wide it counts it, not how wide the terminal behind it draws it; with
        the wrong encoding it was another character.
        """
        cells = self._cells(0)
        between = self._known.multiplexer or self._known.term.startswith(("tmux", "screen"))
        if between or cells not in (1, 2) or self._cells(1) not in (None, WHOLE):
            return None
        return cells
