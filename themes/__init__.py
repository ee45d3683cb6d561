"""Colour as data: what each token means, and how a theme draws it.

``tokens.csv`` holds the tokens every theme must have; ``without_colour`` says what carries the
meaning where there is no colour: a sign or words on the screen, or one of the attributes named.
``*.toml`` are the themes; a user's own are files of the same form.
"""

from themes.errors import Problem, ThemeError
from themes.loading import DEFAULT, load_theme, names, theme_or_fallback
from themes.theme import COLOURS, Paint, Theme, Token, tokens

__all__ = [
    "COLOURS",
    "DEFAULT",
    "Paint",
    "Problem",
    "Theme",
    "ThemeError",
    "Token",
    "load_theme",
    "names",
    "theme_or_fallback",
    "tokens",
]
