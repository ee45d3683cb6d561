"""Logs: one line an event on stderr, tracebacks only in the log file."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from shaotai.language import one_line
from shaotai.places import log_file

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LARGEST_FILE = 4 * 1024 * 1024
"""Bytes of the log file before it is turned over; one older file is kept."""


class OneLine(logging.Formatter):
    """One line a record; of an exception its type and words, and where its traceback is."""

    def __init__(self, file: Path | None) -> None:
        super().__init__(FORM)
        self._where = f" (traceback: {file})" if file else ""

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        line = super().format(plain)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line = f"{line}: {type(error).__name__}: {error}{self._where}"
        return one_line(line)


def file_handler(path: Path) -> logging.Handler | None:
    """A handler for warnings and tracebacks, readable by its owner; None if it cannot be made."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        handler = RotatingFileHandler(path, maxBytes=LARGEST_FILE, backupCount=1, encoding="utf-8")
    except OSError as error:
        logging.getLogger(__name__).debug("no log file %s: %s", path, error)
        return None
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter(FORM))
    return handler


def log_to_stderr(path: Path) -> None:
    """For a platform: INFO on stderr, warnings with their tracebacks in the file."""
    kept = file_handler(path)
    shown = logging.StreamHandler(sys.stderr)
    shown.setFormatter(OneLine(path if kept else None))
    logging.basicConfig(level=logging.INFO, handlers=[shown, *([kept] if kept else [])], force=True)


def keep_traceback(error: BaseException) -> Path | None:
    """Append the error with its traceback to the log file; None if it cannot be written."""
    path = log_file()
    when = datetime.now().astimezone().isoformat(timespec="seconds")
    words = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{when} {' '.join(sys.argv[:2])}\n{words}\n")
    except OSError:
        return None
    return path
