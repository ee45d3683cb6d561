"""``shaotai completion``: a script that makes a shell complete commands, options and names.

`shtab` writes it from the parser; what an option's value may be is added here, since the parser
itself must start fast and so asks nobody.
"""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Iterator

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
    preamble = [_name_values(action, options.shell) for action in _actions(parser)]
    words = "\n".join(dict.fromkeys(piece for piece in preamble if piece))
    emit(shtab.complete(parser, shell=options.shell, preamble={options.shell: words}).rstrip())
    return DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every option and argument, of every subcommand."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for sub in dict.fromkeys(action.choices.values()):
                yield from _actions(sub)
        else:
            yield action


def _name_values(action: argparse.Action, shell: str) -> str:
    """Tell what an option's value may be; what the script must define for it."""
    option = action.option_strings[-1] if action.option_strings else str(action.metavar)
    if option in ("--as", "--role", "--profile", "--encoding"):
        action.choices = {
            "--as": [part.account for part in SEATS],
            "--role": list(ROLES),
            "--profile": list(profiles()),
            "--encoding": ["utf-8", "gb18030"],
        }[option]
    elif option in ("--theme", "--map"):
        words = theme_names() if option == "--theme" else known_maps()
        return _words_or_files(action, shell, f"_shaotai_{option.lstrip('-')}s", words)
    elif action.metavar == "DIR":
        action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    elif action.metavar in FILES:
        action.complete = shtab.FILE  # type: ignore[attr-defined]
    return ""


def _words_or_files(
    action: argparse.Action, shell: str, function: str, words: tuple[str, ...]
) -> str:
    """Names, or else a file of one's own."""
    listed = " ".join(words)
    path = "(__fish_complete_path (commandline -ct))"
    action.complete = {  # type: ignore[attr-defined]
        "bash": function, "zsh": function, "fish": f"({function}) {path}",
    }  # fmt: skip
    return {
        "bash": f'{function}() {{ compgen -W "{listed}" -- "$1"; compgen -f -- "$1"; }}',
        "zsh": f"{function}() {{ _alternative 'names:name:({listed})' 'files:file:_files'; }}",
        "fish": f"function {function}\n  printf '%s\\n' {listed}\nend",
    }[shell]
