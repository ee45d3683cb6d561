"""One ticket whole, its ledgers, and the log; everything within one account's scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from governance.assisting import owing
from governance.card import CARDS
from governance.clock import STAGES, Clock
from governance.event import FACT_NAMES, Private
from governance.ledger import LedgerLine, explain
from governance.profile import Profile
from governance.routing import ROUTED, propose
from governance.ticket import Ticket
from platform_server.engine.projection import decode_row, decode_ticket
from platform_server.engine.scope import Scope
from platform_server.engine.space import read_head
from platform_server.engine.supervision_rows import card_rows, request_rows
from platform_server.engine.whistle_rows import whistle_views
from platform_server.errors import NotFound
from platform_server.security.masking import mask_name, mask_text
from platform_server.security.sealing import unseal
from platform_server.store.schema import events, sealed, ticket_keys, tickets
from wire.rows import TicketRow
from wire.views import (
    ClockView,
    EventView,
    ExtensionView,
    PauseView,
    ProposalView,
    TicketView,
)
from wire.whistle_views import NoteView

NAMED = ("target", "into", "out_of", "ticket")
"""Fields of a fact that name the unit or the other ticket it goes to; a fact has one of them."""


class Reading(NamedTuple):
    """A place in the database, seen by one scope."""

    connection: Connection
    space: str
    district: str
    profile: Profile
    scope: Scope

    def here(self, table: Any) -> Any:
        """The condition that keeps a query inside the space and district."""
        return (table.c.space == self.space) & (table.c.district == self.district)


def find(reading: Reading, number: str) -> tuple[Ticket, TicketRow]:
    """A ticket by its number or the last six figures of it.

    Raises:
        NotFound: there is none in the scope.
    """
    by = tickets.c.tail == number if len(number) == 6 else tickets.c.id == number
    query = select(tickets.c.body, tickets.c.row).where(reading.here(tickets), by)
    row = reading.connection.execute(query).first()
    ticket = decode_ticket(row.body) if row else None
    if row is None or ticket is None or not reading.scope.holds(ticket, reading.profile.tree):
        raise NotFound(f"没有工单 {number}, 或不在您的范围内", f"no ticket {number} in your scope")
    return ticket, decode_row(row.row)


def whole(reading: Reading, number: str) -> TicketView:
    """A ticket with its text, history, clocks and a proposal where to send it."""
    ticket, row = find(reading, number)
    words = _words(reading, ticket.id)
    query = select(events).where(reading.here(events), events.c.ticket == ticket.id)
    history = [
        _event_view(found, words.get(found["seq"], Private()))
        for found in reading.connection.execute(query.order_by(events.c.seq)).mappings()
    ]
    first = words.get(history[0].seq, Private()) if history else Private()
    reporter = first.reporter
    proposal = propose(ticket, reading.profile) if ticket.state in ROUTED else None
    clocks = tuple(_clock_view(one) for one in ticket.clocks)
    said = (
        (event.whistle, NoteView(event.kind, event.by, event.at, event.text, event.target))
        for event in history
        if event.whistle and event.text
    )
    all_of_them = {
        "requests": request_rows(ticket.requests),
        "cards": card_rows(ticket.cards),
        "whistles": whistle_views(ticket, said),
    }
    return TicketView(
        **msgspec.structs.asdict(row) | all_of_them,
        text=mask_text(first.text),
        address=mask_text(first.address),
        reporter=mask_name(reporter.name) if reporter else "",
        phone=mask_text(reporter.phone) if reporter else "",
        category=ticket.category,
        external=ticket.external,
        solved=ticket.solved,
        contacted=ticket.contacted,
        caller_solved=ticket.caller_solved,
        satisfied=ticket.satisfied,
        into=ticket.merge.into if ticket.merge else "",
        merged=ticket.merged,
        owing=tuple(one.unit_in_charge for one in owing(ticket)),
        events=tuple(history),
        clocks=clocks,
        route=ProposalView(proposal.org, proposal.zh, proposal.en) if proposal else None,
    )


def _words(reading: Reading, ticket: str) -> dict[int, Private]:
    key_query = select(ticket_keys.c.key).where(
        reading.here(ticket_keys), ticket_keys.c.ticket == ticket
    )
    key = reading.connection.execute(key_query).scalar()
    if key is None:
        return {}
    query = select(sealed.c.seq, sealed.c.box).where(
        reading.here(sealed), sealed.c.ticket == ticket
    )
    return {row.seq: unseal(key, row.box) for row in reading.connection.execute(query)}


def _event_view(row: Any, private: Private) -> EventView:
    payload = msgspec.json.decode(row["payload"])
    zh, en = _fact_name(row["kind"], payload)
    return EventView(
        seq=row["seq"],
        ticket=row["ticket"],
        kind=row["kind"],
        zh=zh,
        en=en,
        by=row["by"],
        role=row["role"],
        seat=row["seat"],
        at=datetime.fromisoformat(row["at"]),
        version=row["version"],
        command=row["command"],
        target=_target(payload),
        whistle=payload.get("whistle", ""),
        text=mask_text(" / ".join(part for part in (private.text, private.basis) if part)),
        hash=row["hash"],
    )


def _fact_name(kind: str, payload: dict[str, Any]) -> tuple[str, str]:
    """The fact in words; which card was put is part of them."""
    zh, en = FACT_NAMES[kind]
    card = CARDS.get(payload.get("card_kind", ""))
    return (f"{zh}: {card[0]}", f"{en}: {card[1]}") if card else (zh, en)


def _target(payload: dict[str, Any]) -> str:
    """The unit or other ticket that a fact goes to; of a whistle the unit it is about."""
    named = next((payload[name] for name in NAMED if payload.get(name)), "")
    if "whistle" not in payload:
        return str(named)
    return str(next(iter(payload.get("called", ())), payload.get("unit", "")))


def _clock_view(clock: Clock) -> ClockView:
    return ClockView(
        clock.stage, clock.started, clock.due, clock.limit.words(), clock.stopped,
        clock.provisional, clock.unit_in_charge, clock.whistle, clock.card,
        tuple(
            PauseView(one.start, one.until, one.cause, one.request, one.approver, one.end)
            for one in clock.pauses
        ),
        tuple(
            ExtensionView(one.limit.words(), one.at, one.request, one.approver)
            for one in clock.extensions
        ),
    )  # fmt: skip


def ledger(
    reading: Reading, number: str, stage: str, unit: str = ""
) -> tuple[Clock, list[LedgerLine]]:
    """A clock and its lines: the named one, else the one that presses, else the last.

    Where several units have a clock of the stage and none is named it is the next to run out.

    Raises:
        NotFound: the ticket has no such clock.
    """
    ticket, row = find(reading, number)
    clocks = [
        one
        for one in ticket.clocks
        if stage in ("", one.stage) and unit in ("", one.unit_in_charge)
    ]
    if not clocks:
        known = [STAGES[one] for one in dict.fromkeys(clock.stage for clock in ticket.clocks)]
        zh, en = "、".join(name[0] for name in known), ", ".join(name[1] for name in known)
        raise NotFound(f"没有这一步的时限, 有: {zh}", f"no such clock; there are: {en}")
    pressing = [one for one in clocks if one.running and one.stage == (stage or row.clock)]
    clock = min(pressing, key=lambda one: one.due) if pressing else clocks[-1]
    return clock, explain(clock, reading.profile.calendar)


def log_after(reading: Reading, after: int, limit: int) -> dict[str, Any]:
    """Records of the log behind ``after``; those outside the scope are there without content."""
    query = (
        select(events, tickets.c.units, tickets.c.grid.label("ticket_grid"))
        .join(
            tickets,
            (tickets.c.space == events.c.space)
            & (tickets.c.district == events.c.district)
            & (tickets.c.id == events.c.ticket),
        )
        .where(reading.here(events), events.c.seq > after)
        .order_by(events.c.seq)
        .limit(limit)
    )
    found = []
    for row in reading.connection.execute(query).mappings():
        seen = reading.scope.sees(row["units"].split(","), row["ticket_grid"], reading.profile.tree)
        found.append(_event_view(row, Private()) if seen else {"seq": row["seq"]})
    head = read_head(reading.connection, reading.space, reading.district)
    return {"epoch": head.epoch, "events": found, "last": head.seq}
