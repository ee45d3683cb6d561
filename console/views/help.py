"""Help, made from the registries: the keys in force, verbs with their grammar, tags."""

from __future__ import annotations

from console.actions import ACTIONS, VIEWS, Action
from console.directory import Directory
from console.grammar import Grammar
from console.key_names import shown
from console.line import Line, Span, line
from console.tags import TAGS
from console.text.i18n import Words
from console.text.width import cells, fit, wrap


def help_lines(
    grammar: Grammar, directory: Directory, words: Words, view: str, width: int
) -> list[Line]:
    """Everything that can be pressed and said at this seat: the keys of ``view``, then those that
    the other contexts have besides.
    """
    out = []
    told: set[str] = set()
    for one in sorted(VIEWS, key=lambda other: other != view):
        out.append(line(Span(f" {words(f'help.{one}')}", "header")))
        out += _columns(_keys(one, told, grammar, directory, words), width)
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


def _keys(
    view: str, told: set[str], grammar: Grammar, directory: Directory, words: Words
) -> list[str]:
    """The keys of a context that were not told yet, for the verbs this seat may say."""
    may = {verb.verb for verb in grammar.verbs()}
    found = [
        action
        for action in ACTIONS
        if view in action.views and action.id not in told and words.keymap.keys_of(action.id)
        and (not action.verb or action.verb in may)
    ]  # fmt: skip
    told |= {action.id for action in found}
    return [
        f"{fit(_written(action, words), 15)} {directory.pick(action.zh, action.en)}"
        for action in found
    ]


def _written(action: Action, words: Words) -> str:
    return " ".join(shown(key) for key in words.keymap.keys_of(action.id))


def _columns(texts: list[str], width: int) -> list[Line]:
    """Short texts in as many columns as fit; one that is too long for its column has a line."""
    size = 38
    across = max(1, width // size)
    lines: list[list[str]] = [[]]
    for text in texts:
        long = cells(text) >= size
        if lines[-1] and (long or len(lines[-1]) == across or cells(lines[-1][-1]) >= size):
            lines.append([])
        lines[-1].append(text)
    return [
        line("  " + "".join(fit(text, max(size, cells(text))) for text in row)) for row in lines
    ]


def _hanging(name: str, text: str, width: int) -> list[Line]:
    pieces = wrap(text, max(20, width - 29))
    first, *rest = pieces or [""]
    return [
        line("  ", Span(name, "key"), f" {first}"),
        *(line(" " * 27 + piece) for piece in rest),
    ]
