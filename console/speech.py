"""Saying things: from a verb's key or a typed line to a command on its way, and its answer."""

from __future__ import annotations

from console.command_bar import CommandBar
from console.desk import Desk
from console.directory import Directory
from console.grammar import Grammar
from console.outside import Answer, Message, Outside, Sending
from console.tags import conditions_of
from console.text.i18n import Words
from console.utterance import TAIL_FIGURES, Utterance
from governance import refusals
from governance.command import Refusal
from governance.verbs import VERBS, Verb
from wire.rows import TicketRow
from wire.safe_text import safe_text

DEFAULT_CHANNELS = {"grid": "GRID_WORKER", "department": "PATROL_TOWN"}
"""The channel of a report that names none, by the seat's role; citizens' calls otherwise."""


class Speech:
    """The commands of one seat: those being typed and those on their way."""

    def __init__(
        self, role: str, directory: Directory, words: Words, desk: Desk, outside: Outside
    ) -> None:
        self.grammar = Grammar(directory, words, desk, role)
        self.bar = CommandBar(self.grammar)
        self._role = role
        self._directory = directory
        self._words = words
        self._desk = desk
        self._outside = outside
        self._sent: dict[str, str] = {}
        self._unconfirmed: dict[str, Sending] = {}

    def start(self, verb: Verb, row: TicketRow | None) -> Utterance | Message | None:
        """A verb's key was pressed on a ticket.

        Returns:
            What to say at once if nothing is lacking; why it cannot be said; or None where the
            line was opened for the rest.
        """
        stem = f"{self.grammar.verb_name(verb)} "
        if verb.states:
            if row is None:
                return Message(self._words("say.no_selection"))
            refusal = self._refusal(verb, row)
            if refusal is not None:
                return self._refused(refusal)
            stem += f"{row.number[-TAIL_FIGURES:]} "
        self.bar.start(stem + self._lacking(verb, row))
        complete = verb.target == "no" and verb.text != "must" and not self.bar.read.problem
        if complete and self.bar.editor.text == stem:
            return self.bar.key("enter", None)
        return None

    def _refusal(self, verb: Verb, row: TicketRow) -> Refusal | None:
        """Why the verb is of no use here, by the same rules as the platform's."""
        if not verb.open_to(self._role):
            return self._denial(verb)
        if not verb.starts_from(row.state, self._role):
            return refusals.wrong_state(verb, row.state, "signed" in row.flags, self._role)
        return None

    def _denial(self, verb: Verb) -> Refusal:
        return refusals.denied(verb, *refusals.ROLES.get(self._role, (self._role, self._role)))

    def _refused(self, refusal: Refusal) -> Message:
        why = self._words.of((refusal.zh, refusal.en))
        return Message(self._words("say.refused", rule=refusal.rule, why=why), "bad")

    def _lacking(self, verb: Verb, row: TicketRow | None) -> str:
        """The tag that must be filled in before the verb can be said."""
        if verb.verb != "accept" or row is None:
            return ""
        if not row.ticket_class:
            return self._words.of(("类:", "class:"))
        if row.condition is None and len(conditions_of(self._directory, row.ticket_class)) > 1:
            return self._words.of(("件:", "condition:"))
        return ""

    def send(self, said: Utterance) -> Message:
        """Send what was said; the words to show meanwhile."""
        assert said.verb is not None
        verb = said.verb
        if not verb.open_to(self._role):
            return self._refused(self._denial(verb))
        row = said.ticket if verb.states else None
        number, version = (row.id, row.version) if row else ("", None)
        args = dict(said.args)
        if verb.verb == "new":
            args.setdefault("channel", DEFAULT_CHANNELS.get(self._role, "HOTLINE_12345"))
        sending = Sending("", verb.verb, number, version if verb.versioned else None, args)
        line = self.bar.editor.text
        before = self._unconfirmed.pop(line, None)
        if before is not None and before.same_as(sending):
            sending = before
        key = self._outside.send(sending, line)
        if number:
            self._sent[key] = number
            self._desk.pending[number] = verb.verb
        name = self.grammar.verb_name(verb)
        said_now = self._words("say.sending", verb=name, ticket=number[-TAIL_FIGURES:])
        return Message(said_now.rstrip())

    def settle(self, key: str) -> None:
        """A command's event has come: its ticket is no longer pending."""
        number = self._sent.pop(key, None)
        if number is not None:
            self._desk.pending.pop(number, None)

    def answered(self, answer: Answer) -> Message:
        """A command was answered, or was not; the words that say so."""
        verb = VERBS[answer.sending.verb]
        name = self.grammar.verb_name(verb)
        number = (answer.row.number if answer.row else answer.sending.ticket)[-TAIL_FIGURES:]
        why = safe_text(self._words.of((answer.zh, answer.en)))
        if answer.row is not None:
            self._desk.answered(answer.row)
            key = "say.done" if answer.outcome == "applied" else "say.done_again"
            if answer.outcome == "duplicate":
                self.settle(answer.sending.key)
            return Message(self._words(key, verb=name, ticket=number), "good")
        self.settle(answer.sending.key)
        if answer.outcome == "unreachable":
            self._unconfirmed[answer.line] = answer.sending
            return Message(self._words("say.unreachable", verb=name, ticket=number), "mark")
        return Message(self._words("say.refused", rule=answer.rule, why=why), "bad")
