"""Wiring: events to the seat, the seat's wishes to workers, its lines to the screen."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TypeGuard

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ.setdefault("TEXTUAL_FPS", "500")  # our driver paces; Textual's own pace delays keys

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.screen import Screen

from api_client.errors import ClientError, Denied, NotSignedIn, NotThere
from api_client.session import Link
from console.desk import Change
from console.errands import Errands, load_client
from console.feed import Feed
from console.link_state import LinkState, steady
from console.looks import looks_for
from console.news import (
    LinkChanged,
    LookersChanged,
    Returned,
    RowsChanged,
    Said,
    TablesCame,
)
from console.opening import Opening
from console.options import ConsoleOptions
from console.outside import Message as Notice
from console.screenful import Plate, screenful, skeleton
from console.seat import Seat
from console.seating import in_force, take_seat
from console.terminal.capability import Capabilities, ancestors, detect
from console.terminal.driver import ThinDriver
from console.text.i18n import Words
from console.text.pinyin import prepare
from console.views import queue, status
from console.widgets.surface import Surface
from console.wishes import Wishes
from themes.loading import theme_or_fallback
from wire.safe_text import keep_ambiguous

TABLES_RETRY_SECONDS = 2.0
"""Wait before the district's tables are asked for again."""


class SeatScreen(Screen[None], inherit_bindings=False):
    """The one screen; keys go to the seat in the order in which they come."""

    def __init__(self, surface: Surface) -> None:
        super().__init__()
        self.surface = surface

    def compose(self) -> ComposeResult:
        """The surface fills the screen."""
        yield self.surface


