"""The arithmetic of the fan-out's figures. Nothing here measures anything."""

from __future__ import annotations

import pytest

from bench.fanout import Course, Effort, Heard, Sent, ages_of, complete, figures

SENT = Sent([11, 12, 14, 15], [1.0, 1.0, 1.2, 1.3], 0.5, 0)
"""Position 13 is a second fact of the command that ends at 14."""

WHOLE = [Heard(1.1, 9, 10, 0, 50), Heard(1.4, 11, 12, 2, 40), Heard(1.5, 13, 15, 2, 20)]


def test_a_seat_that_got_everything() -> None:
    assert complete(WHOLE, SENT)


@pytest.mark.parametrize(
    "seat",
    [
        [],
        WHOLE[:2],
        [*WHOLE[1:], WHOLE[2]],
        [WHOLE[0], WHOLE[2]],
        [*WHOLE[:2], WHOLE[2]._replace(events=1)],
        [*WHOLE[:2], WHOLE[2]._replace(start=12)],
        [WHOLE[2]],
    ],
    ids=["nothing", "cut off", "twice", "a gap", "an event less", "overlapping", "late"],
)
def test_a_seat_that_did_not(seat: list[Heard]) -> None:
    assert not complete(seat, SENT)


def test_ages_count_from_the_sending_of_each_command() -> None:
    assert list(ages_of(WHOLE, SENT)) == pytest.approx([0.4, 0.4, 0.3, 0.2])


def test_the_figures_of_two_seats() -> None:
    course = Course(SENT, [WHOLE, WHOLE[:2]], 50.0, 10.0)
    found = {one.name: one for one in figures(course, Effort(2, 8, 0.5))}
    assert found["changes made over HTTP"].value == 8
    assert found["seats that got everything, once and in order"].value == 1
    assert found["stream, compressed, an event"].value == pytest.approx(200 / 6)
    assert found["command sent to seen by a seat p99"].value == pytest.approx(400)
