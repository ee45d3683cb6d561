"""The queue: one line a ticket, soonest due first, and what is selected below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from console.desk import Desk
from console.directory import Directory
from console.entries import is_suspended
from console.jump import Jump
from console.layout import Column, Layout
from console.line import Line, Span, fitted, line, relooked, spread
from console.link_state import LinkState
from console.looking import Looking
from console.text.i18n import Words
from console.text.places import fit_place
from console.text.times import LIGHT_LOOKS, light, time_in, time_left
from console.text.width import cells, fit
from console.views.called import emergency_word, state_word, whistle_facts
from console.views.cards import kind_words
from governance.calendar import CHINA
from governance.verbs import VERBS
from wire.rows import TicketRow
from wire.safe_text import safe_text

MARKS = 3
"""Cells at the left: the cursor, the deadline light, and a sign: marked, held or looked at."""

MARKED, HELD, LOOKED = "*", "=", "o"
"""Signs of the third cell; the first that holds is shown."""


def nobody(unit: str) -> bool:
    """Of a seat without a unit of its own: no unit is."""
    return False


class Sight(NamedTuple):
    """What a queue is drawn from; ``is_own`` says whether a unit is this seat's."""

    desk: Desk
    directory: Directory
    words: Words
    layout: Layout
    looking: Looking
    link: LinkState
    width: int
    jump: Jump | None = None
    is_own: Callable[[str], bool] = nobody

    @property
    def now(self) -> datetime | None:
        """The platform's time, None while it is not known."""
        return self.link.now


def title_line(sight: Sight) -> Line:
    """What is shown, whether it is current, and where the cursor stands."""
    desk, words, link = sight.desk, sight.words, sight.link
    text = desk.filter.text
    whose = words("queue.mine" if desk.mine else "queue.all")
    shown = words("queue.filtered", filter=safe_text(text)) if text else ""
    parts = [whose, shown, _sorted_words(sight)]
    left = [Span(" " + " ".join(part for part in parts if part), "title")]
    if desk.filter.problem:
        left.append(Span(f"  {safe_text(desk.filter.problem)}", "bad"))
    if link.stale_since is not None:
        stale = words("data.stale", time=f"{link.stale_since:%H:%M:%S}")
        left.append(Span(f"  {stale}", "mark"))
    if len(desk.marks):
        unseen = desk.marks_unseen
        key = "count.marked_unseen" if unseen else "count.marked"
        left.append(Span("  " + words(key, n=len(desk.marks), unseen=unseen), "mark"))
    where = words("queue.position", at=desk.position(), shown=len(desk.order), all=desk.open)
    return spread(sight.width, tuple(left), line(f"{where} "))


def _sorted_words(sight: Sight) -> str:
    """What the queue is sorted by; its own order needs no words beside a filter."""
    words = sight.words
    column, down = sight.desk.sorting
    if (column, down) == ("left", False):
        return "" if sight.desk.filter.text else words("queue.title")
    way = words("sort.down" if down else "sort.up")
    return words("queue.sorted", column=words(f"col.{column}"), way=way)


def header_line(sight: Sight) -> Line:
    """Headings of the columns."""
    words = sight.words
    parts = [" " * MARKS]
    shown = sight.layout.columns(sight.width)
    parts += [fit(words(f"col.{one.name}"), one.cells) + " " for one in shown]
    return line(Span("".join(parts) + words("col.summary"), "header"))


def row_line(
    row: TicketRow, sight: Sight, now: datetime, columns: tuple[Column, ...]
) -> tuple[str, Line]:
    """``(light, line)`` of one ticket in those columns, without what stands at the left."""
    words = sight.words
    glyph, left = light(row.due, row.start, now), ""
    if is_suspended(row):
        glyph, left = " ", words("left.suspended")
    elif row.due:
        left = time_left(int((row.due - now).total_seconds()), words.lang)
    since = time_in(int((now - row.since).total_seconds()), words.lang)
    moving = {"left": Span(_right(left, 6) + " ", LIGHT_LOOKS[glyph])}
    moving["since"] = Span(_right(since, 6) + " ")
    owes = state_word(row, sight.is_own, words) if row.whistles else ""
    state = "..." if row.id in sight.desk.pending else owes
    if state:
        room = next((one.cells for one in columns if one.name == "state"), 0)
        moving["state"] = Span(fit(state, room) + " ", "mark" if state == owes else "")
    parts = _standing(row, sight.directory, words, columns)
    spans = [moving.get(name, span) for name, span in parts]
    if row.whistles and (urgent := emergency_word(row, words)):
        spans[-1:-1] = [Span(urgent, "over"), Span(" ")]
    return glyph, tuple(spans)


def forget_painted() -> None:
    """Rows must be worded anew: the terminal turned out to draw more than was assumed."""
    _standing.cache_clear()


