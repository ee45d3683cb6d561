"""A theme in memory, and the table of tokens it must have."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_BASE = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")

COLOURS = (*_BASE, *(f"bright_{name}" for name in _BASE))
"""Names of the terminal's sixteen colours, by their numbers (ECMA-48, SGR 30-37 and 90-97)."""

ATTRIBUTES = ("bold", "dim", "underline", "reverse")
"""What a token may have besides colours; each is true or false."""

KEYS = ("fg", "bg", *ATTRIBUTES)

SIGNS = ("sign", "words")
"""Kinds of ``without_colour`` that the screen itself takes care of."""


class Token(NamedTuple):
    """Something that has a look of its own."""

    name: str
    zh: str
    en: str
    without_colour: str

    @property
    def needs(self) -> tuple[str, ...]:
        """Attributes of which a theme must give it one, since nothing else shows its meaning."""
        kind = self.without_colour
        return tuple(kind.split("|")) if kind and kind not in SIGNS else ()


class Paint(NamedTuple):
    """How a token is drawn: a colour is a name or ``#rrggbb``.

    An empty one is that of ordinary text, and there the terminal's own.
    """

    fg: str = ""
    bg: str = ""
    bold: bool = False
    dim: bool = False
    underline: bool = False
    reverse: bool = False


class Theme(NamedTuple):
    """A checked theme: it has a paint for every token."""

    name: str
    zh: str
    en: str
    paints: Mapping[str, Paint]


@cache
def tokens() -> Mapping[str, Token]:
    """Every token, by its name."""
    text = (files("themes") / "tokens.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {
        row["token"]: Token(
            row["token"], row["meaning_zh"], row["meaning_en"], row["without_colour"]
        )
        for row in rows
    }
