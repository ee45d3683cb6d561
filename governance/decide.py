"""What a command does to a ticket: facts, or a refusal that names the rule. Pure and total.

Times and numbers come in with the context; nothing here asks a clock or draws at random. The
source of each guard is `domain/actions.csv` and `domain/rules.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from governance import event as facts
from governance import refusals
from governance.authority import authorise
from governance.calendar import Limit
from governance.clock import Clock, recompute, start_clock
from governance.command import (
    LONGEST_TEXT,
    TEXT_ARGUMENT,
    Accept,
    Actor,
    Arguments,
    Close,
    Dispatch,
    New,
    Refusal,
    Reopen,
    Report,
    Return,
    Rework,
    Rule,
    Verify,
)
from governance.event import AnyFact, Event, Private
from governance.profile import Profile
from governance.taxonomy import Condition, TicketClass
from governance.ticket import URGENCIES, Ticket
from governance.verbs import VERBS, Verb

Facts = tuple[AnyFact, ...]


class Context(msgspec.Struct, frozen=True):
    """What a decision may know besides the ticket. ``number`` is for a ticket that begins."""

    now: datetime
    actor: Actor
    profile: Profile
    number: str = ""


def decide(
    ticket: Ticket | None, verb_name: str, args: Arguments, ctx: Context
) -> tuple[Event, ...] | Refusal:
    """The facts that a command makes, in order, or why there are none.

    Args:
        ticket: the ticket as it stands; None for ``new``.
        verb_name: a ``command`` or ``system`` verb of `verbs.csv`.
        args: the verb's own argument struct.
        ctx: time, actor and jurisdiction.
    """
    verb = VERBS[verb_name]
    refusal = _refusal(ticket, verb, args, ctx)
    if refusal is not None:
        return refusal
    made = DECISIONS[verb_name](ticket, args, ctx)
    if isinstance(made, Refusal):
        return made
    version = ticket.version if ticket else 0
    return tuple(Event(fact, ctx.now, ctx.actor, version + n) for n, fact in enumerate(made, 1))


def _refusal(ticket: Ticket | None, verb: Verb, args: Arguments, ctx: Context) -> Refusal | None:
    """What every verb is refused for: role, unit, state, missing or oversized words."""
    refusal = authorise(ctx.actor, verb, ticket, ctx.profile.tree)
    if refusal is not None:
        return refusal
    if ticket is not None and not verb.starts_from(ticket.state):
        return refusals.wrong_state(verb, ticket.state, ticket.signed)
    field = TEXT_ARGUMENT.get(verb.verb, "")
    words = str(getattr(args, field, "")) if field else ""
    if verb.text == "must" and not words.strip():
        return refusals.missing(verb, field)
    if len(words) > LONGEST_TEXT:
        return Refusal(
            "I2",
            f"文字 {len(words)} 字, 最多 {LONGEST_TEXT} 字, 请缩短",
            f"the text has {len(words)} characters, at most {LONGEST_TEXT}: shorten it",
            (field,),
        )
    return None


def _new(ticket: Ticket | None, args: New, ctx: Context) -> Facts | Refusal:
    profile = ctx.profile
    if not args.channel:
        return refusals.missing(VERBS["new"], "channel")
    if args.channel not in profile.channels:
        return refusals.unknown(("渠道", "channel"), args.channel, "I1")
    if args.grid and args.grid not in profile.tree:
        return refusals.unknown(("网格", "grid"), args.grid, "I7")
    if args.ticket_class and args.ticket_class not in profile.classes:
        return refusals.unknown(("类别", "class"), args.ticket_class, "I6")
    if args.urgency and args.urgency not in URGENCIES:
        return refusals.unknown(("紧急程度", "urgency"), args.urgency, "D8")
    known = profile.classes.get(args.ticket_class)
    urgency = args.urgency or (known.urgency if known else "III")
    return (
        facts.Reported(
            number=ctx.number,
            channel=args.channel,
            loop="small" if args.channel in ("PATROL_TOWN", "GRID_WORKER") else "large",
            ticket_class=args.ticket_class,
            condition=args.condition,
            urgency=urgency,
            grid=args.grid,
            lng=args.lng,
            lat=args.lat,
            external=args.external,
            category=args.category,
            reported_at=args.at,
            private=Private(args.text, args.address, "", args.reporter),
            clocks=(_stage_clock("intake", urgency, ctx),),
        ),
    )


def _accept(ticket: Ticket, args: Accept, ctx: Context) -> Facts | Refusal:
    code = args.ticket_class or ticket.ticket_class
    if not code:
        return refusals.missing(VERBS["accept"], "class")
    if code not in ctx.profile.classes:
        return refusals.unknown(("类别", "class"), code, "I6")
    if args.grid and args.grid not in ctx.profile.tree:
        return refusals.unknown(("网格", "grid"), args.grid, "I7")
    if args.urgency and args.urgency not in URGENCIES:
        return refusals.unknown(("紧急程度", "urgency"), args.urgency, "D8")
    known = ctx.profile.classes[code]
    wanted = args.condition if args.condition is not None else _kept_condition(ticket, code)
    condition = _condition(known, wanted, VERBS["accept"])
    if isinstance(condition, Refusal):
        return condition
    urgency = args.urgency or (ticket.urgency if ticket.ticket_class == code else known.urgency)
    return (
        facts.Accepted(
            ticket_class=code,
            condition=condition.no,
            urgency=urgency,
            grid=args.grid,
            private=_words(args.note),
            clocks=(_stage_clock("dispatch", urgency, ctx),),
            stops=("intake",),
        ),
    )


def _kept_condition(ticket: Ticket, code: str) -> int | None:
    return ticket.condition if ticket.ticket_class == code else None


def _condition(known: TicketClass, wanted: int | None, verb: Verb) -> Condition | Refusal:
    """The filing condition asked for; a class with only one needs no asking."""
    if wanted is None and len(known.conditions) == 1:
        return known.conditions[0]
    found = known.condition(wanted) if wanted is not None else None
    if found is not None:
        return found
    zh = " ".join(f"{one.no}{one.label_zh}" for one in known.conditions)
    en = ", ".join(f"{one.no} {one.label_en}" for one in known.conditions)
    return Refusal(
        "D8",
        f"{verb.zh}须选「{known.name_zh}」的立案条件 (件:号): {zh}",
        f"{verb.verb} needs a filing condition of {known.name_en} (condition:N): {en}",
        ("condition",),
    )


def _reject(ticket: Ticket, args: Arguments, ctx: Context) -> Facts:
    return (facts.Rejected(private=_said("reject", args), stops=("intake",)),)


def _dispatch(ticket: Ticket, args: Dispatch, ctx: Context) -> Facts | Refusal:
    verb, tree = VERBS["dispatch"], ctx.profile.tree
    if not args.target:
        return refusals.missing(verb, "target")
    for unit in (args.target, *args.assist):
        if unit not in tree:
            return refusals.unknown(("单位", "unit"), unit, "D1")
    if ctx.actor.role == "department":
        return _assign(ticket, args, ctx)
    if ticket.state not in ("pending_dispatch", "returned"):
        return refusals.wrong_state(
            msgspec.structs.replace(verb, states=("pending_dispatch", "returned")),
            ticket.state,
            ticket.signed,
        )
    if ticket.state == "returned" and ticket.returns > ctx.profile.rules.max_returns:
        return Refusal(
            "D4",
            f"已退单 {ticket.returns} 次, 须仲裁指定牵头单位",
            f"returned {ticket.returns} times: it must be ruled on (rule TICKET UNIT REASON)",
            ("rule",),
        )
    return _send(ticket, args, ctx)


def _send(ticket: Ticket, args: Dispatch, ctx: Context) -> Facts | Refusal:
    known = ctx.profile.classes[ticket.ticket_class]
    wanted = args.condition if args.condition is not None else ticket.condition
    condition = _condition(known, wanted, VERBS["dispatch"])
    if isinstance(condition, Refusal):
        return condition
    corrects = ticket.state == "returned"
    stops = ("rule", "handle", "sign", "refuse") if corrects else ("dispatch",)
    return (
        facts.Dispatched(
            target=args.target,
            condition=condition.no,
            assist=args.assist,
            corrects=corrects,
            private=_words(args.note),
            clocks=_unit_clocks(ticket, args.target, condition, ctx),
            stops=stops,
        ),
    )


def _unit_clocks(
    ticket: Ticket, unit: str, condition: Condition, ctx: Context, refuse: bool = True
) -> tuple[Clock, ...]:
    """The clocks a unit gets with a ticket: to sign, to handle, and its window to return."""
    known = ctx.profile.classes[ticket.ticket_class]
    source = (f"{known.name_zh} / {condition.label_zh}", f"{known.name_en} / {condition.label_en}")
    handle = _clock("handle", condition.limit, ctx, source, unit)
    stages = ("sign", "refuse") if refuse else ("sign",)
    return (handle, *(_stage_clock(stage, ticket.urgency, ctx, unit) for stage in stages))


def _assign(ticket: Ticket, args: Dispatch, ctx: Context) -> Facts | Refusal:
    """A department passes a ticket on inside itself; its clock runs on."""
    verb, tree = VERBS["dispatch"], ctx.profile.tree
    if ticket.state not in ("pending_handle", "handling"):
        return refusals.wrong_state(verb, ticket.state, ticket.signed)
    if not ticket.signed:
        return refusals.missing(verb, "signature", rule="D4")
    if not tree.within(args.target, ctx.actor.org):
        return Refusal(
            "D4",
            "部门只能在本单位内部分派; 不属本单位的请退单",
            "a department assigns inside itself only; what is not its matter it returns",
            ("target",),
            error="denied",
        )
    return (facts.Assigned(target=args.target, private=_words(args.note)),)


def _sign(ticket: Ticket, args: Arguments, ctx: Context) -> Facts | Refusal:
    if ticket.signed:
        return Refusal("D4", "已签收, 不必再签", "already signed", ("state",))
    return (facts.Signed(private=_said("sign", args), stops=("sign",)),)


def _return(ticket: Ticket, args: Return, ctx: Context) -> Facts | Refusal:
    if not args.basis.strip():
        return refusals.missing(VERBS["return"], "basis")
    if ticket.lead_designated:
        return Refusal(
            "D4",
            "已指定牵头单位, 不得再退单 (首接负责)",
            "a lead unit was designated: no more returns",
            ("lead",),
        )
    window = ticket.running("refuse")
    if window is None or ctx.now > window.due:
        until = f"{window.due:%m-%d %H:%M}" if window else "-"
        return Refusal(
            "D4",
            f"退单期限已过 ({until}), 须继续处置",
            f"the window to return it ended at {until}: it stays with the unit",
            ("window",),
        )
    rule_clock = _clock("rule", ctx.profile.rules.rule_limit, ctx)
    private = Private(args.reason, "", args.basis)
    return (facts.Returned(private=private, clocks=(rule_clock,), stops=("sign", "refuse")),)


def _rule(ticket: Ticket, args: Rule, ctx: Context) -> Facts | Refusal:
    if not args.target:
        sign = () if ticket.signed else (_stage_clock("sign", ticket.urgency, ctx, ticket.org),)
        return (facts.ReturnRefused(private=_words(args.reason), clocks=sign, stops=("rule",)),)
    if args.target not in ctx.profile.tree:
        return refusals.unknown(("单位", "unit"), args.target, "D1")
    known = ctx.profile.classes[ticket.ticket_class]
    condition = _condition(known, ticket.condition, VERBS["rule"])
    if isinstance(condition, Refusal):
        return condition
    clocks = _unit_clocks(ticket, args.target, condition, ctx, refuse=False)
    private = _words(args.reason)
    stops = ("rule", "handle", "sign", "refuse")
    return (facts.LeadDesignated(target=args.target, private=private, clocks=clocks, stops=stops),)


def _report(ticket: Ticket, args: Report, ctx: Context) -> Facts | Refusal:
    """A handler finishes; a department's word also confirms, which stops the handling clock."""
    verb = VERBS["report"]
    if ticket.state == "pending_handle" and not ticket.signed:
        return refusals.missing(verb, "signature", rule="D4")
    finished = facts.HandleFinished(
        evidence=args.evidence, solved=args.solved, private=_words(args.result)
    )
    verify = _stage_clock("verify", ticket.urgency, ctx)
    if ctx.actor.role != "department":
        return (finished,)
    if ticket.state == "handle_finish":
        return (
            facts.HandleConfirmed(
                private=_words(args.result), clocks=(verify,), stops=("handle", "refuse")
            ),
        )
    return (finished, facts.HandleConfirmed(clocks=(verify,), stops=("handle", "refuse")))


