"""Step clocks, and the ledger that explains a due time line by line.

A clock never ticks: it is a start, a limit and the due time computed from them when it started.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from governance.calendar import CHINA, Due, Limit, Span, WorkCalendar

STAGES = {
    "intake": ("受理", "intake"),
    "dispatch": ("派遣", "dispatch"),
    "sign": ("签收", "sign"),
    "refuse": ("退单", "return"),
    "rule": ("仲裁", "rule"),
    "handle": ("处置", "handle"),
    "assist": ("协办", "assist"),
    "verify": ("核查", "verify"),
    "rework": ("返工", "rework"),
    "close": ("结案", "close"),
    "callback": ("回访", "callback"),
}
"""The stages that are timed, with their Chinese and English names."""

UNIT_STAGE = "assist"
"""The stage in which several units may each have a clock of their own."""

WEEKDAYS_ZH = "一二三四五六日"
REASONS_OFF = {"weekend": ("周末", "weekend"), "holiday": ("法定假日", "public holiday")}


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """One running or stopped clock of a ticket.

    Attributes:
        stage: a key of ``STAGES``.
        started: when it began.
        limit: what is granted.
        due: when it runs out.
        source: where the limit comes from, for the ledger (Chinese / English).
        unit_in_charge: code of the org whose clock it is.
        provisional: the due time rests on an unpublished year.
        stopped: when the stage ended; None while it runs.
    """

    stage: str
    started: datetime
    limit: Limit
    due: datetime
    source: tuple[str, str] = ("", "")
    unit_in_charge: str = ""
    provisional: bool = False
    stopped: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether the stage has not ended."""
        return self.stopped is None


class LedgerLine(msgspec.Struct, frozen=True):
    """One line of a due time's arithmetic, in both languages."""

    zh: str
    en: str


def start_clock(
    stage: str,
    at: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    source: tuple[str, str] = ("", ""),
    unit_in_charge: str = "",
) -> Clock:
    """A clock that starts at ``at`` and is due as the calendar says."""
    due = calendar.due(at, limit)
    return Clock(stage, at, limit, due.at, source, unit_in_charge, due.provisional)


def recompute(clock: Clock, calendar: WorkCalendar) -> Clock | None:
    """The clock on a newer calendar, or None where nothing changes."""
    due = calendar.due(clock.started, clock.limit)
    if due.at == clock.due and due.provisional == clock.provisional:
        return None
    return msgspec.structs.replace(clock, due=due.at, provisional=due.provisional)


def explain(clock: Clock, calendar: WorkCalendar) -> list[LedgerLine]:
    """The ledger of a clock: start, limit and its source, each span counted, due time.

    The spans are computed afresh, so the ledger also says where a newer calendar disagrees.
    """
    due = calendar.due(clock.started, clock.limit)
    lines = _head(clock)
    lines += _body(clock, due)
    lines.append(_foot(clock, due))
    if clock.stopped is not None:
        lines.append(_stop_line(clock))
    if due.provisional:
        lines.append(
            LedgerLine(
                "暂定: 该年放假安排尚未公布, 按普通周一至周五计算, 公布后重算",
                "provisional: that year's holidays are not published; counted Monday to Friday, "
                "to be recomputed",
            )
        )
    return lines


def _head(clock: Clock) -> list[LedgerLine]:
    stage_zh, stage_en = STAGES[clock.stage]
    limit_zh, limit_en = clock.limit.words()
    source_zh, source_en = (f"  ({text})" if text else "" for text in clock.source)
    return [
        LedgerLine(
            f"起算 {_stamp(clock.started)}  {stage_zh}",
            f"start {_stamp(clock.started)}  {stage_en}",
        ),
        LedgerLine(f"时限 {limit_zh}{source_zh}", f"limit {limit_en}{source_en}"),
    ]


def _body(clock: Clock, due: Due) -> list[LedgerLine]:
    left = clock.limit.seconds
    lines = []
    for span in _merged(due.spans):
        if span.why in REASONS_OFF:
            lines.append(_off_line(span))
            continue
        left -= span.counted
        lines.append(_work_line(span, left))
    return lines


def _merged(spans: tuple[Span, ...]) -> list[Span]:
    """Neighbouring days off of one kind become one span."""
    out: list[Span] = []
    for span in spans:
        last = out[-1] if out else None
        same = last and span.counted == 0 and (last.why, last.known) == (span.why, span.known)
        if last and same and last.end == span.start:
            out[-1] = Span(last.start, span.end, 0, span.why, span.known)
        else:
            out.append(span)
    return out


def _off_line(span: Span) -> LedgerLine:
    zh, en = REASONS_OFF[span.why]
    last = span.end.timestamp() - 1
    days = f"{span.start:%m-%d}"
    if (end_day := f"{datetime.fromtimestamp(last, CHINA):%m-%d}") != days:
        days = f"{days}..{end_day}"
    return LedgerLine(f"  {days} {zh} 不计", f"  {days} {en}, not counted")


def _work_line(span: Span, left: int) -> LedgerLine:
    zh_day = "周" + WEEKDAYS_ZH[span.start.weekday()]
    same_day = span.start.date() == span.end.date()
    end = f"{span.end:%H:%M:%S}" if same_day else f"{span.end:%m-%d %H:%M:%S}"
    when = f"{span.start:%m-%d} {{}} {span.start:%H:%M:%S}-{end}"
    counted, rest = duration(span.counted), duration(left)
    return LedgerLine(
        f"  {when.format(zh_day)} 计 {counted} 余 {rest}",
        f"  {when.format(span.start.strftime('%a'))} counts {counted} left {rest}",
    )


def _foot(clock: Clock, due: Due) -> LedgerLine:
    zh, en = f"到期 {_stamp(due.at)}", f"due {_stamp(due.at)}"
    if due.at != clock.due:
        zh += f"  (记录为 {_stamp(clock.due)}, 待重算)"
        en += f"  (on record {_stamp(clock.due)}, to be recomputed)"
    return LedgerLine(zh, en)


def _stop_line(clock: Clock) -> LedgerLine:
    assert clock.stopped is not None
    late = int((clock.stopped - clock.due).total_seconds())
    zh = f"超期 {duration(late)}" if late > 0 else f"提前 {duration(-late)}"
    en = f"late by {duration(late)}" if late > 0 else f"early by {duration(-late)}"
    return LedgerLine(f"停止 {_stamp(clock.stopped)}  {zh}", f"stop {_stamp(clock.stopped)}  {en}")


def duration(seconds: int) -> str:
    """``h:mm:ss`` of a number of seconds that is not negative."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
