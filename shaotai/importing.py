"""``shaotai import``: a file's rows into tickets."""

from __future__ import annotations

import asyncio
import difflib
from argparse import Namespace
from pathlib import Path

from api_client.errors import ClientError, Unreachable
from api_client.http import Platform
from intake import IntakeError, Reading, read
from intake.errors import FileMissing, MapError, NoSheets, NotAFile, SheetMissing
from intake.sending import Sending, check
from shaotai.failure import DONE, FOUND_WANTING, USAGE, Failure, usage
from shaotai.import_report import ImportReport, show_progress, show_summary
from shaotai.language import say
from shaotai.remote import as_failure, client_errors, enter, may_enter, server_url
from wire.views import ChannelView

END_OF_LOG = 2**62
"""A position behind any record: the answer then holds no records, only where the log ends."""


def run(options: Namespace) -> int:
    """Import, or with ``--dry-run`` only read and check."""
    url = server_url(options.server)
    reading = open_file(options)
    with ImportReport(options.report, reading.path) as report:
        if options.dry_run:
            return _dry_run(options, reading, report, url)
        return asyncio.run(_import(options, reading, report, url))


def open_file(options: Namespace) -> Reading:
    """The file, ready to be read.

    Raises:
        Failure: it is no table that can be read, or no map fits it.
    """
    try:
        return read(Path(options.file).expanduser(), options.map or None, options.sheet)
    except IntakeError as error:
        wrong_call = isinstance(error, FileMissing | NotAFile | SheetMissing | NoSheets) or (
            isinstance(error, MapError) and bool(options.map)
        )
        raise Failure(USAGE if wrong_call else FOUND_WANTING, error.zh, error.en) from error


def _dry_run(options: Namespace, reading: Reading, report: ImportReport, url: str) -> int:
    seen = asyncio.run(_channel_seen(options, url))
    try:
        tally = check(reading, report.add)
    except IntakeError as error:
        raise Failure(FOUND_WANTING, error.zh, error.en) from error
    show_summary(reading, tally, report, dry_run=True, channel_seen=seen)
    return FOUND_WANTING if tally.refused else DONE


async def _channel_seen(options: Namespace, url: str) -> bool:
    """Whether the channel could be checked; without a platform or a session it could not.

    Raises:
        Failure: the platform does not know the channel.
    """
    if not may_enter(options):
        return False
    platform = Platform(url)
    try:
        await enter(platform, options.account)
        check_channel(options.channel, await platform.channels())
    except Unreachable:
        return False
    except ClientError as error:
        raise as_failure(error) from error
    finally:
        await platform.close()
    return True


async def _import(options: Namespace, reading: Reading, report: ImportReport, url: str) -> int:
    platform = Platform(url)
    try:
        with client_errors():
            seat = await enter(platform, options.account)
            check_channel(options.channel, await platform.channels())
            since = int((await platform.events(END_OF_LOG, 1))["last"])
        sending = Sending(platform, options.channel, seat.account, since, report.add, show_progress)
        await _send(sending, reading)
    finally:
        await platform.close()
    show_summary(reading, sending.tally, report)
    return FOUND_WANTING if sending.tally.refused else DONE


async def _send(sending: Sending, reading: Reading) -> None:
    """Send, and say of an end before the end how far it came.

    Raises:
        Failure: it did not come to the end.
    """
    try:
        await sending.send(reading)
    except ClientError as error:
        raise as_failure(error, *_so_far(sending)) from error
    except IntakeError as error:
        zh, en = _so_far(sending)
        raise Failure(FOUND_WANTING, error.zh + zh, error.en + en) from error


def _so_far(sending: Sending) -> tuple[str, str]:
    taken, already = sending.tally.taken, sending.tally.already
    return (
        f"; 已收下 {taken} 行, 原已在平台 {already} 行, 排除后再导入一次即可, 不会重复立件",
        f"; {taken} rows were taken and {already} were there before; "
        "mend it and import again, nothing is filed twice",
    )


def check_channel(code: str, channels: list[ChannelView]) -> None:
    """Make sure the platform knows the channel.

    Raises:
        Failure: it does not; the nearest are named.
    """
    if any(one.code == code for one in channels):
        return
    names = {one.code: say(one.zh, one.en) for one in channels}
    words = {
        word.upper(): one.code
        for one in channels
        for word in (one.code, one.zh, one.en, one.short_zh, one.short_en)
    }
    near = difflib.get_close_matches(code.upper(), words, 8, 0.4)
    part_of = [word for word in words if code.upper() in word]
    codes = list(dict.fromkeys(words[word] for word in (*part_of, *near)))[:5] or sorted(names)
    shown = ", ".join(f"{one} {names[one]}" for one in codes)
    raise usage(f"没有渠道 {code}, 相近的有: {shown}", f"there is no channel {code}; near: {shown}")
