"""The real console, as a child: ``python -m bench.console_seat FILE``.

``FILE`` holds the options as JSON, so that no token is on a command line; ``stalls`` in it names
the file for long callbacks, empty for none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> int:
    """The child's entry point; the console's exit code."""
    options = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if options["stalls"]:
        from bench.stalls import watch

        watch(options["stalls"])
    from console.opening import open_seat
    from console.options import ConsoleOptions

    return open_seat(ConsoleOptions(options["url"], options["token"], options["account"]))


if __name__ == "__main__":
    sys.exit(main())
