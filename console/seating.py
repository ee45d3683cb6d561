"""Taking a seat: once the district's tables are there, who sits here and what is told first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from api_client.http import Seat as Account
from console.directory import Directory, Tables
from console.options import ConsoleOptions
from console.outside import Message, Outside
from console.screenful import Plate
from console.seat import Seat
from console.settings.queries import judged
from console.settings.values import Settings
from console.terminal.capability import Capabilities
from console.text.i18n import Words
from console.views.settings import first_words
from governance.refusals import ROLES
from themes import DEFAULT
from themes.errors import Problem
from wire.safe_text import safe_text


def in_force(options: ConsoleOptions, capabilities: Capabilities) -> Settings:
    """The settings as they hold here, after the command line, the environment and the terminal."""
    return replace(
        options.settings,
        lang="en" if options.lang == "en" else "zh",
        theme=options.theme or DEFAULT,
        mode=options.mode,
        encoding=capabilities.encoding,
    )


def take_seat(
    account: Account,
    tables: Tables,
    words: Words,
    outside: Outside,
    settings: Settings,
    theme_problems: Sequence[Problem],
) -> tuple[Seat, Plate]:
    """The seat of an account, and its name plate; mistakes in its settings are told at once."""
    directory = Directory(tables, words.lang)
    settings = judged(settings, directory, words)
    seat = Seat(
        account.role, directory, words, outside, settings, account.org, account.account
    )  # fmt: skip
    if settings.mistakes:
        seat.message = Message(first_words(settings, words), "bad")
    if theme_problems:
        why = safe_text(theme_problems[0].say(words.lang))
        text = words("theme.fallback", why=why, more=len(theme_problems) - 1)
        seat.message = Message(text, "bad")
    role = words.of(ROLES.get(account.role, (account.role, account.role)))
    place = safe_text(account.seat) or role
    return seat, Plate(directory.centre(), f"{place} {safe_text(account.name)}", "")
