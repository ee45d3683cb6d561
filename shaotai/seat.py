"""``shaotai console`` and ``shaotai demo``: opening a seat."""

from __future__ import annotations

import asyncio
from argparse import Namespace

from console.options import ConsoleOptions
from console.settings.values import Settings
from shaotai.language import language
from shaotai.own_settings import own_settings


def console(options: Namespace) -> int:
    """Sign in and open a seat until it is left."""
    from shaotai.remote import client_errors, server_url

    settings = own_settings(options)
    url = server_url(options.server)
    with client_errors():
        token, account = asyncio.run(_session(url, options))
        return open_console(seat_options(options, settings, url, token, account, options.space))


def demo(options: Namespace) -> int:
    """Start a platform with a living district and open a seat at it; leaving stops all."""
    from shaotai.demo import PACE, Options, run
    from shaotai.local import platform_errors

    settings = own_settings(options)
    asked = Options(
        data=options.data,
        profile=options.profile,
        seed=options.seed,
        pace=options.pace or PACE,
        role=options.role,
        fresh=options.fresh,
    )

    def open_seat(url: str, token: str, account: str) -> int:
        return open_console(seat_options(options, settings, url, token, account))

    with platform_errors():
        return run(asked, open_seat)


def seat_options(
    options: Namespace,
    settings: Settings,
    url: str,
    token: str,
    account: str,
    space: str = "live",
) -> ConsoleOptions:
    """What the console is opened with: what was asked for, else what the settings say."""
    return ConsoleOptions(
        url=url,
        token=token,
        account=account,
        space=space,
        lang=language(),
        mode=options.mode if options.mode != "auto" else settings.mode,
        theme=options.theme or settings.theme,
        encoding=options.encoding or settings.encoding,
        settings=settings,
    )


def open_console(options: ConsoleOptions) -> int:
    """Run a seat; its exit code."""
    from console.opening import open_seat

    return open_seat(options)


async def _session(url: str, options: Namespace) -> tuple[str, str]:
    from api_client.http import Platform
    from shaotai.remote import enter

    platform = Platform(url, space=options.space)
    try:
        seat = await enter(platform, options.account)
        return platform.token, seat.account
    finally:
        await platform.close()
