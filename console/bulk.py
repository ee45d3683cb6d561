"""One act done to many tickets: what came of each, and the lines that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.line import Line, Span, line
from console.outside import Answer
from console.text.i18n import Words
from console.text.width import wrap
from console.utterance import TAIL_FIGURES
from wire.safe_text import safe_text

CARRIED_OUT = ("applied", "duplicate")
"""Outcomes after which the act is done, now or when it was sent first."""


def failed(answers: Iterable[Answer]) -> list[Answer]:
    """The answers that say the act was not done, or that nobody knows."""
    return [one for one in answers if one.outcome not in CARRIED_OUT]


def result_lines(name: str, answers: Sequence[Answer], words: Words, width: int) -> list[Line]:
    """What came of each ticket: failures with their reasons first, then those that went well."""
    bad = failed(answers)
    good = [one for one in answers if one.outcome in CARRIED_OUT]
    out = [line(Span(f" {words('bulk.failed', verb=name, n=len(bad))}", "header"))] if bad else []
    for one in bad:
        out += _failure(one, words, width)
    if good:
        out.append(line(Span(f" {words('bulk.done', verb=name, n=len(good))}", "header")))
        tails = " ".join(_tail(one) for one in good)
        out += [line(f"   {piece}") for piece in wrap(tails, width - 4)]
    return out


def _failure(answer: Answer, words: Words, width: int) -> list[Line]:
    rule = answer.rule or "-"
    why = safe_text(words.of((answer.zh, answer.en)))
    if answer.outcome == "unreachable":
        why = words("bulk.unknown")
    first, *rest = wrap(why, width - 18) or [""]
    head = line("   ", Span(f"{_tail(answer):<8}", "bad"), f"{rule:<5} ", first)
    return [head, *(line(" " * 17 + piece) for piece in rest)]


def _tail(answer: Answer) -> str:
    number = answer.row.number if answer.row else answer.sending.ticket
    return number[-TAIL_FIGURES:]
