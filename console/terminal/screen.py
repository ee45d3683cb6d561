"""The terminal as a replica: wanted and shown, and the next bytes that bring them together.

Sans-I/O: the driver feeds Textual's frames, keys' moments and the terminal's answers, and takes
bytes whenever the line is free.
"""

from __future__ import annotations

from console.terminal.ansi import FrameReader
from console.terminal.capability import Capabilities
from console.terminal.difference import Encoder
from console.terminal.pacing import Pacer

QUESTION = b"\x1b[5n"
"""Asks the terminal for its status; every VT100 descendant answers ``CSI 0 n``."""

KEY_SECONDS = 0.06
"""How long after a key a frame counts as caused by it."""


class Screen:
    """What the terminal shows, what it should show, and how the line to it stands."""

    def __init__(self, capabilities: Capabilities, width: int, height: int) -> None:
        self.capabilities = capabilities
        self.encoder = Encoder(capabilities, width, height)
        self.reader = FrameReader(width, height, self.encoder.renditions)
        own = capabilities.status_report and not capabilities.multiplexer
        self.pacer = Pacer(answers=own)
        self.cursor: tuple[int, int] | None = None
        self._size = (width, height)
        self._clear = True
        self._key_until = KEY_SECONDS
        self._owed = False  # what a key caused and could not go yet stays urgent
        self._raw = b""
        self._picture_kept = False

    def began(self, now: float) -> None:
        """The first picture is wanted at once."""
        self._key_until = now + 1.0

    def keep_picture(self, kept: bool) -> None:
        """The terminal shows a picture already, which is to stay until there is another."""
        self._picture_kept = kept

    def key_pressed(self, now: float) -> None:
        """Frames of the next moment are caused by a key and go first."""
        self._key_until = now + KEY_SECONDS

    def resize(self, width: int, height: int) -> None:
        """The terminal may have another size: what it shows is not known.

        At the same size the wanted screen stays, at another one Textual paints it anew.
        """
        if (width, height) != self._size:
            self._size = (width, height)
            self.reader.resize(width, height)
        self._clear = True

    def redraw(self) -> None:
        """Somebody wrote over the screen: blank it and send everything."""
        self._clear = True

    def learn(self, capabilities: Capabilities) -> None:
        """The start-up probe measured what the terminal can do."""
        self.capabilities = capabilities
        self.encoder.adopt(capabilities)

    def pass_through(self, data: bytes) -> None:
        """Bytes that are no picture, such as a bell; they go with the next frame."""
        self._raw += data

    def feed(self, text: str) -> None:
        """A frame of Textual's."""
        self.reader.feed(text)

    def answered(self, now: float) -> None:
        """The terminal said that it has drawn a frame."""
        self.pacer.answered(now)

    @property
    def differs(self) -> bool:
        """Whether anything is left to send."""
        shown, wanted = self.encoder.shown, self.reader.wanted
        if self._picture_kept and wanted.blank:
            return bool(self._raw)
        if self._clear or self._raw:
            return True
        return shown.chars != wanted.chars or shown.looks != wanted.looks

    def take(self, now: float) -> bytes:
        """The next frame's bytes, empty if none may go now or nothing differs."""
        urgent = now < self._key_until or self._owed
        if not self.differs:
            self._owed = False
            return b""
        if not self.pacer.may_send(now, urgent):
            self._owed = urgent
            return b""
        self._owed = False
        self._picture_kept = False
        data, self._raw = self._raw, b""
        if self._clear:
            data += self.encoder.clear(*self._size)
            self._clear = False
        data += self.encoder.encode(self.reader.wanted, self.cursor, self.pacer.budget(urgent))
        if self.pacer.asking:
            data += QUESTION
        self.pacer.sent(now, len(data))
        return data

    def wake_at(self, now: float) -> float | None:
        """When to try again if nothing happens; None while there is nothing to send."""
        return self.pacer.wake_at(now) if self.differs else None
