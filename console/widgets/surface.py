"""The one widget that paints: lines, of which only those that changed are painted again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from console.line import Line, fitted

STRIPS_KEPT = 8
"""Screenfuls of painted lines that are remembered."""


class Surface(Widget):
    """Shows lines. It knows nothing of tickets.

    It fills the screen, so what changed can go to the driver at once (`paint_by`): by Textual's own
    way a key's picture passes three queues and a timer first. Textual asks for the same strips
    whenever it paints the whole.
    """

    can_focus = False
    DEFAULT_CSS = "Surface { width: 100%; height: 100%; }"

    def __init__(self, looks: Mapping[str, Style]) -> None:
        super().__init__()
        self._looks = looks
        self._lines: list[Line] = []
        self._strips: dict[Line, Strip] = {}
        self._write: Callable[[str], None] | None = None

    def paint_by(self, write: Callable[[str], None]) -> None:
        """Give what changed to this function from now on, as text with its positions and looks."""
        self._write = write

    def show(self, lines: Sequence[Line]) -> None:
        """Show lines as wide as the surface; only those that changed are painted again."""
        width, height = self.size
        wanted = list(lines[:height])
        wanted += [fitted((), width)] * (height - len(wanted))
        old = self._lines
        changed = [y for y, one in enumerate(wanted) if y >= len(old) or old[y] != one]
        self._lines = wanted
        if changed and self._write is not None:
            console = self.app.console
            strips = ((y, self.render_line(y).render(console)) for y in changed)
            self._write("".join(f"\x1b[{y + 1};1H{text}" for y, text in strips))
        elif changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def on_resize(self) -> None:
        """Lines painted for another width are of no use."""
        self._strips.clear()
        self._lines = []

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a region, as they are: nothing of them is kept elsewhere."""
        return [self.render_line(y).crop(crop.x, crop.right) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        """The strip of one line."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width)
        shown = self._lines[y]
        strip = self._strips.get(shown)
        if strip is None:
            if len(self._strips) > STRIPS_KEPT * len(self._lines):
                self._strips.clear()
            strip = self._strips[shown] = self._paint(shown)
        return strip

    def _paint(self, shown: Line) -> Strip:
        segments = [Segment(span.text, self._looks[span.look]) for span in shown if span.text]
        return Strip(segments).adjust_cell_length(self.size.width)
