"""The seat: what each key and each message means. Knows neither the terminal nor the network.

What it wants from outside it asks of `Outside`; what comes back arrives through `absorb`,
`answered`, `fetched` and `explained`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.actions import Action
from console.desk import Change, Desk
from console.directory import Directory
from console.editor import Editor
from console.jump import Jump
from console.key_names import pressed, shown
from console.line import line
from console.link_state import LinkState
from console.outside import Answer, Message, Outside
from console.page import Page
from console.palette import Palette, possible
from console.settings.values import Settings
from console.speech import Speech
from console.text.i18n import Words
from console.text.width import wrap
from console.utterance import TAIL_FIGURES, Utterance
from console.views.help import help_lines
from console.views.settings import settings_lines
from console.views.ticket import ticket_lines
from governance.clock import STAGES
from governance.verbs import VERBS, Verb
from wire.rows import TicketRow
from wire.safe_text import safe_text
from wire.views import Ledger, TicketView


class Seat:
    """One seat's state."""

    def __init__(
        self,
        role: str,
        directory: Directory,
        words: Words,
        outside: Outside,
        settings: Settings | None = None,
    ) -> None:
        self.role = role
        self.settings = settings or Settings()
        self.directory = directory
        self.words = words
        self.desk = Desk(role, directory, words)
        self.speech = Speech(role, directory, words, self.desk, outside)
        self.bar = self.speech.bar
        self.finding = Editor()
        self.filtering = False
        self.leaving = False
        self.palette: Palette | None = None
        self.jump: Jump | None = None
        self.page: Page | None = None
        self.link = LinkState()
        self.message = Message()
        self.rows_shown = 10
        self._outside = outside
        self._withdraw: Callable[[], None] | None = None
        self._local: dict[str, Callable[[Utterance], None]] = {
            "go": self._say_go,
            "find": self._say_find,
            "why": self._say_why,
            "help": lambda said: self._do_help(),
            "settings": lambda said: self._do_settings(),
            "quit": lambda said: outside.leave(),
        }

    # -- keys ------------------------------------------------------------------------------

    def key(self, key: str, character: str | None) -> None:
        """A key was pressed."""
        self._withdraw = self._withdrawal() if key == "escape" else None
        if key == "ctrl+c" and not self.leaving:
            self.bar.close()
            self.filtering = False
            self.palette = self.jump = None
            self._do_quit()
        elif self.leaving:
            self._leaving_key(key)
        elif self.jump:
            self._jump_key(key, character)
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
        filtering, finding, narrowed = self.filtering, self.finding.state, self.desk.filter.text
        restore_bar = self.bar.withdrawal()

        def restore() -> None:
            self.page, self.leaving, self.message = page, leaving, message
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
        return "text" if self.page else "queue"

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
            getattr(self, f"_do_{action.id}")()

    def _do_down(self) -> None:
        self._move(1)

    def _do_up(self) -> None:
        self._move(-1)

    def _do_page_down(self) -> None:
        self._move(self._page_height())

    def _do_page_up(self) -> None:
        self._move(-self._page_height())

    def _do_first(self) -> None:
        if self.page:
            self.page.to_start()
        else:
            self.desk.move(-len(self.desk.order), self.rows_shown)

    def _do_last(self) -> None:
        if self.page:
            self.page.to_end()
        else:
            self.desk.move(len(self.desk.order), self.rows_shown)

    def _page_height(self) -> int:
        return max(1, (self.page.height if self.page else self.rows_shown) - 1)

    def _move(self, lines: int) -> None:
        if self.page:
            self.page.scroll(lines)
        else:
            self.desk.move(lines, self.rows_shown)

    def _do_open(self) -> None:
        row = self.desk.selected
        if row is None:
            self.message = Message(self.words("say.no_selection"))
        else:
            self._open_ticket(row.number)

    def _do_back(self) -> None:
        """Back to the page below, such as the ticket whose ledger was shown; else to the queue."""
        self.page = self.page.below if self.page else None

    def _do_clear(self) -> None:
        self.desk.narrow("")

    def _do_mine(self) -> None:
        self.desk.show_mine(not self.desk.mine)

    def _do_filter(self) -> None:
        self.filtering = True
        self.finding.begin(self.desk.filter.text)

    def _do_command(self) -> None:
        self.bar.start()

    def _do_queue(self) -> None:
        self.page = None

    def _do_help(self) -> None:
        self._show_help(self.view)

    def _show_help(self, view: str) -> None:
        grammar, directory, words = self.speech.grammar, self.directory, self.words
        title = words("help.title")
        self.page = Page(
            "help", "", title, lambda w: help_lines(grammar, directory, words, view, w),
            self._ticket_page(),
        )  # fmt: skip

    def _do_settings(self) -> None:
        directory, words = self.directory, self.words
        self.page = Page(
            "settings", "", words("settings.title"),
            lambda w: settings_lines(self.settings, directory, words, w),
            self._ticket_page(),
        )  # fmt: skip

    def _ticket_page(self) -> Page | None:
        """The ticket one comes back to from a page over it."""
        return self.page if self.page and self.page.kind == "ticket" else None

    def _do_palette(self) -> None:
        self.palette = Palette(possible(self.view, self.role, self._subject()))

    def _palette_key(self, palette: Palette, key: str, character: str | None) -> None:
        if key == "escape":
            self.palette = None
        elif key != "enter":
            palette.key(key, character)
        elif palette.chosen:
            self.palette = None
            self._run(palette.chosen)

    def _do_jump(self) -> None:
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

    def _do_redraw(self) -> None:
        self._outside.redraw()

    def _do_quit(self) -> None:
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
        started = self.speech.start(verb, self._subject())
        if isinstance(started, Message):
            self.message = started
        elif started is not None:
            self.say(started)

    def _subject(self) -> TicketRow | None:
        """The ticket that keys act on: the one on the page, else the one under the cursor."""
        if self.page and self.page.number:
            return self.desk.get(self.page.number) or self.desk.subject
        return self.desk.subject

    def say(self, said: Utterance) -> None:
        """Carry out a line that was understood."""
        assert said.verb is not None
        handler = self._local.get(said.verb.verb)
        if handler is not None:
            handler(said)
        else:
            self.message = self.speech.send(said)

    def _say_go(self, said: Utterance) -> None:
        number = said.ticket.number if said.ticket else said.number
        if number:
            if said.ticket is not None:
                self.desk.go_to(said.ticket.id)
            self._open_ticket(number)

    def _say_find(self, said: Utterance) -> None:
        self.page = None
        self.desk.narrow(str(said.args.get("text", "")))

    def _say_why(self, said: Utterance) -> None:
        number = said.ticket.number if said.ticket else said.number
        title = self.words("why.title", number=number[-TAIL_FIGURES:], stage="")
        self.page = Page("why", number, title, lambda width: [], self._ticket_page())
        self._outside.explain(number, str(said.args.get("stage", "")))

    def _open_ticket(self, number: str) -> None:
        words = self.words
        loading = words("ticket.loading", number=number[-TAIL_FIGURES:])
        self.page = Page("ticket", number, loading, lambda width: [])
        self._outside.fetch(number)

    # -- what comes from outside -----------------------------------------------------------

    def absorb(self, changes: Iterable[tuple[str, Change]], commands: Iterable[str]) -> None:
        """Rows changed; ``commands`` are the ids of the commands that changed them."""
        listed = list(changes)
        self.desk.absorb(listed)
        for key in commands:
            self.speech.settle(key)
        if self.page and self.page.kind == "ticket" and self.page.number in dict(listed):
            self._outside.fetch(self.page.number)

    def answered(self, answer: Answer) -> None:
        """A command was answered, or was not."""
        self.message = self.speech.answered(answer)

    def fetched(self, ticket: TicketView) -> None:
        """A whole ticket came."""
        page = self.page
        if page is None or page.kind != "ticket" or not ticket.number.endswith(page.number):
            return
        name = self.directory.class_name(ticket.ticket_class)
        if page.version > ticket.version:
            return
        page.number, page.version = ticket.number, ticket.version
        page.title = f"{ticket.number}  {name}"
        page.build = lambda width: ticket_lines(
            ticket, self.directory, self.words, self.link.now, width
        )

    def explained(self, ledger: Ledger) -> None:
        """A ledger came."""
        if self.page is None or self.page.kind != "why" or self.page.number != ledger.ticket:
            return
        stage = self.words.of(STAGES.get(ledger.clock, (ledger.clock, ledger.clock)))
        number = self.page.number[-TAIL_FIGURES:]
        self.page.title = self.words("why.title", number=number, stage=stage)
        texts = ledger.zh if self.words.lang == "zh" else ledger.en
        self.page.build = lambda width: [
            line(f" {piece}") for text in texts for piece in wrap(safe_text(text), width - 2)
        ]

    def failed(self, kind: str, number: str, zh: str, en: str) -> None:
        """A query of that kind on that ticket was not answered."""
        if self.page is not None and (self.page.kind, self.page.number) == (kind, number):
            self._do_back()
        self.message = Message(safe_text(self.words.of((zh, en))), "bad")
