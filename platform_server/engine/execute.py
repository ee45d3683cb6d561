"""One command inside a transaction: authorise, decide, append, project, save the answer."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from governance import refusals
from governance.authority import authorise
from governance.command import ARGUMENTS, Actor, Arguments, Command, Merge, New, Refusal
from governance.decide import Context, decide
from governance.event import AnyFact, Event, kind_of
from governance.merging import counterpart
from governance.ticket import Ticket
from governance.verbs import VERBS
from platform_server.engine.answers import Answer, Applied, Refused, refused
from platform_server.engine.place import Place
from platform_server.engine.record import Found, Record
from platform_server.engine.scope import Scope
from platform_server.engine.space import Head
from platform_server.engine.timing import Timing
from wire.rows import TicketRow

__all__ = ["Change", "Execution", "Place"]

log = logging.getLogger(__name__)

_encode = msgspec.json.Encoder(order="sorted").encode


DECODE_ARGUMENTS = {
    verb: msgspec.json.Decoder(arguments).decode for verb, arguments in ARGUMENTS.items()
}
"""How each verb's arguments are read; built once."""


class Change(NamedTuple):
    """What one command did to one row; published after the commit."""

    first: int
    last: int
    head: str
    command: str
    event: Event
    kind: str
    old: Ticket | None
    new: Ticket
    old_row: TicketRow | None
    new_row: TicketRow


Outcome = tuple[Answer, tuple[Change, ...]]
"""What a command is answered, and the rows that it changed in the order of the log."""

Attempt = tuple[Answer | Exception, tuple[Change, ...]]
"""The same, or what it failed with."""


