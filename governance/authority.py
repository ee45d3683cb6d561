"""Who may do what to which ticket, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable

from governance import refusals
from governance.card import carded_units
from governance.command import Actor, Refusal
from governance.org import OrgTree
from governance.ticket import Ticket
from governance.verbs import Verb
from governance.whistle import called_units

DISTRICT_ROLES = frozenset({"dispatcher", "leader", "supervisor", "trainer", "auditor", "system"})
"""Roles that see the whole district."""

UNIT_ROLES = frozenset({"department", "grid"})
"""Roles that see their unit's share; any other role sees no ticket, whatever its unit."""

LEADS_VERBS = frozenset(
    {"sign", "return", "dispatch", "assist", "suspend", "extend", "appeal", "resume"}
)
"""What units below the district do only to tickets they answer for."""

HOLDERS_VERBS = LEADS_VERBS | {"report"}
"""What units below the district do only to tickets they hold, be it to help."""


def holders_of(ticket: Ticket) -> tuple[str, ...]:
    """Every unit that has the ticket: the one that answers, its handler, those that assist."""
    return tuple(unit for unit in (ticket.org, ticket.handler, *ticket.assist) if unit)


def units_of(ticket: Ticket) -> tuple[str, ...]:
    """Every unit that the ticket concerns: who has it, called, was called, or owes an answer.

    Who blew a whistle ends and rates it, also when the ticket has gone to another unit meanwhile.
    """
    if not ticket.whistles and not ticket.cards:
        return holders_of(ticket)
    called, carded = called_units(ticket.whistles), carded_units(ticket.cards)
    blew = (one.unit for one in ticket.whistles if one.unit)
    return tuple(dict.fromkeys((*holders_of(ticket), *called, *carded, *blew)))


def sees(role: str, org: str, units: Iterable[str], grid: str, tree: OrgTree) -> bool:
    """Whether a seat of that role and unit has a ticket of these units and grid in its scope.

    Departments see what they hold; grid staff also what was found in their place; who keeps
    accounts or safety sees none.
    """
    if role in DISTRICT_ROLES:
        return True
    if role not in UNIT_ROLES:
        return False
    if any(tree.within(unit, org) for unit in units):
        return True
    return role == "grid" and tree.within(grid, org)


def authorise(actor: Actor, verb: Verb, ticket: Ticket | None, tree: OrgTree) -> Refusal | None:
    """Refuse what the role or the unit does not allow; None where it may go on."""
    if not verb.open_to(actor.role):
        return refusals.denied(verb, *refusals.ROLES.get(actor.role, (actor.role, actor.role)))
    if ticket is None or actor.role in DISTRICT_ROLES:
        return None
    if not sees(actor.role, actor.org, units_of(ticket), ticket.grid, tree):
        return refusals.not_found(ticket.number)
    units = holders_of(ticket)
    if verb.verb in LEADS_VERBS:
        units = tuple(unit for unit in (ticket.org, ticket.handler) if unit)
    holds = any(tree.within(unit, actor.org) for unit in units)
    if verb.verb in HOLDERS_VERBS and not holds:
        return refusals.outside(verb, tree.name(actor.org))
    return None
