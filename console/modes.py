"""What takes keys before the view does: a line being typed, a palette, a menu, marks to jump to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from console.actions import Action
from console.board import Handler
from console.command_bar import CommandBar
from console.craft import Craft
from console.desk import Desk
from console.editor import Editor
from console.jump import Jump
from console.outside import Message
from console.palette import Palette
from console.text.i18n import Words
from console.utterance import Utterance

LEAVING = ("escape", "enter")
"""Keys that leave a menu and do nothing else."""


class Host(Protocol):
    """What the modes ask of the seat."""

    def run(self, action: Action) -> None:
        """Do what an action does."""

    def say(self, said: Utterance) -> None:
        """Carry out a line that was understood."""

    def view_key(self, key: str, character: str | None) -> None:
        """A key that is none of the mode's."""

    def tell(self, message: Message) -> None:
        """Say something at the foot of the screen."""

    def show_help(self, view: str) -> None:
        """Show the help of a context."""

    def possible(self) -> Sequence[Action]:
        """What can be done here and now."""

    def leave(self) -> None:
        """Leave the seat."""


class Modes:
    """The mode a seat is in, if any."""

    def __init__(self, bar: CommandBar, desk: Desk, craft: Craft, words: Words, host: Host) -> None:
        self.bar = bar
        self.finding = Editor()
        self.filtering = False
        self.leaving = False
        self.palette: Palette | None = None
        self.jump: Jump | None = None
        self._desk = desk
        self._craft = craft
        self._words = words
        self._host = host
        self.actions: dict[str, Handler] = {
            "filter": self._begin_filter,
            "command": bar.start,
            "palette": self._begin_palette,
            "jump": self._begin_jump,
            "quit": self.ask_to_leave,
        }

    @property
    def busy(self) -> bool:
        """Whether something is being typed, chosen or asked at the foot of the screen."""
        typed = self.bar.open or self.filtering or self.leaving
        return typed or any((self.palette, self.jump, self._craft.menu))

    def key(self, key: str, character: str | None) -> bool:
        """Handle a key if a mode takes it; whether one did."""
        if key == "ctrl+c" and not self.leaving:
            self.ask_to_leave()
        elif self.leaving:
            self._leaving_key(key)
        elif self.jump:
            self._jump_key(self.jump, key, character)
        elif self._craft.menu:
            self._menu_key(key, character)
        elif self.palette or self.bar.open or self.filtering:
            self._line_key(*self._words.keymap.in_line(key, character))
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Text was pasted: it is data, never keys."""
        if self.palette:
            self.palette.paste(text)
        elif self.bar.open:
            self.bar.paste(text)
        elif self.filtering:
            self.finding.insert(text)
            self._desk.narrow(self.finding.text)

    def withdrawal(self) -> Callable[[], None]:
        """What brings every mode back as it is now."""
        leaving, jump, palette, menu = self.leaving, self.jump, self.palette, self._craft.menu
        filtering, finding, narrowed = self.filtering, self.finding.state, self._desk.filter.text
        restore_bar = self.bar.withdrawal()

        def restore() -> None:
            self.leaving, self.jump, self.palette = leaving, jump, palette
            self._craft.menu = menu
            self.filtering = filtering
            self.finding.restore(finding)
            if self._desk.filter.text != narrowed:
                self._desk.narrow(narrowed)
            restore_bar()

        return restore

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
                self._host.say(said)
            elif listed and self.bar.listing and character:
                self._host.show_help("line")

    def _begin_palette(self) -> None:
        self.palette = Palette(self._host.possible())

    def _palette_key(self, palette: Palette, key: str, character: str | None) -> None:
        if key == "escape":
            self.palette = None
        elif key != "enter":
            palette.key(key, character)
        elif palette.chosen:
            self.palette = None
            self._host.run(palette.chosen)

    def _menu_key(self, key: str, character: str | None) -> None:
        """A key of the open menu; any other leaves it, and does what it does."""
        assert self._craft.menu is not None
        stays = self._craft.menu.key(character)
        if stays:
            return
        self._craft.menu = None
        if stays is None and self._words.keymap.in_line(key, character)[0] not in LEAVING:
            self._host.view_key(key, character)

    def _begin_jump(self) -> None:
        _, rows = self._desk.window(self._desk.height)
        self.jump = Jump(tuple(row.id for row in rows)) if rows else None

    def _jump_key(self, jump: Jump, key: str, character: str | None) -> None:
        """A letter of a mark; any other key leaves, and does what it does."""
        if character and character.isascii() and character.isalpha():
            led_to = jump.key(character)
            if led_to is None:
                self._host.tell(Message(self._words("jump.no_such", typed=character)))
            elif led_to:
                self.jump = None
                self._move_to(led_to)
            return
        self.jump = None
        if self._words.keymap.in_line(key, character)[0] != "escape":
            self._host.view_key(key, character)

    def _move_to(self, number: str) -> None:
        """The cursor to a row in sight, which stays where it is."""
        height = self._desk.height
        cursor, rows = self._desk.window(height)
        lines = [at - cursor for at, row in enumerate(rows) if row.id == number]
        self._desk.move(lines[0] if lines else 0, height)

    def ask_to_leave(self) -> None:
        """Leave every mode and ask before the seat is left."""
        self.bar.close()
        self.filtering = False
        self.palette = self.jump = self._craft.menu = None
        self.leaving = True

    def _leaving_key(self, key: str) -> None:
        self.leaving = False
        if key in ("enter", "ctrl+c"):
            self._host.leave()

    def _begin_filter(self) -> None:
        self.filtering = True
        self.finding.begin(self._desk.filter.text)

    def _filter_key(self, key: str, character: str | None) -> None:
        if key == "enter":
            self.filtering = False
            self.finding.remember()
        elif key == "escape":
            self.filtering = False
            self._desk.narrow("")
        elif self.finding.key(key, character):
            self._desk.narrow(self.finding.text)
