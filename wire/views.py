"""What queries answer: a page, a whole ticket, its history, its clocks."""

from __future__ import annotations

from datetime import datetime

import msgspec

from wire.rows import TicketRow
from wire.whistle_views import WhistleView


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
    whistle: str = ""
    text: str = ""
    hash: str = ""


class PauseView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stretch in which a clock stands still: as planned until ``until``, really until ``end``."""

    start: datetime
    until: datetime
    cause: str = ""
    request: str = ""
    approver: str = ""
    end: datetime | None = None


class ExtensionView(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was granted on top of a limit, in both languages' words."""

    limit: tuple[str, str]
    at: datetime
    request: str = ""
    approver: str = ""


class ClockView(msgspec.Struct, frozen=True):
    """One clock of a ticket, ``unit``'s where it is one's; ``limit`` in both languages' words.

    ``whistle`` is the id of the whistle that called the unit, ``card`` that of the card to answer.
    """

    stage: str
    started: datetime
    due: datetime
    limit: tuple[str, str]
    stopped: datetime | None = None
    provisional: bool = False
    unit: str = ""
    whistle: str = ""
    card: str = ""
    pauses: tuple[PauseView, ...] = ()
    extensions: tuple[ExtensionView, ...] = ()


class ProposalView(msgspec.Struct, frozen=True):
    """Where a ticket should go, and why."""

    org: str
    zh: str
    en: str


class TicketView(TicketRow, frozen=True, kw_only=True, omit_defaults=False):
    """A whole ticket: its row, its masked words, its history and clocks.

    Attributes:
        solved: the centre's word; the call back gave ``contacted`` (reached at all),
            ``caller_solved`` and ``satisfied``; each is None while it is not known.
        into: number of the ticket it is merged into; ``merged`` are those merged into it.
        requests / cards / whistles: all of them, decided, answered and concluded ones too.
        owing: codes of the assisting units that have not replied.
    """

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
    whistles: tuple[WhistleView, ...] = ()
    parties: tuple[str, ...] = ()
    contacted: bool | None = None
    caller_solved: bool | None = None
    satisfied: bool | None = None
    into: str = ""
    merged: tuple[str, ...] = ()
    owing: tuple[str, ...] = ()


class Ledger(msgspec.Struct, frozen=True):
    """The arithmetic of a due time, line by line, in both languages; ``unit``'s if one's."""

    ticket: str
    clock: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    unit: str = ""


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


class FilterBody(msgspec.Struct, frozen=True):
    """A filter to keep: its name, the typed line, and whether the whole centre shares it."""

    name: str
    line: str
    shared: bool = False


class FilterView(msgspec.Struct, frozen=True):
    """A named filter; ``by`` is who keeps it, ``own`` whether that is the caller."""

    name: str
    line: str
    shared: bool
    by: str
    own: bool
