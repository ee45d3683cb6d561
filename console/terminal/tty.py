"""The terminal device: raw mode and back, its size, reading and writing without ever waiting."""

from __future__ import annotations

import os
import select
import termios
import tty
from typing import Any

READ_BYTES = 65_536
DEFAULT_SIZE = (80, 24)


class Device:
    """The terminal, opened anew so that the descriptors of other programs stay as they are."""

    def __init__(self, fileno: int) -> None:
        """Open the terminal that ``fileno`` stands for.

        Raises:
            OSError: it is not a terminal.
        """
        self._fd = os.open(os.ttyname(fileno), os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        self._before: list[Any] | None = None

    def fileno(self) -> int:
        """The descriptor, for the event loop."""
        return self._fd

    def enter_raw(self) -> None:
        """Every byte in and out as it is: no echo, no lines, no signals, no translation."""
        self._before = termios.tcgetattr(self._fd)
        raw = termios.tcgetattr(self._fd)
        _make_raw(raw)
        termios.tcsetattr(self._fd, termios.TCSANOW, raw)

    def leave_raw(self) -> None:
        """As it was before; input that nobody read is thrown away."""
        if self._before is not None:
            termios.tcsetattr(self._fd, termios.TCSANOW, self._before)
            termios.tcflush(self._fd, termios.TCIFLUSH)
            self._before = None

    def size(self) -> tuple[int, int]:
        """``(columns, rows)``; 80 by 24 where the terminal does not say."""
        try:
            columns, rows = os.get_terminal_size(self._fd)
        except OSError:
            return DEFAULT_SIZE
        return (columns, rows) if columns > 0 and rows > 0 else DEFAULT_SIZE

    def read(self) -> bytes | None:
        """What has come; None when nothing has, empty when the terminal is gone."""
        try:
            return os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def write(self, data: bytes) -> int | None:
        """How many bytes the terminal took; None when it is gone."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0
        except OSError:
            return None

    def wait(self, seconds: float, writing: bool = False) -> bool:
        """Wait until it can be read (or written), at most so long; whether it can."""
        reads, writes = ([], [self._fd]) if writing else ([self._fd], [])
        ready = select.select(reads, writes, [], max(0.0, seconds))
        return bool(ready[0] or ready[1])

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self._fd)


def _make_raw(mode: list[Any]) -> None:
    mode[tty.IFLAG] &= ~(
        termios.IGNBRK | termios.BRKINT | termios.PARMRK | termios.ISTRIP
        | termios.INLCR | termios.IGNCR | termios.ICRNL | termios.IXON | termios.IXOFF
    )  # fmt: skip
    mode[tty.OFLAG] &= ~termios.OPOST
    mode[tty.LFLAG] &= ~(
        termios.ECHO | termios.ECHONL | termios.ICANON | termios.ISIG | termios.IEXTEN
    )
    mode[tty.CFLAG] = (mode[tty.CFLAG] & ~(termios.CSIZE | termios.PARENB)) | termios.CS8
    mode[tty.CC][termios.VMIN] = 1
    mode[tty.CC][termios.VTIME] = 0
