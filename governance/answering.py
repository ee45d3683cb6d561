"""What called units do: report in, come on site, hear an emergency; the centre lets one off.

A called unit cannot refuse. What it did may be said by itself, by the unit above it, or by the
centre, which hears it by telephone; not by who blew the whistle.
"""

from __future__ import annotations

from typing import NamedTuple

from governance import refusals
from governance import whistle_facts as facts
from governance.authority import DISTRICT_ROLES
from governance.command import Actor, Refusal
from governance.context import Context, Facts, words
from governance.ticket import Ticket
from governance.verbs import VERBS, Verb
from governance.whistle import (
    CALL_STAGES,
    ON_SITE,
    REPORT_IN,
    Call,
    Whistle,
    shown_id,
    whistle_named,
)
from governance.whistle_commands import Ack, Answer, Excuse
from governance.whistlers import misnamed


class Called(NamedTuple):
    """A unit's call, and the whistle it belongs to."""

    whistle: Whistle
    call: Call


def report_in(ticket: Ticket, args: Answer, ctx: Context) -> Facts | Refusal:
    """A person of a called unit reports in."""
    verb = VERBS["reportin"]
    person = _person(args, verb, ctx)
    if isinstance(person, Refusal):
        return person
    one = _meant(ticket, args, verb, ctx, REPORT_IN)
    if isinstance(one, Refusal):
        return one
    return (_reported_in(one, person, args),)


def _reported_in(one: Called, person: str, args: Answer) -> facts.ReportedIn:
    return facts.ReportedIn(
        whistle=one.whistle.id,
        unit=one.call.unit,
        person=person,
        private=words(args.note),
        stops=(REPORT_IN,),
    )


def on_site(ticket: Ticket, args: Answer, ctx: Context) -> Facts | Refusal:
    """A person of a called unit is on site, which reports it in as well if nobody did."""
    verb = VERBS["onsite"]
    person = _person(args, verb, ctx)
    if isinstance(person, Refusal):
        return person
    one = _meant(ticket, args, verb, ctx, ON_SITE)
    if isinstance(one, Refusal):
        return one
    came = facts.OnSite(
        whistle=one.whistle.id,
        unit=one.call.unit,
        person=person,
        private=words(args.note) if one.call.arrived_at else None,
        stops=(ON_SITE,),
    )
    return (came,) if one.call.arrived_at else (_reported_in(one, person, args), came)


def _person(args: Answer, verb: Verb, ctx: Context) -> str | Refusal:
    """Who came: named, or the account itself where a unit speaks for itself."""
    person = args.person.strip()
    wrong = misnamed("person", person, verb)
    if wrong is not None:
        return wrong
    if person:
        return person
    if ctx.actor.role in DISTRICT_ROLES:
        return refusals.missing(verb, "person")
    return ctx.actor.name


def _meant(ticket: Ticket, args: Answer, verb: Verb, ctx: Context, stage: str) -> Called | Refusal:
    """The call that is meant: the named one, or the only one of the actor's that is still open."""
    found = _calls(ticket, args.whistle, args.unit)
    if not found:
        return _not_called(ticket, args, verb)
    mine = [one for one in found if _speaks_for(ctx, one)]
    if not mine:
        return _not_yours(found, verb, ctx)
    left = [one for one in mine if not _done(one.call, stage)]
    if not left:
        return _done_already(mine[0], verb, stage, ctx)
    own = [one for one in left if one.call.unit == ctx.actor.org]
    left = own or left
    return left[0] if len({one.call.unit for one in left}) == 1 else _several(left, verb, ctx)


def _calls(ticket: Ticket, whistle: str, unit: str) -> list[Called]:
    """The calls that are still on, of the whistle and unit if they are named."""
    named = whistle_named(ticket.whistles, whistle) if whistle else None
    return [
        Called(one, call)
        for one in ticket.unended
        for call in one.active
        if (not whistle or one is named) and unit in ("", call.unit)
    ]


