"""Requests are decided by somebody else than who asked; a suspended ticket comes back by itself.

Four eyes where the jurisdiction says so: who decides is neither the account that asked nor of its
unit, unless that is the centre itself. From the second extension on the shift leader has to; an
appeal needs two who differ. A request lapses when the handling ends before it is decided
(`supervision_changes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from governance import refusals
from governance import supervision_facts as facts
from governance.clock import Clock, Extension, Pause, extended, paused, resumed
from governance.command import Refusal
from governance.context import Context, Facts, words
from governance.event import Private
from governance.profile import Profile
from governance.request import APPEAL, EXTEND, KINDS, SUSPEND, Request, open_request
from governance.supervision_commands import Approve, Deny, Resume, ResumeDue
from governance.ticket import Ticket
from governance.timer import Timer


def approve(ticket: Ticket, args: Approve, ctx: Context) -> Facts | Refusal:
    """Grant a request, or be the first of those who have to."""
    request = _asked(ticket, args.request)
    if isinstance(request, Refusal):
        return request
    refusal = _same_eyes(request, ctx)
    if refusal is not None:
        return refusal
    return GRANTS[request.kind](ticket, request, words(args.note), ctx)


def deny(ticket: Ticket, args: Deny, ctx: Context) -> Facts | Refusal:
    """Deny a request; a denied extension does not count as one."""
    request = _asked(ticket, args.request)
    if isinstance(request, Refusal):
        return request
    refusal = _same_eyes(request, ctx)
    if refusal is not None:
        return refusal
    stops = () if request.kind == APPEAL else ("approve",)
    return (facts.Denied(request=request.id, private=words(args.reason), stops=stops),)


def resume(ticket: Ticket, args: Resume, ctx: Context) -> Facts | Refusal:
    """The clock counts on before its day, by hand."""
    clock = ticket.running("handle")
    if clock is None or not clock.paused:
        return _refused("此件未挂账", "the ticket is not suspended", "suspended")
    return (_resumed(clock, words(args.note), ctx),)


def resume_due(ticket: Ticket, args: ResumeDue, ctx: Context) -> Facts | Refusal:
    """The day has come: the platform's own verb."""
    for clock in ticket.clocks:
        if clock.paused and clock.pauses[-1].request == args.request:
            if ctx.now < clock.pauses[-1].until:
                return _refused("未到复账日", "its day has not come", "until")
            return (_resumed(clock, None, ctx),)
    return _refused("此件未挂账", "the ticket is not suspended", "suspended")


def _resumed(clock: Clock, private: Private | None, ctx: Context) -> facts.Resumed:
    going = resumed(clock, ctx.now, ctx.profile.calendar)
    return facts.Resumed(request=clock.pauses[-1].request, private=private, clocks=(going,))


def standing_still(ticket: Ticket) -> Refusal | None:
    """Why a suspended ticket cannot be reported on or returned: it is not being worked on."""
    clock = ticket.running("handle")
    if clock is None or not clock.paused:
        return None
    until = clock.pauses[-1].until
    return _refused(
        f"已挂账至 {until:%Y-%m-%d %H:%M}, 请先复账",
        f"suspended until {until:%Y-%m-%d %H:%M}: resume it first",
        "suspended",
    )


def timers(ticket: Ticket, profile: Profile) -> Iterator[Timer]:
    """A suspended ticket resumes on its day."""
    for clock in ticket.clocks:
        if clock.paused:
            pause = clock.pauses[-1]
            due = {"request": pause.request}
            yield Timer(f"resume:{pause.request}", pause.until, "resume_due", due)


def _asked(ticket: Ticket, name: str) -> Request | Refusal:
    """The request that is meant, or what there is instead."""
    found = open_request(ticket.requests, name)
    if found is not None:
        return found
    waiting = [one for one in ticket.requests if one.waits]
    if not waiting:
        return _refused("没有待批的申请", "no request waits for a decision", "request")
    zh = "、".join(f"{one.id} {KINDS[one.kind][0]}" for one in waiting)
    en = ", ".join(f"{one.id} {KINDS[one.kind][1]}" for one in waiting)
    return _refused(
        f"请指明申请 (请:号), 待批的有: {zh}",
        f"name the request (request:N); these wait: {en}",
        "request",
    )


