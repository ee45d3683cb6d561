"""Signing in and out."""

from __future__ import annotations

import asyncio
from datetime import datetime

import msgspec
from litestar import Request, delete, get, post
from litestar.datastructures import State

from governance.calendar import CHINA
from governance.command import Actor
from platform_server.api.guard import actor_of, token_of
from platform_server.installation import Installation
from platform_server.security.accounts import Session

Call = Request[object, object, State]


class SignIn(msgspec.Struct, frozen=True):
    """``code`` is the second factor, where the account has one."""

    account: str
    password: str
    code: str = ""


class SignedIn(msgspec.Struct, frozen=True):
    """The token goes into ``Authorization: Bearer …``, never into a URL."""

    token: str
    expires_at: datetime
    seat: Actor


@post("/v1/session", name="sign_in", status_code=200)
async def sign_in(data: SignIn, request: Call) -> SignedIn:
    """Exchange account and password for a token."""
    installation: Installation = request.app.state.installation
    token, session = await asyncio.to_thread(
        installation.accounts.sign_in, data.account, data.password
    )
    return SignedIn(token, _expires(session), session.actor)


@delete("/v1/session", name="sign_out", status_code=204)
async def sign_out(request: Call) -> None:
    """End this session."""
    installation: Installation = request.app.state.installation
    await asyncio.to_thread(installation.accounts.sign_out, token_of(request))


@get("/v1/session", name="who_am_i", sync_to_thread=False)
def who_am_i(request: Call) -> Actor:
    """The account behind the token."""
    return actor_of(request)


def _expires(session: Session) -> datetime:
    return datetime.fromtimestamp(session.expires, CHINA)
