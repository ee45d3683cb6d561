"""The page of alarms: what needs this seat, whether it was heard, and how often the bell rang."""

from __future__ import annotations

from console.alarms import Alarm, Alarms
from console.directory import Directory
from console.line import Line, Span, line
from console.text.i18n import Words
from console.utterance import TAIL_FIGURES
from governance.calendar import CHINA
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
    since = words("alarms.since", time=f"{alarm.at.astimezone(CHINA):%m-%d %H:%M}")
    parts = [alarm_words(alarm, words), directory.short(alarm.unit)]
    return line(
        f"   {since}  ",
        Span(alarm.ticket[-TAIL_FIGURES:], "key"),
        Span(f"  {' '.join(part for part in parts if part)}", "over" if alarm.insists else ""),
    )


def alarm_words(alarm: Alarm, words: Words) -> str:
    """What an alarm is about; the kind of its card where it is one."""
    if alarm.word:
        return words.of(CARDS.get(alarm.word, (alarm.word, alarm.word)))
    return words(f"alarm.{alarm.kind}")


def ringing_words(alarm: Alarm, place: str, more: int, words: Words) -> str:
    """The line that says what rings: kind, ticket and place, how many more, and what to press."""
    parts = [alarm_words(alarm, words), alarm.ticket[-TAIL_FIGURES:], place]
    if more:
        parts.append(words("alarms.more", n=more))
    view = "alarms.see_cards" if alarm.kind == "card" else "alarms.see_whistles"
    said = " ".join(part for part in parts if part)
    return words("alarms.ringing", what=said, view=words(view))
