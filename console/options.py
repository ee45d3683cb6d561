"""What a seat is opened with."""

from __future__ import annotations

import msgspec

from console.settings.values import Settings


class ConsoleOptions(msgspec.Struct, frozen=True):
    """Which platform, who, which space, and how to draw.

    Attributes:
        url: the platform's address.
        token: bearer token of an open session.
        account: who is signed in.
        lang: ``zh`` or ``en``.
        mode: ``auto``, ``thin`` or ``rich``.
        theme: name of a theme; empty leaves it to the console.
        encoding: the terminal's encoding; empty leaves it to the console.
        settings: the seat's own file of settings; the options above win over it.
    """

    url: str
    token: str
    account: str
    space: str = "live"
    lang: str = "zh"
    mode: str = "auto"
    theme: str = ""
    encoding: str = ""
    settings: Settings = msgspec.field(default_factory=Settings)
