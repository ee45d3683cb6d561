"""The elements of a list in JSON, one at a time, from a stream of bytes.

The list is the document itself, or the value of one key of it. Numbers come as they are written, as
text, so that no digit of a number or position is lost. The libraries that do this give up a whole
file for half a surrogate pair, which cut-off emoji leave in real files; here it costs one element.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

BLOCK = 65_536
"""Bytes read at once."""

VALUE_LIMIT = 4 * 1024 * 1024
"""Characters one element may have."""

_SPACE = re.compile(r"[ \t\r\n]*")
_scan = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str).raw_decode


class NotJson(Exception):
    """What follows is no JSON, or longer than VALUE_LIMIT."""


class ListStream:
    """Reads a stream that begins with a list, or with an object that has a list under `key`.

    Iterating raises NotJson where the text is none or breaks off; elements before that stand.
    """

    def __init__(self, stream: BinaryIO, key: str) -> None:
        self._stream = stream
        self._key = key
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0

    def __iter__(self) -> Iterator[Any]:
        if self._next() == "{" and not self._find_list():
            return
        self._take("[")
        if self._next() == "]":
            return
        while True:
            yield self._value()
            if self._next() == "]":
                return
            self._take(",")

    def _find_list(self) -> bool:
        """Advance to the list under the key; whether there is one."""
        self._take("{")
        while self._next() != "}":
            name = self._value()
            self._take(":")
            if name == self._key and self._next() == "[":
                return True
            self._value()
            if self._next() == ",":
                self._take(",")
        return False

    def _next(self) -> str:
        """The next character that is no space, left where it is. Raises NotJson at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(BLOCK):
                raise NotJson

    def _take(self, sign: str) -> None:
        if self._next() != sign:
            raise NotJson
        self._at += 1

    def _value(self) -> Any:
        """The next value; more is read until it is whole, twice as much each time."""
        self._next()
        wanted = BLOCK
        while True:
            try:
                value, end = _scan(self._text, self._at)
            except json.JSONDecodeError as broken:
                if wanted > VALUE_LIMIT or not self._more(wanted):
                    raise NotJson from broken
                wanted *= 2
            except RecursionError as deep:
                raise NotJson from deep
            else:
                if end < len(self._text) or not self._more(BLOCK):
                    self._at = end
                    return value
                # It ended with what was read, so a number may go on.

    def _more(self, size: int) -> bool:
        """Read so many bytes more, fewer only at the end of the stream; whether there were any.

        What has been taken is dropped.
        """
        blocks: list[bytes] = []
        while size > 0 and (block := self._stream.read(size)):
            blocks.append(block)
            size -= len(block)
        try:
            text = self._decoder.decode(b"".join(blocks), final=size > 0)
        except UnicodeDecodeError as broken:
            raise NotJson from broken
        self._text, self._at = self._text[self._at :] + text, 0
        return bool(blocks)
