"""From the whistles of the rules to those that seats see, in a list and whole."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from governance.ticket import Ticket
from governance.whistle import ON_SITE, REPORT_IN, Call, Whistle, shown_id
from wire.whistle_rows import CallRow, WhistleRow
from wire.whistle_views import CallView, NoteView, WhistleView


def whistle_rows(ticket: Ticket) -> tuple[WhistleRow, ...]:
    """The whistles of a ticket that are not over."""
    return tuple(
        WhistleRow(
            one.id, one.type, one.rung, one.state, one.at, one.by, one.unit,
            tuple(_call_row(ticket, one, call) for call in one.calls), one.proposed, one.beyond,
            one.playbook,
        )
        for one in ticket.unended
    )  # fmt: skip


def _call_row(ticket: Ticket, one: Whistle, call: Call) -> CallRow:
    report = ticket.call_clock(REPORT_IN, one.id, call.unit)
    site = ticket.call_clock(ON_SITE, one.id, call.unit)
    state = call.state
    late = call.late if state == "called" or site is None else call.site_late
    return CallRow(
        unit=call.unit,
        lead=call.lead,
        state=state,
        start=report.started if report else None,
        due=report.due if report else None,
        site_due=site.due if site else None,
        person=call.site_person or call.person,
        at=call.released_at or call.site_at or call.arrived_at,
        late=late,
        rating=call.rating,
        acked=bool(call.acked),
        heard=call.acked,
    )


def whistle_views(ticket: Ticket, notes: Iterable[tuple[str, NoteView]]) -> tuple[WhistleView, ...]:
    """All whistles of a ticket; ``notes`` are what was said, each with its whistle's id."""
    said: dict[str, list[NoteView]] = {}
    for whistle, note in notes:
        said.setdefault(whistle, []).append(note)
    return tuple(
        WhistleView(
            id=one.id,
            type=one.type,
            rung=one.rung,
            state=one.state,
            at=one.at,
            by=one.by,
            unit=one.unit,
            calls=tuple(_call_view(ticket, one, call) for call in one.calls),
            proposed=one.proposed,
            beyond=one.beyond,
            shown=shown_id(ticket.number, one.id),
            parent=one.parent,
            into=one.into,
            playbook=one.playbook,
            concluded_at=one.concluded_at,
            solved=one.solved,
            notes=tuple(said.get(one.id, ())),
        )
        for one in ticket.whistles
    )


def _call_view(ticket: Ticket, one: Whistle, call: Call) -> CallView:
    row = msgspec.structs.asdict(_call_row(ticket, one, call)) | {"person": call.person}
    return CallView(
        **row,
        arrived_at=call.arrived_at,
        site_at=call.site_at,
        site_person=call.site_person,
        released_at=call.released_at,
        report_late=call.late,
        site_late=call.site_late,
    )
