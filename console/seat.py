"""The seat: what each key and each message means. Knows neither the terminal nor the network.

What it wants from outside it asks of `Outside`; what comes back arrives through `absorb`,
`answered`, `fetched` and `explained`. Pages are in `reading.py`, what is done with the list itself
in `craft.py`, commands in `speech.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from console.actions import Action
from console.alarms import SNOOZE_SECONDS, Alarms
from console.board import Boards, Handler
from console.bulk import failed, result_lines
from console.cards import CardsBoard
from console.craft import Craft
from console.deadlines import DeadlinesBoard
from console.desk import Change, Desk
from console.directory import Directory
from console.editor import Editor
from console.jump import Jump
from console.key_names import pressed, shown
from console.link_state import LinkState
from console.looking import Looking
from console.outside import Answer, Message, Outside
from console.page import Page
from console.palette import Palette, possible
from console.reading import Reading
from console.settings.values import Settings
from console.speech import Speech
from console.text.i18n import Words
from console.utterance import Utterance
from console.views.alarms import alarm_lines
from console.whistling import WhistlesBoard
from governance.verbs import VERBS, Verb
from wire.rows import TicketRow
from wire.safe_text import safe_text
from wire.views import FilterView, Ledger, TicketView

Brought = Answer | Sequence[Answer] | Sequence[FilterView] | TicketView | Ledger
"""What can come back to a seat."""


class Seat:
    """One seat's state."""

    def __init__(
        self,
        role: str,
        directory: Directory,
        words: Words,
        outside: Outside,
        settings: Settings | None = None,
        org: str = "",
        account: str = "",
    ) -> None:
        self.role = role
        self.org = org
        self.settings = settings or Settings()
        self.directory = directory
        self.words = words
        self.desk = Desk(role, directory, words)
        self.speech = Speech(role, directory, words, self.desk, outside)
        self.bar = self.speech.bar
        self.reading = Reading(directory, words, self.settings, outside, lambda: self.link.now)
        self.craft = Craft(self.desk, self.reading, directory, words, self.settings, outside)
        self.looking = Looking(outside)
        self.alarms = Alarms(role, account, self._is_own)
        self.whistles = WhistlesBoard(self._is_own, directory, words, self._say_there)
        deadlines = DeadlinesBoard(directory, words, self._say_there)
        cards = CardsBoard(role, self._is_own, directory, words, self._say_there)
        self.boards = Boards((self.whistles, deadlines, cards), kept=("whistles",))
        self.finding = Editor()
        self.filtering = False
        self.leaving = False
        self.palette: Palette | None = None
        self.jump: Jump | None = None
        self.link = LinkState()
        self.message = Message()
        self._outside = outside
        self._withdraw: Callable[[], None] | None = None
        self._own_new = ""
        self._actions = self._handlers() | self.craft.actions | self.boards.actions
        self._local: dict[str, Callable[[Utterance], Message | None]] = {
            "go": self._say_go,
            "find": self._say_find,
            "why": self._say_why,
            "help": lambda said: self._show_help(self.view),
            "settings": lambda said: self.reading.open_settings(),
            "quit": lambda said: outside.leave(),
            **self.craft.verbs,
        }

    def _handlers(self) -> dict[str, Handler]:
        """What each of the console's own actions does."""
        reading, desk = self.reading, self.desk
        boards = {name: partial(self._open_board, name) for name in self.boards.names}
        return {
            **boards,
            "down": lambda: self._move(1),
            "up": lambda: self._move(-1),
            "page_down": lambda: self._move(self._page_height()),
            "page_up": lambda: self._move(-self._page_height()),
            "first": self._first,
            "last": self._last,
            "open": self._open,
            "back": self._back,
            "clear": lambda: desk.narrow(""),
            "mine": lambda: desk.show_mine(not desk.mine),
            "filter": self._begin_filter,
            "command": self.bar.start,
            "queue": self._to_queue,
            "help": lambda: self._show_help(self.view),
            "settings": reading.open_settings,
            "palette": self._begin_palette,
            "jump": self._begin_jump,
            "redraw": self._outside.redraw,
            "quit": self._ask_to_leave,
            "alarms": self._show_alarms,
            "acknowledge": self._acknowledge,
            "snooze": self._snooze,
        }

    @property
    def page(self) -> Page | None:
        """The page that lies over the queue, if any."""
        return self.reading.page

    @page.setter
    def page(self, page: Page | None) -> None:
        self.reading.page = page

    @property
    def rows_shown(self) -> int:
        """Rows of the queue that the screen has room for."""
        return self.desk.height

    @rows_shown.setter
    def rows_shown(self, rows: int) -> None:
        self.desk.height = rows

    # -- keys ------------------------------------------------------------------------------

    def key(self, key: str, character: str | None) -> None:
        """A key was pressed."""
        self._withdraw = self._withdrawal() if key == "escape" else None
        self._own_new = ""
        if key == "ctrl+c" and not self.leaving:
            self.bar.close()
            self.filtering = False
            self.palette = self.jump = self.craft.menu = None
            self._ask_to_leave()
        elif self.leaving:
            self._leaving_key(key)
        elif self.jump:
            self._jump_key(key, character)
        elif self.craft.menu:
            self._menu_key(key, character)
        elif self.palette or self.bar.open or self.filtering:
            self._line_key(*self.words.keymap.in_line(key, character))
        else:
            self._view_key(key, character)

    def _line_key(self, key: str, character: str | None) -> None:
        """A key pressed while a line is typed."""
        if self.palette:
            self._palette_key(self.palette, key, character)
        elif self.filtering:
            self._filter_key(key, character)
        else:
            listed = self.bar.listing
            said = self.bar.key(key, character)
            if said is not None:
                self.say(said)
            elif listed and self.bar.listing and character:
                self._show_help("line")

    def _withdrawal(self) -> Callable[[], None]:
        """What takes back whatever the escape key does now."""
        page, leaving, message = self.page, self.leaving, self.message
        menu, jump, palette = self.craft.menu, self.jump, self.palette
        filtering, finding, narrowed = self.filtering, self.finding.state, self.desk.filter.text
        restore_bar = self.bar.withdrawal()

        def restore() -> None:
            self.page, self.leaving, self.message = page, leaving, message
            self.craft.menu, self.jump, self.palette = menu, jump, palette
            self.filtering = filtering
            self.finding.restore(finding)
            if self.desk.filter.text != narrowed:
                self.desk.narrow(narrowed)
            restore_bar()

        return restore

    def withdraw_escape(self) -> None:
        """The last key was no escape: it was the beginning of a key that came in pieces."""
        if self._withdraw is not None:
            self._withdraw()
            self._withdraw = None

    def paste(self, text: str) -> None:
        """Text was pasted: it is data, never keys."""
        if self.palette:
            self.palette.paste(text)
        elif self.bar.open:
            self.bar.paste(text)
        elif self.filtering:
            self.finding.insert(text)
            self.desk.narrow(self.finding.text)

    @property
    def view(self) -> str:
        """The context keys are pressed in while no line is typed."""
        if self.page:
            return "text"
        return self.boards.shown.name if self.boards.shown else "queue"

    def _view_key(self, key: str, character: str | None) -> None:
        action = self.words.keymap.action_for(self.view, key, character)
        if action is None:
            name = safe_text(shown(pressed(key, character)))
            self.message = Message(self.words("say.unknown_key", key=name))
        else:
            self._run(action)

    def _run(self, action: Action) -> None:
        self.message = Message()
        if action.verb:
            self._start(VERBS[action.verb])
        else:
            self.message = self._actions[action.id]() or self.message

    def _first(self) -> None:
        self._move(-self._length())

    def _last(self) -> None:
        if self.page:
            self.page.to_end()
        else:
            self._move(self._length())

    def _length(self) -> int:
        """More lines than there are in either direction."""
        if self.page:
            return 1 << 30
        return self.boards.shown.length if self.boards.shown else len(self.desk.order)

    def _page_height(self) -> int:
        board = self.boards.shown
        here = self.page.height if self.page else board.page if board else self.rows_shown
        return max(1, here - 1)

    def _move(self, lines: int) -> None:
        if self.page:
            self.page.scroll(lines)
        elif self.boards.shown:
            self.boards.shown.move(lines)
        else:
            self.desk.move(lines, self.rows_shown)

    def _open(self) -> Message | None:
        row = self.subject
        if row is None:
            return Message(self.words("say.no_selection"))
        self._open_ticket(row.number)
        return None

    def _open_board(self, name: str) -> None:
        self.page = None
        self.boards.open(name, self.desk.rows)

    def _back(self) -> None:
        """From a page to what lies below it, from a board to the queue."""
        if self.page:
            self.reading.back()
        else:
            self.boards.close()

    def _show_alarms(self) -> None:
        alarms, directory, words = self.alarms, self.directory, self.words
        self.reading.open_lines(
            "alarms", words("alarms.title"), lambda w: alarm_lines(alarms, directory, words, w)
        )

    def _acknowledge(self) -> Message:
        """Everything that waits was heard; the platform is told of emergencies."""
        heard = self.alarms.acknowledge()
        tickets = dict.fromkeys(one.ticket for one in heard if one.insists)
        if tickets:
            self.speech.acknowledge(self.desk.get(number) for number in tickets)
        return Message(self.words("alarms.heard" if heard else "alarms.none", n=len(heard)))

    def _snooze(self) -> Message:
        put_off = self.alarms.put_off()
        minutes = SNOOZE_SECONDS // 60
        key = "alarms.put_off" if put_off else "alarms.none"
        return Message(self.words(key, n=len(put_off), minutes=minutes))

    def _begin_filter(self) -> None:
        self.filtering = True
        self.finding.begin(self.desk.filter.text)

    def _to_queue(self) -> None:
        self.page = None
        self.boards.close()

    def _show_help(self, view: str) -> None:
        self.reading.open_help(self.speech.grammar, view)

    def _begin_palette(self) -> None:
        self.palette = Palette(possible(self.view, self.role, self.subject))

    def _palette_key(self, palette: Palette, key: str, character: str | None) -> None:
        if key == "escape":
            self.palette = None
        elif key != "enter":
            palette.key(key, character)
        elif palette.chosen:
            self.palette = None
            self._run(palette.chosen)

    def _menu_key(self, key: str, character: str | None) -> None:
        """A key of the open menu; any other leaves it, and does what it does."""
        assert self.craft.menu is not None
        stays = self.craft.menu.key(character)
        if stays:
            return
        self.craft.menu = None
        if stays is None and self.words.keymap.in_line(key, character)[0] not in LEAVING:
            self._view_key(key, character)

    def _begin_jump(self) -> None:
        _, rows = self.desk.window(self.rows_shown)
        self.jump = Jump(tuple(row.id for row in rows)) if rows else None

    def _jump_key(self, key: str, character: str | None) -> None:
        """A letter of a mark; any other key leaves, and does what it does."""
        assert self.jump is not None
        if character and character.isascii() and character.isalpha():
            led_to = self.jump.key(character)
            if led_to is None:
                self.message = Message(self.words("jump.no_such", typed=character))
            elif led_to:
                self.jump = None
                self._move_to(led_to)
            return
        self.jump = None
        if self.words.keymap.in_line(key, character)[0] != "escape":
            self._view_key(key, character)

    def _move_to(self, number: str) -> None:
        """The cursor to a row in sight, which stays where it is."""
        cursor, rows = self.desk.window(self.rows_shown)
        lines = [at - cursor for at, row in enumerate(rows) if row.id == number]
        self.desk.move(lines[0] if lines else 0, self.rows_shown)

    def _ask_to_leave(self) -> None:
        self.leaving = True

    def _leaving_key(self, key: str) -> None:
        self.leaving = False
        if key in ("enter", "ctrl+c"):
            self._outside.leave()

    def _filter_key(self, key: str, character: str | None) -> None:
        if key == "enter":
            self.filtering = False
            self.finding.remember()
        elif key == "escape":
            self.filtering = False
            self.desk.narrow("")
        elif self.finding.key(key, character):
            self.desk.narrow(self.finding.text)

    # -- saying things ---------------------------------------------------------------------

    def _start(self, verb: Verb) -> None:
        alone = self.page is not None or self.boards.shown is not None
        started = self.speech.start(verb, self.subject, alone)
        if isinstance(started, Message):
            self.message = started
        elif started is not None:
            self.say(started)

    @property
    def subject(self) -> TicketRow | None:
        """The ticket that keys act on: the one on the page, else the one under the cursor."""
        number, board = self.reading.number, self.boards.shown
        if number or board is None:
            return (self.desk.get(number) if number else None) or self.desk.subject
        return self.desk.get(board.ticket) if board.ticket else None

    def say(self, said: Utterance) -> None:
        """Carry out a line that was understood."""
        assert said.verb is not None
        handler = self._local.get(said.verb.verb)
        if handler is not None:
            self.message = handler(said) or self.message
        else:
            self.message = self.speech.send(said)

    def _say_go(self, said: Utterance) -> None:
        number = said.ticket.number if said.ticket else said.number
        if number:
            if said.ticket is not None:
                self.desk.go_to(said.ticket.id)
            self._open_ticket(number)

    def _say_find(self, said: Utterance) -> None:
        self._to_queue()
        self.desk.narrow(str(said.args.get("text", "")))

    def _say_why(self, said: Utterance) -> None:
        number = said.ticket.number if said.ticket else said.number
        stage, unit = (str(said.args.get(name, "")) for name in ("stage", "unit"))
        self.reading.open_why(number, stage, unit)

    def _open_ticket(self, number: str) -> None:
        self.craft.trail.visit(number)
        self.reading.open_ticket(number)

    # -- what comes from outside -----------------------------------------------------------

    def tick(self) -> None:
        """A second has passed."""
        self.looking.rest(self._attended())
        if self.alarms.tick():
            self._outside.bell()

    def _attended(self) -> str:
        """The ticket this seat attends to: read, written about, or under its cursor."""
        read = self.bar.read.ticket if self.bar.open else None
        row = read or self.subject
        return row.id if row else ""

    def _is_own(self, unit: str) -> bool:
        """Whether a unit is this seat's, or lies below it; the district's centre has none."""
        return not self.directory.is_root(self.org) and self.directory.within(unit, self.org)

    def _say_there(self, verb: str, line: str, ticket: str) -> Message | None:
        """Start a verb on a ticket of a board, with what is known of it already."""
        started = self.speech.start(VERBS[verb], self.desk.get(ticket), True, line)
        if isinstance(started, Message):
            return started
        if started is not None:
            self.say(started)
            return self.message
        return None

    def reset(self, rows: Mapping[str, TicketRow], now: datetime | None = None) -> None:
        """All rows are new, after a snapshot."""
        self.desk.reset(rows, now)
        self.boards.reset(rows)
        self.alarms.reset(rows)

    def absorb(self, changes: Iterable[tuple[str, Change]], seq: int) -> None:
        """Rows changed; ``seq`` is where in the log the copy stands then."""
        listed = list(changes)
        self.desk.absorb(listed)
        self.boards.absorb(listed)
        self.alarms.absorb(listed)
        self.speech.reached(seq)
        self.reading.changed({number for number, _ in listed})
        if self._own_new and self.page is None and self.desk.go_to(self._own_new):
            self._own_new = ""

    def answered(self, answer: Answer) -> None:
        """A command was answered, or was not."""
        self.message = self.speech.answered(answer)
        if answer.sending.verb == "new" and answer.row is not None:
            self._go_to_own(answer.row.id)

    def _go_to_own(self, number: str) -> None:
        """The cursor to a report this seat just took, unless it has gone on meanwhile."""
        if self.page is None and not self.bar.open and not self.desk.go_to(number):
            self._own_new = number

    def answered_many(self, answers: Sequence[Answer]) -> None:
        """Commands that were said by one line were answered, each for itself."""
        self.message, name = self.speech.answered_many(answers)
        if failed(answers) and self.page is None and not self.bar.open:
            words = self.words
            self.reading.open_lines(
                "results", words("bulk.title", verb=name),
                lambda width: result_lines(name, answers, words, width),
            )  # fmt: skip

    def brought(self, what: Brought, done: str = "") -> None:
        """Something that was asked for came; ``done`` says what was done to the filters."""
        if isinstance(what, Answer):
            self.answered(what)
        elif isinstance(what, TicketView):
            self.reading.fetched(what)
        elif isinstance(what, Ledger):
            self.reading.explained(what)
        elif what and isinstance(what[0], Answer):
            self.answered_many([one for one in what if isinstance(one, Answer)])
        else:
            self.craft.shelf.take(one for one in what if isinstance(one, FilterView))
            if done:
                self.message = Message(self.words(f"filter.{done}"), "good")

    def failed(self, kind: str, number: str, zh: str, en: str) -> None:
        """A query of that kind on that ticket was not answered."""
        self.reading.failed(kind, number)
        self.message = Message(safe_text(self.words.of((zh, en))), "bad")


LEAVING = ("escape", "enter")
"""Keys that leave a menu and do nothing else."""
