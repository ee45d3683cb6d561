"""A short list to choose from by one key each, on the lines above the footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

LETTERS = "123456789abcdefghijklmnopqrstuvwxyz"
"""The keys of the items, in their order."""


class Item(NamedTuple):
    """Something to choose: what it is called, and whether it holds now."""

    id: str
    label: str
    holds: bool = False


class Menu:
    """What may be chosen, until one is or the list is left."""

    def __init__(
        self,
        title: str,
        items: Callable[[], Sequence[Item]],
        choose: Callable[[str], None],
        stays: bool = False,
    ) -> None:
        """A menu.

        Args:
            title: what is chosen here.
            items: the items as they stand; asked anew after each choice.
            choose: takes the id of what was chosen.
            stays: whether several may be chosen one after the other.
        """
        self.title = title
        self._items = items
        self._choose = choose
        self._stays = stays

    def lettered(self) -> list[tuple[str, Item]]:
        """Items with their keys."""
        return list(zip(LETTERS, self._items(), strict=False))

    def key(self, character: str | None) -> bool | None:
        """Handle a key.

        Returns:
            Whether the menu stays open; None where the key stands for nothing in it.
        """
        for letter, item in self.lettered():
            if letter == character:
                self._choose(item.id)
                return self._stays
        return None
