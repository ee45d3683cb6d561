"""Who sees what: the district, the unit's share, or nothing."""

from __future__ import annotations

import pytest

from governance.authority import DISTRICT_ROLES, UNIT_ROLES, sees
from governance.refusals import ROLES
from tests.governance.world import COMMUNITY, GRID, OTHER_TOWN, PROFILE, TOWN

DISTRICT = PROFILE.district


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "", "mayor"])
@pytest.mark.parametrize("org", [DISTRICT, TOWN])
def test_who_keeps_accounts_sees_no_ticket(role: str, org: str) -> None:
    assert not sees(role, org, (TOWN,), GRID, PROFILE.tree)


def test_units_see_their_share() -> None:
    assert sees("department", TOWN, (COMMUNITY,), "", PROFILE.tree)
    assert not sees("department", TOWN, (OTHER_TOWN,), GRID, PROFILE.tree)
    assert sees("grid", COMMUNITY, (OTHER_TOWN,), GRID, PROFILE.tree)
    assert not sees("grid", OTHER_TOWN, (TOWN,), GRID, PROFILE.tree)


def test_every_role_is_placed() -> None:
    assert set(ROLES) == DISTRICT_ROLES | UNIT_ROLES | {"sysadmin", "secadmin"}
