"""The lines at the bottom: what was said or answered, what is being typed, the keys that work."""

from __future__ import annotations

from console.actions import ACTIONS, FOOTER_VERBS
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
    """The keys that work here and now; where they do not all fit, verbs give way first."""
    keymap = words.keymap
    own = [
        (action.footer, keymap.shown(action.id), _name(words, action.zh, action.en))
        for action in ACTIONS
        if view in action.views
        and action.footer
        and action.open_to(role)
        and keymap.keys_of(action.id)
    ]
    verbs = [
        (2, keymap.shown(f"verb.{name}"), _name(words, VERBS[name].zh, name))
        for name in FOOTER_VERBS
        if row is not None and VERBS[name].open_to(role)
        and VERBS[name].starts_from(row.state, role) and keymap.keys_of(f"verb.{name}")
    ]  # fmt: skip
    while verbs and sum(cells(key + name) + 1 for _, key, name in own + verbs) >= width:
        verbs.pop()
    spans: list[Span | str] = [" "]
    for _, key, name in sorted(own + verbs, key=lambda item: item[0]):
        spans += [Span(key, "key"), f"{name} "]
    return line(*spans)


def _name(words: Words, zh: str, en: str) -> str:
    """The name behind its key: English needs a space there, Chinese does not."""
    return words.of((zh, f" {en} "))