def _speaks_for(ctx: Context, one: Called) -> bool:
    actor: Actor = ctx.actor
    if actor.role in ("dispatcher", "leader"):
        return True
    if actor.account == one.whistle.account or actor.org == one.whistle.unit:
        return False
    return ctx.profile.tree.within(one.call.unit, actor.org)


def _done(call: Call, stage: str) -> bool:
    return (call.arrived_at if stage == REPORT_IN else call.site_at) is not None


def _not_called(ticket: Ticket, args: Answer, verb: Verb) -> Refusal:
    if args.unit:
        return refusals.unknown(("被哨单位", "called unit"), args.unit, verb.rule)
    if args.whistle:
        return refusals.unknown(("未销的哨", "open whistle"), args.whistle, verb.rule)
    return Refusal(verb.rule, "此件没有未销的哨", "this ticket has no open whistle", ("whistle",))


def _not_yours(found: list[Called], verb: Verb, ctx: Context) -> Refusal:
    zh, en = _named([one.call.unit for one in found], ctx)
    return Refusal(
        verb.rule,
        f"{verb.zh}由被哨单位或中心登记, 不由吹哨方: {zh}",
        f"the called units or the centre {verb.verb}, not who blew the whistle: {en}",
        error="denied",
    )


def _done_already(one: Called, verb: Verb, stage: str, ctx: Context) -> Refusal:
    call = one.call
    at, who = (
        (call.arrived_at, call.person) if stage == REPORT_IN else (call.site_at, call.site_person)
    )
    zh, en = ctx.profile.tree.name(call.unit)
    return Refusal(
        verb.rule,
        f"{zh}已{verb.zh}: {who} {at:%m-%d %H:%M}",
        f"{en} has done so: {who} {at:%m-%d %H:%M}",
        ("unit",),
    )


def _several(left: list[Called], verb: Verb, ctx: Context) -> Refusal:
    zh, en = _named([one.call.unit for one in left], ctx)
    return Refusal(
        verb.rule,
        f"请写哪个单位{verb.zh} (位:…): {zh}",
        f"say which unit (unit:…): {en}",
        ("unit",),
    )


def _named(units: list[str], ctx: Context) -> tuple[str, str]:
    listed = [ctx.profile.tree.name(unit) for unit in dict.fromkeys(units)]
    return "、".join(zh for zh, _ in listed), ", ".join(en for _, en in listed)


def excuse(ticket: Ticket, args: Excuse, ctx: Context) -> Facts | Refusal:
    """The centre lets a called unit off; somebody stays called as long as the whistle is open."""
    verb = VERBS["excuse"]
    if not args.unit:
        return refusals.missing(verb, "unit")
    found = _calls(ticket, args.whistle, args.unit)
    if not found:
        return _not_called(ticket, Answer(args.whistle, args.unit), verb)
    one = found[0]
    if len(one.whistle.active) == 1:
        shown = shown_id(ticket.number, one.whistle.id)
        return Refusal(
            verb.rule,
            f"{shown} 只叫了这一个单位, 不必到请销哨",
            f"{shown} calls nobody else: conclude it instead",
            ("unit",),
        )
    return (
        facts.Excused(
            whistle=one.whistle.id,
            unit=args.unit,
            private=words(args.reason),
            stops=CALL_STAGES,
        ),
    )


def ack(ticket: Ticket, args: Ack, ctx: Context) -> Facts | Refusal:
    """The actor has heard the emergency whistles that call its unit: all, or the one named."""
    calls = [
        one
        for one in _calls(ticket, args.whistle, "")
        if one.whistle.emergency and ctx.profile.tree.within(one.call.unit, ctx.actor.org)
    ]
    account = ctx.actor.account
    unheard = [one for one in calls if account not in one.call.acked]
    if not unheard:
        zh = "已确认过" if calls else "此件没有叫本单位的应急哨"
        en = "heard already" if calls else "no emergency whistle of this ticket calls your unit"
        return Refusal("H4", zh, en, ("whistle",))
    private = words(args.note)
    return tuple(
        facts.WhistleAcked(whistle=one.whistle.id, unit=one.call.unit, private=private)
        for one in unheard
    )
