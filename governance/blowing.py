"""Blowing a whistle: who may, on which rung, and whom it calls; all three are a table's (H1)."""

from __future__ import annotations

from governance import refusals
from governance import whistle_facts as facts
from governance.clock import Clock
from governance.command import Refusal
from governance.context import Context, Facts, clock_from_now, words
from governance.fact import Private
from governance.ladder import CallLimit, Rung, proposed_callees
from governance.ticket import Ticket
from governance.verbs import VERBS
from governance.whistle import (
    EMERGENCY,
    ON_SITE,
    REPORT_IN,
    TYPES,
    shown_id,
)
from governance.whistle_commands import Blow
from governance.whistlers import may_blow, misnamed

USUAL = "enforcement"
"""The type of a whistle that is not said."""

HANDLED = ("returned", "pending_handle", "handling", "handle_finish", "check_not_pass")
"""States in which somebody has tried and could not: before them only an emergency calls units."""


def whistle(ticket: Ticket, args: Blow, ctx: Context) -> Facts | Refusal:
    """Call units; the first leads."""
    kind = args.type or USUAL
    if kind not in TYPES:
        return refusals.unknown(("吹哨类型", "type of whistle"), kind, "H4")
    wrong = misnamed("playbook", args.playbook, VERBS["whistle"])
    if wrong is not None:
        return wrong
    if kind != EMERGENCY and (ticket.state not in HANDLED or not ticket.org):
        return Refusal(
            "H1",
            "尚无单位办过此件, 自己办不了才吹哨; 应急处置哨不受此限 (型:应急处置)",
            "nobody has tried to handle it yet: whistle once that has failed; "
            "only an emergency may come before (type:emergency)",
            ("state",),
        )
    rung = _rung(ticket, args.rung, ctx)
    if isinstance(rung, Refusal):
        return rung
    called = args.called or proposals(ticket, rung, ctx)
    wrong = unfit(called, rung, ctx)
    if wrong is not None:
        return wrong
    return (whistled(ticket, rung, kind, ctx.actor.org, called, ctx, args),)


def _rung(ticket: Ticket, wanted: str, ctx: Context) -> Rung | Refusal:
    """The rung asked for, else the lowest that the actor may blow and that is not blown already."""
    rungs = ctx.profile.ladder.rungs
    if wanted and wanted not in rungs:
        return refusals.unknown(("哨级", "rung"), wanted, "H1")
    listed = [rungs[wanted]] if wanted else list(rungs.values())
    mine = [one for one in listed if may_blow(ctx.actor, one, ctx.profile.tree)]
    if not mine:
        return _not_yours(listed, ctx)
    blown = {one.rung: one for one in ticket.whistles if one.state == "open"}
    free = next((one for one in mine if one.rung not in blown), None)
    if free is not None:
        return free
    one = blown[mine[-1].rung]
    shown = shown_id(ticket.number, one.id)
    return Refusal(
        "H1",
        f"{mine[-1].zh}已吹响 ({shown}, {one.at:%m-%d %H:%M}), 可升级或销哨",
        f"{mine[-1].en} is blown already ({shown}, {one.at:%m-%d %H:%M}): escalate or conclude it",
        ("rung",),
    )


def _not_yours(rungs: list[Rung], ctx: Context) -> Refusal:
    if not ctx.profile.ladder.rungs:
        return Refusal("H1", "本辖区未设吹哨", "this district has no whistles", ("ladder",))
    zh = "; ".join(f"{one.zh}: {_roles(one, 0, '、')}" for one in rungs)
    en = "; ".join(f"{one.en}: {_roles(one, 1, ', ')}" for one in rungs)
    return Refusal(
        "H1", f"本席不能吹哨, 可吹的是 {zh}", f"not yours to blow; these may: {en}", error="denied"
    )


def _roles(rung: Rung, language: int, between: str) -> str:
    return between.join(refusals.ROLES[role][language] for role in rung.roles)


def proposals(ticket: Ticket, rung: Rung, ctx: Context) -> tuple[str, ...]:
    """Whom the jurisdiction proposes to call to a ticket on a rung."""
    tree, ladder = ctx.profile.tree, ctx.profile.ladder
    places = (*tree.path(ticket.grid), *tree.path(ticket.org))
    return proposed_callees(ladder.callees, rung.rung, places, ticket.ticket_class)


def unfit(called: tuple[str, ...], rung: Rung, ctx: Context) -> Refusal | None:
    """Why these cannot be called: nobody, unknown, twice, or not whom the rung calls."""
    if not called:
        return refusals.missing(VERBS["whistle"], "target", rule="H1")
    tree = ctx.profile.tree
    for n, unit in enumerate(called):
        if unit not in tree:
            return refusals.unknown(("单位", "unit"), unit, "D1")
        zh, en = tree.name(unit)
        if unit in called[:n]:
            return Refusal("H1", f"{zh}写了两次", f"{en} is named twice", ("target",))
        if tree.level(unit) not in rung.called:
            return Refusal(
                "H1",
                f"{rung.zh}不叫{zh}, 请叫该级的单位或改用别级哨",
                f"{rung.en} does not call {en}: name a unit of its level, or another rung",
                ("target",),
            )
    return None


def whistled(
    ticket: Ticket, rung: Rung, kind: str, unit: str, called: tuple[str, ...], ctx: Context,
    args: Blow, parent: str = "", private: Private | None = None,
) -> facts.Whistled:  # fmt: skip
    """The fact that calls units, with the clocks of each."""
    number = f"W{len(ticket.whistles) + 1}"
    limit = ctx.profile.ladder.limit(rung.rung, kind)
    clocks = (clock for one in called for clock in _clocks(rung, limit, kind, one, number, ctx))
    return facts.Whistled(
        whistle=number,
        type=kind,
        rung=rung.rung,
        unit=unit,
        called=called,
        parent=parent,
        playbook=args.playbook,
        private=private or words(args.note),
        clocks=tuple(clocks),
    )


def _clocks(
    rung: Rung, limit: CallLimit, kind: str, unit: str, number: str, ctx: Context
) -> tuple[Clock, ...]:
    """Both count from the whistle, so that waiting to report in does not win time to come."""
    zh, en = TYPES[kind]
    source = (f"{rung.zh} / {zh}: {limit.source[0]}", f"{rung.en} / {en}: {limit.source[1]}")
    granted = ((REPORT_IN, limit.report_in), (ON_SITE, limit.on_site))
    return tuple(
        clock_from_now(stage, most, ctx, source, unit, number)
        for stage, most in granted
        if most is not None
    )
