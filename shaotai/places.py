"""Where things are on this machine: the data, the database, the log file."""

from __future__ import annotations

import os
from pathlib import Path

from shaotai.failure import FOUND_WANTING, Failure, usage
from wire.system_words import system_words

SQLITE = "sqlite:///"


def data_dir(given: str = "") -> Path:
    """The directory given, else ``$SHAOTAI_DATA``, else the user's own."""
    named = given or os.environ.get("SHAOTAI_DATA", "")
    return Path(named or "~/.local/share/shaotai").expanduser().absolute()


def log_file() -> Path:
    """Where tracebacks go."""
    named = os.environ.get("SHAOTAI_DATA", "") or "~/.local/state/shaotai"
    return Path(named).expanduser().absolute() / "shaotai.log"


def database_url(database: str, data: str) -> str:
    """The database given, else the one in the data directory, which is made for its owner only.

    Raises:
        Failure: the directory cannot be made, or the database is of another kind.
    """
    if database:
        if not database.startswith(SQLITE):
            raise usage(
                f"本版只用 {SQLITE}路径, 请改 --database 或用 --data 目录",
                f"this version keeps its data in {SQLITE}PATH; change --database or use --data DIR",
            )
        return database
    folder = data_dir(data)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        why_zh, why_en = system_words(error)
        raise Failure(
            FOUND_WANTING,
            f"数据目录 {folder} 不能用 ({why_zh}), 请用 --data 换一个",
            f"cannot use the data directory {folder} ({why_en}); choose one with --data",
        ) from error
    return f"{SQLITE}{folder / 'shaotai.db'}"


def existing_database_url(database: str, data: str) -> str:
    """As `database_url`, for what only makes sense on data that is there.

    Raises:
        Failure: there is none.
    """
    if not database and not data_dir(data).is_dir():
        raise _nothing_there(str(data_dir(data)))
    url = database_url(database, data)
    if not Path(url.removeprefix(SQLITE)).is_file():
        raise _nothing_there(url.removeprefix(SQLITE))
    return url


def _nothing_there(place: str) -> Failure:
    return usage(
        f"{place} 没有平台数据, 请用 --data 指明目录, 或先运行 shaotai serve",
        f"there is no platform data at {place}; name its directory with --data, "
        "or run shaotai serve first",
    )
