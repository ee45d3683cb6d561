"""The seat: what each key and each message means. Knows neither the terminal nor the network.

What it wants from outside it asks of `Outside`; what comes back arrives through `absorb`,
`answered`, `fetched` and `explained`. Pages are in `reading.py`, what is done with the list itself
in `craft.py`, commands in `speech.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from console.actions import Action
from console.alarms import Alarms
from console.alerting import Alerting
from console.board import Boards, Handler
from console.bulk import failed, result_lines
from console.cards import CardsBoard
from console.craft import Craft
from console.deadlines import DeadlinesBoard
from console.desk import Change, Desk
from console.directory import Directory
from console.key_names import pressed, shown
from console.link_state import LinkState
from console.looking import Looking
from console.modes import Modes
from console.outside import Answer, Message, Outside
from console.page import Page
from console.palette import possible
from console.reading import Reading
from console.settings.values import Settings
from console.speech import Speech
from console.text.i18n import Words
from console.travel import Travel
from console.utterance import Utterance
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
        self.travel = Travel(self.desk, self.reading, self.boards, self.craft.trail, words)
        self.modes = Modes(self.bar, self.desk, self.craft, words, self)
        self.link = LinkState()
        self.message = Message()
        self._outside = outside
        self._withdraw: Callable[[], None] | None = None
        self._own_new = ""
        self._alerting = Alerting(
            self.alarms, self.desk, self.speech, self.reading, directory, words
        )  # fmt: skip
        self._actions: dict[str, Handler] = {
            "mine": lambda: self.desk.show_mine(not self.desk.mine),
            "help": lambda: self.show_help(self.view),
            "settings": self.reading.open_settings,
            "redraw": outside.redraw,
            **self.travel.actions,
            **self.modes.actions,
            **self.craft.actions,
            **self.boards.actions,
            **self._alerting.actions,
        }
        self._local: dict[str, Callable[[Utterance], Message | None]] = {
            "go": self._say_go,
            "find": self._say_find,
            "why": self._say_why,
            "help": lambda said: self.show_help(self.view),
            "settings": lambda said: self.reading.open_settings(),
            "quit": lambda said: outside.leave(),
            **self.craft.verbs,
        }

    @property
    def page(self) -> Page | None:
        """The page that lies over the queue, if any."""
        return self.reading.page

    @page.setter
    def page(self, page: Page | None) -> None:
        self.reading.page = page

    @property
    def view(self) -> str:
        """The context keys are pressed in while no line is typed."""
        return self.travel.view

    @property
    def subject(self) -> TicketRow | None:
        """The ticket that keys act on: the one on the page, else the one under the cursor."""
        return self.travel.subject

    # -- keys ------------------------------------------------------------------------------

    def key(self, key: str, character: str | None) -> None:
        """A key was pressed."""
        self._withdraw = self._withdrawal() if key == "escape" else None
        self._own_new = ""
        if not self.modes.key(key, character):
            self.view_key(key, character)

    def _withdrawal(self) -> Callable[[], None]:
        """What takes back whatever the escape key does now."""
        page, message, board = self.page, self.message, self.boards.shown
        restore_modes = self.modes.withdrawal()

        def restore() -> None:
            self.page, self.message, self.boards.shown = page, message, board
            restore_modes()

        return restore

    def withdraw_escape(self) -> None:
        """The last key was no escape: it was the beginning of a key that came in pieces."""
        if self._withdraw is not None:
            self._withdraw()
            self._withdraw = None

    def paste(self, text: str) -> None:
        """Text was pasted: it is data, never keys."""
        self.modes.paste(text)

    def view_key(self, key: str, character: str | None) -> None:
        """A key that no mode takes."""
        action = self.words.keymap.action_for(self.view, key, character)
        if action is None:
            name = safe_text(shown(pressed(key, character)))
            self.message = Message(self.words("say.unknown_key", key=name))
        else:
            self.run(action)

    def run(self, action: Action) -> None:
        """Do what an action does."""
        self.message = Message()
        if action.verb:
            self._start(VERBS[action.verb])
        else:
            self.message = self._actions[action.id]() or self.message

    def tell(self, message: Message) -> None:
        """Say something at the foot of the screen."""
        self.message = message

    def show_help(self, view: str) -> None:
        """Show the help of a context."""
        self.reading.open_help(self.speech.grammar, view)

    def possible(self) -> Sequence[Action]:
        """What can be done here and now."""
        return possible(self.view, self.role, self.subject)

    def leave(self) -> None:
        """Leave the seat."""
        self._outside.leave()

    # -- saying things ---------------------------------------------------------------------

    def _start(self, verb: Verb) -> None:
        alone = self.page is not None or self.boards.shown is not None
        started = self.speech.start(verb, self.subject, alone)
        if isinstance(started, Message):
            self.message = started
        elif started is not None:
            self.say(started)

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
            self.travel.open_ticket(number)

    def _say_find(self, said: Utterance) -> None:
        self.travel.to_queue()
        self.desk.narrow(str(said.args.get("text", "")))

    def _say_why(self, said: Utterance) -> None:
        number = said.ticket.number if said.ticket else said.number
        stage, unit = (str(said.args.get(name, "")) for name in ("stage", "unit"))
        self.reading.open_why(number, stage, unit)

    # -- what comes from outside -----------------------------------------------------------

    def tick(self) -> None:
        """A second has passed."""
        self.looking.rest(self._attended())
        rang = self.alarms.tick()
        if rang:
            self._outside.bell()
        if not self.modes.busy:
            self.message = self._alerting.tell(self.message, rang) or self.message

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
