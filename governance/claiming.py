"""Who has a ticket in hand: a claim holds colleagues off for some minutes, then ends by itself.

Sides do not hold each other off: a claim of the centre stops the centre's other accounts, one of a
unit stops that unit's other accounts (D11). Every claim and release is a fact and so raises the
version: who decided on the ticket as it was before is told that somebody has taken it.
"""

from __future__ import annotations

from datetime import timedelta

from governance import event as facts
from governance import refusals
from governance.authority import DISTRICT_ROLES
from governance.command import Actor, Arguments, Claim, Refusal
from governance.context import Context, Facts, said, words
from governance.org import OrgTree
from governance.ticket import Claim as Held
from governance.ticket import Ticket
from governance.verbs import VERBS, Verb


def claim(ticket: Ticket, args: Claim, ctx: Context) -> Facts | Refusal:
    """Have it in hand for some minutes, or some more; from who has it, only with a reason."""
    held = ticket.held_at(ctx.now)
    if held is not None and held.account != ctx.actor.account and not args.reason.strip():
        return refusals.held(VERBS["claim"], held)
    until = ctx.now + timedelta(minutes=ctx.profile.rules.claim_minutes)
    return (facts.Claimed(until=until, private=words(args.reason)),)


def release(ticket: Ticket, args: Arguments, ctx: Context) -> Facts | Refusal:
    """Let go; only who has it can."""
    held = ticket.held_at(ctx.now)
    if held is None:
        return Refusal("D11", "此工单无人认领", "nobody has claimed this ticket", ("claim",))
    if held.account != ctx.actor.account:
        return refusals.held(VERBS["release"], held)
    return (facts.Released(private=said("release", args)),)


def held_off(ticket: Ticket | None, verb: Verb, ctx: Context) -> Refusal | None:
    """Why a step has to wait: a colleague of the actor's own side has the ticket in hand."""
    held = ticket.held_at(ctx.now) if ticket is not None and verb.versioned else None
    if held is None or held.account == ctx.actor.account or verb.kind == "system":
        return None
    return refusals.held(verb, held) if _one_side(ctx.actor, held, ctx.profile.tree) else None


def _one_side(actor: Actor, held: Held, tree: OrgTree) -> bool:
    centre = actor.role in DISTRICT_ROLES
    if centre or held.role in DISTRICT_ROLES:
        return centre and held.role in DISTRICT_ROLES
    return tree.within(actor.org, held.org) or tree.within(held.org, actor.org)
