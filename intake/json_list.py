"""Lists of Open311 service requests (GeoReport v2, JSON) as tables, read item by item.

Two shapes occur: the list itself, and an object whose ``service_requests`` is the list. A key that
an item leaves out is an empty cell, so the header is made of all keys of all items.
"""

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from intake.cleaning import shown
from intake.column_map import ColumnMap, known_maps
from intake.errors import (
    ColumnsMissing,
    JsonDamaged,
    NoRequests,
    UnknownHeader,
)
from intake.json_stream import ListStream, NotJson
from intake.source import opened
from intake.table import ITEM, Broken, Misshapen, Record

KEYS_LIMIT = 1_000
"""Different keys the items of a list may have in all; more, and the keys are data."""

LIST_KEY = "service_requests"


class JsonTable:
    """A JSON file, gzip or not.

    Looks through the whole file once for its keys. What follows a damaged place is not seen then;
    `records` raises JsonDamaged there. Raises a SourceError if it holds no service request.
    """

    unit = ITEM
    encoding = "utf-8"
    form_zh = "JSON"
    form_en = "JSON"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header = self._keys()

    def header_for(self, column_map: ColumnMap) -> tuple[str, ...]:
        """The keys found, and those of the map that no item has.

        Raises:
            ColumnsMissing: keys are missing by which the map knows its files, or the number.
        """
        needed = dict.fromkeys((column_map.number, *column_map.match))
        missing = [column for column in needed if column not in self.header]
        if missing:
            raise ColumnsMissing(column_map.name, missing, known_maps())
        return tuple(dict.fromkeys((*self.header, *column_map.taken)))

    def records(self, column_map: ColumnMap) -> Iterator[Record | Broken | Misshapen]:
        """The items; `line` is the place in the list, counted from 1. Raises a SourceError."""
        header = self.header_for(column_map)
        with closing(self._items()) as items:
            for number, item in enumerate(items, start=1):
                yield _record(number, item, header, column_map.taken)

    def _keys(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        count = 0
        try:
            with closing(self._items()) as items:
                for item in items:
                    count += 1
                    found.update(dict.fromkeys(item if isinstance(item, dict) else ()))
                    if len(found) > KEYS_LIMIT:
                        raise UnknownHeader(list(found)[:10], known_maps())
        except JsonDamaged:
            if not found:
                raise
        if not count:
            raise NoRequests(self.path)
        return tuple(found)

    def _items(self) -> Generator[Any, None, None]:
        number = 0
        with opened(self.path) as stream:
            try:
                for item in ListStream(stream, LIST_KEY):
                    number += 1
                    yield item
            except NotJson as broken:
                raise JsonDamaged(self.path, number) from broken


def _record(
    number: int, item: Any, header: tuple[str, ...], taken: tuple[str, ...]
) -> Record | Misshapen:
    if not isinstance(item, dict):
        return Misshapen(number, "", shown(str(item)))
    for column in taken:
        if isinstance(item.get(column), dict | list):
            return Misshapen(number, column, shown(str(item[column])))
    return Record(number, number, [_text(item.get(column)) for column in header])


def _text(value: Any) -> str:
    """A plain value as it was written; nested ones, which no map takes, as nothing."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
