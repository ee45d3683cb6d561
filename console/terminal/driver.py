"""The driver: Textual's frames to a terminal that is a replica, the terminal's keys to Textual.

One descriptor, the event loop and no threads: writes never wait, so a stuck terminal stalls
nothing; a vanished one ends the seat.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from textual import events
from textual.driver import Driver
from textual.geometry import Size

from console.terminal import modes
from console.terminal.capability import Capabilities
from console.terminal.input import Answer, Event, Withdrawn
from console.terminal.keyboard import Keyboard
from console.terminal.probe import Probe
from console.terminal.screen import Screen
from console.terminal.tty import Device

LEAVE_SECONDS = 1.0
"""The longest that outstanding answers are waited for before the terminal is given back."""

GONE = 129
"""Exit code of a seat whose terminal vanished, as a shell would report a hang-up."""

PROBE_SECONDS = 1.2
"""When the start-up probe is over, answered or not."""

PASSED_THROUGH = ("\x07", "\x1b]52;")
"""What Textual writes that is no picture but meant for the terminal: bell and clipboard."""


class ThinDriver(Driver):
    """Textual's driver for terminals of every kind."""

    def __init__(
        self,
        app: Any,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Made by Textual.

        The application says in ``capabilities`` what the terminal can do and in ``mode_is_auto``
        whether that may be judged; what is measured it is told by ``terminal_learned``, and by
        ``escape_withdrawn`` that the last escape key was the beginning of another key.
        """
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._owner = app
        self._can: Capabilities = app.capabilities
        self._keyboard = Keyboard(self._loop, self._can, self._read, self._event)
        self._device: Device | None = None
        self._screen = Screen(self._can, *(size or (80, 24)))
        self._probe: Probe | None = None
        self._unsent = b""
        self._pumping = False
        self._wake: asyncio.TimerHandle | None = None
        self._must_signal_resume = False

    # -- what the application asks ---------------------------------------------------------

    @property
    def can_suspend(self) -> bool:
        """Whether the seat can be put into the background."""
        return True

    @property
    def delay(self) -> float | None:
        """Seconds from sending a frame to the terminal's word that it is drawn."""
        return self._screen.pacer.delay

    def place_cursor(self, at: tuple[int, int] | None) -> None:
        """Where the terminal's cursor is to stand, for input methods."""
        self._screen.cursor = at

    def hurry(self) -> None:
        """What is drawn next answers a key of the user's: it goes before data."""
        self._screen.key_pressed(time.monotonic())

    def redraw(self) -> None:
        """Send everything again."""
        self._screen.redraw()
        self._pump_soon()

    def write(self, data: str) -> None:
        """Take a frame of Textual's."""
        if data.startswith(PASSED_THROUGH):
            self._screen.pass_through(data.encode(self._can.encoding, errors="replace"))
        else:
            self._screen.feed(data)
        self._pump_soon()

    # -- in and out of the terminal --------------------------------------------------------

    def start_application_mode(self) -> None:
        """Take the terminal."""
        self._device = self._take_over() or self._take()
        self._signals(install=True)
        width, height = self._device.size()
        self._screen.resize(width, height)
        self._screen.began(time.monotonic())
        self._loop.add_reader(self._device.fileno(), self._readable)
        if self._screen.pacer.asking and self._probe is None:
            self._unsent += self._probing()
        self._announce_size()
        self._pump_soon()
        if self._must_signal_resume:
            self._must_signal_resume = False
            self.send_message(self.SignalResume())

    def _take_over(self) -> Device | None:
        """The terminal as the opening left it, with its picture; None where there was none."""
        opening = getattr(self._owner, "opening", None)
        device: Device | None = opening.hand_over() if opening is not None else None
        self._screen.keep_picture(device is not None)
        return device

    def _take(self) -> Device:
        device = Device(sys.__stdin__.fileno() if sys.__stdin__ else 0)
        device.enter_raw()
        self._unsent += modes.entering(self._can)
        return device

    def _probing(self) -> bytes:
        """The start-up probe; its question is the first frame in flight."""
        now = time.monotonic()
        self._probe = Probe(self._can, auto=self._owner.mode_is_auto)
        for _ in range(self._probe.cursor_questions):
            self._keyboard.expect_cursor()
        question = self._probe.question(now)
        if question:
            self._screen.pacer.sent(now, len(question))
            self._loop.call_later(PROBE_SECONDS, self._probe_over)
        return question

    def disable_input(self) -> None:
        """Read no more keys."""
        if self._device is not None:
            self._loop.remove_reader(self._device.fileno())

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; nothing of ours is left for the shell to read."""
        device = self._device
        if device is None:
            return
        self._device = None
        self._loop.remove_reader(device.fileno())
        self._loop.remove_writer(device.fileno())
        self._keyboard.cancel()
        if self._wake is not None:
            self._wake.cancel()
        deadline = time.monotonic() + LEAVE_SECONDS
        self._flush(device, self._unsent, deadline)
        self._await_answers(device, deadline)
        farewell = modes.leaving(self._can, device.size()[1])
        self._flush(device, farewell, deadline + LEAVE_SECONDS)
        self._unsent = b""
        self._signals(install=False)
        device.leave_raw()
        device.close()

    def close(self) -> None:
        """Nothing is left open after the mode has been stopped."""

    def _flush(self, device: Device, data: bytes, deadline: float) -> None:
        while data and device.wait(deadline - time.monotonic(), writing=True):
            taken = device.write(data)
            if taken is None:
                return
            data = data[taken:]

    def _await_answers(self, device: Device, deadline: float) -> None:
        """Read what the terminal still owes us, so that the shell does not."""
        while self._owed() and device.wait(deadline - time.monotonic()):
            data = device.read()
            if not data:
                return
            self._keyboard.feed(data)

    def _owed(self) -> bool:
        probing = self._probe is not None and self._probe.owed and self._screen.pacer.answers
        return probing or self._screen.pacer.in_flight > 0

    # -- signals ---------------------------------------------------------------------------

    def _signals(self, install: bool) -> None:
        handlers: dict[signal.Signals, Callable[[], None]] = {
            signal.SIGWINCH: self._resized,
            signal.SIGHUP: self._gone,
            signal.SIGTERM: self._told_to_end,
            signal.SIGTSTP: self._told_to_suspend,
            signal.SIGCONT: self._continued,
        }
        for number, handler in handlers.items():
            if install:
                self._loop.add_signal_handler(number, handler)
            elif number is not signal.SIGCONT:
                self._loop.remove_signal_handler(number)

    def _told_to_end(self) -> None:
        self._app.exit(128 + signal.SIGTERM)

    def _told_to_suspend(self) -> None:
        """Somebody sent SIGTSTP: give the terminal back, then really stop."""
        self._must_signal_resume = True
        self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continued(self) -> None:
        if self._device is None and self._must_signal_resume and self._auto_restart:
            self.resume_application_mode()

    def _resized(self) -> None:
        if self._device is None:
            return
        self._screen.resize(*self._device.size())
        self._announce_size()
        self._pump_soon()

    def _announce_size(self) -> None:
        if self._device is not None:
            size = Size(*self._device.size())
            self.send_message(events.Resize(size, size))

    def _gone(self) -> None:
        """The terminal vanished: end the seat, write nothing more."""
        device, self._device = self._device, None
        if device is not None:
            self._loop.remove_reader(device.fileno())
            self._loop.remove_writer(device.fileno())
            device.close()
        self._app.exit(GONE)

    # -- input -----------------------------------------------------------------------------

    def _readable(self) -> None:
        if self._device is None:
            return
        data = self._device.read()
        if data is None:
            return
        if not data:
            self._gone()
            return
        self._keyboard.feed(data)

    def _read(self) -> bytes | None:
        return self._device.read() if self._device is not None else None

    def _event(self, event: Event) -> None:
        if isinstance(event, Answer):
            self._take_answer(event)
        elif isinstance(event, Withdrawn):
            self._owner.escape_withdrawn()
        else:
            self._screen.key_pressed(time.monotonic())
            self.process_message(event)

    def _take_answer(self, answer: Answer) -> None:
        now = time.monotonic()
        if self._probe is not None and self._probe.owed:
            self._probe.answered(answer, now)
            if not self._probe.owed:
                self._learn(self._probe)
        if answer.kind == "status":
            self._screen.answered(now)
            self._pump_soon()

    def _learn(self, probe: Probe) -> None:
        self._can = probe.result()
        self._screen.learn(self._can)
        self._owner.terminal_learned(self._can)

    def _probe_over(self) -> None:
        """The time for answers is up: what did not come is not waited for as a cursor report."""
        if self._probe is not None and self._probe.owed:
            self._keyboard.expect_nothing()
            self._learn(self._probe)

    # -- output ----------------------------------------------------------------------------

    def _pump_soon(self) -> None:
        if not self._pumping:
            self._pumping = True
            self._loop.call_soon(self._pump)

    def _pump(self) -> None:
        """Send what may go now; come back when the line is free or time has passed."""
        self._pumping = False
        if self._device is None:
            return
        now = time.monotonic()
        if not self._unsent:
            self._unsent = self._screen.take(now)
        if self._unsent:
            self._send()
        self._sleep(now)

    def _send(self) -> None:
        device = self._device
        if device is None:
            return
        taken = device.write(self._unsent)
        if taken is None:
            self._gone()
            return
        self._unsent = self._unsent[taken:]
        if self._unsent:
            self._loop.add_writer(device.fileno(), self._writable)

    def _writable(self) -> None:
        if self._device is not None:
            self._loop.remove_writer(self._device.fileno())
            self._send()
            if not self._unsent:
                self._pump_soon()

    def _sleep(self, now: float) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        at = self._screen.wake_at(now) if not self._unsent else None
        if at is not None:
            self._wake = self._loop.call_later(max(0.001, at - now), self._pump_soon)
