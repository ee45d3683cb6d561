"""What a seat asks for, carried out: errands in the background, copies, tables, presence.

Errands post what they bring; nothing here touches the screen.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.message import Message

from api_client.errors import ClientError
from api_client.http import command_id
from console.copying import clipboard_sequence, copy_file, write_copy
from console.errands import Errands
from console.news import Brought, Returned, Said
from console.outside import Answer, Sending, Table
from console.outside import Message as Notice
from console.text.i18n import Words
from console.text.width import fit
from console.writing import table_path, write_table
from wire.safe_text import safe_text
from wire.system_words import system_words

SHOWN_OF_A_COPY = 30
"""Cells of what was copied that the message repeats."""

Run = Callable[[Coroutine[Any, Any, None]], object]


class Wishes:
    """One seat's `Outside`."""

    def __init__(
        self,
        errands: Errands,
        words: Words,
        post: Callable[[Message], object],
        run: Run,
        look: Callable[[str], None],
        terminal: Callable[[], Callable[[str], None] | None],
        leave: Callable[[], None],
        redraw: Callable[[], None],
        bell: Callable[[], None],
    ) -> None:
        """Wishes that are carried out by these.

        Args:
            post: takes what came back.
            run: runs an errand in the background.
            look: tells the other seats which ticket this one looks at.
            terminal: what writes to the terminal's clipboard, None where it has none.
            leave: leaves the seat.
            redraw: paints everything again.
            bell: rings the terminal's bell.
        """
        self._errands = errands
        self._words = words
        self._post = post
        self._run = run
        self._terminal = terminal
        self.look_at = look
        self.bell = bell
        self.leave = leave
        self.redraw = redraw

    def send(self, sending: Sending, line: str) -> str:
        """Send a command; one whose fate is unknown goes again under its id."""
        sending = sending._replace(key=sending.key or command_id())

        async def bring() -> Answer:
            return (await self._errands.send(sending))._replace(line=line)

        self._bring(bring(), "command", sending.ticket)
        return sending.key

    def send_many(self, sendings: Sequence[Sending], line: str) -> list[str]:
        """Send commands in one request, each under an id of its own."""
        keyed = [one._replace(key=one.key or command_id()) for one in sendings]

        async def bring() -> list[Answer]:
            return [one._replace(line=line) for one in await self._errands.send_many(keyed)]

        self._bring(bring(), "commands", "")
        return [one.key for one in keyed]

    def fetch(self, number: str) -> None:
        """Fetch a whole ticket."""
        self._bring(self._errands.ticket(number), "ticket", number)

    def explain(self, number: str, stage: str, unit: str) -> None:
        """Fetch a ledger."""
        self._bring(self._errands.why(number, stage, unit), "why", number)

    def fetch_filters(self) -> None:
        """Fetch the named filters that the platform keeps."""
        self._bring(self._errands.filters(), "filters", "")

    def keep_filter(self, name: str, line: str, shared: bool) -> None:
        """Keep a filter, and fetch them all."""
        self._bring(self._errands.keep_filter(name, line, shared), "filters", "saved")

    def drop_filter(self, name: str) -> None:
        """Drop a filter, and fetch those that are left."""
        self._bring(self._errands.drop_filter(name), "filters", "dropped")

    def _bring(self, errand: Coroutine[Any, Any, Brought], kind: str, number: str) -> None:
        async def bring() -> None:
            try:
                self._post(Returned(await errand, kind, number))
            except ClientError as error:
                self._post(Returned(error, kind, number))

        self._run(bring())

    # -- copies and tables -----------------------------------------------------------------

    def copy(self, text: str) -> None:
        """Copy a text to the terminal's clipboard, or to a file where it has none."""
        sequence, terminal = clipboard_sequence(text), self._terminal()
        if sequence and terminal is not None:
            terminal(sequence)
            shown = fit(safe_text(text), SHOWN_OF_A_COPY, pad=False)
            self._say("copy.done", "good", text=shown)
            return
        self._run(self._copy_to_file(text))

    async def _copy_to_file(self, text: str) -> None:
        path = copy_file(os.environ)
        await self._write(path, "copy", lambda: write_copy(path, text))

    def export(self, name: str, table: Table) -> None:
        """Write a table to a file."""
        path = table_path(name, datetime.now(), Path.cwd())
        self._run(self._export(path, table))

    async def _export(self, path: Path, table: Table) -> None:
        await self._write(path, "export", lambda: write_table(path, table))

    async def _write(self, path: Path, what: str, write: Callable[[], int]) -> None:
        """Write in a thread and say what came of it."""
        shown = safe_text(str(path))
        try:
            count = await asyncio.to_thread(write)
        except OSError as error:
            why = safe_text(self._words.of(system_words(error)))
            self._say(f"{what}.failed", "bad", path=shown, why=why)
        else:
            self._say("copy.file" if what == "copy" else "export.done", "good", path=shown, n=count)

    def _say(self, key: str, look: str, **values: object) -> None:
        self._post(Said(Notice(self._words(key, **values), look)))
