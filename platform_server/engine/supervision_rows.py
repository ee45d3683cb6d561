"""From the requests and cards of the rules to those that seats see."""

from __future__ import annotations

from collections.abc import Iterable

from governance.card import Card
from governance.request import Request
from wire.supervision_rows import CardRow, RequestRow


def request_rows(requests: Iterable[Request]) -> tuple[RequestRow, ...]:
    """Requests as seats see them."""
    return tuple(
        RequestRow(
            one.id, one.kind, one.by, one.unit, one.at, one.cause, one.until,
            len(one.approvals), one.state, one.decided_by,
        )
        for one in requests
    )  # fmt: skip


def card_rows(cards: Iterable[Card]) -> tuple[CardRow, ...]:
    """Cards as seats see them."""
    return tuple(
        CardRow(
            one.id, one.kind, one.unit, one.at, one.due, one.by, one.automatic, one.told,
            one.answered_at,
        )
        for one in cards
    )  # fmt: skip