def _different_person(ticket: Ticket, verb: Verb, ctx: Context) -> Refusal | None:
    account = ctx.actor.account
    if account in ticket.handlers:
        return refusals.same_person(verb, "处置过", "handled")
    if account == ticket.reported_by:
        return refusals.same_person(verb, "上报了", "reported")
    return None


def _verify(ticket: Ticket, args: Verify, ctx: Context) -> Facts | Refusal:
    verb = VERBS["verify"]
    refusal = _different_person(ticket, verb, ctx)
    if refusal:
        return refusal
    private = _words(args.note)
    if args.result == "pass":
        clocks = (_stage_clock("close", ticket.urgency, ctx),)
        return (facts.CheckPassed(private=private, clocks=clocks, stops=("verify",)),)
    if args.result == "fail":
        clocks = (_clock("rework", ctx.profile.rules.rework_limit, ctx),)
        return (facts.CheckFailed(private=private, clocks=clocks, stops=("verify",)),)
    return refusals.unknown(
        ("核查结果 (果:通过 / 果:不通过)", "result (pass or fail)"), args.result, "D8"
    )


def _rework(ticket: Ticket, args: Rework, ctx: Context) -> Facts:
    """Back to the same unit: the handling clock runs on from the first dispatch, no new limit."""
    old = [clock for clock in ticket.clocks if clock.stage == "handle"][-1]
    handle = msgspec.structs.replace(old, stopped=None)
    sign = _stage_clock("sign", ticket.urgency, ctx, ticket.org)
    failed: Facts = ()
    if ticket.state in ("pending_check", "checking"):
        failed = (facts.CheckFailed(stops=("verify",)),)
    reworked = facts.Reworked(
        private=_words(args.reason), clocks=(handle, sign), stops=("rework", "verify", "close")
    )
    return (*failed, reworked)


