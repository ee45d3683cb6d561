"""A line being typed: text, caret, history. Pure, so keys keep the order they come in."""

from __future__ import annotations

LONGEST_LINE = 20_000
"""Characters a typed or pasted line may have."""


class Editor:
    """One line of text with a caret."""

    def __init__(self) -> None:
        self.text = ""
        self.caret = 0
        self._history: list[str] = []
        self._at = 0

    def begin(self, text: str = "") -> None:
        """Start a line with this text, the caret behind it."""
        self.set(text)
        self._at = len(self._history)

    def set(self, text: str) -> None:
        """Replace the text."""
        self.text = text[:LONGEST_LINE]
        self.caret = len(self.text)

    @property
    def state(self) -> tuple[str, int]:
        """Text and caret, to come back to with `restore`."""
        return self.text, self.caret

    def restore(self, state: tuple[str, int]) -> None:
        """Text and caret as they were."""
        self.text, self.caret = state

    def insert(self, text: str) -> None:
        """Insert at the caret; line breaks become spaces, controls are left out."""
        clean = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
        room = LONGEST_LINE - len(self.text)
        self.text = self.text[: self.caret] + clean[:room] + self.text[self.caret :]
        self.caret += len(clean[:room])

    def remember(self) -> None:
        """Keep the line in the history."""
        if self.text.strip() and self._history[-1:] != [self.text]:
            self._history.append(self.text)
        self._at = len(self._history)

    def key(self, key: str, character: str | None) -> bool:
        """Handle a key; whether it was one of the editor's."""
        edit = EDITS.get(key)
        if edit is not None:
            edit(self)
            return True
        if character and character.isprintable():
            self.insert(character)
            return True
        return False

    def _backspace(self) -> None:
        if self.caret:
            self.text = self.text[: self.caret - 1] + self.text[self.caret :]
            self.caret -= 1

    def _delete(self) -> None:
        self.text = self.text[: self.caret] + self.text[self.caret + 1 :]

    def _word_back(self) -> None:
        head = self.text[: self.caret].rstrip()
        cut = head.rfind(" ") + 1
        self.text = self.text[:cut] + self.text[self.caret :]
        self.caret = cut

    def _clear(self) -> None:
        self.text = self.text[self.caret :]
        self.caret = 0

    def _left(self) -> None:
        self.caret = max(0, self.caret - 1)

    def _right(self) -> None:
        self.caret = min(len(self.text), self.caret + 1)

    def _home(self) -> None:
        self.caret = 0

    def _end(self) -> None:
        self.caret = len(self.text)

    def _recall(self, step: int) -> None:
        if not self._history:
            return
        self._at = min(max(0, self._at + step), len(self._history))
        self.set(self._history[self._at] if self._at < len(self._history) else "")

    def _older(self) -> None:
        self._recall(-1)

    def _newer(self) -> None:
        self._recall(1)


EDITS = {
    "backspace": Editor._backspace,
    "ctrl+h": Editor._backspace,
    "delete": Editor._delete,
    "ctrl+d": Editor._delete,
    "ctrl+w": Editor._word_back,
    "ctrl+u": Editor._clear,
    "left": Editor._left,
    "right": Editor._right,
    "home": Editor._home,
    "end": Editor._end,
    "ctrl+e": Editor._end,
    "up": Editor._older,
    "down": Editor._newer,
}
"""The editor's keys."""
