"""What a key is called: control sequences and characters to textual's names of keys.

Terminals differ; what textual's own tables lack or have wrong stands in `key_codes.csv`,
with the terminals (beginnings of ``TERM``) for which a row holds, none for all. Rows for
a terminal win over rows for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, IGNORE_SEQUENCE
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.keys import KEY_NAME_REPLACEMENTS, _character_to_key

from governance.tables import names, rows

Press = tuple[str, str | None]
"""A key's name and its character, if it has one."""

MODIFIERS = ("shift", "alt", "ctrl", "super", "hyper", "meta")
"""What the bits of a modifier parameter mean, lowest first."""

RXVT_MODIFIERS = {"$": 2, "^": 5, "@": 6}
"""How rxvt ends a sequence instead of the modifier parameter."""

_CSI = re.compile(r"\[(\d{0,5})(?:;(\d{1,3}))?([~A-FHPQRS])")
_OLD = re.compile(r"(?:O(?:1;)?|\[)([2-8])([A-FHPQRS])")
_RXVT = re.compile(r"\[(\d\d?)([$^@])")


@lru_cache(4096)
def press_of_character(character: str) -> Press:
    """The key of a typed character."""
    known = ANSI_SEQUENCES_KEYS.get(character)
    if isinstance(known, tuple):
        return known[0].value, character
    name = character if character.isalnum() else _character_to_key(character)
    return KEY_NAME_REPLACEMENTS.get(name, name), character


def press_with_alt(character: str) -> Press:
    """The key of a printable character typed with Alt."""
    name, _ = press_of_character(character)
    if len(name) == 1 and name.isupper():
        name = f"shift+{name.lower()}"
    return f"alt+{name}", character


@cache
def own_presses(terminal: str) -> Mapping[str, tuple[Press, ...]]:
    """The rows of the table that hold for a terminal, by the code behind ESC."""
    table = list(_table())
    general = {code: key for code, key, only in table if not only}
    special = {code: key for code, key, only in table if only and terminal.startswith(only)}
    return {code: (_press(key),) for code, key in (general | special).items()}


def redefines(terminal: str, code: str) -> bool:
    """Whether a code means something of its own on a terminal."""
    return any(known == code and only and terminal.startswith(only) for known, _, only in _table())


def _press(key: str) -> Press:
    """The press a cell of the table names: a character, or the name of a key."""
    return press_of_character(key) if len(key) == 1 else (key, None)


def _table() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Code, key and terminals of each row."""
    text = (files("console.terminal") / "key_codes.csv").read_text("utf-8")
    for _, row in rows("key_codes.csv", text, ("code", "key", "terminals")):
        code = row["code"].encode("ascii").decode("unicode_escape")
        yield code, row["key"], names(row["terminals"])


@lru_cache(1024)
def presses_of_sequence(code: str) -> tuple[Press, ...] | None:
    """The keys of a sequence (what follows ESC) on any terminal, or None if it is unknown.

    No keys at all mean a sequence that is known and stands for nothing.
    """
    if name := _functional(code):
        return ((name, None),)
    known = ANSI_SEQUENCES_KEYS.get("\x1b" + code)
    if known is None or len(code) == 1:
        return None
    if known is IGNORE_SEQUENCE:
        return ()
    if isinstance(known, str):
        return (press_of_character(known),)
    return tuple((key.value, None) for key in known) if isinstance(known, tuple) else None


def _functional(code: str) -> str:
    """The name of a key that follows a scheme, empty if it follows none."""
    if found := _OLD.fullmatch(code):
        return _modified("1" + found[2], int(found[1]))
    if found := _CSI.fullmatch(code):
        return _modified((found[1] or "1") + found[3], int(found[2] or 0))
    if found := _RXVT.fullmatch(code):
        return _modified(found[1] + "~", RXVT_MODIFIERS[found[2]])
    return ""


def _modified(base: str, parameter: int) -> str:
    """A functional key with its modifiers, in textual's order; empty if there is none."""
    name = FUNCTIONAL_KEYS.get(base, "")
    if not name or parameter < 2:
        return name
    held = [word for bit, word in enumerate(MODIFIERS) if (parameter - 1) >> bit & 1]
    return "+".join((*sorted(held), name))
