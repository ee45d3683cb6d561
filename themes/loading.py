"""Finding, reading and checking themes; a broken one never keeps a seat from opening."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from themes.checking import Checker
from themes.errors import MOST_SHOWN, Problem, ThemeError, quoted
from themes.theme import Theme

DEFAULT = "ansi"
"""The theme of who chose none, and of who chose a broken one."""

MOST_BYTES = 65_536
"""A file longer than this is no theme."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


def names() -> tuple[str, ...]:
    """The themes that come with the program."""
    found = (entry.name for entry in files("themes").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def user_folder(environ: Mapping[str, str]) -> Path:
    """Where a user's own themes are (XDG base directories)."""
    home = environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(home).expanduser() / "shaotai" / "themes"


def load_theme(name_or_path: str = "", environ: Mapping[str, str] | None = None) -> Theme:
    """A theme by its name or file.

    A name with ``/`` or ``.toml`` is a file; else the user's own theme of that name wins over the
    one that comes with the program.

    Raises:
        ThemeError: there is none, or it has faults; all of them.
    """
    wanted = name_or_path or DEFAULT
    if "/" in wanted or wanted.endswith(".toml"):
        return _read(Path(wanted).expanduser())
    if not _NAME.fullmatch(wanted):
        raise _nothing(wanted)
    own = user_folder(os.environ if environ is None else environ) / f"{wanted}.toml"
    if own.is_file():
        return _read(own)
    return shipped(wanted)


def shipped(name: str) -> Theme:
    """A theme that comes with the program.

    Raises:
        ThemeError: there is none of that name.
    """
    if name not in names():
        raise _nothing(name)
    return parse(name, f"{name}.toml", (files("themes") / f"{name}.toml").read_text("utf-8"))


def theme_or_fallback(
    name_or_path: str = "", environ: Mapping[str, str] | None = None
) -> tuple[Theme, tuple[Problem, ...]]:
    """The theme, or the default one and what is wrong with the one asked for."""
    try:
        return load_theme(name_or_path, environ), ()
    except ThemeError as error:
        return shipped(DEFAULT), error.problems


def parse(name: str, file: str, text: str) -> Theme:
    """A theme from its text.

    Raises:
        ThemeError: it has faults.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError([_broken(file, str(error))]) from error
    checker = Checker(file, text)
    paints = checker.paints(data)
    if checker.problems:
        raise ThemeError(checker.problems)
    return Theme(name, str(data.get("name_zh", name)), str(data.get("name_en", name)), paints)


def _read(path: Path) -> Theme:
    file = quoted(str(path) if len(str(path)) <= MOST_SHOWN else path.name)
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ThemeError([Problem(file, 0, f"读不了: {why}", f"cannot be read: {why}")]) from error
    if len(data) > MOST_BYTES:
        raise ThemeError([Problem(file, 0, "太大, 不是配色", "too long to be a theme")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ThemeError([Problem(file, line, "不是 UTF-8", "this is not UTF-8")]) from error
    return parse(path.stem, file, text)


def _broken(file: str, message: str) -> Problem:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found and found[1] else 0
    said = quoted(_AT_LINE.sub("", message))
    return Problem(file, line, f"不合 TOML 格式: {said}", f"not TOML: {said}")


def _nothing(name: str) -> ThemeError:
    close = get_close_matches(name.lower(), names(), 1) or [DEFAULT]
    known = ", ".join(names())
    return ThemeError([
        Problem(
            quoted(name), 0,
            f"没有这个配色, 是否 {close[0]}? 可选: {known}",
            f"there is no such theme; did you mean {close[0]}? There are: {known}",
        )
    ])  # fmt: skip
