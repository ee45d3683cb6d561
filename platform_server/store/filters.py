"""The shelf of named filters. A filter is one typed line; it holds no data of anybody's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, or_, select

from platform_server.errors import BadRequest, Forbidden, NotFound
from platform_server.store.database import Database
from platform_server.store.schema import filters
from wire.views import FilterView

LONGEST_NAME = 24
LONGEST_LINE = 200
MOST_KEPT = 50
"""Filters one account may keep."""


class Shelf:
    """The filters of one space and district."""

    def __init__(self, database: Database, space: str, district: str) -> None:
        self._database = database
        self._space = space
        self._district = district

    def all(self, account: str) -> list[FilterView]:
        """An account's own filters and those that are shared, by name."""
        query = (
            select(filters)
            .where(*self._here(), or_(filters.c.account == account, filters.c.shared))
            .order_by(filters.c.name, filters.c.account)
        )
        with self._database.reader.connect() as connection:
            return [
                FilterView(row.name, row.line, row.shared, row.by, row.account == account)
                for row in connection.execute(query)
            ]

    def keep(self, account: str, wanted: FilterView, now: datetime) -> FilterView:
        """Keep a filter under its name, in place of the account's own one of that name.

        Raises:
            BadRequest: name or line are empty or too long, or there are too many.
            Forbidden: a shared filter of that name is somebody else's.
        """
        name, line = _checked(wanted)
        with self._database.writer.begin() as connection:
            others = select(filters.c.by).where(
                *self._here(), filters.c.name == name, filters.c.shared,
                filters.c.account != account,
            )  # fmt: skip
            other = connection.execute(others).scalar()
            if other is not None and wanted.shared:
                raise Forbidden(
                    f"共享筛选「{name}」是 {other} 的, 请换个名字",
                    f"the shared filter {name!r} is {other}'s: choose another name",
                )
            connection.execute(
                delete(filters).where(
                    *self._here(), filters.c.account == account, filters.c.name == name
                )
            )
            own = select(func.count()).where(*self._here(), filters.c.account == account)
            if (connection.execute(own).scalar() or 0) >= MOST_KEPT:
                raise BadRequest(
                    f"每席至多保存 {MOST_KEPT} 个筛选, 请先删去不用的",
                    f"a seat keeps at most {MOST_KEPT} filters: drop one first",
                )
            connection.execute(
                insert(filters).values(
                    space=self._space, district=self._district, account=account, name=name,
                    line=line, shared=wanted.shared, by=wanted.by, at=now.isoformat(),
                )
            )  # fmt: skip
        return FilterView(name, line, wanted.shared, wanted.by, True)

    def drop(self, account: str, name: str) -> None:
        """Drop one of the account's own filters.

        Raises:
            NotFound: it has none of that name.
        """
        own = (*self._here(), filters.c.account == account, filters.c.name == name)
        with self._database.writer.begin() as connection:
            if connection.execute(delete(filters).where(*own)).rowcount == 0:
                raise NotFound(f"本席没有筛选「{name}」", f"this seat has no filter named {name!r}")

    def _here(self) -> tuple[ColumnElement[bool], ...]:
        return filters.c.space == self._space, filters.c.district == self._district


def _checked(wanted: FilterView) -> tuple[str, str]:
    name, line = wanted.name.strip(), " ".join(wanted.line.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadRequest(
            f"筛选的名字须有 1 至 {LONGEST_NAME} 字",
            f"a filter's name has 1 to {LONGEST_NAME} characters",
        )
    if not line or len(line) > LONGEST_LINE or not line.isprintable():
        raise BadRequest(
            f"筛选须有 1 至 {LONGEST_LINE} 字", f"a filter has 1 to {LONGEST_LINE} characters"
        )
    return name, line
