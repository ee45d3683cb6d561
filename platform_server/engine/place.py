"""Which log: a space of a district, with its jurisdiction."""

from __future__ import annotations

from typing import NamedTuple

from governance.profile import Profile


class Place(NamedTuple):
    """Which log: a space of a district, with its jurisdiction."""

    space: str
    district: str
    profile: Profile

    def key(self) -> dict[str, str]:
        """The leading columns of every table."""
        return {"space": self.space, "district": self.district}

    def asked(self) -> dict[str, str]:
        """The parameters that keep a prepared statement inside it."""
        return {"in_space": self.space, "in_district": self.district}
