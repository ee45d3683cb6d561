"""One space of one district, running: its clock, writer and hub."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError

from governance.profile import Profile
from platform_server.engine import checksums
from platform_server.engine.hub import Hub
from platform_server.engine.place import Place
from platform_server.engine.presence import Presence, Whereabouts, locate
from platform_server.engine.scope import Scope
from platform_server.engine.snapshots import (
    Snapshot,
    Snapshots,
    View,
    brought_up,
    read_buckets,
    read_snapshot,
)
from platform_server.engine.space import SpaceClock, create_space, read_clock, read_head
from platform_server.engine.timetable import keep_up, recompute_provisional
from platform_server.engine.writer import Writer, whole_second
from platform_server.errors import NotFound
from platform_server.store.database import Database
from wire.protocol import SUMS_SECONDS
from wire.sums import Sums

log = logging.getLogger(__name__)


class District:
    """A space as the API sees it."""

    def __init__(self, database: Database, space: str, profile: Profile) -> None:
        """Open the space; the live one is created where it does not exist yet.

        Raises:
            NotFound: there is no such space.
        """
        self.database = database
        self.space = space
        self.profile = profile
        self.code = profile.district
        if space == "live":
            with database.writer.begin() as connection:
                if read_clock(connection, space, self.code) is None:
                    create_space(connection, space, self.code)
        with database.reader.connect() as connection:
            found = read_clock(connection, space, self.code)
        if found is None:
            raise NotFound(f"没有空间 {space}", f"there is no space {space}")
        self.clock: SpaceClock = found[0]
        self.mark: str = found[1]
        place = Place(space, self.code, profile)
        recompute_provisional(database, place, whole_second(self.clock.now()))
        with database.writer.begin() as connection:
            keep_up(connection, place)
            head = read_head(connection, space, self.code)
        self.epoch = head.epoch
        self.hub = Hub(profile.tree, self.clock, head.seq, head.head)
        self.writer = Writer(database, place, self.clock, self.hub.publish)
        self.snapshots = Snapshots(self._snapshot)
        self.presence = Presence(self.hub, profile.tree, self._locate)
        self._rounds: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take commands, and carry out what falls due."""
        self.hub.bind(asyncio.get_running_loop())
        self.writer.start()
        self._rounds = asyncio.create_task(self._sum_rounds())

    def stop(self) -> None:
        """Finish what was taken."""
        self.writer.stop()
        self.presence.stop()
        if self._rounds is not None:
            self._rounds.cancel()

    # -- what seats ask for ----------------------------------------------------------------

    def view(self, scope: Scope) -> View:
        """A scope of this space, now."""
        return View(self.space, self.code, self.profile.tree, scope, self.clock.now())

    def buckets(self, scope: Scope, no: int, wanted: Sequence[int]) -> list[bytes]:
        """Encoded ``refetched`` frames of a scope; reads the database."""
        with self.database.reader.connect() as connection:
            return list(read_buckets(connection, self.view(scope), no, wanted))

    def brought_up(self, scope: Scope, snapshot: Snapshot) -> tuple[int, str, list[bytes]] | None:
        """What makes an older snapshot one of now (`snapshots.brought_up`); reads the database."""
        with self.database.reader.connect() as connection:
            return brought_up(connection, self.view(scope), snapshot)

    def _snapshot(self, scope: Scope) -> Snapshot:
        with self.database.reader.connect() as connection:
            return read_snapshot(connection, self.view(scope))

    def _locate(self, numbers: Iterable[str]) -> Mapping[str, Whereabouts]:
        with self.database.reader.connect() as connection:
            return locate(connection, self.space, self.code, numbers)

    # -- checksums -------------------------------------------------------------------------

    async def _sum_rounds(self) -> None:
        while True:
            await asyncio.sleep(SUMS_SECONDS)
            await self.sum_round()

    async def sum_round(self) -> None:
        """Send every scope its checksums; count those that are new."""
        for scope in self.hub.scopes:
            sums = self.hub.begin_sums(scope)
            if sums is not None:
                try:
                    sums.counted(*await asyncio.to_thread(self._count, scope))
                except SQLAlchemyError:
                    log.exception("the checksums of %s were not counted", scope)
                    self.hub.drop_sums(scope)
            self.hub.tell_sums(scope)

    def _count(self, scope: Scope) -> tuple[int, Sums]:
        with self.database.reader.connect() as connection:
            view = self.view(scope)
            return checksums.count(connection, view.space, view.district, scope, view.tree)
