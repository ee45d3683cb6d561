"""The palette on the screen: a line for each thing that can be done, with the key it has."""

from __future__ import annotations

from console.directory import Directory
from console.key_names import shown
from console.line import Line, Span, fitted, line, relooked
from console.palette import Palette
from console.text.i18n import Words
from console.text.width import fit
from governance.verbs import VERBS

KEY_CELLS = 10
"""Cells of the key before the name."""

NAME_CELLS = 12
"""Cells of a verb's name before how it is said."""


def palette_lines(
    palette: Palette, directory: Directory, words: Words, width: int, height: int
) -> list[Line]:
    """The part of the list that fits, the chosen one in reverse with a ``>`` before it."""
    if not palette.found:
        return [line(f"  {words('palette.nothing')}")]
    first = max(0, min(palette.at - height // 2, len(palette.found) - height))
    out = []
    for at, action in enumerate(palette.found[first : first + height], first):
        keys = words.keymap.keys_of(action.id)
        name = directory.pick(action.zh, action.en)
        verb = VERBS.get(action.verb)
        if verb is not None:
            name = f"{fit(name, NAME_CELLS)} {directory.pick(verb.help_zh, verb.help_en)}"
        key = Span(fit(shown(keys[0]) if keys else "", KEY_CELLS), "key")
        mark = ">" if at == palette.at else " "
        whole = fitted(line(mark, " ", key, name), width)
        out.append(relooked(whole, "cursor") if at == palette.at else whole)
    return out
