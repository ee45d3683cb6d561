"""What the words of a report suggest: its class, and the town or grid it lies in.

A proposal only: it is offered for completion and never taken by itself. Classes are found by the
pairs of characters (in Chinese) or the words (in English) that their names share with the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LEAST_SHARE = 0.4
"""Part of a name that the text must hold for the name to be proposed."""

NAME_WEIGHT, CONDITION_WEIGHT = 3, 1
"""What a piece of a class's name counts, and one of its conditions."""

_WORD = re.compile(r"[a-z]{3,}")
_SUFFIX = re.compile("(?:街道|镇|乡|社区|村|开发区)$")
_KIND = re.compile(" (?:town|subdistrict|street|community|village|district)$")
_LATIN = re.compile("[a-z']+")
_MOST_WORDS = 4
_LEAST_LETTERS = 4
_LONGEST_PLACE = 8
_SHORTEST_PLACE = 2


class Named(NamedTuple):
    """A name to look for: its code, its words, and lesser words that also speak for it."""

    code: str
    name: str
    also: tuple[str, ...] = ()


def pieces(text: str) -> Iterator[str]:
    """Pairs of neighbouring Chinese characters, and words of Latin letters."""
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    for word in _WORD.findall(text.lower()):
        yield word.removesuffix("s")


class Suggestions:
    """Finds classes and places in words. Built once a district."""

    def __init__(self, classes: Iterable[Named], places: Iterable[Named]) -> None:
        self._weights: dict[str, dict[str, int]] = defaultdict(dict)
        self._whole: dict[str, int] = {}
        for one in classes:
            own = set(pieces(one.name))
            self._whole[one.code] = NAME_WEIGHT * len(own)
            for also in one.also:
                for piece in set(pieces(also)) - own:
                    self._weights[piece][one.code] = CONDITION_WEIGHT
            for piece in own:
                self._weights[piece][one.code] = NAME_WEIGHT
        self._places: dict[str, str] = {}
        self._spoken: dict[str, str] = {}
        for place in places:
            for name in (place.name, *place.also):
                stem = _SUFFIX.sub("", name).lower()
                if len(stem) >= _SHORTEST_PLACE:
                    self._places.setdefault(stem, place.code)
                spoken = " ".join(_LATIN.findall(_KIND.sub("", name.lower())))
                if len(spoken) >= _LEAST_LETTERS:
                    self._spoken.setdefault(spoken, place.code)

    def class_of(self, text: str) -> str:
        """Code of the class whose name the text holds most of; empty where none is near."""
        found: Counter[str] = Counter()
        for piece in set(pieces(text)):
            for code, weight in self._weights.get(piece, {}).items():
                found[code] += weight
        best = max(found, key=lambda code: (found[code], -self._whole[code], code), default="")
        near = best and found[best] >= LEAST_SHARE * self._whole[best]
        return best if near and self._whole[best] else ""

    def place_of(self, text: str) -> str:
        """Code of the place with the longest name that the text holds; empty where none."""
        low = text.lower()
        found = (
            low[start : start + size]
            for size in range(min(len(low), _LONGEST_PLACE), _SHORTEST_PLACE - 1, -1)
            for start in range(len(low) - size + 1)
        )
        near = next((self._places[part] for part in found if part in self._places), "")
        return near or self._spoken_of(low)

    def _spoken_of(self, text: str) -> str:
        """Code of the place whose English name, with or without its kind, stands in the text."""
        words = _LATIN.findall(text)
        found = (
            " ".join(words[start : start + size])
            for size in range(_MOST_WORDS, 0, -1)
            for start in range(len(words) - size + 1)
        )
        return next((self._spoken[part] for part in found if part in self._spoken), "")
