"""One report a problem: a duplicate goes into another ticket, its head, and can come out again.

The duplicate keeps its reporter, who is called back once the head is ended (I5). It is not worked
on any more and nothing of it is due; the head lists it. A command speaks of the duplicate; what the
head learns of it follows by `counterpart` and is recorded in the same transaction.

Merging is for what no unit has yet: a ticket that is with a unit is not taken away under its hands.
Heads do not nest, so that every duplicate is one step from the work done on it.
"""

from __future__ import annotations

from governance import event as facts
from governance import refusals
from governance.command import Arguments, Merge, Refusal
from governance.context import Context, Facts, going_on, running_stages, said, words
from governance.event import AnyFact, Event
from governance.ticket import Ticket
from governance.verbs import VERBS


def merge(ticket: Ticket, args: Merge, ctx: Context) -> Facts | Refusal:
    """Put a duplicate into its head; the head has to be open and no duplicate itself."""
    head = ctx.other
    if not args.into:
        return refusals.missing(VERBS["merge"], "into")
    if head is None or head.id != args.into:
        return refusals.not_found(args.into)
    refusal = _unfit(ticket, head)
    if refusal is not None:
        return refusal
    return (
        facts.Merged(
            into=head.id,
            was=ticket.state,
            private=words(args.note),
            stops=running_stages(ticket),
        ),
    )


def _unfit(ticket: Ticket, head: Ticket) -> Refusal | None:
    if head.id == ticket.id:
        return _refused("不能并入自己", "a ticket cannot go into itself")
    if head.merge is not None:
        return _refused(
            f"{head.number} 已并入 {head.merge.into}, 请并入 {head.merge.into}",
            f"{head.number} is merged into {head.merge.into}: merge into that one",
        )
    if not head.open:
        return _refused(
            f"{head.number} 已了结, 须先重办才能并入",
            f"{head.number} is ended: reopen it before you merge into it",
        )
    if ticket.merged:
        return _refused(
            f"已有 {len(ticket.merged)} 件并入此件, 请反过来将 {head.number} 并入此件, 或先拆开",
            f"{len(ticket.merged)} tickets are merged into this one: merge {head.number} into it, "
            "or split those first",
        )
    return None


def _refused(zh: str, en: str) -> Refusal:
    return Refusal("I5", zh, en, ("into",))


def split(ticket: Ticket, args: Arguments, ctx: Context) -> Facts | Refusal:
    """Take a duplicate out again, in the state it had.

    Its clocks go on as if they had never stopped, due by the newest calendar: the reporter has been
    waiting all the while.
    """
    merged = ticket.merge
    if merged is None:
        return refusals.missing(VERBS["split"], "into")
    last = {clock.stage: clock for clock in ticket.clocks}
    going = tuple(going_on(last[stage], ctx) for stage in merged.stages if stage in last)
    return (
        facts.Split(out_of=merged.into, to=merged.was, private=said("split", args), clocks=going),
    )


def counterpart(ticket: Ticket, event: Event) -> tuple[str, AnyFact] | None:
    """``(id, fact)``: what a fact of a ticket means for another one, None where it means nothing.

    Args:
        ticket: the ticket that the fact is of.
    """
    if isinstance(event.fact, facts.Merged):
        return event.fact.into, facts.TookIn(ticket=ticket.id)
    if isinstance(event.fact, facts.Split):
        return event.fact.out_of, facts.GaveBack(ticket=ticket.id)
    return None
