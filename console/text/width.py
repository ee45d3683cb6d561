"""Text measured, cut and wrapped in terminal cells.

Widths are those of `rich.cells`, which Textual lays out with: a Chinese character takes two cells,
an ambiguous one takes one, or two with the filler that `wire/safe_text.py` puts behind it. Whatever
is written here never splits a wide character or a joined sequence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, get_character_cell_size, split_graphemes

from wire.safe_text import FILLER

__all__ = ["cells", "fit", "flow", "wrap"]

_OPENING = f"([{{（［｛「『【〔〖《〈〝“‘{FILLER}"
_CLOSING = f"!%),.:;?]}}…—～·、。，．：；？！％℃）］｝」』】〕〗》〉〞”’{FILLER}"
_MARKS = f"\u0300-\u036f\u200b-\u200f\u20d0-\u20ff\ufe00-\ufe0f{FILLER}"

# What stays together on a line: opening signs, then a narrow word or one character with the marks
# on it and whatever is joined to it, then closing signs.
_UNIT = re.compile(
    rf"\s+|[{re.escape(_OPENING)}]*"
    rf"(?:[!-~\u00a1-\u024f]+|\S)(?:\u200d\S|[{_MARKS}])*"
    rf"[{re.escape(_CLOSING)}]*"
)
_JOINERS = "\u200d\ufe0f"


def cells(text: str) -> int:
    """How many cells the text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return cell_len(text)


def _head(text: str, width: int) -> str:
    """The longest beginning of the text that takes at most `width` cells."""
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    end = used = 0
    if not any(joiner in text for joiner in _JOINERS):
        for end, character in enumerate(text):
            used += get_character_cell_size(character)
            if used > width:
                return text[: end - 1 if character == FILLER else end]
        return text
    for _, after, taken in split_graphemes(text)[0]:
        if used + taken > width:
            break
        end, used = after, used + taken
    return text[:end]


def fit(text: str, width: int, *, pad: bool = True, mark: str = "..") -> str:
    """The text in exactly `width` cells: cut with a mark if too long, padded if too short.

    Without `pad` the answer may be shorter. A column narrower than the mark shows a part of it.
    """
    used = cells(text)
    if used > width:
        mark = _head(mark, width)
        text = _head(text, width - cells(mark)).rstrip("\u200d") + mark
        used = cells(text)
    if not pad or used >= width:
        return text
    if text.endswith("\u200d"):  # a joiner would swallow the first space
        text = text.rstrip("\u200d")
    return text + " " * (width - used)


def _pieces(unit: str, width: int) -> Iterator[str]:
    """A unit, or the parts of one that is longer than a line."""
    while cells(unit) > width:
        part = _head(unit, width) or unit[0]
        yield part
        unit = unit[len(part) :]
    if unit:
        yield unit


def _joined(line: str, used: int, unit: str) -> int:
    """The cells of a line with a unit after it; joiners make widths that do not add up."""
    if any(joiner in unit or joiner in line for joiner in _JOINERS):
        return cells(line + unit)
    return used + cells(unit)


def _wrap_paragraph(text: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for unit in _UNIT.findall(text):
        total = _joined(line, used, unit)
        if total <= width:
            line, used = line + unit, total
        elif unit.isspace():
            yield line.rstrip()
            line, used = "", 0
        else:
            *full, rest = _pieces(unit, width)
            yield from [line.rstrip()] if line and not line.isspace() else []
            yield from full
            line, used = rest, cells(rest)
    yield line.rstrip()


def wrap(text: str, width: int) -> list[str]:
    """The text as lines of at most `width` cells (two at least, so that any character fits).

    A line may end after any wide character; words and numbers stay whole if they fit on a line.
    No line begins with a closing sign or ends with an opening one, unless a line is too narrow for
    the sign and its character or a space parts them. Spaces at a break go away, line breaks in
    the text stay.
    """
    room = max(width, 2)
    paragraphs = text.splitlines() or [""]
    return [line for paragraph in paragraphs for line in _wrap_paragraph(paragraph, room)]


def flow(parts: Iterable[str], width: int) -> list[str]:
    """Facts two spaces apart on as few lines as hold them; one that fits on a line is never cut."""
    lines: list[str] = []
    for part in filter(str.strip, parts):
        joined = f"{lines[-1]}  {part}" if lines else part
        if lines and cells(joined) <= width:
            lines[-1] = joined
        else:
            lines += wrap(part, width)
    return lines
