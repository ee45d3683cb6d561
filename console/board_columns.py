"""The columns of the boards, as shipped for the language and the width."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from console.layout import WIDE
from console.text.i18n import Lang
from governance.tables import rows


class BoardColumn(NamedTuple):
    """A column: its name, and its cells in this window."""

    name: str
    cells: int


@cache
def board_columns(board: str, lang: Lang, wide: bool) -> tuple[BoardColumn, ...]:
    """The columns of a board in their order; what is left of a line is the last one's."""
    text = (files("console") / "board_columns.csv").read_text("utf-8")
    return tuple(
        BoardColumn(row["name"], int(row["wide" if wide else "cells"]))
        for _, row in rows("board_columns.csv", text, ("board", "name", "lang", "cells", "wide"))
        if (row["board"], row["lang"]) == (board, lang)
    )


def columns_for(board: str, lang: Lang, width: int) -> tuple[BoardColumn, ...]:
    """The columns of a board in a window of that width."""
    return board_columns(board, lang, width >= WIDE)
