"""What queries answer: a page, a whole ticket, its history, its clocks."""

from __future__ import annotations

from datetime import datetime

import msgspec

from wire.rows import TicketRow


class Page(msgspec.Struct, frozen=True):
    """Some rows, and the cursor of the next page; empty where there is none."""

    tickets: tuple[TicketRow, ...]
    cursor: str = ""


class EventView(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One record of the log with its words, masked."""

    seq: int
    ticket: str
    kind: str
    zh: str
    en: str
    by: str
    role: str
    at: datetime
    version: int
    seat: str = ""
    command: str = ""
    target: str = ""
    text: str = ""
    hash: str = ""


class ClockView(msgspec.Struct, frozen=True):
    """One clock of a ticket; ``limit`` in Chinese and English words."""

    stage: str
    started: datetime
    due: datetime
    limit: tuple[str, str]
    stopped: datetime | None = None
    provisional: bool = False


class ProposalView(msgspec.Struct, frozen=True):
    """Where a ticket should go, and why."""

    org: str
    zh: str
    en: str


class TicketView(TicketRow, frozen=True, kw_only=True):
    """A whole ticket: its row, its masked words, its history and clocks."""

    text: str
    address: str
    reporter: str
    phone: str
    category: str
    external: str
    solved: bool | None
    events: tuple[EventView, ...]
    clocks: tuple[ClockView, ...]
    route: ProposalView | None = None
    whistles: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


class Ledger(msgspec.Struct, frozen=True):
    """The arithmetic of a due time, line by line, in both languages."""

    ticket: str
    clock: str
    zh: tuple[str, ...]
    en: tuple[str, ...]


class OrgView(msgspec.Struct, frozen=True):
    """A unit as seats need it to name and complete it."""

    code: str
    parent: str
    level: str
    zh: str
    en: str
    short: str
    initials: str


class GridView(msgspec.Struct, frozen=True):
    """A grid."""

    code: str
    parent: str
    zh: str
    lng: float
    lat: float


class ConditionView(msgspec.Struct, frozen=True):
    """A filing condition and its limit in words."""

    no: int
    zh: str
    en: str
    limit: tuple[str, str]


class ClassView(msgspec.Struct, frozen=True):
    """A class with its conditions."""

    code: str
    kind: str
    zh: str
    en: str
    group_zh: str
    group_en: str
    urgency: str
    conditions: tuple[ConditionView, ...]


class ChannelView(msgspec.Struct, frozen=True):
    """A channel."""

    code: str
    zh: str
    en: str
    short_zh: str
    short_en: str
    kind: str


class ProfileView(msgspec.Struct, frozen=True):
    """The jurisdiction; ``mark`` is the word every screen of the space shows."""

    code: str
    zh: str
    en: str
    centre_zh: str
    centre_en: str
    space: str
    mark: str
    clock_rate: float
