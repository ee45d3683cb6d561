"""Sign-in, commands and queries over HTTP. Every failure becomes one of `errors.py`."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from api_client.errors import (
    ClientError,
    Conflict,
    Denied,
    NotSignedIn,
    NotThere,
    PlatformFault,
    Refused,
    Unreachable,
)
from wire.rows import TicketRow
from wire.views import (
    ChannelView,
    ClassView,
    FilterBody,
    FilterView,
    GridView,
    Ledger,
    OrgView,
    Page,
    ProfileView,
    TicketView,
)
from wire.whistle_views import LadderView

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

UNREADABLE = "F1"
"""The rule that a request names which the platform cannot read."""

TIMEOUT_SECONDS = 15.0
"""How long an answer may take; a thin line needs its time."""


class Seat(msgspec.Struct, frozen=True):
    """Who is signed in."""

    account: str
    name: str
    role: str
    org: str
    seat: str = ""


class Applied(msgspec.Struct, frozen=True):
    """A command was carried out, now or (``duplicate``) the first time it was sent."""

    id: str
    outcome: str
    seq: int
    ticket: TicketRow


class _Problem(msgspec.Struct, frozen=True):
    """Any error body of the platform."""

    error: str = "fault"
    zh: str = ""
    en: str = ""
    rule: str = ""
    missing: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None
    ticket: TicketRow | None = None
    id: str = ""


class _SignedIn(msgspec.Struct, frozen=True):
    token: str
    seat: Seat


Answer = Applied | ClientError


def command_id() -> str:
    """A fresh command id."""
    return uuid.uuid4().hex


class Platform:
    """One platform, one account, one space."""

    def __init__(self, url: str, token: str = "", space: str = "live") -> None:
        import httpx

        self.url = url.rstrip("/")
        self.token = token
        self._params = {"space": space}
        self._http = httpx.AsyncClient(
            base_url=self.url, timeout=TIMEOUT_SECONDS, trust_env=False, params=self._params
        )

    async def close(self) -> None:
        """Give back the connection."""
        await self._http.aclose()

    async def sign_in(self, account: str, password: str) -> Seat:
        """Sign in and keep the token.

        Raises:
            NotSignedIn: wrong account or password.
            Unreachable: no answer.
        """
        body = {"account": account, "password": password}
        found = await self._call("POST", "/v1/session", _SignedIn, body)
        self.token = found.token
        return found.seat

    async def sign_out(self) -> None:
        """End the session."""
        await self._send("DELETE", "/v1/session")

    async def who_am_i(self) -> Seat:
        """The account behind the token."""
        return await self._call("GET", "/v1/session", Seat)

    async def command(
        self,
        verb: str,
        ticket: str = "",
        version: int | None = None,
        args: dict[str, Any] | None = None,
        key: str = "",
    ) -> Applied:
        """Carry out one command.

        Raises:
            Refused, Conflict, Denied, NotThere: it was not carried out, and why.
            Unreachable: no answer; whether it was carried out is not known. Sending it again
                under the same ``key`` is safe.
        """
        body = _body(key or command_id(), verb, ticket, version, args or {})
        return await self._call("POST", "/v1/commands", Applied, body)

    async def commands(self, bodies: list[dict[str, Any]]) -> list[Answer]:
        """Carry out up to 200 commands, each answered for itself.

        Raises:
            Refused: the list itself cannot be read, so nothing of it was carried out.
            Unreachable: no answer at all; sending the same list again is safe.
            PlatformFault: the answer cannot be read; sending the same list again is safe.
        """
        found = await self._call("POST", "/v1/commands", list[dict[str, Any]], bodies)
        return [_answer(one) for one in found]

    async def ticket(self, number: str) -> TicketView:
        """A ticket whole; by its number or the last six figures of it."""
        return await self._call("GET", f"/v1/tickets/{number}", TicketView)

    async def ladder(self) -> LadderView:
        """The ladder of whistles, and whom each rung proposes to call."""
        return await self._call("GET", "/v1/ladder", LadderView)

    async def why(self, number: str, stage: str = "", unit: str = "") -> Ledger:
        """The arithmetic of a due time; of a unit's own clock where one is named."""
        params = {"clock": stage, "unit": unit} if unit else {"clock": stage}
        return await self._call("GET", f"/v1/tickets/{number}/why", Ledger, params=params)

    async def page(self, **wanted: str) -> Page:
        """A page of tickets; names as in the contract, ``class_`` for class."""
        params = {name.rstrip("_"): value for name, value in wanted.items()}
        return await self._call("GET", "/v1/tickets", Page, params=params)

    async def events(self, after: int, limit: int = 500) -> dict[str, Any]:
        """Records of the log behind ``after``."""
        params = {"after": str(after), "limit": str(limit)}
        return await self._call("GET", "/v1/events", dict[str, Any], params=params)

    async def orgs(self) -> list[OrgView]:
        """Every unit."""
        return await self._call("GET", "/v1/orgs", list[OrgView])

    async def grids(self) -> list[GridView]:
        """Every grid."""
        return await self._call("GET", "/v1/grids", list[GridView])

    async def classes(self) -> list[ClassView]:
        """Every class."""
        return await self._call("GET", "/v1/classes", list[ClassView])

    async def channels(self) -> list[ChannelView]:
        """Every channel."""
        return await self._call("GET", "/v1/channels", list[ChannelView])

    async def filters(self) -> list[FilterView]:
        """This account's named filters and the shared ones."""
        return await self._call("GET", "/v1/filters", list[FilterView])

    async def keep_filter(self, name: str, line: str, shared: bool) -> FilterView:
        """Keep a filter under a name.

        Raises:
            Refused: the name or the line will not do.
            Denied: the shared filter of that name is somebody else's.
        """
        body = FilterBody(name, line, shared)
        return await self._call("PUT", "/v1/filters", FilterView, body)

    async def drop_filter(self, name: str) -> None:
        """Drop one of this account's filters.

        Raises:
            NotThere: it has none of that name.
        """
        await self._send("DELETE", "/v1/filters", params={"name": name})

    async def profile(self) -> ProfileView:
        """The jurisdiction and space."""
        return await self._call("GET", "/v1/profile", ProfileView)

    async def _call(
        self,
        method: str,
        path: str,
        answer: type[T],
        body: object | None = None,
        params: dict[str, str] | None = None,
    ) -> T:
        content = await self._send(method, path, body, params)
        try:
            return msgspec.json.decode(content, type=answer)
        except msgspec.MsgspecError as error:
            raise _unreadable(error) from error

    async def _send(
        self,
        method: str,
        path: str,
        body: object | None = None,
        params: dict[str, str] | None = None,
    ) -> bytes:
        import httpx

        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        content = msgspec.json.encode(body) if body is not None else None
        try:
            response = await self._http.request(
                method, path, content=content, headers=headers, params=params
            )
        except httpx.HTTPError as error:
            raise Unreachable(
                f"联系不上平台 {self.url}", f"cannot reach the platform at {self.url}"
            ) from error
        if response.status_code >= 400:
            raise _error(response)
        return response.content