class SeatApp(App[int], inherit_bindings=False):
    """A seat in a terminal."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: ansi_default; color: ansi_default; }"

    def __init__(
        self,
        options: ConsoleOptions,
        capabilities: Capabilities,
        opening: Opening | None = None,
    ) -> None:
        super().__init__(driver_class=ThinDriver, ansi_color=True)
        self.options = options
        self.opening = opening
        self.capabilities = capabilities
        self.mode_is_auto = options.mode == "auto"
        self.words = Words("en" if options.lang == "en" else "zh", options.settings.keymap)
        self.errands = Errands(options.url, options.token, options.space)
        self.feed = Feed(
            options.url, options.token, options.space,
            lambda changes: self._post(RowsChanged(changes)),
            lambda: self._post(LinkChanged()),
            lambda: self._post(LookersChanged()),
        )  # fmt: skip
        self.wishes = Wishes(
            self.errands, self.words, self.post_message, self.run_worker, self.feed.look_at,
            self._to_clipboard, lambda: self.exit(0), self._redraw, self.bell,
        )  # fmt: skip
        self.seat: Seat | None = None
        self.plate = Plate("", "", "")
        self.ended_because = ""
        self._early: list[events.Key] = []
        self._paint_waits = False
        self._glass: float | None = None
        theme, self._theme_problems = theme_or_fallback(options.theme, os.environ)
        self.surface = Surface(looks_for(theme, capabilities.colours))

    def _post(self, message: Message) -> None:
        self.post_message(message)

    def get_default_screen(self) -> Screen[None]:
        """The seat's screen."""
        return SeatScreen(self.surface)

    def on_mount(self) -> None:
        """Paint the skeleton, then go for the data."""
        if isinstance(self._driver, ThinDriver):
            self.surface.paint_by(self._driver.write)
        self._paint()
        self.run_worker(self._go_for_data())
        self.set_interval(1.0, self._tick)

    async def _go_for_data(self) -> None:
        """What has to be loaded for the network must not hold up pictures and keys."""
        import asyncio

        await asyncio.to_thread(load_client)
        self.run_worker(self._load())
        self.run_worker(self.feed.run())
        await asyncio.to_thread(prepare)

    async def _load(self) -> None:
        """Fetch who one is and the district's tables, however long it takes."""
        import asyncio

        while True:
            try:
                account = await self.errands.who_am_i()
                self.post_message(TablesCame(account, await self.errands.tables()))
                return
            except ClientError as error:
                self.post_message(Returned(error, "tables", ""))
                if isinstance(error, (NotSignedIn, NotThere, Denied)):
                    return
            await asyncio.sleep(TABLES_RETRY_SECONDS)

    # -- events ----------------------------------------------------------------------------

    def on_tables_came(self, message: TablesCame) -> None:
        """The seat can begin."""
        self.seat, self.plate = take_seat(
            message.account, message.tables, self.words, self.wishes,
            in_force(self.options, self.capabilities),
            self._theme_problems,
        )  # fmt: skip
        self._reset()
        self._paint()
        for event in self._early:
            self.seat.key(event.key, event.character)
        self._paint()

    def on_rows_changed(self, message: RowsChanged) -> None:
        """Take the changes to the desk and paint what is in sight."""
        if self.seat is None:
            return
        changes = message.changes
        if changes.reset:
            self._reset()
        rows = [(number, Change(*pair)) for number, pair in changes.rows.items()]
        self.seat.absorb(rows, changes.seq)
        self._paint()

    def _reset(self) -> None:
        if self.seat is not None:
            self.seat.reset(self.feed.replica.rows, self.feed.clock.now())
            gc.freeze()

    def on_link_changed(self) -> None:
        """Show the link as it is."""
        if self.seat is not None and self.feed.session.link is Link.ENDED:
            self.seat.message = Notice(self.words("link.ended_now"), "bad")
        self._paint()

    def on_returned(self, message: Returned) -> None:
        """Hand the seat what came back."""
        what = message.what
        if isinstance(what, NotSignedIn) or (message.kind == "tables" and _final(what)):
            self.ended_because = self.words.of((what.zh, what.en))
            self.exit(4 if isinstance(what, NotSignedIn) else 1)
        elif self.seat is None or message.kind == "tables":
            return
        elif isinstance(what, ClientError):
            self.seat.failed(message.kind, message.number, what.zh, what.en)
        else:
            self.seat.brought(what, message.number)
        if isinstance(self._driver, ThinDriver):
            self._driver.hurry()
        self._paint()

    def on_said(self, message: Said) -> None:
        """Tell it at the foot."""
        if self.seat is not None:
            self.seat.message = message.notice
            self._paint()

    def on_lookers_changed(self) -> None:
        """Show who looks at what."""
        if self.seat is not None:
            self.seat.looking.take(self.feed.lookers)
            self._paint()

    def on_key(self, event: events.Key) -> None:
        """Every key goes to the seat."""
        event.stop()
        event.prevent_default()
        if event.key == "ctrl+z":
            self.action_suspend_process()
        elif self.seat is not None:
            if event.key.startswith("alt+"):
                self.seat.key("escape", None)
            self.seat.key(event.key.removeprefix("alt+"), event.character)
            self._paint_after_keys()
        elif event.key == "ctrl+c":
            self.exit(0)
        else:
            self._early.append(event)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is data."""
        event.stop()
        if self.seat is not None:
            self.seat.paste(event.text)
            self._paint()

    def on_resize(self) -> None:
        """Lay out anew."""
        self.call_after_refresh(self._paint)

    def _tick(self) -> None:
        """A second has passed: only the lines whose words changed are painted."""
        if self.seat is not None:
            self.seat.tick()
        self._paint()

    def _fatal_error(self) -> None:
        """Textual would print a traceback: the screen is not the place for it."""
        self._close_messages_no_wait()

    @property
    def fault(self) -> BaseException | None:
        """What ended the seat that should not have happened."""
        return self._exception

    def terminal_learned(self, capabilities: Capabilities) -> None:
        """The start-up probe is done: a rich terminal may show what was measured."""
        self.capabilities = capabilities
        keep_ambiguous(0 if capabilities.thin else capabilities.ambiguous_width or 0)
        queue.forget_painted()
        self._paint()

    def escape_withdrawn(self) -> None:
        """The last escape key was the beginning of a key that came in pieces."""
        if self.seat is not None:
            self.seat.withdraw_escape()

    def _to_clipboard(self) -> Callable[[str], None] | None:
        """What writes to the terminal's clipboard, None where it is not known to have one."""
        driver = self._driver
        return driver.write if driver is not None and self.capabilities.clipboard else None

    def _redraw(self) -> None:
        if isinstance(self._driver, ThinDriver):
            self._driver.redraw()

    # -- painting --------------------------------------------------------------------------

    def _paint_after_keys(self) -> None:
        """Paint at once, or where more keys wait already, once after them: a held key floods."""
        if not self.message_queue_size:
            self._paint()
        elif not self._paint_waits:
            self._paint_waits = True
            self.call_later(self._paint)

    def _paint(self) -> None:
        self._paint_waits = False
        width, height = self.size
        link = self._link()
        if self.seat is None:
            self.surface.show(skeleton(link, self.words, width))
            return
        self.seat.link = link
        plate = self.plate._replace(mark=status.mark_words(self.feed.mark, self.words))
        shown = screenful(self.seat, plate, width, height)
        self.surface.show(shown.lines)
        if isinstance(self._driver, ThinDriver):
            self._driver.place_cursor(shown.caret)

    def _link(self) -> LinkState:
        """How things stand with the platform and with the terminal."""
        link = self.feed.link_state()
        if not isinstance(self._driver, ThinDriver):
            return link
        self._glass = steady(self._glass, self._driver.delay)
        return link._replace(glass=self._glass, answerer=self.capabilities.multiplexer)


def _final(what: object) -> TypeGuard[ClientError]:
    """Whether asking again would be answered the same."""
    return isinstance(what, (NotThere, Denied))


def run_console(options: ConsoleOptions, opening: Opening | None = None) -> int:
    """Open a seat in this terminal until it is left; returns the exit code.

    Args:
        opening: has the terminal already, and has painted.

    Exit codes: 0 left, 1 the terminal cannot be drawn on, 4 the session is not or no longer valid,
    129 the terminal vanished. A fault of ours is raised once the terminal is given back.
    """
    import sys

    words = Words("en" if options.lang == "en" else "zh")
    capabilities, _ = detect(os.environ, options.mode, options.encoding, parents=ancestors())
    if not capabilities.addressable:
        print(words("terminal.dumb", term=capabilities.term), file=sys.stderr)
        return 1
    if not sys.stdin.isatty():
        print(words("terminal.none"), file=sys.stderr)
        return 2
    app = SeatApp(options, capabilities, opening)
    code = app.run(mouse=False)
    if app.fault is not None:
        raise app.fault
    if app.ended_because:
        print(app.ended_because, file=sys.stderr)
    return code if code is not None else app.return_code or 0
