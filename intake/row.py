"""From one record's cells to a report, or to the first thing that is wrong with it."""

from collections.abc import Sequence
from datetime import datetime

from intake.cleaning import clean, is_blank, is_undecodable
from intake.column_map import ColumnMap, decimals, degrees, fields
from intake.problems import problem
from intake.report import Reason, Report, RowProblem
from intake.table import Broken, Misshapen, Record, Unit

TEXT_LIMIT = 20_000
"""Longest text of a report, in characters."""

CELL_LIMIT = 1_000
"""Longest category, reporter or address, in characters."""

NUMBER_LIMIT = 100
"""Longest external number, in characters."""


class _Refused(Exception):
    """Inside this module: the row is at fault, and how."""

    def __init__(self, found: RowProblem) -> None:
        super().__init__(found.en)
        self.found = found


class RowReader:
    """Reads the records of one file: its map and header; unit and encoding are for messages."""

    def __init__(
        self, column_map: ColumnMap, header: Sequence[str], unit: Unit, encoding: str
    ) -> None:
        self._map = column_map
        self._header = header
        self._unit = unit
        self._encoding = encoding
        self._at = {column: header.index(column) for column in column_map.taken}
        self._pieces = tuple((piece, fields(piece)) for piece in column_map.text.template)
        self._needed = column_map.text.any_of or column_map.text_columns

    def read(self, record: Record) -> Report | RowProblem:
        """The report, or the first problem, looking at bytes, width, number, text, the rest."""
        try:
            self._check_cells(record)
            return self._report(record)
        except _Refused as refused:
            return refused.found

    def broken(self, record: Broken | Misshapen) -> RowProblem:
        """The problem of a record that is no CSV, or no object of plain values."""
        if isinstance(record, Misshapen):
            column = record.column or self._map.number
            return problem("wrong_shape", self._unit, record.line, column, record.start)
        reason: Reason = "too_long" if record.long else "bad_quote"
        return problem(
            reason,
            self._unit,
            record.line,
            self._name(record.column - 1),
            record.start,
            limit=f"{TEXT_LIMIT:,}",
            last=record.last,
        )

    def _report(self, record: Record) -> Report:
        cells = {column: self._value(record.cells[at]) for column, at in self._at.items()}
        wanted = self._map
        number = cells[wanted.number]
        if is_blank(number):
            raise self._refuse("missing_number", record, wanted.number, number)
        self._limit(record, wanted.number, number, NUMBER_LIMIT)
        lng, lat = self._place(record, cells)
        return Report(
            line=record.line,
            external=number,
            text=self._text(record, cells),
            category=self._joined(record, cells, wanted.category, wanted.category_join),
            reporter=self._joined(record, cells, (wanted.reporter,), ""),
            address=self._joined(record, cells, wanted.address, wanted.address_join),
            at=self._time(record, cells),
            lng=lng,
            lat=lat,
        )

    def _check_cells(self, record: Record) -> None:
        for index, cell in enumerate(record.cells):
            if is_undecodable(cell):
                column = self._name(index)
                raise self._refuse("undecodable", record, column, cell, encoding=self._encoding)
        found, wanted = len(record.cells), len(self._header)
        if found != wanted:
            column = self._name(min(found, wanted))
            surplus = record.cells[wanted] if found > wanted else ""
            raise self._refuse(
                "wrong_column_count", record, column, surplus, found=found, wanted=wanted
            )

    def _value(self, cell: str) -> str:
        value = clean(cell)
        return "" if value in self._map.missing else value

    def _text(self, record: Record, cells: dict[str, str]) -> str:
        if all(is_blank(cells[column]) for column in self._needed):
            raise self._refuse("missing_text", record, self._needed[-1], "")
        rule = self._map.text
        if self._pieces:
            text = "".join(
                piece.format_map(cells)
                for piece, columns in self._pieces
                if all(cells[column] for column in columns)
            )
        else:
            text = rule.join.join(cells[column] for column in rule.columns if cells[column])
        longest = max(self._map.text_columns, key=lambda column: len(cells[column]))
        self._limit(record, longest, text, TEXT_LIMIT)
        return text

    def _joined(
        self, record: Record, cells: dict[str, str], columns: Sequence[str], join: str
    ) -> str:
        named = [column for column in columns if column]
        value = join.join(cells[column] for column in named if cells[column])
        if named:
            self._limit(record, named[-1], value, CELL_LIMIT)
        return value

    def _time(self, record: Record, cells: dict[str, str]) -> datetime | None:
        rule = self._map.time
        if rule is None or is_blank(cells[rule.column]):
            return None
        cell = cells[rule.column]
        found = rule.read(cell)
        if found is None:
            raise self._refuse("bad_time", record, rule.column, cell, expected=rule.example)
        return found

    def _place(self, record: Record, cells: dict[str, str]) -> tuple[float | None, float | None]:
        rule = self._map.place
        if rule is None or all(is_blank(cells[column]) for column in rule.columns):
            return None, None
        for column, limit in rule.limits:
            if not degrees(cells[column], limit):
                raise self._refuse("bad_place", record, column, cells[column])
        lng, lat = (cells[column] for column in rule.columns)
        if min(decimals(lng), decimals(lat)) < rule.decimals:
            return None, None
        return float(lng), float(lat)

    def _limit(self, record: Record, column: str, value: str, limit: int) -> None:
        if len(value) > limit:
            raise self._refuse("too_long", record, column, value, limit=f"{limit:,}")

    def _refuse(
        self, reason: Reason, record: Record, column: str, value: str, **facts: int | str
    ) -> _Refused:
        return _Refused(problem(reason, self._unit, record.line, column, value, **facts))

    def _name(self, index: int) -> str:
        named = index < len(self._header) and self._header[index]
        return named or f"#{index + 1}"
