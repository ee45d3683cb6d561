"""A unit finishes, and a check follows: it is done, or goes back."""

from __future__ import annotations

from governance import assisting, granting, refusals, supervising
from governance import event as facts
from governance.clock import recompute
from governance.command import Arguments, Refusal, Report, Rework, Verify
from governance.context import (
    Context,
    Facts,
    clock_from_now,
    different_person,
    going_on,
    said,
    stage_clock,
    words,
)
from governance.ticket import Ticket
from governance.verbs import VERBS


def report(ticket: Ticket, args: Report, ctx: Context) -> Facts | Refusal:
    """A handler finishes; a department's word also confirms, which stops the handling clock.

    Who only helps gives its part, which finishes nothing; the lead confirms after the helpers.
    """
    verb = VERBS["report"]
    unanswered = supervising.unanswered(ticket, ctx)
    if unanswered is not None:
        return unanswered
    helping = assisting.helps_only(ticket, ctx)
    if helping:
        return assisting.reply(ticket, args, helping)
    standing = granting.standing_still(ticket)
    if standing is not None:
        return standing
    if ticket.state == "pending_handle" and not ticket.signed:
        return refusals.missing(verb, "signature", rule="D4")
    finished = facts.HandleFinished(
        evidence=args.evidence, solved=args.solved, private=words(args.result)
    )
    if ctx.actor.role != "department":
        return (finished,)
    waits = assisting.awaited(ticket, ctx)
    if waits is not None:
        return waits
    adds = bool(args.evidence) or args.solved is not None
    confirms_only = ticket.state == "handle_finish" and not adds
    confirmed = facts.HandleConfirmed(
        private=words(args.result) if confirms_only else None,
        clocks=(stage_clock("verify", ticket.urgency, ctx),),
        stops=("handle", "refuse", "assist"),
    )
    return (confirmed,) if confirms_only else (finished, confirmed)


def verify(ticket: Ticket, args: Verify, ctx: Context) -> Facts | Refusal:
    """Somebody who neither found nor handled it looks whether it is done."""
    verb = VERBS["verify"]
    refusal = different_person(ticket, verb, ctx)
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
    handle = tuple(going_on(clock, ctx) for clock in old)
    sign = stage_clock("sign", ticket.urgency, ctx, ticket.org)
    failed: Facts = ()
    if ticket.state in ("pending_check", "checking"):
        failed = (facts.CheckFailed(stops=("verify",)),)
    reworked = facts.Reworked(
        private=words(args.reason), clocks=(*handle, sign), stops=("rework", "verify", "close")
    )
    return (*failed, reworked)


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
