"""Copying out of the console: into the terminal's clipboard, or into a file where it has none.

The clipboard is reached by OSC 52, which crosses SSH. Nobody answers it, so only terminals known
to take it are given it, and never more than they are sure to take.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from pathlib import Path

LARGEST_CLIPPING = 8 * 1024
"""Bytes of text that go by OSC 52; some terminals cut at 10,000 characters of base64."""

LARGEST_COPY = 1024 * 1024
"""Bytes of text that are copied at all."""


def clipboard_sequence(text: str) -> str:
    """What puts a text into the terminal's clipboard; empty where it is too long for that."""
    data = text.encode("utf-8")
    if len(data) > LARGEST_CLIPPING:
        return ""
    return f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"


def copy_file(environ: Mapping[str, str]) -> Path:
    """The file that copies go to where the terminal cannot take them."""
    state = environ.get("XDG_STATE_HOME") or os.path.join(
        environ.get("HOME") or os.path.expanduser("~"), ".local", "state"
    )
    return Path(state) / "shaotai" / "copied.txt"


def write_copy(path: Path, text: str) -> int:
    """Write a copy, readable by its owner only; it replaces the one before. Returns its bytes.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        return file.write(text.encode("utf-8")[:LARGEST_COPY])
