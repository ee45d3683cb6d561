"""From a ticket to the cells of one line of an export, by the table ``export_columns.csv``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import msgspec

from api_client.http import Platform
from governance.calendar import CHINA
from governance.tables import rows
from governance.ticket import LOOPS, SIGNED, STATES, STEPS
from shaotai.language import say
from wire.rows import TicketRow
from wire.safe_text import safe_text

Cell = str | int | datetime | None
"""What a column holds; times are China's, without an offset, as spreadsheets want them."""

SIGN = "signed"
"""The flag of a ticket whose unit has taken it."""


class Names(msgspec.Struct, frozen=True):
    """What codes are called in the user's language; a code without a name stays as it is."""

    channels: Mapping[str, str]
    classes: Mapping[str, str]
    units: Mapping[str, str]


class Column(msgspec.Struct, frozen=True):
    """One column: the row's field, how it is shown, its heading in the user's language."""

    field: str
    kind: str
    heading: str


def columns() -> tuple[Column, ...]:
    """The columns of an export, in order."""
    text = (files("shaotai") / "export_columns.csv").read_text("utf-8")
    found = rows("export_columns.csv", text, ("field", "kind", "zh", "en"))
    return tuple(Column(row["field"], row["kind"], say(row["zh"], row["en"])) for _, row in found)


async def fetch_names(platform: Platform) -> Names:
    """The names of all codes.

    Raises:
        ClientError: the platform does not answer.
    """
    units = {one.code: one.zh for one in await platform.grids()}
    units |= {one.code: say(one.zh, one.en) for one in await platform.orgs()}
    return Names(
        {one.code: say(one.zh, one.en) for one in await platform.channels()},
        {one.code: say(one.zh, one.en) for one in await platform.classes()},
        units,
    )


def cells_of(row: TicketRow, wanted: tuple[Column, ...], names: Names) -> list[Cell]:
    """The cells of one ticket; words from outside are made safe, formulas are not looked for."""
    return [KINDS[column.kind](row, _value(row, column.field), names) for column in wanted]


def _value(row: TicketRow, field: str) -> Any:
    return row.ticket_class if field == "class" else getattr(row, field)


def _time(moment: datetime | None) -> datetime | None:
    return moment.astimezone(CHINA).replace(tzinfo=None, microsecond=0) if moment else None


def _state(row: TicketRow) -> str:
    signed = row.state == "pending_handle" and SIGN in row.flags
    known = SIGNED if signed else STATES.get(row.state)
    return say(known.zh, known.en) if known else row.state


def _word(table: Mapping[str, tuple[str, str]], code: str) -> str:
    return say(*table[code]) if code in table else code


KINDS: dict[str, Callable[[TicketRow, Any, Names], Cell]] = {
    "text": lambda row, value, names: safe_text(value),
    "number": lambda row, value, names: value,
    "time": lambda row, value, names: _time(value),
    "list": lambda row, value, names: safe_text(", ".join(value)),
    "channel": lambda row, value, names: safe_text(names.channels.get(value, value)),
    "class": lambda row, value, names: safe_text(names.classes.get(value, value)),
    "unit": lambda row, value, names: safe_text(names.units.get(value, value)),
    "units": lambda row, value, names: safe_text(
        ", ".join(names.units.get(one, one) for one in value)
    ),
    "step": lambda row, value, names: _word(STEPS, value),
    "loop": lambda row, value, names: _word(LOOPS, value),
    "state": lambda row, value, names: _state(row),
}
"""How a column of each kind is shown."""
