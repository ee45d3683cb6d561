"""How each named look is drawn. Bold and reverse carry the meaning; colour only helps.

Only the terminal's own sixteen colours are used, so the screen follows the seat's palette.
"""

from __future__ import annotations

from rich.style import Style

LOOKS = {
    "": Style(),
    "title": Style(bold=True),
    "bar": Style(reverse=True),
    "faint": Style(),
    "header": Style(bold=True),
    "cursor": Style(reverse=True),
    "over": Style(bold=True, color="red"),
    "close": Style(bold=True, color="yellow"),
    "half": Style(color="yellow"),
    "good": Style(color="green"),
    "bad": Style(bold=True, color="red"),
    "mark": Style(bold=True, reverse=True),
    "key": Style(bold=True),
    "typed": Style(bold=True),
    "caret": Style(reverse=True),
}
"""Style of each look."""

MONOCHROME = {name: Style(bold=s.bold, reverse=s.reverse) for name, s in LOOKS.items()}
"""The same without colour."""
