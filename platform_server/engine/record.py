"""What a group of commands reads and writes: looked up together, written together.

Nothing reaches the database before `flush`, so a command that fails before it is taken in leaves
nothing behind and needs no savepoint of its own. One that fails half-way spoils its group, which is
then carried out command by command.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from governance.command import Actor, Command, Refusal
from governance.event import Event, Private, kind_of
from governance.evolve import evolve
from governance.ticket import Ticket
from platform_server.engine import statements
from platform_server.engine.answers import Answer, Applied, Refused
from platform_server.engine.place import Place
from platform_server.engine.projection import (
    columns_of,
    decode_row,
    decode_ticket,
    place_of,
    row_of,
    summary_of,
)
from platform_server.engine.space import Head
from platform_server.engine.timing import Timing
from platform_server.security.sealing import new_key, seal
from platform_server.store.chain import record_hash
from wire.rows import TicketRow

_encode = msgspec.json.Encoder().encode
_decode_applied = msgspec.json.Decoder(Applied).decode

Row = dict[str, Any]


class Found(NamedTuple):
    """A ticket with its row, as they stand."""

    ticket: Ticket
    row: TicketRow


class HalfDone(Exception):
    """A command failed when part of it was taken in: nothing of its group may be written."""


class Saved(NamedTuple):
    """A command's answer and the hash of what it said."""

    body_hash: str
    answer: bytes


def _named_in(commands: Iterable[Command]) -> set[str]:
    """The second tickets that commands name in their arguments."""
    named = (one.args.get("into") for one in commands if one.verb == "merge")
    return {number for number in named if isinstance(number, str)}


