"""Who is calling: bearer token to actor, and the route table's word on whether they may."""

from __future__ import annotations

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from governance.command import Actor
from platform_server.api.registry import PUBLIC, ROUTES
from platform_server.engine.district import District
from platform_server.errors import BadRequest, Forbidden, NotFound, NotSignedIn
from platform_server.installation import Installation


def token_of(connection: ASGIConnection) -> str:  # type: ignore[type-arg]
    """The bearer token of a request.

    Raises:
        NotSignedIn: there is none.
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn("请先登录", "sign in first: Authorization: Bearer TOKEN")
    return token.strip()


def guard_route(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Let pass what the table of routes allows.

    Raises:
        NotSignedIn: no session where one is needed.
        Forbidden: the route is not in the table or not for the role.
    """
    own = connection.url.path.startswith(f"{ROUTES['openapi'].path}/")
    entry = ROUTES.get("openapi" if own else handler.name or "")
    if entry is None:
        raise Forbidden("未登记的接口", "this route is not in the table of routes")
    if PUBLIC in entry.roles:
        return
    actor = actor_of(connection)
    if not entry.open_to(actor.role):
        raise Forbidden(f"{actor.role} 无权使用此接口", f"a {actor.role} may not use this route")


def actor_of(connection: ASGIConnection) -> Actor:  # type: ignore[type-arg]
    """Who calls.

    Raises:
        NotSignedIn: no session, or it has ended.
    """
    installation: Installation = connection.app.state.installation
    return installation.accounts.session_of(token_of(connection)).actor


def district_of(connection: ASGIConnection) -> District:  # type: ignore[type-arg]
    """The space and district that the call names, ``live`` and the only one by default.

    Raises:
        NotFound: there is no such space or district.
    """
    installation: Installation = connection.app.state.installation
    space = connection.query_params.get("space", "live")
    code = connection.query_params.get("district", "")
    return find_district(installation, space, code)


def find_district(installation: Installation, space: str, code: str) -> District:
    """The running space of that name.

    Raises:
        NotFound: there is no such space or district.
    """
    district = installation.districts.get(space)
    if district is None:
        raise NotFound(f"没有空间 {space}", f"there is no space {space}")
    if code and code != district.code:
        raise NotFound(f"没有辖区 {code}", f"there is no district {code}")
    return district


def whole_number(text: str, name: str, least: int, most: int) -> int:
    """A number given in a query.

    Raises:
        BadRequest: it is not one, or out of bounds.
    """
    try:
        value = int(text)
    except ValueError as error:
        raise BadRequest(f"{name} 须为整数", f"{name} must be a whole number") from error
    if not least <= value <= most:
        raise BadRequest(f"{name} 须在 {least} 与 {most} 之间", f"{name} must be {least} to {most}")
    return value
