"""Which columns the queue has: as shipped for the language and the width, or as chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from console.text.i18n import Lang
from governance.tables import rows

WIDE = 110
"""Windows from this width on have room for more."""

SUMMARY = "summary"
"""The column that takes what is left."""

LEAST_SUMMARY = 8
"""Cells the summary always has; columns that would take them are left out from the right."""


class Column(NamedTuple):
    """A column: its name, its cells, the window's width from which it is shown as shipped, and
    its cells in a wide window."""

    name: str
    cells: int
    least: int
    wide: int


@cache
def columns_of(lang: Lang) -> tuple[Column, ...]:
    """The columns of a language as shipped, in their order."""
    text = (files("console") / "columns.csv").read_text("utf-8")
    names = ("name", "lang", "cells", "least", "wide")
    return tuple(
        Column(row["name"], int(row["cells"]), int(row["least"]), int(row["wide"]))
        for _, row in rows("columns.csv", text, names)
        if row["lang"] == lang
    )


@cache
def column_names() -> tuple[str, ...]:
    """Names of all columns but the summary."""
    return tuple(one.name for one in columns_of("zh"))


def sortable() -> tuple[str, ...]:
    """Names of the columns that can be sorted by."""
    return column_names()


class Layout:
    """The columns of one seat."""

    def __init__(self, lang: Lang, chosen: Sequence[str] = ()) -> None:
        """As shipped, or the columns chosen, in their order."""
        self._lang: Lang = lang
        self._chosen = tuple(name for name in chosen if name != SUMMARY)
        self._as_shipped = not self._chosen
        self._width = 80

    def columns(self, width: int) -> tuple[Column, ...]:
        """The columns at a width, each with the cells it gets there."""
        self._width = width
        by_name = {one.name: one for one in columns_of(self._lang)}
        if self._as_shipped:
            found = [one for one in by_name.values() if width >= one.least]
        else:
            found = [by_name[name] for name in self._chosen]
        if width >= WIDE:
            found = [one._replace(cells=one.wide) for one in found]
        while len(found) > 1 and sum(one.cells + 1 for one in found) > width - LEAST_SUMMARY:
            found.pop()
        return tuple(found)

    def choices(self) -> list[tuple[str, bool]]:
        """Every column, and whether it is shown now."""
        shown = {one.name for one in self.columns(self._width)}
        return [(name, name in shown) for name in column_names()]

    def toggle(self, name: str) -> bool:
        """Show or hide a column; the order stays that of the table, chosen ones in theirs.

        Returns:
            Whether it was done; nothing changes where there is no room for one more.
        """
        before = self._chosen, self._as_shipped
        shown = [one.name for one in self.columns(self._width)]
        if name in shown:
            shown.remove(name)
        else:
            shown.append(name)
            if self._as_shipped:
                shown.sort(key=column_names().index)
        self._chosen, self._as_shipped = tuple(shown), False
        fits = tuple(one.name for one in self.columns(self._width)) == self._chosen
        if not fits:
            self._chosen, self._as_shipped = before
        return fits
