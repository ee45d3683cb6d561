"""Which clocks a fact starts, ends and lets go on. Pure and total, as in `evolve.py`."""

from __future__ import annotations

import msgspec

from governance import event as facts
from governance.clock import UNIT_STAGE, Clock
from governance.event import Event
from governance.supervision_facts import Answered
from governance.whistling import stops_call


def clocks_after(clocks: tuple[Clock, ...], event: Event) -> tuple[Clock, ...]:
    """Stop what the fact stops; a clock that goes on (rework, recomputation) replaces itself."""
    fresh = {clock.identity: clock for clock in event.fact.clocks}
    kept = []
    for clock in clocks:
        anew = fresh.get(clock.identity)
        if anew is not None and anew.started == clock.started:
            continue
        ends = clock.running and (anew is not None or _stopped_by(event.fact, clock))
        kept.append(msgspec.structs.replace(clock, stopped=event.at) if ends else clock)
    return (*kept, *event.fact.clocks)


def _stopped_by(fact: facts.Fact, clock: Clock) -> bool:
    """Whether the fact ends the clock; a helper's ends with its own reply, or as it leads."""
    if clock.stage == UNIT_STAGE and isinstance(fact, facts.AssistReplied):
        return clock.unit_in_charge == fact.unit
    if clock.stage == UNIT_STAGE and isinstance(fact, facts.LeadDesignated):
        return clock.unit_in_charge == fact.target
    if clock.whistle:
        return stops_call(fact, clock)
    if clock.card:
        return isinstance(fact, Answered) and fact.card == clock.card
    return clock.stage in fact.stops
