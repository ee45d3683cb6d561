"""``[filters]`` and ``[columns]``: saved filters and how the queue is laid out."""

from __future__ import annotations

from dataclasses import replace

from console.directory import Directory
from console.filter import TAGS, parse_filter
from console.layout import SUMMARY, column_names, sortable
from console.settings.problems import Problem, Text, in_order, quoted, suggestion
from console.settings.statements import Entry, Place
from console.settings.values import SavedFilter, Settings
from console.text.i18n import Words
from governance.ticket import URGENCIES

LONGEST_NAME = 24
"""Characters the name of a filter may have."""


class QueueChecker:
    """Goes through both tables and collects values and mistakes."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.filters: dict[str, SavedFilter] = {}
        self.columns: tuple[str, ...] = ()
        self.sort = ""

    def add_filter(self, entry: Entry) -> None:
        """A filter by its name."""
        name, text, place = ".".join(entry.path[1:]), entry.value, entry.string(0)
        if not (name.strip() and name.isprintable() and len(name) <= LONGEST_NAME):
            most = str(LONGEST_NAME)
            self._say(entry.place, "filter_name", name=quoted(name), most=most)
        elif not isinstance(text, str):
            self._say(entry.place, "filter_text", name=quoted(name), value=quoted(text))
        elif not text.strip():
            self._say(entry.place, "filter_empty", name=quoted(name))
        elif self._filter_is_right(name, text, place):
            self.filters[name] = SavedFilter(text.strip(), *place)

    def _filter_is_right(self, name: str, text: str, place: Place) -> bool:
        """What can be said before the district's tables are there."""
        before = len(self.problems)
        for part in text.replace("\uff1a", ":").split():
            word, colon, value = part.partition(":")
            if not colon or not word.isalpha():
                continue
            tag = next((tag for tag, words in TAGS.items() if word.lower() in words), "")
            if not tag:
                self._unknown_tag(name, word, place)
            elif tag == "urgency" and value.upper() not in URGENCIES:
                known = ", ".join(URGENCIES)
                said = quoted(value)
                self._say(place, "unknown_value", name=f"{word}:", value=said, known=known)
        return len(self.problems) == before

    def _unknown_tag(self, name: str, word: str, place: Place) -> None:
        zh, en = zip(*((words[0], words[1]) for words in TAGS.values()), strict=True)
        known = (" ".join(f"{one}:" for one in zh), " ".join(f"{one}:" for one in en))
        close = suggestion(word, (*zh, *en))
        self._say(
            place, "filter_tag", close, name=quoted(name), tag=quoted(f"{word}:"), known=known
        )

    def add_layout(self, entry: Entry) -> None:
        """The queue's columns, or what it is sorted by."""
        name = ".".join(entry.path[1:])
        if name == "queue":
            self._columns(entry)
        elif name == "sort":
            self._sort(entry)
        else:
            known = "queue, sort"
            close = suggestion(name, ("queue", "sort"))
            self._say(entry.place, "unknown_key", close, name=quoted(name), known=known)

    def _columns(self, entry: Entry) -> None:
        listed = entry.value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            self._say(entry.place, "not_list", name="queue", value=quoted(listed))
            return
        found: list[str] = []
        before = len(self.problems)
        for number, one in enumerate(listed):
            place = entry.string(number)
            if one in found:
                self._say(place, "column_twice", value=one)
            elif self._is_column(one, place, (*column_names(), SUMMARY)):
                found.append(one)
        if len(self.problems) == before:
            self.columns = tuple(found)

    def _sort(self, entry: Entry) -> None:
        wanted = entry.value
        if not isinstance(wanted, str):
            self._say(entry.place, "not_text", name="sort", value=quoted(wanted))
        elif self._is_column(wanted.removeprefix("-"), entry.string(0), sortable()):
            self.sort = wanted

    def _is_column(self, name: str, place: Place, known: tuple[str, ...]) -> bool:
        if name in known:
            return True
        close = suggestion(name, known)
        self._say(place, "unknown_column", close, value=quoted(name), known=", ".join(known))
        return False

    def _say(self, place: Place, code: str, close: str = "", **values: Text) -> None:
        self.problems.append(Problem(*place, code, tuple(values.items()), close))


def judged(settings: Settings, directory: Directory, words: Words) -> Settings:
    """The settings without the saved filters that fit nothing in the district's tables."""
    problems = list(settings.problems)
    filters = dict(settings.filters)
    for name, saved in settings.filters.items():
        why = parse_filter(saved.text, directory, words).problem
        if why:
            del filters[name]
            values = (("name", quoted(name)), ("why", quoted(why)))
            problems.append(Problem(saved.line, saved.column, "filter_value", values))
    problems.sort(key=in_order)
    return replace(settings, filters=filters, problems=tuple(problems))
