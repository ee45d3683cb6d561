"""From lines to records, going on after a record whose quotes are wrong."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from intake.errors import UnterminatedQuote
from intake.table import Broken, Record


class LineFeed:
    """Counts the lines it gives to the parser, and can give those of a broken record again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._fresh = enumerate(lines, start=1)
        self._again: deque[tuple[int, str]] = deque()
        self._given: list[tuple[int, str]] = []
        self.exhausted = False

    def __iter__(self) -> "LineFeed":
        return self

    def __next__(self) -> str:
        numbered = self._again.popleft() if self._again else next(self._fresh, None)
        if numbered is None:
            self.exhausted = True
            raise StopIteration
        self._given.append(numbered)
        return numbered[1]

    def begin(self) -> None:
        """A new record starts with the next line."""
        self._given = []

    def rewind(self) -> None:
        """Give all lines of this record but the first once more."""
        self._again.extendleft(reversed(self._given[1:]))
        self.exhausted = False

    @property
    def span(self) -> tuple[int, int]:
        """First and last line of this record."""
        return self._given[0][0], self._given[-1][0]

    @property
    def given(self) -> str:
        """The text of this record so far."""
        return "".join(text for _, text in self._given)


def records(lines: Iterator[str], path: Path) -> Iterator[Record | Broken]:
    """The records of a CSV file; blank lines come as records without cells.

    After a broken record reading goes on at its second line, so that a quote somebody forgot
    costs one row and not the rest of the file. At most `csv.field_size_limit()` characters and
    one line are held. Raises UnterminatedQuote if a quote is open at the end of the file.
    """
    feed = LineFeed(lines)
    parser = csv.reader(feed, strict=True)
    while True:
        feed.begin()
        try:
            cells = next(parser)
        except StopIteration:
            return
        except csv.Error as error:
            first, last = feed.span
            text = feed.given
            column, long = fault(text, csv.field_size_limit())
            if feed.exhausted:
                raise UnterminatedQuote(path, first, column) from error
            yield Broken(first, last, column, long, text)
            feed.rewind()
        else:
            yield Record(*feed.span, cells)


def fold(items: Iterator[Record | Broken], width: int) -> Iterator[Record | Broken]:
    """Count what is left of a broken record as part of it.

    The lines behind a misplaced quote parse as short or long rows; up to the next record of
    `width` cells they are added to the broken one instead of being reported one by one.
    """
    broken: Broken | None = None
    try:
        for item in items:
            if broken and isinstance(item, Record) and len(item.cells) != width:
                broken = broken._replace(last=item.last)
                continue
            if broken:
                yield broken
            broken = item if isinstance(item, Broken) else None
            if isinstance(item, Record):
                yield item
    except UnterminatedQuote:
        if broken:
            yield broken
        raise
    if broken:
        yield broken


def fault(text: str, limit: int) -> tuple[int, bool]:
    """The 1-based column of the cell at which parsing stopped, and whether it was over `limit`.

    The cell is the first that is longer than `limit` characters or has something other than a
    comma behind its closing quote; failing these, the last one, whose quote is still open.
    """
    column, size, quoted, closing = 1, 0, False, False
    for char in text:
        size += 1
        if size > limit:
            return column, True
        if quoted and not closing:
            closing = char == '"'
        elif char == ",":
            column, size, quoted, closing = column + 1, 0, False, False
        elif quoted:
            if char != '"':
                return column, False
            closing = False
        elif size == 1:
            quoted = char == '"'
    return column, False
