"""How each fact changes a ticket. Pure and total: every fact has its change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from governance import event as facts
from governance import supervision_changes, whistling
from governance.errors import ImpossibleEvent
from governance.event import Event
from governance.stopping import clocks_after
from governance.ticket import Claim, Merge, Ticket
from governance.whistle_facts import Whistled

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
    clocks = clocks_after(ticket.clocks, event)
    if ticket.requests or "requests" in changes:
        asked = changes.get("requests", ticket.requests)
        changes["requests"] = supervision_changes.lapsed(asked, clocks)
        clocks = supervision_changes.without_decision(clocks, changes["requests"], event)
    changes["clocks"] = clocks
    changes["claim"] = _claim(ticket, event)
    changes["version"] = event.version
    steps_on = changes.get("state", ticket.state) != ticket.state or changes.get("signed", False)
    if steps_on:
        changes["since"] = event.at
    calls = isinstance(fact, Whistled)
    if steps_on or calls or event.actor.role != "system":
        changes["moved"] = event.version
        changes["touched_at"], changes["touched_by"] = event.at, event.actor.name
    return msgspec.structs.replace(ticket, **changes)


def _reported(fact: facts.Reported, event: Event) -> Ticket:
    return Ticket(
        id=fact.number,
        number=fact.number,
        channel=fact.channel,
        state="reported",
        version=event.version,
        moved=event.version,
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


def _claim(ticket: Ticket, event: Event) -> Claim | None:
    """Who has it in hand afterwards: a claim ends with the holder's next step, or by itself."""
    fact, actor = event.fact, event.actor
    if isinstance(fact, facts.Claimed):
        return Claim(actor.account, actor.name, actor.role, actor.org, event.at, fact.until)
    claim = ticket.held_at(event.at)
    if claim is None or isinstance(fact, facts.Released):
        return None
    steps_on = actor.account == claim.account and not isinstance(fact, BESIDE)
    return None if steps_on else claim


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
        "assist": tuple(unit for unit in ticket.assist if unit != event.fact.target),
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


def _assisted(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.Assisted)
    return {"assist": _with(ticket.assist, event.fact.target)}


def _assist_replied(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.AssistReplied)
    return {
        "handlers": _with(ticket.handlers, event.actor.account),
        "evidence": (*ticket.evidence, *fact.evidence),
    }


def _callback_due(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.CallbackDue)
    solved = fact.solved if fact.solved is not None else ticket.solved
    return {"state": "pending_close", "solved": solved}


def _called_back(ticket: Ticket, event: Event) -> Changes:
    """A call that nobody answered does not undo an answer that was given before."""
    fact = event.fact
    assert isinstance(fact, facts.CalledBack)
    changes: Changes = {"callbacks": ticket.callbacks + 1}
    if fact.contacted:
        said = {"caller_solved": fact.solved, "satisfied": fact.satisfied}
        return changes | said | {"contacted": True}
    return changes | {"contacted": bool(ticket.contacted)}


def _closed(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Closed)
    solved = fact.solved if fact.solved is not None else ticket.solved
    return {"state": "closed", "solved": solved, "closed_at": event.at}


def _merged(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Merged)
    merge = Merge(fact.into, fact.was, fact.stops)
    return {"state": "merged", "merge": merge, "closed_at": event.at}


def _took_in(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.TookIn)
    return {"merged": _with(ticket.merged, event.fact.ticket)}


def _split(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.Split)
    return {"state": event.fact.to, "merge": None, "closed_at": None} | UNASKED


def _gave_back(ticket: Ticket, event: Event) -> Changes:
    gone = event.fact
    assert isinstance(gone, facts.GaveBack)
    return {"merged": tuple(one for one in ticket.merged if one != gone.ticket)}


def _reopened(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.Reopened)
    return {
        "state": event.fact.to,
        "signed": False,
        "handler": "",
        "solved": None,
        "reopens": ticket.reopens + 1,
        "closed_at": None,
        **UNASKED,
    }


UNASKED: Changes = {"contacted": None, "caller_solved": None, "satisfied": None, "callbacks": 0}
"""What the reporter said counts for the work it was said of, not for the work begun anew."""


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


def _to(state: str) -> Callable[[Ticket, Event], Changes]:
    return lambda ticket, event: {"state": state}


CHANGES: dict[type[facts.Fact], Callable[[Ticket, Event], Changes]] = {
    facts.Accepted: _accepted,
    facts.Rejected: lambda ticket, event: {"state": "not_accepted", "closed_at": event.at},
    facts.Dispatched: _dispatched,
    facts.Assisted: _assisted,
    facts.AssistReplied: _assist_replied,
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
    facts.CallbackDue: _callback_due,
    facts.CalledBack: _called_back,
    facts.Closed: _closed,
    facts.Reopened: _reopened,
    facts.Merged: _merged,
    facts.TookIn: _took_in,
    facts.Split: _split,
    facts.GaveBack: _gave_back,
    facts.Claimed: lambda ticket, event: {},
    facts.Released: lambda ticket, event: {},
    facts.Noted: lambda ticket, event: {"notes": ticket.notes + 1},
    facts.ClocksRecomputed: supervision_changes.recomputed,
    **whistling.CHANGES,
    **supervision_changes.SUPERVISION_CHANGES,
}
"""What each fact after the first changes, besides clocks, claim and version."""

BESIDE: tuple[type[facts.Fact], ...] = (
    facts.Noted,
    facts.ClocksRecomputed,
    facts.TookIn,
    facts.GaveBack,
    *whistling.CHANGES,
    *supervision_changes.SUPERVISION_CHANGES,
)
"""Facts that are no step of the ticket: who has it in hand keeps it through them."""
