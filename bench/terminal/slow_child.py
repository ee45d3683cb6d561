"""The console on its own driver or on Textual's: ``python -m bench.terminal.slow_child WHICH FILE``.

WHICH is ``thin`` or ``stock``; FILE is what `bench.console_seat` takes.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main() -> int:
    """The child's entry point; the console's exit code."""
    from bench.stalls import watch
    from console import app
    from console.options import ConsoleOptions

    options = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    watch(options["stalls"])
    if sys.argv[1] == "stock":
        from textual.drivers.linux_driver import LinuxDriver

        app.ThinDriver = LinuxDriver  # type: ignore[misc,assignment]
        app.SeatApp._link = lambda seat: seat.feed.link_state()  # type: ignore[method-assign]
    os.environ.pop("SSH_CONNECTION", None)
    return app.run_console(
        ConsoleOptions(options["url"], options["token"], options["account"], mode=options["mode"])
    )


if __name__ == "__main__":
    sys.exit(main())
