"""When supervision steps in by itself, who may do so by hand, and how long an answer may take.

``supervision.csv`` of a jurisdiction. A row of a stage puts a card before the unit whose clock has
come so far: ``share`` of what is granted is gone, or ``after`` the deadline so much time has passed
(counted in its own unit). A row of the stage ``hand`` says which roles may put that card by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from governance.calendar import Limit, WorkCalendar
from governance.card import CARDS
from governance.clock import STAGES, Clock, share_gone
from governance.errors import ProfileError
from governance.limits import limit, number
from governance.refusals import ROLES
from governance.tables import names, rows

TABLE = "supervision.csv"
HAND = "hand"
UNSUPERVISED = frozenset({"reply", "reportin", "onsite", "refuse"})
"""Stages without cards: answers to cards, calls (the ladder escalates them), a mere window."""

COLUMNS = (
    "stage", "kind", "share", "after_value", "after_unit", "reply_value", "reply_unit", "by",
    "told", "source_zh", "source_en",
)  # fmt: skip


class SupervisionRule(msgspec.Struct, frozen=True):
    """One row.

    Attributes:
        stage: a key of ``STAGES``, or ``hand``.
        kind: a key of ``CARDS``.
        share: part of the time granted after which it is put, 0 where ``after`` counts.
        after: time after the deadline, None where ``share`` counts.
        reply: how long the answer may take.
        by: roles that may put it by hand.
        told: roles whose attention it is meant to have.
        source: where it comes from (Chinese / English).
    """

    stage: str
    kind: str
    share: float
    after: Limit | None
    reply: Limit
    by: tuple[str, ...]
    told: tuple[str, ...]
    source: tuple[str, str]

    def due(self, clock: Clock, calendar: WorkCalendar) -> datetime:
        """When the card is put, by a clock."""
        return clock.due if self.share == 1 else _due(self, clock, calendar)


@lru_cache(maxsize=8192)
def _due(rule: SupervisionRule, clock: Clock, calendar: WorkCalendar) -> datetime:
    """Walking the calendar takes long, and the same is asked before and after each command."""
    if rule.after is not None:
        return calendar.due(clock.due, rule.after).at
    return share_gone(clock, rule.share, calendar)


class Supervision(NamedTuple):
    """A jurisdiction's rows: by hand by kind, automatic ones by stage."""

    hand: Mapping[str, SupervisionRule] = {}
    automatic: Mapping[str, tuple[SupervisionRule, ...]] = {}


def build_supervision(text: str) -> Supervision:
    """The rows of a table.

    Raises:
        ProfileError: names the line and the remedy.
    """
    hand: dict[str, SupervisionRule] = {}
    automatic: dict[str, tuple[SupervisionRule, ...]] = {}
    for line, row in rows(TABLE, text, COLUMNS):
        rule = _rule(line, row)
        earlier = [one.kind for one in automatic.get(rule.stage, ())]
        if rule.kind in (hand if rule.stage == HAND else earlier):
            raise ProfileError(TABLE, line, f"{rule.stage},{rule.kind} is there twice: drop one")
        if rule.stage == HAND:
            hand[rule.kind] = rule
        else:
            automatic[rule.stage] = (*automatic.get(rule.stage, ()), rule)
    for kind in CARDS:
        if kind not in hand:
            raise ProfileError(TABLE, 0, f"add a row {HAND},{kind} that says who may put it")
    return Supervision(hand, automatic)


def _rule(line: int, row: Mapping[str, str]) -> SupervisionRule:
    stages = [stage for stage in STAGES if stage not in UNSUPERVISED]
    _one_of(line, "stage", (row["stage"],), (HAND, *stages))
    _one_of(line, "kind", (row["kind"],), tuple(CARDS))
    by, told = names(row["by"]), names(row["told"])
    _one_of(line, "by", by, tuple(ROLES))
    _one_of(line, "told", told, tuple(ROLES))
    share = number(TABLE, line, row, "share")
    after = limit(TABLE, line, row, "after") if row["after_value"] else None
    if row["stage"] == HAND:
        if share or after or not by:
            raise ProfileError(TABLE, line, f"{HAND}: leave share and after empty and fill in by")
    elif (not 0 < share <= 1) if after is None else bool(share):
        raise ProfileError(
            TABLE, line, "give either a share above 0 and up to 1 (the deadline), or after_value"
        )
    return SupervisionRule(
        row["stage"], row["kind"], share, after, limit(TABLE, line, row, "reply"), by, told,
        (row["source_zh"], row["source_en"]),
    )  # fmt: skip


def _one_of(line: int, column: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            raise ProfileError(TABLE, line, f"{column}: {value!r}: use one of {', '.join(known)}")
