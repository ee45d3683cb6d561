"""The palette: everything that can be done here and now, narrowed by typing."""

from __future__ import annotations

from collections.abc import Sequence

from console.actions import ACTIONS, Action
from console.editor import Editor
from console.prerequisites import worth_offering
from console.text.pinyin import matcher, rank
from governance.verbs import VERBS
from wire.rows import TicketRow

LOWEST = 9
"""Rank of what only answers somewhere inside."""


class Palette:
    """A list to choose from, and the line that narrows it."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self.editor = Editor()
        self._all = tuple(actions)
        self._found = self._all
        self._at = 0

    @property
    def found(self) -> tuple[Action, ...]:
        """What answers to the line, the best first."""
        return self._found

    @property
    def at(self) -> int:
        """The place of the chosen one."""
        return self._at

    @property
    def chosen(self) -> Action | None:
        """The one Enter runs, None where nothing answers."""
        return self._found[self._at] if self._found else None

    def key(self, key: str, character: str | None) -> None:
        """A key other than those that run it or leave it."""
        step = STEPS.get(key)
        if step is not None:
            self._at = min(max(0, self._at + step), max(0, len(self._found) - 1))
        elif self.editor.key(key, character):
            self._narrow()

    def paste(self, text: str) -> None:
        """Pasted text narrows too."""
        self.editor.insert(text)
        self._narrow()

    def _narrow(self) -> None:
        self._found, self._at = answering(self._all, self.editor.text), 0


STEPS = {"down": 1, "up": -1, "tab": 1, "pagedown": 10, "pageup": -10}
"""Keys that move the choice, and how far."""


def answering(actions: Sequence[Action], typed: str) -> tuple[Action, ...]:
    """The actions that answer to Chinese, pinyin, initials or English; the best first."""
    typed = typed.strip()
    if not typed:
        return tuple(actions)
    fits = matcher(typed)
    found = [action for action in actions if fits(f"{action.zh} {action.en} {action.id}")]
    return tuple(sorted(found, key=lambda action: _rank(action, typed)))


def _rank(action: Action, typed: str) -> int:
    ranks = (rank(action.zh, typed), rank(action.en, typed))
    return min((one for one in ranks if one is not None), default=LOWEST)


def possible(view: str, role: str, row: TicketRow | None) -> tuple[Action, ...]:
    """What a seat of that role can do in a view: verbs of the selected ticket first."""
    here = [action for action in ACTIONS if view in action.views and action.id != "palette"]
    verbs = [action for action in here if action.verb and _can_be_said(action.verb, role, row)]
    return (*verbs, *(action for action in here if not action.verb and action.open_to(role)))


def _can_be_said(name: str, role: str, row: TicketRow | None) -> bool:
    verb = VERBS[name]
    if not verb.open_to(role):
        return False
    if not verb.states:
        return True
    return row is not None and verb.starts_from(row.state, role) and worth_offering(verb, row)
