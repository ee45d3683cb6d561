"""Supervision: cards put before a unit by hand or by its clock, and the unit's answer.

Every card has a reply clock. A red card or an order has to be answered before the unit may report
a result; a milder card stands there until it is answered (T4). Each kind comes once a clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from governance import refusals
from governance import supervision_facts as facts
from governance.authority import DISTRICT_ROLES
from governance.card import CARDS, MILDEST, STOPPING, Card
from governance.clock import Clock, start_clock
from governance.command import Refusal
from governance.context import Context, Facts, words
from governance.event import Private
from governance.profile import Profile
from governance.supervision import SupervisionRule
from governance.supervision_commands import Answer, PutCard, Supervise
from governance.ticket import Ticket
from governance.timer import Timer
from governance.verbs import VERBS


def supervise(ticket: Ticket, args: Supervise, ctx: Context) -> Facts | Refusal:
    """Put a card before a unit by hand; the roles that may differ with the kind."""
    kind = args.kind or MILDEST
    if kind not in CARDS:
        zh = "、".join(one for one, _ in CARDS.values())
        return Refusal(
            "T4",
            f"督办类型「{kind}」不对, 须为: {zh}",
            f"{kind!r} is no kind of card; use one of: {', '.join(CARDS)}",
            ("kind",),
        )
    rule = ctx.profile.supervision.hand[kind]
    if ctx.actor.role not in rule.by:
        return _not_yours(kind, rule)
    unit = args.target or ticket.org or ctx.profile.district
    if unit not in ctx.profile.tree:
        return refusals.unknown(("单位", "unit"), unit, "D1")
    if kind == "order" and not args.text.strip():
        return refusals.missing(VERBS["supervise"], "text")
    return (_card(ticket, rule, unit, words(args.text), ctx),)


def _not_yours(kind: str, rule: SupervisionRule) -> Refusal:
    zh = "、".join(refusals.ROLES[role][0] for role in rule.by)
    en = ", ".join(refusals.ROLES[role][1] for role in rule.by)
    return Refusal(
        "T4",
        f"{CARDS[kind][0]}只能由以下席位发出: {zh}",
        f"a {CARDS[kind][1]} is for: {en}",
        ("role",),
        error="denied",
    )


def put_card(ticket: Ticket, args: PutCard, ctx: Context) -> Facts | Refusal:
    """A clock has come so far that a card is due: the platform's own verb."""
    for clock, rule in _pending(ticket, ctx.profile):
        named = (rule.kind, clock.stage, clock.unit_in_charge, clock.started)
        if named == (args.kind, args.stage, args.unit, args.clock):
            if ctx.now < rule.due(clock, ctx.profile.calendar):
                return Refusal("T4", "未到时候", "it is too early for the card")
            unit = clock.unit_in_charge or ctx.profile.district
            return (_card(ticket, rule, unit, None, ctx, clock),)
    return Refusal("T4", "没有这样的时钟, 或已发过", "no such clock runs, or its card was put")


def _card(
    ticket: Ticket,
    rule: SupervisionRule,
    unit: str,
    private: Private | None,
    ctx: Context,
    clock: Clock | None = None,
) -> facts.Supervised:
    card = f"C{len(ticket.cards) + 1}"
    zh, en = CARDS[rule.kind]
    source = (f"{zh}答复时限: {rule.source[0]}", f"answer to a {en}: {rule.source[1]}")
    reply = start_clock("reply", ctx.now, rule.reply, ctx.profile.calendar, source, unit, card=card)
    return facts.Supervised(
        card=card,
        card_kind=rule.kind,
        target=unit,
        due=reply.due,
        automatic=clock is not None,
        stage=clock.stage if clock else "",
        clock=clock.started if clock else None,
        told=rule.told,
        private=private,
        clocks=(reply,),
    )


def answer(ticket: Ticket, args: Answer, ctx: Context) -> Facts | Refusal:
    """Answer one card, or all that wait for the actor's unit."""
    waiting = tuple(one for one in ticket.cards if one.waits)
    mine = tuple(one for one in waiting if _speaks_for(one, ctx))
    wanted = args.card.strip().upper()
    chosen = tuple(one for one in mine if wanted in ("", one.id, one.id[1:]))
    if not chosen:
        return _nothing_to_answer(waiting, ctx)
    return tuple(
        facts.Answered(card=one.id, private=words(args.text), stops=("reply",)) for one in chosen
    )


def _nothing_to_answer(waiting: tuple[Card, ...], ctx: Context) -> Refusal:
    if not waiting:
        return Refusal("T4", "没有待答复的督办", "no card waits for an answer", ("card",))
    zh = "、".join(f"{one.id} {ctx.profile.tree.name(one.unit)[0]}" for one in waiting)
    en = ", ".join(f"{one.id} {ctx.profile.tree.name(one.unit)[1]}" for one in waiting)
    return Refusal(
        "T4",
        f"没有您可答复的这一件; 待答复的有: {zh}",
        f"there is no such card for you; these wait: {en}",
        ("card",),
    )


def unanswered(ticket: Ticket, ctx: Context) -> Refusal | None:
    """Why a unit cannot report yet: a red card or an order to it waits for its answer."""
    tree, own = ctx.profile.tree, ctx.actor.org
    for one in ticket.cards:
        if not one.waits or one.kind not in STOPPING:
            continue
        below = ctx.actor.role == "department" and tree.within(own, one.unit)
        if below or tree.within(one.unit, own):
            zh, en = CARDS[one.kind]
            return Refusal(
                "T4",
                f"{zh} {one.id} 未答复, 请先督复 (督复 工单 答复)",
                f"the {en} {one.id} is not answered: answer it first (answer TICKET TEXT)",
                ("answer",),
            )
    return None


def timers(ticket: Ticket, profile: Profile) -> Iterator[Timer]:
    """The cards that the running clocks will put; one that went on puts none before it did."""
    for clock, rule in _pending(ticket, profile):
        unit = clock.unit_in_charge
        key = f"card:{clock.stage}:{unit}:{rule.kind}"
        named = {"kind": rule.kind, "stage": clock.stage, "unit": unit}
        begun, due = clock.started.isoformat(), rule.due(clock, profile.calendar)
        yield Timer(key, max(due, clock.again or due), "card", {**named, "clock": begun})


def _pending(ticket: Ticket, profile: Profile) -> Iterator[tuple[Clock, SupervisionRule]]:
    """Running clocks with the cards that they have not put yet; one that stands still puts none.

    A clock that is no unit's is the centre's.
    """
    automatic = profile.supervision.automatic
    put = {(one.kind, one.stage, one.unit, one.clock) for one in ticket.cards}
    for clock in ticket.clocks:
        if clock.stopped is not None or clock.stage not in automatic or clock.paused:
            continue
        unit = clock.unit_in_charge or profile.district
        for rule in automatic[clock.stage]:
            if not put or (rule.kind, clock.stage, unit, clock.started) not in put:
                yield clock, rule


def _speaks_for(card: Card, ctx: Context) -> bool:
    """Whether the actor may answer: for its unit, one below it, or the centre for the district."""
    if ctx.actor.role in DISTRICT_ROLES:
        return card.unit == ctx.profile.district
    return ctx.profile.tree.within(card.unit, ctx.actor.org)
