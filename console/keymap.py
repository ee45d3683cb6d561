"""The keys in force: the registry's, changed by what the seat's settings say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from console.actions import ACTIONS, Action
from console.key_names import pressed, shown

Press = tuple[str, str | None]
"""A key as the terminal names it, and its character if it has one."""

UNBOUND = "-"
"""What is shown for the key of an action that has none."""


class Conflict(NamedTuple):
    """A key that means two things in one context; the first of them has it."""

    view: str
    key: str
    action: str
    other: str


class Keymap:
    """Which key does what in which context."""

    def __init__(self, keys: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """The keys as shipped, save for the actions named here.

        Args:
            keys: identifiers of actions to their keys, spelled as in `key_names`.
        """
        self._keys = {action.id: action.keys for action in ACTIONS} | dict(keys or {})
        self._by_key: dict[tuple[str, str], Action] = {}
        self.conflicts: tuple[Conflict, ...] = tuple(self._bind())

    def _bind(self) -> Iterator[Conflict]:
        """Fill the table from key to action; what stands first in the registry wins."""
        for action in ACTIONS:
            for key in self._keys[action.id]:
                for view in action.views:
                    other = self._by_key.setdefault((view, key), action)
                    if other is not action:
                        yield Conflict(view, key, other.id, action.id)

    def action_for(self, view: str, key: str, character: str | None) -> Action | None:
        """The action of a key press, None where it does nothing in that context."""
        return self._by_key.get((view, pressed(key, character)))

    def keys_of(self, action: str) -> tuple[str, ...]:
        """The keys of an action, by its identifier.

        Raises:
            KeyError: there is no such action.
        """
        return self._keys[action]

    def shown(self, action: str) -> str:
        """The first key of an action as the screen writes it, a dash where it has none.

        Raises:
            KeyError: there is no such action.
        """
        keys = self._keys[action]
        return shown(keys[0]) if keys else UNBOUND

    def in_line(self, key: str, character: str | None) -> Press:
        """A key pressed while a line is typed, as the key that does the same as shipped.

        What was a key of the line and is none any more becomes no key at all.
        """
        name = pressed(key, character)
        action = self._by_key.get(("line", name))
        if action is not None:
            return (key, character) if name in action.keys else (action.keys[0], None)
        return ("", None) if name in _LINE_KEYS else (key, character)


_LINE_KEYS = frozenset(
    key for action in ACTIONS if "line" in action.views for key in action.keys
)  # fmt: skip

SHIPPED = Keymap()
"""The keys as shipped."""
