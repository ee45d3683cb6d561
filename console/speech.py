"""Saying things: from a verb's key or a typed line to a command on its way, and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from console.bulk import CARRIED_OUT, failed
from console.command_bar import CommandBar
from console.desk import Desk
from console.directory import Directory
from console.grammar import Grammar
from console.outside import Answer, Message, Outside, Sending
from console.prerequisites import lacking
from console.tags import conditions_of
from console.text.i18n import Words
from console.utterance import ALL_MARKED, EACH_PROPOSED, TAIL_FIGURES, Utterance
from governance import refusals
from governance.command import Refusal
from governance.verbs import VERBS, Verb
from wire.rows import TicketRow
from wire.safe_text import safe_text

DEFAULT_CHANNELS = {"grid": "GRID_WORKER", "department": "PATROL_TOWN"}
"""The channel of a report that names none, by the seat's role; citizens' calls otherwise."""


ASKED_FOR = ("suspend", "extend", "appeal")
"""Verbs that only ask: somebody else decides."""


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
        self._awaited: list[tuple[int, str]] = []
        self._reached = 0
        self._unconfirmed: dict[str, list[Sending]] = {}

    def start(
        self, verb: Verb, row: TicketRow | None, whole: bool = False, known: str = ""
    ) -> Utterance | Message | None:
        """A verb's key was pressed on a ticket, or where some are marked on all of those.

        Args:
            verb: what to do.
            row: the ticket one is at.
            whole: whether that ticket is being read; then it alone is meant.
            known: what of the line is known already, such as the whistle it is about.

        Returns:
            What to say at once if nothing is lacking; why it cannot be said; or None where the
            line was opened for the rest.
        """
        many = bool(verb.states) and not whole and len(self._desk.marks) > 0
        stem = f"{self.grammar.verb_name(verb)} "
        if verb.states:
            refusal = None if many else self._refusal_of(verb, row)
            if refusal is not None:
                return refusal
            stem += f"{ALL_MARKED} " if many or row is None else f"{row.number[-TAIL_FIGURES:]} "
        stem += f"{known} " if known and not known.endswith(":") else known
        self.bar.start(stem + ("" if many else self._lacking(verb, row)))
        complete = (
            not known.endswith(":")
            and verb.target == "no"
            and verb.text != "must"
            and not self.bar.read.problem
        )
        if complete and self.bar.editor.text == stem:
            return self.bar.key("enter", None)
        return None

    def _refusal_of(self, verb: Verb, row: TicketRow | None) -> Message | None:
        if row is None:
            return Message(self._words("say.no_selection"))
        refusal = self._refusal(verb, row)
        return self._refused(refusal) if refusal is not None else None

    def _refusal(self, verb: Verb, row: TicketRow) -> Refusal | None:
        """Why the verb is of no use here, by the same rules as the platform's."""
        if not verb.open_to(self._role):
            return self._denial(verb)
        if not verb.starts_from(row.state, self._role):
            return refusals.wrong_state(verb, row.state, "signed" in row.flags, self._role)
        return lacking(verb, row)

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
        line = self.bar.editor.text
        name = self.grammar.verb_name(verb)
        if said.tickets:
            return self._send_many(verb, said, line)
        row = said.ticket if verb.states else None
        sending = self._sending(verb, row, said.args, line)
        self._sent_off(self._outside.send(sending, line), sending)
        number = row.id[-TAIL_FIGURES:] if row else ""
        return Message(self._words("say.sending", verb=name, ticket=number).rstrip())

    def _send_many(self, verb: Verb, said: Utterance, line: str) -> Message:
        """One act on all marked tickets, in one request."""
        sendings = [self._sending(verb, row, said.args, line) for row in said.tickets]
        keys = self._outside.send_many(sendings, line)
        for key, sending in zip(keys, sendings, strict=True):
            self._sent_off(key, sending)
        name = self.grammar.verb_name(verb)
        return Message(self._words("bulk.sending", verb=name, n=len(sendings)))

    def _sending(
        self, verb: Verb, row: TicketRow | None, said: dict[str, Any], line: str
    ) -> Sending:
        """The command, under its old id where the same was said before and its fate is unknown."""
        args = dict(said)
        if verb.verb == "new":
            args.setdefault("channel", DEFAULT_CHANNELS.get(self._role, "HOTLINE_12345"))
        if row is not None and args.get("target") == EACH_PROPOSED:
            args["target"] = row.proposal
        version = row.version if row and verb.versioned else None
        sending = Sending("", verb.verb, row.id if row else "", version, args)
        known = self._unconfirmed.get(line, [])
        before = next((one for one in known if one.same_as(sending)), None)
        if before is None:
            return sending
        known.remove(before)
        return before

    def _sent_off(self, key: str, sending: Sending) -> None:
        if sending.ticket:
            self._sent[key] = sending.ticket
            self._desk.pending[sending.ticket] = sending.verb

    def reached(self, seq: int) -> None:
        """The copy stands there now: the facts of commands up to it have come."""
        self._reached = seq
        awaited, self._awaited = self._awaited, []
        for one in awaited:
            self._await(*one)

    def _await(self, seq: int, key: str) -> None:
        if seq <= self._reached:
            self.settle(key)
        else:
            self._awaited.append((seq, key))

    def acknowledge(self, rows: Iterable[TicketRow | None]) -> None:
        """Tell the platform that emergency whistles of these tickets were heard here."""
        sendings = [Sending("", "ack", row.id, None, {}) for row in rows if row is not None]
        if sendings:
            self._outside.send_many(sendings, "ack")

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
        self._take(answer)
        if answer.row is not None:
            key = "say.done" if answer.outcome == "applied" else "say.done_again"
            if verb.verb in ASKED_FOR and answer.outcome == "applied":
                key = "say.asked"
            return Message(self._words(key, verb=name, ticket=number), "good")
        if answer.outcome == "unreachable":
            return Message(self._words("say.unreachable", verb=name, ticket=number), "mark")
        key = "say.conflict" if answer.outcome == "conflict" else "say.refused"
        return Message(self._words(key, rule=answer.rule, why=why), "bad")

    def answered_many(self, answers: Sequence[Answer]) -> tuple[Message, str]:
        """Commands of one line were answered: the words that say so, and the verb's name.

        What was done is no longer marked; what was not stays marked.
        """
        name = self.grammar.verb_name(VERBS[answers[0].sending.verb])
        for answer in answers:
            self._take(answer)
            if answer.outcome in CARRIED_OUT:
                self._desk.marks.discard(answer.sending.ticket)
        bad = len(failed(answers))
        if not bad:
            return Message(self._words("bulk.done", verb=name, n=len(answers)), "good"), name
        text = self._words("bulk.some", verb=name, good=len(answers) - bad, bad=bad)
        return Message(text, "bad"), name

    def _take(self, answer: Answer) -> None:
        """Remember what an answer says of its ticket and its command."""
        if answer.newest is not None:
            self._desk.answered(answer.newest)
        if answer.row is not None:
            self._desk.answered(answer.row)
            self._await(0 if answer.outcome == "duplicate" else answer.seq, answer.sending.key)
            return
        self.settle(answer.sending.key)
        if answer.outcome == "unreachable":
            self._unconfirmed.setdefault(answer.line, []).append(answer.sending)
