"""The two lines at the top: place, seat, link, the platform's clock and mark; views and counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from console.desk import Counts
from console.line import Line, Span, line, spread, width_of
from console.link_state import LinkState
from console.text.i18n import Words
from console.text.width import cells, fit
from wire.safe_text import safe_text

GLASS_SHOWN_FROM = 0.05
"""A terminal nearer than this many seconds needs no mention."""


MARKS = {"演示": ("演示", "DEMO"), "演练": ("演练", "DRILL"), "": ("实战", "LIVE")}
"""Words of a space's mark."""


def mark_words(mark: str, words: Words) -> str:
    """The mark that every screen of a space carries."""
    return words.of(MARKS.get(mark, (safe_text(mark), safe_text(mark))))


class Calls(NamedTuple):
    """Open whistles of the seat's scope, and alarms that wait at this seat."""

    whistles: int
    alarms: int


def link_words(link: LinkState, words: Words) -> str:
    """The link's state with its delay, and the terminal's where it is far."""
    return " ".join(
        part for part in (_platform_words(link, words), _glass_words(link, words)) if part
    )


def _glass_words(link: LinkState, words: Words) -> str:
    if link.answerer:
        return words("link.answerer", name=link.answerer)
    if link.glass is None or link.glass < GLASS_SHOWN_FROM:
        return ""
    return words("link.glass", ms=round(link.glass * 1000))


def _platform_words(link: LinkState, words: Words) -> str:
    if link.state == "live" and link.delay is not None:
        return words("link.live", ms=round(link.delay * 1000))
    if link.state == "live":
        return words("link.live_unmeasured")
    if link.state == "syncing":
        return words("link.syncing", percent=link.percent)
    if link.state == "cut":
        return words("link.cut", seconds=link.cut_seconds)
    return words(f"link.{link.state}")


def top_line(centre: str, seat: str, link: LinkState, mark: str, words: Words, width: int) -> Line:
    """Place, seat, link, time, mark."""
    sound = link.state == "live"
    clock = f"{link.now:%H:%M:%S}" if link.now else "--:--:--"
    right = line(
        Span(link_words(link, words), "bar" if sound else "mark"),
        Span(f"  {clock} ", "bar"),
        Span(f" {mark} " if mark else "", "mark" if mark else "bar"),
    )
    room = width - width_of(right) - cells(seat) - 6
    left = line(Span(f" {fit(centre, max(0, room), pad=False)}  {seat}", "bar"))
    return spread(width, left, (Span("  ", "bar"), *right), "bar")


def count_line(
    counts: Counts, calls: Calls, view: str, boards: Sequence[str], words: Words, width: int
) -> Line:
    """Views with their keys, the one that is shown in the look of a title; counts that matter.

    Where they do not all fit, how many are open and how many to file give way.
    """
    views = line(*(
        Span(f" {words.keymap.shown(name)}{words(f'view.{name}')}", "title" if name == view else "")
        for name in ("queue", *boards)
    ))  # fmt: skip
    listed = {
        "intake": (counts.intake, ""),
        "waiting": (counts.waiting, ""),
        "overdue": (counts.overdue, "over"),
        "open": (counts.open, ""),
        "whistles": (calls.whistles, ""),
        "alarms": (calls.alarms, "mark"),
    }
    for left_out in (None, "open", "intake"):
        listed.pop(left_out or "", None)
        right = tuple(
            Span(words(f"count.{name}", n=n) + " ", look if n else "")
            for name, (n, look) in listed.items()
        )
        if width_of(views) + width_of(right) < width:
            break
    return spread(width, views, right)
