"""Whistles on the page of a ticket: whom each called, what they did, what was said and given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from console.directory import Directory
from console.line import Line, Span, line
from console.text.i18n import Words
from console.text.times import time_left
from console.text.width import flow
from governance.calendar import CHINA
from governance.event import FACT_NAMES
from governance.whistle import TYPES, WHISTLE_STATES
from wire.safe_text import safe_text
from wire.views import TicketView
from wire.whistle_views import CallView, NoteView, WhistleView

INDENT = "   "


def whistle_lines(
    ticket: TicketView, directory: Directory, words: Words, now: datetime | None, width: int
) -> list[Line]:
    """The section of whistles; none where none was blown."""
    if not ticket.whistles:
        return []
    out = [line(Span(f" {words('ticket.whistles')}", "header"))]
    for whistle in ticket.whistles:
        out += _whistle(whistle, directory, words, now, width)
    return out


def _whistle(
    whistle: WhistleView, directory: Directory, words: Words, now: datetime | None, width: int
) -> list[Line]:
    facts = [
        whistle.shown or whistle.id,
        directory.rung(whistle.rung),
        words.of(TYPES.get(whistle.type, (whistle.type, whistle.type))),
        words.of(WHISTLE_STATES.get(whistle.state, (whistle.state, whistle.state))),
        f"{_stamp(whistle.at)} {safe_text(whistle.by)}",
        words("whistle.from", whistle=whistle.parent) if whistle.parent else "",
        words("whistle.into", whistle=whistle.into) if whistle.into else "",
        words("whistle.playbook", name=safe_text(whistle.playbook)) if whistle.playbook else "",
        words("whistles.proposed") if whistle.proposed else "",
        words("whistles.beyond") if whistle.beyond else "",
    ]
    out = _hanging(facts, INDENT, width, "title")
    for call in whistle.calls:
        out += _call(call, directory, words, now, width)
    for note in whistle.notes:
        out += _note(note, directory, words, width)
    return out


def _call(
    call: CallView, directory: Directory, words: Words, now: datetime | None, width: int
) -> list[Line]:
    """What one called unit did, in order; what it owes and what it missed."""
    late = words("whistle.late")
    unit = safe_text(directory.name(call.unit)) + (words("call.lead") if call.lead else "")
    facts = [unit]
    if call.arrived_at is not None:
        mark = f" {late}" if call.report_late else ""
        who = safe_text(call.person)
        facts.append(f"{words('call.arrived')} {_stamp(call.arrived_at)} {who}{mark}")
    if call.site_at is not None:
        mark = f" {late}" if call.site_late else ""
        who = safe_text(call.site_person)
        facts.append(f"{words('call.onsite')} {_stamp(call.site_at)} {who}{mark}")
    if call.released_at is not None:
        facts.append(f"{words('call.released')} {_stamp(call.released_at)}")
    owed = {"called": call.due, "arrived": call.site_due}.get(call.state)
    look = ""
    if owed is not None and now is not None:
        seconds = int((owed - now).total_seconds())
        key = "call.left" if seconds >= 0 else "call.over"
        look = "over" if seconds < 0 else ""
        facts += [words(f"call.{call.state}")] if call.state == "called" else []
        facts.append(words(key, time=time_left(abs(seconds), words.lang)))
    if call.rating:
        facts.append(words("call.rating", n=call.rating))
    return _hanging(facts, INDENT * 2, width, look)


def _note(note: NoteView, directory: Directory, words: Words, width: int) -> list[Line]:
    kind = words.of(FACT_NAMES.get(note.kind, (note.kind, note.kind)))
    unit = directory.short(note.unit) if note.unit else ""
    head = " ".join(part for part in (_stamp(note.at), kind, unit, safe_text(note.by)) if part)
    return _hanging([f"{head}: {safe_text(note.text)}"], INDENT * 2, width)


def _hanging(facts: Iterable[str], indent: str, width: int, look: str = "") -> list[Line]:
    """Facts on as many lines as they take, those after the first further in."""
    first, *rest = flow(facts, max(20, width - len(indent) - 3)) or [""]
    out = [line(indent, Span(first, look))]
    return [*out, *(line(indent + "  ", Span(piece, look)) for piece in rest)]


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%m-%d %H:%M}"
