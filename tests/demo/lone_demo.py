"""A demonstration without a screen, for tests to end in all ways: ``python lone_demo.py DATA``.

Prints one line of JSON, the process ids of its children, when the seat would open; then it waits
until its input ends. An empty DATA means a directory of its own.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import shaotai.demo
from demo import plan
from demo.children import Child

PIDS: list[int] = []


class Known(Child):
    """A child whose process id is remembered."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        PIDS.append(self.pid)


def seat(url: str, token: str, account: str) -> int:
    print(json.dumps({"pids": PIDS, "url": url, "account": account}), flush=True)
    sys.stdin.read()
    return 7


if __name__ == "__main__":
    plan.TARGETS = tuple(one._replace(total=4, hot=1, late=1) for one in plan.TARGETS)
    shaotai.demo.Child = Known  # type: ignore[misc]
    sys.exit(shaotai.demo.run(shaotai.demo.Options(data=sys.argv[1]), seat))
