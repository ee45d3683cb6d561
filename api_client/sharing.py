"""Equal values of many rows, kept once: a hundred thousand rows have a few hundred places."""

from __future__ import annotations

import types
import typing
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from wire.rows import TicketRow

OWN = ("id", "number", "summary")
"""Fields in which hardly two rows are equal."""

WORDS_KEPT = 65_536
"""Words that are remembered; beyond, they are forgotten and begun anew: only room is lost."""

TIMES_KEPT = 8_192
"""Times that are remembered: rows that come one after the other have the same ones."""


def _fields_of(kinds: tuple[type, ...]) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in msgspec.structs.fields(TicketRow)
        if field.name not in OWN and _kinds(field.type) & set(kinds)
    )


def _kinds(kind: Any) -> set[Any]:
    """The plain types that a field may hold."""
    parts = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    return {typing.get_origin(part) or part for part in parts}


WORDS = _fields_of((str, tuple))
TIMES = _fields_of((datetime,))
_words_of, _times_of = attrgetter(*WORDS), attrgetter(*TIMES)
_set = msgspec.structs.force_setattr


class Sharing:
    """Remembers values and gives the ones it has in place of equal ones."""

    def __init__(self) -> None:
        self._words: dict[Any, Any] = {}
        self._times: dict[Any, Any] = {}

    def row(self, row: TicketRow) -> TicketRow:
        """The same row on shared values. It must be new: nobody else may hold it yet."""
        if row.number == row.id:
            _set(row, "number", row.id)
        for name, word in zip(WORDS, _words_of(row), strict=True):
            kept = self._words.setdefault(word, word)
            if kept is not word:
                _set(row, name, kept)
        for name, time in zip(TIMES, _times_of(row), strict=True):
            kept = self._times.setdefault(time, time)
            if kept is not time and kept.tzinfo is time.tzinfo:
                _set(row, name, kept)
        self._forget()
        return row

    def _forget(self) -> None:
        if len(self._words) > WORDS_KEPT:
            self._words.clear()
        if len(self._times) > TIMES_KEPT:
            self._times.clear()
