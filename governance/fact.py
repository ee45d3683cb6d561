"""The base of every fact, and what is sealed beside the log."""

from __future__ import annotations

import msgspec

from governance.clock import Clock
from governance.command import Reporter


class Private(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed beside the log: words of people, and who they are."""

    text: str = ""
    address: str = ""
    basis: str = ""
    reporter: Reporter | None = None


class Fact(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", kw_only=True):
    """Base of every fact. ``clocks`` are the clocks it starts, ``stops`` the stages it ends."""

    private: Private | None = None
    clocks: tuple[Clock, ...] = ()
    stops: tuple[str, ...] = ()
