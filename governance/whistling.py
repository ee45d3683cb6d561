"""How the facts of whistles change a ticket. Pure and total, as in `evolve.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from governance import whistle_facts as facts
from governance.clock import Clock
from governance.event import Event
from governance.fact import Fact
from governance.ticket import Ticket
from governance.whistle import ON_SITE, REPORT_IN, Call, Whistle

Changes = dict[str, Any]

replace = msgspec.structs.replace


def stops_call(fact: Fact, clock: Clock) -> bool:
    """Whether a fact ends the clock of a called unit: of its whistle, and of its unit if one's."""
    if not isinstance(fact, facts.WhistleFact) or clock.stage not in fact.stops:
        return False
    unit = fact.unit if isinstance(fact, facts.CallFact) else clock.unit_in_charge
    return (clock.whistle, clock.unit_in_charge) == (fact.whistle, unit)


def _whistled(ticket: Ticket, event: Event) -> Changes:
    fact = event.fact
    assert isinstance(fact, facts.Whistled)
    calls = tuple(Call(unit, lead=not n) for n, unit in enumerate(fact.called))
    one = Whistle(
        fact.whistle, fact.type, fact.rung, event.at, event.actor.account, event.actor.name,
        fact.unit, calls, playbook=fact.playbook, parent=fact.parent,
    )  # fmt: skip
    return {"whistles": (*ticket.whistles, one)}


def _on_whistle(change: Callable[[Whistle, Any, Event], Whistle]) -> Changed:
    """The change of the one whistle that a fact is about."""

    def changed(ticket: Ticket, event: Event) -> Changes:
        fact = event.fact
        assert isinstance(fact, facts.WhistleFact)
        return {
            "whistles": tuple(
                change(one, fact, event) if one.id == fact.whistle else one
                for one in ticket.whistles
            )
        }

    return changed


def _on_call(change: Callable[[Call, Any, Event, Ticket], Call]) -> Changed:
    """The change of the one call that a fact is about."""

    def changed(ticket: Ticket, event: Event) -> Changes:
        fact = event.fact
        assert isinstance(fact, facts.CallFact)
        return {
            "whistles": tuple(
                replace(
                    one,
                    calls=tuple(
                        change(call, fact, event, ticket) if call.unit == fact.unit else call
                        for call in one.calls
                    ),
                )
                if one.id == fact.whistle
                else one
                for one in ticket.whistles
            )
        }

    return changed


def _past(ticket: Ticket, stage: str, event: Event) -> bool:
    """Whether the clock of the call that the event is about had run out."""
    fact = event.fact
    assert isinstance(fact, facts.CallFact)
    clock = ticket.call_clock(stage, fact.whistle, fact.unit)
    return clock is not None and event.at > clock.due


def _reported_in(call: Call, fact: facts.ReportedIn, event: Event, ticket: Ticket) -> Call:
    late = call.late or _past(ticket, REPORT_IN, event)
    return replace(call, arrived_at=event.at, person=fact.person, late=late)


def _on_site(call: Call, fact: facts.OnSite, event: Event, ticket: Ticket) -> Call:
    late = call.site_late or _past(ticket, ON_SITE, event)
    return replace(call, site_at=event.at, site_person=fact.person, site_late=late)


def _missed(one: Whistle, fact: Any, late: str) -> Whistle:
    """Late on the call; what the jurisdiction wants done about it on the whistle."""
    calls = tuple(
        replace(call, **{late: True}) if call.unit == fact.unit else call for call in one.calls
    )
    proposed, beyond = one.proposed or fact.proposed, one.beyond or fact.beyond
    return replace(one, calls=calls, proposed=proposed, beyond=beyond)


def _excused(one: Whistle, fact: facts.Excused, event: Event) -> Whistle:
    """The unit is called no more; where it led, the next one leads."""
    released = (
        replace(call, released_at=event.at, lead=False) if call.unit == fact.unit else call
        for call in one.calls
    )
    return replace(one, calls=_with_lead(released))


def _with_lead(calls: Iterable[Call]) -> tuple[Call, ...]:
    listed = tuple(calls)
    if any(one.lead for one in listed):
        return listed
    first = next((one.unit for one in listed if one.active), "")
    return tuple(replace(one, lead=one.unit == first) for one in listed)


def _rated(one: Whistle, fact: facts.WhistleRated, event: Event) -> Whistle:
    calls = tuple(
        replace(call, rating=fact.ratings.get(call.unit, call.rating)) for call in one.calls
    )
    return replace(one, calls=calls)


def _concluded(one: Whistle, fact: facts.WhistleConcluded, event: Event) -> Whistle:
    return replace(one, state="concluded", concluded_at=event.at, solved=fact.solved)


def _acked(call: Call, fact: facts.WhistleAcked, event: Event, ticket: Ticket) -> Call:
    account = event.actor.account
    return call if account in call.acked else replace(call, acked=(*call.acked, account))


def _came(changed: Changed) -> Changed:
    """Who came for a called unit has a hand in it: not to be the one who checks it (D7)."""

    def coming(ticket: Ticket, event: Event) -> Changes:
        changes, account = changed(ticket, event), event.actor.account
        if event.actor.role in ("department", "grid") and account not in ticket.handlers:
            changes["handlers"] = (*ticket.handlers, account)
        return changes

    return coming


Changed = Callable[[Ticket, Event], Changes]

CHANGES: dict[type[Fact], Changed] = {
    facts.Whistled: _whistled,
    facts.ReportedIn: _came(_on_call(_reported_in)),
    facts.OnSite: _came(_on_call(_on_site)),
    facts.ReportInMissed: _on_whistle(lambda one, fact, event: _missed(one, fact, "late")),
    facts.OnSiteMissed: _on_whistle(lambda one, fact, event: _missed(one, fact, "site_late")),
    facts.Excused: _on_whistle(_excused),
    facts.WhistleAcked: _on_call(_acked),
    facts.Conferred: lambda ticket, event: {},
    facts.PlaybookAttached: _on_whistle(
        lambda one, fact, event: replace(one, playbook=fact.playbook)
    ),
    facts.WhistleRated: _on_whistle(_rated),
    facts.WhistleEscalated: _on_whistle(
        lambda one, fact, event: replace(one, state="escalated", into=fact.into)
    ),
    facts.WhistleConcluded: _on_whistle(_concluded),
}
"""What each fact of a whistle changes, besides clocks."""
