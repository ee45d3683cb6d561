"""Opening the database: SQLite in WAL mode, every commit on disk before it is answered."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from platform_server.errors import StoreError
from platform_server.store.schema import metadata, tickets

SQLITE = "sqlite:///"
"""What the address of a database begins with; its path follows."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=8000",
)
"""A commit is on disk once the write-ahead log is; that is copied back every 8,000 pages, 32 MB,
since every copying makes one commit wait."""


class Database:
    """One database, with a connection pool that reads and one connection that writes."""

    def __init__(self, url: str) -> None:
        """Open the database and make what tables and indexes it lacks.

        Args:
            url: ``sqlite:///PATH``.

        Raises:
            StoreError: it cannot be opened or written.
        """
        if not url.startswith(SQLITE):
            raise StoreError(
                f"{url}: 本版只用 {SQLITE}路径",
                f"{url}: this version keeps its data in {SQLITE}PATH",
            )
        path = Path(url.removeprefix(SQLITE))
        _private_file(path)
        self.url = url
        self.reader = _engine(url, "BEGIN")
        self.writer = _engine(url, "BEGIN IMMEDIATE")
        try:
            metadata.create_all(self.writer)
            for index in tickets.indexes:
                index.create(self.writer, checkfirst=True)
        except SQLAlchemyError as error:
            why = str(getattr(error, "orig", None) or error).partition("\n")[0]
            raise StoreError(
                f"数据库 {path} 不能用 ({why}); 请查权限与磁盘, 用备份恢复, 或另选 --data 目录",
                f"the database {path} cannot be used ({why}); check permissions and disk, "
                "restore a backup, or choose another directory with --data",
            ) from error

    def alive(self) -> bool:
        """Whether the database answers."""
        with self.reader.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def close(self) -> None:
        """Give back all connections."""
        self.reader.dispose()
        self.writer.dispose()


def _private_file(path: Path) -> None:
    """Make the file if it is not there, readable by its owner only; WAL files inherit that.

    Raises:
        StoreError: the folder or file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> StoreError:
    """A file of the platform cannot be made, opened or locked."""
    return StoreError(
        f"{path} 不能用 ({error.strerror}); 请查权限与磁盘, 或用 --data 另选目录",
        f"{path} cannot be used ({error.strerror}); check permissions and disk, "
        "or choose another directory with --data",
    )


def _engine(url: str, begin: str) -> Engine:
    """An engine; a failure it tells of does not show values: keys and words are among them."""
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
