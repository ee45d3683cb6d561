"""Cells for spreadsheets: what a program such as Excel would run is made plain text.

Words from outside end up in exported tables. To a spreadsheet a cell that begins with ``=``,
``+``, ``-`` or ``@`` is a formula; it can fetch an address with the neighbouring cells in it, or
ask to start a program, on the machine of whoever opens the table. Tab, carriage return and line
feed can hide such a beginning from a check of the first character, and some editions also take the
full-width signs. So whatever begins like that is marked as text.
"""

from __future__ import annotations

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""Characters a spreadsheet may take for the beginning of a formula, or that hide one."""

TEXT_MARK = "'"
"""The sign spreadsheets themselves put before what shall stay text."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run this cell; white space before it does not protect."""
    return text[:1] in FORMULA_STARTS or text.lstrip()[:1] in FORMULA_STARTS if text else False


def plain_cell(text: str) -> str:
    """The cell for CSV: as it is, or behind an apostrophe if it might be run.

    In CSV a quoted cell is no protection, since quotes are gone before the cell is looked at. In
    XLSX none of this is needed: there a cell written as a string is never a formula.
    """
    return TEXT_MARK + text if is_formula(text) else text
