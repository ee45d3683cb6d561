"""From a path to numbered text: opening, unpacking, choosing the encoding, splitting lines."""

import gzip
import io
import re
import stat
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, cast

from intake.errors import (
    ArchiveDamaged,
    FileEmpty,
    FileMissing,
    FileUnreadable,
    NotAFile,
    NotATable,
    WrongEncoding,
)

LINE_LIMIT = 1_048_576
"""Longest physical line, in characters. Longer means the file is no table."""

BLOCK = 65_536
"""How much is read at once when looking through a file, in characters or bytes."""

_GZIP = b"\x1f\x8b"
_OTHER_KINDS = (
    (
        b"\xd0\xcf\x11\xe0",
        "旧版 Excel 工作簿 .xls, 或有密码的工作簿",
        "an old Excel workbook, .xls, or one with a password",
    ),
    (b"%PDF", "PDF 文件", "a PDF"),
)
_ARCHIVE = b"PK\x03\x04"
_JSON = re.compile(rb"\s*(\[\s*[\[\]{}\"\d]|\{\s*[}\"])")
"""How a list or an object begins; a CSV's header may begin with a bracket, but not like this."""

_BAD_BYTE = re.compile("[\udc80-\udcff]")
_DOUBTFUL = re.compile("[\udc80-\udcff\ue000-\uf8ff]")
"""Bad bytes, and private-use characters: what a wrong guess of GB18030 is full of."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked if it is gzip (told by its first bytes, not by its name).

    Raises a SourceError for anything that goes wrong while the file is open.
    """
    try:
        _check_regular(path)
        with path.open("rb") as raw:
            packed = raw.read(len(_GZIP)) == _GZIP
            raw.seek(0)
            if packed:
                with gzip.open(raw) as unpacked:
                    yield cast(BinaryIO, unpacked)
            else:
                yield raw
    except (gzip.BadGzipFile, EOFError, zlib.error) as broken:
        raise ArchiveDamaged(path) from broken
    except FileNotFoundError as missing:
        raise FileMissing(path) from missing
    except OSError as failed:
        raise FileUnreadable(path, failed) from failed


def _check_regular(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except ValueError as impossible:  # a NUL in the name
        raise FileMissing(path) from impossible
    if not stat.S_ISREG(mode):
        raise NotAFile(path)


def kind_of(path: Path, encodings: Sequence[str]) -> Literal["csv", "xlsx", "json"]:
    """What the first block looks like, whatever the file is called.

    Raises FileEmpty, NotATable for an old workbook and the like, WrongEncoding for UTF-16 or
    binary.
    """
    with opened(path) as stream:
        start = stream.read(BLOCK)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileEmpty(path)
    for magic, zh, en in _OTHER_KINDS:
        if start.startswith(magic):
            raise NotATable(path, zh, en)
    if start.startswith(_ARCHIVE):
        return "xlsx"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or start.count(0) * 10 > len(start):
        raise WrongEncoding(path, encodings)
    return "json" if _JSON.match(start.removeprefix(b"\xef\xbb\xbf")) else "csv"


def choose_encoding(path: Path, encodings: Sequence[str]) -> str:
    """The first encoding in which the whole file is text, else the one with the least damage.

    Raises WrongEncoding if even that one leaves more than a tenth of the file's non-ASCII
    characters undecoded; fewer than that are left to be reported row by row.
    """
    best = (0, encodings[0], 0, 0)
    for order, encoding in enumerate(encodings):
        doubtful, bad, foreign = _damage(path, encoding)
        if bad == 0:
            return encoding
        if order == 0 or doubtful < best[0]:
            best = (doubtful, encoding, bad, foreign)
    _, encoding, bad, foreign = best
    if bad * 10 > foreign:
        raise WrongEncoding(path, encodings)
    return encoding


def _damage(path: Path, encoding: str) -> tuple[int, int, int]:
    """How many characters are doubtful, how many undecoded, how many not ASCII."""
    doubtful = bad = foreign = 0
    with opened(path) as stream:
        text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
        while block := text.read(BLOCK):
            doubtful += len(_DOUBTFUL.findall(block))
            bad += len(_BAD_BYTE.findall(block))
            foreign += len(block) - len(block.encode("ascii", "ignore"))
    return doubtful, bad, foreign


def lines(path: Path, encoding: str) -> Generator[str, None, None]:
    """Physical lines with their line ends, without NULs and without a byte order mark.

    Bytes that cannot be decoded come as lone surrogates. A line ends at CR, LF or CRLF.
    Raises NotATable for a line over LINE_LIMIT, and what `opened` raises.
    """
    with opened(path) as stream:
        text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
        first = True
        while line := text.readline(LINE_LIMIT):
            if len(line) == LINE_LIMIT and not line.endswith(("\r", "\n")):
                raise NotATable(path, "单行过长", "one line is over a million characters long")
            yield (line.lstrip("\ufeff") if first else line).replace("\0", "")
            first = False
