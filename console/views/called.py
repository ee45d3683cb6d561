"""How called units stand, in words: what each owes, and what a whistle asks of this seat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from console.text.i18n import Words
from console.text.times import time_left
from governance.whistle import EMERGENCY
from wire.rows import CallRow, TicketRow, WhistleRow


def word_of(call: CallRow) -> str:
    """How a call stands, as a key of the words: late ones have words of their own."""
    if call.late and call.state in ("called", "arrived"):
        return f"late_{call.state}"
    return "rated" if call.rating and call.state != "released" else call.state


def owed(call: CallRow) -> datetime | None:
    """When the unit has to have reported in, or come on site; None where it owes neither."""
    if call.state == "called":
        return call.due
    return call.site_due if call.state == "arrived" else None


def left_words(due: datetime, now: datetime, words: Words) -> str:
    """What is left until an instant, or how much it is over."""
    seconds = int((due - now).total_seconds())
    key = "call.left" if seconds >= 0 else "call.over"
    return words(key, time=time_left(abs(seconds), words.lang))


def emergency_word(row: TicketRow, words: Words) -> str:
    """The word that an open emergency whistle gives its ticket, empty where there is none."""
    urgent = any(one.type == EMERGENCY for one in _open(row))
    return words("whistled.emergency") if urgent else ""


def state_word(row: TicketRow, is_own: Callable[[str], bool], words: Words) -> str:
    """What this seat owes to a whistle of the ticket, in a word for a column; empty for nothing."""
    own = next((call for _, call in _own(row, is_own)), None)
    return words(f"whistled.{word_of(own)}") if own is not None else ""


def whistle_facts(
    row: TicketRow, is_own: Callable[[str], bool], now: datetime | None, words: Words
) -> list[str]:
    """Each open whistle: what this seat owes it and until when, else how the called units stand."""
    mine = {whistle.id: call for whistle, call in _own(row, is_own)}
    return [_fact(one, mine.get(one.id), now, words) for one in _open(row)]


def _fact(whistle: WhistleRow, own: CallRow | None, now: datetime | None, words: Words) -> str:
    urgent = whistle.type == EMERGENCY
    kind = words("whistled.emergency" if urgent else "whistled.ordinary")
    if own is None:
        states = [call.state for call in whistle.calls]
        late = sum(1 for call in whistle.calls if word_of(call).startswith("late_"))
        how = words("whistled.others", due=states.count("called"), late=late)
        return words("whistled.fact", kind=kind, how=how)
    due = owed(own)
    time = left_words(due, now, words) if due and now else ""
    how = f"{words(f'call.{word_of(own)}')} {time}".rstrip()
    return words("whistled.fact", kind=kind, how=how)


def _open(row: TicketRow) -> Iterator[WhistleRow]:
    return (one for one in row.whistles if one.state == "open")


def _own(row: TicketRow, is_own: Callable[[str], bool]) -> Iterator[tuple[WhistleRow, CallRow]]:
    """Whistles with the call by which this seat owes them something; one call of each."""
    for whistle in _open(row):
        for call in whistle.calls:
            if owed(call) is not None and is_own(call.unit):
                yield whistle, call
                break
