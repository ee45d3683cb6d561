"""The base of every verb's arguments."""

from __future__ import annotations

import msgspec


class Arguments(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of every verb's arguments; an unknown name is refused, not ignored."""
