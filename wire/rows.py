"""The row of a ticket as seats and other programs see it: masked and small."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from wire.supervision_rows import CardRow, RequestRow
from wire.whistle_rows import CallRow, WhistleRow

__all__ = [
    "CallRow", "CardRow", "RequestRow", "RowSet", "TicketRow", "WhistleRow", "apply_difference",
    "row_difference", "row_set",
]  # fmt: skip


class TicketRow(
    msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True,
    rename={"ticket_class": "class"},
):  # fmt: skip
    """One ticket in a list. It holds nothing that could hold it, so nobody need look for cycles.

    Attributes:
        place: masked short place, as ``盛泽/目澜03``.
        due / start: of the clock counted down; ``clock`` is its stage.
        at: when it was reported; since: when it came into its state.
        by: who touched it last, for words on conflicts.
        proposal: code of the unit it should go to, while it has to be sent somewhere.
        held_by / held_until: who has claimed it and until when; empty where nobody has. A claim
            whose time is over holds nobody off: compare with the platform's time.
        requests / cards: those that wait for a decision or an answer.
        whistles: those that are not over.
    """

    id: str
    number: str
    channel: str
    ticket_class: str
    condition: int | None
    urgency: str
    state: str
    step: str
    loop: str
    grid: str
    org: str
    assignees: tuple[str, ...]
    summary: str
    place: str
    due: datetime | None
    start: datetime | None
    clock: str
    version: int
    flags: tuple[str, ...]
    at: datetime
    since: datetime
    by: str
    proposal: str = ""
    held_by: str = ""
    held_until: datetime | None = None
    requests: tuple[RequestRow, ...] = ()
    cards: tuple[CardRow, ...] = ()
    whistles: tuple[WhistleRow, ...] = ()


_FIELDS = tuple(
    (field.name, field.encode_name, field.type) for field in msgspec.structs.fields(TicketRow)
)

REQUIRED = frozenset(field.name for field in msgspec.structs.fields(TicketRow) if field.required)
"""Fields that a whole row has to bring; the others came later and have a value without it."""

_NAMES = tuple(name for name, _, _ in _FIELDS)
_ENCODED = tuple(encoded for _, encoded, _ in _FIELDS)
_values_of = attrgetter(*_NAMES)

RowSet = msgspec.defstruct(
    "RowSet",
    [(name, kind | msgspec.UnsetType, msgspec.UNSET) for name, _, kind in _FIELDS],
    rename={"ticket_class": "class"},
    frozen=True,
    kw_only=True,
    gc=False,
)
"""Any part of a row; what is unset did not change."""


def row_difference(old: TicketRow | None, new: TicketRow) -> dict[str, Any]:
    """Fields of ``new`` that differ from ``old`` under their names on the wire; all if new."""
    return _differing(_ENCODED, old, new)


def row_set(old: TicketRow | None, new: TicketRow) -> Any:
    """The ``RowSet`` that leads from ``old`` to ``new``; the whole row if there is no old one."""
    return RowSet(**_differing(_NAMES, old, new))


def _differing(names: tuple[str, ...], old: TicketRow | None, new: TicketRow) -> dict[str, Any]:
    values = _values_of(new)
    if old is None:
        return dict(zip(names, values, strict=True))
    pairs = zip(names, _values_of(old), values, strict=True)
    return {name: value for name, before, value in pairs if before != value}


def apply_difference(old: TicketRow | None, change: Any) -> TicketRow:
    """The row after a change.

    Args:
        old: the row so far, None for one not seen before.
        change: a ``RowSet``.

    Raises:
        KeyError: the row is not known and the change is not whole.
    """
    values = zip(_NAMES, _values_of(change), strict=True)
    given = {name: value for name, value in values if value is not msgspec.UNSET}
    if old is not None:
        return msgspec.structs.replace(old, **given)
    if not given.keys() >= REQUIRED:
        raise KeyError(given.get("id", "?"))
    return TicketRow(**given)
