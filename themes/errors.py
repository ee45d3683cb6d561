"""What is wrong with a theme, each fault with its place, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MOST_SHOWN = 60


class Problem(NamedTuple):
    """One fault; ``line`` is 0 where it has none."""

    file: str
    line: int
    zh: str
    en: str

    @property
    def place(self) -> str:
        """``FILE:LINE``, or the file alone."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def say(self, lang: str) -> str:
        """The fault on one line, ``zh`` or ``en``."""
        return f"{self.place}: {self.en if lang == 'en' else self.zh}"


class ThemeError(Exception):
    """A theme cannot be used; ``problems`` has every fault, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.say("en") for problem in problems))
        self.problems = tuple(problems)


def quoted(value: object) -> str:
    """A value from a file, safe to print and not too long."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(char if char.isprintable() else "?" for char in text)
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + ".."
