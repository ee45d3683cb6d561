"""Where a control sequence in the input ends: bytes in, kind and length out.

Only the shape is judged here. Every decision depends on the bytes up to the end of the
sequence and never on how they were cut into reads.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

ESC = b"\x1b"

SEQUENCE_LIMIT = 64
"""A key or report longer than this many bytes is nobody's."""

STRING_LIMIT = 4096
"""An operating system or device string longer than this is dropped."""

Kind = Literal["sequence", "mouse", "string", "broken", "alt", "meta", "escape"]
"""What stands at an ESC.

sequence: a whole CSI or SS3 sequence, a key or a report; mouse: an X10 mouse report;
string: an OSC, DCS or APC reply with its end; broken: a sequence another byte cut short;
alt: ESC and a printable ASCII character; meta: ESC before a character that is not ASCII;
escape: ESC before something that stands for itself.
"""


class Token(NamedTuple):
    """A piece of input that starts with ESC, and the position behind it."""

    kind: Kind
    end: int


_OPEN = rb"(?:\][0-9lLI]|P[0-9>!+$|]|_G)"
_BODY = rb"[^\x00-\x1f]*"

_RXVT = re.compile(rb"\x1b\[[0-9]+\$")
"""Shifted keys of rxvt end in a character that is no final byte."""

_UNFINISHED = re.compile(
    rb"\x1b(?:\[(?:\[|[ -?]*)|O[0-9;]*|[\]P_]|" + _OPEN + _BODY + rb"\x1b?)?\Z"
)

_UNFINISHED_MOUSE = re.compile(rb"\x1b\[M[^\x00-\x1f]{0,2}\Z")

_MOUSE = re.compile(rb"\x1b\[M[^\x00-\x1f]{3}")

_WHOLE = re.compile(
    rb"\x1b(?:"
    rb"(?P<sequence>\[\[[ -~]|\[[ -?]*[@-~]|O[0-9;]*[@-~]|[\x08\t\x7f])"
    rb"|(?P<string>" + _OPEN + _BODY + rb"(?:\x07|\x1b\\))"
    rb"|(?P<broken>\[[ -?]+|O[0-9;]+|" + _OPEN + _BODY + rb")"
    rb"|(?P<alt>[ -~])"
    rb"|(?P<meta>(?=[\x80-\xff]))"
    rb"|(?P<escape>)"
    rb")"
)

_LIMITS: dict[str, int] = {"sequence": SEQUENCE_LIMIT, "string": STRING_LIMIT}


def scan(data: bytes, start: int, mouse: bool) -> Token | None:
    """What begins with the ESC at ``start``, or None when more bytes must come first.

    Args:
        data: bytes read.
        start: where the ESC stands.
        mouse: whether ``CSI M`` begins a mouse report; on some terminals it is a key.
    """
    if found := _RXVT.match(data, start):
        return Token("sequence", found.end())
    if mouse and (found := _MOUSE.match(data, start)):
        return Token("mouse", found.end())
    if _UNFINISHED.match(data, start) or (mouse and _UNFINISHED_MOUSE.match(data, start)):
        return None
    return whole(data, start)


def whole(data: bytes, start: int) -> Token:
    """The sequence at ``start`` when nothing more will come for it."""
    found = _WHOLE.match(data, start)
    assert found is not None, "the last alternative matches anything"
    kind = cast("Kind", found.lastgroup)
    if found.end() - start > _LIMITS.get(kind, STRING_LIMIT):
        kind = "broken"
    return Token(kind, found.end())


def shortened(unfinished: bytes) -> bytes:
    """An unfinished sequence without what can no longer matter, to bound memory.

    What is left is still unfinished and still too long, so that its end is found and
    the whole is dropped.
    """
    limit = STRING_LIMIT if unfinished[1:2] in b"]P_" else SEQUENCE_LIMIT
    if len(unfinished) <= limit + 1:
        return unfinished
    return unfinished[:limit] + unfinished[-1:]
