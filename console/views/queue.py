"""The queue: one line a ticket, soonest due first, and what is selected below."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from console.desk import Desk
from console.directory import Directory
from console.jump import Jump
from console.line import Line, Span, fitted, line, relooked, spread
from console.link_state import LinkState
from console.text.i18n import Words
from console.text.times import LIGHT_LOOKS, light, time_left
from console.text.width import cells, fit
from governance.verbs import VERBS
from wire.rows import TicketRow
from wire.safe_text import safe_text


class Column(NamedTuple):
    """A column: key of its heading, cells, the window width from which it is shown, wide cells."""

    name: str
    cells: int
    least: int = 0
    wide: int = 0


WIDE = 110
"""Windows from this width on have room for more."""

COLUMNS = {
    "zh": (
        Column("left", 6), Column("ticket", 6), Column("state", 6), Column("source", 6),
        Column("urgency", 3), Column("class", 12), Column("place", 13, 0, 15),
        Column("unit", 12, WIDE), Column("since", 6, WIDE),
    ),
    "en": (
        Column("left", 6), Column("ticket", 6), Column("state", 9), Column("source", 8),
        Column("urgency", 3), Column("class", 14, 0, 22), Column("place", 11, 0, 15),
        Column("unit", 22, WIDE), Column("since", 6, WIDE),
    ),
}  # fmt: skip
"""Columns before the summary, which takes what is left."""

MARKS = 2
"""Cells at the left for the cursor and the deadline light."""


def title_line(desk: Desk, link: LinkState, words: Words, width: int) -> Line:
    """What is shown, whether it is current, and where the cursor stands."""
    text = desk.filter.text
    whose = words("queue.mine" if desk.mine else "queue.all")
    shown = words("queue.filtered", filter=safe_text(text)) if text else words("queue.title")
    left = [Span(f" {whose} {shown}", "title")]
    if desk.filter.problem:
        left.append(Span(f"  {safe_text(desk.filter.problem)}", "bad"))
    if link.stale_since is not None:
        stale = words("data.stale", time=f"{link.stale_since:%H:%M:%S}")
        left.append(Span(f"  {stale}", "mark"))
    where = words("queue.position", at=desk.position(), shown=len(desk.order), all=desk.open)
    return spread(width, tuple(left), line(f"{where} "))


def columns(words: Words, width: int) -> tuple[Column, ...]:
    """The columns that fit the window, in the widths it allows."""
    found = (one for one in COLUMNS[words.lang] if width >= one.least)
    if width < WIDE:
        return tuple(found)
    return tuple(one._replace(cells=one.wide or one.cells) for one in found)


def header_line(words: Words, width: int) -> Line:
    """Headings of the columns."""
    parts = [" " * MARKS]
    parts += [fit(words(f"col.{one.name}"), one.cells) + " " for one in columns(words, width)]
    return line(Span("".join(parts) + words("col.summary"), "header"))


def row_line(
    row: TicketRow, desk: Desk, directory: Directory, words: Words, now: datetime, width: int
) -> tuple[str, Line]:
    """``(light, line)`` of one ticket, without the cursor."""
    glyph = light(row.due, row.start, now)
    left = time_left(int((row.due - now).total_seconds()), words.lang) if row.due else ""
    since = time_left(int((now - row.since).total_seconds()), words.lang)
    moving = {"left": Span(_right(left, 6) + " ", LIGHT_LOOKS[glyph])}
    moving["since"] = Span(_right(since, 6) + " ")
    if row.id in desk.pending:
        moving["state"] = Span(fit("...", width_of_state(words, width)) + " ")
    parts = _standing(row, directory, words, width)
    return glyph, tuple(moving.get(name, span) for name, span in parts)


def forget_painted() -> None:
    """Rows must be worded anew: the terminal turned out to draw more than was assumed."""
    _standing.cache_clear()


def width_of_state(words: Words, width: int) -> int:
    """Cells of the state's column."""
    return next(one.cells for one in columns(words, width) if one.name == "state")


