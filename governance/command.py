"""Every command as a struct: what a seat or another program asks for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from governance.arguments import Arguments as Arguments
from governance.supervision_commands import SUPERVISION_ARGUMENTS, SUPERVISION_TEXT
from governance.whistle_commands import WHISTLE_ARGUMENTS, WHISTLE_TEXT

LONGEST_TEXT = 20_000
"""Characters a report, reason, result or note may have."""

LONGEST_TEXTS = frozenset({"text", "reason", "basis", "result", "note"})
"""Arguments that may be as long as that."""

LONGEST_FIELD = 500
"""Characters any other argument may have."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its offset; one without could not be compared with the platform's."""


class Actor(msgspec.Struct, frozen=True):
    """Who speaks: the account, its role and unit, and the seat it sits at."""

    account: str
    name: str
    role: str
    org: str
    seat: str = ""


class Reporter(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who reported a problem. Personal data: never in the log, never on the stream."""

    name: str = ""
    phone: str = ""


class New(Arguments, frozen=True, kw_only=True):
    """Take a report. ``external`` is the number the source gave it; ``at`` when it was made."""

    channel: str = ""
    text: str = ""
    ticket_class: str = msgspec.field(default="", name="class")
    condition: int | None = None
    urgency: str = ""
    grid: str = ""
    lng: float | None = None
    lat: float | None = None
    address: str = ""
    reporter: Reporter | None = None
    at: Moment | None = None
    external: str = ""
    category: str = ""


class Accept(Arguments, frozen=True):
    """File it, under a class and one of the class's filing conditions."""

    ticket_class: str = msgspec.field(default="", name="class")
    condition: int | None = None
    urgency: str = ""
    grid: str = ""
    note: str = ""


class Reject(Arguments, frozen=True):
    """Do not file it."""

    reason: str = ""


class Dispatch(Arguments, frozen=True):
    """Send it to a unit; ``assist`` are units that help."""

    target: str = ""
    condition: int | None = None
    assist: tuple[str, ...] = ()
    note: str = ""


class Assist(Arguments, frozen=True):
    """Units help: ``target`` and those in ``assist``."""

    target: str = ""
    assist: tuple[str, ...] = ()
    note: str = ""


class Sign(Arguments, frozen=True):
    """The unit takes it."""

    note: str = ""


class Return(Arguments, frozen=True):
    """The unit sends it back, with the legal basis on which it is not its matter."""

    reason: str = ""
    basis: str = ""


class Rule(Arguments, frozen=True):
    """Decide a return: no target keeps it with the unit, a target makes that unit the lead."""

    target: str = ""
    reason: str = ""


class Report(Arguments, frozen=True):
    """The result of handling. ``evidence`` are references such as photo numbers."""

    result: str = ""
    evidence: tuple[str, ...] = ()
    solved: bool | None = None


class Verify(Arguments, frozen=True):
    """What a check found: ``pass`` or ``fail``."""

    result: str = "pass"
    note: str = ""


class Rework(Arguments, frozen=True):
    """Back to the same unit; no new limit."""

    reason: str = ""


class Close(Arguments, frozen=True):
    """Close it. Solved and closed are two facts."""

    solved: bool | None = None
    note: str = ""


class Reopen(Arguments, frozen=True):
    """Open it again."""

    reason: str = ""


class Callback(Arguments, frozen=True):
    """What the reporter said. Reached, solved and satisfied are three facts.

    An answer to either of the last two says that the reporter was reached.
    """

    contacted: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    note: str = ""


class Merge(Arguments, frozen=True):
    """It is a duplicate of the ticket ``into``, named by its whole number."""

    into: str = ""
    note: str = ""


class Split(Arguments, frozen=True):
    """It is a ticket of its own again."""

    note: str = ""


class Claim(Arguments, frozen=True):
    """Have it in hand for a while; a reason takes it from who has it."""

    reason: str = ""


class Release(Arguments, frozen=True):
    """Let go of it."""

    note: str = ""


class Note(Arguments, frozen=True):
    """A remark that changes nothing."""

    text: str = ""


class Recompute(Arguments, frozen=True):
    """Due times on a newly published calendar."""


ARGUMENTS: dict[str, type[Arguments]] = {
    "new": New,
    "accept": Accept,
    "reject": Reject,
    "dispatch": Dispatch,
    "assist": Assist,
    "sign": Sign,
    "return": Return,
    "rule": Rule,
    "report": Report,
    "verify": Verify,
    "rework": Rework,
    "close": Close,
    "callback": Callback,
    "reopen": Reopen,
    "merge": Merge,
    "split": Split,
    "claim": Claim,
    "release": Release,
    "note": Note,
    "recompute": Recompute,
    **WHISTLE_ARGUMENTS,
    **SUPERVISION_ARGUMENTS,
}
"""The arguments of each verb that changes the record."""

TEXT_ARGUMENT = {
    "new": "text",
    "accept": "note",
    "reject": "reason",
    "dispatch": "note",
    "assist": "note",
    "sign": "note",
    "return": "reason",
    "rule": "reason",
    "report": "result",
    "verify": "note",
    "rework": "reason",
    "close": "note",
    "callback": "note",
    "reopen": "reason",
    "merge": "note",
    "split": "note",
    "claim": "reason",
    "release": "note",
    "note": "text",
    **WHISTLE_TEXT,
    **SUPERVISION_TEXT,
}
"""Which argument the free text of a typed command becomes."""


class Command(msgspec.Struct, frozen=True, omit_defaults=True):
    """A command as sent: ``id`` is its idempotency key.

    ``version`` is the ticket's version it was decided on; ``after`` names the command whose
    resulting version it continues; ``expires_at`` is when it must no longer be carried out.
    """

    id: str
    verb: str
    ticket: str = ""
    version: int | None = None
    after: str = ""
    expires_at: Moment | None = None
    args: dict[str, Any] = {}


class Refusal(msgspec.Struct, frozen=True):
    """Why a command is not carried out, naming the rule and what is missing.

    ``error`` is ``refused`` (the rules), ``denied`` (not this role or unit), ``conflict`` (somebody
    was faster; ``by`` and ``at`` say who and when) or ``not_found``.
    """

    rule: str
    zh: str
    en: str
    missing: tuple[str, ...] = ()
    error: str = "refused"
    by: str = ""
    at: datetime | None = None
