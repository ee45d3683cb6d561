"""Is a file of settings right? Every mistake at once; what is wrong stays as shipped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from console.settings.keys import KeyChecker
from console.settings.problems import Problem, Text, in_order, quoted, suggestion
from console.settings.queries import QueueChecker
from console.settings.statements import Broken, Entry, Place, read, whole
from console.settings.values import Settings
from console.terminal.capability import encoding_of
from governance.tables import rows
from themes.errors import ThemeError
from themes.loading import load_theme, names

MOST_PROBLEMS = 200
"""Mistakes that are told of one file."""

CHOICES = {"lang": ("zh", "en"), "mode": ("auto", "thin", "rich")}
"""Settings with a short list of values."""

PLAIN = ("lang", "theme", "mode", "encoding")
"""Settings outside any table."""

TABLES = ("keys", "filters", "columns")
"""The tables there are."""


def check(path: str, text: str, environ: Mapping[str, str]) -> Settings:
    """The settings of a text, with everything that is wrong in it."""
    checker = Checker(environ)
    for statement in read(text):
        checker.add(statement)
    return checker.settings(path, text)


class Checker:
    """Goes through the statements of a file."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._problems: list[Problem] = []
        self._keys = KeyChecker()
        self._queue = QueueChecker()
        self._plain: dict[str, str] = {}
        self._first: dict[tuple[str, ...], int] = {}
        self._unknown: set[str] = set()

    def add(self, statement: Entry | Broken) -> None:
        """One statement."""
        if isinstance(statement, Broken):
            self._broken(statement)
        elif statement.path in self._first and statement.kind != "array":
            name, first = quoted(".".join(statement.path)), str(self._first[statement.path])
            self._say(statement.place, "duplicate", name=name, first=first)
        else:
            self._first[statement.path] = statement.place.line
            self._take(statement)

    def _broken(self, broken: Broken) -> None:
        name = broken.source.partition("=")[0].strip()
        if name.isalnum() and not name.isascii():
            self._say(broken.place, "bare_name", name=quoted(name))
        else:
            why = (toml_words(broken.why), quoted(broken.why))
            self._say(broken.place, "syntax", why=why)

    def _take(self, entry: Entry) -> None:
        root = entry.path[0]
        if entry.kind == "array":
            self._say(entry.place, "array_table", name=quoted(root))
        elif root in PLAIN and len(entry.path) == 1 and entry.kind == "value":
            self._value(root, entry)
        elif root not in TABLES:
            self._strange(root, entry)
        elif entry.kind == "value" and len(entry.path) > 1:
            self._in_table(root, entry)
        elif entry.kind == "value" and entry.value != {}:
            self._say(entry.place, "no_table", name=root)

    def _in_table(self, root: str, entry: Entry) -> None:
        add = {
            "keys": self._keys.add,
            "filters": self._queue.add_filter,
            "columns": self._queue.add_layout,
        }
        add[root](entry)

    def _strange(self, root: str, entry: Entry) -> None:
        """A name that there is none of: said once, whatever stands below it."""
        if root in self._unknown:
            return
        self._unknown.add(root)
        is_table = entry.kind == "table" or len(entry.path) > 1
        code = "unknown_table" if is_table else "unknown_key"
        known: tuple[str, ...] = TABLES if is_table else PLAIN
        close = suggestion(root, known)
        self._say(entry.place, code, close, name=quoted(root), known=", ".join(known))

    def _value(self, name: str, entry: Entry) -> None:
        value, place = entry.value, entry.string(0)
        if not isinstance(value, str):
            self._say(entry.place, "not_text", name=name, value=quoted(value))
        elif name == "theme":
            self._theme(value, place)
        elif name == "encoding" and value and encoding_of(value) is None:
            self._choice(name, value, ("utf-8", "gb18030"), place)
        elif name in CHOICES and value not in CHOICES[name]:
            self._choice(name, value, CHOICES[name], place)
        else:
            self._plain[name] = value

    def _choice(self, name: str, value: str, known: tuple[str, ...], place: Place) -> None:
        close = suggestion(value, known)
        self._say(
            place, "unknown_value", close, name=name, value=quoted(value), known=", ".join(known)
        )

    def _theme(self, value: str, place: Place) -> None:
        try:
            load_theme(value, self._environ)
        except ThemeError as error:
            if "/" in value or value.endswith(".toml") or value in names():
                first = error.problems[0]
                self._say(place, "theme", why=(first.say("zh"), first.say("en")))
            else:
                self._choice("theme", value, names(), place)
        else:
            self._plain["theme"] = value

    def _say(self, place: Place, code: str, close: str = "", **values: Text) -> None:
        self._problems.append(Problem(*place, code, tuple(values.items()), close))

    def settings(self, path: str, text: str) -> Settings:
        """What is in force, and what was wrong."""
        keymap = self._keys.keymap()
        found = [*self._problems, *self._keys.problems, *self._queue.problems]
        broken = whole(text)
        if broken is not None and not self._problems:
            self._broken(broken)
            found += self._problems
        found.sort(key=in_order)
        plain = self._plain
        return Settings(
            path, True, plain.get("lang", ""), plain.get("theme", ""), plain.get("mode", "auto"),
            plain.get("encoding", ""), keymap, self._queue.filters, self._queue.columns,
            self._queue.sort, tuple(found[:MOST_PROBLEMS]),
        )  # fmt: skip


@cache
def _toml_words() -> dict[str, str]:
    text = (files("console.settings") / "toml_words.csv").read_text("utf-8")
    return {row["en"]: row["zh"] for _, row in rows("toml_words.csv", text, ("en", "zh"))}


def toml_words(said: str) -> str:
    """What `tomllib` says, in Chinese where the table has it."""
    known = (zh for en, zh in _toml_words().items() if said.startswith(en))
    return next(known, quoted(said))
