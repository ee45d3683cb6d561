"""What a decision may know besides the ticket, and the small tools that all decisions share."""

from __future__ import annotations

from datetime import datetime

import msgspec

from governance import refusals
from governance.calendar import Limit
from governance.clock import Clock, recompute, start_clock
from governance.command import TEXT_ARGUMENT, Actor, Arguments, Refusal
from governance.event import AnyFact, Private
from governance.profile import Profile
from governance.taxonomy import Condition, TicketClass
from governance.ticket import Ticket
from governance.verbs import Verb

Facts = tuple[AnyFact, ...]
"""What a command makes, in order."""


class Context(msgspec.Struct, frozen=True):
    """What a decision may know besides the ticket.

    ``number`` is for a ticket that begins. ``conflict`` is what a command that came too late is
    answered; only those hear it who may do what they wanted. ``other`` is the second ticket of
    the command: the one to merge into, or the one that the ticket is merged into.
    """

    now: datetime
    actor: Actor
    profile: Profile
    number: str = ""
    conflict: Refusal | None = None
    other: Ticket | None = None


def clock_from_now(
    stage: str, limit: Limit, ctx: Context, source: tuple[str, str] = ("", ""), unit: str = "",
    whistle: str = "",
) -> Clock:  # fmt: skip
    """A clock that starts with this command, a called unit's where a whistle is named."""
    clock = start_clock(stage, ctx.now, limit, ctx.profile.calendar, source, unit)
    return msgspec.structs.replace(clock, whistle=whistle) if whistle else clock


def stage_clock(stage: str, urgency: str, ctx: Context, unit: str = "") -> Clock:
    """A clock with the limit that the jurisdiction sets for a stage."""
    row = ctx.profile.stage_limit(stage, urgency)
    return clock_from_now(stage, row.limit, ctx, row.source, unit)


def running_stages(ticket: Ticket) -> tuple[str, ...]:
    """The stages whose clocks run: what a fact that ends all work stops.

    Those of called units are not among them: only the end of their whistle ends them. Nor are the
    answers owed to cards: only the answer does.
    """
    own = (one for one in ticket.clocks if not one.whistle and not one.card)
    running = (clock.stage for clock in own if clock.running)
    return tuple(dict.fromkeys(running))


def class_of(ticket: Ticket, ctx: Context) -> TicketClass | Refusal:
    """The ticket's class, refused where the jurisdiction has dropped it meanwhile."""
    known = ctx.profile.classes.get(ticket.ticket_class)
    if known is None:
        return refusals.unknown(("类别", "class"), ticket.ticket_class, "I6")
    return known


def condition_of(known: TicketClass, wanted: int | None, verb: Verb) -> Condition | Refusal:
    """The filing condition asked for; a class with only one needs no asking."""
    if wanted is None and len(known.conditions) == 1:
        return known.conditions[0]
    found = known.condition(wanted) if wanted is not None else None
    if found is not None:
        return found
    zh = " ".join(f"{one.no}{one.label_zh}" for one in known.conditions)
    en = ", ".join(f"{one.no} {one.label_en}" for one in known.conditions)
    return Refusal(
        "D8",
        f"{verb.zh}须选「{known.name_zh}」的立案条件 (件:号): {zh}",
        f"{verb.verb} needs a filing condition of {known.name_en} (condition:N): {en}",
        ("condition",),
    )


def different_person(ticket: Ticket, verb: Verb, ctx: Context) -> Refusal | None:
    """Refuse who found or handled it (D7)."""
    account = ctx.actor.account
    if account in ticket.handlers:
        return refusals.same_person(verb, "处置过", "handled")
    if account == ticket.reported_by:
        return refusals.same_person(verb, "上报了", "reported")
    return None


def going_on(clock: Clock, ctx: Context) -> Clock:
    """A stopped clock that runs on, due by the newest calendar."""
    going = msgspec.structs.replace(clock, stopped=None, again=ctx.now)
    return recompute(going, ctx.profile.calendar) or going


def words(text: str) -> Private | None:
    """Free text as something to seal; None where nothing was said."""
    return Private(text) if text else None


def said(verb: str, args: Arguments) -> Private | None:
    """The free text of a verb's arguments."""
    return words(str(getattr(args, TEXT_ARGUMENT[verb])))
