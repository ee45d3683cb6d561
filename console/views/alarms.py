"""The page of alarms: what needs this seat, whether it was heard, and how often the bell rang."""

from __future__ import annotations

from console.alarms import Alarm, Alarms
from console.directory import Directory
from console.line import Line, Span, line
from console.text.i18n import Words
from console.utterance import TAIL_FIGURES
from governance.card import CARDS


def alarm_lines(alarms: Alarms, directory: Directory, words: Words, width: int) -> list[Line]:
    """Those that wait, then those that were heard or put off; the seat's rate last."""
    waiting = {one.key for one in alarms.waiting()}
    out: list[Line] = []
    for key, some in (
        ("alarms.waiting", [one for one in alarms.all() if one.key in waiting]),
        ("alarms.silent", [one for one in alarms.all() if one.key not in waiting]),
    ):
        out.append(line(Span(f" {words(key, n=len(some))}", "header")))
        out += [_alarm(one, directory, words) for one in some]
    return [*out, line(f" {words('alarms.rate', n=alarms.rate())}")]


def _alarm(alarm: Alarm, directory: Directory, words: Words) -> Line:
    kind = words(f"alarm.{alarm.kind}")
    card = words.of(CARDS.get(alarm.word, (alarm.word, alarm.word)))
    return line(
        "   ",
        Span(alarm.ticket[-TAIL_FIGURES:], "key"),
        f" {kind} {card} {directory.short(alarm.unit)}",
    )