@lru_cache(maxsize=1024)
def _standing(
    row: TicketRow, directory: Directory, words: Words, width: int
) -> tuple[tuple[str, Span], ...]:
    """What of a ticket's line changes only with the ticket: column names and their spans."""
    values = {
        "ticket": row.number[-6:],
        "state": directory.state(row),
        "source": directory.channel(row.channel),
        "urgency": safe_text(row.urgency),
        "class": directory.class_name(row.ticket_class) or words("detail.class_none"),
        "place": safe_text(row.place),
        "unit": directory.short(row.org),
    }
    spans = [
        (one.name, Span(fit(values.get(one.name, ""), one.cells) + " "))
        for one in columns(words, width)
    ]
    return (*spans, ("summary", Span(safe_text(row.summary))))


def _right(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def body(
    desk: Desk, directory: Directory, words: Words, now: datetime | None, width: int, height: int,
    jump: Jump | None = None,
) -> list[Line]:  # fmt: skip
    """The rows that fit, the cursor's in reverse with a ``>`` before it; marks while jumping."""
    if now is None or not desk.order:
        return [line("  " + _nothing(desk, now, words))]
    cursor, rows = desk.window(height)
    out = []
    for at, row in enumerate(rows):
        glyph, spans = row_line(row, desk, directory, words, now, width)
        marks = Span((">" if at == cursor else " ") + glyph, LIGHT_LOOKS[glyph])
        if jump is not None:
            marks = Span(fit(jump.mark(row.id), MARKS), "key")
        whole = fitted((marks, *spans), width)
        out.append(relooked(whole, "cursor") if at == cursor else whole)
    return out


def _nothing(desk: Desk, now: datetime | None, words: Words) -> str:
    if now is None:
        return words("queue.waiting")
    return words("queue.empty_filtered") if desk.filter.text else words("queue.empty")


def detail(desk: Desk, directory: Directory, words: Words, width: int) -> list[Line]:
    """Two lines on the selected ticket: what it is and who has it, and its summary."""
    row = desk.selected
    if row is None:
        return [line(""), line("")]
    facts = [
        row.number[-6:],
        directory.class_name(row.ticket_class) or words("detail.class_none"),
        condition_words(row, directory, words),
        safe_text(row.place),
        directory.state(row),
        words("detail.unit", name=directory.short(row.org)) if row.org else "",
        words("detail.propose", name=directory.short(row.proposal)) if row.proposal else "",
        words.of(_flag_words(row)),
    ]
    verb = desk.pending.get(row.id)
    if verb:
        facts.append(words("detail.pending", verb=words.of((VERBS[verb].zh, verb))))
    first = "  ".join(part for part in facts if part)
    return [line(Span(f" {first}", "title")), line(f" {safe_text(row.summary)}")]


def condition_words(row: TicketRow, directory: Directory, words: Words) -> str:
    """The filing condition, where one was chosen."""
    known = directory.classes.get(row.ticket_class)
    chosen = [one for one in known.conditions if one.no == row.condition] if known else []
    if not chosen:
        return ""
    return words("detail.condition", label=directory.pick(chosen[0].zh, chosen[0].en))


FLAGS = {
    "provisional": ("暂定", "provisional"),
    "returned": ("曾退单", "was returned"),
    "arbiter": ("待仲裁", "to be ruled"),
    "rework": ("返工", "rework"),
    "reopened": ("重办", "reopened"),
    "unhappy": ("不满意", "not satisfied"),
    "merges": ("含重复件", "has duplicates"),
}
"""Marks of a ticket in words."""


def _flag_words(row: TicketRow) -> tuple[str, str]:
    known = [FLAGS[flag] for flag in row.flags if flag in FLAGS]
    return " ".join(zh for zh, _ in known), ", ".join(en for _, en in known)
