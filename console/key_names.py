"""Names of keys: which there are, how else they may be written, and which are not to be had."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import ascii_lowercase
from typing import NamedTuple

from governance.tables import rows

FUNCTIONAL = (
    "up", "down", "left", "right", "home", "end", "insert", "delete", "pageup", "pagedown",
    *(f"f{number}" for number in range(1, 21)),
)  # fmt: skip
"""Keys that may be held with Shift or Ctrl."""

PLAIN = ("enter", "escape", "tab", "space", "backspace", "pause", "shift+tab")
"""Keys that come alone."""

CONTROLS = (
    *(f"ctrl+{letter}" for letter in ascii_lowercase),
    "ctrl+@", "ctrl+backslash", "ctrl+right_square_bracket", "ctrl+circumflex_accent",
    "ctrl+underscore",
)  # fmt: skip
"""The control characters a terminal sends."""

FULL_WIDTH = {0xFF01 + offset: chr(0x21 + offset) for offset in range(94)}
"""Signs of a Chinese keyboard layout, and what they are in ASCII."""


class Rule(NamedTuple):
    """A row of the table.

    Attributes:
        rule: ``alias``, ``reserved`` (not to be had), ``kept`` (its action never loses it),
            ``same`` (terminals cannot tell it from another key), ``shown`` (how it is written).
        means: the key meant, the action that keeps it, or how it is written.
        zh: why.
    """

    name: str
    rule: str
    means: str
    zh: str
    en: str


@cache
def _table() -> dict[tuple[str, str], Rule]:
    text = (files("console") / "key_names.csv").read_text("utf-8")
    columns = ("name", "rule", "means", "zh", "en")
    listed = (Rule(*(row[name] for name in columns)) for _, row in rows("key_names", text, columns))
    return {(one.rule, one.name): one for one in listed}


@cache
def names() -> frozenset[str]:
    """Every key that has a name; keys of one character are not among them."""
    held = (f"{hold}+{key}" for hold in ("shift", "ctrl", "ctrl+shift") for key in FUNCTIONAL)
    return frozenset((*FUNCTIONAL, *PLAIN, *CONTROLS, *held))


def rule_of(name: str, *kinds: str) -> Rule | None:
    """The rule of one of these kinds that a key's name is under."""
    return next((found for kind in kinds if (found := _table().get((kind, name)))), None)


def reserved() -> tuple[Rule, ...]:
    """The keys that are not to be had, with the reasons."""
    return tuple(one for one in _table().values() if one.rule in ("reserved", "kept", "same"))


def kept_by(action: str) -> tuple[str, ...]:
    """The keys an action never loses."""
    kept = (one for one in _table().values() if one.rule == "kept")
    return tuple(one.name for one in kept if one.means == action)


def spelled(written: str) -> str:
    """The one spelling of a key's name, empty where no key is called so.

    A character is its own name, full-width ones are taken as ASCII; names may be written in
    capitals, ``shift+g`` is ``G``.
    """
    if len(written) == 1 and written.isprintable():
        return pressed("", written)
    name = written.strip().lower()
    alias = rule_of(name, "alias")
    if alias is not None:
        return alias.means
    *held, key = name.split("+")
    if held == ["shift"] and len(key) == 1 and key.isalpha():
        return key.upper()
    found = "+".join((*sorted(set(held)), key))
    return found if found in names() or rule_of(found, "same") else ""


def pressed(key: str, character: str | None) -> str:
    """The name of a key that was pressed: its character where that can be seen."""
    if character and character.isprintable():
        return "space" if character.isspace() else character.translate(FULL_WIDTH)
    alias = rule_of(key, "alias")
    return alias.means if alias is not None else key


def shown(name: str) -> str:
    """How a key is written on the screen: ``Ctrl+P``, ``Esc``, ``F1``, ``g``."""
    if len(name) == 1:
        return name
    return "+".join(_shown_part(part) for part in name.split("+"))


def _shown_part(part: str) -> str:
    rule = rule_of(part, "shown")
    return rule.means if rule is not None else part.upper() if len(part) <= 3 else part
