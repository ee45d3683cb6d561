"""``shaotai export``: the tickets an account may see, as a table."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from api_client.http import Platform
from governance.ticket import STATES, STEPS
from shaotai.export_file import Lines, export_to
from shaotai.export_rows import Names, cells_of, columns, fetch_names
from shaotai.failure import DONE
from shaotai.grammar import FILTERS
from shaotai.known import unknown
from shaotai.language import emit, one_line, say
from shaotai.remote import client_errors, enter, server_url

PAGE = "500"
"""Tickets asked for at once."""


def run(options: Namespace) -> int:
    """Write the file; it takes its name only when it is complete."""
    url = server_url(options.server)
    check_steps(wanted(options))
    path = Path(options.out).expanduser()
    with export_to(path) as lines:
        count = asyncio.run(_export(options, url, lines))
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    name = one_line(str(path))
    emit(say(f"已导出 {count} 件工单到 {name}", f"{count} tickets written to {name}"))
    return DONE


def wanted(options: Namespace) -> dict[str, str]:
    """The filters given, under the names of the interface."""
    names = [name.replace("-", "_") for name, *_ in FILTERS]
    given = {name: str(getattr(options, name)) for name in names}
    return {name: value for name, value in given.items() if value}


def check_steps(filters: Mapping[str, str]) -> None:
    """Make sure that there are such a step and such a state.

    Raises:
        Failure: there is none; the known ones are named.
    """
    steps = {code: say(*names) for code, names in STEPS.items()}
    states = {code: say(one.zh, one.en) for code, one in STATES.items()}
    _check(filters, {"step": steps, "state": states})


def check_names(filters: Mapping[str, str], names: Names) -> None:
    """Make sure that the platform has such a class, channel, unit and grid.

    Raises:
        Failure: it has none; the nearest are named.
    """
    places = dict.fromkeys(("org", "grid"), names.units)
    _check(filters, {"class": names.classes, "channel": names.channels, **places})


def _check(filters: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> None:
    for name, codes in known.items():
        given = filters.get(name, "")
        if given and given not in codes:
            raise unknown(f"--{name}", given, codes)


async def _export(options: Namespace, url: str, lines: Lines) -> int:
    platform = Platform(url, space=options.space)
    try:
        with client_errors():
            await enter(platform, options.account)
            return await _write(platform, wanted(options), lines)
    finally:
        await platform.close()


async def _write(platform: Platform, filters: dict[str, str], lines: Lines) -> int:
    """Page by page. A ticket that moves between pages meanwhile is written once.

    Raises:
        ClientError: the platform does not answer or refuses a filter.
        Failure: a filter names what the platform does not have.
    """
    shown, names = columns(), await fetch_names(platform)
    check_names(filters, names)
    lines.add([column.heading for column in shown])
    seen: set[str] = set()
    cursor = ""
    while True:
        page = await platform.page(**filters, limit=PAGE, cursor=cursor)
        for row in page.tickets:
            if row.id not in seen:
                seen.add(row.id)
                lines.add(cells_of(row, shown, names))
        if sys.stderr.isatty():
            print(f"\r{len(seen)}\x1b[K", end="", file=sys.stderr, flush=True)
        cursor = page.cursor
        if not cursor:
            return len(seen)
