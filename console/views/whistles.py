"""Whistles rung beside rung: each whistle with the units it called, and how each of them stands.

::

    一级哨  部门向镇街报到            2 |二级哨  区级部门报到            1
     W000501-1 盛泽/目澜03  综合执法    | W000466-2 黎里/东阳02  重点工作
       场 城管中队 李强       评5       |>!未 生态环境局  牵头      +3:10
     > 未 市监分局            剩 12分   |  到 住建局 赵磊      用时 09:12

The word says how a unit stands; a colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from console.directory import Directory
from console.line import Line, Span, fitted, line, relooked, spread, width_of
from console.text.i18n import Words
from console.text.times import time_left
from console.text.width import cells, fit
from console.views.called import left_words, owed, word_of
from governance.whistle import TYPES, shown_id
from wire.rows import CallRow
from wire.safe_text import safe_text

if TYPE_CHECKING:
    from console.whistling import Entry, Place

HEAD_LINES = 2
"""The title, and the names of the rungs."""

LEAST_PANE = 26
"""Cells a pane has at least."""

MOST_SHIFT = 24
"""Cells by which one pane may be wider than its half."""

BAR = "|"
"""Stands between two panes."""

CLOSE_SECONDS = 300
"""A limit this near is close."""


class Pane(NamedTuple):
    """One rung: its whistles, its cursor, and whether the keys go here."""

    rung: str
    entries: Sequence[Entry]
    cursor: Place | None
    active: bool


class Sight(NamedTuple):
    """What a board is drawn from."""

    directory: Directory
    words: Words
    is_own: Callable[[str], bool]
    now: datetime | None
    shift: int = 0


def board_lines(
    panes: Sequence[Pane], sight: Sight, more: bool, width: int, height: int
) -> list[Line]:
    """The board in ``height`` lines; ``more`` says that there are rungs out of sight."""
    words = sight.words
    calls = [call for pane in panes for entry in pane.entries for call in entry.calls]
    late = sum(1 for call in calls if call.late and call.state in ("called", "arrived"))
    owed = sum(1 for call in calls if call.state == "called")
    title = line(Span(f" {words('whistles.title', owed=owed, late=late)}", "title"))
    right = line(f"{words('whistles.more')} ") if more else line("")
    out = [spread(width, title, right)]
    if not panes:
        return [*out, line(f"  {words('whistles.no_ladder')}")]
    sizes = _sizes(len(panes), width, sight.shift)
    drawn = [_pane(pane, sight, size, height - 1) for pane, size in zip(panes, sizes, strict=True)]
    for at in range(height - 1):
        parts: list[Span] = []
        for number, one in enumerate(drawn):
            parts += [Span(BAR)] if number else []
            parts += one[at]
        out.append(tuple(parts))
    return out


def _sizes(count: int, width: int, shift: int) -> list[int]:
    """Cells of each pane; a bar stands between two."""
    if count == 1:
        return [width]
    left = (width - 1) // 2 + shift
    left = min(max(LEAST_PANE, left), width - 1 - LEAST_PANE)
    return [left, width - 1 - left]


def _pane(pane: Pane, sight: Sight, width: int, height: int) -> list[Line]:
    """One rung as lines of that width: its name, then its whistles around the cursor."""
    name = sight.directory.rung(pane.rung)
    head = spread(
        width,
        line(Span(f" {name}", "title" if pane.active else "header")),
        line(f"{len(pane.entries)} "),
    )
    lines, at = _entries(pane, sight, width)
    if not lines:
        lines = [fitted(line(f"  {sight.words('whistles.none')}"), width)]
    room = height - 1
    first = min(max(0, at - room // 2), max(0, len(lines) - room)) if at >= 0 else 0
    shown = lines[first : first + room]
    return [head, *shown, *([fitted((), width)] * (room - len(shown)))]


def _entries(pane: Pane, sight: Sight, width: int) -> tuple[list[Line], int]:
    """All lines of a rung, and which of them the cursor is on; -1 for none."""
    lines: list[Line] = []
    at = -1
    for entry in pane.entries:
        lines.append(_whistle_line(entry, sight, width))
        for call, place in zip(entry.calls, entry.places, strict=True):
            here = place == pane.cursor
            if here:
                at = len(lines)
            whole = _call_line(call, sight, here and pane.active, width)
            lines.append(relooked(whole, "cursor") if here and pane.active else whole)
    return lines, at


def _whistle_line(entry: Entry, sight: Sight, width: int) -> Line:
    """Which whistle it is: number, place, type, and what it proposes or lacks."""
    whistle, words = entry.whistle, sight.words
    marks = []
    if whistle.proposed:
        marks.append(words("whistles.proposed"))
    if whistle.beyond:
        marks.append(words("whistles.beyond"))
    facts = [
        shown_id(entry.row.number, whistle.id),
        *marks,
        words.of(TYPES.get(whistle.type, (whistle.type, whistle.type))),
        safe_text(entry.row.place),
        sight.directory.class_name(entry.row.ticket_class),
    ]
    text = " ".join(part for part in facts if part)
    return fitted(line(Span(f" {text}", "mark" if marks else "header")), width)


def _call_line(call: CallRow, sight: Sight, here: bool, width: int) -> Line:
    """How one called unit stands: cursor, light, word, unit, person, and its time."""
    words = sight.words
    glyph, look = _light(call, sight.now)
    word = words(f"call.{word_of(call)}")
    own = sight.is_own(call.unit)
    unit = safe_text(sight.directory.short(call.unit))
    if call.lead:
        unit = f"{unit}{words('call.lead')}"
    right = line(Span(f"{_time_words(call, sight)} ", look))
    left = line(
        f"{'>' if here else ' '}{glyph}",
        Span(f"{word} ", look),
        Span(f"{unit} ", "title" if own else ""),
        safe_text(call.person),
    )
    if width_of(left) + width_of(right) > width:
        room = max(4, width - width_of(right) - cells(word) - 4)
        left = line(f"{'>' if here else ' '}{glyph}", Span(f"{word} ", look), fit(unit, room))
    return spread(width, left, right)


def _light(call: CallRow, now: datetime | None) -> tuple[str, str]:
    """The deadline light of a call, and its look."""
    due = owed(call)
    if due is None or now is None:
        return " ", ""
    left = (due - now).total_seconds()
    if left < 0:
        return "!", "over"
    return ("+", "close") if left < CLOSE_SECONDS else (" ", "")


def _time_words(call: CallRow, sight: Sight) -> str:
    """What is left or over, how long it took, or what it was given."""
    words, due = sight.words, owed(call)
    if call.rating:
        return words("call.rating", n=call.rating)
    if call.state == "released":
        return ""
    if due is not None and sight.now is not None:
        return left_words(due, sight.now, words)
    if call.at is not None and call.start is not None:
        seconds = int((call.at - call.start).total_seconds())
        return words("call.took", time=time_left(seconds, words.lang))
    return ""