class Record:
    """A space's tables for one group of commands; the caller owns the transaction."""

    def __init__(self, connection: Connection, place: Place, head: Head) -> None:
        self._connection = connection
        self._place = place
        self._here = place.asked()
        self._found: dict[str, Found] = {}
        self._saved: dict[str, Saved] = {}
        self._keys: dict[str, bytes] = {}
        self._externals: dict[tuple[str, str], str] = {}
        self._new: dict[str, Row] = {}
        self._changed: dict[str, Row] = {}
        self._rows: dict[str, list[Row]] = {
            name: [] for name in ("events", "sealed", "keys", "answers", "audit")
        }
        self._under_way = False
        self._spoiled = False
        self.timing = Timing(place)
        self.head = head

    def look_up(self, commands: Iterable[Command]) -> None:
        """Fetch the tickets and saved answers of a group at once, heads of duplicates included."""
        listed = list(commands)
        ids = [one.id for one in listed] + [one.after for one in listed if one.after]
        asked = {**self._here, "commands": ids}
        for row in self._connection.execute(statements.FIND_ANSWERS, asked):
            self._saved[row.command] = Saved(row.body_hash, row.answer)
        self._fetch({one.ticket for one in listed if one.ticket} | _named_in(listed))
        merged = (found.ticket.merge for found in self._found.values())
        self._fetch({one.into for one in merged if one} - self._found.keys())

    def _fetch(self, numbers: set[str]) -> None:
        if not numbers:
            return
        asked = {**self._here, "numbers": list(numbers)}
        for row in self._connection.execute(statements.FIND_TICKETS, asked):
            self._found[row.id] = Found(decode_ticket(row.body), decode_row(row.row))

    def failed(self) -> None:
        """A command could not be carried out; what it had made by then cannot be told apart."""
        self._spoiled = self._spoiled or self._under_way
        self._under_way = False

    def flush(self) -> None:
        """Write what the group made, in as few statements as there are tables.

        Raises:
            HalfDone: a command of the group failed half-way.
        """
        if self._spoiled:
            raise HalfDone("a command failed half-way")
        changed = [row for number, row in self._changed.items() if number not in self._new]
        work = (
            (statements.ADD_EVENTS, self._rows["events"]),
            (statements.ADD_KEYS, self._rows["keys"]),
            (statements.ADD_SEALED, self._rows["sealed"]),
            (statements.ADD_TICKETS, list(self._new.values())),
            (statements.CHANGE_TICKETS, changed),
            (statements.ADD_ANSWERS, self._rows["answers"]),
            (statements.ADD_AUDIT, self._rows["audit"]),
        )
        for statement, rows in work:
            if rows:
                statement.run(self._connection, rows)
        self.timing.flush(self._connection)

    def add(self, command: Command, found: Found | None, made: tuple[Event, ...]) -> Found:
        """Take in the facts of a command; the ticket as it stands then."""
        ticket = found.ticket if found else None
        key = self._key(ticket, made)
        rows: list[Row] = []
        boxes: list[Row] = []
        for event in made:
            ticket = evolve(ticket, event)
            rows.append(self._event(command, ticket, event, key, boxes))
        assert ticket is not None
        after = Found(ticket, self._row(ticket, found, made[0].fact.private))
        self._under_way = True
        self._rows["events"] += rows
        self._rows["sealed"] += boxes
        self._keep(after, found, key)
        self.timing.follow(found.ticket if found else None, ticket)
        return after

    def _key(self, ticket: Ticket | None, made: tuple[Event, ...]) -> bytes:
        """The ticket's key, looked up only where there are words to seal."""
        if ticket is None:
            return new_key()
        if all(event.fact.private is None for event in made):
            return b""
        if ticket.id not in self._keys:
            asked = {**self._here, "ticket": ticket.id}
            found = self._connection.execute(statements.FIND_KEY, asked).scalar_one()
            self._keys[ticket.id] = bytes(found)
        return self._keys[ticket.id]

    def _event(
        self, command: Command, ticket: Ticket, event: Event, key: bytes, boxes: list[Row]
    ) -> Row:
        """One record of the log; its words go sealed into ``boxes``."""
        head, private = self.head, event.fact.private
        head.seq += 1
        payload: Row = msgspec.to_builtins(msgspec.structs.replace(event.fact, private=None))
        if private is not None:
            box, payload["digest"] = seal(key, private)
            boxes.append({**self._place.key(), "seq": head.seq, "ticket": ticket.id, "box": box})
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
        return row

    def _row(self, ticket: Ticket, found: Found | None, private: Private | None) -> TicketRow:
        """The ticket as seats see it; its summary and place are made once, from its words."""
        profile = self._place.profile
        if found is None:
            words = private or Private()
            place = place_of(ticket, profile.tree, words.address)
            return row_of(ticket, summary_of(words.text), place, profile)
        place = found.row.place
        if ticket.grid != found.ticket.grid:
            place = place_of(ticket, profile.tree, "")
        return row_of(ticket, found.row.summary, place, profile)

    def _keep(self, after: Found, found: Found | None, key: bytes) -> None:
        """The projection of a ticket, written once however often the group changes it."""
        ticket, row = after
        values = columns_of(ticket, row, self._place.profile)
        if found is None:
            self._keys[ticket.id] = key
            self._rows["keys"].append({**self._place.key(), "ticket": ticket.id, "key": key})
        if found is None or ticket.id in self._new:
            self._new[ticket.id] = {**self._place.key(), **values}
        else:
            self._changed[ticket.id] = {**self._here, "in_id": ticket.id, **values}
        self._found[ticket.id] = after
        if ticket.external:
            self._externals[ticket.channel, ticket.external] = ticket.id

    def save(self, command: Command, body_hash: str, answer: Applied) -> None:
        """Keep the answer for when the command is sent again."""
        body = self._encoded(answer)
        self._under_way = False
        self._saved[command.id] = Saved(body_hash, body)
        self._rows["answers"].append(
            {
                **self._place.key(),
                "command": command.id,
                "body_hash": body_hash,
                "answer": body.decode(),
                "at": time.time(),
            }
        )

    def _encoded(self, answer: Applied) -> bytes:
        """The answer with the row as it was encoded for the ticket's table a moment ago."""
        number = answer.ticket.id
        written = (self._new.get(number) or self._changed[number])["row"]
        body = msgspec.structs.asdict(answer) | {"ticket": msgspec.Raw(written.encode())}
        return _encode(body)

    def saved(self, command: str, body_hash: str) -> Answer | None:
        """What the command was answered the first time; refused if it now says something else."""
        saved = self._saved.get(command)
        if saved is None:
            return None
        if saved.body_hash != body_hash:
            return Refused(
                command,
                "refused",
                "同一编号的命令已用于别的内容, 请换一个编号",
                "this command id was used for something else: take a new id",
                "D11",
                ("id",),
            )
        return msgspec.structs.replace(_decode_applied(saved.answer), outcome="duplicate")

    def found(self, number: str) -> Found | None:
        """The ticket of that number."""
        return self._found.get(number)

    def by_external(self, channel: str, external: str) -> Found | None:
        """The ticket that a channel's own number already stands for."""
        number = self._externals.get((channel, external))
        if number is None:
            asked = {**self._here, "channel": channel, "external": external}
            number = self._connection.execute(statements.FIND_EXTERNAL, asked).scalar()
        if number and number not in self._found:
            self._fetch({number})
        return self._found.get(number) if number else None

    def version_after(self, command: str, ticket: str) -> int | None:
        """The version that a command made of this very ticket, None where it made none."""
        saved = self._saved.get(command)
        if saved is None:
            return None
        row = _decode_applied(saved.answer).ticket
        return row.version if row.id == ticket else None

    def note_refusal(self, command: Command, actor: Actor, why: Refusal) -> None:
        """What was tried and refused; the platform's own tries leave no trail."""
        if actor.role == "system":
            return
        self._rows["audit"].append(
            {
                "at": time.time(),
                "account": actor.account,
                "what": command.verb[:64],
                "audit_class": "write",
                "outcome": why.error,
                "ticket": command.ticket[:32],
            }
        )
