"""The settings as they are in force, and what was wrong with the file they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from console.keymap import SHIPPED, Keymap
from console.settings.problems import Problem


class SavedFilter(NamedTuple):
    """A filter with a name, and where it stands in the file."""

    text: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Settings:
    """A seat's own settings.

    Attributes:
        path: the file, whether it is there or not.
        found: whether it is there.
        lang: ``zh``, ``en``, or empty for what the environment says.
        theme: name or file of a theme, empty for the one as shipped.
        mode: ``auto``, ``thin`` or ``rich``.
        encoding: the terminal's encoding, empty for what the environment says.
        keymap: the keys in force.
        filters: saved filters by their names, in the order of the file.
        columns: names of the queue's columns in their order, none for those as shipped.
        sort: column the queue is sorted by, ``-`` before it for the other way; empty as shipped.
        problems: mistakes in the order of the file, then what is worth knowing.
    """

    path: str = ""
    found: bool = False
    lang: str = ""
    theme: str = ""
    mode: str = "auto"
    encoding: str = ""
    keymap: Keymap = SHIPPED
    filters: Mapping[str, SavedFilter] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    sort: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def mistakes(self) -> tuple[Problem, ...]:
        """What is wrong, without what is only worth knowing."""
        return tuple(one for one in self.problems if one.mistake)
