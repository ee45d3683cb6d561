"""What a command reads and writes: the log, its projection, the answers, the refusals' trail."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from governance.command import Actor, Command, Refusal
from governance.event import Event, Private, kind_of
from governance.evolve import evolve
from governance.profile import Profile
from governance.ticket import Ticket
from platform_server.engine.answers import Answer, Applied, Refused
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


class Found(NamedTuple):
    """A ticket with its row, as they stand."""

    ticket: Ticket
    row: TicketRow


class Record:
    """A space's tables on one connection; the caller owns the transaction."""

    def __init__(self, connection: Connection, place: Place, head: Head) -> None:
        self._connection = connection
        self._place = place
        self.head = head

    def add(self, command: Command, found: Found | None, made: tuple[Event, ...]) -> Found:
        """Append the facts and write the projection; the ticket as it stands then."""
        ticket = found.ticket if found else None
        key = new_key() if ticket is None else b""
        for event in made:
            ticket = evolve(ticket, event)
            key = self._append(command, ticket, event, key)
        assert ticket is not None
        return Found(ticket, self._project(ticket, found, made[0].fact.private))

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
            row = row_of(ticket, summary_of(words.text), place, self._place.profile)
            values = self._place.key() | columns_of(ticket, row, self._place.profile)
            self._connection.execute(insert(tickets), values)
            return row
        place = found.row.place
        if ticket.grid != found.ticket.grid:
            place = place_of(ticket, self._place.profile.tree, "")
        row = row_of(ticket, found.row.summary, place, self._place.profile)
        where = self._here(tickets) & (tickets.c.id == ticket.id)
        values = columns_of(ticket, row, self._place.profile)
        self._connection.execute(update(tickets).where(where).values(values))
        return row

    def save(self, command: Command, body_hash: str, answer: Applied) -> None:
        """Keep the answer for when the command is sent again."""
        row = {
            **self._place.key(),
            "command": command.id,
            "body_hash": body_hash,
            "answer": _encode(answer).decode(),
            "version": answer.ticket.version,
            "at": time.time(),
        }
        self._connection.execute(insert(answers), row)

    def saved(self, command: str, body_hash: str) -> Answer | None:
        """What the command was answered the first time; refused if it now says something else."""
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

    def found(self, number: str) -> Found | None:
        """The ticket of that number."""
        query = select(tickets.c.body, tickets.c.row).where(
            self._here(tickets), tickets.c.id == number
        )
        row = self._connection.execute(query).first()
        return Found(decode_ticket(row.body), decode_row(row.row)) if row else None

    def by_external(self, channel: str, external: str) -> TicketRow | None:
        """The ticket that a channel's own number already stands for."""
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

    def version_after(self, command: str, ticket: str) -> int | None:
        """The version that a command made of this very ticket, None where it made none."""
        query = select(answers.c.answer).where(self._here(answers), answers.c.command == command)
        answer = self._connection.execute(query).scalar()
        if answer is None:
            return None
        row = _decode_applied(answer).ticket
        return row.version if row.id == ticket else None

    def note_refusal(self, command: Command, actor: Actor, why: Refusal) -> None:
        """What was tried and refused; the platform's own tries leave no trail."""
        if actor.role == "system":
            return
        record = {
            "at": time.time(), "account": actor.account, "what": command.verb[:64],
            "audit_class": "write", "outcome": why.error, "ticket": command.ticket[:32],
        }  # fmt: skip
        self._connection.execute(insert(audit), record)
