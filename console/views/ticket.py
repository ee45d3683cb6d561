"""A whole ticket as lines: words, clocks, history. Every word of people is made safe."""

from __future__ import annotations

from datetime import datetime

from console.directory import Directory
from console.line import Line, Span, line
from console.text.i18n import Words
from console.text.times import time_left
from console.text.width import fit, flow, wrap
from console.utterance import TAIL_FIGURES
from console.views.called import left_words
from console.views.queue import condition_words
from console.views.ticket_supervision import clock_notes, supervision_lines
from console.views.ticket_whistles import whistle_lines
from governance.calendar import CHINA
from governance.clock import SEVERAL, STAGES
from governance.refusals import ROLES
from wire.safe_text import safe_text
from wire.views import ClockView, EventView, TicketView

INDENT = "   "

STAGE_CELLS = 9
"""Cells of a stage's name: as many as the longest has."""


def ticket_lines(
    ticket: TicketView, directory: Directory, words: Words, now: datetime | None, width: int
) -> list[Line]:
    """The whole ticket, however many lines it takes."""
    out = _head(ticket, directory, words)
    out += _around(ticket, words, now)
    out += _words_of_people(ticket, words, width)
    out.append(line(Span(f" {words('ticket.clocks')}", "header")))
    for one in ticket.clocks:
        out += [_clock_line(one, directory, words, now), *clock_notes(one, words)]
    out += whistle_lines(ticket, directory, words, now, width)
    out += supervision_lines(ticket, directory, words, now, width)
    out.append(line(Span(f" {words('ticket.history')}", "header")))
    for event in ticket.events:
        out += _event_lines(event, directory, words, width)
    return out


def _head(ticket: TicketView, directory: Directory, words: Words) -> list[Line]:
    """What is known of it besides its number and its class, which are the page's title."""
    facts = [
        condition_words(ticket, directory, words),
        directory.state(ticket),
        directory.channel(ticket.channel),
        safe_text(ticket.urgency),
    ]
    out = [line(Span(" " + "  ".join(part for part in facts if part), "title"))]
    place = [safe_text(ticket.place)]
    if ticket.org:
        place.append(words("detail.unit", name=directory.name(ticket.org)))
    if ticket.solved is not None:
        place.append(words("ticket.solved" if ticket.solved else "ticket.unsolved"))
    out.append(line(" " + "  ".join(part for part in place if part)))
    if ticket.route is not None:
        why = directory.pick(ticket.route.zh, ticket.route.en)
        name = directory.name(ticket.route.org)
        out.append(line(" " + words("detail.proposal", name=name, why=why)))
    return out


def _around(ticket: TicketView, words: Words, now: datetime | None) -> list[Line]:
    """Who has it in hand, its duplicates, and what the caller said; no line where there is none."""
    parts = []
    if ticket.held_until is not None and (now is None or now < ticket.held_until):
        until = f"{ticket.held_until.astimezone(CHINA):%H:%M:%S}"
        parts.append(words("ticket.held", name=safe_text(ticket.held_by), time=until))
    if ticket.into:
        parts.append(words("ticket.into", number=ticket.into[-TAIL_FIGURES:]))
    if ticket.merged:
        numbers = " ".join(number[-TAIL_FIGURES:] for number in ticket.merged)
        parts.append(words("ticket.merged", numbers=numbers))
    if ticket.contacted:
        said = {"solved": ticket.caller_solved, "satisfied": ticket.satisfied}
        answers = {
            name: words("ticket.yes" if answer else "ticket.no") for name, answer in said.items()
        }
        parts.append(words("ticket.called", **answers))
    elif ticket.contacted is False:
        parts.append(words("ticket.unreached"))
    return [line(Span(" " + "  ".join(parts), "mark"))] if parts else []


def _words_of_people(ticket: TicketView, words: Words, width: int) -> list[Line]:
    out = [line(Span(f" {words('ticket.text')}", "header"))]
    room = max(10, width - len(INDENT) - 1)
    for part in safe_text(ticket.text, lines=True).split("\n"):
        out += [line(INDENT + piece) for piece in wrap(part, room)]
    named = {
        "ticket.address": ticket.address,
        "ticket.reporter": f"{ticket.reporter}  {ticket.phone}".strip(),
        "ticket.category": ticket.category,
        "ticket.external": ticket.external,
    }
    for key, value in named.items():
        if value:
            pieces = flow(f"{words(key)}: {safe_text(value)}".split("  "), width - 2)
            out += [line(f" {piece}") for piece in pieces]
    return out


def _clock_line(clock: ClockView, directory: Directory, words: Words, now: datetime | None) -> Line:
    """Stage, limit, due time, and how it stands: time left, or how early or late it ended."""
    stage = fit(words.of(STAGES.get(clock.stage, (clock.stage, clock.stage))), STAGE_CELLS)
    limit = fit(words.of(clock.limit), 17 if words.lang == "zh" else 21)
    parts = [f"{INDENT}{stage} {limit} {words('ticket.due')} {_stamp(clock.due)} "]
    look = ""
    if clock.stopped is not None:
        seconds = int((clock.due - clock.stopped).total_seconds())
        parts.append(_ended(clock.stage, seconds, words))
    elif clock.pauses and clock.pauses[-1].end is None:
        parts.append(words("ticket.suspended"))
    elif now is not None:
        seconds = int((clock.due - now).total_seconds())
        look = "over" if seconds < 0 else "title"
        parts.append(left_words(clock.due, now, words))
    if clock.provisional:
        parts.append(words("ticket.provisional"))
    if clock.stage in SEVERAL:
        parts.append(f"{clock.whistle or clock.card} {directory.short(clock.unit)}".lstrip())
    return line(Span(" ".join(parts), look))


def _ended(stage: str, seconds: int, words: Words) -> str:
    """How a clock ended, so many seconds before its time; a window that passed is no failure."""
    if stage == "refuse" and seconds < 0:
        return words("ticket.window_over")
    key = "ticket.ended_early" if seconds >= 0 else "ticket.ended_late"
    return words(key, time=time_left(abs(seconds), words.lang))


def _event_lines(event: EventView, directory: Directory, words: Words, width: int) -> list[Line]:
    role = words.of(ROLES.get(event.role, (event.role, event.role)))
    parts = [
        f"{INDENT}{event.at.astimezone(CHINA):%m-%d %H:%M:%S}",
        fit(words.of((event.zh, event.en)), 12 if words.lang == "zh" else 20),
        f"{safe_text(event.by)} ({role})",
    ]
    if event.target:
        parts.append(f"-> {directory.name(event.target)}")
    out = [line(" ".join(parts))]
    if event.text and event.kind != "reported":
        room = max(10, width - 2 * len(INDENT) - 1)
        for piece in wrap(safe_text(event.text), room):
            out.append(line(INDENT * 2 + piece))
    return out


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%m-%d %H:%M:%S}"
