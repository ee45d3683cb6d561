"""The lines at the bottom: what was said or answered, what is being typed, the keys that work."""

from __future__ import annotations

from console.actions import ACTIONS, FOOTER_VERBS, offered
from console.command_bar import CommandBar
from console.editor import Editor
from console.line import Line, Span, line
from console.text.i18n import Words
from console.text.width import cells, wrap
from governance.verbs import VERBS
from wire.rows import TicketRow
from wire.safe_text import safe_text


def echo_lines(bar: CommandBar, words: Words, width: int, height: int) -> list[Line]:
    """What Enter will do or why it would do nothing, and what may come next."""
    read = bar.read
    echo = safe_text(read.echo[:width])
    if bar.confirming:
        return [line(Span(" " + words("echo.confirm", echo=echo), "mark"))]
    out = []
    if read.problem and not read.next:
        out.append(line(Span(f" {safe_text(read.problem)}", "bad")))
    elif read.problem:
        out.append(line(Span(f" {safe_text(read.problem)}")))
    elif read.echo:
        out.append(line(Span(f" {echo}", "title")))
    choices = "  ".join(safe_text(one.shown) for one in read.next)
    if choices:
        tab = words.keymap.shown("line.complete")
        shown = wrap(f"[{tab}] {choices}", width - 2)
        most = height - len(out) if bar.listing else 1
        out += [line(f" {piece}") for piece in shown[:most]]
    return out[:height]


def input_line(prompt: str, editor: Editor, width: int) -> tuple[Line, int]:
    """``(line, caret's column)`` of what is being typed; long lines scroll with the caret."""
    around = max(0, editor.caret - width), editor.caret + width
    before = safe_text(editor.text[around[0] : editor.caret])
    text, at = before + safe_text(editor.text[editor.caret : around[1]]), len(before)
    room = width - cells(prompt) - 2
    first, left = at, room
    while first > 0 and (left := left - cells(text[first - 1])) >= 0:
        first -= 1
    under = text[at : at + 1] or " "
    spans = (
        Span(prompt, "key"),
        Span(text[first:at], "typed"),
        Span(under, "caret"),
        Span(text[at + 1 : at + 1 + width], "typed"),
    )
    return line(*spans), cells(prompt) + cells(text[first:at])


def footer_line(view: str, row: TicketRow | None, role: str, words: Words, width: int) -> Line:
    """The keys that work here and now; where they do not all fit, the least useful give way."""
    keymap = words.keymap
    own = [
        (action.footer, _weight(action.footer, at), keymap.shown(action.id),
         _name(words, action.zh, action.en))
        for at, action in enumerate(ACTIONS)
        if view in action.views and action.footer and action.open_to(role)
        and keymap.keys_of(action.id)
    ]  # fmt: skip
    verbs = [
        (VERB_PLACE, _weight(VERB_PLACE, at), keymap.shown(f"verb.{name}"),
         _name(words, VERBS[name].zh, name))
        for at, name in enumerate(FOOTER_VERBS)
        if row is not None and offered(VERBS[name], row, role) and keymap.keys_of(f"verb.{name}")
    ]  # fmt: skip
    shown = sorted(own + verbs, key=lambda item: item[0])
    while len(shown) > 1 and sum(cells(key + name) + 1 for _, _, key, name in shown) >= width:
        shown.remove(min(shown, key=lambda item: item[1]))
    spans: list[Span | str] = [" "]
    for _, _, key, name in shown:
        spans += [Span(key, "key"), f"{name} "]
    return line(*spans)


VERB_PLACE = 2
"""The place of verbs in the footer; boards give their own verbs the same."""

PLACES_KEPT = (8, 7, VERB_PLACE, 6, 5)
"""Places whose keys are worth most, the most worth first: help, the command line, what can be done;
Enter and Esc are known without words."""


def _weight(place: int, at: int) -> tuple[int, int]:
    """How much a key is worth in the footer: by its place, then by its order in the tables."""
    worth = len(PLACES_KEPT) - PLACES_KEPT.index(place) if place in PLACES_KEPT else 0
    return worth, -at


def _name(words: Words, zh: str, en: str) -> str:
    """The name behind its key: English needs a space there, Chinese does not."""
    return words.of((zh, f" {en} "))
