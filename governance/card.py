"""A card: what supervision puts before a unit, from a reminder to an order.

A leaf: what the ticket remembers of it. `supervising.py` holds the rules.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

CARDS = {
    "remind": ("提醒", "reminder"),
    "yellow": ("黄牌", "yellow card"),
    "red": ("红牌", "red card"),
    "order": ("督办令", "order"),
}
"""The kinds of card, mildest first. Colours mean different things from city to city: the word is
always printed beside the colour."""

MILDEST = "remind"
"""What is put where no kind is named."""

STOPPING = frozenset({"red", "order"})
"""Cards that a unit has to answer before it may report a result (T4)."""


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """One card.

    Attributes:
        id: ``C1``, ``C2`` and so on, unique in the ticket; its reply clock is named by it.
        kind: a key of ``CARDS``.
        unit: code of the unit that it is put before.
        by: name of who did.
        due: when the answer is owed.
        automatic: whether the clock did it; ``stage``, ``clock`` say which, by stage and start.
        told: roles whose attention it is meant to have.
        answered_at / answered_by: when and by whom (name shown) it was answered.
    """

    id: str
    kind: str
    unit: str
    at: datetime
    by: str
    due: datetime
    automatic: bool = False
    stage: str = ""
    clock: datetime | None = None
    told: tuple[str, ...] = ()
    answered_at: datetime | None = None
    answered_by: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is unanswered."""
        return self.answered_at is None


def carded_units(cards: tuple[Card, ...]) -> tuple[str, ...]:
    """Every unit that owes an answer, each once."""
    return tuple(dict.fromkeys(one.unit for one in cards if one.waits))
