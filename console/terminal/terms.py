"""What is known of terminals by their names: our table, the machine's terminfo, families.

``terms.csv`` and the tables here use terminfo(5)'s words: ``cup`` moves the cursor, ``el`` erases
to the end of the line, ``rep`` repeats a character, ``bce`` erases with the background colour.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

TRUECOLOR = 1 << 24
UNKNOWN = "unknown"

FIELDS = {
    "cup": "addressable", "cuf": "relative_move", "hpa": "column_move", "vpa": "row_move",
    "el": "erase_line", "ech": "erase_characters", "rep": "repeat", "csr": "scroll_region",
    "bce": "back_colour_erase", "bold": "bold", "dim": "dim", "smul": "underline",
    "rev": "reverse", "rmso": "switch_off", "rmam": "no_wrap", "smcup": "alternate_screen",
    "civis": "hide_cursor", "BE": "bracketed_paste", "u7": "status_report", "Ms": "clipboard",
}  # fmt: skip
"""Terminfo's name of a capability, and ours."""


class Entry(NamedTuple):
    """What is known of a kind of terminal; ``colorterm`` if ``$COLORTERM`` can be believed."""

    colours: int
    colorterm: bool
    has: frozenset[str]


@cache
def terms() -> Mapping[str, Entry]:
    """The table ``terms.csv``."""
    text = (files("console.terminal") / "terms.csv").read_text("utf-8")
    found: dict[str, Entry] = {}
    for row in csv.DictReader(io.StringIO(text)):
        entry = Entry(
            int(row["colours"]), row["colorterm"] == "1", frozenset(row["has"].split())
        )  # fmt: skip
        found |= dict.fromkeys(row["term"].split("|"), entry)
    return found


TERMINFO = {
    "cup": "[%i%p1%d;%p2%dH", "cuf": "[%p1%dC", "cub": "[%p1%dD", "cuu": "[%p1%dA",
    "cud": "[%p1%dB", "hpa": "[%i%p1%dG", "vpa": "[%i%p1%dd", "el": "[K",
    "ech": "[%p1%dX", "csr": "[%i%p1%d;%p2%dr", "ri": "M", "bold": "[1m", "dim": "[2m",
    "smul": "[4m", "rev": "[7m", "rmso": "[27m", "rmam": "[?7l", "smcup": "[?1049h",
    "civis": "[?25l", "BE": "[?2004h", "u7": "[6n", "rep": "[%p2%{1}%-%db",
}  # fmt: skip
"""The sequence behind ESC by which the driver does a thing; terminfo must name the same."""

_ESC = "\x1b"
_PADDING = re.compile(r"\$<[^>]*>")
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,63}")
_set_up: list[str] = []


def read_terminfo(term: str) -> Entry | None:
    """The machine's terminfo entry; None without one, or if another was read in this process.

    curses sets up one terminal a process, whatever it is asked later.
    """
    try:
        import curses
    except ImportError:
        return None
    if not _SAFE_NAME.fullmatch(term) or _set_up not in ([], [term]):
        return None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        curses.setupterm(term, nowhere)
    except curses.error:
        return None
    finally:
        os.close(nowhere)
    _set_up[:] = [term]
    colours = curses.tigetnum("colors")
    strings = {name: curses.tigetstr(name) or b"" for name in TERMINFO}
    return from_terminfo(colours, curses.tigetflag("bce") == 1, strings)


def from_terminfo(colours: int, bce: bool, strings: Mapping[str, bytes]) -> Entry:
    """What terminfo's strings amount to: only what works by the sequences that are sent."""
    has = {name for name, wanted in TERMINFO.items() if _is(strings.get(name, b""), wanted)}
    if not {"cub", "cuu", "cud"} <= has:
        has.discard("cuf")
    if "ri" not in has:
        has.discard("csr")
    if bce:
        has.add("bce")
    known = has & set(FIELDS) if "cup" in has else set()
    steps = [step for step in (0, 8, 16, 256, TRUECOLOR) if step <= max(colours, 0)]
    return Entry(steps[-1] if known else 0, colours >= 256, frozenset(known))


def _is(string: bytes, wanted: str) -> bool:
    plain = _PADDING.sub("", string.decode("latin-1"))
    return _ESC + wanted in plain


def entry_of(
    term: str, terminfo: Callable[[str], Entry | None] = read_terminfo
) -> tuple[Entry, str]:
    """What is known of a terminal, and where from: table, terminfo, family or unknown."""
    if term in terms() and term != UNKNOWN:
        return terms()[term], "table"
    found = terminfo(term) if _SAFE_NAME.fullmatch(term) else None
    if found is not None:
        return found, "terminfo"
    family = term
    while "-" in family or "." in family:
        family = family[: max(family.rfind("-"), family.rfind("."))]
        if family in terms():
            return terms()[family]._replace(colours=_by_suffix(term, family)), "family"
    return terms()[UNKNOWN], UNKNOWN


def _by_suffix(term: str, family: str) -> int:
    for suffix, colours in (("256color", 256), ("direct", TRUECOLOR), ("16color", 16)):
        if suffix in term:
            return colours
    return 0 if re.search("-(mono|m)$", term) else terms()[family].colours
