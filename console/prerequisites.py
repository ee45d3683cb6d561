"""What of a ticket a verb needs besides its state: a whistle, a request or a card that is not over.

The platform's rules have the last word; this keeps a seat from being offered what cannot succeed.
"""

from __future__ import annotations

from governance.command import Refusal
from governance.verbs import Verb
from wire.rows import TicketRow

OF_A_WHISTLE = (
    "reportin", "onsite", "escalate", "excuse", "confer", "playbook", "conclude", "ack",
)  # fmt: skip
"""Verbs that are about an open whistle."""

WHISTLED = ("rate",)
"""Verbs about a whistle that may be over, of which a row does not tell."""

OF_A_REQUEST = ("approve", "deny")
"""Verbs that decide a request."""

OF_A_CARD = ("answer",)
"""Verbs that answer a card."""


def has_whistle(row: TicketRow) -> bool:
    """Whether a whistle of the ticket is open."""
    return any(one.state == "open" for one in row.whistles)


def worth_offering(verb: Verb, row: TicketRow) -> bool:
    """Whether a ticket has what a verb is about."""
    return lacking(verb, row) is None and (verb.verb not in WHISTLED or has_whistle(row))


def lacking(verb: Verb, row: TicketRow) -> Refusal | None:
    """Why a verb cannot be said of a ticket, whatever its state; None where it can."""
    if verb.verb in OF_A_WHISTLE and not has_whistle(row):
        return Refusal(
            verb.rule, "此件没有未销的哨, 先吹哨", "this ticket has no open whistle: whistle first"
        )
    if verb.verb in OF_A_REQUEST and not row.requests:
        return Refusal(verb.rule, "此件没有待批的申请", "nothing on this ticket waits for approval")
    if verb.verb in OF_A_CARD and not row.cards:
        return Refusal(
            verb.rule, "此件没有待督复的督办", "no card on this ticket waits for an answer"
        )
    return None
