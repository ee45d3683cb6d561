"""What workers post to the application: they never touch a widget."""

from __future__ import annotations

from textual.message import Message

from api_client.errors import ClientError
from api_client.http import Seat as Account
from api_client.replica import ChangeSet
from console.directory import Tables
from console.outside import Answer
from console.outside import Message as Notice
from wire.views import FilterView, Ledger, TicketView

Brought = Answer | list[Answer] | list[FilterView] | TicketView | Ledger
"""What an errand brings."""


class TablesCame(Message):
    """The district's tables are there."""

    def __init__(self, account: Account, tables: Tables) -> None:
        super().__init__()
        self.account = account
        self.tables = tables


class RowsChanged(Message):
    """The copy changed."""

    def __init__(self, changes: ChangeSet) -> None:
        super().__init__()
        self.changes = changes


class LinkChanged(Message):
    """The link may have changed."""


class Returned(Message):
    """An errand came back with one of the things a seat asks for."""

    def __init__(self, what: Brought | ClientError, kind: str, number: str) -> None:
        """``kind`` is what was asked for: command, commands, ticket, why, filters or tables;
        ``number`` of which ticket, or what was done to the filters."""
        super().__init__()
        self.what = what
        self.kind = kind
        self.number = number


class Said(Message):
    """Something to tell at the foot of the screen."""

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self.notice = notice


class LookersChanged(Message):
    """Other seats look at something else than before."""
