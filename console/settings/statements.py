"""A TOML text read statement by statement, so that everything in it has a place.

`tomllib` says what a text means but not where; libraries that keep the layout say neither. A
statement of TOML ends with its line unless an array or a long string is open, so the shortest run
of lines that is TOML by itself is one statement, and `tomllib` reads each. One that cannot be read
spoils nothing but itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

MOST_LINES = 200
"""Lines a statement may have."""

_OPENING = re.compile(r"=.*(?:\[|\"{3}|'{3})")
"""What must be in a line whose statement goes on in the next."""

_UNFINISHED = "(at end of document)"
"""What `tomllib` says of an array or a text that may go on in the next line."""

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
_HEADING = re.compile(r"\s*\[+\s*([A-Za-z0-9_-]+)")
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#.*")
_KEY = re.compile(r"\s*(?:(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\"'=#\s]+)\s*)+=")


class Place(NamedTuple):
    """A line and a column, both from 1."""

    line: int
    column: int


class Entry(NamedTuple):
    """A setting or the heading of a table.

    Attributes:
        path: the keys that lead to it.
        value: its value; an empty table for a heading.
        kind: ``value``, ``table`` or ``array`` (a heading in two pairs of brackets).
        place: where it begins.
        strings: where each text of its value begins.
    """

    path: tuple[str, ...]
    value: Any
    kind: str
    place: Place
    strings: tuple[Place, ...] = ()

    def string(self, number: int) -> Place:
        """Where a text of the value begins, by its number; else where the setting does."""
        return self.strings[number] if number < len(self.strings) else self.place


class Broken(NamedTuple):
    """A line that is not TOML, and why."""

    place: Place
    why: str
    source: str = ""


def read(text: str) -> Iterator[Entry | Broken]:
    """Every statement of a text, in its order."""
    lines = text.replace("\r\n", "\n").split("\n")
    table: tuple[str, ...] = ()
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        end, data, why = _statement(lines, at)
        if data is None:
            yield Broken(_where(lines[at], why, at), _AT.sub("", why), lines[at])
            table = _meant(lines[at], table)
        elif lines[at].lstrip().startswith("["):
            table, kind = _heading(data)
            yield Entry(table, {}, kind, _start(lines[at], at))
        else:
            yield from _settings(lines, at, end, table, data)
        at = end


def _statement(lines: list[str], at: int) -> tuple[int, dict[str, Any] | None, str]:
    """``(end, meaning, why)`` of the statement that begins in a line; no meaning: why not."""
    most = at + (MOST_LINES if _OPENING.search(lines[at]) else 1)
    why = ""
    for end in range(at + 1, min(most, len(lines)) + 1):
        try:
            return end, tomllib.loads("\n".join(lines[at:end])), ""
        except tomllib.TOMLDecodeError as error:
            why = why or str(error)
            if not str(error).endswith(_UNFINISHED):
                break
    return at + 1, None, why


def _meant(line: str, table: tuple[str, ...]) -> tuple[str, ...]:
    """The table that settings below a broken line belong to."""
    found = _HEADING.match(line)
    return (found[1],) if found else table


def _start(line: str, at: int) -> Place:
    return Place(at + 1, len(line) - len(line.lstrip()) + 1)


def _where(line: str, why: str, at: int) -> Place:
    found = _AT.search(why)
    return Place(at + 1, int(found[2])) if found and found[2] else _start(line, at)


def _heading(data: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    path: list[str] = []
    inner: Any = data
    while isinstance(inner, dict) and inner:
        ((key, inner),) = inner.items()
        path.append(key)
    return tuple(path), "array" if isinstance(inner, list) else "table"


def _settings(
    lines: list[str], at: int, end: int, table: tuple[str, ...], data: dict[str, Any]
) -> Iterator[Entry]:
    place = _start(lines[at], at)
    strings = tuple(_strings(lines, at, end))
    found = list(_leaves(data))
    for path, value in found:
        alone = strings if len(found) == 1 else ()
        yield Entry((*table, *path), value, "value", place, alone)


def _strings(lines: list[str], at: int, end: int) -> Iterator[Place]:
    """Where the texts of a value stand that are written on one line each."""
    key = _KEY.match(lines[at])
    first = key.end() if key else 0
    for number in range(at, end):
        for found in _STRING.finditer(lines[number], first if number == at else 0):
            if not found[0].startswith("#"):
                yield Place(number + 1, found.start() + 1)


def whole(text: str) -> Broken | None:
    """What is wrong with the text as a whole; None where it is TOML."""
    try:
        tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        at = (int(found[1]), int(found[2])) if found and found[1] else (0, 0)
        return Broken(Place(*at), _AT.sub("", str(error)))
    return None


def _leaves(data: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
    for key, value in data.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value
