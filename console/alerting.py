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
from console.views.alarms import alarm_lines


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

    def _acknowledge(self) -> Message:
        """Everything that waits was heard; the platform is told of emergencies."""
        heard = self._alarms.acknowledge()
        tickets = dict.fromkeys(one.ticket for one in heard if one.insists)
        if tickets:
            self._speech.acknowledge(self._desk.get(number) for number in tickets)
        return Message(self._words("alarms.heard" if heard else "alarms.none", n=len(heard)))

    def _put_off(self) -> Message:
        put_off = self._alarms.put_off()
        key = "alarms.put_off" if put_off else "alarms.none"
        return Message(self._words(key, n=len(put_off), minutes=SNOOZE_SECONDS // 60))