def _body(
    key: str, verb: str, ticket: str, version: int | None, args: dict[str, Any]
) -> dict[str, Any]:
    body: dict[str, Any] = {"id": key, "verb": verb, "args": args}
    if ticket:
        body["ticket"] = ticket
    if version is not None:
        body["version"] = version
    return body


command_body = _body
"""A command as the platform takes it, for lists."""


def _answer(body: dict[str, Any]) -> Answer:
    try:
        if "error" in body:
            return _as_error(msgspec.convert(body, _Problem))
        return msgspec.convert(body, Applied)
    except msgspec.MsgspecError as error:
        raise _unreadable(error) from error


def _unreadable(error: msgspec.MsgspecError) -> PlatformFault:
    return PlatformFault(
        f"平台的回答读不懂: {error}", f"the platform's answer cannot be read: {error}"
    )


def _error(response: httpx.Response) -> ClientError:
    try:
        problem = msgspec.json.decode(response.content, type=_Problem)
    except msgspec.MsgspecError:
        status = response.status_code
        return PlatformFault(f"平台答复 {status}", f"the platform answered {status}")
    return _as_error(problem)


def _as_error(problem: _Problem) -> ClientError:
    plain = {
        "not_signed_in": NotSignedIn,
        "not_found": NotThere,
        "stopping": Unreachable,
    }
    if problem.error in plain:
        return plain[problem.error](problem.zh, problem.en)
    if problem.error == "denied":
        return Denied(problem.zh, problem.en, problem.rule)
    if problem.error == "bad_request":
        return Refused(problem.zh, problem.en, problem.rule or UNREADABLE, problem.missing, None)
    if problem.error in ("refused", "conflict"):
        refused = Refused(problem.zh, problem.en, problem.rule, problem.missing, problem.ticket)
        return Conflict(refused, problem.by, problem.at) if problem.error == "conflict" else refused
    return PlatformFault(problem.zh or problem.error, problem.en or problem.error)
