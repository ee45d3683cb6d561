"""What is said of requests and cards: ask, decide, resume, supervise, answer."""

from __future__ import annotations

from datetime import datetime

from governance.arguments import Arguments


class Suspend(Arguments, frozen=True):
    """Ask that the clock stand still.

    ``cause`` is a key of ``governance.request.CAUSES``; ``until`` says when it resumes, in one of
    the ways of `moments.py`.
    """

    cause: str = ""
    until: str = ""
    note: str = ""


class Extend(Arguments, frozen=True):
    """Ask for one more of the original limit."""

    reason: str = ""


class Appeal(Arguments, frozen=True):
    """Ask that a late handling be excused."""

    reason: str = ""


class Approve(Arguments, frozen=True):
    """Grant a request, the only open one if none is named."""

    request: str = ""
    note: str = ""


class Deny(Arguments, frozen=True):
    """Deny a request, the only open one if none is named."""

    request: str = ""
    reason: str = ""


class Resume(Arguments, frozen=True):
    """A suspended ticket is worked on again."""

    note: str = ""


class ResumeDue(Arguments, frozen=True):
    """The day has come on which the suspension that was asked for so ends."""

    request: str = ""


class Supervise(Arguments, frozen=True):
    """Put a card before a unit, the one in charge if none is named."""

    kind: str = ""
    target: str = ""
    text: str = ""


class Answer(Arguments, frozen=True):
    """Answer a card, the oldest unanswered one if none is named."""

    card: str = ""
    text: str = ""


class PutCard(Arguments, frozen=True):
    """A clock has come so far that a card is due.

    ``stage``, ``unit`` and ``clock`` (its beginning) name the clock.
    """

    kind: str = ""
    stage: str = ""
    unit: str = ""
    clock: datetime | None = None


SUPERVISION_ARGUMENTS: dict[str, type[Arguments]] = {
    "suspend": Suspend,
    "extend": Extend,
    "appeal": Appeal,
    "approve": Approve,
    "deny": Deny,
    "resume": Resume,
    "supervise": Supervise,
    "answer": Answer,
    "card": PutCard,
    "resume_due": ResumeDue,
}
"""The arguments of each of these verbs."""

SUPERVISION_TEXT = {
    "suspend": "note",
    "extend": "reason",
    "appeal": "reason",
    "approve": "note",
    "deny": "reason",
    "resume": "note",
    "supervise": "text",
    "answer": "text",
}
"""Which argument the free text becomes."""
