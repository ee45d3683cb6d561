"""What a seat does about its alarms: hear them, put them off, look at them."""

from __future__ import annotations

from console.alarms import SNOOZE_SECONDS, Alarms
from console.board import Handler
from console.desk import Desk
from console.directory import Directory
from console.outside import Message
from console.reading import Reading
from console.speech import Speech
from console.text.i18n import Words
from console.views.alarms import alarm_lines, ringing_words
from wire.safe_text import safe_text

RINGING = "over"
"""The look of a line that says what rings."""


class Alerting:
    """One seat's ways with its alarms."""

    def __init__(
        self,
        alarms: Alarms,
        desk: Desk,
        speech: Speech,
        reading: Reading,
        directory: Directory,
        words: Words,
    ) -> None:
        self._alarms = alarms
        self._desk = desk
        self._speech = speech
        self._reading = reading
        self._directory = directory
        self._words = words
        self._said = Message()
        self.actions: dict[str, Handler] = {
            "alarms": self._show,
            "acknowledge": self._acknowledge,
            "snooze": self._put_off,
        }

    def _show(self) -> None:
        alarms, directory, words = self._alarms, self._directory, self._words
        self._reading.open_lines(
            "alarms", words("alarms.title"), lambda w: alarm_lines(alarms, directory, words, w)
        )

    def tell(self, message: Message, rang: bool) -> Message | None:
        """What the message line has to say of the alarms now.

        Only an empty line and one about alarms are spoken over. An emergency that waits is said
        whenever the line is empty, others once they ring; what rang is said until none waits.

        Args:
            message: what stands there.
            rang: whether the bell rings now.

        Returns:
            The line, empty where nothing waits; None to leave what stands there.
        """
        own = message is self._said
        if message.text and not own:
            return None
        waiting = self._alarms.waiting()
        if not waiting:
            return Message() if own and message.look == RINGING else None
        if not (rang or own or waiting[0].insists):
            return None
        row = self._desk.get(waiting[0].ticket)
        place = safe_text(row.place).partition("/")[0] if row is not None else ""
        text = ringing_words(waiting[0], place, len(waiting) - 1, self._words)
        self._said = Message(text, RINGING)
        return self._said

    def _say(self, key: str, **values: object) -> Message:
        self._said = Message(self._words(key, **values))
        return self._said

    def _acknowledge(self) -> Message:
        """Everything that waits was heard; the platform is told of emergencies."""
        heard = self._alarms.acknowledge()
        tickets = dict.fromkeys(one.ticket for one in heard if one.insists)
        if tickets:
            self._speech.acknowledge(self._desk.get(number) for number in tickets)
        return self._say("alarms.heard" if heard else "alarms.none", n=len(heard))

    def _put_off(self) -> Message:
        put_off = self._alarms.put_off()
        key = "alarms.put_off" if put_off else "alarms.none"
        return self._say(key, n=len(put_off), minutes=SNOOZE_SECONDS // 60)
