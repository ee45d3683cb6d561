"""The joint work on a whistle and its end: notes, the playbook, the rating of the units."""

from __future__ import annotations

from governance import refusals
from governance import whistle_facts as facts
from governance.authority import DISTRICT_ROLES
from governance.command import Refusal
from governance.context import Context, Facts, words
from governance.ticket import Ticket
from governance.verbs import VERBS
from governance.whistle import CALL_STAGES, RATINGS, Call, Whistle, whistle_named
from governance.whistle_commands import Conclude, Confer, Playbook, Rate
from governance.whistlers import answers_for, misnamed, not_the_whistlers, open_whistle


def confer(ticket: Ticket, args: Confer, ctx: Context) -> Facts | Refusal:
    """Notes of the joint handling, by anybody who takes part."""
    one = open_whistle(ticket, args.whistle, VERBS["confer"])
    if isinstance(one, Refusal):
        return one
    if not _takes_part(one, ctx):
        return not_the_whistlers(VERBS["confer"], one, ctx)
    return (facts.Conferred(whistle=one.id, private=words(args.note)),)


def attach(ticket: Ticket, args: Playbook, ctx: Context) -> Facts | Refusal:
    """The plan to act by, by anybody who takes part."""
    verb, playbook = VERBS["playbook"], args.playbook.strip()
    one = open_whistle(ticket, args.whistle, verb)
    if isinstance(one, Refusal):
        return one
    if not _takes_part(one, ctx):
        return not_the_whistlers(verb, one, ctx)
    wrong = misnamed("playbook", playbook, verb)
    if wrong is not None:
        return wrong
    return (facts.PlaybookAttached(whistle=one.id, playbook=playbook),)


def _takes_part(one: Whistle, ctx: Context) -> bool:
    tree, actor = ctx.profile.tree, ctx.actor
    if actor.role in DISTRICT_ROLES or answers_for(actor, one):
        return True
    return any(tree.within(call.unit, actor.org) for call in one.active)


def rate(ticket: Ticket, args: Rate, ctx: Context) -> Facts | Refusal:
    """The whistler's word on the units it called; once each, for those that came or had to."""
    verb = VERBS["rate"]
    if not args.ratings:
        return refusals.missing(verb, "ratings")
    one = _rated(ticket, args)
    if isinstance(one, Refusal):
        return one
    if not answers_for(ctx.actor, one):
        return not_the_whistlers(verb, one, ctx)
    for unit, rating in args.ratings.items():
        call = one.call(unit)
        if call is None:
            return refusals.unknown(("被哨单位", "called unit"), unit, verb.rule)
        wrong = _unratable(call, rating, ctx)
        if wrong is not None:
            return wrong
    return (facts.WhistleRated(whistle=one.id, ratings=args.ratings, private=words(args.note)),)


def _rated(ticket: Ticket, args: Rate) -> Whistle | Refusal:
    """The whistle that is meant: the named one, or the newest that called all these units."""
    if args.whistle:
        named = whistle_named(ticket.whistles, args.whistle)
        return named or refusals.unknown(("哨", "whistle"), args.whistle, "H3")
    for one in reversed(ticket.whistles):
        if all(one.call(unit) for unit in args.ratings):
            return one
    return refusals.unknown(("被哨单位", "called unit"), " ".join(args.ratings)[:80], "H3")


def _unratable(call: Call, rating: int, ctx: Context) -> Refusal | None:
    zh, en = ctx.profile.tree.name(call.unit)
    if rating not in RATINGS:
        return refusals.out_of_range(("评分", "a rating"), rating, RATINGS[0], RATINGS[-1])
    if call.rating:
        return Refusal(
            "H3", f"{zh}已评过 ({call.rating} 分)", f"{en} is rated already", ("ratings",)
        )
    if call.arrived_at is None and not call.late:
        return Refusal(
            "H3",
            f"{zh}还未到报到时限, 到了或逾时才能评价",
            f"{en} has not come and still has time: rate it once it came or is late",
            ("ratings",),
        )
    return None


def conclude(ticket: Ticket, args: Conclude, ctx: Context) -> Facts | Refusal:
    """The matter is dealt with: it ends with every whistle that was escalated to it."""
    one = open_whistle(ticket, args.whistle, VERBS["conclude"])
    if isinstance(one, Refusal):
        return one
    if not answers_for(ctx.actor, one):
        return not_the_whistlers(VERBS["conclude"], one, ctx)
    return tuple(
        facts.WhistleConcluded(
            whistle=ended,
            solved=args.solved,
            private=words(args.result) if ended == one.id else None,
            stops=CALL_STAGES,
        )
        for ended in _led_to(ticket, one.id)
    )


def _led_to(ticket: Ticket, whistle: str) -> list[str]:
    """A whistle and those below it that were escalated to it, in whatever order they were blown."""
    chain = [whistle]
    for ended in chain:
        chain += [one.id for one in reversed(ticket.unended) if one.into == ended]
    return chain
