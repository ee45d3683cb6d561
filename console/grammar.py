"""The command line: verb, ticket, target, tags, text. Pure: a line in, what it means out.

Every reading carries an echo in words of what Enter would do, what is missing if it would do
nothing, and what may come next.
"""

from __future__ import annotations

from console.directory import Directory
from console.sentence import Sentence, verb_name
from console.text.i18n import Words
from console.text.pinyin import answers_to
from console.utterance import Candidate, Tickets, Utterance
from governance.verbs import VERBS, Verb


class Grammar:
    """Reads lines for one seat."""

    def __init__(self, directory: Directory, words: Words, tickets: Tickets, role: str) -> None:
        self._directory = directory
        self._words = words
        self._tickets = tickets
        self._role = role

    def verb_name(self, verb: Verb) -> str:
        """The verb in the seat's language."""
        return verb_name(verb, self._words)

    def verbs(self) -> list[Verb]:
        """The verbs this seat may say."""
        return [v for v in VERBS.values() if v.kind != "system" and v.open_to(self._role)]

    def verb(self, word: str) -> Verb | None:
        """The verb of a Chinese name, initials or English name."""
        typed = word.lower()
        for verb in VERBS.values():
            if verb.kind != "system" and (word == verb.zh or typed in (*verb.initials, verb.verb)):
                return verb
        return None

    def read(self, line: str) -> Utterance:
        """What a line means so far."""
        tokens = line.split()
        if not tokens:
            return Utterance(next=self._verb_candidates(""))
        verb = self.verb(tokens[0])
        ended = line.endswith(" ")
        if verb is None:
            problem = self._words("grammar.no_verb", word=tokens[0])
            found = () if len(tokens) > 1 else self._verb_candidates(tokens[0])
            return Utterance(problem=problem, next=found)
        if len(tokens) == 1 and not ended:
            shown = (Candidate(f"{self.verb_name(verb)} ", self.verb_name(verb)),)
            return self._sentence(verb, []).utterance("")._replace(next=shown)
        rest = tokens[1:]
        return self._sentence(verb, rest).utterance("" if ended else rest[-1])

    def _sentence(self, verb: Verb, tokens: list[str]) -> Sentence:
        return Sentence(
            self._directory, self._words, self._tickets, verb, tokens, self._role
        )  # fmt: skip

    def _verb_candidates(self, typed: str) -> tuple[Candidate, ...]:
        names = [
            self.verb_name(verb)
            for verb in self.verbs()
            if not typed
            or answers_to(verb.zh, typed.lower())
            or any(i.startswith(typed.lower()) for i in (*verb.initials, verb.verb))
        ]
        return tuple(Candidate(f"{name} ", name) for name in names)
