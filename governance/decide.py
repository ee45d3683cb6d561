"""What a command does to a ticket: facts, or a refusal that names the rule. Pure and total.

This is the frame and the table; the verbs decide in `filing.py`, `merging.py`, `sending.py`,
`assisting.py`, `finishing.py`, `aftercare.py` and `claiming.py`, those of whistles in
`blowing.py`, `escalating.py`, `answering.py` and `concluding.py`, those of requests and cards in
`asking.py`, `granting.py` and `supervising.py`.
Times and numbers come in with the context; nothing here asks a clock or draws at random. The
source of each guard is `domain/actions.csv` and `domain/rules.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from governance import (
    aftercare,
    answering,
    asking,
    assisting,
    blowing,
    claiming,
    concluding,
    escalating,
    filing,
    finishing,
    granting,
    merging,
    refusals,
    sending,
    supervising,
    whistlers,
)
from governance.authority import authorise
from governance.command import (
    ARGUMENTS,
    LONGEST_FIELD,
    LONGEST_TEXT,
    LONGEST_TEXTS,
    TEXT_ARGUMENT,
    Arguments,
    Refusal,
)
from governance.context import Context, Facts
from governance.event import Event
from governance.ticket import Ticket
from governance.verbs import VERBS, Verb

__all__ = ["DECISIONS", "Context", "decide"]


def decide(
    ticket: Ticket | None, verb_name: str, args: Arguments, ctx: Context
) -> tuple[Event, ...] | Refusal:
    """The facts that a command makes, in order, or why there are none.

    Args:
        ticket: the ticket as it stands; None for ``new``.
        verb_name: a ``command`` or ``system`` verb of `verbs.csv`; any other is refused.
        args: the verb's own argument struct; any other is refused.
        ctx: time, actor and jurisdiction.
    """
    if verb_name not in DECISIONS:
        return refusals.unknown(("命令", "verb"), verb_name, "D10")
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
    """What every verb is refused for: role, unit, a claim, state, missing or oversized words."""
    if type(args) is not ARGUMENTS[verb.verb]:
        return refusals.wrong_arguments(verb, type(args).__name__)
    refusal = authorise(ctx.actor, verb, ticket, ctx.profile.tree)
    refusal = refusal or claiming.held_off(ticket, verb, ctx) or ctx.conflict
    if refusal is not None:
        return refusal
    if ticket is None and verb.verb != "new":
        return refusals.not_found("")
    if ticket is not None and not verb.starts_from(ticket.state, ctx.actor.role):
        return refusals.wrong_state(verb, ticket.state, ticket.signed, ctx.actor.role)
    unconcluded = whistlers.unconcluded(ticket, verb)
    if unconcluded is not None:
        return unconcluded
    field = TEXT_ARGUMENT.get(verb.verb, "")
    if verb.text == "must" and not getattr(args, field).strip():
        return refusals.missing(verb, field)
    return _oversized(args)


def _oversized(args: Arguments) -> Refusal | None:
    for name, text in _texts(args):
        most = LONGEST_TEXT if name in LONGEST_TEXTS else LONGEST_FIELD
        if len(text) > most:
            return refusals.too_long(name, len(text), most)
    return None


def _texts(args: Any) -> list[tuple[str, str]]:
    """Every text in the arguments, those of their parts and lists included."""
    found: list[tuple[str, str]] = []
    names = zip(args.__struct_fields__, args.__struct_encode_fields__, strict=True)
    for field, encoded in names:
        value = getattr(args, field)
        if isinstance(value, str):
            found.append((encoded, value))
        elif isinstance(value, tuple):
            found += [(encoded, one) for one in value]
        elif isinstance(value, msgspec.Struct):
            found += _texts(value)
    return found


Decision = Callable[..., Facts | Refusal]

DECISIONS: dict[str, Decision] = {
    "new": filing.new,
    "accept": filing.accept,
    "reject": filing.reject,
    "merge": merging.merge,
    "split": merging.split,
    "dispatch": sending.dispatch,
    "assist": assisting.assist,
    "sign": sending.sign,
    "return": sending.send_back,
    "rule": sending.rule,
    "report": finishing.report,
    "verify": finishing.verify,
    "rework": finishing.rework,
    "close": aftercare.close,
    "callback": aftercare.callback,
    "reopen": aftercare.reopen,
    "claim": claiming.claim,
    "release": claiming.release,
    "note": finishing.note,
    "recompute": finishing.recompute_clocks,
    "whistle": blowing.whistle,
    "reportin": answering.report_in,
    "onsite": answering.on_site,
    "escalate": escalating.escalate,
    "rate": concluding.rate,
    "excuse": answering.excuse,
    "confer": concluding.confer,
    "playbook": concluding.attach,
    "conclude": concluding.conclude,
    "ack": answering.ack,
    "missed": escalating.missed,
    "suspend": asking.suspend,
    "extend": asking.extend,
    "appeal": asking.appeal,
    "approve": granting.approve,
    "deny": granting.deny,
    "resume": granting.resume,
    "supervise": supervising.supervise,
    "answer": supervising.answer,
    "card": supervising.put_card,
    "resume_due": granting.resume_due,
}
"""How each verb decides."""
