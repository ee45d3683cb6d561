"""What one running platform consists of: its database, its accounts, its spaces."""

from __future__ import annotations

import msgspec

from platform_server.engine.district import District
from platform_server.security.accounts import Accounts
from platform_server.store.database import Database


class Installation(msgspec.Struct):
    """The parts that requests reach through the application's state."""

    database: Database
    accounts: Accounts
    districts: dict[str, District]

    async def start(self) -> None:
        """Start every space."""
        for district in self.districts.values():
            await district.start()

    def stop(self) -> None:
        """Finish what was taken and close the database."""
        for district in self.districts.values():
            district.stop()
        self.database.close()
