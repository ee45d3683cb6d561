"""Where a control sequence in the input ends: bytes in, kind and length out.

Only the shape is judged here. Every decision depends on the bytes up to the end of the
sequence and never on how they were cut into reads.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

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
_REPORT = rb"\[M[^\x00-\x1f]"

_RXVT = re.compile(rb"\x1b\[[0-9]+\$")
"""Shifted keys of rxvt end in a character that is no final byte."""

_UNFINISHED = re.compile(
    rb"\x1b(?:\[(?:\[|[0-?]*[ -/]*)?|O[0-9;]*|[\]P_]|" + _OPEN + _BODY + rb"\x1b?)?\Z"
)

_UNFINISHED_MOUSE = re.compile(rb"\x1b\[M[^\x00-\x1f]{0,2}\Z")

_WHOLE = re.compile(
    rb"\x1b(?:"
    rb"(?P<mouse>\[M[^\x00-\x1f]{3})"
    rb"|(?P<sequence>\[\[[ -~]|\[[0-?]*[ -/]*[@-~]|O[0-9;]*[@-~]|[\x08\t\x7f])"
    rb"|(?P<string>" + _OPEN + _BODY + rb"(?:\x07|\x1b\\))"
    rb"|(?P<broken>\[[ -?]+|O[0-9;]+|" + _OPEN + _BODY + rb")"
    rb"|(?P<alt>[ -~])"
    rb"|(?P<meta>(?=[\x80-\xff]))"
    rb")"
)

_WHOLE_NO_MOUSE = re.compile(_WHOLE.pattern.replace(rb"(?P<mouse>", rb"(?P<mouse>(?!)"))


def scan(data: bytes, start: int, mouse: bool) -> Token | None:
    """What begins with the ESC at ``start``, or None when more bytes must come first.

    Args:
        data: bytes read.
        start: where the ESC stands.
        mouse: whether ``CSI M`` begins a mouse report; on some terminals it is a key.
    """
    if found := _RXVT.match(data, start):
        return Token("sequence", found.end())
    if _UNFINISHED.match(data, start) or (mouse and _UNFINISHED_MOUSE.match(data, start)):
        return None
    found = (_WHOLE if mouse else _WHOLE_NO_MOUSE).match(data, start)
    return _token(found, start)


def _token(found: re.Match[bytes] | None, start: int) -> Token:
    """The token of a match; anything that did not match is the escape key."""
    if found is None:
        return Token("escape", start + 1)
    size = found.end() - start
    if found["string"]:
        return Token("string" if size <= STRING_LIMIT else "broken", found.end())
    if found["sequence"]:
        return Token("sequence" if size <= SEQUENCE_LIMIT else "broken", found.end())
    for kind in ("mouse", "broken", "alt"):
        if found[kind]:
            return Token(kind, found.end())  # type: ignore[arg-type]
    return Token("meta", found.end())


def shortened(unfinished: bytes) -> bytes:
    """An unfinished sequence without what can no longer matter, to bound memory.

    What is left is still unfinished and still too long, so that its end is found and
    the whole is dropped.
    """
    limit = STRING_LIMIT if unfinished[1:2] in b"]P_" else SEQUENCE_LIMIT
    if len(unfinished) <= limit + 1:
        return unfinished
    return unfinished[:limit] + unfinished[-1:]
