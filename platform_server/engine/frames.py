"""From one committed change to its bytes: made once, whichever scopes it goes into."""

from __future__ import annotations

from typing import Any

import msgspec

from platform_server.engine.catch_up import part_change, whole_change
from platform_server.engine.execute import Change
from platform_server.engine.subscriber import Body
from wire.protocol import Change as WireChange
from wire.protocol import encode

_encode = msgspec.json.Encoder().encode


class Outgoing:
    """A change as it may be sent: what differs or the whole row, with or without its command."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._bodies: dict[tuple[bool, bool], msgspec.Raw] = {}

    def body(self, held: bool, cmds: bool) -> msgspec.Raw:
        """The change in one of its forms.

        Args:
            held: whether the seats may hold the row as it was. Tickets closed long ago are in no
                snapshot, so a change to one is sent whole.
            cmds: whether the command is named.
        """
        form = (held and self.change.old is not None and self.change.old.open, cmds)
        if form not in self._bodies:
            self._bodies[form] = msgspec.Raw(_encode(self._made(*form)))
        return self._bodies[form]

    def _made(self, part: bool, cmds: bool) -> WireChange:
        change = self.change
        who, at = change.event.actor.name, change.event.at
        words = (change.last, change.kind, who, at, change.command if cmds else "")
        if part and change.old_row is not None:
            return part_change(*words, change.old_row, change.new_row)
        return whole_change(*words, change.new_row)


class ScopeFrame:
    """What a batch of changes is to one scope."""

    def __init__(self, start: int, last: Change) -> None:
        self._start = start
        self._last = last
        self._sent: list[tuple[Outgoing, bool]] = []
        self._gone: dict[str, None] = {}
        self._bodies: dict[bool, Body] = {}

    def add(self, one: Outgoing, before: bool, after: bool) -> None:
        """A change to a ticket that was, and then is, in the scope or not."""
        number = one.change.new.id
        if after:
            self._gone.pop(number, None)
            self._sent.append((one, before))
        elif before:
            self._gone[number] = None

    def body(self, cmds: bool) -> Body:
        """The frame, encoded once in each form."""
        if cmds not in self._bodies:
            self._bodies[cmds] = Body(encode(self._frame(cmds)))
        return self._bodies[cmds]

    def _frame(self, cmds: bool) -> dict[str, Any]:
        """As `wire.protocol.Changes`, of parts that are encoded already."""
        events = [
            one.body(held, cmds) for one, held in self._sent if one.change.new.id not in self._gone
        ]
        frame: dict[str, Any] = {
            "type": "changes",
            "from": self._start,
            "to": self._last.last,
            "at": self._last.event.at,
            "hash": self._last.head,
        }
        if events:
            frame["events"] = events
        if self._gone:
            frame["gone"] = list(self._gone)
        return frame
