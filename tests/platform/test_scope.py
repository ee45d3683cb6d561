"""Which scopes a change is put before: never too few."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from platform_server.engine.scope import WHOLE, Scope, reach
from tests.governance.world import PROFILE, Course

TREE = PROFILE.tree
TICKET = Course().dispatched().ticket
UNITS = st.sampled_from(sorted(TREE.orgs))
SCOPES = [Scope(role, org) for role in ("department", "grid", "sysadmin") for org in TREE.orgs]


@given(
    st.one_of(st.just(""), UNITS),
    st.one_of(st.just(""), UNITS),
    st.lists(UNITS, max_size=2).map(tuple),
    st.sampled_from(sorted(TREE.grids)),
)
def test_a_scope_that_holds_a_ticket_is_in_its_reach(
    org: str, handler: str, assist: tuple[str, ...], grid: str
) -> None:
    assert TICKET is not None
    ticket = msgspec.structs.replace(TICKET, org=org, handler=handler, assist=assist, grid=grid)
    codes = reach(ticket, TREE)
    holding = {scope for scope in SCOPES if scope.holds(ticket, TREE)}
    assert {scope.org for scope in holding} <= codes
    assert WHOLE.holds(ticket, TREE)
    assert holding
