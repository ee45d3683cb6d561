"""Typing Chinese with Latin keys: filters, completion and the order of completions.

The table `syllables.tsv` says which characters have which toneless syllable; it is read at first
use and knows every reading of a character. Rows keep no pinyin of their own: a query becomes one
regular expression over the Chinese text itself, in which a letter is a class of characters.

What letters may stand for, in any mixture: the letter itself, the initial of a character (`szz`),
`zh` `ch` `sh`, a whole syllable (`shengze`), and at the end a part of one (`shengz`, `she`). `v`
stands for u with two dots; an apostrophe parts syllables (`xi'an`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import count
from pathlib import Path

__all__ = [
    "answers_to",
    "initials",
    "matcher",
    "narrows",
    "prepare",
    "rank",
    "search_for",
    "spelling",
]

_TABLE = Path(__file__).with_name("syllables.tsv")
_FOLD = {0x3000: " ", 0xFC: "v", 0xDC: "v"} | {0xFF01 + i: chr(0x21 + i) for i in range(94)}
_DIGRAPHS = ("zh", "ch", "sh")
_RUN = re.compile(r"[a-z]+")
_APOSTROPHE = re.compile("['\u2019\uff07]")
_PIECE = re.compile(r"[a-z]+(?:'[a-z]+)*|.", re.DOTALL)

# Bounds of one run of letters: they keep compiling under some tens of milliseconds.
_INITIALS_MAX = 12  # a longer run is read as syllables or as Latin text, not as initials
_LETTERS_MAX = 48  # a longer run is Latin text
_READINGS_MAX = 24  # segmentations kept, those of fewest syllables first
_WHOLE_LETTERS = 5  # of so few letters there are fewer segmentations than are kept
_CHARACTERS_MAX = 30_000  # characters in all the classes of the segmentations
_PURGE_EVERY = 32  # patterns of tens of kilobytes must not pile up in the cache of `re`

_Trie = dict[str, "_Trie"]
_compiled = count(1)


@cache
def _syllables() -> dict[str, tuple[str, str]]:
    """Syllable -> characters for which it is the first reading, and the others."""
    rows = (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines())
    return {syllable: (first, other) for syllable, first, other in rows}


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Character -> its syllables, the first reading first."""
    table: dict[str, tuple[str, ...]] = {}
    for syllable, (first, _) in _syllables().items():
        table.update(dict.fromkeys(first, (syllable,)))
    for syllable, (_, other) in _syllables().items():
        for character in other:
            table[character] = (*table[character], syllable)
    return table


def _fold(text: str) -> str:
    """Lower case, full-width signs as ASCII, u with two dots as v."""
    return text.lower() if text.isascii() else text.translate(_FOLD).lower()


def _character(sign: str) -> str:
    """A pattern for one sign as it is: either case, half or full width."""
    if not "!" <= sign <= "~":
        return re.escape(sign)
    forms = {sign, sign.upper()}
    wide = "".join(chr(ord(form) + 0xFEE0) for form in sorted(forms))
    return f"[{''.join(re.escape(form) for form in sorted(forms))}{wide}]"


@lru_cache(maxsize=512)
def _members(token: str, partial: bool) -> str:
    """The characters read as `token`, or with a syllable that begins so; empty if none."""
    table = _syllables()
    if partial:
        found = [part for name, both in table.items() if name.startswith(token) for part in both]
    else:
        found = list(table.get(token, ()))
    return "".join(sorted(set("".join(found))))


def _piece(token: str, last: bool) -> str:
    """The pattern for one token of a segmentation."""
    if len(token) == 1:
        return f"{_character(token)[:-1]}{_members(token, True)}]"
    return f"[{_members(token, last or token in _DIGRAPHS)}]"


def _tokens(run: str, at: int) -> Iterator[str]:
    """What may stand at this place of a run of letters."""
    for end in range(at + 1, min(at + 6, len(run)) + 1):
        token = run[at:end]
        partial = end == at + 1 or end == len(run) or token in _DIGRAPHS
        if _members(token, partial):
            yield token


def _segmentations(run: str) -> list[tuple[str, ...]]:
    """The readings of a run as tokens, fewest first; bounded at every place from the end on."""
    best: list[list[tuple[str, ...]]] = [[] for _ in run] + [[()]]
    for at in reversed(range(len(run))):
        options = ((token, *rest) for token in _tokens(run, at) for rest in best[at + len(token)])
        best[at] = nsmallest(_READINGS_MAX, options, key=len)
    return best[0]


@lru_cache(maxsize=8)
def _paths(run: str) -> tuple[list[list[str]], bool]:
    """The readings of a run as patterns, letter by letter first, then as syllables.

    And whether these are all of them: of very many the longest are left out.
    """
    if len(run) > _INITIALS_MAX:
        paths = [[_character(letter) for letter in run]]
    else:
        paths = [[_piece(letter, False) for letter in run]]
    spent = 0
    segmentations = _segmentations(run) if len(run) <= _LETTERS_MAX else []
    for tokens in segmentations:
        if all(len(token) == 1 for token in tokens) and len(run) <= _INITIALS_MAX:
            continue
        end = len(tokens) - 1
        path = [_piece(token, place == end) for place, token in enumerate(tokens)]
        spent += sum(map(len, path))
        if spent > _CHARACTERS_MAX and len(paths) > 1:
            return paths, False
        paths.append(path)
    return paths, len(run) <= _WHOLE_LETTERS


def _alternation(paths: list[list[str]]) -> str:
    """One pattern for many paths, with their common beginnings written once."""
    root: _Trie = {}
    for path in paths:
        node = root
        for piece in (*path, ""):
            node = node.setdefault(piece, {})
    return _render(root)


