"""What the seat asks of the platform: commands, whole tickets, ledgers, the district's tables."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module

from api_client.errors import ClientError, Conflict, Denied, PlatformFault, Unreachable
from api_client.http import Applied, Platform, Seat, command_body
from console.directory import Tables
from console.outside import Answer, Sending
from wire.views import FilterView, Ledger, TicketView

ATTEMPTS = 3
"""How often a command is sent under its id before its fate is called unknown."""

ATTEMPT_SECONDS = 1.0
"""Wait between two attempts."""


def load_client() -> None:
    """Load what the network needs, which takes a quarter of a second: for a thread of its own."""
    for name in ("httpx", "websockets.asyncio.client"):
        import_module(name)


class Errands:
    """One seat's errands."""

    def __init__(self, url: str, token: str, space: str) -> None:
        self._where = (url, token, space)

    @cached_property
    def _platform(self) -> Platform:
        """Made at the first errand: the client's libraries would hold up the first picture."""
        return Platform(*self._where)

    async def who_am_i(self) -> Seat:
        """The account behind the token.

        Raises:
            ClientError: no answer, or not signed in.
        """
        return await self._platform.who_am_i()

    async def tables(self) -> Tables:
        """The district's tables.

        Raises:
            ClientError: no answer.
        """
        return await tables_of(self._platform)

    async def send(self, sending: Sending) -> Answer:
        """Send a command until it is answered; sent twice it is carried out once."""
        for attempt in range(ATTEMPTS):
            try:
                return await self._send_once(sending)
            except Unreachable as error:
                unreachable = error
            if attempt < ATTEMPTS - 1:
                await asyncio.sleep(ATTEMPT_SECONDS)
        return Answer(sending, "unreachable", unreachable.zh, unreachable.en)

    async def _send_once(self, sending: Sending) -> Answer:
        try:
            done = await self._platform.command(
                sending.verb, sending.ticket, sending.version, sending.args, sending.key
            )
        except Unreachable:
            raise
        except ClientError as error:
            return _refused(sending, error)
        return _as_answer(sending, done)

    async def send_many(self, sendings: Sequence[Sending]) -> list[Answer]:
        """Send commands in one request until it is answered, each for itself."""
        bodies = [
            command_body(one.key, one.verb, one.ticket, one.version, one.args) for one in sendings
        ]
        failure: ClientError | None = None
        for attempt in range(ATTEMPTS):
            try:
                found = await self._platform.commands(bodies)
            except (Unreachable, PlatformFault) as error:
                failure = error
            except ClientError as error:
                return [_refused(one, error) for one in sendings]
            else:
                return [_as_answer(*pair) for pair in zip(sendings, found, strict=True)]
            if attempt < ATTEMPTS - 1:
                await asyncio.sleep(ATTEMPT_SECONDS)
        assert failure is not None
        return [Answer(one, "unreachable", failure.zh, failure.en) for one in sendings]

    async def filters(self) -> list[FilterView]:
        """The named filters that the platform keeps.

        Raises:
            ClientError: no answer.
        """
        return await self._platform.filters()

    async def keep_filter(self, name: str, line: str, shared: bool) -> list[FilterView]:
        """Keep a filter; all of them after that.

        Raises:
            ClientError: no answer, or the name or the line will not do.
        """
        await self._platform.keep_filter(name, line, shared)
        return await self._platform.filters()

    async def drop_filter(self, name: str) -> list[FilterView]:
        """Drop a filter; those that are left.

        Raises:
            ClientError: no answer, or this seat has none of that name.
        """
        await self._platform.drop_filter(name)
        return await self._platform.filters()

    async def ticket(self, number: str) -> TicketView:
        """A whole ticket.

        Raises:
            ClientError: no answer, or not in this seat's scope.
        """
        return await self._platform.ticket(number)

    async def why(self, number: str, stage: str, unit: str) -> Ledger:
        """The ledger of a due time, of a unit's own clock where one is named.

        Raises:
            ClientError: no answer, or there is no such clock.
        """
        return await self._platform.why(number, stage, unit)


def _as_answer(sending: Sending, found: Applied | ClientError) -> Answer:
    if isinstance(found, ClientError):
        return _refused(sending, found)
    return Answer(sending, found.outcome, row=found.ticket, seq=found.seq)


def _refused(sending: Sending, error: ClientError) -> Answer:
    rule = getattr(error, "rule", "") or ("F4" if isinstance(error, Denied) else "-")
    if isinstance(error, Conflict):
        return Answer(sending, "conflict", error.zh, error.en, rule, newest=error.ticket)
    return Answer(sending, "refused", error.zh, error.en, rule)


async def tables_of(platform: Platform) -> Tables:
    """What a platform says of its district.

    Raises:
        ClientError: no answer.
    """
    profile, orgs, grids, classes, channels, ladder = await asyncio.gather(
        platform.profile(),
        platform.orgs(),
        platform.grids(),
        platform.classes(),
        platform.channels(),
        platform.ladder(),
    )
    return Tables(profile, tuple(orgs), tuple(grids), tuple(classes), tuple(channels), ladder)
