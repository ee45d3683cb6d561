"""One space of one district, running: its clock, writer and hub."""

from __future__ import annotations

import asyncio
import logging
import uuid

from sqlalchemy import select

from governance.command import Actor, Command
from governance.profile import Profile
from platform_server.engine.execute import Place
from platform_server.engine.hub import Hub
from platform_server.engine.space import SpaceClock, create_space, read_clock, read_head
from platform_server.engine.writer import Writer
from platform_server.errors import NotFound
from platform_server.store.database import Database
from platform_server.store.schema import tickets

log = logging.getLogger(__name__)

SYSTEM = Actor("system", "系统", "system", "")
"""Who speaks when the platform does something by itself."""


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
            head = read_head(connection, space, self.code)
        self.clock: SpaceClock = found[0]
        self.mark: str = found[1]
        self.epoch = head.epoch
        self.hub = Hub(profile.tree, self.clock, head.seq, head.head)
        place = Place(space, self.code, profile)
        self.writer = Writer(database, place, self.clock, self.hub.publish)

    async def start(self) -> None:
        """Take commands; recompute what a newly published calendar moves."""
        self.hub.bind(asyncio.get_running_loop())
        self.writer.start()
        await self._recompute_provisional()

    def stop(self) -> None:
        """Finish what was taken."""
        self.writer.stop()

    async def _recompute_provisional(self) -> None:
        query = select(tickets.c.id).where(
            tickets.c.space == self.space,
            tickets.c.district == self.code,
            tickets.c.open,
            tickets.c.provisional,
        )
        with self.database.reader.connect() as connection:
            waiting = [row.id for row in connection.execute(query)]
        commands = [Command(uuid.uuid4().hex, "recompute", number) for number in waiting]
        await asyncio.gather(*(self.writer.submit(one, SYSTEM) for one in commands))
        if waiting:
            log.info("checked %d provisional due times", len(waiting))
