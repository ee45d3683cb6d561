"""The page on the settings: where they are from, what is wrong with them, what is in force."""

from __future__ import annotations

from collections.abc import Iterator

from console.actions import ACTIONS
from console.directory import Directory
from console.key_names import shown
from console.line import Line, Span, line
from console.settings.problems import Problem
from console.settings.values import Settings
from console.text.i18n import Words
from console.text.width import fit, wrap
from wire.safe_text import safe_text


def first_words(settings: Settings, words: Words) -> str:
    """The first mistake in the words of the message line, empty where there is none."""
    if not settings.mistakes:
        return ""
    why = settings.mistakes[0].said_in("console.toml", words.lang)
    page = words.of((":设置", ":settings"))
    return words("settings.first", why=safe_text(why), n=len(settings.mistakes), page=page)


def settings_lines(
    settings: Settings, directory: Directory, words: Words, width: int
) -> list[Line]:
    """Every mistake with its place and its remedy, then the settings in force."""
    out = [line(Span(f" {piece}", "title")) for piece in wrap(_state(settings, words), width - 2)]
    for problem in settings.mistakes:
        out += _problem(problem, words, width)
    notes = [problem for problem in settings.problems if not problem.mistake]
    if notes:
        out.append(line(Span(f" {words('settings.notes')}", "header")))
        out += [one for problem in notes for one in _problem(problem, words, width)]
    out.append(line(Span(f" {words('settings.in_force')}", "header")))
    out += [line(f"  {text}") for text in _plain(settings)]
    for title, texts in (
        ("settings.keys", [*_changed_keys(settings, directory, words)]),
        ("settings.filters", [f"{fit(k, 16)} {v.text}" for k, v in settings.filters.items()]),
        ("settings.columns", [" ".join(settings.columns)] if settings.columns else []),
        ("settings.sort", [settings.sort] if settings.sort else []),
    ):
        if texts:
            out.append(line(Span(f" {words(title)}", "header")))
            out += [line(f"  {safe_text(text)}") for text in texts]
    return out


def _state(settings: Settings, words: Words) -> str:
    path = safe_text(settings.path)
    if settings.mistakes:
        return words("settings.wrong", path=path, n=len(settings.mistakes))
    return words("settings.sound" if settings.found else "settings.absent", path=path)


def _problem(problem: Problem, words: Words, width: int) -> list[Line]:
    place = f"  {problem.place:<7} "
    pieces = wrap(safe_text(problem.say(words.lang)), max(20, width - len(place) - 1)) or [""]
    first = line(Span(place, "bad" if problem.mistake else "mark"), pieces[0])
    return [first, *(line(" " * len(place) + piece) for piece in pieces[1:])]


def _plain(settings: Settings) -> Iterator[str]:
    for name in ("lang", "theme", "mode", "encoding"):
        yield f"{name:<10}{safe_text(getattr(settings, name)) or '-'}"


def _changed_keys(settings: Settings, directory: Directory, words: Words) -> Iterator[str]:
    for action in ACTIONS:
        keys = settings.keymap.keys_of(action.id)
        if keys != action.keys:
            written = " ".join(shown(key) for key in keys) or words("settings.no_key")
            yield f"{fit(action.id, 16)} {fit(written, 14)} {directory.pick(action.zh, action.en)}"
