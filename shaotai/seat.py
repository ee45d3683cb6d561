"""``shaotai console`` and ``shaotai demo``: opening a seat."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from console.options import ConsoleOptions
from shaotai.language import language


def console(options: Namespace) -> int:
    """Sign in and open a seat until it is left."""
    from shaotai.remote import client_errors, server_url

    url = server_url(options.server)
    with client_errors():
        token, account = asyncio.run(_session(url, options))
        return open_console(seat_options(options, url, token, account, options.space))


def demo(options: Namespace) -> int:
    """Start a platform with a living district and open a seat at it; leaving stops all."""
    from shaotai.demo import PACE, Options, run
    from shaotai.local import platform_errors

    asked = Options(
        data=options.data,
        profile=options.profile,
        seed=options.seed,
        pace=options.pace or PACE,
        role=options.role,
        fresh=options.fresh,
    )

    def open_seat(url: str, token: str, account: str) -> int:
        return open_console(seat_options(options, url, token, account))

    with platform_errors():
        return run(asked, open_seat)


def seat_options(
    options: Namespace, url: str, token: str, account: str, space: str = "live"
) -> ConsoleOptions:
    """What the console is opened with."""
    return ConsoleOptions(
        url=url,
        token=token,
        account=account,
        space=space,
        lang=language(),
        mode=options.mode,
        theme=options.theme,
        encoding=options.encoding,
    )


def open_console(options: ConsoleOptions) -> int:
    """Run a seat; its exit code."""
    from console.app import run_console

    return run_console(options)


async def _session(url: str, options: Namespace) -> tuple[str, str]:
    from api_client.http import Platform
    from shaotai.remote import enter

    platform = Platform(url, space=options.space)
    try:
        seat = await enter(platform, options.account)
        return platform.token, seat.account
    finally:
        await platform.close()
