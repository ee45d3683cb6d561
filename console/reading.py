"""The pages over the queue: what is asked for them, what comes, and where one goes back to."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime

from console.directory import Directory
from console.grammar import Grammar
from console.line import line
from console.outside import Outside
from console.page import Builder, Page
from console.settings.values import Settings
from console.text.i18n import Words
from console.text.width import wrap
from console.utterance import TAIL_FIGURES
from console.views.help import help_lines
from console.views.settings import settings_lines
from console.views.ticket import ticket_lines
from governance.clock import SEVERAL, STAGES
from wire.safe_text import safe_text
from wire.views import Ledger, TicketView


class Reading:
    """What one seat reads."""

    def __init__(
        self,
        directory: Directory,
        words: Words,
        settings: Settings,
        outside: Outside,
        now: Callable[[], datetime | None],
    ) -> None:
        self.page: Page | None = None
        self.whole: TicketView | None = None
        self._directory = directory
        self._words = words
        self._settings = settings
        self._outside = outside
        self._now = now

    @property
    def number(self) -> str:
        """The ticket the page is about, empty for none."""
        return self.page.number if self.page else ""

    def _below(self) -> Page | None:
        """The ticket one comes back to from a page over it."""
        return self.page if self.page and self.page.kind == "ticket" else None

    def back(self) -> None:
        """Back to the page below, such as the ticket whose ledger was shown; else to the queue."""
        self.page = self.page.below if self.page else None

    def open_ticket(self, number: str) -> None:
        """Open a ticket; its page fills when it comes."""
        loading = self._words("ticket.loading", number=number[-TAIL_FIGURES:])
        self.page = Page("ticket", number, loading, lambda width: [])
        self._outside.fetch(number)

    def open_why(self, number: str, stage: str, unit: str = "") -> None:
        """Open the ledger of a due time, of a unit's own clock where one is named."""
        title = self._words("why.title", number=number[-TAIL_FIGURES:], stage="")
        self.page = Page("why", number, title, lambda width: [], self._below())
        self._outside.explain(number, stage, unit)

    def open_help(self, grammar: Grammar, view: str) -> None:
        """Open the help of a context."""
        directory, words = self._directory, self._words
        self.open_lines(
            "help", words("help.title"), lambda w: help_lines(grammar, directory, words, view, w)
        )

    def open_settings(self) -> None:
        """Open the page on the settings."""
        directory, words = self._directory, self._words
        self.open_lines(
            "settings",
            words("settings.title"),
            lambda w: settings_lines(self._settings, directory, words, w),
        )

    def open_lines(self, kind: str, title: str, build: Builder) -> None:
        """Open a page of lines that are there already."""
        self.page = Page(kind, "", title, build, self._below())

    def changed(self, numbers: Container[str]) -> None:
        """Tickets changed: the one being read is fetched again."""
        if self.page and self.page.kind == "ticket" and self.page.number in numbers:
            self._outside.fetch(self.page.number)

    def fetched(self, ticket: TicketView) -> None:
        """A whole ticket came."""
        page = self.page
        if page is None or page.kind != "ticket" or not ticket.number.endswith(page.number):
            return
        if page.version > ticket.version:
            return
        self.whole = ticket
        name = self._directory.class_name(ticket.ticket_class)
        name = name or self._words("detail.class_none")
        page.number, page.version = ticket.number, ticket.version
        page.title = f"{ticket.number}  {name}"
        page.build = lambda width: ticket_lines(
            ticket, self._directory, self._words, self._now(), width
        )

    def explained(self, ledger: Ledger) -> None:
        """A ledger came."""
        if self.page is None or self.page.kind != "why" or self.page.number != ledger.ticket:
            return
        stage = self._words.of(STAGES.get(ledger.clock, (ledger.clock, ledger.clock)))
        number = self.page.number[-TAIL_FIGURES:]
        if ledger.unit and ledger.clock in SEVERAL:
            stage = f"{stage} {self._directory.short(ledger.unit)}"
        self.page.title = self._words("why.title", number=number, stage=stage)
        texts = ledger.zh if self._words.lang == "zh" else ledger.en
        self.page.build = lambda width: [
            line(f" {piece}") for text in texts for piece in wrap(safe_text(text), width - 2)
        ]

    def failed(self, kind: str, number: str) -> None:
        """A query of that kind on that ticket was not answered: its page has nothing to show."""
        if self.page is not None and (self.page.kind, self.page.number) == (kind, number):
            self.back()
