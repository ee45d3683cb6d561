"""Units that help the one that answers: one lead, several helpers, each with its clock and reply.

The rule (D5). The lead answers for the ticket; only its word ends the handling. Every helping unit
has a clock of its own, which its own report stops. The lead reports last: as long as a helper's
time runs and ends before the lead's own, the lead waits for it. Whose time is over, or would end
after the lead's, holds nobody up; its clock stops with the handling, and the record shows that it
never replied. Helpers stay through a rework without a new clock and owe again after a reopening.
"""

from __future__ import annotations

from governance import event as facts
from governance import refusals
from governance.clock import UNIT_STAGE, Clock
from governance.command import Assist, Refusal, Report
from governance.context import Context, Facts, stage_clock, words
from governance.ticket import Ticket
from governance.verbs import VERBS


def assist_clock(unit: str, urgency: str, ctx: Context) -> Clock:
    """The clock of one helping unit."""
    return stage_clock(UNIT_STAGE, urgency, ctx, unit)


def owing(ticket: Ticket) -> tuple[Clock, ...]:
    """The clocks of helping units that have not replied."""
    return tuple(one for one in ticket.clocks if one.stage == UNIT_STAGE and one.running)


def assist(ticket: Ticket, args: Assist, ctx: Context) -> Facts | Refusal:
    """Ask units to help; one that has replied already may be asked again."""
    if not args.target:
        return refusals.missing(VERBS["assist"], "target")
    units = tuple(dict.fromkeys((args.target, *args.assist)))
    for unit in units:
        refusal = _unfit(ticket, unit, ctx)
        if refusal is not None:
            return refusal
    private = words(args.note)
    return tuple(
        facts.Assisted(
            target=unit, private=private, clocks=(assist_clock(unit, ticket.urgency, ctx),)
        )
        for unit in units
    )


def _unfit(ticket: Ticket, unit: str, ctx: Context) -> Refusal | None:
    """Why a unit cannot be asked: unknown, the one that answers, or asked already."""
    tree = ctx.profile.tree
    if unit not in tree:
        return refusals.unknown(("单位", "unit"), unit, "D1")
    zh, en = tree.name(unit)
    if unit in (ticket.org, ticket.handler):
        return Refusal("D5", f"{zh}正是承办单位, 不必协办", f"{en} handles it already", ("target",))
    clock = next((one for one in owing(ticket) if one.unit_in_charge == unit), None)
    if clock is None:
        return None
    return Refusal(
        "D5",
        f"{zh}已在协办, 应于 {clock.due:%m-%d %H:%M} 前答复",
        f"{en} assists already and is to reply by {clock.due:%m-%d %H:%M}",
        ("target",),
    )


def helps_only(ticket: Ticket, ctx: Context) -> tuple[str, ...]:
    """The helping units that the actor speaks for, none if it speaks for the lead as well."""
    tree, own = ctx.profile.tree, ctx.actor.org
    if any(unit and tree.within(unit, own) for unit in (ticket.org, ticket.handler)):
        return ()
    return tuple(unit for unit in ticket.assist if tree.within(unit, own))


def reply(ticket: Ticket, args: Report, units: tuple[str, ...]) -> Facts:
    """Helping units give their part; those that owed one do so no more."""
    owed = tuple(one.unit_in_charge for one in owing(ticket) if one.unit_in_charge in units)
    return tuple(
        facts.AssistReplied(
            unit=unit,
            evidence=args.evidence,
            solved=args.solved,
            private=words(args.result),
            stops=(UNIT_STAGE,),
        )
        for unit in owed or units[:1]
    )


def awaited(ticket: Ticket, ctx: Context) -> Refusal | None:
    """Why the lead cannot report yet: a helper whose time runs and ends before the lead's own."""
    handle = ticket.running("handle")
    waits = [
        one
        for one in owing(ticket)
        if ctx.now <= one.due and handle is not None and one.due < handle.due
    ]
    if not waits:
        return None
    names = [ctx.profile.tree.name(one.unit_in_charge) for one in waits]
    last = max(one.due for one in waits)
    return Refusal(
        "D5",
        f"协办单位尚未答复: {'、'.join(zh for zh, _ in names)}; 最迟等到 {last:%m-%d %H:%M}",
        f"those who assist have not replied: {', '.join(en for _, en in names)}; "
        f"wait until {last:%m-%d %H:%M} at most",
        ("assist",),
    )