def _close(ticket: Ticket, args: Close, ctx: Context) -> Facts | Refusal:
    verb = VERBS["close"]
    refusal = _different_person(ticket, verb, ctx)
    if refusal:
        return refusal
    private = _words(args.note)
    return (facts.Closed(solved=args.solved, private=private, stops=("close",)),)


def _reopen(ticket: Ticket, args: Reopen, ctx: Context) -> Facts | Refusal:
    """Half of the original limit for the unit that had it; a rejected report is filed anew."""
    private = _words(args.reason)
    if ticket.state == "not_accepted":
        intake = _stage_clock("intake", ticket.urgency, ctx)
        return (facts.Reopened(to="reported", private=private, clocks=(intake,)),)
    known = ctx.profile.classes[ticket.ticket_class]
    condition = _condition(known, ticket.condition, VERBS["reopen"])
    if isinstance(condition, Refusal):
        return condition
    part = ctx.profile.rules.reopen_fraction
    limit = Limit(condition.limit.value * part, condition.limit.unit)
    source = (
        f"{known.name_zh} 重办, 原时限的 {part:g}",
        f"{known.name_en} reopened, {part:g} of the limit",
    )
    handle = _clock("handle", limit, ctx, source, ticket.org)
    sign = _stage_clock("sign", ticket.urgency, ctx, ticket.org)
    return (facts.Reopened(to="pending_handle", private=private, clocks=(handle, sign)),)


