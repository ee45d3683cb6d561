"""Words of the screen in two languages, from one table."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from governance.tables import rows

Lang = Literal["zh", "en"]


@cache
def _table() -> dict[str, tuple[str, str]]:
    text = (files("console.text") / "messages.csv").read_text("utf-8")
    return {
        row["key"]: (row["zh"], row["en"])
        for _, row in rows("messages.csv", text, ("key", "zh", "en"))
    }


class Words:
    """The screen's words in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def __call__(self, key: str, /, **values: object) -> str:
        """The words of a key with its values filled in.

        Raises:
            KeyError: the table has no such key.
        """
        zh, en = _table()[key]
        template = zh if self.lang == "zh" else en
        return template.format(**values) if values else template

    def of(self, pair: tuple[str, str]) -> str:
        """The one of a Chinese and an English text."""
        return pair[0] if self.lang == "zh" else pair[1]


def keys() -> tuple[str, ...]:
    """Every key of the table."""
    return tuple(_table())
