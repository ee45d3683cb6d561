"""The user's language and how text reaches the terminal: one line, nothing it could act on."""

from __future__ import annotations

import os
import sys

from wire.safe_text import safe_text

_chosen: list[str] = []


def choose(lang: str) -> None:
    """Speak this language from now on, whatever the environment says."""
    _chosen[:] = [lang]


def language() -> str:
    """Chinese first: ``zh`` unless chosen otherwise or LANG starts with ``en``."""
    if _chosen:
        return _chosen[0]
    return "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"


def say(zh: str, en: str) -> str:
    """The words in the user's language."""
    return en if language() == "en" else zh


def one_line(text: str) -> str:
    """The text on one line, without controls."""
    return " ".join(safe_text(text).split())


def emit(text: str) -> None:
    """A line on stdout; a reader that went away is no reason to stop."""
    try:
        print(text)
    except BrokenPipeError:
        forget_stdout()


def finish_output() -> None:
    """Flush stdout before the process ends, quietly if nobody reads it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()


def forget_stdout() -> None:
    """What is still to be printed goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def complain(text: str) -> None:
    """A line on stderr."""
    print(one_line(text), file=sys.stderr)


def tolerate_narrow_encodings() -> None:
    """A terminal that is not UTF-8 shows ``?`` for what it cannot show, instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
