"""From a ticket of the rules to the row that seats see and the columns that queries use."""

from __future__ import annotations

from typing import Any

import msgspec

from governance.authority import holders_of, units_of
from governance.card import MILDEST
from governance.org import OrgTree
from governance.profile import Profile
from governance.routing import ROUTED, propose
from governance.ticket import STATES, Ticket, flags, pressing_clock
from platform_server.engine.scope import reach
from platform_server.engine.supervision_rows import card_rows, request_rows
from platform_server.engine.whistle_rows import whistle_rows
from platform_server.security.masking import mask_text
from wire.rows import TicketRow

SUMMARY_CHARACTERS = 60
"""How much of a report's text a row carries."""

TAIL_FIGURES = 6
"""Figures of a number that are enough to type it."""

NEVER = "9999"
"""Later than any time."""

encode_row = msgspec.json.Encoder().encode
decode_row = msgspec.json.Decoder(TicketRow).decode
encode_ticket = msgspec.json.Encoder().encode
decode_ticket = msgspec.json.Decoder(Ticket).decode


def summary_of(text: str) -> str:
    """The masked beginning of a report, on one line."""
    return mask_text(" ".join(text.split()))[:SUMMARY_CHARACTERS]


def place_of(ticket: Ticket, tree: OrgTree, address: str) -> str:
    """``town/grid`` in short names; a masked address where no grid is known."""
    town = tree.ancestor(ticket.grid, "town")
    if town is None:
        return summary_of(address)[:20]
    name = tree.name(ticket.grid)[0]
    return town.short_zh if ticket.grid == town.code else f"{town.short_zh}/{name}"


def row_of(ticket: Ticket, summary: str, place: str, profile: Profile) -> TicketRow:
    """The ticket as seats see it."""
    clock = pressing_clock(ticket)
    proposal = propose(ticket, profile) if ticket.state in ROUTED else None
    assert ticket.reported_at is not None
    assert ticket.since is not None
    return TicketRow(
        id=ticket.id,
        number=ticket.number,
        channel=ticket.channel,
        ticket_class=ticket.ticket_class,
        condition=ticket.condition,
        urgency=ticket.urgency,
        state=ticket.state,
        step=STATES[ticket.state].step,
        loop=ticket.loop,
        grid=ticket.grid,
        org=ticket.org,
        assignees=holders_of(ticket)[1:],
        summary=summary,
        place=place,
        due=clock.due if clock else None,
        start=clock.started if clock else None,
        clock=clock.stage if clock else "",
        version=ticket.version,
        flags=flags(ticket),
        at=ticket.reported_at,
        since=ticket.since,
        by=ticket.touched_by,
        proposal=proposal.org if proposal else "",
        held_by=ticket.claim.name if ticket.claim else "",
        held_until=ticket.claim.until if ticket.claim else None,
        requests=request_rows(one for one in ticket.requests if one.waits),
        cards=card_rows(one for one in ticket.cards if one.waits),
        whistles=whistle_rows(ticket),
    )


def _over_since(ticket: Ticket) -> str:
    """When a ticket was ended, empty while it is open; never, while more than a reminder waits."""
    if ticket.closed_at is None:
        return ""
    carded = any(one.waits and one.kind != MILDEST for one in ticket.cards)
    owed = carded or any(one.waits for one in ticket.requests)
    return NEVER if owed else ticket.closed_at.isoformat()


def columns_of(ticket: Ticket, row: TicketRow, profile: Profile) -> dict[str, Any]:
    """The values of a ``tickets`` row."""
    tree = profile.tree
    units = units_of(ticket)
    return {
        "id": ticket.id,
        "tail": ticket.number[-TAIL_FIGURES:],
        "channel": ticket.channel,
        "external": ticket.external,
        "class": ticket.ticket_class,
        "state": ticket.state,
        "step": row.step,
        "open": ticket.open,
        "grid": ticket.grid,
        "units": ",".join(units),
        "paths": f",{','.join(sorted(reach(ticket, tree)))},",
        "due": row.due.isoformat() if row.due else "",
        "provisional": any(one.running and one.provisional for one in ticket.clocks),
        "closed_at": _over_since(ticket),
        "version": ticket.version,
        "summary": row.summary,
        "row": encode_row(row).decode(),
        "body": encode_ticket(ticket).decode(),
    }
