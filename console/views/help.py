"""Help, made from the registries: keys, verbs with their grammar, tags."""

from __future__ import annotations

from console.actions import ACTIONS
from console.directory import Directory
from console.grammar import Grammar
from console.line import Line, Span, line
from console.tags import TAGS
from console.text.i18n import Words
from console.text.width import fit, wrap


def help_lines(grammar: Grammar, directory: Directory, words: Words, width: int) -> list[Line]:
    """Everything that can be pressed and said at this seat."""
    out = [line(Span(f" {words('help.keys')}", "header"))]
    out += _columns(
        [
            f"{fit(' '.join(action.keys), 15)} {directory.pick(action.zh, action.en)}"
            for action in ACTIONS
            if not action.verb or action.verb in {verb.verb for verb in grammar.verbs()}
        ],
        width,
    )
    out.append(line(Span(f" {words('help.verbs')}", "header")))
    for verb in grammar.verbs():
        names = f"{fit(verb.zh, 7)} {fit(' '.join(verb.initials), 6)} {fit(verb.verb, 9)}"
        out += _hanging(names, directory.pick(verb.help_zh, verb.help_en), width)
    out.append(line(Span(f" {words('help.tags')}", "header")))
    tags = [f"{tag.words[0]}: {tag.words[-1]}:  {directory.pick(tag.zh, tag.en)}" for tag in TAGS]
    out += _columns(tags, width)
    for key in ("help.grammar", "help.filter"):
        out += [line(f" {piece}") for piece in wrap(words(key), width - 2)]
    return out


def _columns(texts: list[str], width: int) -> list[Line]:
    """Short texts in as many columns as fit."""
    size = 38
    across = max(1, width // size)
    rows = [texts[at : at + across] for at in range(0, len(texts), across)]
    return [line("  " + "".join(fit(text, size) for text in row)) for row in rows]


def _hanging(name: str, text: str, width: int) -> list[Line]:
    pieces = wrap(text, max(20, width - 29))
    first, *rest = pieces or [""]
    return [
        line("  ", Span(name, "key"), f" {first}"),
        *(line(" " * 27 + piece) for piece in rest),
    ]
