"""How far a replay came, kept on disk between runs.

The position belongs to one file's content, map, channel, account and log; anything else begins
anew. It only says from where on to wait: all reports before it are sent again at once, and the
platform knows them, so a wrong position can neither lose nor double a report.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from intake import Reading
from shaotai.failure import FOUND_WANTING, Failure
from shaotai.places import log_file
from wire.system_words import system_words

BLOCK = 1024 * 1024


class _Kept(msgspec.Struct, frozen=True):
    done: int


class Position:
    """The position of one replay. ``done`` is what an earlier run left, 0 if there was none.

    Args:
        reading: the file and its map.
        belongs_to: what else tells this replay from others, such as channel and log.

    Raises:
        Failure: positions cannot be kept.
    """

    def __init__(self, reading: Reading, *belongs_to: str) -> None:
        self._path = log_file().parent / "replays" / f"{_digest(reading, belongs_to)}.json"
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._cannot(error) from error
        self.done = self._read()

    def keep(self, done: int) -> None:
        """So many reports, in order of time, have their answer.

        Raises:
            Failure: it cannot be written.
        """
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(msgspec.json.encode(_Kept(done)))
            fresh.replace(self._path)
        except OSError as error:
            raise self._cannot(error) from error

    def forget(self) -> None:
        """The replay came to its end."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> int:
        """What is kept; a file that cannot be read is none, which costs time only."""
        try:
            return max(0, msgspec.json.decode(self._path.read_bytes(), type=_Kept).done)
        except (OSError, msgspec.MsgspecError):
            return 0

    def _cannot(self, error: OSError) -> Failure:
        folder = self._path.parent
        zh, en = system_words(error)
        return Failure(
            FOUND_WANTING,
            f"重放进度写不进 {folder} ({zh}), 请用 SHAOTAI_DATA 指明可写的目录",
            f"cannot keep the position in {folder} ({en}); "
            "name a writable directory in SHAOTAI_DATA",
        )


def _digest(reading: Reading, belongs_to: tuple[str, ...]) -> str:
    made = hashlib.sha256(msgspec.json.encode([reading.column_map, reading.table.form_en]))
    made.update(msgspec.json.encode(belongs_to))
    with Path(reading.path).open("rb") as file:
        while block := file.read(BLOCK):
            made.update(block)
    return made.hexdigest()[:32]
