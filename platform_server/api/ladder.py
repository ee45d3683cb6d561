"""The ladder of whistles as data: its rungs with their limits, and whom each proposes to call."""

from __future__ import annotations

from litestar import Request, get
from litestar.datastructures import State

from governance.ladder import CallLimit, Ladder, Rung
from platform_server.api.guard import district_of
from wire.whistle_views import CalleesView, CallLimitView, LadderRung, LadderView

Call = Request[object, object, State]


@get("/v1/ladder", name="show_ladder", sync_to_thread=False)
def show_ladder(request: Call) -> LadderView:
    """The rungs, lowest first, and whom each proposes for a place and a class."""
    return ladder_view(district_of(request).profile.ladder)


def ladder_view(ladder: Ladder) -> LadderView:
    """A ladder as it is sent."""
    return LadderView(
        tuple(_rung(one, ladder) for one in ladder.rungs.values()),
        tuple(CalleesView(*key, units) for key, units in ladder.callees.items()),
    )


def _rung(one: Rung, ladder: Ladder) -> LadderRung:
    limits = (limit for limit in ladder.limits.values() if limit.rung == one.rung)
    return LadderRung(
        one.rung, one.zh, one.en, one.roles, one.levels, one.called, one.on_expiry, one.next,
        tuple(_limit(limit) for limit in limits),
    )  # fmt: skip


def _limit(one: CallLimit) -> CallLimitView:
    on_site = one.on_site.words() if one.on_site else None
    return CallLimitView(one.type, one.report_in.words(), on_site, one.source)
