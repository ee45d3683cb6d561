"""One registry of what can be done by keys: it feeds key handling, help, footer and the documents.

Keys of verbs stand in the rules' `verbs.csv`, the console's own in `actions.csv`. These are the
keys as shipped; those in force are a `Keymap`'s.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files
from typing import NamedTuple

from governance.tables import names, rows
from governance.verbs import VERBS, Verb
from wire.rows import TicketRow

BOARDS = ("whistles", "deadlines", "cards")
"""Views beside the queue."""

VIEWS = ("queue", *BOARDS, "text", "line")
"""Contexts that keys can differ in: the list, the boards, pages of text, a line being typed."""

FOOTER_VERBS = (
    "accept", "reject", "dispatch", "rule", "sign", "return", "report", "verify", "rework",
    "close", "callback", "reopen", "whistle", "note",
)  # fmt: skip
"""Verbs shown in the footer when the seat may say them of the selected ticket, in this order."""

FIXED = ("line.list",)
"""Actions whose keys cannot change: their key is a character that may also be typed."""


class Action(NamedTuple):
    """Something a key does.

    Attributes:
        id: identifier, the name by which `console.toml` binds it.
        verb: the verb it starts on the selected ticket, empty for the console's own.
        keys: the keys that do it as shipped; none where it can only be chosen or bound.
        views: in which contexts.
        footer: place in the footer, 0 for none.
    """

    id: str
    verb: str
    keys: tuple[str, ...]
    views: tuple[str, ...]
    footer: int
    zh: str
    en: str

    def open_to(self, role: str) -> bool:
        """Whether a seat of that role may do it: of what a board says, whether it may say it."""
        verb = VERBS.get(self.verb or self.id.rpartition(".")[2])
        return verb is None or verb.open_to(role)


def _own() -> list[Action]:
    text = (files("console") / "actions.csv").read_text("utf-8")
    columns = ("id", "keys", "views", "footer", "zh", "en")
    return [
        Action(
            row["id"], "", names(row["keys"]), _views(row["views"]), int(row["footer"] or 0),
            row["zh"], row["en"],
        )
        for _, row in rows("actions.csv", text, columns)
    ]  # fmt: skip


def _views(cell: str) -> tuple[str, ...]:
    """The contexts of a cell; ``boards`` stands for all of them."""
    found = (BOARDS if name == "boards" else (name,) for name in names(cell))
    return tuple(view for some in found for view in some)


def _of_verbs(own: Collection[str]) -> list[Action]:
    """The actions of verbs; an own one such as ``cards.answer`` takes its verb's place there."""
    return [
        Action(
            f"verb.{verb.verb}", verb.verb, names(verb.key),
            tuple(view for view in ("queue", *BOARDS, "text") if f"{view}.{verb.verb}" not in own),
            0, verb.zh, verb.verb,
        )
        for verb in VERBS.values()
        if verb.kind in ("command", "query")
    ]  # fmt: skip


def _all() -> tuple[Action, ...]:
    own = _own()
    return (*own, *_of_verbs({action.id for action in own}))


ACTIONS: tuple[Action, ...] = _all()
"""Every action."""

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}
"""The same by their identifiers."""


def offered(verb: Verb, row: TicketRow, role: str) -> bool:
    """Whether a verb is worth offering on a ticket: what is signed is not signed again."""
    if not verb.open_to(role) or not verb.starts_from(row.state, role):
        return False
    if row.state != "pending_handle":
        return True
    signed = "signed" in row.flags
    return not (verb.verb == "sign" and signed) and not (verb.verb == "report" and not signed)
