"""Jumping by letters: each row in sight gets one or two, typing them puts the cursor there."""

from __future__ import annotations

LETTERS = "asdfghjkertucvbnmpwyxz"
"""Letters of the marks, those under the fingers first; none that looks like another or a figure."""


def labels(count: int, letters: str = LETTERS) -> tuple[str, ...]:
    """Marks for so many rows: no mark begins another, and as many as can be have one letter.

    More rows than two letters can mark go without.
    """
    pairs_from = 0
    while len(letters) - pairs_from + pairs_from * len(letters) < count:
        if pairs_from == len(letters):
            break
        pairs_from += 1
    singles, firsts = letters[: len(letters) - pairs_from], letters[len(letters) - pairs_from :]
    marks = [*singles, *(first + second for first in firsts for second in letters)]
    return tuple(marks[:count])


class Jump:
    """Marks on the rows in sight, and what was typed of one."""

    def __init__(self, rows: tuple[str, ...]) -> None:
        """Mark the rows, given by the ids of their tickets from the top."""
        self._marks = dict(zip(rows, labels(len(rows)), strict=False))
        self._rows = {mark: row for row, mark in self._marks.items()}
        self.typed = ""

    def mark(self, row: str) -> str:
        """The mark of a row; nothing where it has none or does not fit what was typed."""
        mark = self._marks.get(row, "")
        return mark if mark.startswith(self.typed) else ""

    def key(self, letter: str) -> str | None:
        """A letter was typed.

        Returns:
            The ticket it leads to; empty while a letter is still lacking; None where no mark
            goes on so, and then nothing has changed.
        """
        typed = self.typed + letter.lower()
        if typed in self._rows:
            return self._rows[typed]
        if any(mark.startswith(typed) for mark in self._rows):
            self.typed = typed
            return ""
        return None
