"""What a terminal says by itself or when asked, told apart from keys by its shape."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Asked = Literal["status", "cursor", "attributes", "mode", "osc"]
"""What was answered.

status: it lives (``CSI 5 n``); cursor: where the cursor is (``CSI 6 n``); attributes: which
terminal it is (``CSI c``, ``CSI > c``); mode: whether it has a mode (``CSI ? 2026 $ p``);
osc: any answer that is a string, such as a colour.
"""


class Answer(NamedTuple):
    """An answer of the terminal; it is never a key.

    Attributes:
        kind: which question it answers.
        row: row of a cursor report, from 1, else 0.
        column: column of a cursor report, from 1, else 0.
        text: the answer as it came, without the ESC and the end of a string.
    """

    kind: Asked
    row: int = 0
    column: int = 0
    text: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers in the answer: mode and state, or class and features."""
        return tuple(int(digits) for digits in re.findall("[0-9]+", self.text))


_CURSOR = re.compile(r"\[([0-9]{1,5});([0-9]{1,5})R")

_REPORTS: tuple[tuple[Asked, re.Pattern[str]], ...] = (
    ("status", re.compile(r"\[[03]n")),
    ("attributes", re.compile(r"\[[?>=][0-9;]*c")),
    ("mode", re.compile(r"\[\??[0-9]+;[0-9]+\$y")),
)

_NEWS = re.compile(r"\[(?:[IO]|<[-0-9;]*[Mm]|[-0-9;]+M|201~)")
"""Focus in and out, mouse reports with numbers, the end of a paste nobody began."""


def cursor_report(code: str) -> Answer | None:
    """A cursor report; F3 with a modifier looks the same, so ask only when one is due."""
    found = _CURSOR.fullmatch(code)
    return Answer("cursor", int(found[1]), int(found[2]), code) if found else None


def report(code: str) -> Answer | None:
    """The answer a control sequence (what follows ESC) is, or None."""
    for kind, pattern in _REPORTS:
        if pattern.fullmatch(code):
            return Answer(kind, text=code)
    return None


def is_news(code: str) -> bool:
    """Whether the terminal tells of mouse or focus, which nobody here wants to know."""
    return _NEWS.fullmatch(code) is not None