def _same_eyes(request: Request, ctx: Context) -> Refusal | None:
    """Refuse who asked for it, and who belongs to the unit that did."""
    if not ctx.profile.rules.four_eyes:
        return None
    own = ctx.actor.account == request.account
    centres = request.unit == ctx.profile.district
    if not own and (centres or not ctx.profile.tree.within(ctx.actor.org, request.unit)):
        return None
    return _refused(
        f"申请由{request.by}提出, 须由他人审批" if own else "须由申请单位以外的人审批",
        f"{request.by} asked for it: somebody else has to decide"
        if own
        else "somebody outside the unit that asked has to decide",
        "other person",
    )


def _suspend(
    ticket: Ticket, request: Request, private: Private | None, ctx: Context
) -> Facts | Refusal:
    clock = _clock_of(ticket, request)
    if isinstance(clock, Refusal):
        return clock
    assert request.until is not None
    if ctx.now >= min(clock.due, request.until):
        return _refused(
            f"为时已晚: 到期 {clock.due:%m-%d %H:%M:%S}, 复账日 {request.until:%Y-%m-%d %H:%M}; "
            "请驳回",
            f"too late: due {clock.due:%m-%d %H:%M:%S}, to resume {request.until:%Y-%m-%d %H:%M}; "
            "deny it",
            "deadline",
        )
    pause = Pause(ctx.now, request.until, request.cause, request.id, ctx.actor.name)
    still = paused(clock, pause, ctx.profile.calendar)
    return (
        facts.Suspended(
            request=request.id, until=request.until, private=private, clocks=(still,),
            stops=("approve",),
        ),
    )  # fmt: skip


def _extend(
    ticket: Ticket, request: Request, private: Private | None, ctx: Context
) -> Facts | Refusal:
    clock = _clock_of(ticket, request)
    if isinstance(clock, Refusal):
        return clock
    before = len(clock.extensions)
    if before + 1 >= ctx.profile.rules.leader_extension and ctx.actor.role != "leader":
        return _refused(
            f"第 {before + 1} 次延期须由{refusals.ROLES['leader'][0]}批准",
            f"extension {before + 1} has to be approved by the {refusals.ROLES['leader'][1]}",
            "leader",
        )
    more = Extension(clock.limit, ctx.now, request.id, ctx.actor.name)
    longer = extended(clock, more, ctx.profile.calendar)
    return (
        facts.Extended(request=request.id, private=private, clocks=(longer,), stops=("approve",)),
    )


def _uphold(
    ticket: Ticket, request: Request, private: Private | None, ctx: Context
) -> Facts | Refusal:
    """An appeal is upheld by the last of so many reviewers, no two of them the same person."""
    if any(one.account == ctx.actor.account for one in request.approvals):
        return _refused("您已同意, 须另一人复核", "you agreed already: another has to", "person")
    if len(request.approvals) + 1 < ctx.profile.rules.appeal_reviewers:
        return (facts.Approved(request=request.id, private=private),)
    return (facts.AppealUpheld(request=request.id, private=private),)


def _clock_of(ticket: Ticket, request: Request) -> Clock | Refusal:
    """The clock that the request is about; it runs, else the request would have lapsed."""
    clock = ticket.running("handle")
    if clock is None or clock.started != request.clock:
        return _refused("所申请的时限已结束", "the clock it is about has ended", "clock")
    return clock


def _refused(zh: str, en: str, missing: str) -> Refusal:
    return Refusal("T3", zh, en, (missing,))


GRANTS: dict[str, Callable[[Ticket, Request, Private | None, Context], Facts | Refusal]] = {
    SUSPEND: _suspend,
    EXTEND: _extend,
    APPEAL: _uphold,
}
"""What each kind of request becomes when it is granted."""
