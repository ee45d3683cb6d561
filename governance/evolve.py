"""How each fact changes a ticket. Pure and total: every fact has its change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from governance import event as facts
from governance.clock import Clock
from governance.errors import ImpossibleEvent
from governance.event import Event
from governance.ticket import Ticket

Changes = dict[str, Any]


def evolve(ticket: Ticket | None, event: Event) -> Ticket:
    """The ticket after a fact.

    Raises:
        ImpossibleEvent: the first fact is not a report, or a later one is.
    """
    fact = event.fact
    if isinstance(fact, facts.Reported):
        if ticket is not None:
            raise ImpossibleEvent(f"{ticket.number} is reported twice")
        return _reported(fact, event)
    if ticket is None:
        raise ImpossibleEvent(f"the log begins with {type(fact).__name__}")
    changes = CHANGES[type(fact)](ticket, event)
    changes["clocks"] = _clocks(ticket.clocks, event)
    changes["version"] = event.version
    changes["touched_at"], changes["touched_by"] = event.at, event.actor.name
    if changes.get("state", ticket.state) != ticket.state or changes.get("signed", False):
        changes["since"] = event.at
    return msgspec.structs.replace(ticket, **changes)


def _reported(fact: facts.Reported, event: Event) -> Ticket:
    return Ticket(
        id=fact.number,
        number=fact.number,
        channel=fact.channel,
        state="reported",
        version=event.version,
        loop=fact.loop,
        ticket_class=fact.ticket_class,
        condition=fact.condition,
        urgency=fact.urgency,
        grid=fact.grid,
        lng=fact.lng,
        lat=fact.lat,
        external=fact.external,
        category=fact.category,
        clocks=fact.clocks,
        reported_by=event.actor.account,
        reported_at=fact.reported_at or event.at,
        touched_at=event.at,
        touched_by=event.actor.name,
        since=event.at,
    )


def _clocks(clocks: tuple[Clock, ...], event: Event) -> tuple[Clock, ...]:
    """Stop what the fact stops; a clock that goes on (rework, recomputation) replaces itself."""
    fresh = {clock.stage: clock for clock in event.fact.clocks}
    kept = []
    for clock in clocks:
        anew = fresh.get(clock.stage)
        if anew is not None and anew.started == clock.started:
            continue
        ends = clock.running and (anew is not None or clock.stage in event.fact.stops)
        kept.append(msgspec.structs.replace(clock, stopped=event.at) if ends else clock)
    return (*kept, *event.fact.clocks)


def _accepted(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Accepted)
    return {
        "state": "pending_dispatch",
        "ticket_class": fact.ticket_class,
        "condition": fact.condition,
        "urgency": fact.urgency,
        "grid": fact.grid or ticket.grid,
    }


def _dispatched(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Dispatched)
    return {
        "state": "pending_handle",
        "org": fact.target,
        "condition": fact.condition,
        "assist": fact.assist,
        "handler": "",
        "signed": False,
        "wrong_dispatches": ticket.wrong_dispatches + fact.corrects,
    }


def _assigned(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.Assigned)
    return {"state": "handling", "handler": event.fact.target}


def _signed(ticket: Ticket, event: Event) -> Changes:
    return {"signed": True, "handlers": _with(ticket.handlers, event.actor.account)}


def _lead_designated(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.LeadDesignated)
    return {
        "state": "pending_handle",
        "org": event.fact.target,
        "handler": "",
        "signed": False,
        "lead_designated": True,
    }


def _handle_finished(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.HandleFinished)
    return {
        "state": "handle_finish",
        "handlers": _with(ticket.handlers, event.actor.account),
        "evidence": (*ticket.evidence, *fact.evidence),
        "solved": fact.solved if fact.solved is not None else ticket.solved,
    }


def _closed(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Closed)
    solved = fact.solved if fact.solved is not None else ticket.solved
    return {"state": "closed", "solved": solved, "closed_at": event.at}


def _reopened(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.Reopened)
    return {
        "state": event.fact.to,
        "signed": False,
        "handler": "",
        "solved": None,
        "reopens": ticket.reopens + 1,
        "closed_at": None,
    }


def _with(accounts: tuple[str, ...], account: str) -> tuple[str, ...]:
    return accounts if account in accounts else (*accounts, account)


def _to(state: str) -> Callable[[Ticket, Event], Changes]:
    return lambda ticket, event: {"state": state}


CHANGES: dict[type[facts.Fact], Callable[[Ticket, Event], Changes]] = {
    facts.Accepted: _accepted,
    facts.Rejected: lambda ticket, event: {"state": "not_accepted", "closed_at": event.at},
    facts.Dispatched: _dispatched,
    facts.Assigned: _assigned,
    facts.Signed: _signed,
    facts.Returned: lambda ticket, event: {"state": "returned", "returns": ticket.returns + 1},
    facts.ReturnRefused: _to("pending_handle"),
    facts.LeadDesignated: _lead_designated,
    facts.HandleFinished: _handle_finished,
    facts.HandleConfirmed: _to("pending_check"),
    facts.CheckPassed: _to("check_pass"),
    facts.CheckFailed: _to("check_not_pass"),
    facts.Reworked: lambda ticket, event: {
        "state": "pending_handle",
        "signed": False,
        "handler": "",
        "solved": None,
        "reworks": ticket.reworks + 1,
    },
    facts.Closed: _closed,
    facts.Reopened: _reopened,
    facts.Noted: lambda ticket, event: {"notes": ticket.notes + 1},
    facts.ClocksRecomputed: lambda ticket, event: {},
}
"""What each fact after the first changes, besides clocks and version."""
