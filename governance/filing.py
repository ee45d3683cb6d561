"""A report comes in, and is filed or not."""

from __future__ import annotations

from datetime import timedelta

from governance import event as facts
from governance import refusals
from governance.command import Accept, Arguments, New, Refusal
from governance.context import (
    Context,
    Facts,
    condition_of,
    running_stages,
    said,
    stage_clock,
    words,
)
from governance.event import Private
from governance.ticket import URGENCIES, Ticket
from governance.verbs import VERBS

DEFAULT_URGENCY = "III"
"""The urgency of a report whose class is not known yet."""

CLOCK_ERROR = timedelta(minutes=10)
"""How far a source's clock may be ahead of the platform's."""

WEST, EAST, SOUTH, NORTH = -180, 180, -90, 90
"""Degrees between which a place lies."""

TOWN_CHANNELS = ("PATROL_TOWN", "GRID_WORKER")
"""Channels whose finds run in the small loop: found in the town, settled by the town."""


def new(ticket: Ticket | None, args: New, ctx: Context) -> Facts | Refusal:
    """Take a report; only the channel and the text have to be known."""
    if not args.channel:
        return refusals.missing(VERBS["new"], "channel")
    if args.channel not in ctx.profile.channels:
        return refusals.unknown(("渠道", "channel"), args.channel, "I1")
    wrong = _unknown(args.grid, args.ticket_class, args.urgency, ctx) or _impossible(args, ctx)
    if wrong:
        return wrong
    known = ctx.profile.classes.get(args.ticket_class)
    if args.condition is not None:
        if known is None:
            return refusals.missing(VERBS["new"], "class", rule="D8")
        found = condition_of(known, args.condition, VERBS["new"])
        if isinstance(found, Refusal):
            return found
    urgency = args.urgency or (known.urgency if known else DEFAULT_URGENCY)
    return (_reported(args, urgency, ctx),)


def _reported(args: New, urgency: str, ctx: Context) -> facts.Reported:
    return facts.Reported(
        number=ctx.number,
        channel=args.channel,
        loop="small" if args.channel in TOWN_CHANNELS else "large",
        ticket_class=args.ticket_class,
        condition=args.condition,
        urgency=urgency,
        grid=args.grid,
        lng=args.lng,
        lat=args.lat,
        external=args.external,
        category=args.category,
        reported_at=args.at,
        private=Private(args.text, args.address, "", args.reporter),
        clocks=(stage_clock("intake", urgency, ctx),),
    )


def _unknown(grid: str, ticket_class: str, urgency: str, ctx: Context) -> Refusal | None:
    """A code that the jurisdiction does not have; an empty one is none."""
    if grid and grid not in ctx.profile.tree:
        return refusals.unknown(("网格", "grid"), grid, "I7")
    if ticket_class and ticket_class not in ctx.profile.classes:
        return refusals.unknown(("类别", "class"), ticket_class, "I6")
    if urgency and urgency not in URGENCIES:
        return refusals.unknown(("紧急程度", "urgency"), urgency, "D8")
    return None


def _impossible(args: New, ctx: Context) -> Refusal | None:
    """A report from the future, or a place that is not on the earth."""
    if args.at is not None and args.at > ctx.now + CLOCK_ERROR:
        return refusals.in_the_future("at", args.at, ctx.now)
    if args.lng is not None and not WEST <= args.lng <= EAST:
        return refusals.out_of_range(("经度", "lng"), args.lng, WEST, EAST)
    if args.lat is not None and not SOUTH <= args.lat <= NORTH:
        return refusals.out_of_range(("纬度", "lat"), args.lat, SOUTH, NORTH)
    return None


def accept(ticket: Ticket, args: Accept, ctx: Context) -> Facts | Refusal:
    """File it under a class and one of the class's filing conditions."""
    code = args.ticket_class or ticket.ticket_class
    if not code:
        return refusals.missing(VERBS["accept"], "class")
    unknown = _unknown(args.grid, code, args.urgency, ctx)
    if unknown:
        return unknown
    known, same = ctx.profile.classes[code], ticket.ticket_class == code
    wanted = args.condition
    if wanted is None and same:
        wanted = ticket.condition
    condition = condition_of(known, wanted, VERBS["accept"])
    if isinstance(condition, Refusal):
        return condition
    urgency = args.urgency or (ticket.urgency if same else known.urgency)
    return (
        facts.Accepted(
            ticket_class=code,
            condition=condition.no,
            urgency=urgency,
            grid=args.grid,
            private=words(args.note),
            clocks=(stage_clock("dispatch", urgency, ctx),),
            stops=("intake",),
        ),
    )


def reject(ticket: Ticket, args: Arguments, ctx: Context) -> Facts:
    """Do not file it; nothing more is due."""
    return (facts.Rejected(private=said("reject", args), stops=running_stages(ticket)),)
