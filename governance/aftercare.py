"""After the work: closing, the call to the reporter, and opening again.

Closed, solved and satisfied are three facts (O2). A channel whose reporters wait for an answer
makes the leader's closing a request to call back; the answer then closes the ticket, or leaves it
with the centre if it is an unhappy one.
"""

from __future__ import annotations

import msgspec

from governance import event as facts
from governance import refusals
from governance.assisting import assist_clock
from governance.calendar import Limit
from governance.command import Callback, Close, Refusal, Reopen
from governance.context import (
    Context,
    Facts,
    class_of,
    clock_from_now,
    condition_of,
    different_person,
    running_stages,
    stage_clock,
    words,
)
from governance.ticket import Ticket
from governance.verbs import VERBS


def close(ticket: Ticket, args: Close, ctx: Context) -> Facts | Refusal:
    """Close it, and nothing more is due; where a call back is owed, that comes first.

    From ``pending_close`` it can be closed over an unhappy or an unreached reporter, but not
    without one try to reach them.
    """
    verb = VERBS["close"]
    refusal = different_person(ticket, verb, ctx)
    if refusal:
        return refusal
    private, stops = words(args.note), running_stages(ticket)
    if ticket.state == "pending_close":
        if not ticket.callbacks:
            return refusals.missing(verb, "callback", rule="O2")
    elif _owes_callback(ticket, ctx):
        clock = stage_clock("callback", ticket.urgency, ctx)
        return (
            facts.CallbackDue(solved=args.solved, private=private, clocks=(clock,), stops=stops),
        )
    return (facts.Closed(solved=args.solved, private=private, stops=stops),)


def _owes_callback(ticket: Ticket, ctx: Context) -> bool:
    channel = ctx.profile.channels.get(ticket.channel)
    return channel is not None and channel.needs_callback


def callback(ticket: Ticket, args: Callback, ctx: Context) -> Facts | Refusal:
    """Record what the reporter said.

    Who is not reached is called again; the clock runs on. A good answer closes what waited for it.
    An unhappy one leaves it to the centre, which has the time of a closing to decide, or opens it
    again where the jurisdiction says so. Of a duplicate only the answer is recorded: the work is
    the head's.
    """
    answered = args.solved is not None or args.satisfied is not None
    contacted = answered if args.contacted is None and answered else args.contacted
    refusal = _unclear(ticket, args, contacted, ctx)
    if refusal is not None:
        return refusal
    assert contacted is not None
    called = facts.CalledBack(
        contacted=contacted,
        solved=args.solved,
        satisfied=args.satisfied,
        private=words(args.note),
        stops=("callback",) if contacted else (),
    )
    if not contacted or ticket.state == "merged":
        return (called,)
    if args.solved and args.satisfied:
        closes = ticket.state == "pending_close"
        return (called, facts.Closed(stops=running_stages(ticket))) if closes else (called,)
    return _unhappy(ticket, called, ctx)


def _unclear(
    ticket: Ticket, args: Callback, contacted: bool | None, ctx: Context
) -> Refusal | None:
    """What is missing or contradicts itself; whether it is too early to call at all."""
    verb = VERBS["callback"]
    if ctx.other is not None and ctx.other.open:
        number = ctx.other.number
        return Refusal(
            "O2",
            f"此件已并入 {number}, 该件办结后再回访",
            f"merged into {number}: call back when that one is ended",
            ("into",),
        )
    if contacted is None:
        return refusals.missing(verb, "contacted")
    said = {"solved": args.solved, "satisfied": args.satisfied}
    if contacted:
        lacking = [name for name, answer in said.items() if answer is None]
        return refusals.missing(verb, *lacking) if lacking else None
    if any(answer is not None for answer in said.values()):
        return Refusal(
            "O2",
            "未联系到来电人, 不能登记其答复",
            "a reporter who was not reached has not answered",
            ("contacted",),
        )
    return None


def _unhappy(ticket: Ticket, called: facts.CalledBack, ctx: Context) -> Facts | Refusal:
    if ctx.profile.rules.unhappy == "reopen":
        again = reopen(ticket, Reopen(), ctx)
        return again if isinstance(again, Refusal) else (called, *again)
    if ticket.state != "pending_close":
        return (called,)
    decide = stage_clock("close", ticket.urgency, ctx)
    return (msgspec.structs.replace(called, clocks=(decide,)),)


def reopen(ticket: Ticket, args: Reopen, ctx: Context) -> Facts | Refusal:
    """Half of the original limit for the unit that had it; a rejected report is filed anew."""
    private, stops = words(args.reason), running_stages(ticket)
    if ticket.state == "not_accepted":
        intake = stage_clock("intake", ticket.urgency, ctx)
        return (facts.Reopened(to="reported", private=private, clocks=(intake,), stops=stops),)
    known = class_of(ticket, ctx)
    if isinstance(known, Refusal):
        return known
    condition = condition_of(known, ticket.condition, VERBS["reopen"])
    if isinstance(condition, Refusal):
        return condition
    part = ctx.profile.rules.reopen_fraction
    limit = Limit(condition.limit.value * part, condition.limit.unit)
    source = (
        f"{known.name_zh} 重办, 原时限的 {part:g}",
        f"{known.name_en} reopened, {part:g} of the limit",
    )
    handle = clock_from_now("handle", limit, ctx, source, ticket.org)
    sign = stage_clock("sign", ticket.urgency, ctx, ticket.org)
    helping = (assist_clock(unit, ticket.urgency, ctx) for unit in ticket.assist)
    clocks = (handle, sign, *helping)
    return (facts.Reopened(to="pending_handle", private=private, clocks=clocks, stops=stops),)
