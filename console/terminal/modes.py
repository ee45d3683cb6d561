"""The modes a seat takes on entering and gives back on leaving: only those the terminal has."""

from __future__ import annotations

from console.terminal.capability import Capabilities


def entering(can: Capabilities) -> bytes:
    """Alternate screen, bracketed paste, no wrapping, no cursor."""
    modes = (
        (can.alternate_screen, "\x1b[?1049h"),
        (can.bracketed_paste, "\x1b[?2004h"),
        (can.no_wrap, "\x1b[?7l"),
        (can.hide_cursor, "\x1b[?25l"),
    )
    return "".join(sequence for has, sequence in modes if has).encode()


def leaving(can: Capabilities, rows: int) -> bytes:
    """Everything as it was; without an alternate screen the shell goes on below ours."""
    modes = (
        (can.hide_cursor, "\x1b[?25h"),
        (can.no_wrap, "\x1b[?7h"),
        (can.bracketed_paste, "\x1b[?2004l"),
        (can.alternate_screen, "\x1b[?1049l"),
    )
    rest = "".join(sequence for has, sequence in modes if has)
    end = "" if can.alternate_screen else f"\x1b[{rows}H\r\n"
    return f"\x1b[m{end}{rest}".encode()
