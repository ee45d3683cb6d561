"""A ticket goes to a unit, inside it, back from it, and on by ruling."""

from __future__ import annotations

from governance import event as facts
from governance import granting, refusals
from governance.assisting import assist_clock
from governance.clock import Clock
from governance.command import Arguments, Dispatch, Refusal, Return, Rule
from governance.context import (
    Context,
    Facts,
    class_of,
    clock_from_now,
    condition_of,
    said,
    stage_clock,
    words,
)
from governance.event import Private
from governance.taxonomy import Condition, TicketClass
from governance.ticket import Ticket
from governance.verbs import VERBS

UNIT_STAGES = ("rule", "handle", "sign", "refuse")
"""Stages that end when a ticket goes to another unit."""


def dispatch(ticket: Ticket, args: Dispatch, ctx: Context) -> Facts | Refusal:
    """The centre sends it to a unit; a department passes it on inside itself."""
    verb, tree = VERBS["dispatch"], ctx.profile.tree
    if not args.target:
        return refusals.missing(verb, "target")
    for unit in (args.target, *args.assist):
        if unit not in tree:
            return refusals.unknown(("单位", "unit"), unit, "D1")
    if ctx.actor.role == "department":
        return _assign(ticket, args, ctx)
    if ticket.state == "returned" and ticket.returns > ctx.profile.rules.max_returns:
        return Refusal(
            "D4",
            f"已退单 {ticket.returns} 次, 须仲裁指定牵头单位",
            f"returned {ticket.returns} times: it must be ruled on (rule TICKET UNIT REASON)",
            ("rule",),
        )
    return _send(ticket, args, ctx)


def _send(ticket: Ticket, args: Dispatch, ctx: Context) -> Facts | Refusal:
    known = class_of(ticket, ctx)
    if isinstance(known, Refusal):
        return known
    wanted = args.condition if args.condition is not None else ticket.condition
    condition = condition_of(known, wanted, VERBS["dispatch"])
    if isinstance(condition, Refusal):
        return condition
    corrects = ticket.state == "returned"
    handle = _handle_clock(known, condition, args.target, ctx)
    others = (stage_clock(stage, ticket.urgency, ctx, args.target) for stage in ("sign", "refuse"))
    helpers = tuple(unit for unit in dict.fromkeys(args.assist) if unit != args.target)
    helping = (assist_clock(unit, ticket.urgency, ctx) for unit in helpers)
    return (
        facts.Dispatched(
            target=args.target,
            condition=condition.no,
            assist=helpers,
            corrects=corrects,
            private=words(args.note),
            clocks=(handle, *others, *helping),
            stops=(*UNIT_STAGES, "assist") if corrects else ("dispatch",),
        ),
    )


def _handle_clock(known: TicketClass, condition: Condition, unit: str, ctx: Context) -> Clock:
    """The limit belongs to the filing condition, and the ledger names both."""
    source = (f"{known.name_zh} / {condition.label_zh}", f"{known.name_en} / {condition.label_en}")
    return clock_from_now("handle", condition.limit, ctx, source, unit)


def _assign(ticket: Ticket, args: Dispatch, ctx: Context) -> Facts | Refusal:
    """A department passes a ticket on inside itself; its clock runs on."""
    verb, tree = VERBS["dispatch"], ctx.profile.tree
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
    return (facts.Assigned(target=args.target, private=words(args.note)),)


def sign(ticket: Ticket, args: Arguments, ctx: Context) -> Facts | Refusal:
    """The unit takes it."""
    if ticket.signed:
        return Refusal("D4", "已签收, 不必再签", "already signed", ("state",))
    return (facts.Signed(private=said("sign", args), stops=("sign",)),)


def send_back(ticket: Ticket, args: Return, ctx: Context) -> Facts | Refusal:
    """The unit returns what is not its matter, within its window and with the legal basis."""
    if not args.basis.strip():
        return refusals.missing(VERBS["return"], "basis")
    standing = granting.standing_still(ticket)
    if standing is not None:
        return standing
    if ticket.lead_designated:
        return Refusal(
            "D4",
            "已指定牵头单位, 不得再退单 (首接负责)",
            "a lead unit was designated: no more returns",
            ("lead",),
        )
    window = ticket.running("refuse")
    if window is None:
        return Refusal(
            "D4",
            "此单已无退单期限 (裁定维持、返工、重办后不可再退), 须继续处置",
            "there is no window to return it after a ruling, rework or reopening: "
            "it stays with the unit",
            ("window",),
        )
    if ctx.now > window.due:
        return Refusal(
            "D4",
            f"退单期限已过 ({window.due:%m-%d %H:%M}), 须继续处置",
            f"the window to return it ended at {window.due:%m-%d %H:%M}: it stays with the unit",
            ("window",),
        )
    ruling = clock_from_now("rule", ctx.profile.rules.rule_limit, ctx)
    private = Private(args.reason, "", args.basis)
    return (facts.Returned(private=private, clocks=(ruling,), stops=("sign", "refuse")),)


def rule(ticket: Ticket, args: Rule, ctx: Context) -> Facts | Refusal:
    """Decide a return: it stays with the unit, or goes to a lead that cannot return it."""
    private = words(args.reason)
    if not args.target:
        again = () if ticket.signed else (stage_clock("sign", ticket.urgency, ctx, ticket.org),)
        return (facts.ReturnRefused(private=private, clocks=again, stops=("rule",)),)
    if args.target not in ctx.profile.tree:
        return refusals.unknown(("单位", "unit"), args.target, "D1")
    known = class_of(ticket, ctx)
    if isinstance(known, Refusal):
        return known
    condition = condition_of(known, ticket.condition, VERBS["rule"])
    if isinstance(condition, Refusal):
        return condition
    handle = _handle_clock(known, condition, args.target, ctx)
    clocks = (handle, stage_clock("sign", ticket.urgency, ctx, args.target))
    return (
        facts.LeadDesignated(target=args.target, private=private, clocks=clocks, stops=UNIT_STAGES),
    )
