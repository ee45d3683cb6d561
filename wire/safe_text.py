"""The one function through which text from outside reaches a screen, a log or an export.

Controls, escapes, C1, bidirectional overrides, zero-width and unassigned characters never pass;
what passes is ASCII or East Asian Wide/Fullwidth, so its width on any terminal is certain.
Markup is not interpreted anywhere: callers draw the result as plain cells.
"""

from __future__ import annotations

import unicodedata

REPLACEMENTS = {
    "\t": " ",
    "\u00a0": " ",
    "\u3000": "  ",
    "\u2026": "..",
    "\u22ef": "..",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\u2018": "'",
    "\u2019": "'",
    "\u2014": "-",
    "\u2013": "-",
    "\u2015": "-",
    "\u2010": "-",
    "\u2011": "-",
    "\u00b7": ".",
    "\u2022": ".",
    "\u2219": ".",
    "\u00d7": "x",
    "\u00f7": "/",
    "\u00b0": "度",
    "\u2103": "度",
    "\u00b1": "+-",
    "\u2192": "->",
    "\u2190": "<-",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u00ae": "(R)",
    "\u00a9": "(C)",
    "\u2605": "*",
    "\u2606": "*",
}
"""Characters of doubtful width, and what stands for them (`console.md`, thin mode)."""

UNKNOWN = "?"
"""Stands for a control character or one whose width is unknown."""

DROPPED_CATEGORIES = frozenset({"Cf", "Mn", "Mc", "Me"})
"""Format, bidi and zero-width characters and combining marks: they vanish."""

DROPPED = frozenset("\u115f\u3164") | {chr(code) for code in range(0x1F3FB, 0x1F400)}
"""Invisible Hangul fillers, and skin tones, which some terminals draw into the cell before."""

EXCEL_ESCAPE = "_x000D_"
"""What spreadsheets leave where a carriage return stood."""


FILLER = "\uf8ff"
"""The second cell of an ambiguous character that the terminal draws wide.

Private use: from outside it never passes, and whoever measures text counts it as the cell it is.
The terminal's driver takes it out again.
"""


class _Table(dict[int, str]):
    """Maps every code point once, on demand."""

    ambiguous_cells = 0
    """Cells of the characters of ambiguous width, as measured; 0 where they do not pass."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if self.ambiguous_cells and unicodedata.east_asian_width(char) == "A" and _drawn(char):
            self[code] = char + FILLER * (self.ambiguous_cells - 1)
        else:
            self[code] = _mapped(char)
        return self[code]


def _drawn(char: str) -> bool:
    """Whether a character takes a cell of its own and does nothing else."""
    return unicodedata.category(char)[0] in "LNPS"


def _mapped(char: str) -> str:
    if char in REPLACEMENTS:
        return REPLACEMENTS[char]
    if " " <= char <= "~":
        return char
    category = unicodedata.category(char)
    if category in DROPPED_CATEGORIES or char in DROPPED:
        return ""
    if category == "Zs":
        return " "
    if category[0] == "C":
        return UNKNOWN
    if unicodedata.east_asian_width(char) in "WF":
        return UNKNOWN if category == "So" and not _cjk_sign(char) else char
    return _ascii_form(char)


def _cjk_sign(char: str) -> bool:
    """Signs such as a square metre; how wide pictures beyond them are varies."""
    return "\u3000" <= char <= "\u33ff"


def _ascii_form(char: str) -> str:
    """``(1)`` for a circled one, ``II`` for the Roman two; else the unknown mark."""
    plain = unicodedata.normalize("NFKD", char).replace("\u2044", "/")
    letters = "".join(one for one in plain if " " < one <= "~")
    if not letters:
        return UNKNOWN
    circled = "CIRCLED" in unicodedata.name(char, "")
    return f"({letters})" if circled else letters


_TABLE = _Table()


def keep_ambiguous(cells: int) -> None:
    """Say what is known of this program's terminal: how wide it draws ambiguous characters.

    Only a terminal that was measured, and that nobody wants thin, may be told so.

    Args:
        cells: 1 or 2; 0 where such characters are not to be drawn.
    """
    _TABLE.ambiguous_cells = cells
    _TABLE.clear()


def safe_text(text: str, lines: bool = False) -> str:
    """The text with nothing left in it that a terminal could act on.

    Args:
        text: anything from outside.
        lines: keep line breaks as ``\\n``; otherwise they become one space.

    Returns:
        ASCII and East Asian Wide/Fullwidth characters only, besides ambiguous ones where
        `keep_ambiguous` allows them, each followed by `FILLER` where it is drawn wide.
    """
    if text.isascii() and text.isprintable() and EXCEL_ESCAPE not in text:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(line.translate(_TABLE) for line in text.split("\n"))
    # Only now: characters that vanished may have stood inside an escape.
    text = text.replace(f"{EXCEL_ESCAPE}\n", "\n").replace(EXCEL_ESCAPE, "\n")
    return text if lines else text.replace("\n", " ")
