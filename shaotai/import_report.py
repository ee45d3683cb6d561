"""What an import tells: progress while it runs, a summary at its end, a file of bad rows."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec

from governance.rules import RULES
from intake import Reading
from intake.sending import NotTaken, Tally
from shaotai.failure import usage
from shaotai.language import emit, one_line, say
from wire.system_words import system_words

SHOWN = 5
"""Problems shown on the terminal; the report file has them all."""

REASONS = {
    "missing_number": ("没有编号", "no number"),
    "missing_text": ("没有内容", "no text"),
    "bad_time": ("时间无法识别", "time cannot be read"),
    "bad_place": ("坐标无法识别", "position cannot be read"),
    "no_time": ("没有时间", "no time"),
    "too_long": ("内容过长", "too long"),
    "wrong_column_count": ("列数不对", "wrong number of columns"),
    "bad_quote": ("引号有误", "misplaced quote"),
    "undecodable": ("有乱码", "undecodable bytes"),
    "wrong_shape": ("不是单个的值", "no plain value"),
    "repeated_number_other_text": ("编号重复而内容不同", "number used twice, other text"),
}
"""Reasons in words; the platform's own are told by the rule they name, `governance.rules`."""

PLATFORM = "platform:"
"""Before the id of a rule, or before ``fault``, in a reason that is the platform's."""


class ImportReport:
    """Collects rows not taken: the first few for the terminal, all of them in the file."""

    def __init__(self, name: str, source: Path) -> None:
        self.first: list[NotTaken] = []
        self.name = name
        self._file = _open(Path(name).expanduser(), source) if name else None

    def __enter__(self) -> ImportReport:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, row: NotTaken) -> None:
        """One more row; repeated ones need nobody's attention on the terminal."""
        if row.reason != "repeated" and len(self.first) < SHOWN:
            self.first.append(row)
        if self._file is not None:
            self._file.write(msgspec.json.encode(row) + b"\n")


def _open(path: Path, source: Path) -> BinaryIO:
    """The report file, for its owner only: cells may hold personal data.

    Raises:
        Failure: it cannot be written, or it is the file to be imported.
    """
    if path.exists() and path.samefile(source):
        raise usage(
            "--report 不能是要导入的文件本身, 请换一个文件名",
            "--report is the file to be imported; choose another name",
        )
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
    except OSError as error:
        why_zh, why_en = system_words(error)
        raise usage(
            f"--report {path} 写不了 ({why_zh}), 请换一个文件名",
            f"cannot write --report {path} ({why_en}); choose another name",
        ) from error


def show_progress(tally: Tally) -> None:
    """One line that renews itself, on a terminal only."""
    if sys.stderr.isatty():
        words = say(f"已读 {tally.rows} 行, 收下 {tally.taken}", f"{tally.taken} of {tally.rows}")
        print(f"\r{words}\x1b[K", end="", file=sys.stderr, flush=True)


def show_summary(
    reading: Reading,
    tally: Tally,
    report: ImportReport,
    *,
    dry_run: bool = False,
    channel_seen: bool = True,
) -> None:
    """The figures, the reasons and the first few problems."""
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    for line in _figures(reading, tally, dry_run):
        emit(one_line(line))
    notices = [(one.zh, one.en) for one in reading.notices]
    notices += [(one.zh, one.en) for one in reading.column_map.notes]
    for zh, en in notices:
        emit(one_line(say(f"注意: {zh}", f"note: {en}")))
    if not channel_seen:
        emit(say("注意: 未连上平台, 渠道未核对", "note: no platform, the channel is not checked"))
    for row in report.first:
        emit("  " + one_line(say(row.zh, row.en)))
    told = sum(tally.refused.values()) + tally.by_number
    if told > len(report.first):
        more = told - len(report.first)
        emit(_where_more(report.name, more))


def _where_more(name: str, more: int) -> str:
    if name:
        return say(f"  另有 {more} 行, 见 {name}", f"  {more} more in {name}")
    return say(
        f"  另有 {more} 行, 加 --report 文件 可得全部", f"  {more} more; --report F writes all"
    )


def _figures(reading: Reading, tally: Tally, dry_run: bool) -> list[str]:
    name, column_map, table = reading.path.name, reading.column_map.name, reading.table
    taken = say("可收下", "good") if dry_run else say("收下", "taken")
    lines = [
        say(
            f"{name}: {tally.rows} 行 (列映射 {column_map}, {table.form_zh})",
            f"{name}: {tally.rows} rows (map {column_map}, {table.form_en})",
        ),
        f"{taken}: {tally.taken}",
    ]
    if not dry_run:
        lines.append(say(f"原已在平台: {tally.already}", f"there before: {tally.already}"))
    if tally.by_number:
        count = tally.by_number
        lines.append(
            say(
                f"其中仅按编号认出 (别的账号立件或内容不尽相同): {count}",
                f"of these by number only, by another account or with other content: {count}",
            )
        )
    repeats = tally.repeated
    lines.append(say(f"文件内重复: {repeats}", f"repeated in the file: {repeats}"))
    refused = sum(tally.refused.values())
    lines.append(say(f"未收: {refused}", f"refused: {refused}") + _by_reason(tally))
    return lines


def _by_reason(tally: Tally) -> str:
    if not tally.refused:
        return ""
    parts = []
    for reason, count in sorted(tally.refused.items(), key=lambda item: (-item[1], item[0])):
        parts.append(f"{say(*reason_words(reason))} {count}")
    return f" ({', '.join(parts)})"


def reason_words(reason: str) -> tuple[str, str]:
    """Why a row was not taken, in Chinese and English; a reason without words is shown as it is."""
    rule = reason.removeprefix(PLATFORM)
    if rule == reason:
        return REASONS.get(reason, (reason, reason))
    zh, en = RULES.get(rule, ("平台出错", "its own fault"))
    return f"平台不收 [{rule}] {zh}", f"the platform refuses [{rule}] {en}"
