"""Requests and cards of a ticket as seats see them."""

from __future__ import annotations

from datetime import datetime

import msgspec


class RequestRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One request: in a list only those that wait for a decision.

    Attributes:
        kind: ``suspend``, ``extend`` or ``appeal``.
        by / unit: name of who asked, and for which unit.
        cause / until: of a suspension, why and until when.
        approved: how many have said yes so far.
        state: ``open``, ``granted``, ``denied`` or ``lapsed``; ``decided`` is by whom (name).
    """

    id: str
    kind: str
    by: str
    unit: str
    at: datetime
    cause: str = ""
    until: datetime | None = None
    approved: int = 0
    state: str = "open"
    decided: str = ""


class CardRow(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One card: in a list only those that wait for an answer.

    Attributes:
        kind: ``remind``, ``yellow``, ``red`` or ``order``; its word is always shown.
        unit / due: who owes the answer, and until when.
        by: name of who put it.
        automatic: whether a clock did.
        told: roles whose attention it is meant to have.
        answered: when it was answered.
    """

    id: str
    kind: str
    unit: str
    at: datetime
    due: datetime
    by: str
    automatic: bool = False
    told: tuple[str, ...] = ()
    answered: datetime | None = None
