"""Whose a whistle is: who may blow a rung, who answers for one, and what it holds up."""

from __future__ import annotations

import re

from governance import refusals
from governance.authority import DISTRICT_ROLES
from governance.command import Actor, Refusal
from governance.context import Context
from governance.ladder import Rung
from governance.org import OrgTree
from governance.ticket import Ticket
from governance.verbs import Verb
from governance.whistle import LONGEST_NAME, Whistle, shown_id, whistle_named

ENDING = ("close", "callback", "reject", "merge")
"""Verbs that would end a ticket under the feet of those who were called to it."""


LONG_NUMBER = re.compile(r"\d(?:[\s\-－]?\d){8,}")
"""What no name contains, and telephone and identity numbers do."""


def misnamed(field: str, name: str, verb: Verb) -> Refusal | None:
    """Why a name that goes into the log and to the seats as it is cannot stand there."""
    if len(name) > LONGEST_NAME:
        return refusals.too_long(field, len(name), LONGEST_NAME)
    if LONG_NUMBER.search(name) is None:
        return None
    return Refusal(
        verb.rule,
        "名称原样记入日志, 不写电话或证件号; 需要时写进说明",
        "a name goes on record as it is: no telephone or identity number in it; "
        "say those in the note",
        (field,),
    )


def may_blow(actor: Actor, rung: Rung, tree: OrgTree) -> bool:
    """Whether an account may blow a rung: by its role, and by its unit's level below the centre."""
    if actor.role not in rung.roles:
        return False
    return actor.role in DISTRICT_ROLES or tree.level(actor.org) in rung.levels


def unconcluded(ticket: Ticket | None, verb: Verb) -> Refusal | None:
    """Why a ticket cannot end yet: units were called to it and the whistle is not over."""
    if ticket is None or verb.verb not in ENDING or not ticket.open or not ticket.unended:
        return None
    shown = [shown_id(ticket.number, one.id) for one in ticket.unended]
    return Refusal(
        "H3",
        f"哨未销 ({'、'.join(shown)}), 先销哨再{verb.zh}",
        f"whistles are not concluded ({', '.join(shown)}): conclude before you {verb.verb}",
        ("conclude",),
    )


def open_whistle(ticket: Ticket, name: str, verb: Verb) -> Whistle | Refusal:
    """The open whistle that is meant: the one named, or the only one."""
    found = [one for one in ticket.whistles if one.state == "open"]
    if name:
        named = whistle_named(found, name)
        return named or refusals.unknown(("未销的哨", "open whistle"), name, verb.rule)
    if len(found) == 1:
        return found[0]
    if not found:
        return Refusal(
            verb.rule, "此件没有未销的哨", "this ticket has no open whistle", ("whistle",)
        )
    shown = ", ".join(one.id for one in found)
    return Refusal(
        verb.rule,
        f"此件有几个哨, 请写哪一个 (哨:{shown})",
        f"there are several whistles, say which (whistle:{shown})",
        ("whistle",),
    )


def answers_for(actor: Actor, one: Whistle) -> bool:
    """Whether somebody rates, ends and raises a whistle: who blew it, its unit, or the centre."""
    if actor.role in ("dispatcher", "leader"):
        return True
    return actor.account == one.account or (bool(one.unit) and actor.org == one.unit)


def not_the_whistlers(verb: Verb, one: Whistle, ctx: Context) -> Refusal:
    """The whistle is somebody else's."""
    zh, en = ctx.profile.tree.name(one.unit)
    return Refusal(
        verb.rule,
        f"此哨由{zh}所吹, 只有吹哨方或中心能{verb.zh}",
        f"{en} blew this whistle: only it or the centre may {verb.verb}",
        error="denied",
    )
