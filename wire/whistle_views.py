"""Whistles whole, and the jurisdiction's ladder as data."""

from __future__ import annotations

from datetime import datetime

import msgspec

from wire.whistle_rows import CallRow, WhistleRow


class CallView(CallRow, frozen=True, omit_defaults=True):
    """A called unit with all that it did.

    Attributes:
        arrived_at / site_at / released_at: when it reported in, came, was let off.
        site_person: who came on site; ``person`` reported in.
        report_late / site_late: which of the two limits it missed.
    """

    arrived_at: datetime | None = None
    site_at: datetime | None = None
    site_person: str = ""
    released_at: datetime | None = None
    report_late: bool = False
    site_late: bool = False


class NoteView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something said about a whistle, masked; ``kind`` is the fact it was said with."""

    kind: str
    by: str
    at: datetime
    text: str
    unit: str = ""


class WhistleView(WhistleRow, frozen=True, kw_only=True, omit_defaults=True):
    """A whistle whole, be it over or not.

    Attributes:
        shown: its number for people, such as ``W000501-1``.
        parent / into: the whistle escalated to this one, and the one that this led to.
        solved: the whistler's word at the end.
    """

    calls: tuple[CallView, ...] = ()
    shown: str = ""
    parent: str = ""
    into: str = ""
    concluded_at: datetime | None = None
    solved: bool | None = None
    notes: tuple[NoteView, ...] = ()


class CallLimitView(msgspec.Struct, frozen=True):
    """The limits of a rung for a type of whistle (``*`` any), in both languages' words."""

    type: str
    report_in: tuple[str, str]
    on_site: tuple[str, str] | None
    source: tuple[str, str]


class LadderRung(msgspec.Struct, frozen=True):
    """A rung of the ladder, as `governance.ladder.Rung`."""

    rung: str
    zh: str
    en: str
    roles: tuple[str, ...]
    levels: tuple[str, ...]
    called: tuple[str, ...]
    on_expiry: str
    next: str
    limits: tuple[CallLimitView, ...] = ()


class CalleesView(msgspec.Struct, frozen=True):
    """Whom a rung proposes for a place (empty for any) and the beginning of a class."""

    rung: str
    place: str
    prefix: str
    units: tuple[str, ...]


class LadderView(msgspec.Struct, frozen=True):
    """The jurisdiction's ladder, lowest rung first, and whom it proposes to call."""

    rungs: tuple[LadderRung, ...] = ()
    callees: tuple[CalleesView, ...] = ()
