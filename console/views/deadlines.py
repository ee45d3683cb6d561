"""Deadlines as lines: sections with headings, each entry with its stage, unit, ticket and time.

::

     时限 按灯                                               5 / 1204
        剩余   时限     工单   承办       类别       地点         到期
      超时 3
      !-12:05  处置     000482 盛泽镇     噪音扰民   盛泽/目澜03  03-10 08:47
      临近 1
     >+ 3:10   报到     000501 市监分局   井盖缺失   平望/鲈乡12  03-10 09:03
      挂账 1
          挂   处置     000476 黎里镇     占道经营   黎里/东阳02  04-01 12:00 暂定

The words say what a glyph or a colour says.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from console.board_columns import BoardColumn, columns_for
from console.directory import JOINED, Directory
from console.entries import (
    CENTRE,
    Entry,
    Owed,
    due_of,
    is_suspended,
    row_of,
    stage_of,
    stands_still,
    unit_of,
)
from console.grouping import LIGHTS, SUSPENDED, over
from console.line import Line, Span, fitted, line, relooked, spread
from console.outline import Outline, Place
from console.text.i18n import Words
from console.text.places import fit_place
from console.text.times import LIGHT_LOOKS, light, time_left
from console.text.width import cells, fit
from governance.calendar import CHINA
from governance.card import CARDS
from governance.clock import SEVERAL, STAGES
from wire.rows import TicketRow
from wire.safe_text import safe_text

OTHER_LINES = 4
"""Lines of the board that are no places: title, headings of the columns, rule, detail."""

STANDING_CELLS = 20
"""Cells of the section's name in the title."""

MARKS = 3
"""Cells at the left: the cursor, the deadline light, and a space."""

LIGHT_OF = {"over": "over", "close": "close", "half": "half"}
"""Looks of the sections by light that have one."""

MARKED = ("extended", "provisional")
"""Flags of a ticket that are said of its own clock, in a word of each."""


class Sight(NamedTuple):
    """What a board is drawn from."""

    directory: Directory
    words: Words
    now: datetime
    width: int
    by_unit: bool


def waiting(words: Words) -> list[Line]:
    """The board while the platform's time is not known."""
    return [line(f"  {words('queue.waiting')}")]


def board_lines(outline: Outline[Entry], sight: Sight, room: int) -> list[Line]:
    """The board with so many places in sight."""
    words, width = sight.words, sight.width
    cursor, places = outline.window(room)
    columns = columns_for("deadlines", words.lang, width)
    body = [_place_line(place, outline, columns, sight) for place in places]
    if places:
        whole = (Span(">"), *body[cursor][1:])
        body[cursor] = relooked(whole, "cursor")
    else:
        body = [line(f"  {words('deadlines.none')}")]
    return [
        _title(outline, sight),
        _header(columns, words),
        *body,
        *([line("")] * (room - len(body))),
        line("-" * width),
        _detail(outline, sight),
    ]


def _title(outline: Outline[Entry], sight: Sight) -> Line:
    words = sight.words
    way = words("deadlines.by_unit" if sight.by_unit else "deadlines.by_light")
    where = words("deadlines.all", n=sum(len(rows) for _, rows in outline.sections()))
    if (standing := outline.standing()) is not None:
        section, at, count = standing
        name = fit(_section_name(section, sight), STANDING_CELLS, pad=False)
        where = f"{words('deadlines.standing', name=name, at=at, n=count)}  {where}"
    return spread(sight.width, line(Span(f" {way}", "title")), line(where))


def _header(columns: tuple[BoardColumn, ...], words: Words) -> Line:
    names = [fit(words(f"col.{one.name}"), one.cells) for one in columns]
    return line(Span(" " * MARKS + " ".join(names), "header"))


def _place_line(
    place: Place[Entry], outline: Outline[Entry], columns: tuple[BoardColumn, ...], sight: Sight
) -> Line:
    """A heading or an entry, its first span the room of the cursor."""
    if place.item is not None:
        return fitted((Span(" "), *_entry_line(place.item, columns, sight)), sight.width)
    return fitted((Span(" "), *_heading(place, outline, sight)), sight.width)


