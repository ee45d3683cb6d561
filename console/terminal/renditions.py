"""Attributes and colours: what a terminal can show of a look, and the way from one to another."""

from __future__ import annotations

from rich.color import Color, ColorSystem

from console.terminal.capability import Capabilities
from console.terminal.cells import PLAIN, Colour, Look, look_id, look_of

ON = {"bold": 1, "dim": 2, "italic": 3, "underline": 4, "blink": 5, "reverse": 7, "strike": 9}
OFF = {
    "bold": 22,
    "dim": 22,
    "italic": 23,
    "underline": 24,
    "blink": 25,
    "reverse": 27,
    "strike": 29,
}
"""The numbers that switch each attribute."""

SWITCHES_OFF = frozenset({*map(str, OFF.values()), "39", "49"})
"""Numbers that old terminals do not know: they only switch everything off at once."""

VISIBLE_ON_BLANKS = ("underline", "reverse", "strike")
"""Attributes that show on a blank cell."""


class Renditions:
    """Looks on one terminal."""

    def __init__(self, capabilities: Capabilities) -> None:
        self._can = capabilities
        self._ways: dict[tuple[int, int], str] = {}
        self._blanks: dict[int, int] = {}
        self._shapes: dict[Look, Look] = {}

    def shape(self, look: Look) -> Look:
        """What the terminal can show of a look."""
        found = self._shapes.get(look)
        if found is None:
            found = self._shapes[look] = self._shaped(look)
        return found

    def _shaped(self, look: Look) -> Look:
        can = self._can
        return Look(
            self._colour(look.fg),
            self._colour(look.bg),
            look.bold and can.bold,
            look.dim and can.dim,
            False,
            look.underline and can.underline,
            False,
            look.reverse and can.reverse,
            False,
        )

    def _colour(self, colour: Colour) -> Colour:
        most = self._can.colours
        if colour is None or most == 0:
            return None
        if isinstance(colour, tuple):
            if most > 256:
                return colour
            system = ColorSystem.EIGHT_BIT if most == 256 else ColorSystem.STANDARD
            colour = Color.from_rgb(*colour).downgrade(system).number or 0
        if colour >= most:
            down = Color.from_ansi(colour).downgrade(ColorSystem.STANDARD).number or 0
            colour = down % 8 if most == 8 else down
        return colour

    def blank(self, look: int) -> int:
        """The look of a blank cell with only what shows on it."""
        found = self._blanks.get(look)
        if found is None:
            found = self._blanks[look] = look_id(_blank(look_of(look)))
        return found

    def erasable(self, look: int) -> bool:
        """Whether erasing makes cells of that look."""
        shown = look_of(look)
        if any(getattr(shown, name) for name in VISIBLE_ON_BLANKS):
            return False
        return shown.bg is None or self._can.back_colour_erase

    def erases(self, current: int, look: int) -> bool:
        """Whether erasing under the current look leaves blanks of ``look``."""
        if not self._can.back_colour_erase:
            return look_of(look).bg is None
        return look_of(current).bg == look_of(look).bg

    def between(self, old: int, new: int) -> str:
        """The shortest sequence from one look to another."""
        way = self._ways.get((old, new))
        if way is None:
            before, after = look_of(old), look_of(new)
            fresh = f"\x1b[{';'.join(['', *_set(PLAIN, after)]) if after != PLAIN else ''}m"
            changed = _set(before, after)
            way = min(fresh, f"\x1b[{';'.join(changed)}m", key=len)
            if not self._can.switch_off and not SWITCHES_OFF.isdisjoint(changed):
                way = fresh
            self._ways[old, new] = way
        return way


def _blank(look: Look) -> Look:
    if look.reverse:
        return look._replace(dim=False, italic=False, blink=False)
    if look.underline or look.strike:
        return look._replace(bold=False, dim=False, italic=False, blink=False)
    return PLAIN._replace(bg=look.bg)


def _set(before: Look, after: Look) -> list[str]:
    """The numbers that lead from one look to another."""
    numbers: list[str] = []
    off = {OFF[name] for name in ON if getattr(before, name) and not getattr(after, name)}
    numbers += [str(number) for number in sorted(off)]
    for name, number in ON.items():
        lost = OFF[name] in off
        if getattr(after, name) and (lost or not getattr(before, name)):
            numbers.append(str(number))
    if after.fg != before.fg:
        numbers += _colour_numbers(after.fg, 30, 90, 38)
    if after.bg != before.bg:
        numbers += _colour_numbers(after.bg, 40, 100, 48)
    return numbers


def _colour_numbers(colour: Colour, normal: int, bright: int, extended: int) -> list[str]:
    if colour is None:
        return [str(normal + 9)]
    if isinstance(colour, tuple):
        return [str(extended), "2", *map(str, colour)]
    if colour < 8:
        return [str(normal + colour)]
    return [str(bright + colour - 8)] if colour < 16 else [str(extended), "5", str(colour)]
