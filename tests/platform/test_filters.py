"""Named filters: each seat's own, shared ones, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from api_client.errors import Denied, NotThere, Refused
from api_client.http import Platform

Seats = Callable[[str], Platform]


async def test_own_filters_are_kept_replaced_and_dropped(seats: Seats) -> None:
    mine, other = seats("dispatcher"), seats("leader")
    await mine.keep_filter("盛泽/井盖?", "镇:盛泽  类:井盖", shared=False)
    await mine.keep_filter("盛泽/井盖?", "镇:盛泽 类:污水", shared=False)
    (kept,) = await mine.filters()
    assert (kept.name, kept.line, kept.own) == ("盛泽/井盖?", "镇:盛泽 类:污水", True)
    assert await other.filters() == []
    await mine.drop_filter("盛泽/井盖?")
    assert await mine.filters() == []
    with pytest.raises(NotThere, match="no filter"):
        await mine.drop_filter("盛泽/井盖?")


async def test_a_shared_filter_is_everybody_s_to_use_and_its_keeper_s_to_change(
    seats: Seats,
) -> None:
    mine, other = seats("dispatcher"), seats("leader")
    await mine.keep_filter("urgent", "urgency:I", shared=True)
    (seen,) = await other.filters()
    assert (seen.line, seen.shared, seen.own) == ("urgency:I", True, False)
    with pytest.raises(Denied, match="choose another name"):
        await other.keep_filter("urgent", "urgency:II", shared=True)
    await other.keep_filter("urgent", "urgency:II", shared=False)
    assert [one.line for one in await other.filters() if one.own] == ["urgency:II"]
    with pytest.raises(NotThere):
        await seats("supervisor").drop_filter("urgent")
    await mine.drop_filter("urgent")
    await other.drop_filter("urgent")


@pytest.mark.parametrize(
    ("name", "line"), [(" ", "x"), ("x" * 25, "x"), ("x", " "), ("x", "y" * 201)]
)
async def test_what_cannot_be_kept_is_refused_in_words(seats: Seats, name: str, line: str) -> None:
    with pytest.raises(Refused, match="a filter"):
        await seats("dispatcher").keep_filter(name, line, shared=False)
