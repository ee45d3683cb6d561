"""Named filters as a seat knows them: those of its settings, and those the platform keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from console.settings.values import SavedFilter
from wire.safe_text import safe_text
from wire.views import FilterView


class Named(NamedTuple):
    """A filter with its name; ``by`` is who shares it, empty for one's own."""

    name: str
    line: str
    by: str = ""


class Shelf:
    """Own filters win over shared ones of the same name, the settings' over both."""

    def __init__(self, own: Mapping[str, SavedFilter]) -> None:
        self._own = {name: Named(name, saved.text) for name, saved in own.items()}
        self._kept: dict[str, Named] = {}

    def take(self, kept: Iterable[FilterView]) -> None:
        """What the platform keeps now."""
        shared_first = sorted(kept, key=lambda one: one.own)
        self._kept = {
            safe_text(one.name): Named(
                safe_text(one.name), safe_text(one.line), "" if one.own else safe_text(one.by)
            )
            for one in shared_first
        }

    def all(self) -> list[Named]:
        """Every filter: the settings' in their order, then the kept ones by name."""
        rest = [one for name, one in sorted(self._kept.items()) if name not in self._own]
        return [*self._own.values(), *rest]

    def line(self, name: str) -> str | None:
        """The filter of a name, None where there is none."""
        found = self._own.get(name) or self._kept.get(name)
        return found.line if found else None
