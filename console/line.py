"""A line of the screen: spans of text with the name of how they look."""

from __future__ import annotations

from typing import NamedTuple

from console.text.width import cells, fit


class Span(NamedTuple):
    """Text that looks one way; ``look`` names an entry of `looks.py`."""

    text: str
    look: str = ""


Line = tuple[Span, ...]
"""One line, left to right."""


def line(*parts: Span | str) -> Line:
    """A line of spans; plain strings have the ordinary look."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def width_of(spans: Line) -> int:
    """Cells a line takes."""
    return sum(cells(span.text) for span in spans)


def fitted(spans: Line, width: int, look: str = "") -> Line:
    """The line cut or padded to exactly ``width`` cells."""
    out: list[Span] = []
    left = width
    for span in spans:
        size = cells(span.text)
        if size >= left:
            out.append(Span(fit(span.text, left), span.look))
            return tuple(out)
        out.append(span)
        left -= size
    out.append(Span(" " * left, look))
    return tuple(out)


def spread(width: int, left: Line, right: Line, look: str = "") -> Line:
    """One part at the left edge, one at the right; the left one gives way."""
    room = max(0, width - width_of(right))
    return fitted((*fitted(left, room, look), *right), width, look)


def relooked(spans: Line, look: str) -> Line:
    """The line with one look throughout, such as the row under the cursor."""
    return tuple(Span(span.text, look) for span in spans)
