"""``shaotai do``: one line of the console's grammar, without the screen; the answer as JSON.

The line means what it means at a seat of that account, with two differences: no ticket is selected,
so it has to be named, and nobody is asked before what is hard to undo.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace

import msgspec

from api_client.errors import (
    ClientError,
    Conflict,
    Denied,
    NotSignedIn,
    NotThere,
    PlatformFault,
    Refused,
    Unreachable,
)
from api_client.http import Applied, Platform, Seat
from console.directory import Directory
from console.errands import tables_of
from console.grammar import Grammar
from console.speech import DEFAULT_CHANNELS
from console.text.i18n import Words
from console.utterance import TAIL_FIGURES, Utterance
from shaotai.failure import DONE, FOUND_WANTING, NOT_ALLOWED, USAGE, Failure
from shaotai.language import emit, language
from shaotai.remote import client_errors, enter, server_url
from wire.rows import TicketRow
from wire.safe_text import safe_text
from wire.views import Ledger, TicketView

MOST_LISTED = 1000
"""Tickets looked through for those whose number ends as was typed; a page of the platform."""

LOCAL = ("go",)
"""What a seat does by itself and a script can be answered all the same."""


class Named:
    """The tickets that a line names, fetched before it is read; none is selected."""

    def __init__(self) -> None:
        self.tickets: dict[str, list[TicketRow]] = {}

    def by_tail(self, typed: str) -> list[TicketRow]:
        """The tickets that were fetched for this tail."""
        return self.tickets.get(typed, [])

    @property
    def subject(self) -> TicketRow | None:
        """Nothing is under a cursor here."""
        return None

    def around(self, row: TicketRow) -> list[TicketRow]:
        """Nothing is completed here."""
        return []

    @property
    def whistled(self) -> tuple[TicketRow, ...]:
        """Nothing is completed here."""
        return ()

    @property
    def marked(self) -> tuple[TicketRow, ...]:
        """Nothing is marked here."""
        return ()


def run(options: Namespace) -> int:
    """Carry out a line and print the answer.

    Raises:
        Failure: the line cannot be read, or the platform cannot be asked.
    """
    return asyncio.run(_do(options))


async def _do(options: Namespace) -> int:
    platform = Platform(server_url(options.server), space=options.space)
    try:
        with client_errors():
            seat = await enter(platform, options.account)
            said = await _read(platform, seat, options.line)
        if options.dry_run:
            emit(said.echo)
            return DONE
        return await _carry_out(platform, seat, said)
    finally:
        await platform.close()


async def _read(platform: Platform, seat: Seat, line: str) -> Utterance:
    """The line as understood.

    Raises:
        Failure: it is not understood, or something is missing in it.
    """
    words = Words("en" if language() == "en" else "zh")
    named = Named()
    directory = Directory(await tables_of(platform), words.lang)
    grammar = Grammar(directory, words, named, seat.role)
    tokens = line.split()
    verb = grammar.verb(tokens[0]) if tokens else None
    if verb is not None and (verb.states or verb.kind == "query" or verb.verb in LOCAL):
        for token in tokens[1:3]:
            if token.isdecimal() and token.isascii():
                await _fetch(platform, named, token)
    said = grammar.read(line)
    problem = said.problem
    if not tokens or said.verb is None:
        problem = problem or words("do.which_verb")
    elif said.verb.kind == "local" and said.verb.verb not in LOCAL:
        problem = words("do.local", verb=grammar.verb_name(said.verb))
    if problem:
        raise Failure(USAGE, safe_text(problem), safe_text(problem))
    return said


async def _fetch(platform: Platform, named: Named, typed: str) -> None:
    """Fetch the tickets that may be meant; what is not there the grammar will say.

    As at a seat a tail is the very serial if there is one, else whatever ends so.

    Raises:
        Failure: so many tickets have these figures that one of them cannot be picked out.
    """
    try:
        named.tickets[typed] = [await platform.ticket(typed.zfill(TAIL_FIGURES))]
    except NotThere:
        if len(typed) < TAIL_FIGURES:
            named.tickets[typed] = await _ending_in(platform, typed)


async def _ending_in(platform: Platform, typed: str) -> list[TicketRow]:
    page = await platform.page(q=typed, limit=str(MOST_LISTED))
    found = [row for row in page.tickets if row.number.endswith(typed)]
    if not found and page.cursor:
        raise Failure(
            USAGE,
            f"编号末位 {typed} 太短, 请写六位, 如 {typed.zfill(TAIL_FIGURES)}",
            f"{typed} is too short a tail of a number: write six figures, "
            f"such as {typed.zfill(TAIL_FIGURES)}",
        )
    return found


async def _carry_out(platform: Platform, seat: Seat, said: Utterance) -> int:
    assert said.verb is not None
    number = said.ticket.id if said.ticket else said.number
    try:
        if said.verb.verb == "go":
            return _print(await platform.ticket(number))
        if said.verb.verb == "why":
            return _print(await platform.why(number, str(said.args.get("stage", ""))))
        args = dict(said.args)
        if said.verb.verb == "new":
            args.setdefault("channel", DEFAULT_CHANNELS.get(seat.role, "HOTLINE_12345"))
        version = said.ticket.version if said.ticket and said.verb.versioned else None
        target = number if said.verb.states else ""
        return _print(await platform.command(said.verb.verb, target, version, args))
    except (Unreachable, NotSignedIn, PlatformFault):
        with client_errors():
            raise
    except ClientError as error:
        return _print_refusal(error)


def _print(answer: Applied | TicketView | Ledger) -> int:
    emit(msgspec.json.encode(answer).decode())
    return DONE


def _print_refusal(error: ClientError) -> int:
    """The refusal as JSON, as the platform words it."""
    names = {Conflict: "conflict", Denied: "denied", NotThere: "not_found"}
    body: dict[str, object] = {
        "error": names.get(type(error), "refused"),
        "rule": getattr(error, "rule", ""),
        "zh": error.zh,
        "en": error.en,
    }
    if isinstance(error, Refused):
        body["missing"] = error.missing
    if isinstance(error, Conflict):
        body |= {"by": error.by, "at": error.at}
    emit(msgspec.json.encode(body).decode())
    return NOT_ALLOWED if isinstance(error, Denied) else FOUND_WANTING
