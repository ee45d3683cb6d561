"""The tables. ``space`` and ``district`` lead every key: nothing crosses between them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()


def _place() -> tuple[Column[str], Column[str]]:
    return (
        Column("space", String(32), primary_key=True),
        Column("district", String(16), primary_key=True),
    )


spaces = Table(
    "spaces",
    metadata,
    *_place(),
    Column("epoch", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", String(64), nullable=False, comment="hash of the newest event"),
    Column("numbers", BigInteger, nullable=False, comment="ticket numbers given out"),
    Column("origin_real", Float, nullable=False, comment="seconds since 1970, real time"),
    Column("origin_space", Float, nullable=False, comment="the space's time at origin_real"),
    Column("rate", Float, nullable=False, comment="seconds of the space in a real second"),
    Column("mark", String(16), nullable=False, comment="word shown on every screen"),
)
"""One row a space and district: its log's counter, its clock and its mark."""

events = Table(
    "events",
    metadata,
    *_place(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", String(32), nullable=False),
    Column("ticket", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(64), nullable=False, comment="account"),
    Column("by", String(64), nullable=False, comment="name shown"),
    Column("role", String(16), nullable=False),
    Column("seat", String(32), nullable=False),
    Column("scope", String(32), nullable=False, comment="unit the ticket was with"),
    Column("command", String(100), nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", Text, nullable=False, comment="the fact without words of people"),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("events_of_ticket", "space", "district", "ticket", "seq"),
)
"""The log: append-only, chained by hash."""

sealed = Table(
    "sealed",
    metadata,
    *_place(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket", String(32), nullable=False),
    Column("box", LargeBinary, nullable=False, comment="nonce and ciphertext"),
)
"""Words of people and who they are, sealed under the ticket's key."""

ticket_keys = Table(
    "ticket_keys",
    metadata,
    *_place(),
    Column("ticket", String(32), primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
"""One key a ticket: destroying it is the law's erasure; the log stays whole."""

ENDED = text("closed_at != ''")
"""Which tickets the index of ended ones has; a question that is to use it says the same."""

tickets = Table(
    "tickets",
    metadata,
    *_place(),
    Column("id", String(32), primary_key=True),
    Column("tail", String(8), nullable=False, comment="last six figures of the number"),
    Column("channel", String(32), nullable=False),
    Column("external", String(100), nullable=False),
    Column("class", String(16), nullable=False),
    Column("state", String(24), nullable=False),
    Column("step", String(16), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("grid", String(24), nullable=False),
    Column("units", Text, nullable=False, comment="codes of the units that have it"),
    Column("paths", Text, nullable=False, comment="codes of units and grid up to the district"),
    Column("due", String(40), nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("closed_at", String(40), nullable=False, comment="never while anything is owed on it"),
    Column("version", Integer, nullable=False),
    Column("summary", Text, nullable=False, comment="masked"),
    Column("row", Text, nullable=False, comment="the row as seats see it"),
    Column("body", Text, nullable=False, comment="the ticket as the rules see it"),
    Index("tickets_open", "space", "district", "open", "due"),
    Index(
        "tickets_ended",
        "space",
        "district",
        "closed_at",
        sqlite_where=ENDED,
        postgresql_where=ENDED,
    ),
    Index("tickets_tail", "space", "district", "tail"),
    Index("tickets_external", "space", "district", "channel", "external"),
)
"""Where each ticket stands, derived from the log in the same transaction."""

timers = Table(
    "timers",
    metadata,
    *_place(),
    Column("ticket", String(32), primary_key=True),
    Column("key", String(64), primary_key=True, comment="unique in the ticket"),
    Column("due", String(40), nullable=False),
    Column("wake", String(40), nullable=False, comment="due, or later once it has failed"),
    Index("timers_next", "space", "district", "wake", "due"),
    sqlite_with_rowid=False,
)
"""What will happen by itself, derived from the tickets in the same transaction. The rows that have
come due are taken in the transaction that carries them out: nobody else can take them meanwhile."""

marks = Table(
    "marks",
    metadata,
    *_place(),
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)
"""What a space's derived tables were made from, so that they are made anew when that changes."""

answers = Table(
    "answers",
    metadata,
    *_place(),
    Column("command", String(100), primary_key=True),
    Column("body_hash", String(64), nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Float, nullable=False, comment="seconds since 1970, real time"),
)
"""What was answered to each command the first time."""

filters = Table(
    "filters",
    metadata,
    *_place(),
    Column("account", String(64), primary_key=True, comment="whose it is"),
    Column("name", String(32), primary_key=True),
    Column("line", Text, nullable=False, comment="as typed"),
    Column("shared", Boolean, nullable=False),
    Column("by", String(64), nullable=False, comment="name shown"),
    Column("at", String(40), nullable=False),
)
"""Named filters of the queue."""

accounts = Table(
    "accounts",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("org", String(16), nullable=False),
    Column("seat", String(32), nullable=False),
    Column("password_hash", String(160), nullable=False),
    Column("disabled", Boolean, nullable=False),
)
"""Who may sign in."""

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), nullable=False),
    Column("expires", Float, nullable=False, comment="seconds since 1970"),
)
"""Open sessions; tokens themselves are not kept."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False, comment="seconds since 1970, real time"),
    Column("account", String(64), nullable=False),
    Column("what", String(64), nullable=False, comment="route or verb"),
    Column("audit_class", String(16), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("ticket", String(32), nullable=False),
)
"""What was tried and is not in the log: sign-ins, refusals, denied reads."""
