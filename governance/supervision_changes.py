"""How the facts of requests and cards change a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from governance import supervision_facts as facts
from governance.card import Card
from governance.clock import Clock
from governance.event import Event
from governance.request import APPEAL, EXTEND, SUSPEND, Approval, Request
from governance.ticket import Ticket

Changes = dict[str, Any]


def _asked(kind: str) -> Callable[[Ticket, Event], Changes]:
    def change(ticket: Ticket, event: Event) -> Changes:
        fact, actor = event.fact, event.actor
        assert isinstance(fact, ASKING)
        request = Request(
            fact.request, kind, actor.account, actor.name, fact.unit, event.at, fact.clock
        )
        if isinstance(fact, facts.SuspensionAsked):
            request = msgspec.structs.replace(request, cause=fact.cause, until=fact.until)
        return {"requests": (*ticket.requests, request)}

    return change


ASKING = (facts.SuspensionAsked, facts.ExtensionAsked, facts.Appealed)


def _approved(ticket: Ticket, event: Event) -> Changes:
    return {"requests": _with_approval(ticket, event)}


def _granted(ticket: Ticket, event: Event) -> Changes:
    return {"requests": _with_approval(ticket, event, "granted")}


def _denied(ticket: Ticket, event: Event) -> Changes:
    assert isinstance(event.fact, facts.RequestFact)
    decided: Changes = {
        "state": "denied", "decided_at": event.at, "decided_by": event.actor.name
    }  # fmt: skip
    return {"requests": _replaced(ticket, event.fact.request, decided)}


def _with_approval(ticket: Ticket, event: Event, state: str = "open") -> tuple[Request, ...]:
    fact, actor = event.fact, event.actor
    assert isinstance(fact, facts.RequestFact)
    said = Approval(actor.account, actor.name, event.at)
    before = next((one.approvals for one in ticket.requests if one.id == fact.request), ())
    changes: Changes = {"approvals": (*before, said), "state": state}
    if state != "open":
        changes |= {"decided_at": event.at, "decided_by": actor.name}
    return _replaced(ticket, fact.request, changes)


def _replaced(ticket: Ticket, name: str, changes: Changes) -> tuple[Request, ...]:
    return tuple(
        msgspec.structs.replace(one, **changes) if one.id == name else one
        for one in ticket.requests
    )


def _supervised(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Supervised)
    card = Card(
        fact.card, fact.card_kind, fact.target, event.at, event.actor.name, fact.due,
        fact.automatic, fact.stage, fact.clock, fact.told,
    )  # fmt: skip
    return {"cards": (*ticket.cards, card)}


def _answered(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Answered)
    said = {"answered_at": event.at, "answered_by": event.actor.name}
    return {
        "cards": tuple(
            msgspec.structs.replace(one, **said) if one.id == fact.card else one
            for one in ticket.cards
        )
    }


def recomputed(ticket: Ticket, event: Event) -> Changes:
    """A newer calendar moved due times; an answer is owed by the new one."""
    due = {clock.card: clock.due for clock in event.fact.clocks if clock.card}
    if not due:
        return {}
    return {
        "cards": tuple(
            msgspec.structs.replace(one, due=due.get(one.id, one.due)) for one in ticket.cards
        )
    }


def lapsed(requests: tuple[Request, ...], clocks: tuple[Clock, ...]) -> tuple[Request, ...]:
    """The requests once a handling has ended that some of them were about: they are moot."""
    if not any(one.waits and one.kind != APPEAL for one in requests):
        return requests
    running = {one.started for one in clocks if one.stage == "handle" and one.running}
    return tuple(
        msgspec.structs.replace(one, state="lapsed")
        if one.waits and one.kind != APPEAL and one.clock not in running
        else one
        for one in requests
    )


def without_decision(
    clocks: tuple[Clock, ...], requests: tuple[Request, ...], event: Event
) -> tuple[Clock, ...]:
    """The clocks, that of the decision stopped where nothing is left to decide."""
    if any(one.waits and one.kind != APPEAL for one in requests):
        return clocks
    return tuple(
        msgspec.structs.replace(one, stopped=event.at)
        if one.stage == "approve" and one.running
        else one
        for one in clocks
    )


SUPERVISION_CHANGES: dict[type[Any], Callable[[Ticket, Event], Changes]] = {
    facts.SuspensionAsked: _asked(SUSPEND),
    facts.ExtensionAsked: _asked(EXTEND),
    facts.Appealed: _asked(APPEAL),
    facts.Approved: _approved,
    facts.Denied: _denied,
    facts.Suspended: _granted,
    facts.Extended: _granted,
    facts.AppealUpheld: _granted,
    facts.Resumed: lambda ticket, event: {},
    facts.Supervised: _supervised,
    facts.Answered: _answered,
}
"""What each of these facts changes, besides clocks, claim and version."""
