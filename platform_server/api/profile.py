"""The district as data: units, grids, classes, channels."""

from __future__ import annotations

from litestar import Request, get
from litestar.datastructures import State

from platform_server.api.guard import district_of
from wire.views import (
    ChannelView,
    ClassView,
    ConditionView,
    GridView,
    OrgView,
    ProfileView,
)

Call = Request[object, object, State]


@get("/v1/profile", name="show_profile", sync_to_thread=False)
def show_profile(request: Call) -> ProfileView:
    """Who the jurisdiction is, and which space this is."""
    district = district_of(request)
    about = district.profile.description
    return ProfileView(
        about.code, about.name_zh, about.name_en, about.centre_zh, about.centre_en,
        district.space, district.mark, district.clock.rate,
    )  # fmt: skip


@get("/v1/orgs", name="list_orgs", sync_to_thread=False)
def list_orgs(request: Call) -> list[OrgView]:
    """Every unit of the district."""
    return [
        OrgView(
            one.code, one.parent, one.level, one.name_zh, one.name_en, one.short_zh, one.initials
        )
        for one in district_of(request).profile.tree.orgs.values()
    ]


@get("/v1/grids", name="list_grids", sync_to_thread=False)
def list_grids(request: Call) -> list[GridView]:
    """Every base grid."""
    return [
        GridView(one.code, one.parent, one.name_zh, one.lng, one.lat)
        for one in district_of(request).profile.tree.grids.values()
    ]


@get("/v1/classes", name="list_classes", sync_to_thread=False)
def list_classes(request: Call) -> list[ClassView]:
    """Every class with its filing conditions and their limits."""
    return [
        ClassView(
            one.code, one.kind, one.name_zh, one.name_en, one.group_zh, one.group_en, one.urgency,
            tuple(
                ConditionView(part.no, part.label_zh, part.label_en, part.limit.words())
                for part in one.conditions
            ),
        )
        for one in district_of(request).profile.classes.values()
    ]  # fmt: skip


@get("/v1/channels", name="list_channels", sync_to_thread=False)
def list_channels(request: Call) -> list[ChannelView]:
    """Every channel reports come in by."""
    return [
        ChannelView(one.code, one.name_zh, one.name_en, one.short_zh, one.short_en, one.kind)
        for one in district_of(request).profile.channels.values()
    ]
