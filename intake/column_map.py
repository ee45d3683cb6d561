"""Column maps: which column of an outside file means what, kept as data.

The maps that come with the product are `column_maps/*.toml`; a district may keep its own and name
it by a path that ends in `.toml`. All columns a map uses must be in the header; columns it knows
and leaves out are listed under `ignored`, so that a column nobody thought of is noticed.
"""

import codecs
import string
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from intake.errors import (
    AmbiguousHeader,
    ColumnsMissing,
    ColumnTwice,
    MapBroken,
    UnknownHeader,
    UnknownMap,
)

_FOLDER = resources.files("intake") / "column_maps"
_SUFFIX = ".toml"
ISO = "%Y-%m-%d %H:%M:%S"
"""A time as worksheets' date cells are read."""


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fixed remark about files of this kind, for whoever imports one."""

    zh: str
    en: str


class TextRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a report's text is made: either `columns` joined, or a `template` filled in.

    Each piece of a template is a format string over column names and is left out if one of its
    columns is empty. There is no text unless one of `any_of` (default: all columns) is filled.
    """

    columns: tuple[str, ...] = ()
    join: str = "\n"
    template: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


class TimeRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The time column, its formats (as for strptime, tried in order) and an IANA zone.

    The zone is that of times which do not say their own. `ISO` is read whatever the formats, since
    the date cells of worksheets come so.
    """

    column: str
    formats: tuple[str, ...]
    zone: str

    def read(self, cell: str) -> datetime | None:
        """The aware time, or None if the cell is in none of the formats."""
        for form in (*self.formats, ISO):
            try:
                found = datetime.strptime(cell, form)
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.zone))
        return None

    @property
    def example(self) -> str:
        """A time as the first format writes it, for messages."""
        return datetime(2026, 1, 6, 12, 9, 38).strftime(self.formats[0])


class PlaceRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The columns of longitude and latitude, in decimal degrees.

    A position with fewer `decimals` than this in either of them is one that somebody rounded until
    it meant nothing, or a stand-in for none: the report is taken without it.
    """

    lng: str
    lat: str
    decimals: int = 0

    @property
    def columns(self) -> tuple[str, str]:
        """The two columns."""
        return self.lng, self.lat

    @property
    def limits(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """The two columns with the most degrees either may have."""
        return (self.lng, 180), (self.lat, 90)


def degrees(cell: str, limit: int) -> bool:
    """Whether the cell is a number of degrees of at most that size."""
    try:
        return abs(Decimal(cell)) <= limit
    except InvalidOperation:
        return False


def decimals(cell: str) -> int:
    """How many decimals a number has, noughts at its end not counted."""
    exponent = Decimal(cell).normalize().as_tuple().exponent
    return max(0, -int(exponent))


class ColumnMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One kind of file.

    `match`: header columns that identify it. `number`: the sender's number. `missing`: cells that
    mean "nothing". Values of several category columns are joined with `category_join`, those of
    address columns with `address_join`.
    """

    zh: str
    en: str
    match: tuple[str, ...]
    number: str
    text: TextRule
    name: str = ""
    encodings: tuple[str, ...] = ("utf-8-sig", "gb18030")
    missing: tuple[str, ...] = ()
    reporter: str = ""
    category: tuple[str, ...] = ()
    category_join: str = "/"
    address: tuple[str, ...] = ()
    address_join: str = ""
    ignored: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    time: TimeRule | None = None
    place: PlaceRule | None = None

    @cached_property
    def text_columns(self) -> tuple[str, ...]:
        """The columns the text is made of, in order, each once."""
        pieces = self.text.columns or tuple(
            column for piece in self.text.template for column in fields(piece)
        )
        return tuple(dict.fromkeys(pieces))

    @cached_property
    def taken(self) -> tuple[str, ...]:
        """The columns a report is made of, each once."""
        single = (self.number, self.reporter, self.time.column if self.time else "")
        place = self.place.columns if self.place else ()
        every = (*single, *self.text_columns, *self.category, *self.address, *place)
        return tuple(dict.fromkeys(column for column in every if column))

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """All columns the header must have: those taken and those that identify the file."""
        return tuple(dict.fromkeys((*self.taken, *self.match)))

    def check_header(self, header: Sequence[str]) -> None:
        """Raises ColumnsMissing or ColumnTwice if rows under this header cannot be read."""
        missing = [column for column in self.needed if column not in header]
        if missing:
            raise ColumnsMissing(self.name, missing, known_maps())
        twice = [column for column in self.needed if header.count(column) > 1]
        if twice:
            raise ColumnTwice(twice)


def fields(piece: str) -> tuple[str, ...]:
    """The columns a template piece names. Raises ValueError if it is no plain format string."""
    columns = []
    for _, column, form, conversion in string.Formatter().parse(piece):
        if column is None:
            continue
        if not column or form or conversion or any(char in column for char in ".[]"):
            raise ValueError(piece)
        columns.append(column)
    return tuple(columns)


@cache
def known_maps() -> tuple[str, ...]:
    """The names of the maps that come with the product, sorted."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def load_map(name: str) -> ColumnMap:
    """The map of that name, or the map in the file `name` if it ends in `.toml`.

    Raises UnknownMap if there is none, MapBroken if it cannot be used.
    """
    if name in known_maps():
        return _shipped(name)
    if not name.endswith(_SUFFIX):
        raise UnknownMap(name, known_maps())
    try:
        data = Path(name).read_bytes()
    except (OSError, ValueError) as missing:
        raise UnknownMap(name, known_maps()) from missing
    return parse_map(Path(name).stem, data)


@cache
def _shipped(name: str) -> ColumnMap:
    return parse_map(name, (_FOLDER / (name + _SUFFIX)).read_bytes())


def map_for(header: Sequence[str]) -> ColumnMap:
    """The shipped map whose `match` columns are all in the header; the most columns win.

    Raises UnknownHeader if there is none, AmbiguousHeader if several match equally well.
    """
    fitting = [each for each in map(_shipped, known_maps()) if set(each.match).issubset(header)]
    if not fitting:
        raise UnknownHeader(header, known_maps())
    most = max(len(each.match) for each in fitting)
    best = [each for each in fitting if len(each.match) == most]
    if len(best) > 1:
        raise AmbiguousHeader([each.name for each in best])
    return best[0]


def parse_map(name: str, data: bytes) -> ColumnMap:
    """A map from TOML. Raises MapBroken, naming the fault."""
    try:
        plain = msgspec.toml.decode(data)
        found = msgspec.convert({**plain, "name": name}, ColumnMap)
        _check(found)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MapBroken(name, f"不符合格式：{error}", f"malformed: {error}") from error
    except ValueError as error:
        raise MapBroken(name, f"内容不成立：{error}", f"cannot hold: {error}") from error
    return found


def _check(found: ColumnMap) -> None:
    """Raises ValueError for what the types alone do not rule out."""
    rule = found.text
    if not found.match or not found.number or not found.encodings:
        raise ValueError("match, number, encodings: empty")
    if bool(rule.columns) == bool(rule.template):
        raise ValueError("text: columns | template")
    if not set(rule.any_of).issubset(found.text_columns):
        raise ValueError(f"text.any_of: {', '.join(rule.any_of)}")
    both = set(found.taken) & set(found.ignored)
    if both:
        raise ValueError(f"ignored: {', '.join(sorted(both))}")
    for encoding in found.encodings:
        try:
            codecs.lookup(encoding)
        except LookupError as unknown:
            raise ValueError(f"encodings: {encoding}") from unknown
    if found.time is not None:
        _check_time(found.time)


def _check_time(rule: TimeRule) -> None:
    if not rule.formats:
        raise ValueError("time.formats: empty")
    try:
        ZoneInfo(rule.zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f"time.zone: {rule.zone}") from unknown
