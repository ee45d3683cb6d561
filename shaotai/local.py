"""Working on a database of this machine: opening it, and its errors as exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from governance.errors import ProfileError
from platform_server.errors import RequestError, StoreError
from platform_server.store.database import Database
from shaotai.failure import FOUND_WANTING, Failure


@contextmanager
def platform_errors() -> Iterator[None]:
    """Turn what the platform's parts may raise into a `Failure`."""
    try:
        yield
    except (RequestError, StoreError) as error:
        raise Failure(FOUND_WANTING, error.zh, error.en) from error
    except SQLAlchemyError as error:
        what = str(error).partition("\n")[0]
        raise Failure(
            FOUND_WANTING, f"数据库不能用: {what}", f"the database cannot be used: {what}"
        ) from error
    except ProfileError as error:
        raise Failure(
            FOUND_WANTING, f"辖区数据有误: {error}", f"the jurisdiction is wrong: {error}"
        ) from error


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database, closed afterwards; errors are failures."""
    with platform_errors():
        database = Database(url)
        try:
            yield database
        finally:
            database.close()
