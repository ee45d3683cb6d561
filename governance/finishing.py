"""A unit finishes, a check follows, and the ticket is closed or goes on."""

from __future__ import annotations

import msgspec

from governance import event as facts
from governance import refusals
from governance.calendar import Limit
from governance.clock import Clock, recompute
from governance.command import Arguments, Close, Refusal, Reopen, Report, Rework, Verify
from governance.context import (
    Context,
    Facts,
    class_of,
    clock_from_now,
    condition_of,
    running_stages,
    said,
    stage_clock,
    words,
)
from governance.ticket import Ticket
from governance.verbs import VERBS, Verb


def report(ticket: Ticket, args: Report, ctx: Context) -> Facts | Refusal:
    """A handler finishes; a department's word also confirms, which stops the handling clock."""
    verb = VERBS["report"]
    if ticket.state == "pending_handle" and not ticket.signed:
        return refusals.missing(verb, "signature", rule="D4")
    finished = facts.HandleFinished(
        evidence=args.evidence, solved=args.solved, private=words(args.result)
    )
    if ctx.actor.role != "department":
        return (finished,)
    adds = bool(args.evidence) or args.solved is not None
    confirms_only = ticket.state == "handle_finish" and not adds
    confirmed = facts.HandleConfirmed(
        private=words(args.result) if confirms_only else None,
        clocks=(stage_clock("verify", ticket.urgency, ctx),),
        stops=("handle", "refuse"),
    )
    return (confirmed,) if confirms_only else (finished, confirmed)


def _different_person(ticket: Ticket, verb: Verb, ctx: Context) -> Refusal | None:
    account = ctx.actor.account
    if account in ticket.handlers:
        return refusals.same_person(verb, "处置过", "handled")
    if account == ticket.reported_by:
        return refusals.same_person(verb, "上报了", "reported")
    return None


def verify(ticket: Ticket, args: Verify, ctx: Context) -> Facts | Refusal:
    """Somebody who neither found nor handled it looks whether it is done."""
    verb = VERBS["verify"]
    refusal = _different_person(ticket, verb, ctx)
    if refusal:
        return refusal
    private = words(args.note)
    if args.result == "pass":
        clocks = (stage_clock("close", ticket.urgency, ctx),)
        return (facts.CheckPassed(private=private, clocks=clocks, stops=("verify",)),)
    if args.result == "fail":
        clocks = (clock_from_now("rework", ctx.profile.rules.rework_limit, ctx),)
        return (facts.CheckFailed(private=private, clocks=clocks, stops=("verify",)),)
    return Refusal(
        "D8",
        f"核查结果「{args.result}」不对, 须为通过或不通过 (果:通过 / 果:不通过)",
        f"the result of a check is pass or fail (result:pass), not {args.result!r}",
        ("result",),
    )


def rework(ticket: Ticket, args: Rework, ctx: Context) -> Facts:
    """Back to the same unit: the handling clock runs on from the first dispatch, no new limit."""
    old = [clock for clock in ticket.clocks if clock.stage == "handle"][-1:]
    handle = tuple(_going_on(clock, ctx) for clock in old)
    sign = stage_clock("sign", ticket.urgency, ctx, ticket.org)
    failed: Facts = ()
    if ticket.state in ("pending_check", "checking"):
        failed = (facts.CheckFailed(stops=("verify",)),)
    reworked = facts.Reworked(
        private=words(args.reason), clocks=(*handle, sign), stops=("rework", "verify", "close")
    )
    return (*failed, reworked)


def _going_on(clock: Clock, ctx: Context) -> Clock:
    """A stopped clock that runs on, due by the newest calendar."""
    going = msgspec.structs.replace(clock, stopped=None)
    return recompute(going, ctx.profile.calendar) or going


def close(ticket: Ticket, args: Close, ctx: Context) -> Facts | Refusal:
    """Close it; nothing more is due."""
    verb = VERBS["close"]
    refusal = _different_person(ticket, verb, ctx)
    if refusal:
        return refusal
    private = words(args.note)
    return (facts.Closed(solved=args.solved, private=private, stops=running_stages(ticket)),)


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
    return (
        facts.Reopened(to="pending_handle", private=private, clocks=(handle, sign), stops=stops),
    )


def note(ticket: Ticket, args: Arguments, ctx: Context) -> Facts:
    """A remark that changes nothing."""
    return (facts.Noted(private=said("note", args)),)


def recompute_clocks(ticket: Ticket, args: Arguments, ctx: Context) -> Facts | Refusal:
    """The due times that a newly published calendar moves or makes certain."""
    moved = tuple(
        new
        for clock in ticket.clocks
        if clock.running and (new := recompute(clock, ctx.profile.calendar)) is not None
    )
    if not moved:
        return Refusal("T1", "时限没有变化", "no due time moves")
    return (facts.ClocksRecomputed(clocks=moved),)