def _note(ticket: Ticket, args: Arguments, ctx: Context) -> Facts:
    return (facts.Noted(private=_said("note", args)),)


def _recompute(ticket: Ticket, args: Arguments, ctx: Context) -> Facts | Refusal:
    moved = tuple(
        new
        for clock in ticket.clocks
        if clock.running and (new := recompute(clock, ctx.profile.calendar)) is not None
    )
    if not moved:
        return Refusal("T1", "时限没有变化", "no due time moves")
    return (facts.ClocksRecomputed(clocks=moved),)


def _stage_clock(stage: str, urgency: str, ctx: Context, unit: str = "") -> Clock:
    row = ctx.profile.stage_limit(stage, urgency)
    return _clock(stage, row.limit, ctx, row.source, unit)


def _clock(
    stage: str, limit: Limit, ctx: Context, source: tuple[str, str] = ("", ""), unit: str = ""
) -> Clock:
    return start_clock(stage, ctx.now, limit, ctx.profile.calendar, source, unit)


def _words(text: str) -> Private | None:
    return Private(text) if text else None


def _said(verb: str, args: Arguments) -> Private | None:
    return _words(str(getattr(args, TEXT_ARGUMENT[verb])))


Decision = Callable[..., Facts | Refusal]

DECISIONS: dict[str, Decision] = {
    "new": _new,
    "accept": _accept,
    "reject": _reject,
    "dispatch": _dispatch,
    "sign": _sign,
    "return": _return,
    "rule": _rule,
    "report": _report,
    "verify": _verify,
    "rework": _rework,
    "close": _close,
    "reopen": _reopen,
    "note": _note,
    "recompute": _recompute,
}
"""How each verb decides."""
