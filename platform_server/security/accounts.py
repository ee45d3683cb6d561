"""Accounts and sessions: argon2 passwords, random bearer tokens of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Sequence

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection, delete, insert, select, update

from governance.command import Actor
from governance.refusals import ROLES
from platform_server.errors import BadRequest, NotFound, NotSignedIn
from platform_server.store.database import Database
from platform_server.store.schema import accounts, audit, sessions

SESSION_SECONDS = 12 * 3600
"""A session ends after twelve hours at the latest: one shift and its handover."""

RECHECK_SECONDS = 5.0
"""How long a session is believed without asking the database, where others may have ended it."""

SHORTEST_PASSWORD = 8

NO_PASSWORD = "-"
"""Stands where a password's hash would: no password fits it."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""argon2id with the least cost that OWASP's password storage sheet allows (19 MiB, two passes)."""

_DUMMY_HASH = _hasher.hash(secrets.token_hex(8))


class Session(msgspec.Struct, frozen=True):
    """An open session: who, and until when (seconds since 1970)."""

    actor: Actor
    expires: float


class Accounts:
    """The accounts of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[str, tuple[Session, float]] = {}

    def add(self, actor: Actor, password: str) -> None:
        """Create an account.

        Raises:
            BadRequest: unknown role, password too short, or the name is taken.
        """
        if actor.role not in ROLES or actor.role == "system":
            raise BadRequest(f"没有角色 {actor.role}", f"there is no role {actor.role}")
        if len(password) < SHORTEST_PASSWORD:
            least = SHORTEST_PASSWORD
            raise BadRequest(f"口令至少 {least} 位", f"a password has at least {least} characters")
        row = {
            "account": actor.account,
            "name": actor.name,
            "role": actor.role,
            "org": actor.org,
            "seat": actor.seat,
            "password_hash": _hasher.hash(password),
            "disabled": False,
        }
        with self._database.writer.begin() as connection:
            if _find(connection, actor.account):
                raise BadRequest(f"账号 {actor.account} 已存在", f"account {actor.account} exists")
            connection.execute(insert(accounts).values(row))

    def enlist(self, actors: Sequence[Actor]) -> dict[str, str]:
        """Accounts for programs, which sign in with a token only; each gets a new one.

        Those that are there already stay as they are. However many, they cost one commit.
        """
        tokens = {actor.account: secrets.token_urlsafe(32) for actor in actors}
        ends = time.time() + SESSION_SECONDS
        with self._database.writer.begin() as connection:
            known = set(connection.execute(select(accounts.c.account)).scalars())
            new = [
                {
                    "account": one.account, "name": one.name, "role": one.role, "org": one.org,
                    "seat": one.seat, "password_hash": NO_PASSWORD, "disabled": False,
                }
                for one in actors
                if one.account not in known
            ]  # fmt: skip
            if new:
                connection.execute(insert(accounts), new)
            if tokens:
                connection.execute(
                    insert(sessions),
                    [
                        {"token_hash": _digest(token), "account": account, "expires": ends}
                        for account, token in tokens.items()
                    ],
                )
        return tokens

    def sign_in(self, account: str, password: str) -> tuple[str, Session]:
        """``(token, session)`` for the right password.

        Raises:
            NotSignedIn: wrong account or password, or the account is disabled. The answer does
                not say which.
        """
        with self._database.reader.connect() as connection:
            row = _find(connection, account)
        try:
            _hasher.verify(row["password_hash"] if row else _DUMMY_HASH, password)
        except (Argon2Error, InvalidHashError) as error:
            self._record(account, "refused")
            raise NotSignedIn("账号或口令不对", "wrong account or password") from error
        if row is None or row["disabled"]:
            self._record(account, "refused")
            raise NotSignedIn("账号或口令不对", "wrong account or password")
        self._record(account, "applied")
        return self.open_session(_actor(row))

    def open_session(self, actor: Actor) -> tuple[str, Session]:
        """A token for an account without asking its password: for scripts made by an admin."""
        token = secrets.token_urlsafe(32)
        session = Session(actor, time.time() + SESSION_SECONDS)
        row = {"token_hash": _digest(token), "account": actor.account, "expires": session.expires}
        with self._database.writer.begin() as connection:
            connection.execute(insert(sessions).values(row))
        self._open[_digest(token)] = (session, time.monotonic())
        return token, session

    def session_of(self, token: str) -> Session:
        """The session of a token.

        Raises:
            NotSignedIn: there is none, or it has ended.
        """
        digest = _digest(token)
        session, checked = self._open.get(digest, (None, 0.0))
        if session is None or time.monotonic() - checked > RECHECK_SECONDS:
            session, checked = self._load(digest), time.monotonic()
        if session is None or session.expires < time.time():
            self._open.pop(digest, None)
            raise NotSignedIn(
                "未登录或会话已结束, 请重新登录", "sign in: no session, or it has ended"
            )
        self._open[digest] = (session, checked)
        return session

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._open.pop(_digest(token), None)
        with self._database.writer.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == _digest(token)))

    def actor(self, account: str) -> Actor:
        """The account as an actor.

        Raises:
            NotFound: there is no such account.
        """
        with self._database.reader.connect() as connection:
            row = _find(connection, account)
        if row is None:
            raise NotFound(f"没有账号 {account}", f"there is no account {account}")
        return _actor(row)

    def listed(self) -> list[dict[str, object]]:
        """All accounts without their password hashes."""
        with self._database.reader.connect() as connection:
            found = connection.execute(select(accounts).order_by(accounts.c.account)).mappings()
            return [{k: v for k, v in row.items() if k != "password_hash"} for row in found]

    def disable(self, account: str) -> None:
        """Shut an account and end its sessions.

        Raises:
            NotFound: there is no such account.
        """
        self.actor(account)
        self._change(account, {"disabled": True})

    def reset_password(self, account: str, password: str) -> None:
        """Set a new password and end the account's sessions.

        Raises:
            NotFound: there is no such account.
        """
        self.actor(account)
        self._change(account, {"password_hash": _hasher.hash(password), "disabled": False})

    def _change(self, account: str, values: dict[str, object]) -> None:
        with self._database.writer.begin() as connection:
            connection.execute(update(accounts).where(accounts.c.account == account).values(values))
            connection.execute(delete(sessions).where(sessions.c.account == account))
        self._open = {
            digest: kept for digest, kept in self._open.items() if kept[0].actor.account != account
        }

    def _load(self, digest: str) -> Session | None:
        with self._database.reader.connect() as connection:
            found = connection.execute(
                select(sessions.c.account, sessions.c.expires).where(
                    sessions.c.token_hash == digest
                )
            ).first()
            row = _find(connection, found.account) if found else None
        if found is None or row is None or row["disabled"]:
            return None
        return Session(_actor(row), found.expires)

    def _record(self, account: str, outcome: str) -> None:
        row = {
            "at": time.time(), "account": account[:64], "what": "session",
            "audit_class": "sign_in", "outcome": outcome, "ticket": "",
        }  # fmt: skip
        with self._database.writer.begin() as connection:
            connection.execute(insert(audit).values(row))


def _find(connection: Connection, account: str) -> dict[str, str] | None:
    row = connection.execute(select(accounts).where(accounts.c.account == account)).mappings()
    found = row.first()
    return dict(found) if found else None


def _actor(row: dict[str, str]) -> Actor:
    return Actor(row["account"], row["name"], row["role"], row["org"], row["seat"])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
