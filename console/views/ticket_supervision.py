"""Requests and cards on the page of a ticket, and what paused or extended its clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from console.directory import Directory
from console.line import Line, Span, line
from console.text.i18n import Words
from console.text.times import time_in
from console.text.width import cells, fit
from console.views.called import left_words
from console.views.cards import kind_words, request_words
from governance.calendar import CHINA
from governance.refusals import ROLES
from governance.request import CAUSES, REQUEST_STATES
from wire.safe_text import safe_text
from wire.supervision_rows import CardRow, RequestRow
from wire.views import ClockView, TicketView

INDENT = "   "

KIND_CELLS = 11
"""Cells of a kind's word: those of a yellow card, the longest."""


def supervision_lines(
    ticket: TicketView, directory: Directory, words: Words, now: datetime | None, width: int
) -> list[Line]:
    """The sections of requests and of cards; none where there are none."""
    out = []
    if ticket.requests:
        out.append(line(Span(f" {words('ticket.requests')}", "header")))
        for request in ticket.requests:
            out += _wrapped(_request(request, directory, words, now), width)
    if ticket.cards:
        out.append(line(Span(f" {words('ticket.cards')}", "header")))
        for card in ticket.cards:
            out += _wrapped(_card(card, directory, words, now), width)
    return out


def _wrapped(facts: tuple[list[str], str], width: int) -> list[Line]:
    """Facts on as few lines as hold them, all in one look; none of them is cut in two."""
    parts, look = facts
    out = [INDENT + parts[0]]
    for part in parts[1:]:
        if cells(f"{out[-1]}  {part}") < width:
            out[-1] += f"  {part}"
        else:
            out.append(f"{INDENT * 2} {part}")
    return [line(Span(text, look)) for text in out]


def _request(
    request: RequestRow, directory: Directory, words: Words, now: datetime | None
) -> tuple[list[str], str]:
    """Which it is, who asked for whom and until when, and who decided how."""
    state = words.of(REQUEST_STATES.get(request.state, (request.state, request.state)))
    parts = [
        *_named(request, directory, words),
        *request_words(request, words),
        f"{state} {safe_text(request.decided)}".rstrip(),
    ]
    waits = request.state == "open"
    if waits and now is not None:
        time = time_in(int((now - request.at).total_seconds()), words.lang)
        parts.append(words("request.waits", time=time))
    return parts, "title" if waits else ""


def _card(
    card: CardRow, directory: Directory, words: Words, now: datetime | None
) -> tuple[list[str], str]:
    """Which it is, before which unit it was put and by whom, and how its answer stands."""
    parts = [*_named(card, directory, words), words("cards.due", time=stamp(card.due))]
    look = ""
    if card.answered is not None:
        parts.append(words("card.answered", time=stamp(card.answered)))
    elif now is not None:
        look = "over" if card.due < now else "title"
        parts.append(left_words(card.due, now, words))
    if card.told:
        roles = " ".join(words.of(ROLES.get(role, (role, role))) for role in card.told)
        parts.append(words("cards.told", roles=roles))
    return parts, look


def _named(about: CardRow | RequestRow, directory: Directory, words: Words) -> list[str]:
    """Its id and kind, when it was made, and by and for whom."""
    automatic = isinstance(about, CardRow) and about.automatic
    by = words("cards.automatic") if automatic else safe_text(about.by)
    room = 6 if words.lang == "zh" else KIND_CELLS
    return [
        f"{fit(about.id, 3)} {fit(kind_words(about, words), room)} {stamp(about.at)}",
        f"{by} -> {directory.short(about.unit)}" if isinstance(about, CardRow)
        else f"{by} ({directory.short(about.unit)})",
    ]  # fmt: skip


def clock_notes(clock: ClockView, words: Words) -> Iterator[Line]:
    """A line for each pause and each extension of a clock."""
    for pause in clock.pauses:
        cause = words.of(CAUSES.get(pause.cause, (pause.cause, pause.cause)))
        key = "clock.paused" if pause.end is not None else "clock.pausing"
        times = {"start": stamp(pause.start), "end": stamp(pause.end or pause.until)}
        text = words(
            key, cause=cause, request=pause.request, who=safe_text(pause.approver), **times
        )
        yield line(INDENT * 2 + text)
    for more in clock.extensions:
        limit, who = words.of(more.limit), safe_text(more.approver)
        text = words(
            "clock.extended", limit=limit, time=stamp(more.at), request=more.request, who=who
        )
        yield line(INDENT * 2 + text)


def stamp(at: datetime) -> str:
    """A time of day with its date."""
    return f"{at.astimezone(CHINA):%m-%d %H:%M}"
