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
    if bar.confirming:
        return [line(Span(" " + words("echo.confirm", echo=safe_text(read.echo)), "mark"))]
    out = []
    if read.problem and not read.next:
        out.append(line(Span(f" {safe_text(read.problem)}", "bad")))
    elif read.problem:
        out.append(line(Span(f" {safe_text(read.problem)}")))
    elif read.echo:
        out.append(line(Span(f" {safe_text(read.echo)}", "title")))
    choices = "  ".join(safe_text(one.shown) for one in read.next)
    if choices:
        shown = wrap(f"[Tab] {choices}", width - 2)
        most = height - len(out) if bar.listing else 1
        out += [line(f" {piece}") for piece in shown[:most]]
    return out[:height]


def input_line(prompt: str, editor: Editor, width: int) -> tuple[Line, int]:
    """``(line, caret's column)`` of what is being typed; long lines scroll with the caret."""
    text, at = safe_text(editor.text), len(safe_text(editor.text[: editor.caret]))
    room = width - cells(prompt) - 2
    first = 0
    while cells(text[first:at]) > room:
        first += 1
    under = text[at : at + 1] or " "
    spans = (
        Span(prompt, "key"),
        Span(text[first:at], "typed"),
        Span(under, "caret"),
        Span(text[at + 1 :], "typed"),
    )
    return line(*spans), cells(prompt) + cells(text[first:at])


def footer_line(view: str, row: TicketRow | None, role: str, words: Words, width: int) -> Line:
    """The keys that work here and now."""
    shown: list[tuple[int, str, str]] = []
    for action in ACTIONS:
        if view in action.views and action.footer:
            shown.append((action.footer, _key(action.keys[0]), _name(words, action.zh, action.en)))
    for name in FOOTER_VERBS:
        verb = VERBS[name]
        if row is not None and verb.open_to(role) and verb.starts_from(row.state, role):
            shown.append((2, verb.key, _name(words, verb.zh, verb.verb)))
    spans: list[Span | str] = [" "]
    for _, key, name in sorted(shown, key=lambda item: item[0]):
        spans += [Span(key, "key"), f"{name} "]
    return line(*spans)


def _name(words: Words, zh: str, en: str) -> str:
    """The name behind its key: English needs a space there, Chinese does not."""
    return words.of((zh, f" {en} "))


def _key(key: str) -> str:
    return {"enter": "Enter", "escape": "Esc", "tab": "Tab"}.get(key, key)
