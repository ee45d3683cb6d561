"""A paste: any bytes between two marks, given as text without controls."""

from __future__ import annotations

import codecs
import io
import re

BEGIN = b"\x1b[200~"
END = b"\x1b[201~"

PIECE = 1 << 20
"""Bytes after which what was pasted so far is given, so that memory is bounded."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class PasteText:
    """Collects what is pasted and gives it in pieces: one, unless it is longer than `PIECE`.

    Carriage returns, which terminals send for line ends, become newlines; every other
    control except tab is left out.
    """

    def __init__(self, encoding: str) -> None:
        """Start a paste in an encoding."""
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._parts: list[str] = []
        self._size = 0
        self._given = False

    def add(self, data: bytes) -> list[str]:
        """Take bytes; returns the pieces that became full."""
        pieces = []
        while data:
            part, data = data[: PIECE - self._size], data[PIECE - self._size :]
            self._size += len(part)
            self._parts.append(self._decoder.decode(part))
            if self._size == PIECE:
                pieces.append(self._piece())
        return pieces

    def finish(self) -> list[str]:
        """The last piece; none if all was given already."""
        given = self._given
        self._parts.append(self._decoder.decode(b"", final=True))
        text = self._piece()
        return [text] if text or not given else []

    def _piece(self) -> str:
        text = _CONTROLS.sub("", "".join(self._parts))
        self._parts.clear()
        self._size = 0
        self._given = True
        return text


def end_of_paste(data: bytes, start: int) -> tuple[int, int]:
    """Where the pasted bytes in ``data`` end and where what follows them begins.

    Without an end mark both are where a mark that is not complete yet might begin.
    """
    found = data.find(END, start)
    if found >= 0:
        return found, found + len(END)
    for size in range(min(len(END) - 1, len(data) - start), 0, -1):
        if data.endswith(END[:size]):
            return len(data) - size, len(data) - size
    return len(data), len(data)
