"""One command inside a transaction: authorise, decide, append, project, save the answer."""

from __future__ import annotations

import hashlib
import time
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from governance import refusals
from governance.authority import authorise
from governance.command import ARGUMENTS, Actor, Arguments, Command, New, Refusal
from governance.decide import Context, decide
from governance.event import Event, Private, kind_of
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import Ticket
from governance.verbs import VERBS
from platform_server.engine.answers import Answer, Applied, Refused, refused
from platform_server.engine.projection import (
    columns_of,
    decode_row,
    decode_ticket,
    place_of,
    row_of,
    summary_of,
)
from platform_server.engine.space import Head
from platform_server.security.sealing import new_key, seal
from platform_server.store.chain import record_hash
from platform_server.store.schema import answers, audit, events, sealed, ticket_keys, tickets
from wire.rows import TicketRow

_encode = msgspec.json.Encoder().encode
_decode_applied = msgspec.json.Decoder(Applied).decode


class Place(NamedTuple):
    """Which log: a space of a district, with its jurisdiction."""

    space: str
    district: str
    profile: Profile

    def key(self) -> dict[str, str]:
        """The leading columns of every table."""
        return {"space": self.space, "district": self.district}


class Change(NamedTuple):
    """What one command did to a row; published after the commit."""

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


class Found(NamedTuple):
    """A ticket with its row, as they stand."""

    ticket: Ticket
    row: TicketRow


