"""What is changed in the text of a cell, and how a cell is shown in a message.

Cells stay raw but for what the file format itself put there. Control characters, escape sequences,
bidi marks and markup stay: they are made harmless where text is displayed, not here.
"""

import re
import unicodedata

VALUE_SHOWN = 40
"""Longest cell shown in a message, in characters."""

_CARRIAGE_RETURN = re.compile(r"_x000D_(?:\r?\n)?")
"""A carriage return as workbooks spell it; with the line feed behind it, it is one line end."""

_SURROUNDING = (
    " \t\r\n\v\f\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space taken off both ends: every Unicode space, but no control character."""

_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_NO_CHARACTER = re.compile("[\ud800-\udfff]")


def clean(cell: str) -> str:
    """The cell without NULs and surrounding space, with plain spaces and plain line ends."""
    text = cell.replace("\0", "").replace("\u00a0", " ")
    return _CARRIAGE_RETURN.sub("\n", text).strip(_SURROUNDING)


def is_blank(text: str) -> bool:
    """Whether nothing in the text would be seen: only spaces, control and format characters."""
    return all(unicodedata.category(char) in _INVISIBLE for char in text)


def is_undecodable(cell: str) -> bool:
    """Whether part of the cell is no character: a lone surrogate.

    Such stand for bytes that could not be decoded; JSON may also spell them out.
    """
    return _NO_CHARACTER.search(cell) is not None


def shown(value: str, limit: int = VALUE_SHOWN) -> str:
    """The value on one line, printable, cut to `limit` characters with … for the rest.

    Characters that do not print, such as escapes, line ends and bidi marks, are spelled out.
    """
    spelled = "".join(char if char.isprintable() else _spell(char) for char in value[: limit + 1])
    return spelled if len(spelled) <= limit else spelled[: limit - 1] + "…"


def _spell(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) & 0xFF:02x}"
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
