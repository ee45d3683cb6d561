"""``shaotai completion``: a script that makes a shell complete commands, options and names.

`shtab` writes it from the parser; what an option's value may be is added here, since the parser
itself must start fast and so asks nobody.
"""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import shtab

from demo.cast import SEATS
from governance.refusals import ROLES
from intake.column_map import known_maps
from jurisdictions import profiles
from shaotai.failure import DONE
from shaotai.grammar import build_parser
from shaotai.language import emit
from themes.loading import names as theme_names

SHELLS = ("bash", "zsh", "fish")
"""The shells for which there is a script."""

FILES = ("FILE", "F")
"""Metavariables of options whose value is a file."""


def run(options: Namespace) -> int:
    """Print the script for a shell."""
    parser = build_parser()
    for action in _actions(parser):
        _name_values(action)
    emit(shtab.complete(parser, shell=options.shell).rstrip())
    return DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every option and argument, of every subcommand."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in dict.fromkeys(action.choices.values()):
                yield from _actions(sub)
        else:
            yield action


def _name_values(action: argparse.Action) -> None:
    """Tell what an option's value may be."""
    option = action.option_strings[-1] if action.option_strings else str(action.metavar)
    named: dict[str, Callable[[], Sequence[str]]] = {
        "--as": lambda: tuple(part.account for part in SEATS),
        "--role": lambda: tuple(ROLES),
        "--profile": profiles,
        "--encoding": lambda: ("utf-8", "gb18030"),
    }
    if option in named:
        action.choices = named[option]()
    elif option in ("--theme", "--map"):
        words = theme_names() if option == "--theme" else known_maps()
        _complete(action, _words_or_files(f"_shaotai_{option.lstrip('-')}s", words))
    elif action.metavar == "DIR":
        _complete(action, shtab.DIRECTORY)
    elif action.metavar in FILES:
        _complete(action, shtab.FILE)


def _complete(action: argparse.Action, how: dict[str, Any]) -> None:
    """What `shtab` reads off an option."""
    action.complete = how  # type: ignore[attr-defined]


def _words_or_files(function: str, words: Sequence[str]) -> dict[str, Any]:
    """Names, or else a file of one's own: for each shell, and what its script must define."""
    listed = " ".join(words)
    return {
        "bash": function,
        "zsh": function,
        "fish": f"({function}) (__fish_complete_path (commandline -ct))",
        "preamble": {
            "bash": f'{function}() {{ compgen -W "{listed}" -- "$1"; compgen -f -- "$1"; }}',
            "zsh": f"{function}() {{ _alternative 'names:name:({listed})' 'files:file:_files'; }}",
            "fish": f"function {function}\n  printf '%s\\n' {listed}\nend",
        },
    }
