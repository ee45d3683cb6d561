"""A client that sends random commands and repeats each under its id until it is answered."""

from __future__ import annotations

import asyncio
import time
from random import Random

from api_client.errors import (
    ClientError,
    Denied,
    NotThere,
    PlatformFault,
    Refused,
    Unreachable,
)
from api_client.http import Answer, Platform, command_body
from bench.soak.book import Body, Book
from bench.soak.deeds import NEW_SHARE, Cast, Deed
from bench.soak.relay import Relay

PAUSE_SECONDS = 0.04
"""At most so long between two commands of one client."""

PATIENCE_SECONDS = 60.0
"""How long a command may go without a definite answer before the course counts as stuck."""

RECENT = 40
"""Tickets that are mostly worked on, so that clients meet on them."""

LIST_SHARE, TWIN_SHARE = 0.1, 0.05
"""Parts of the requests that are lists, and that are sent twice at the same time."""


class Stuck(Exception):
    """Something did not come to an end."""


async def ask(platform: Platform, bodies: list[Body]) -> list[Answer]:
    """The answers to some commands; a single one goes alone, as seats send it.

    Raises:
        Unreachable, PlatformFault: whether any was carried out is not known.
    """
    if len(bodies) > 1:
        return await platform.commands(bodies)
    (one,) = bodies
    try:
        return [
            await platform.command(
                one["verb"], one.get("ticket", ""), one.get("version"), one["args"], one["id"]
            )
        ]
    except (Refused, Denied, NotThere) as error:
        return [error]


def definite(answer: Answer) -> bool:
    """Whether it says what became of the command; else it is to be sent again."""
    return not isinstance(answer, Unreachable | PlatformFault)


class Desk:
    """One of the clients. Its connections pass through a relay of its own."""

    def __init__(self, name: str, seed: int, cast: Cast, book: Book, relay: Relay) -> None:
        self._name = f"{seed}-{name}"
        self._rng = Random(self._name)
        self._cast = cast
        self._book = book
        self._sent = 0
        self._platforms: dict[str, Platform] = {}
        self.relay = relay

    async def open(self, tokens: dict[str, str]) -> Desk:
        """Connect all accounts."""
        url = await self.relay.open()
        self._platforms = {account: Platform(url, token) for account, token in tokens.items()}
        return self

    async def close(self) -> None:
        """Give back the connections."""
        for platform in self._platforms.values():
            await platform.close()
        await self.relay.close()

    async def work(self, until: float) -> None:
        """Send commands up to a monotonic instant; what was begun is brought to its end."""
        while time.monotonic() < until:
            count = self._rng.randint(2, 8) if self._rng.random() < LIST_SHARE else 1
            deeds = [self._next() for _ in range(count)]
            account = deeds[0].account
            bodies = [self._body(deed) for deed in deeds if deed.account == account]
            await self._send(account, bodies, self._rng.random() < TWIN_SHARE)
            await asyncio.sleep(self._rng.random() * PAUSE_SECONDS)

    def _next(self) -> Deed:
        """A new ticket, or the next step of one that is known."""
        known = list(self._book.newest.values())
        if len(known) < RECENT or self._rng.random() < NEW_SHARE:
            return self._cast.file(self._rng, self._sent)
        among = known[-RECENT:] if self._rng.random() < 0.7 else known
        return self._cast.go_on(self._rng, self._rng.choice(among))

    def _body(self, deed: Deed) -> Body:
        self._sent += 1
        key = f"soak-{self._name}-{self._sent}"
        return command_body(key, deed.verb, deed.ticket, deed.version, deed.args)

    async def _send(self, account: str, bodies: list[Body], twice: bool) -> None:
        """Send until every command has a definite answer."""
        platform, until = self._platforms[account], time.monotonic() + PATIENCE_SECONDS
        waiting = {body["id"]: body for body in bodies}
        while waiting:
            left = list(waiting.values())
            sends = [ask(platform, left) for _ in range(1 + twice)]
            found = await asyncio.gather(*sends, return_exceptions=True)
            for answers in found:
                for body, answer in self._definite(left, answers):
                    self._book.note(account, body, answer)
                    waiting.pop(body["id"], None)
            if waiting:
                if time.monotonic() > until:
                    raise Stuck(f"no answer to {list(waiting)}: {found}")
                await asyncio.sleep(self._rng.random() * 0.2)

    def _definite(
        self, bodies: list[Body], answers: list[Answer] | BaseException
    ) -> list[tuple[Body, Answer]]:
        """The pairs that are settled; cuts and failures of the platform are counted."""
        if isinstance(answers, list):
            pairs = list(zip(bodies, answers, strict=True))
            self._book.tally["faults answered"] += sum(
                isinstance(answer, PlatformFault) for _, answer in pairs
            )
            return [pair for pair in pairs if definite(pair[1])]
        if not isinstance(answers, Unreachable | PlatformFault):
            raise answers if isinstance(answers, ClientError) else Stuck(repr(answers)) from answers
        fault = isinstance(answers, PlatformFault)
        self._book.tally["faults answered" if fault else "requests cut"] += 1
        return []
