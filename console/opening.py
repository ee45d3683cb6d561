"""The first picture: painted before anything that is slow to load, so that a seat opens at once.

The terminal is taken here, in raw mode and on its own screen; the driver takes it over from here
with whatever has been typed meanwhile. Only what is quick to import may be imported at the top.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from console.options import ConsoleOptions
from console.terminal import modes
from console.terminal.capability import Capabilities, ancestors, detect
from console.terminal.tty import Device
from console.text.i18n import Words

PLACE = "哨台 Shaotai"
"""What stands at the top while the district's name is not known."""

GARBAGE = (2_000, 20, 200)
"""When garbage is looked for: rows by the hundred thousand live long and make none, so what is old
is looked through a hundredth as often as Python would; that takes tens of milliseconds each time.
"""


class Opening:
    """The terminal from the first picture on until the driver takes it over."""

    def __init__(self, device: Device, capabilities: Capabilities, words: Words) -> None:
        """Take the terminal and paint."""
        self._device: Device | None = device
        self._can = capabilities
        device.enter_raw()
        top, waiting = f" {PLACE}", f" {words('queue.waiting')}"
        bar = f"\x1b[7m{top}\x1b[m" if capabilities.reverse else top
        shown = f"\x1b[m\x1b[H\x1b[2J{bar}\x1b[3;1H{waiting}\r"
        device.write(modes.entering(capabilities) + shown.encode(capabilities.encoding, "replace"))

    def hand_over(self) -> Device | None:
        """The terminal as it is, once; None when it has been handed over."""
        device, self._device = self._device, None
        return device

    def give_back(self) -> None:
        """Where nobody took it over: the terminal as it was."""
        device = self.hand_over()
        if device is not None:
            device.write(modes.leaving(self._can, device.size()[1]))
            device.leave_raw()
            device.close()


def open_seat(options: ConsoleOptions) -> int:
    """Paint the first picture, load the seat and run it until it is left; returns the exit code.

    Exit codes are those of `console.app.run_console`.
    """
    capabilities, _ = detect(os.environ, options.mode, options.encoding, parents=ancestors())
    if not capabilities.addressable or not sys.stdin.isatty():
        from console.app import run_console

        return run_console(options)
    words = Words("en" if options.lang == "en" else "zh")
    with _ended_by_signals():
        opening = Opening(Device(sys.stdin.fileno()), capabilities, words)
        try:
            return _run(options, opening)
        finally:
            opening.give_back()


def _run(options: ConsoleOptions, opening: Opening) -> int:
    gc.disable()  # what is imported stays: looking for garbage in it only takes time
    from console.app import run_console

    gc.enable()
    gc.set_threshold(*GARBAGE)
    return run_console(options, opening)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGTERM leaves by the front door, also while nobody else listens for it."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