class Execution:
    """Carries out commands on one connection; the caller owns the transaction."""

    def __init__(self, connection: Connection, place: Place, head: Head) -> None:
        self._connection = connection
        self._place = place
        self.head = head

    def run(self, command: Command, actor: Actor, now: datetime) -> tuple[Answer, Change | None]:
        """The answer, and what changed if anything did.

        A repeated id is answered as the first time, before anything else is looked at.
        """
        body_hash = hashlib.sha256(
            _encode([command.verb, command.ticket, command.args])
        ).hexdigest()
        saved = self._saved(command.id, body_hash)
        if saved is not None:
            return saved, None
        verb = VERBS.get(command.verb)
        if verb is None or command.verb not in ARGUMENTS:
            return self._refuse(command, actor, _unknown_verb(command.verb)), None
        try:
            args = msgspec.convert(command.args, type=ARGUMENTS[command.verb])
        except msgspec.MsgspecError as error:
            return self._refuse(command, actor, _bad_arguments(verb.zh, str(error))), None
        if command.expires_at is not None and now > command.expires_at:
            return self._refuse(command, actor, _expired(command.expires_at)), None
        if isinstance(args, New):
            return self._begin(command, args, actor, now, body_hash)
        return self._go_on(command, args, actor, now, body_hash)

    def _begin(
        self, command: Command, args: New, actor: Actor, now: datetime, body_hash: str
    ) -> tuple[Answer, Change | None]:
        """A new ticket, unless the source's number is known already."""
        if args.external:
            row = self._by_external(args.channel, args.external)
            if row is not None:
                return Applied(command.id, "duplicate", 0, row), None
        number = f"{now:%Y%m%d}{self.head.numbers + 1:06d}"
        made = decide(None, command.verb, args, Context(now, actor, self._place.profile, number))
        if isinstance(made, Refusal):
            return self._refuse(command, actor, made), None
        self.head.numbers += 1
        return self._apply(command, None, made, body_hash)

    def _go_on(
        self, command: Command, args: Arguments, actor: Actor, now: datetime, body_hash: str
    ) -> tuple[Answer, Change | None]:
        found = self._found(command.ticket)
        if found is None:
            return self._refuse(command, actor, refusals.not_found(command.ticket)), None
        ticket, row = found
        verb, profile = VERBS[command.verb], self._place.profile
        refusal = authorise(actor, verb, ticket, profile.tree)
        if refusal is None and verb.versioned:
            refusal = self._stale(command, ticket)
        if refusal is None:
            made = decide(ticket, command.verb, args, Context(now, actor, profile))
            if not isinstance(made, Refusal):
                return self._apply(command, found, made, body_hash)
            refusal = made
        shown = None if refusal.error in ("not_found", "denied") else row
        return self._refuse(command, actor, refusal, shown), None

    def _stale(self, command: Command, ticket: Ticket) -> Refusal | None:
        """A conflict where the seat decided on a version that is no longer the newest."""
        wanted = command.version
        if command.after:
            query = select(answers.c.version).where(
                self._here(answers), answers.c.command == command.after
            )
            wanted = self._connection.execute(query).scalar()
        if wanted is None and not command.after:
            return None
        if wanted == ticket.version:
            return None
        return refusals.conflict(ticket.touched_by, ticket.touched_at, ticket.version)

    def _apply(
        self, command: Command, found: Found | None, made: tuple[Event, ...], body_hash: str
    ) -> tuple[Answer, Change | None]:
        """Append the facts, write the projection, save the answer."""
        ticket = found.ticket if found else None
        key = new_key() if ticket is None else b""
        first = self.head.seq + 1
        for event in made:
            ticket = evolve(ticket, event)
            key = self._append(command, ticket, event, key)
        assert ticket is not None
        row = self._project(ticket, found, made[0].fact.private)
        answer = Applied(command.id, "applied", self.head.seq, row)
        self._save(command, body_hash, answer)
        change = Change(
            first, self.head.seq, self.head.head, command.id, made[-1], kind_of(made[-1].fact),
            found.ticket if found else None, ticket, found.row if found else None, row,
        )  # fmt: skip
        return answer, change

    def _append(self, command: Command, ticket: Ticket, event: Event, key: bytes) -> bytes:
        """One record of the log, and its words sealed beside it; returns the ticket's key."""
        head, private = self.head, event.fact.private
        head.seq += 1
        payload: dict[str, Any] = msgspec.to_builtins(
            msgspec.structs.replace(event.fact, private=None)
        )
        if private is not None:
            key = key or self._key(ticket.id)
            box, payload["digest"] = seal(key, private)
            self._keep(ticket, event, key, box)
        row = {
            **self._place.key(),
            "seq": head.seq,
            "epoch": head.epoch,
            "ticket": ticket.id,
            "kind": kind_of(event.fact),
            "at": event.at.isoformat(),
            "actor": event.actor.account,
            "by": event.actor.name,
            "role": event.actor.role,
            "seat": event.actor.seat,
            "scope": ticket.org,
            "command": command.id,
            "version": event.version,
            "payload": _encode(payload).decode(),
            "prev_hash": head.head,
        }
        row["hash"] = head.head = record_hash(row)
        self._connection.execute(insert(events), row)
        return key

    def _keep(self, ticket: Ticket, event: Event, key: bytes, box: bytes) -> None:
        if event.version == 1:
            row = {**self._place.key(), "ticket": ticket.id, "key": key}
            self._connection.execute(insert(ticket_keys), row)
        values = {**self._place.key(), "seq": self.head.seq, "ticket": ticket.id, "box": box}
        self._connection.execute(insert(sealed), values)

    def _project(self, ticket: Ticket, found: Found | None, private: Private | None) -> TicketRow:
        if found is None:
            words = private or Private()
            place = place_of(ticket, self._place.profile.tree, words.address)
            row = row_of(ticket, summary_of(words.text), place)
            values = self._place.key() | columns_of(ticket, row, self._place.profile)
            self._connection.execute(insert(tickets), values)
            return row
        place = found.row.place
        if ticket.grid != found.ticket.grid:
            place = place_of(ticket, self._place.profile.tree, "")
        row = row_of(ticket, found.row.summary, place)
        where = self._here(tickets) & (tickets.c.id == ticket.id)
        values = columns_of(ticket, row, self._place.profile)
        self._connection.execute(update(tickets).where(where).values(values))
        return row

    def _save(self, command: Command, body_hash: str, answer: Applied) -> None:
        row = {
            **self._place.key(),
            "command": command.id,
            "body_hash": body_hash,
            "answer": _encode(answer).decode(),
            "version": answer.ticket.version,
            "at": time.time(),
        }
        self._connection.execute(insert(answers), row)

    def _saved(self, command: str, body_hash: str) -> Answer | None:
        query = select(answers.c.body_hash, answers.c.answer).where(
            self._here(answers), answers.c.command == command
        )
        row = self._connection.execute(query).first()
        if row is None:
            return None
        if row.body_hash != body_hash:
            return Refused(
                command,
                "refused",
                "同一编号的命令已用于别的内容, 请换一个编号",
                "this command id was used for something else: take a new id",
                "D11",
                ("id",),
            )
        return msgspec.structs.replace(_decode_applied(row.answer), outcome="duplicate")

    def _found(self, number: str) -> Found | None:
        query = select(tickets.c.body, tickets.c.row).where(
            self._here(tickets), tickets.c.id == number
        )
        row = self._connection.execute(query).first()
        return Found(decode_ticket(row.body), decode_row(row.row)) if row else None

    def _by_external(self, channel: str, external: str) -> TicketRow | None:
        query = select(tickets.c.row).where(
            self._here(tickets), tickets.c.channel == channel, tickets.c.external == external
        )
        row = self._connection.execute(query).first()
        return decode_row(row.row) if row else None

    def _key(self, ticket: str) -> bytes:
        query = select(ticket_keys.c.key).where(
            self._here(ticket_keys), ticket_keys.c.ticket == ticket
        )
        return bytes(self._connection.execute(query).scalar_one())

    def _here(self, table: Any) -> Any:
        place = self._place
        return (table.c.space == place.space) & (table.c.district == place.district)

    def _refuse(
        self, command: Command, actor: Actor, why: Refusal, row: TicketRow | None = None
    ) -> Refused:
        record = {
            "at": time.time(), "account": actor.account, "what": command.verb[:64],
            "audit_class": "write", "outcome": why.error, "ticket": command.ticket[:32],
        }  # fmt: skip
        self._connection.execute(insert(audit), record)
        return refused(command.id, why, row)


def _unknown_verb(verb: str) -> Refusal:
    return refusals.unknown(("命令", "verb"), verb, "D10")


def _bad_arguments(verb: str, problem: str) -> Refusal:
    return Refusal("F1", f"{verb}的参数不对: {problem}", f"wrong arguments: {problem}", ("args",))


def _expired(at: datetime) -> Refusal:
    return Refusal(
        "C5",
        f"命令已过有效时间 {at:%H:%M:%S}, 未执行, 如仍需要请重发",
        f"the command expired at {at:%H:%M:%S} and was not carried out; send it again if needed",
        ("expires_at",),
    )
