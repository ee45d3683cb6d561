"""Reaching a platform: its address, an open session, and its errors as exit codes."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from api_client.errors import ClientError, Denied, NotSignedIn, PlatformFault, Unreachable
from api_client.http import Platform, Seat
from shaotai.failure import FOUND_WANTING, NOT_ALLOWED, OUR_FAULT, UNREACHABLE, Failure, usage
from shaotai.language import say
from shaotai.password import ask_password, has_terminal, token_from_file

DEFAULT_SERVER = "http://127.0.0.1:8700"


@contextmanager
def client_errors(add_zh: str = "", add_en: str = "") -> Iterator[None]:
    """Turn what a call may raise into a `Failure`, adding what to do."""
    try:
        yield
    except ClientError as error:
        raise as_failure(error, add_zh, add_en) from error


def as_failure(error: ClientError, add_zh: str = "", add_en: str = "") -> Failure:
    """The failure that a client's error is, adding what to do."""
    code = FOUND_WANTING
    if isinstance(error, Unreachable):
        code = UNREACHABLE
        add_zh = add_zh or "; 请检查地址与网络, 或先运行 shaotai serve"
        add_en = add_en or "; check address and network, or run shaotai serve first"
    elif isinstance(error, NotSignedIn | Denied):
        code = NOT_ALLOWED
    elif isinstance(error, PlatformFault):
        code = OUR_FAULT
    return Failure(code, error.zh + add_zh, error.en + add_en)


def server_url(given: str) -> str:
    """The address given, else ``$SHAOTAI_SERVER``, else this machine.

    Raises:
        Failure: it is no address.
    """
    url = given or os.environ.get("SHAOTAI_SERVER", "") or DEFAULT_SERVER
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or not url.isprintable() or " " in url:
        raise usage(
            f"平台地址 {url} 不对, 应如 http://主机:8700",
            f"{url} is no address of a platform; write http://HOST:8700",
        )
    return url.rstrip("/")


async def enter(platform: Platform, given_account: str) -> Seat:
    """Open a session: with the token of the file, else by asking for the password.

    Raises:
        Failure: there is no token and nobody to ask.
        ClientError: the platform cannot be reached or refuses.
    """
    platform.token = token_from_file()
    if platform.token:
        return await platform.who_am_i()
    await _knock(platform)
    account = given_account or os.environ.get("SHAOTAI_ACCOUNT", "")
    if not has_terminal():
        raise usage(
            "没有终端可问口令, 请用 SHAOTAI_TOKEN_FILE 指明令牌文件",
            "no terminal to ask for the password; name a token file in SHAOTAI_TOKEN_FILE",
        )
    if not account:
        account = input(say("账号: ", "Account: ")).strip()
    return await platform.sign_in(account, ask_password(account))


async def _knock(platform: Platform) -> None:
    """Find out that the platform cannot be reached before a password is typed."""
    try:
        await platform.who_am_i()
    except NotSignedIn:
        return


def may_enter(options: Namespace) -> bool:
    """Whether a session can be opened without asking anything that was not offered."""
    named = options.account or os.environ.get("SHAOTAI_ACCOUNT", "")
    return bool(os.environ.get("SHAOTAI_TOKEN_FILE", "") or (named and has_terminal()))
