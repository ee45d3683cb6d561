"""One line being read: the ticket, the target, tags and text behind its verb."""

from __future__ import annotations

from itertools import dropwhile, takewhile
from typing import Any

from console.calling import Calling
from console.directory import JOINED, Directory, Named
from console.following import FULL_WIDTH_COLON, Following, Understood, short
from console.tags import Tag, read_value, tag_named
from console.text.i18n import Words
from console.utterance import (
    ALL_MARKED,
    EACH_PROPOSED,
    MOST_SHOWN,
    TAIL_FIGURES,
    Candidate,
    Tickets,
    Utterance,
)
from governance.card import CARDS, MILDEST
from governance.command import TEXT_ARGUMENT
from governance.refusals import MISSING
from governance.verbs import Verb
from wire.rows import TicketRow

NEEDED = {"return": ("basis",), "suspend": ("cause", "until")}
"""Tags without which a verb says nothing."""

ANSWERS = frozenset({"contacted", "solved", "satisfied"})
"""What a call back may bring; without any of them it says nothing."""


def verb_name(verb: Verb, words: Words) -> str:
    """The verb in the seat's language."""
    return verb.zh if words.lang == "zh" else verb.verb


class Sentence:
    """One line being read; the parts fill as tokens are taken."""

    def __init__(
        self, directory: Directory, words: Words, tickets: Tickets, verb: Verb, tokens: list[str],
        role: str = "",
    ) -> None:  # fmt: skip
        self._directory = directory
        self._words = words
        self._tickets = tickets
        self._verb = verb
        self._ticket: TicketRow | None = None
        self._many: tuple[TicketRow, ...] = ()
        self._second: TicketRow | None = None
        self._number = ""
        self._named = self._alone = False
        self._target: Named | None = None
        self._calling = Calling(directory, words, role, verb)
        self._args: dict[str, Any] = {}
        self._shown: list[str] = []
        self._text: list[str] = []
        self._problem = ""
        self._takes_ticket = (bool(verb.states) and verb.kind != "local") or verb.verb == "go"
        self._read(tokens)

    def _read(self, tokens: list[str]) -> None:
        left = list(tokens)
        self._alone = len(tokens) == 1
        if self._takes_ticket:
            left = self._read_ticket(left)
        self._calling.begin(self._front(left), self._rows(), self._rung(left))
        for token in left:
            tag, value = self._tag(token)
            if tag is not None:
                self._read_tag(tag, value)
            elif not self._text and self._calling.take(token.replace(FULL_WIDTH_COLON, ":")):
                continue
            elif self._wants_second(token):
                self._read_second(token)
            elif self._wants_target(token, len(left)):
                self._read_target(token)
            else:
                self._text.append(token)

    def _tag(self, token: str) -> tuple[Tag | None, str]:
        """The tag that a word is, with its value; None for any other word."""
        name, colon, value = token.replace(FULL_WIDTH_COLON, ":").partition(":")
        return (tag_named(self._verb.verb, name) if colon else None), value

    def _front(self, tokens: list[str]) -> list[str]:
        """The words in front: behind tags that come first, before any that comes later."""
        words = dropwhile(lambda token: self._tag(token)[0] is not None, tokens)
        return list(takewhile(lambda token: self._tag(token)[0] is None, words))

    def _rung(self, tokens: list[str]) -> str:
        """The rung that the line names, wherever in it; empty for none."""
        for tag, value in map(self._tag, tokens):
            if tag is not None and tag.argument == "rung":
                read = read_value(tag, value, self._directory, "")
                return str(read.value) if read is not None else ""
        return ""

    def _read_ticket(self, tokens: list[str]) -> list[str]:
        typed = tokens[0] if tokens else ""
        if typed == ALL_MARKED:
            self._read_marked()
            return tokens[1:]
        if typed == "." or not typed.isdecimal() or not typed.isascii():
            self._ticket = self._tickets.subject
            if self._ticket is None:
                self._fail(self._words("grammar.which_ticket"))
            return tokens[1:] if typed == "." else tokens
        self._named = True
        found = self._tickets.by_tail(typed)
        if len(found) == 1:
            self._ticket = found[0]
        elif found:
            self._fail_many(typed, found)
        else:
            self._number = typed
            if self._verb.verb not in ("go", "why") or len(typed) < TAIL_FIGURES:
                self._fail(self._words("grammar.no_ticket", word=typed))
        return tokens[1:]

    def _read_marked(self) -> None:
        self._named = True
        self._many = self._tickets.marked
        if not self._many:
            self._fail(self._words("grammar.no_marks"))
        elif self._verb.kind != "command":
            name = verb_name(self._verb, self._words)
            self._fail(self._words("grammar.one_ticket", verb=name))

    def _wants_second(self, token: str) -> bool:
        """Whether the token is the second ticket: the first number behind the ticket's own."""
        number = token.isascii() and token.isdecimal()
        return self._verb.target == "ticket" and "into" not in self._args and number

    def _read_second(self, typed: str) -> None:
        found = self._tickets.by_tail(typed)
        if len(found) == 1:
            self._second = found[0]
            self._args["into"] = found[0].id
        elif found:
            self._fail_many(typed, found)
        else:
            self._fail(self._words("grammar.no_ticket", word=typed))

    def _wants_target(self, token: str, words: int) -> bool:
        if self._target is not None or self._text or self._verb.target in ("no", "ticket", "many"):
            return False
        if self._verb.target == "must":
            return True
        found = self._directory.units_like(token)
        if found and words > 1 and token.isascii() and token.isalpha():
            return True
        names = (found[0].name, found[0].initials, *found[0].also) if found else ()
        return words > 1 and token.replace(JOINED, " ") in names

    def _read_target(self, token: str) -> None:
        if token == EACH_PROPOSED and self._many:
            self._read_each()
            return
        found = self._directory.units_like(token)
        if not found:
            self._fail(self._words("grammar.no_target", word=token))
            return
        self._target = found[0]
        self._args["target"] = found[0].code

    def _read_each(self) -> None:
        """Each marked ticket to the unit that is proposed for it."""
        self._target = Named(EACH_PROPOSED, self._words("grammar.each"))
        self._args["target"] = EACH_PROPOSED
        if not any(row.proposal for row in self._many):
            self._fail(self._words("grammar.no_proposal"))

    def _read_tag(self, tag: Tag, value: str) -> None:
        read = read_value(tag, value, self._directory, self._class())
        if read is None:
            name = self._directory.pick(tag.zh, tag.en)
            asked = "grammar.fill" if tag.kind == "text" else "grammar.choose"
            key = "grammar.no_value" if value else asked
            self._fail(self._words(key, tag=name, word=value))
            return
        name = self._directory.pick(tag.words[0], tag.words[-1])
        self._shown.append(f"{name}:{read.shown}")
        if tag.argument in ("assist", "evidence"):
            self._args[tag.argument] = [*self._args.get(tag.argument, []), read.value]
        else:
            self._args[tag.argument] = read.value

    def _class(self) -> str:
        own = self._args.get("class")
        if own:
            return str(own)
        classes = {row.ticket_class for row in self._rows()}
        return classes.pop() if len(classes) == 1 else ""

    def _rows(self) -> tuple[TicketRow, ...]:
        """The tickets the line is about."""
        return self._many or ((self._ticket,) if self._ticket else ())

    def _fail_many(self, typed: str, found: list[TicketRow]) -> None:
        which = " ".join(row.number[-TAIL_FIGURES:] for row in found[:MOST_SHOWN])
        self._fail(self._words("grammar.many_tickets", word=typed, which=which))

    def _fail(self, problem: str) -> None:
        self._problem = self._problem or problem

    def utterance(self, typing: str) -> Utterance:
        """The line as understood; ``typing`` is its last, unfinished word."""
        text = " ".join(self._text)
        following = self._next(typing)
        self._check(text, bool(following))
        args = self._args | self._calling.args
        if text and self._verb.verb in TEXT_ARGUMENT:
            args[TEXT_ARGUMENT[self._verb.verb]] = text
        elif text:
            args["text"] = text
        return Utterance(
            self._verb,
            self._ticket,
            self._number,
            _arranged(args),
            self._echo(text),
            self._problem,
            following,
            bool(typing) and self._text[-1:] == [typing],
            self._many,
        )

    def _check(self, text: str, offers: bool) -> None:
        """What the verb still lacks, in the order in which it is said."""
        if self._calling.problem:
            self._fail(self._calling.problem)
        if self._verb.target == "must" and self._target is None:
            self._fail(self._words("grammar.which_target"))
        if self._verb.target == "ticket" and self._second is None:
            none = self._ticket is not None and not offers and not text
            self._fail(self._words("grammar.no_duplicate" if none else "grammar.which_second"))
        if text and self._verb.text == "no" and self._verb.kind != "local":
            name = verb_name(self._verb, self._words)
            self._fail(self._words("grammar.text_not_taken", verb=name, word=text))
        if self._verb.text == "must" and not text and self._verb.verb != "find":
            field = MISSING[TEXT_ARGUMENT.get(self._verb.verb, "text")]
            self._fail(self._words("grammar.text_needed", what=self._words.of(field)))
        for argument in NEEDED.get(self._verb.verb, ()):
            if argument not in self._args:
                what = self._words.of(MISSING[argument])
                self._fail(self._words("grammar.text_needed", what=what))
        if self._verb.verb == "callback" and self._args.keys().isdisjoint(ANSWERS):
            what = self._words.of(MISSING["contacted"])
            self._fail(self._words("grammar.text_needed", what=what))

    def _echo(self, text: str) -> str:
        parts = [verb_name(self._verb, self._words)]
        if self._ticket is not None:
            parts.append(short(self._ticket, self._directory))
        if self._many:
            tails = " ".join(row.number[-TAIL_FIGURES:] for row in self._many[:MOST_SHOWN])
            parts.append(self._words("grammar.marked", n=len(self._many), which=tails))
        if self._second is not None:
            parts.append(f"-> {short(self._second, self._directory)}")
        if self._target is not None:
            hint = f"({self._target.hint})" if self._target.hint else ""
            parts.append(f"-> {self._target.name}{hint}")
        elif self._verb.verb == "supervise":
            parts.append(f"-> {self._supervised()}")
        parts.append(self._calling.shown())
        parts += self._shown
        if self._verb.verb == "supervise" and "kind" not in self._args:
            parts.append(f"{self._words.of(('督', 'kind'))}:{self._words.of(CARDS[MILDEST])}")
        if text:
            parts.append(text)
        return " ".join(part for part in parts if part)

    def _supervised(self) -> str:
        """Before whom a card is put where no unit is named: who has the ticket, else the centre."""
        if self._many:
            return self._words("grammar.each_own")
        org = self._ticket.org if self._ticket is not None else ""
        return self._directory.name(org) if org else self._directory.centre()

    def _next(self, typing: str) -> tuple[Candidate, ...]:
        """What may come at the end of the line."""
        line = Understood(
            self._verb, self._rows(), self._second, self._named, self._alone,
            self._target is not None,
            self._args, self._text, self._class(), self._tickets,
        )  # fmt: skip
        return Following(self._directory, self._words, self._calling, line).candidates(typing)


def _arranged(args: dict[str, Any]) -> dict[str, Any]:
    """Caller and phone become the reporter that the platform knows."""
    caller, phone = args.pop("caller", ""), args.pop("phone", "")
    if caller or phone:
        args["reporter"] = {"name": caller, "phone": phone}
    return args
