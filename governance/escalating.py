"""Taking a whistle up the ladder: by hand, by proposal, or because time ran out.

Nothing falls between rungs: a whistle whose limit is missed goes on to the next rung, is proposed
for it, or, at the top, is put before the district's centre (H5).
"""

from __future__ import annotations

from governance import refusals
from governance import whistle_facts as facts
from governance.blowing import proposals, unfit, whistled
from governance.command import Refusal
from governance.context import Context, Facts, words
from governance.fact import Private
from governance.ladder import Rung
from governance.ticket import Ticket
from governance.verbs import VERBS
from governance.whistle import REPORT_IN, Whistle, whistle_named
from governance.whistle_commands import Blow, Escalate, Missed
from governance.whistlers import answers_for, may_blow, not_the_whistlers, open_whistle


def escalate(ticket: Ticket, args: Escalate, ctx: Context) -> Facts | Refusal:
    """On to the next rung: by the whistler, who may blow that rung, or the centre."""
    one = open_whistle(ticket, args.whistle, VERBS["escalate"])
    if isinstance(one, Refusal):
        return one
    above = ctx.profile.ladder.above(one.rung)
    if above is None:
        return Refusal(
            "H5",
            "已是最高一级, 请区中心协调",
            "there is no rung above: the district's centre must see to it",
            ("rung",),
        )
    tree = ctx.profile.tree
    if not (answers_for(ctx.actor, one) or may_blow(ctx.actor, above, tree)):
        return not_the_whistlers(VERBS["escalate"], one, ctx)
    if not (one.late or one.proposed or all(call.arrived_at for call in one.active)):
        return Refusal(
            "H5",
            "还有单位未到报到时限, 逾时或都已报到仍解决不了才升级",
            "units still have time to report in: escalate once one is late, "
            "or all have come and could not solve it",
            ("late",),
        )
    if args.called:
        wrong = unfit(args.called, above, ctx)
        if wrong is not None:
            return wrong
    return raised(ticket, one, above, ctx, args.called, words(args.note)) or refusals.missing(
        VERBS["escalate"], "target", rule="H5"
    )


def raised(
    ticket: Ticket, one: Whistle, above: Rung, ctx: Context, called: tuple[str, ...] = (),
    private: Private | None = None,
) -> Facts:  # fmt: skip
    """The facts that take a whistle up; none where nobody could be called.

    Where the rung above is blown already this whistle goes on in that one.
    """
    known = next((w for w in ticket.whistles if w.rung == above.rung and w.state == "open"), None)
    if known is not None:
        return (facts.WhistleEscalated(whistle=one.id, into=known.id, private=private),)
    called = called or proposals(ticket, above, ctx)
    if not called:
        return ()
    unit = _blower(ticket, one, above, ctx)
    same = Blow(playbook=one.playbook)
    next_one = whistled(ticket, above, one.type, unit, called, ctx, same, one.id, private)
    return (facts.WhistleEscalated(whistle=one.id, into=next_one.whistle), next_one)


def _blower(ticket: Ticket, one: Whistle, above: Rung, ctx: Context) -> str:
    """Whose whistle it then is: the actor's unit if it may blow it, else the place's that may."""
    tree = ctx.profile.tree
    if tree.level(ctx.actor.org) in above.levels:
        return ctx.actor.org
    places = (*tree.path(ticket.grid), *tree.path(ticket.org))
    fitting = (code for code in places if tree.level(code) in above.levels)
    return next(fitting, one.unit)


def missed(ticket: Ticket, args: Missed, ctx: Context) -> Facts | Refusal:
    """A called unit's limit has run out: recorded, and what the rung wants done about it."""
    one = whistle_named(ticket.whistles, args.whistle)
    call = one.call(args.unit) if one else None
    clock = ticket.call_clock(args.stage, one.id, args.unit) if one else None
    if one is None or call is None or clock is None or not clock.running or ctx.now < clock.due:
        return Refusal("H5", "没有逾时", "no limit has run out", ("clock",))
    if call.late if args.stage == REPORT_IN else call.site_late:
        return Refusal("H5", "逾时已记录", "it is on record already", ("clock",))
    above = ctx.profile.ladder.above(one.rung)
    raising: Facts = ()
    rung = ctx.profile.ladder.rungs.get(one.rung)
    does = rung.on_expiry if rung else "propose"
    if one.state == "open" and above is not None and does == "escalate":
        raising = raised(ticket, one, above, ctx)
    made = facts.ReportInMissed if args.stage == REPORT_IN else facts.OnSiteMissed
    fact = made(
        whistle=one.id,
        unit=args.unit,
        proposed=one.state == "open" and above is not None and does == "propose",
        beyond=one.state == "open" and not raising and (above is None or does == "escalate"),
    )
    return (fact, *raising)
