"""The command line of a seat: typing, completing, echoing, asking once before what is dangerous."""

from __future__ import annotations

from collections.abc import Callable

from console.editor import Editor
from console.grammar import Grammar
from console.utterance import Candidate, Utterance


class CommandBar:
    """A line of the grammar being typed."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._cycle: tuple[Candidate, ...] = ()
        self._cycled = 0
        self._stem = ""
        self.editor = Editor()
        self.open = False
        self.confirming = False
        self.listing = False
        self.read = Utterance()

    def start(self, text: str = "") -> None:
        """Open the line."""
        self.open, self.confirming, self.listing = True, False, False
        self.editor.begin(text)
        self._reread()

    def close(self) -> None:
        """Close the line; what was typed stays in the history only if it was carried out."""
        self.open, self.confirming, self.listing = False, False, False

    def withdrawal(self) -> Callable[[], None]:
        """What brings the line back as it is now."""
        flags, typed = (self.open, self.confirming, self.listing), self.editor.state

        def restore() -> None:
            self.open, self.confirming, self.listing = flags
            self.editor.restore(typed)
            if self.open:
                self._reread()

        return restore

    def key(self, key: str, character: str | None) -> Utterance | None:
        """Handle a key; an utterance when Enter says one that can be carried out."""
        if key == "enter":
            return self._enter()
        if key == "escape":
            if self.confirming:
                self.confirming = False
            else:
                self.close()
            return None
        self.confirming = False
        if key == "tab":
            self._complete()
        elif character in ("?", "\uff1f") and not self.read.in_text:
            self.listing = True
        elif self.editor.key(key, character):
            self.listing = False
            self._reread()
        return None

    def paste(self, text: str) -> None:
        """Pasted text is text, whatever it holds."""
        self.editor.insert(text)
        self._reread()

    def _enter(self) -> Utterance | None:
        self._reread()
        read = self.read
        if read.problem or read.verb is None:
            self.listing = not read.problem
            return None
        if (read.verb.dangerous or len(read.tickets) > 1) and not self.confirming:
            self.confirming = True
            return None
        self.editor.remember()
        self.close()
        return read

    def _reread(self) -> None:
        self._cycle = ()
        self.read = self._grammar.read(self.editor.text[: self.editor.caret])
        if self.editor.caret < len(self.editor.text):
            self.read = self._grammar.read(self.editor.text)._replace(next=self.read.next)

    def _complete(self) -> None:
        """Put in the first candidate; pressed again, the next one."""
        if not self._cycle:
            self._cycle, self._cycled = self.read.next, 0
            text = self.editor.text
            self._stem = text[: len(text) - len(_unfinished(text))]
        else:
            self._cycled = (self._cycled + 1) % len(self._cycle)
        if self._cycle:
            cycle, at = self._cycle, self._cycled
            self.editor.set(self._stem + cycle[at].insert)
            self.read = self._grammar.read(self.editor.text)
            ends = len(cycle) == 1 or cycle[at].stays
            self._cycle, self._cycled = ((), 0) if ends else (cycle, at)


def _unfinished(text: str) -> str:
    """The word being typed; empty behind a space."""
    return "" if text.endswith(" ") or not text else text.split(" ")[-1]
