"""The craft of the queue: marks, sorting, columns, copies, named filters, the way back."""

from __future__ import annotations

from collections.abc import Callable

from console.desk import Desk
from console.directory import Directory
from console.layout import Layout, sortable
from console.marks import MOST_MARKED
from console.menu import Item, Menu
from console.outside import Message, Outside
from console.reading import Reading
from console.settings.values import Settings
from console.shelf import Shelf
from console.table import plain_row, table_of
from console.text.i18n import Words
from console.trail import Trail
from console.utterance import TAIL_FIGURES, Utterance
from wire.rows import TicketRow


class Craft:
    """What one seat does with its list, besides reading it and acting on tickets."""

    def __init__(
        self,
        desk: Desk,
        reading: Reading,
        directory: Directory,
        words: Words,
        settings: Settings,
        outside: Outside,
    ) -> None:
        self.menu: Menu | None = None
        self.layout = Layout(words.lang, settings.columns)
        self.shelf = Shelf(settings.filters)
        self.trail = Trail()
        self._desk = desk
        self._reading = reading
        self._directory = directory
        self._words = words
        self._outside = outside
        if settings.sort:
            desk.sort_by(settings.sort.removeprefix("-"), settings.sort.startswith("-"))
        self.actions: dict[str, Callable[[], Message | None]] = {
            "mark": self.mark,
            "mark_all": self.mark_all,
            "sort": self.choose_sort,
            "columns": self.choose_columns,
            "copy": self.copy_number,
            "copy_more": self.choose_copy,
            "earlier": lambda: self._wander(self.trail.back(self.here)),
            "later": lambda: self._wander(self.trail.forth()),
            "filters": self.choose_filter,
            "clear": self.clear,
        }
        self.verbs: dict[str, Callable[[Utterance], Message | None]] = {
            "save": self.save_filter,
            "use": self.use_filter,
            "drop": self.drop_filter,
            "export": self.export,
        }

    # -- marks -----------------------------------------------------------------------------

    def mark(self) -> Message | None:
        """Mark or unmark the selected ticket, and go down one."""
        row = self._desk.selected
        if row is None:
            return Message(self._words("say.no_selection"))
        if not self._desk.marks.toggle(row.id):
            return Message(self._words("mark.full", most=MOST_MARKED), "bad")
        self._desk.move(1, self._desk.height)
        return None

    def mark_all(self) -> Message:
        """Mark what the filter shows, as many as may be; where all of it is marked, or as many as
        may be, unmark all."""
        desk, words = self._desk, self._words
        wanted = desk.order.ids(0, MOST_MARKED)
        full = len(desk.marks) >= MOST_MARKED
        if full or all(number in desk.marks for number in wanted):
            desk.marks.clear()
            return Message(words("mark.none"))
        left_out = desk.marks.add(wanted) + len(desk.order) - len(wanted)
        if left_out:
            return Message(words("mark.some", n=len(desk.marks), left=left_out), "mark")
        return Message(words("mark.all", n=len(desk.marks)))

    def clear(self) -> Message | None:
        """Show everything again; where nothing is filtered, unmark all."""
        desk = self._desk
        if desk.filter.text:
            desk.narrow("")
        elif len(desk.marks):
            desk.marks.clear()
            return Message(self._words("mark.none"))
        return None

    # -- sorting and columns ---------------------------------------------------------------

    def choose_sort(self) -> None:
        """Choose the column to sort by; the one that holds is turned round."""

        def items() -> list[Item]:
            column, down = self._desk.sorting
            way = self._words("sort.down" if down else "sort.up")
            return [
                Item(name, f"{self._heading(name)}{way if name == column else ''}", name == column)
                for name in sortable()
            ]

        def choose(name: str) -> None:
            column, down = self._desk.sorting
            self._desk.sort_by(name, not down if name == column else False)
            self._desk.move(-len(self._desk.order), self._desk.height)

        self.menu = Menu(self._words("menu.sort"), items, choose)

    def choose_columns(self) -> None:
        """Choose which columns are shown."""

        def items() -> list[Item]:
            return [Item(name, self._heading(name), shown) for name, shown in self.layout.choices()]

        def choose(name: str) -> None:
            fits = self.layout.toggle(name)
            key = "menu.columns" if fits else "menu.no_room"
            menu.title = self._words(key, column=self._heading(name))

        menu = self.menu = Menu(self._words("menu.columns"), items, choose, stays=True)

    def _heading(self, column: str) -> str:
        return self._words(f"col.{column}")

    # -- copies ----------------------------------------------------------------------------

    def copy_number(self) -> Message | None:
        """Copy the number of the ticket one is at."""
        row = self._row()
        if row is None:
            return Message(self._words("say.no_selection"))
        self._outside.copy(row.number)
        return None

    def choose_copy(self) -> Message | None:
        """Choose what to copy of the ticket one is at."""
        row = self._row()
        if row is None:
            return Message(self._words("say.no_selection"))
        texts = {"number": row.number, "line": plain_row(row, self._directory)}
        whole = self._reading.whole
        if whole is not None and whole.number == row.number:
            texts |= {"address": whole.address or whole.place, "text": whole.text}
        else:
            texts["place"] = row.place
        items = [Item(name, self._words(f"copy.{name}")) for name, text in texts.items() if text]
        self.menu = Menu(
            self._words("menu.copy"), lambda: items, lambda name: self._outside.copy(texts[name])
        )
        return None

    def _row(self) -> TicketRow | None:
        number = self._reading.number
        return self._desk.get(number) if number else self._desk.selected

    # -- the way back ----------------------------------------------------------------------

    @property
    def here(self) -> str:
        """The ticket one is at: the one being read, else the one under the cursor."""
        selected = self._desk.selected
        return self._reading.number or (selected.id if selected else "")

    def _wander(self, place: str) -> Message | None:
        if not place:
            return Message(self._words("trail.end"))
        shown = self._desk.go_to(place)
        if self._reading.page is not None or not shown:
            self._reading.open_ticket(place)
        return Message(self._words("trail.at", number=place[-TAIL_FIGURES:]))

    # -- named filters ---------------------------------------------------------------------

    def choose_filter(self) -> Message | None:
        """Choose a named filter."""
        self._outside.fetch_filters()

        def items() -> list[Item]:
            current = self._desk.filter.text
            return [
                Item(one.name, f"{one.name} {one.line}" + self._whose(one.by), one.line == current)
                for one in self.shelf.all()
            ]

        def choose(name: str) -> None:
            self._desk.narrow(self.shelf.line(name) or "")

        self.menu = Menu(self._words("menu.filters"), items, choose)
        return None

    def _whose(self, by: str) -> str:
        return f" ({by})" if by else ""

    def save_filter(self, said: Utterance) -> Message:
        """Keep the filter in force under a name."""
        line = self._desk.filter.text
        if not line:
            return Message(self._words("filter.none_to_save"), "bad")
        name = str(said.args.get("text", ""))
        self._outside.keep_filter(name, line, bool(said.args.get("shared", False)))
        return Message(self._words("filter.saving", name=name))

    def use_filter(self, said: Utterance) -> Message | None:
        """Filter as a name says."""
        name = str(said.args.get("text", ""))
        line = self.shelf.line(name)
        if line is None:
            known = " ".join(one.name for one in self.shelf.all()) or "-"
            return Message(self._words("filter.unknown", name=name, known=known), "bad")
        self._reading.page = None
        self._desk.narrow(line)
        return None

    def drop_filter(self, said: Utterance) -> None:
        """Drop one of this seat's filters."""
        self._outside.drop_filter(str(said.args.get("text", "")))

    # -- export ----------------------------------------------------------------------------

    def export(self, said: Utterance) -> Message:
        """Write the marked tickets, or all that the filter shows, as a table."""
        desk = self._desk
        rows = list(desk.marked) or desk.order.rows(0, len(desk.order))
        name = str(said.args.get("text", ""))
        self._outside.export(name, table_of(rows, self._directory, self._words))
        return Message(self._words("export.writing", n=len(rows)))
