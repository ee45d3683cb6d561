"""The console on its own driver or on Textual's, as a child.

``python -m bench.terminal.slow_child WHICH FILE``: WHICH is ``thin`` or ``stock``; FILE is what
`bench.console_seat` takes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    """The child's entry point; the console's exit code."""
    from bench.stalls import watch
    from console import app
    from console.options import ConsoleOptions

    options = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    watch(options["stalls"])
    if sys.argv[1] == "stock":
        app.SeatApp = _on_textuals_driver()  # type: ignore[misc]
    return app.run_console(
        ConsoleOptions(options["url"], options["token"], options["account"], mode=options["mode"])
    )


def _on_textuals_driver() -> type[Any]:
    """The console's application with Textual's own driver."""
    from textual.drivers.linux_driver import LinuxDriver

    from console.app import SeatApp

    class StockApp(SeatApp):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.driver_class = LinuxDriver

    return StockApp


if __name__ == "__main__":
    sys.exit(main())
