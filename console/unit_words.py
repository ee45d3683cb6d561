"""Whether a word of a line names a unit, or is a word of the reason behind the units.

Characters must begin a name. Letters are pinyin in a Chinese seat; in an English one they must be
whole words at the beginning of a name, since almost any word sits somewhere inside of one.
"""

from __future__ import annotations

from console.directory import JOINED, PREFIX_RANKS, Named
from console.text.i18n import Lang
from console.text.pinyin import rank

LEAST_LETTERS = 4
"""Letters of an English word that may stand for a unit; shorter ones only as initials."""

ALL_INITIALS = (0, 2)
"""Ranks at which letters are a name, or all its initials."""


def is_name(one: Named, word: str) -> bool:
    """Whether a word is one of a unit's names, whole or short."""
    plain = word.replace(JOINED, " ").lower()
    return plain in (name.lower() for name in (one.name, *one.also))


def names_unit(one: Named, word: str, lang: Lang, town: str = "") -> bool:
    """Whether a word names a unit.

    Args:
        town: name of the town it lies in; its name may be left out in front of the unit's.
    """
    plain = word.replace(JOINED, " ").lower()
    if not plain.strip():
        return False
    if is_name(one, word) or one.initials == plain:
        return True
    names = (one.name, *one.also)
    if not plain.isascii():
        return any(name.lower().startswith(plain) for name in names)
    if not plain.replace(" ", "").isalpha():
        return False
    ranks = [found for name in names if (found := rank(name, plain)) is not None]
    if lang == "zh":
        return any(found <= PREFIX_RANKS for found in ranks)
    if len(plain) < LEAST_LETTERS:
        return any(found in ALL_INITIALS for found in ranks)
    stems = (one.name, one.name.removeprefix(f"{town} "))
    return any(_begins(stem.lower(), plain) for stem in stems) or 2 in ranks


def begins_sentence(word: str, following: str) -> bool:
    """Whether an English word that could name a unit goes on as a sentence: lower case follows."""
    return word.isascii() and following.isascii() and following[:1].islower()


def _begins(name: str, words: str) -> bool:
    """Whether a name begins with these words, all of them whole."""
    behind = name[len(words) : len(words) + 1]
    return name.startswith(words) and not behind.isalnum()
