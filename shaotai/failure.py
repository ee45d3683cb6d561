"""How a subcommand ends other than well: an exit code and one line in both languages."""

from __future__ import annotations

DONE = 0
FOUND_WANTING = 1
USAGE = 2
UNREACHABLE = 3
NOT_ALLOWED = 4
OUR_FAULT = 70
INTERRUPTED = 130


class Failure(Exception):
    """Ends the command with ``code`` and one line on stderr that says what to do."""

    def __init__(self, code: int, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.zh = zh
        self.en = en


def usage(zh: str, en: str) -> Failure:
    """The command was not asked in a way it can follow."""
    return Failure(USAGE, zh, en)
