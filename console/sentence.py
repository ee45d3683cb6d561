"""One line being read: the ticket, the target, tags and text behind its verb."""

from __future__ import annotations

from collections import Counter
from typing import Any

from console.calling import Calling
from console.directory import JOINED, Directory, Named
from console.tags import Tag, choices, conditions_of, read_value, tag_named, tags_of
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
from governance.command import TEXT_ARGUMENT
from governance.refusals import MISSING
from governance.verbs import Verb
from wire.rows import TicketRow

FULL_WIDTH_COLON = "\uff1a"
"""What an input method types for a colon; in a tag it is one, in text it stays."""

SUGGESTED = ("class", "grid")
"""Arguments of a new report that its words may suggest."""

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
        self._named = False
        self._target: Named | None = None
        self._calling = Calling(directory, role, verb)
        self._args: dict[str, Any] = {}
        self._shown: list[str] = []
        self._text: list[str] = []
        self._problem = ""
        self._takes_ticket = (bool(verb.states) and verb.kind != "local") or verb.verb == "go"
        self._read(tokens)

    def _read(self, tokens: list[str]) -> None:
        left = list(tokens)
        if self._takes_ticket:
            left = self._read_ticket(left)
        for token in left:
            plain = token.replace(FULL_WIDTH_COLON, ":")
            name, colon, value = plain.partition(":")
            tag = tag_named(self._verb.verb, name) if colon else None
            if tag is not None:
                self._read_tag(tag, value)
            elif not self._text and self._calling.take(plain, self._rows(), self._rung()):
                continue
            elif self._wants_second(token):
                self._read_second(token)
            elif self._wants_target(token, len(left)):
                self._read_target(token)
            else:
                self._text.append(token)

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
        without = [row.number[-TAIL_FIGURES:] for row in self._many if not row.proposal]
        if without:
            which = " ".join(without[:MOST_SHOWN])
            self._fail(self._words("grammar.no_proposal", n=len(without), which=which))

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

    def _rung(self) -> str:
        return str(self._args.get("rung", ""))

    def _fail_many(self, typed: str, found: list[TicketRow]) -> None:
        which = " ".join(row.number[-TAIL_FIGURES:] for row in found[:MOST_SHOWN])
        self._fail(self._words("grammar.many_tickets", word=typed, which=which))

    def _fail(self, problem: str) -> None:
        self._problem = self._problem or problem

    def utterance(self, typing: str) -> Utterance:
        """The line as understood; ``typing`` is its last, unfinished word."""
        text = " ".join(self._text)
        self._check(text)
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
            self._next(typing),
            bool(typing) and self._text[-1:] == [typing],
            self._many,
        )

    def _check(self, text: str) -> None:
        """What the verb still lacks, in the order in which it is said."""
        if self._verb.target == "must" and self._target is None:
            self._fail(self._words("grammar.which_target"))
        if self._verb.target == "ticket" and self._second is None:
            self._fail(self._words("grammar.which_second"))
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
            parts.append(self._short(self._ticket))
        if self._many:
            tails = " ".join(row.number[-TAIL_FIGURES:] for row in self._many[:MOST_SHOWN])
            parts.append(self._words("grammar.marked", n=len(self._many), which=tails))
        if self._second is not None:
            parts.append(f"-> {self._short(self._second)}")
        if self._target is not None:
            hint = f"({self._target.hint})" if self._target.hint else ""
            parts.append(f"-> {self._target.name}{hint}")
        parts.append(self._calling.shown(self._rows(), self._rung()))
        parts += self._shown
        if text:
            parts.append(text)
        return " ".join(part for part in parts if part)

    def _short(self, row: TicketRow) -> str:
        """A ticket in few words: the tail of its number, and its class."""
        name = self._directory.class_name(row.ticket_class)
        return f"{row.number[-TAIL_FIGURES:]} {name}".strip()

    def _next(self, typing: str) -> tuple[Candidate, ...]:
        """What may come at the end of the line."""
        name, colon, value = typing.replace(FULL_WIDTH_COLON, ":").partition(":")
        tag = tag_named(self._verb.verb, name) if colon else None
        if tag is not None:
            found = choices(tag, value, self._directory, self._class())
            return tuple(
                Candidate(f"{name}:{_insert(tag, one)} ", _shown(tag, one)) for one in found
            )
        if self._verb.target == "ticket" and not typing:
            return self._selected()
        if not self._text or self._text == [typing]:
            called = self._calling.candidates(typing, self._rows(), self._rung())
            if called:
                return called if typing else called + self._tag_candidates()
        takes_unit = self._verb.target in ("must", "may")
        if takes_unit and not self._text and self._typing_target(typing):
            units = self._directory.units_like(typing) if typing else self._proposed()
            offered = [Candidate(f"{_joined(one.name)} ", _unit(one)) for one in units]
            if not typing and len(units) > 1:
                each = self._words("grammar.each")
                offered.insert(0, Candidate(f"{EACH_PROPOSED} ", f"{EACH_PROPOSED} {each}"))
            return tuple(offered)
        return self._tag_candidates()

    def _selected(self) -> tuple[Candidate, ...]:
        """The selected ticket as the second one, where it is another and none is named yet."""
        row = self._tickets.subject
        if row is None or self._ticket is None or self._second or row.id == self._ticket.id:
            return ()
        return (Candidate(f"{row.number[-TAIL_FIGURES:]} ", self._short(row)),)

    def _proposed(self) -> list[Named]:
        """The units that the rules propose, the one for most tickets first."""
        codes = Counter(row.proposal for row in self._rows() if row.proposal)
        return [Named(code, self._directory.name(code)) for code, _ in codes.most_common()]

    def _typing_target(self, typing: str) -> bool:
        ticket_typed = self._named and typing.isdecimal()
        return not ticket_typed and (self._target is None or bool(typing))

    def _tag_candidates(self) -> tuple[Candidate, ...]:
        found = self._suggested()
        for tag in tags_of(self._verb.verb):
            if tag.argument in self._args or not self._offers(tag):
                continue
            word = self._directory.pick(tag.words[0], tag.words[-1])
            found.append(Candidate(f"{word}:", f"{word}:{self._directory.pick(tag.zh, tag.en)}"))
        return tuple(found)

    def _suggested(self) -> list[Candidate]:
        """Class and place of a new report as its words suggest them, put in together."""
        text = " ".join(self._text)
        if self._verb.verb != "new" or not text or not self._args.keys().isdisjoint(SUGGESTED):
            return []
        directory = self._directory
        ticket_class = directory.suggestions.class_of(text)
        place = directory.suggestions.place_of(text)
        parts = []
        if ticket_class:
            name = directory.class_name(ticket_class)
            parts.append(f"{directory.pick('类', 'class')}:{_joined(name)}")
        if place:
            parts.append(f"{directory.pick('格', 'grid')}:{_joined(directory.name(place))}")
        line = " ".join(parts)
        return [Candidate(f"{line} ", line)] if line else []

    def _offers(self, tag: Tag) -> bool:
        return tag.tag != "condition" or len(conditions_of(self._directory, self._class())) > 1


def _insert(tag: Tag, one: Named) -> str:
    return one.code if tag.kind in ("condition", "urgency") else _joined(one.name)


def _joined(name: str) -> str:
    """A name as one word of the line."""
    return name.replace(" ", JOINED)


def _shown(tag: Tag, one: Named) -> str:
    return f"{one.code} {one.name}" if tag.kind == "condition" else _unit(one)


def _unit(one: Named) -> str:
    return f"{one.name}({one.hint})" if one.hint else one.name


def _arranged(args: dict[str, Any]) -> dict[str, Any]:
    """Caller and phone become the reporter that the platform knows."""
    caller, phone = args.pop("caller", ""), args.pop("phone", "")
    if caller or phone:
        args["reporter"] = {"name": caller, "phone": phone}
    return args
