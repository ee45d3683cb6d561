"""The one table of routes and verbs: who may call each, on what, and how it is audited.

Routes stand in `routes.csv`, verbs in the rules' `verbs.csv`. A route that is not in the table
cannot be reached: the guard refuses it.
"""

from __future__ import annotations

from importlib.resources import files

import msgspec

from governance.tables import names, rows
from governance.verbs import VERBS

COLUMNS = ("name", "method", "path", "roles", "scope", "audit", "help_zh", "help_en")
PUBLIC = "public"


class Entry(msgspec.Struct, frozen=True):
    """One way into the platform.

    Attributes:
        roles: roles that may use it; ``*`` any account, ``public`` without one.
        scope: ``none``, ``self``, ``district``, ``scope`` (the account's share) or ``verb``.
        audit: audit class; ``verb`` leaves it to each verb.
    """

    name: str
    method: str
    path: str
    roles: tuple[str, ...]
    scope: str
    audit: str
    help_zh: str
    help_en: str

    def open_to(self, role: str) -> bool:
        """Whether accounts of that role may use it."""
        return role in self.roles or "*" in self.roles


def _routes() -> dict[str, Entry]:
    text = (files("platform_server.api") / "routes.csv").read_text("utf-8")
    return {
        row["name"]: Entry(
            row["name"], row["method"], row["path"], names(row["roles"]), row["scope"],
            row["audit"], row["help_zh"], row["help_en"],
        )
        for _, row in rows("routes.csv", text, COLUMNS)
    }  # fmt: skip


def _verbs() -> dict[str, Entry]:
    return {
        verb.verb: Entry(
            verb.verb, "VERB", "/v1/commands", verb.roles, "scope", verb.audit, verb.help_zh,
            verb.help_en,
        )
        for verb in VERBS.values()
        if verb.kind in ("command", "system")
    }  # fmt: skip


ROUTES = _routes()
"""Every route by its handler's name."""

REGISTRY = {**ROUTES, **{f"verb:{name}": entry for name, entry in _verbs().items()}}
"""Routes and verbs together."""
