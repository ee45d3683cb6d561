"""What may be said about whistles: the arguments of their verbs."""

from __future__ import annotations

from governance.arguments import Arguments


class Blow(Arguments, frozen=True):
    """Whistle for units; the first of ``called`` leads.

    Without ``called`` they are those that the jurisdiction proposes, without ``rung`` it is the
    lowest that the actor may blow.
    """

    type: str = ""
    called: tuple[str, ...] = ()
    rung: str = ""
    playbook: str = ""
    note: str = ""


class Answer(Arguments, frozen=True):
    """A called unit reports in or comes on site; its only open call if none is named."""

    whistle: str = ""
    unit: str = ""
    person: str = ""
    note: str = ""


class Escalate(Arguments, frozen=True):
    """A whistle goes on to the next rung; whom it calls is proposed where it is not said."""

    whistle: str = ""
    called: tuple[str, ...] = ()
    note: str = ""


class Rate(Arguments, frozen=True):
    """The whistler gives the units it called 1 to 5 each."""

    whistle: str = ""
    ratings: dict[str, int] = {}
    note: str = ""


class Excuse(Arguments, frozen=True):
    """The centre lets a called unit off."""

    whistle: str = ""
    unit: str = ""
    reason: str = ""


class Confer(Arguments, frozen=True):
    """Notes of the joint handling."""

    whistle: str = ""
    note: str = ""


class Playbook(Arguments, frozen=True):
    """Attach a plan."""

    whistle: str = ""
    playbook: str = ""


class Conclude(Arguments, frozen=True):
    """The matter is dealt with: the whistle is over."""

    whistle: str = ""
    solved: bool | None = None
    result: str = ""


class Ack(Arguments, frozen=True):
    """An emergency whistle was heard; all of the actor's if none is named."""

    whistle: str = ""
    note: str = ""


class Missed(Arguments, frozen=True):
    """A called unit's limit has run out: ``stage`` is ``reportin`` or ``onsite``."""

    whistle: str = ""
    unit: str = ""
    stage: str = ""


WHISTLE_ARGUMENTS: dict[str, type[Arguments]] = {
    "whistle": Blow,
    "reportin": Answer,
    "onsite": Answer,
    "escalate": Escalate,
    "rate": Rate,
    "excuse": Excuse,
    "confer": Confer,
    "playbook": Playbook,
    "conclude": Conclude,
    "ack": Ack,
    "missed": Missed,
}
"""The arguments of each verb of whistles."""

WHISTLE_TEXT = {
    "whistle": "note",
    "reportin": "note",
    "onsite": "note",
    "escalate": "note",
    "rate": "note",
    "excuse": "reason",
    "confer": "note",
    "playbook": "playbook",
    "conclude": "result",
    "ack": "note",
}
"""Which argument the free text of a typed command becomes."""
