"""What is wrong in a seat's settings: where, what, what was probably meant, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from governance.tables import rows
from wire.safe_text import safe_text

MOST_SHOWN = 60
"""Characters of a value from the file that a message repeats."""

LIKENESS = 0.6
"""How alike a name must be to be suggested, from 0 to 1."""

Text = str | tuple[str, str]
"""A value put into a message: the same in both languages, or Chinese and English."""


class Problem(NamedTuple):
    """One mistake, or one thing worth knowing.

    Attributes:
        line: from 1; 0 where it has none.
        column: from 1; 0 where it is not known.
        code: a row of `problems.csv`.
        values: what the row's texts are filled with.
        close: what was probably meant, empty where nothing is like it.
        mistake: whether something is wrong, or only worth knowing.
    """

    line: int
    column: int
    code: str
    values: tuple[tuple[str, Text], ...] = ()
    close: str = ""
    mistake: bool = True

    @property
    def place(self) -> str:
        """``LINE:COLUMN``, as much of it as is known."""
        return ":".join(str(number) for number in (self.line, self.column) if number)

    def say(self, lang: str) -> str:
        """What is wrong and what to do, on one line."""
        zh, en, remedy_zh, remedy_en = _table()[self.code]
        values = {
            name: value if isinstance(value, str) else value[lang == "en"]
            for name, value in self.values
        }
        if lang == "en":
            maybe = f"did you mean {self.close}? " if self.close else ""
            return f"{en}; {maybe}{remedy_en}".format(**values)
        maybe = f"是否 {self.close}? " if self.close else ""
        return f"{zh}; {maybe}{remedy_zh}".format(**values)

    def said_in(self, path: str, lang: str) -> str:
        """The same with the file before it."""
        return f"{path}:{self.place}: {self.say(lang)}" if self.place else self.say(lang)


def in_order(problem: Problem) -> tuple[bool, int, int]:
    """Sorts mistakes by their place, and what is only worth knowing behind them."""
    return not problem.mistake, problem.line, problem.column


@cache
def _table() -> dict[str, tuple[str, str, str, str]]:
    text = (files("console.settings") / "problems.csv").read_text("utf-8")
    columns = ("code", "zh", "en", "remedy_zh", "remedy_en")
    return {
        row["code"]: (row["zh"], row["en"], row["remedy_zh"], row["remedy_en"])
        for _, row in rows("problems.csv", text, columns)
    }


def quoted(value: object) -> str:
    """A value of the file as it may be shown: safe, and not too long."""
    text = safe_text(value if isinstance(value, str) else str(value))
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + ".."


def suggestion(name: str, known: Iterable[str]) -> str:
    """What was probably meant, empty where nothing is like it."""
    found = get_close_matches(name.lower(), list(known), 1, LIKENESS)
    return found[0] if found else ""
