"""How each look is drawn, from a theme, with the colours the terminal has.

Bold and reverse carry the meaning; colour only helps (`themes/tokens.csv` says what else does).
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color, ColorSystem
from rich.style import Style

from themes import DEFAULT, Paint, Theme, load_theme
from themes.loading import shipped

ORDINARY = "ordinary"
"""The token whose look has the empty name."""

BRIGHT_BLACK = 8
"""The grey that a terminal of eight colours has not; on its own background it would be black."""


def looks_for(theme: Theme, colours: int) -> dict[str, Style]:
    """The style of each look on a terminal of so many colours.

    What a token leaves open it takes from ordinary text. Colours the terminal has not become the
    nearest it has; where text and background would become one, the text gets the colour of
    ordinary text; a background that cannot be told from the ordinary one becomes reverse. Without
    colours the monochrome theme is drawn.

    Args:
        theme: a theme.
        colours: 0, 8, 16, 256 or 2**24.
    """
    chosen = theme if colours else shipped("monochrome")
    ordinary = chosen.paints[ORDINARY]
    return {
        "" if token == ORDINARY else token: _style(paint, ordinary, colours)
        for token, paint in chosen.paints.items()
    }


def _style(paint: Paint, ordinary: Paint, colours: int) -> Style:
    plain = _colour(ordinary.bg, colours)
    bg = _colour(paint.bg, colours) or plain
    fg = _colour(paint.fg or ordinary.fg, colours)
    if fg is not None and fg == bg:
        fg = _colour(ordinary.fg, colours)
    if fg is not None and fg == bg:
        fg = bg = None
    if bg is None and colours == 8 and _is_grey(paint.fg or ordinary.fg):
        fg = None
    lost_bar = paint.bg not in ("", ordinary.bg) and bg == plain
    return Style(
        color=fg, bgcolor=bg, bold=paint.bold or None, dim=paint.dim or None,
        underline=paint.underline or None, reverse=paint.reverse or lost_bar or None,
    )  # fmt: skip


def _is_grey(name: str) -> bool:
    colour = _colour(name, 16)
    return colour is not None and colour.number == BRIGHT_BLACK


def _colour(name: str, colours: int) -> Color | None:
    """The nearest colour of a terminal with so many; None leaves it to the terminal."""
    if not name or not colours:
        return None
    colour = Color.parse(name)
    if colours > 256:
        return colour
    colour = colour.downgrade(ColorSystem.EIGHT_BIT if colours == 256 else ColorSystem.STANDARD)
    number = colour.number or 0
    if colours == 8 and number >= BRIGHT_BLACK:
        number -= BRIGHT_BLACK
    return Color.from_ansi(number)


LOOKS: Mapping[str, Style] = looks_for(load_theme(DEFAULT, {}), 16)
"""Style of each look in the terminal's own colours."""

MONOCHROME: Mapping[str, Style] = looks_for(shipped("monochrome"), 0)
"""The same without colour."""
