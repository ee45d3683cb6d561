"""What colleagues know of the district, and what one of them does to a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from demo.cast import COLLEAGUES, Clerk

MINUTE = timedelta(minutes=1)


class Act(NamedTuple):
    """What a colleague (an account) will do to a ticket, and when."""

    at: datetime
    actor: str
    verb: str
    args: dict[str, Any]


class Rung(NamedTuple):
    """A rung of the ladder: levels of the units that blow it, and the rung above."""

    rung: str
    levels: tuple[str, ...]
    next: str


class Staff(NamedTuple):
    """Who speaks for which unit.

    Attributes:
        accounts: of the clerks, by unit.
        names: of all that are simulated.
        units: level and unit above, by unit or grid.
        seats: units at whose seat a person may sit.
        rungs: of the ladder, lowest first.
    """

    accounts: Mapping[str, str] = {}
    names: frozenset[str] = frozenset()
    units: Mapping[str, tuple[str, str]] = {}
    seats: frozenset[str] = frozenset()
    rungs: tuple[Rung, ...] = ()

    def path(self, code: str) -> list[str]:
        """Codes from a unit or grid upwards, itself first."""
        found = []
        while code in self.units:
            found.append(code)
            code = self.units[code][1]
        return found

    def level(self, code: str) -> str:
        """The level of a unit, ``grid`` for a grid, empty for an unknown code."""
        return self.units.get(code, ("", ""))[0]

    def account(self, unit: str) -> str:
        """Who speaks for a unit: its clerk, else the one next above; empty where there is none."""
        found = (self.accounts[code] for code in self.path(unit) if code in self.accounts)
        return next(found, "")

    def at_a_seat(self, unit: str) -> bool:
        """Whether a person's seat speaks for a unit."""
        return not self.seats.isdisjoint(self.path(unit))


class District(NamedTuple):
    """What colleagues know of the place.

    Attributes:
        conditions: numbers of the filing conditions by class code.
        towns / stations: code of a grid's town and of who passes by there, by the grid's code.
        staff: who speaks for which unit.
    """

    conditions: Mapping[str, tuple[int, ...]]
    towns: Mapping[str, str]
    stations: Mapping[str, str]
    staff: Staff = Staff()


def staff_of(
    clerks: Iterable[Clerk],
    units: Mapping[str, tuple[str, str]],
    seats: Iterable[str],
    rungs: Iterable[Rung],
) -> Staff:
    """The staff of a district; ``units`` and ``seats`` as in `Staff`."""
    listed = tuple(clerks)
    names = {part.name for part in COLLEAGUES} | {clerk.name for clerk in listed}
    return Staff(
        {clerk.unit: clerk.account for clerk in listed},
        frozenset(names),
        units,
        frozenset(seats),
        tuple(rungs),
    )
