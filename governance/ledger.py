"""The ledger that explains a due time line by line, in both languages."""

from __future__ import annotations

from datetime import datetime

import msgspec

from governance.calendar import CHINA, COUNTING, Due, Span, WorkCalendar
from governance.clock import STAGES, Clock, Pause, due_of
from governance.request import CAUSES

WEEKDAYS_ZH = "一二三四五六日"
REASONS_OFF = {"weekend": ("周末", "weekend"), "holiday": ("法定假日", "public holiday")}

PROVISIONAL = (
    "暂定: 该年放假安排尚未公布, 按普通周一至周五计算, 公布后重算",
    "provisional: that year's holidays are not published; counted Monday to Friday, "
    "to be recomputed",
)


class LedgerLine(msgspec.Struct, frozen=True):
    """One line of a due time's arithmetic, in both languages."""

    zh: str
    en: str


def explain(clock: Clock, calendar: WorkCalendar) -> list[LedgerLine]:
    """The ledger of a clock: start, limit, extensions, each span and pause, due time, stop.

    The spans are computed afresh, so the ledger also says where a newer calendar disagrees.
    """
    due = due_of(clock, calendar)
    lines = [*_head(clock), *_body(clock, due), _foot(clock, due)]
    if clock.paused:
        lines.append(_standing_line(clock, due))
    if clock.stopped is not None:
        lines.append(_stop_line(clock))
    if due.provisional:
        lines.append(LedgerLine(*PROVISIONAL))
    return lines


def _head(clock: Clock) -> list[LedgerLine]:
    stage_zh, stage_en = STAGES[clock.stage]
    limit_zh, limit_en = clock.limit.words()
    source_zh, source_en = (f"  ({text})" if text else "" for text in clock.source)
    lines = [
        LedgerLine(
            f"起算 {_stamp(clock.started)}  {stage_zh}",
            f"start {_stamp(clock.started)}  {stage_en}",
        ),
        LedgerLine(f"时限 {limit_zh}{source_zh}", f"limit {limit_en}{source_en}"),
    ]
    for one in clock.extensions:
        more_zh, more_en = one.limit.words()
        lines.append(
            LedgerLine(
                f"延期 +{more_zh}  ({one.request}, {_stamp(one.at)} {one.approver}批准)",
                f"extension +{more_en}  ({one.request}, approved {_stamp(one.at)} "
                f"by {one.approver})",
            )
        )
    if clock.extensions:
        total = duration(clock.granted)
        lines.append(LedgerLine(f"共计 {total}", f"in all {total}"))
    return lines


def _body(clock: Clock, due: Due) -> list[LedgerLine]:
    left = clock.granted
    pauses = iter([one for one in clock.pauses if one.span[1] > clock.started])
    lines = []
    for span in _merged(due.spans):
        if span.why in COUNTING:
            left -= span.counted
            lines.append(_work_line(span, left))
        elif span.why == "paused":
            lines.append(_pause_line(next(pauses), left))
        else:
            lines.append(_off_line(span))
    return lines


def _merged(spans: tuple[Span, ...]) -> list[Span]:
    """Neighbouring days off of one kind become one span; a pause stays one of its own."""
    out: list[Span] = []
    for span in spans:
        last = out[-1] if out else None
        off = span.why in REASONS_OFF
        same = last and off and (last.why, last.known) == (span.why, span.known)
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


def _pause_line(pause: Pause, left: int) -> LedgerLine:
    """From when to when it stood still, why, and who approved it."""
    cause_zh, cause_en = CAUSES.get(pause.cause, ("", ""))
    start, end = (_stamp(at) for at in pause.span)
    rest = duration(left)
    planned_zh, planned_en = ("", "") if pause.end else ("(计划) ", "(planned) ")
    return LedgerLine(
        f"  {start} 至 {end} {planned_zh}挂账 不计 余 {rest}  "
        f"({cause_zh}, {pause.request}, {pause.approver}批准)",
        f"  {start} to {end} {planned_en}suspended, not counted, left {rest}  "
        f"({cause_en}, {pause.request}, approved by {pause.approver})",
    )


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


def _standing_line(clock: Clock, due: Due) -> LedgerLine:
    """It stands still: the due time is what it will be if it resumes on the planned day."""
    until = _stamp(clock.pauses[-1].until)
    return LedgerLine(
        f"挂账中: 现不计时, 按 {until} 复账推算; 提前复账则重算",
        f"suspended: no time counts now; due as planned if it resumes {until}, "
        "computed again if earlier",
    )


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
