"""The words of a terminal: moves of the cursor and changes of the pen, each as short as can be.

Written for the least difference alone; nothing here comes from the console's own engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bench.terminal.grid import PLAIN, Colour, Pen

Place = tuple[int, int | None] | None
"""Row and column of the cursor; the column, or both, may not be known."""

OFF = (("italic", "3", "23"), ("underline", "4", "24"), ("blink", "5", "25"),
       ("reverse", "7", "27"), ("strike", "9", "29"))  # fmt: skip


def csi(count: int, final: str) -> str:
    """A control sequence of one number, left out where it is 1."""
    return f"\x1b[{count if count > 1 else ''}{final}"


@lru_cache(maxsize=1 << 16)
def move(place: Place, y: int, x: int) -> str:
    """The shortest way to a cell."""
    if place == (y, x):
        return ""
    return min(_ways(place, y, x), key=len)


def _ways(place: Place, y: int, x: int) -> Iterator[str]:
    column = f";{x + 1}" if x else ""
    yield f"\x1b[{y + 1 if y else ''}{column}H"
    if place is None:
        return
    down = min(_vertical(place[0], y), key=len)
    if x == 0:
        yield "\r" + down
    yield "\r" + down + csi(x, "C")
    yield down + csi(x + 1, "G")
    if place[1] is not None:
        yield down + min(_horizontal(place[1], x), key=len)


def _vertical(now: int, y: int) -> Iterator[str]:
    yield "" if y == now else f"\x1b[{y + 1 if y else ''}d"
    if y > now:
        yield "\n" * (y - now)
        yield csi(y - now, "B")
    if y < now:
        yield "\x1bM" * (now - y)
        yield csi(now - y, "A")


def _horizontal(now: int, x: int) -> Iterator[str]:
    if x == now:
        yield ""
    elif x > now:
        yield csi(x - now, "C")
    else:
        yield "\b" * (now - x)
        yield csi(now - x, "D")


@lru_cache(maxsize=1 << 14)
def repen(old: Pen, new: Pen) -> str:
    """The shortest change of pen: only what differs, or everything anew."""
    if old == new:
        return ""
    if new == PLAIN:
        return "\x1b[m"
    anew = ["", *_on(PLAIN, new)]
    changes = [*_off(old, new), *_on(_kept(old, new), new)]
    return min((f"\x1b[{';'.join(parts)}m" for parts in (anew, changes)), key=len)


def _kept(old: Pen, new: Pen) -> Pen:
    """The pen once what has to go is gone."""
    both = (old.bold and not new.bold) or (old.dim and not new.dim)
    return old._replace(bold=old.bold and not both, dim=old.dim and not both)


def _off(old: Pen, new: Pen) -> Iterator[str]:
    if (old.bold and not new.bold) or (old.dim and not new.dim):
        yield "22"
    for name, _, number in OFF:
        if getattr(old, name) and not getattr(new, name):
            yield number


def _on(old: Pen, new: Pen) -> Iterator[str]:
    if new.bold and not old.bold:
        yield "1"
    if new.dim and not old.dim:
        yield "2"
    for name, number, _ in OFF:
        if getattr(new, name) and not getattr(old, name):
            yield number
    if new.fg != old.fg:
        yield _colour(new.fg, 30)
    if new.bg != old.bg:
        yield _colour(new.bg, 40)


def _colour(value: Colour, base: int) -> str:
    if value is None:
        return str(base + 9)
    if isinstance(value, tuple):
        return f"{base + 8};2;" + ";".join(map(str, value))
    if value < 8:
        return str(base + value)
    return str(base + 52 + value) if value < 16 else f"{base + 8};5;{value}"
