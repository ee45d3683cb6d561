"""Frames in flight: what may go when, and how the line is judged."""

from __future__ import annotations

from console.terminal.pacing import LOST_SECONDS, Pacer


def test_one_frame_of_data_or_two_with_a_key() -> None:
    pacer = Pacer(answers=True)
    assert pacer.may_send(0.0, urgent=False)
    pacer.sent(0.0, 500)
    assert not pacer.may_send(0.1, urgent=False)
    assert pacer.may_send(0.1, urgent=True)
    pacer.sent(0.1, 500)
    assert not pacer.may_send(0.2, urgent=True)
    pacer.answered(0.3)
    assert pacer.may_send(0.3, urgent=True)


def test_the_first_frame_after_a_long_silence_is_whole() -> None:
    pacer = Pacer(answers=True)
    pacer.sent(0.0, 500)
    pacer.answered(0.3)
    rate = pacer.rate
    pacer.sent(1.0, 500)
    assert pacer.budget(urgent=False) is not None
    pacer.answered(1.0 + LOST_SECONDS + 55)
    assert pacer.budget(urgent=False) is None
    assert pacer.rate == rate, "a stopped terminal says nothing of the line"
    pacer.sent(62.0, 2200)
    assert pacer.budget(urgent=False) is not None


def test_a_terminal_that_fell_silent_gets_ever_fewer_frames() -> None:
    pacer, now, frames = Pacer(answers=True), 0.0, 0
    pacer.sent(now, 500)
    pacer.answered(now + 0.3)
    while now < 120.0:
        now += 0.1
        if pacer.may_send(now, urgent=False):
            pacer.sent(now, 500)
            frames += 1
    assert frames <= 6