@lru_cache(maxsize=1024)
def _standing(
    row: TicketRow, directory: Directory, words: Words, columns: tuple[Column, ...]
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
    fits = {"place": fit_place}
    spans = [
        (one.name, Span(fits.get(one.name, fit)(values.get(one.name, ""), one.cells) + " "))
        for one in columns
    ]
    return (*spans, ("summary", Span(safe_text(row.summary))))


def _right(text: str, width: int) -> str:
    return " " * (width - cells(text)) + text


def body(sight: Sight, height: int) -> list[Line]:
    """The rows that fit, the cursor's in reverse with a ``>`` before it; marks while jumping."""
    now, desk = sight.now, sight.desk
    if now is None or not desk.order:
        return [line("  " + _nothing(desk, now, sight.words))]
    cursor, rows = desk.window(height)
    columns = sight.layout.columns(sight.width)
    out = []
    for at, row in enumerate(rows):
        glyph, spans = row_line(row, sight, now, columns)
        signs = (">" if at == cursor else " ") + glyph + _sign(row, sight, now)
        marks = Span(signs, LIGHT_LOOKS[glyph])
        if sight.jump is not None:
            marks = Span(fit(sight.jump.mark(row.id), MARKS), "key")
        whole = fitted((marks, *spans), sight.width)
        out.append(relooked(whole, "cursor") if at == cursor else whole)
    return out


def _sign(row: TicketRow, sight: Sight, now: datetime) -> str:
    """Whether a ticket is marked, held by somebody, or looked at by another seat."""
    if row.id in sight.desk.marks:
        return MARKED
    if is_held(row, now):
        return HELD
    return LOOKED if sight.looking.at(row.id) else " "


def is_held(row: TicketRow, now: datetime | None) -> bool:
    """Whether somebody has claimed the ticket and the claim has not run out."""
    return bool(row.held_by and row.held_until and now and now < row.held_until)


def _nothing(desk: Desk, now: datetime | None, words: Words) -> str:
    if now is None:
        return words("queue.waiting")
    return words("queue.empty_filtered") if desk.filter.text else words("queue.empty")


def detail(sight: Sight) -> list[Line]:
    """Two lines on the selected ticket: what it is and who has it; what is special, its summary."""
    row, directory, words = sight.desk.selected, sight.directory, sight.words
    if row is None:
        return [line(""), line("")]
    facts = [
        row.number[-6:],
        *_who(row, sight),
        *whistle_facts(row, sight.is_own, sight.now, words),
        directory.class_name(row.ticket_class) or words("detail.class_none"),
        safe_text(row.place),
        condition_words(row, directory, words),
        directory.state(row),
        words("detail.unit", name=directory.short(row.org)) if row.org else "",
        words("detail.propose", name=directory.short(row.proposal)) if row.proposal else "",
    ]
    first = "  ".join(part for part in facts if part)
    marks = [words.of(_flag_words(row)), *_waiting(row, directory, words), safe_text(row.summary)]
    second = "  ".join(part for part in marks if part)
    return [line(Span(f" {first}", "title")), line(f" {second}")]


def _who(row: TicketRow, sight: Sight) -> list[str]:
    """What is being done to the ticket, who holds it, and who looks at it."""
    words = sight.words
    verb = sight.desk.pending.get(row.id)
    found = [words("detail.pending", verb=words.of((VERBS[verb].zh, verb)))] if verb else []
    if is_held(row, sight.now) and row.held_until is not None:
        until = f"{row.held_until.astimezone(CHINA):%H:%M}"
        found.append(words("detail.held", who=safe_text(row.held_by), until=until))
    if others := sight.looking.at(row.id):
        found.append(words("detail.looked", who=", ".join(others)))
    return found


def _waiting(row: TicketRow, directory: Directory, words: Words) -> list[str]:
    """Requests that wait for a decision and cards that wait for an answer, by kind.

    Cards of one kind to one unit are said once, with their number.
    """
    requests = [
        words("detail.request", kind=kind_words(one, words), who=safe_text(one.by))
        for one in row.requests
        if one.state == "open"
    ]
    waiting = [one for one in row.cards if one.answered is None]
    alike = Counter((kind_words(one, words), directory.short(one.unit)) for one in waiting)
    cards = [
        words("detail.card", kind=_times(kind, n, words), name=name)
        for (kind, name), n in alike.items()
    ]
    return requests + cards


def _times(kind: str, n: int, words: Words) -> str:
    return words("detail.times", kind=kind, n=n) if n > 1 else kind


def condition_words(row: TicketRow, directory: Directory, words: Words) -> str:
    """The filing condition, where one was chosen."""
    known = directory.classes.get(row.ticket_class)
    chosen = [one for one in known.conditions if one.no == row.condition] if known else []
    if not chosen:
        return ""
    return words("detail.condition", label=directory.pick(chosen[0].zh, chosen[0].en))


FLAGS = {
    "suspended": ("挂账", "suspended"),
    "extended": ("延期", "extended"),
    "excused": ("申诉成立", "lateness excused"),
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
