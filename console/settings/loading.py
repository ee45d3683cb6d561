"""Finding and reading `console.toml`; whatever is in it, a seat can open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from console.settings.problems import Problem, quoted
from console.settings.values import Settings
from wire.system_words import system_words

VARIABLE = "SHAOTAI_CONFIG"
"""The environment variable that names the file."""

MOST_BYTES = 65_536
"""A longer file holds no settings."""


def place(environ: Mapping[str, str]) -> Path:
    """Where the settings are: ``$SHAOTAI_CONFIG``, else in the user's own folder (XDG)."""
    named = environ.get(VARIABLE, "")
    home = environ.get("XDG_CONFIG_HOME", "") or "~/.config"
    return Path(os.path.expanduser(named or f"{home}/shaotai/console.toml"))


def load(environ: Mapping[str, str]) -> Settings:
    """The settings in force; everything as shipped where there is no file.

    A file that is named in the environment must be there; it is a mistake if it is not.
    """
    path = place(environ)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        return _unread(path, error) if environ.get(VARIABLE) else Settings(str(path))
    except (OSError, ValueError) as error:
        return _unread(path, error)
    return read(str(path), data, environ)


def read(path: str, data: bytes, environ: Mapping[str, str]) -> Settings:
    """The settings of a file's contents."""
    if len(data) > MOST_BYTES:
        return _wrong(path, Problem(0, 0, "too_long", (("most", str(MOST_BYTES)),)))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _wrong(path, Problem(data[: error.start].count(b"\n") + 1, 0, "not_utf8"))
    from console.settings.checking import check

    return check(path, text, environ)


def _unread(path: Path, error: Exception) -> Settings:
    zh, en = system_words(error) if isinstance(error, OSError) else (str(error), str(error))
    why = (quoted(zh), quoted(en))
    return _wrong(str(path), Problem(0, 0, "unreadable", (("why", why),)))


def _wrong(path: str, problem: Problem) -> Settings:
    return Settings(path, found=True, problems=(problem,))
