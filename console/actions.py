"""One registry of what can be done by keys: it feeds key handling, help and footer.

Keys of verbs stand in the rules' `verbs.csv`, the console's own in `actions.csv`.
"""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

from governance.tables import names, rows
from governance.verbs import VERBS

VIEWS = ("queue", "text")
"""Kinds of view that keys can differ in: the list, and pages of text."""

FOOTER_VERBS = (
    "accept", "reject", "dispatch", "rule", "sign", "return", "report", "verify", "rework",
    "close", "reopen", "note",
)  # fmt: skip
"""Verbs shown in the footer when the seat may say them of the selected ticket, in this order."""

KEY_NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "full_stop": ".",
    "equals_sign": "=",
}
"""How the terminal library calls some keys."""


class Action(NamedTuple):
    """Something a key does.

    Attributes:
        id: identifier.
        verb: the verb it starts on the selected ticket, empty for the console's own.
        keys: the keys that do it.
        views: in which kinds of view.
        footer: place in the footer, 0 for none.
    """

    id: str
    verb: str
    keys: tuple[str, ...]
    views: tuple[str, ...]
    footer: int
    zh: str
    en: str


def _own() -> list[Action]:
    text = (files("console") / "actions.csv").read_text("utf-8")
    columns = ("id", "keys", "views", "footer", "zh", "en")
    return [
        Action(
            row["id"], "", names(row["keys"]), names(row["views"]), int(row["footer"] or 0),
            row["zh"], row["en"],
        )
        for _, row in rows("actions.csv", text, columns)
    ]  # fmt: skip


def _of_verbs() -> list[Action]:
    return [
        Action(f"verb.{verb.verb}", verb.verb, (verb.key,), VIEWS, 0, verb.zh, verb.verb)
        for verb in VERBS.values()
        if verb.key
    ]


ACTIONS: tuple[Action, ...] = tuple(_own() + _of_verbs())
"""Every action."""

BY_KEY: dict[tuple[str, str], Action] = {
    (view, key): action for action in ACTIONS for view in action.views for key in action.keys
}
"""The action of a key in a kind of view."""


def action_for(view: str, key: str, character: str | None) -> Action | None:
    """The action of a key press, None where it does nothing in that kind of view."""
    spelled = KEY_NAMES.get(key, key)
    if character and (view, character) in BY_KEY:
        return BY_KEY[view, character]
    return BY_KEY.get((view, spelled))
