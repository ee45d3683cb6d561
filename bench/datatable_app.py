"""The same rows in textual's DataTable: ``python -m bench.datatable_app FILE``.

What the console does for its rows, with the table that textual comes with: the same columns and
texts, as many rows, the countdowns in view renewed once a second. SIGUSR1 begins and SIGUSR2 ends
changes of one cell at a time, the first time to any row and then to those in view, in the process
itself: no network, no decoding, no sorting anew (the console has all three), so whatever the table
costs here is less than it would cost there. The key `s` sorts by number, and back.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

from rich.text import Text
from textual.app import App, ComposeResult
from textual.timer import Timer
from textual.widgets import DataTable
from textual.widgets.data_table import RowKey

from console.text.times import time_left

TICK_SECONDS = 0.1
"""Between two lots of changes: as often as the platform sends frames."""

STATES = ("待受理", "待派遣", "待签收", "已签收", "处置中", "待核查", "未通过")
"""Words that a state's cell changes to."""

NUMBER = "1"
"""The column of the numbers."""

OTHER_LINES = 10
"""Lines of the console's screen that are not rows; left blank here, so both show as many rows."""


class TableApp(App[None]):
    """A table and nothing else."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, config: dict[str, Any]) -> None:
        """Prepare.

        Args:
            config: ``columns`` as ``[name, cells]`` with 0 for what is left, ``rows`` as
                ``[seconds left, cells…]``, ``state`` the state's column, ``rate`` in changes a
                second.
        """
        super().__init__()
        self._config = config
        self._rng = random.Random(3)
        self._keys: list[RowKey] = []
        self._age = 0
        self._feed: Timer | None = None
        self._begun = 0
        self._back = False
        self.rows: DataTable[Text] = DataTable(cursor_type="row", cell_padding=0)

    def compose(self) -> ComposeResult:
        """The table fills the screen's upper part."""
        yield self.rows

    def on_mount(self) -> None:
        """Fill the table; wait for the signals."""
        self.rows.styles.height = self.size.height - OTHER_LINES + 1
        taken = sum(cells + 1 for _, cells in self._config["columns"])
        for at, (name, cells) in enumerate(self._config["columns"]):
            width = cells + 1 if cells else self.size.width - taken - 1
            self.rows.add_column(name, width=width, key=str(at))
        for _, *cells in self._config["rows"]:
            self._keys.append(self.rows.add_row(*(Text(cell) for cell in cells)))
        self.set_interval(1.0, self._count_down)
        self.rows.focus()
        self._loop_signals()

    def _loop_signals(self) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, self._begin)
        loop.add_signal_handler(signal.SIGUSR2, self._end)

    def _begin(self) -> None:
        self._begun += 1
        self._feed = self.set_interval(TICK_SECONDS, self._change)

    def _end(self) -> None:
        if self._feed is not None:
            self._feed.stop()

    def _in_view(self) -> range:
        first = int(self.rows.scroll_offset.y)
        return range(first, min(len(self._keys), first + self.size.height - OTHER_LINES))

    def _change(self) -> None:
        """A lot of changes, each to the state of one row."""
        for _ in range(round(self._config["rate"] * TICK_SECONDS)):
            anywhere = self._begun == 1
            at = self._rng.choice(range(len(self._keys)) if anywhere else self._in_view())
            state = Text(self._rng.choice(STATES))
            self.rows.update_cell(self._keys[at], str(self._config["state"]), state)

    def key_s(self) -> None:
        """Sort by number, and back."""
        self._back = not self._back
        self.rows.sort(NUMBER, key=str, reverse=self._back)

    def _count_down(self) -> None:
        """A second has passed for every countdown in view."""
        self._age += 1
        for at in self._in_view():
            left = self._config["rows"][at][0] - self._age
            shown, before = (time_left(one, "zh").rjust(6) for one in (left, left + 1))
            if shown != before:
                self.rows.update_cell(self._keys[at], "0", Text(shown))


def main() -> None:
    """The child's entry point."""
    config = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if config["stalls"]:
        from bench.stalls import watch

        watch(config["stalls"])
    TableApp(config).run(mouse=False)


if __name__ == "__main__":
    main()