def _heading(place: Place[Entry], outline: Outline[Entry], sight: Sight) -> Line:
    """A section's name, how much is in it, by unit also how much is over."""
    section, words = place.section, sight.words
    name = _section_name(section, sight)
    heading = words("deadlines.heading", name=name, n=len(place.rows))
    parts = [Span(heading, LIGHT_OF.get(section, "title"))]
    if sight.by_unit and section != SUSPENDED:
        late = over(place.rows, sight.now)
        parts.append(Span("  " + words("count.overdue", n=late), "over" if late else ""))
    if outline.is_folded(section):
        parts.append(Span("  " + words("deadlines.folded")))
    return tuple(parts)


def _section_name(section: str, sight: Sight) -> str:
    """A section's light or unit in words."""
    if section in LIGHTS and (section == SUSPENDED or not sight.by_unit):
        return sight.words(f"deadlines.{section}")
    return unit_name(section, sight.directory, sight.words)


def _entry_line(entry: Entry, columns: tuple[BoardColumn, ...], sight: Sight) -> Line:
    """One entry: its light, its columns, and the words of what is special about it."""
    row, words, now = row_of(entry), sight.words, sight.now
    still = stands_still(entry)
    due = due_of(entry)
    glyph = " " if still else light(due, entry.start, now)
    seconds = int((due - now).total_seconds())
    left = words("left.suspended") if still else time_left(seconds, words.lang)
    values = {
        "stage": stage_words(entry, words),
        "ticket": row.number[-6:],
        "unit": unit_name(unit_of(entry), sight.directory, words),
        "class": sight.directory.class_name(row.ticket_class) or words("detail.class_none"),
        "place": safe_text(row.place),
        "due": f"{due.astimezone(CHINA):%m-%d %H:%M}",
    }
    look = LIGHT_LOOKS[glyph]
    spans = [Span(f"{glyph} ", look)]
    for one in columns:
        if one.name == "left":
            spans.append(Span(" " * (one.cells - cells(left)) + left + " ", look))
        else:
            shown = (fit_place if one.name == "place" else fit)(values[one.name], one.cells)
            spans.append(Span(shown + " "))
    return (*spans, Span(" ".join(marks_of(entry, words))))


def stage_words(entry: Entry, words: Words) -> str:
    """The stage in words; the word of the card where it is an answer to one."""
    if isinstance(entry, Owed) and entry.kind:
        return words.of(CARDS.get(entry.kind, (entry.kind, entry.kind)))
    return _stage(entry, words)


def _stage(entry: Entry, words: Words) -> str:
    stage = stage_of(entry)
    return words.of(STAGES.get(stage, (stage, stage)))


def marks_of(entry: Entry, words: Words) -> list[str]:
    """Words of what is special about a ticket's own clock."""
    if not isinstance(entry, TicketRow):
        return []
    return [words(f"mark.{flag}") for flag in MARKED if flag in entry.flags]


def unit_name(code: str, directory: Directory, words: Words) -> str:
    """Short name of a unit in charge."""
    centre = code == CENTRE or directory.is_root(code)
    return words("deadlines.centre") if centre else directory.short(code)


def _detail(outline: Outline[Entry], sight: Sight) -> Line:
    """What is under the cursor, in full words."""
    entry, words = outline.item, sight.words
    if entry is None:
        return line("")
    row, due = row_of(entry), due_of(entry)
    start = entry.start
    facts = [
        row.number[-6:],
        _stage(entry, words),
        f"{stage_words(entry, words)} {entry.part}" if isinstance(entry, Owed) else "",
        words("detail.unit", name=unit_name(unit_of(entry), sight.directory, words)),
        sight.directory.state(row) if isinstance(entry, TicketRow) else "",
        words("deadlines.from", time=_stamp(start)) if start else "",
        words("deadlines.due", time=_stamp(due)),
        words("deadlines.planned") if isinstance(entry, TicketRow) and is_suspended(entry) else "",
        safe_text(row.summary),
    ]
    return line(Span(" " + "  ".join(one for one in facts if one), "title"))


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%m-%d %H:%M:%S}"


def why_line(entry: Entry, directory: Directory, words: Words) -> str:
    """What of a line that asks why is known: the stage, and whose where several have one."""
    return stage_line(stage_of(entry), unit_of(entry), directory, words)


def stage_line(stage: str, unit: str, directory: Directory, words: Words) -> str:
    """A stage as it is typed, and the unit where several may have a clock of it."""
    name = words.of(STAGES.get(stage, (stage, stage))).replace(" ", JOINED)
    known = f"{words.of(('步', 'stage'))}:{name}"
    if stage in SEVERAL and unit:
        named = directory.name(unit).replace(" ", JOINED)
        known += f" {words.of(('位', 'unit'))}:{named}"
    return known