class Execution:
    """Carries out commands on one connection; the caller owns the transaction."""

    def __init__(self, connection: Connection, place: Place, head: Head) -> None:
        self._place = place
        self._record = Record(connection, place, head)
        self.head = head

    def look_up(self, commands: Iterable[Command]) -> None:
        """Fetch at once what a group of commands will need."""
        self._record.look_up(commands)

    def flush(self) -> None:
        """Write what the group made."""
        self._record.flush()

    @property
    def timing(self) -> Timing:
        """The timers of the tickets that the group changes."""
        return self._record.timing

    def ticket(self, number: str) -> Ticket | None:
        """A ticket that was looked up, as it stands in the group."""
        found = self._record.found(number)
        return found.ticket if found else None

    def attempt(self, command: Command, actor: Actor, now: datetime) -> Attempt:
        """As `run`; what fails through a fault of ours leaves nothing behind and is returned.

        Raises:
            OperationalError: the database failed; nothing of the group counts.
        """
        before = (self.head.seq, self.head.head, self.head.numbers)
        try:
            return self.run(command, actor, now)
        except OperationalError:
            raise
        except Exception as error:
            log.exception("command %s failed", command.id)
            self.head.seq, self.head.head, self.head.numbers = before
            self._record.failed()
            return error, ()

    def run(self, command: Command, actor: Actor, now: datetime) -> Outcome:
        """The answer, and what changed if anything did: the ticket, and another one it speaks of.

        A repeated id is answered as the first time, before anything else is looked at.
        """
        arguments = _encode(command.args)
        body_hash = _body_hash(command, actor, arguments)
        saved = self._record.saved(command.id, body_hash)
        if saved is not None:
            return saved, ()
        verb = VERBS.get(command.verb)
        if verb is None or command.verb not in ARGUMENTS:
            return self._refuse(command, actor, _unknown_verb(command.verb)), ()
        try:
            args = DECODE_ARGUMENTS[command.verb](arguments)
        except msgspec.MsgspecError as error:
            wrong = refusals.wrong_arguments(verb, str(error))
            return self._refuse(command, actor, wrong), ()
        if command.expires_at is not None and now > command.expires_at:
            return self._refuse(command, actor, _expired(command.expires_at)), ()
        if isinstance(args, New):
            return self._begin(command, args, actor, now, body_hash)
        return self._go_on(command, args, actor, now, body_hash)

    def _begin(
        self, command: Command, args: New, actor: Actor, now: datetime, body_hash: str
    ) -> Outcome:
        """A new ticket, unless the source's number is known already."""
        refusal = authorise(actor, VERBS["new"], None, self._place.profile.tree)
        if refusal is not None:
            return self._refuse(command, actor, refusal), ()
        if args.external:
            known = self._record.by_external(args.channel, args.external)
            if known is not None:
                return self._known(command, actor, *known), ()
        number = f"{now:%Y%m%d}{self.head.numbers + 1:06d}"
        made = decide(None, command.verb, args, Context(now, actor, self._place.profile, number))
        if isinstance(made, Refusal):
            return self._refuse(command, actor, made), ()
        self.head.numbers += 1
        return self._apply(command, None, made, body_hash)

    def _known(self, command: Command, actor: Actor, ticket: Ticket, row: TicketRow) -> Answer:
        """The ticket that a source's number stands for, to those who may see it or filed it."""
        own = ticket.reported_by == actor.account
        if own or Scope.of(actor).holds(ticket, self._place.profile.tree):
            return Applied(command.id, "duplicate", 0, row)
        return self._refuse(command, actor, _taken())

    def _go_on(
        self, command: Command, args: Arguments, actor: Actor, now: datetime, body_hash: str
    ) -> Outcome:
        found = self._record.found(command.ticket)
        if found is None:
            return self._refuse(command, actor, refusals.not_found(command.ticket)), ()
        ticket, row = found
        verb, profile = VERBS[command.verb], self._place.profile
        conflict = self._stale(command, ticket) if verb.versioned else None
        other = self._other(ticket, args)
        context = Context(now, actor, profile, conflict=conflict, other=other)
        made = decide(ticket, command.verb, args, context)
        if not isinstance(made, Refusal):
            return self._apply(command, found, made, body_hash)
        shown = None if made.error in ("not_found", "denied") else row
        return self._refuse(command, actor, made, shown), ()

    def _other(self, ticket: Ticket, args: Arguments) -> Ticket | None:
        """The second ticket of a command: the one to merge into, or the one it is merged into."""
        number = ticket.merge.into if ticket.merge else ""
        if isinstance(args, Merge):
            number = args.into
        found = self._record.found(number) if number else None
        return found.ticket if found else None

    def _stale(self, command: Command, ticket: Ticket) -> Refusal | None:
        """A conflict where somebody has moved the ticket since the version decided on."""
        wanted = command.version
        if command.after:
            wanted = self._record.version_after(command.after, ticket.id)
        elif wanted is None:
            return None
        moved = ticket.moved or ticket.version
        if wanted is not None and moved <= wanted <= ticket.version:
            return None
        return refusals.conflict(ticket.touched_by, ticket.touched_at, ticket.version)

    def _apply(
        self, command: Command, found: Found | None, made: tuple[Event, ...], body_hash: str
    ) -> Outcome:
        """Append the facts, write the projection, save the answer."""
        change = self._add(command, found, made)
        told = (counterpart(change.new, event) for event in made)
        others = tuple(self._tell(command, made[-1], *one) for one in told if one is not None)
        answer = Applied(command.id, "applied", self.head.seq, change.new_row)
        self._record.save(command, body_hash, answer)
        return answer, (change, *others)

    def _add(self, command: Command, found: Found | None, made: tuple[Event, ...]) -> Change:
        first = self.head.seq + 1
        ticket, row = self._record.add(command, found, made)
        return Change(
            first, self.head.seq, self.head.head, command.id, made[-1], kind_of(made[-1].fact),
            found.ticket if found else None, ticket, found.row if found else None, row,
        )  # fmt: skip

    def _tell(self, command: Command, event: Event, number: str, fact: AnyFact) -> Change:
        """What a fact means for another ticket, which was looked at when it was decided."""
        found = self._record.found(number)
        assert found is not None
        told = Event(fact, event.at, event.actor, found.ticket.version + 1)
        return self._add(command, found, (told,))

    def _refuse(
        self, command: Command, actor: Actor, why: Refusal, row: TicketRow | None = None
    ) -> Refused:
        self._record.note_refusal(command, actor, why)
        return refused(command.id, why, row)


def _body_hash(command: Command, actor: Actor, arguments: bytes) -> str:
    """What a repeated id must say again, by the same account, to be the same command."""
    body = [actor.account, command.verb, command.ticket, msgspec.Raw(arguments)]
    return hashlib.sha256(_encode(body)).hexdigest()


def _unknown_verb(verb: str) -> Refusal:
    return refusals.unknown(("命令", "verb"), verb, "D10")


def _taken() -> Refusal:
    return Refusal(
        "I5",
        "此来源编号已立件, 不在本席范围",
        "a ticket of this number of the source is known already, outside this seat's scope",
        ("external",),
    )


def _expired(at: datetime) -> Refusal:
    return Refusal(
        "C5",
        f"命令已过有效时间 {at:%H:%M:%S}, 未执行, 如仍需要请重发",
        f"the command expired at {at:%H:%M:%S} and was not carried out; send it again if needed",
        ("expires_at",),
    )
