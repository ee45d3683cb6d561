"""Is a theme's file right? Every fault at once, with its line and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from themes.errors import Problem, quoted
from themes.theme import ATTRIBUTES, COLOURS, KEYS, Paint, Token, tokens

NAMES = ("name_zh", "name_en")

_HEXADECIMAL = re.compile(r"#[0-9a-fA-F]{6}")
_TABLE = re.compile(r"\s*\[\s*[\"']?([^\]\"']*?)[\"']?\s*\]")
_KEY = re.compile(r"\s*[\"']?([^\s=\"'#\[]+)[\"']?\s*=")


class Lines:
    """Where tables and keys stand in a TOML text."""

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str, str], int] = {}
        table = ""
        for number, line in enumerate(text.splitlines(), 1):
            if found := _TABLE.match(line):
                table = found[1]
                self._at.setdefault((table, ""), number)
            elif found := _KEY.match(line):
                self._at.setdefault((table, found[1]), number)

    def of(self, table: str, key: str = "") -> int:
        """The line of a key, else of its table, else 0."""
        return (
            self._at.get((table, key)) or self._at.get((table, "")) or self._at.get(("", table), 0)
        )


class Checker:
    """Goes through a parsed file and collects its faults."""

    def __init__(self, file: str, text: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._lines = Lines(text)

    def paints(self, data: Mapping[str, Any]) -> dict[str, Paint]:
        """The paint of every token; complete only if no problem was found."""
        self._names(data)
        for name in data:
            if name not in tokens() and name not in NAMES:
                what = ("没有标记", "there is no token") if isinstance(data[name], dict) else None
                self._unknown(self._lines.of(name), name, (*tokens(), *NAMES), what)
        found = {
            token.name: self._paint(token, data.get(token.name)) for token in tokens().values()
        }
        self.problems.sort(key=lambda problem: (problem.line == 0, problem.line))
        return found

    def _names(self, data: Mapping[str, Any]) -> None:
        for name in NAMES:
            value = data.get(name)
            if value is not None and not (isinstance(value, str) and value.strip()):
                self._say(
                    self._lines.of("", name), f"{name} 应是文字", f"{name} must be a text"
                )  # fmt: skip

    def _paint(self, token: Token, table: object) -> Paint:
        line = self._lines.of(token.name)
        if table is None:
            self._say(
                0, f"缺少 [{token.name}] ({token.zh})", f"[{token.name}] is missing ({token.en})"
            )
            return Paint()
        if not isinstance(table, dict):
            self._say(
                line, f"{token.name} 应写成 [{token.name}]", f"write [{token.name}] as a table"
            )
            return Paint()
        good = dict(self._values(token.name, table))
        paint = Paint(**good)
        if token.needs and not any(getattr(paint, name) for name in token.needs):
            zh, en = " 或 ".join(token.needs), " or ".join(token.needs)
            self._say(
                line,
                f"[{token.name}] 没有颜色时须能分辨, 请加 {zh} = true",
                f"[{token.name}] must show without colour: add {en} = true",
            )
        return paint

    def _values(self, token: str, table: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
        for key, value in table.items():
            line = self._lines.of(token, key)
            if key not in KEYS:
                self._unknown(line, key, KEYS, ("没有键", "there is no key"))
            elif key in ATTRIBUTES:
                if isinstance(value, bool):
                    yield key, value
                else:
                    self._say(line, f"{key} 应是 true 或 false", f"{key} must be true or false")
            elif self._is_colour(line, key, value):
                yield key, "" if value == "default" else value

    def _is_colour(self, line: int, key: str, value: object) -> bool:
        if isinstance(value, str) and (
            value in ("", "default", *COLOURS) or _HEXADECIMAL.fullmatch(value)
        ):
            return True
        maybe = _suggestion(str(value), (*COLOURS, "default"))
        self._say(
            line,
            f"{key} 没有颜色 {quoted(value)}, 应是 #rrggbb 或颜色名{maybe[0]}",
            f"{key}: {quoted(value)} is no colour; write #rrggbb or a name{maybe[1]}",
        )
        return False

    def _unknown(
        self, line: int, name: str, known: tuple[str, ...], what: tuple[str, str] | None
    ) -> None:
        zh, en = what or ("没有键", "there is no key")
        maybe = _suggestion(name, known)
        self._say(line, f"{zh} {quoted(name)}{maybe[0]}", f"{en} {quoted(name)}{maybe[1]}")

    def _say(self, line: int, zh: str, en: str) -> None:
        self.problems.append(Problem(self._file, line, zh, en))


def _suggestion(name: str, known: tuple[str, ...]) -> tuple[str, str]:
    close = get_close_matches(name.lower(), known, 1)
    return (f", 是否 {close[0]}?", f"; did you mean {close[0]}?") if close else ("", "")
