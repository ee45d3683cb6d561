"""Words of the screen in two languages, from one table."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from console.keymap import SHIPPED, Keymap
from governance.tables import rows

Lang = Literal["zh", "en"]

_KEY_OF = re.compile(r"<([a-z_.]+)>")
"""Stands in a text for the key of an action, such as ``<help>``."""


@cache
def _table() -> dict[str, tuple[str, str]]:
    text = (files("console.text") / "messages.csv").read_text("utf-8")
    return {
        row["key"]: (row["zh"], row["en"])
        for _, row in rows("messages.csv", text, ("key", "zh", "en"))
    }


class Words:
    """The screen's words in one language; keys are named as they are in force."""

    def __init__(self, lang: Lang, keymap: Keymap = SHIPPED) -> None:
        self.lang: Lang = lang
        self.keymap = keymap
        self._templates: dict[str, str] = {}

    def __call__(self, key: str, /, **values: object) -> str:
        """The words of a key with its values filled in.

        Raises:
            KeyError: the table has no such key.
        """
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = self._with_keys(self.of(_table()[key]))
        return template.format(**values)

    def _with_keys(self, text: str) -> str:
        def name(found: re.Match[str]) -> str:
            return self.keymap.shown(found[1]).replace("{", "{{").replace("}", "}}")

        return _KEY_OF.sub(name, text)

    def of(self, pair: tuple[str, str]) -> str:
        """The one of a Chinese and an English text."""
        return pair[0] if self.lang == "zh" else pair[1]


def keys() -> tuple[str, ...]:
    """Every key of the table."""
    return tuple(_table())
