"""The input half of the terminal driver: bytes in, keys, pastes and answers out.

No file, no clock: the driver reads, and says when. Terminals behind slow lines deliver a
key in pieces, so a sequence that has begun is waited for much longer than a lone ESC, which
is the escape key. Should the rest of a sequence come all the same, the escape is withdrawn.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from textual.events import Key, Paste

from console.terminal.input_answers import Answer, cursor_report, is_news, report
from console.terminal.input_keys import (
    Press,
    own_presses,
    press_of_character,
    press_with_alt,
    presses_of_sequence,
    redefines,
)
from console.terminal.input_lexer import ESC, Token, scan, shortened, whole
from console.terminal.input_paste import BEGIN, PasteText, end_of_paste

__all__ = ["Answer", "Event", "InputReader", "Withdrawn"]


class Withdrawn(NamedTuple):
    """The escape key given last was none: it began the sequence whose rest came so late."""


Event = Key | Paste | Answer | Withdrawn
"""What input means."""

ESCAPE_DELAY = 0.12
"""Seconds after which an ESC with nothing behind it is the escape key."""

SEQUENCE_DELAY = 1.0
"""Seconds of silence after which a sequence or character that has begun is given up."""

LATE_SECONDS = 1.0
"""How long after an escape key the rest of a sequence may still come, as ``[A`` of an arrow."""

LATE_PAUSE = 0.35
"""Seconds of silence inside such a rest after which it was typed."""

LATE_BEGINNINGS = (b"[", b"O", b"]", b"P")
"""What the rest of a sequence begins with."""

PASTE_DELAY = 5.0
"""Seconds of silence after which a paste without an end is over."""

UNKNOWN_KEPT = 50
"""Unknown sequences remembered, each once and up to this many bytes."""

_ESCAPE: Press = ("escape", "\x1b")

_C1 = re.compile("[\x80-\x9f]")


class InputReader:
    """Makes events of what a terminal sends.

    Attributes:
        unknown: sequences nobody understood, for `doctor`.
    """

    def __init__(
        self, encoding: str = "utf-8", escape_delay: float = ESCAPE_DELAY, terminal: str = ""
    ) -> None:
        """Make a reader.

        Args:
            encoding: of the characters typed, ``utf-8`` or ``gb18030``.
            escape_delay: seconds after which an ESC with nothing behind it is the escape key.
            terminal: value of ``TERM``; some codes mean another key on some terminals.
        """
        self.unknown: list[bytes] = []
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._escape_delay = escape_delay
        self._own = own_presses(terminal)
        self._mouse = not redefines(terminal, "[M")
        self._held = b""
        self._late = False
        self._late_until = -1.0
        self._alt = False
        self._paste: PasteText | None = None
        self._cursor_reports = 0
        self._last = 0.0

    def expect_cursor(self) -> None:
        """Say that a cursor report was asked for: the next ``CSI r ; c R`` is one, not F3."""
        self._cursor_reports += 1

    def expect_nothing(self) -> None:
        """Cursor reports that were asked for will not come."""
        self._cursor_reports = 0

    def feed(self, data: bytes, now: float) -> list[Event]:
        """Take bytes that arrived at ``now``, after whatever had timed out by then."""
        events = self.timeout(now)
        if data:
            self._last = now
            self._read(data, now, events)
        return events

    def deadline(self) -> float | None:
        """When `timeout` must be called if nothing arrives, None for never."""
        if self._paste is not None:
            return self._last + PASTE_DELAY
        if self._late:
            return self._last + LATE_PAUSE
        if self._held == ESC:
            return self._last + self._escape_delay
        if self._held or self._alt or self._decoder.getstate()[0]:
            return self._last + max(SEQUENCE_DELAY, self._escape_delay)
        return None

    def timeout(self, now: float) -> list[Event]:
        """Give up waiting for the rest of what has begun, if it is time."""
        deadline = self.deadline()
        if deadline is None or now < deadline:
            return []
        events: list[Event] = []
        held, self._held = self._held, b""
        if self._paste is not None:
            self._pasted(self._paste.add(held) + self._paste.finish(), events)
            self._paste = None
        elif self._late:
            self._late = False
            self._typed(held.removeprefix(ESC), events)
        elif held == ESC:
            self._late_until = self._last + LATE_SECONDS
            events.append(Key(*_ESCAPE))
        elif held:
            token = whole(held, 0)
            self._token(token, held[: token.end], events)
            self._typed(held[token.end :].removesuffix(ESC), events)
        self._typed(b"", events, final=True)
        return events

    def _read(self, data: bytes, now: float, events: list[Event]) -> None:
        """Cut bytes into pastes, text and sequences."""
        data, self._held = self._held + data, b""
        at = 0
        while at < len(data):
            if self._paste is not None:
                at = self._read_paste(self._paste, data, at, events)
            elif data.startswith(ESC, at):
                at = self._read_escape(data, at, events)
            elif now < self._late_until and data.startswith(LATE_BEGINNINGS, at):
                data, self._late, self._late_until = data[:at] + ESC + data[at:], True, -1.0
            else:
                self._late_until = -1.0
                end = data.find(ESC, at)
                end = len(data) if end < 0 else end
                self._typed(data[at:end], events)
                at = end

    def _read_paste(self, paste: PasteText, data: bytes, at: int, events: list[Event]) -> int:
        """Take pasted bytes up to the end mark or the end of the data."""
        end, after = end_of_paste(data, at)
        self._pasted(paste.add(data[at:end]), events)
        if after == end:
            self._held = data[end:]
            return len(data)
        self._pasted(paste.finish(), events)
        self._paste = None
        return after

    def _read_escape(self, data: bytes, at: int, events: list[Event]) -> int:
        """Take one sequence, or keep it until more comes."""
        self._typed(b"", events, final=True)
        token = scan(data, at, self._mouse)
        if token is None:
            self._held = shortened(data[at:])
            return len(data)
        late, self._late = self._late, False
        if late and not self._is_known(token, data[at : token.end]):
            self._typed(data[at + 1 : token.end], events)
            return token.end
        if late:
            events.append(Withdrawn())
        self._token(token, data[at : token.end], events)
        return token.end

    def _is_known(self, token: Token, raw: bytes) -> bool:
        """Whether what came behind an escape key is the rest of a sequence, and was not typed."""
        code = raw[1:].decode("ascii", "replace")
        if token.kind != "sequence":
            return token.kind == "string"
        meant = raw == BEGIN or code in self._own or report(code) is not None
        return meant or is_news(code) or bool(presses_of_sequence(code))

    def _token(self, token: Token, raw: bytes, events: list[Event]) -> None:
        """Make events of one sequence, which still has its ESC."""
        code = raw[1:].decode("ascii", "replace")
        if token.kind in ("sequence", "alt"):
            self._sequence(raw, code, token.kind == "alt", events)
        elif token.kind == "string":
            text = raw[1:].removesuffix(b"\x07").removesuffix(b"\x1b\\")
            events.append(Answer("osc", text=text.decode(self._encoding, "replace")))
        elif token.kind == "broken":
            self._note(raw)
        elif token.kind == "meta":
            self._alt = True
        elif token.kind == "escape":
            events.append(Key(*_ESCAPE))

    def _sequence(self, raw: bytes, code: str, alt: bool, events: list[Event]) -> None:
        """Make events of a whole sequence: an answer, keys, or nothing."""
        if raw == BEGIN:
            self._paste = PasteText(self._encoding)
        elif (presses := self._own.get(code)) is not None:
            events.extend(Key(*press) for press in presses)
        elif alt:
            # ESC \ is the end of a string that was given up.
            events.extend([] if code == "\\" else [Key(*press_with_alt(code))])
        elif (answer := self._answer(code)) is not None:
            events.append(answer)
        elif not is_news(code):
            presses = presses_of_sequence(code)
            if presses is None:
                self._note(raw)
            events.extend(Key(*press) for press in presses or ())

    def _answer(self, code: str) -> Answer | None:
        """The answer a sequence is; a cursor report only when one is due."""
        if self._cursor_reports and (cursor := cursor_report(code)) is not None:
            self._cursor_reports -= 1
            return cursor
        return report(code)

    def _typed(self, data: bytes, events: list[Event], final: bool = False) -> None:
        """Make keys of text; ``final`` when a character that has begun will not go on."""
        text = self._decoder.decode(data, final)
        if self._alt and (text or final):
            self._alt = False
            if text[:1].isprintable() and text[:1] not in ("", "\ufffd"):
                events.append(Key(*press_with_alt(text[0])))
                text = text[1:]
            else:
                events.append(Key(*_ESCAPE))
        if _C1.search(text):
            text = _C1.sub("", text)
        events.extend([Key(name, char) for name, char in map(press_of_character, text)])

    def _pasted(self, pieces: list[str], events: list[Event]) -> None:
        events.extend(Paste(piece) for piece in pieces)

    def _note(self, raw: bytes) -> None:
        """Remember an unknown sequence."""
        raw = raw[:UNKNOWN_KEPT]
        if raw not in self.unknown and len(self.unknown) < UNKNOWN_KEPT:
            self.unknown.append(raw)
