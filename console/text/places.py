"""A place in a column: its town gives way first, so that the number of the grid stays readable."""

from __future__ import annotations

from console.text.width import cells, fit

LEAST_TOWN = 2
"""Cells in which a town can still be told: one Chinese character."""

FIGURES = "0123456789"


def fit_place(text: str, width: int) -> str:
    """``town/grid`` in exactly ``width`` cells.

    Too long a town loses its end, then it goes; too long a grid loses the end of its name and
    keeps its number. A place without a grid is cut like any text.
    """
    town, slash, grid = text.partition("/")
    if not slash or cells(text) <= width:
        return fit(text, width)
    room = width - cells(grid) - 1
    if room >= LEAST_TOWN:
        return fit(f"{fit(town, room, pad=False, mark='')}/{grid}", width)
    name = grid.rstrip(FIGURES)
    number = grid[len(name) :]
    kept = fit(name, max(0, width - len(number)), pad=False, mark="")
    return fit(f"{kept}{number}", width)
