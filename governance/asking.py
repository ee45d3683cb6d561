"""A unit asks for more time, for a pause, or that a lateness be excused.

The rules (`domain/rules.md` §2): an extension or a suspension is asked for before the deadline, by
the unit that has signed, one at a time; each extension grants one more of the original limit, at
most two are granted, and denied ones do not count. A suspension names its cause and the day on
which the clock resumes. An appeal comes once, after closing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from governance import refusals
from governance import supervision_facts as facts
from governance.clock import Clock
from governance.command import Refusal
from governance.context import Context, Facts, clock_from_now, words
from governance.moments import moment
from governance.request import APPEAL, CAUSES, KINDS
from governance.supervision_commands import Appeal, Extend, Suspend
from governance.ticket import Ticket
from governance.verbs import VERBS, Verb

APPROVAL = ("辖区设定: 审批时限", "the jurisdiction's own limit for approvals")
"""Where the limit of a decision comes from."""


def suspend(ticket: Ticket, args: Suspend, ctx: Context) -> Facts | Refusal:
    """Ask that the clock stand still until a day, for one of the known causes."""
    verb = VERBS["suspend"]
    clock = _clock_to_change(ticket, verb, ctx)
    if isinstance(clock, Refusal):
        return clock
    most = ctx.profile.rules.max_suspensions
    if len(clock.pauses) >= most:
        return _refused(
            f"已挂账 {len(clock.pauses)} 次, 最多 {most} 次",
            f"suspended {len(clock.pauses)} time(s) already, at most {most}",
            "suspensions",
        )
    if args.cause not in CAUSES:
        return _no_cause(args.cause, verb)
    until = _until(args.until, verb, ctx)
    if isinstance(until, Refusal):
        return until
    return (
        facts.SuspensionAsked(
            request=_next_id(ticket),
            unit=ticket.org,
            clock=clock.started,
            cause=args.cause,
            until=until,
            private=words(args.note),
            clocks=(_decision_clock(ctx),),
        ),
    )


def extend(ticket: Ticket, args: Extend, ctx: Context) -> Facts | Refusal:
    """Ask for one more of the original limit."""
    clock = _clock_to_change(ticket, VERBS["extend"], ctx)
    if isinstance(clock, Refusal):
        return clock
    most = ctx.profile.rules.max_extensions
    if len(clock.extensions) >= most:
        return _refused(
            f"已批准延期 {len(clock.extensions)} 次, 最多 {most} 次",
            f"extended {len(clock.extensions)} time(s) already, at most {most}",
            "extensions",
        )
    return (
        facts.ExtensionAsked(
            request=_next_id(ticket),
            unit=ticket.org,
            clock=clock.started,
            private=words(args.reason),
            clocks=(_decision_clock(ctx),),
        ),
    )


def appeal(ticket: Ticket, args: Appeal, ctx: Context) -> Facts | Refusal:
    """Ask that the handling, which was late, be excused."""
    clock = ticket.last("handle")
    if clock is None or clock.stopped is None or clock.stopped <= clock.due:
        return _refused("处置未超期, 不必申诉", "the handling was not late: no appeal", "late")
    for one in ticket.requests:
        if one.kind == APPEAL and one.clock == clock.started:
            return _refused(
                f"已申诉过一次 ({one.id}), 不得再申诉",
                f"appealed once already ({one.id})",
                "appeal",
            )
    return (
        facts.Appealed(
            request=_next_id(ticket),
            unit=ticket.org,
            clock=clock.started,
            private=words(args.reason),
        ),
    )


def _clock_to_change(ticket: Ticket, verb: Verb, ctx: Context) -> Clock | Refusal:
    """The handling clock while it can be paused or extended, or why it cannot."""
    if not ticket.signed:
        return refusals.missing(verb, "signature", rule="D4")
    clock = ticket.running("handle")
    if clock is None:
        return _refused("没有在走的处置时限", "no handling clock runs", "clock")
    if clock.paused:
        until = clock.pauses[-1].until
        return _refused(
            f"已挂账至 {until:%Y-%m-%d %H:%M}, 先复账",
            f"suspended until {until:%Y-%m-%d %H:%M}: resume it first",
            "suspended",
        )
    waiting = next((one for one in ticket.requests if one.waits and one.kind != APPEAL), None)
    if waiting is not None:
        zh, en = KINDS[waiting.kind]
        return _refused(
            f"{zh}申请 {waiting.id} 待批, 批复后再申请",
            f"the {en} {waiting.id} waits for approval: ask again when it is decided",
            "request",
        )
    if ctx.now >= clock.due:
        return _refused(
            f"只能在到期前申请, 已于 {clock.due:%m-%d %H:%M:%S} 到期",
            f"only before the deadline, which was {clock.due:%m-%d %H:%M:%S}",
            "deadline",
        )
    return clock


def _no_cause(cause: str, verb: Verb) -> Refusal:
    if not cause:
        return refusals.missing(verb, "cause")
    zh = "、".join(one for one, _ in CAUSES.values())
    return _refused(
        f"挂账缘由「{cause}」不对, 须为: {zh}",
        f"{cause!r} is no cause of a suspension; use one of: {', '.join(CAUSES)}",
        "cause",
    )


def _until(text: str, verb: Verb, ctx: Context) -> datetime | Refusal:
    """When the clock resumes: later than now, and not too far ahead."""
    if not text.strip():
        return refusals.missing(verb, "until")
    at = moment(text, ctx.now, ctx.profile.calendar.periods[0][0])
    if at is None:
        return _refused(
            f"复账日「{text}」读不懂, 请写 3天、12-01 或 2026-12-01",
            f"{text!r} is no time: write 3d, 12-01 or 2026-12-01",
            "until",
        )
    days = ctx.profile.rules.suspension_days
    if not ctx.now < at <= ctx.now + timedelta(days=days):
        return _refused(
            f"复账日 {at:%Y-%m-%d %H:%M} 须在今后 {days} 天之内",
            f"{at:%Y-%m-%d %H:%M} is not within the next {days} days",
            "until",
        )
    return at


def _decision_clock(ctx: Context) -> Clock:
    return clock_from_now("approve", ctx.profile.rules.approve_limit, ctx, APPROVAL)


def _next_id(ticket: Ticket) -> str:
    return f"R{len(ticket.requests) + 1}"


def _refused(zh: str, en: str, missing: str) -> Refusal:
    return Refusal("T3", zh, en, (missing,))