def _led(run: str) -> str:
    """The pattern of a run of letters, which may begin in several ways.

    They all begin with what the first letter may stand for. Said first and as one class, that lets
    the search run over everything else at full speed; only then is it asked which of them it is.
    """
    paths, _ = _paths(run)
    if len(paths) == 1:
        return "".join(paths[0])
    lead = _piece(run[0], False)
    tails = [path[1:] if path[0] == lead else [f"(?<={path[0]})", *path[1:]] for path in paths]
    return lead + _alternation(tails)


def _render(node: _Trie) -> str:
    options = [piece + _render(after) for piece, after in node.items()]
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})" if options else ""


def _pattern(term: str) -> str:
    """The regular expression for one folded term."""
    parts: list[str] = []
    for piece in _PIECE.findall(term):
        if "a" <= piece[0] <= "z":
            runs = piece.split("'")
            parts.append("['\u2019\uff07]?".join(_led(run) for run in runs))
        else:
            parts.append(_character(piece))
    return "".join(parts)


def _compile(term: str) -> re.Pattern[str]:
    if next(_compiled) % _PURGE_EVERY == 0:
        re.purge()
    return re.compile(_pattern(term))


def prepare() -> None:
    """Read the table and gather what each letter may stand for, before anybody types one."""
    for letter in "abcdefghijklmnopqrstuvwxyz":
        _members(letter, True)


@lru_cache(maxsize=32)
def search_for(term: str) -> Callable[[str], re.Match[str] | None]:
    """The search for one term, which holds no space, bare of everything that costs time."""
    return _compile(_fold(term)).search


@lru_cache(maxsize=32)
def matcher(query: str) -> Callable[[str], bool]:
    """A test for rows: does the text answer to every term of the query, anywhere in it?

    Terms are parted by spaces; an empty query takes every row. Chinese and other signs stand for
    themselves, letters for themselves or for pinyin, full and half width are the same.
    """
    searches = [search_for(term) for term in _fold(query).split()]
    if not searches:
        return lambda text: True
    if len(searches) == 1:
        search = searches[0]
        return lambda text: search(text) is not None
    return lambda text: all(search(text) is not None for search in searches)


def narrows(longer: str, shorter: str) -> bool:
    """Whether all that answers to the longer of two terms is sure to answer to the shorter one.

    So it is where letters were added to its end, unless one of the two has so many readings that
    some were left out, or parts its syllables by an apostrophe.
    """
    longer, shorter = _fold(longer), _fold(shorter)
    if longer == shorter:
        return True
    if not longer.startswith(shorter) or _APOSTROPHE.search(longer):
        return False
    return all(_paths(run)[1] for term in (longer, shorter) for run in _RUN.findall(term))


def initials(text: str) -> str:
    """The initials of the first readings; letters and digits in lower case, the rest dropped."""
    table = _readings()
    found: list[str] = []
    for character in _fold(text):
        if character in table:
            found.append(table[character][0][0])
        elif character.isascii() and character.isalnum():
            found.append(character)
    return "".join(found)


def spelling(text: str) -> str:
    """What a list of names is ordered by: their first readings, then the names themselves."""
    table = _readings()
    spelled = " ".join(table[one][0] if one in table else one for one in _fold(text))
    return f"{spelled}\0{text}"


def _advance(character: str, typed: str, at: int, syllables: bool) -> set[int]:
    """The places in `typed` that one character of the text can lead to."""
    after = {at + 1} if character == typed[at] else set()
    for reading in _readings().get(character, ()):
        if reading[0] != typed[at]:
            continue
        after.add(at + 1)
        if not syllables:
            continue
        if reading.startswith(typed[at:]):
            after.add(len(typed))
        for part in (reading, reading[:2] if reading[:2] in _DIGRAPHS else reading):
            if typed.startswith(part, at):
                after.add(at + len(part))
    return after


def _walk(text: str, typed: str, syllables: bool) -> int | None:
    """How much of the text `typed` used up when it ended, or None if it does not fit."""
    places = {0}
    for used, character in enumerate(text):
        if len(typed) in places:
            return used
        places = {n for at in places for n in _advance(character, typed, at, syllables)}
        if not places:
            return None
    return len(text) if len(typed) in places else None


def _prefix_rank(text: str, typed: str) -> int | None:
    """The rank of `typed` as the beginning of a text, both folded."""
    if text == typed:
        return 0
    if text.startswith(typed):
        return 1
    bare = "".join(filter(str.isalnum, text))
    letters = "".join(filter(str.isalnum, typed))
    if not letters:
        return None
    used = _walk(bare, letters, syllables=False)
    if used is not None:
        return 2 if used == len(bare) else 3
    return None if _walk(bare, letters, syllables=True) is None else 4


def answers_to(text: str, typed: str) -> bool:
    """Is what was typed a beginning of the text: in Chinese, as initials, or as pinyin?

    Every reading of every character counts; punctuation and spaces count on neither side.
    """
    return _prefix_rank(_fold(text), _fold(typed)) is not None


def rank(text: str, typed: str) -> int | None:
    """How well the text answers to what was typed; sort completions by it, then by length.

    0 the same text, 1 it begins so as written, 2 these are all its initials, 3 its first
    initials, 4 it begins so in pinyin, 5 it answers somewhere inside; None: it does not answer.
    """
    found = _prefix_rank(_fold(text), _fold(typed))
    if found is not None:
        return found
    return 5 if matcher(typed)(text) else None
