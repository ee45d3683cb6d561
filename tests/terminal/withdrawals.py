"""What remains of events once escapes that were withdrawn are taken back."""

from __future__ import annotations

from textual.events import Key

from console.terminal.input import Event, Withdrawn


def remaining(events: list[Event]) -> list[Event]:
    """The events without each withdrawn escape and its withdrawal."""
    left: list[Event] = []
    for event in events:
        if isinstance(event, Withdrawn):
            taken = left.pop()
            assert isinstance(taken, Key), "only the key given last can be withdrawn"
            assert taken.key == "escape"
        else:
            left.append(event)
    return left
