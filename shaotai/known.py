"""Names given on the command line that must be known to the program or the platform."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from shaotai.failure import Failure, usage

MOST_NAMED = 8
"""Names a complaint lists at most; where there are more, the nearest."""


def unknown(option: str, given: str, names: Mapping[str, str]) -> Failure:
    """A value that an option cannot have; the known ones are named, or the nearest of many.

    Args:
        option: the option, with its dashes.
        given: what was given.
        names: what each known value is called in the user's language.
    """
    if len(names) <= MOST_NAMED:
        near = list(names)
    else:
        words = {word.lower(): code for code, name in names.items() for word in (code, name)}
        longer = sorted((word for word in words if given.lower() in word), key=len)
        found = [*longer, *difflib.get_close_matches(given.lower(), words, MOST_NAMED, 0.5)]
        near = list(dict.fromkeys(words[word] for word in found))[:MOST_NAMED]
    shown = ", ".join(f"{code} {names[code]}".rstrip() for code in near)
    return usage(
        f"{option} 没有 {given}" + (f", 可用或相近的有: {shown}" if shown else ""),
        f"{option} knows no {given}" + (f"; known or near: {shown}" if shown else ""),
    )
