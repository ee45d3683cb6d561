"""Every fact of a ticket's life, as structs. The log is made of these and of nothing else.

What people wrote or who they are (``private``) never enters the log: the platform seals it beside
the log under a key per ticket and leaves a salted digest in the record.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from governance.command import Actor
from governance.fact import Fact as Fact
from governance.fact import Private as Private
from governance.supervision_facts import SUPERVISION_FACT_NAMES, AnySupervisionFact
from governance.whistle_facts import WHISTLE_FACT_NAMES, AnyWhistleFact


class Reported(Fact, frozen=True, tag="reported"):
    """A problem came in; ``reported_at`` is when it was made, which may be earlier."""

    number: str
    channel: str
    loop: str
    ticket_class: str = ""
    condition: int | None = None
    urgency: str = ""
    grid: str = ""
    lng: float | None = None
    lat: float | None = None
    external: str = ""
    category: str = ""
    reported_at: datetime | None = None


class Accepted(Fact, frozen=True, tag="accepted"):
    """Filed under a class and a filing condition."""

    ticket_class: str
    condition: int
    urgency: str
    grid: str = ""


class Rejected(Fact, frozen=True, tag="rejected"):
    """Not filed."""


class Dispatched(Fact, frozen=True, tag="dispatched"):
    """Sent to a unit by the centre. ``corrects`` says a return was accepted by this."""

    target: str
    condition: int
    assist: tuple[str, ...] = ()
    corrects: bool = False


class Assisted(Fact, frozen=True, tag="assisted"):
    """A unit was asked to help; the handling unit still answers."""

    target: str


class AssistReplied(Fact, frozen=True, tag="assist_replied"):
    """A helping unit gave its part: its own clock stops, the handling goes on."""

    unit: str
    evidence: tuple[str, ...] = ()
    solved: bool | None = None


class Assigned(Fact, frozen=True, tag="assigned"):
    """Passed on inside the handling unit; the unit keeps its clock."""

    target: str


class Signed(Fact, frozen=True, tag="signed"):
    """The unit took it."""


class Returned(Fact, frozen=True, tag="returned"):
    """The unit sent it back; it stays the unit's until somebody else has it."""


class ReturnRefused(Fact, frozen=True, tag="return_refused"):
    """The centre upheld the unit."""


class LeadDesignated(Fact, frozen=True, tag="lead_designated"):
    """The arbiter named a lead unit: no more returns."""

    target: str


class HandleFinished(Fact, frozen=True, tag="handle_finished"):
    """The handler is done."""

    evidence: tuple[str, ...] = ()
    solved: bool | None = None


class HandleConfirmed(Fact, frozen=True, tag="handle_confirmed"):
    """The unit confirms and passes back: its handling clock stops."""


class CheckPassed(Fact, frozen=True, tag="check_passed"):
    """A check found it done."""


class CheckFailed(Fact, frozen=True, tag="check_failed"):
    """A check found it not done."""


class Reworked(Fact, frozen=True, tag="reworked"):
    """Back to the same unit on the old clock."""


class CallbackDue(Fact, frozen=True, tag="callback_due"):
    """The centre would close it; the reporter is to be called back first."""

    solved: bool | None = None


class CalledBack(Fact, frozen=True, tag="called_back"):
    """The reporter was called: reached or not, and what was said. Solved is not satisfied."""

    contacted: bool
    solved: bool | None = None
    satisfied: bool | None = None


class Closed(Fact, frozen=True, tag="closed"):
    """Closed."""

    solved: bool | None = None


class Reopened(Fact, frozen=True, tag="reopened"):
    """Open again; ``to`` is the state it returns to."""

    to: str


class Merged(Fact, frozen=True, tag="merged"):
    """A duplicate went into another ticket; ``was`` is the state that a split gives back."""

    into: str
    was: str


class TookIn(Fact, frozen=True, tag="took_in"):
    """The other half of ``Merged``, on the head: ``ticket`` came to it."""

    ticket: str


class Split(Fact, frozen=True, tag="split"):
    """It is a ticket of its own again, in the state ``to``; ``clocks`` go on."""

    out_of: str
    to: str


class GaveBack(Fact, frozen=True, tag="gave_back"):
    """The other half of ``Split``, on the head: ``ticket`` left it."""

    ticket: str


class Claimed(Fact, frozen=True, tag="claimed"):
    """Somebody has it in hand until then."""

    until: datetime


class Released(Fact, frozen=True, tag="released"):
    """Who had it in hand let go."""


class Noted(Fact, frozen=True, tag="noted"):
    """Somebody remarked something."""


class ClocksRecomputed(Fact, frozen=True, tag="clocks_recomputed"):
    """A newly published calendar moved these due times; ``clocks`` replace those running."""


AnyFact = (
    Reported
    | Accepted
    | Rejected
    | Dispatched
    | Assisted
    | AssistReplied
    | Assigned
    | Signed
    | Returned
    | ReturnRefused
    | LeadDesignated
    | HandleFinished
    | HandleConfirmed
    | CheckPassed
    | CheckFailed
    | Reworked
    | CallbackDue
    | CalledBack
    | Closed
    | Reopened
    | Merged
    | TookIn
    | Split
    | GaveBack
    | Claimed
    | Released
    | Noted
    | ClocksRecomputed
    | AnyWhistleFact
    | AnySupervisionFact
)
"""The union that the log is decoded into."""

FACT_NAMES: dict[str, tuple[str, str]] = {
    "reported": ("上报", "reported"),
    "accepted": ("受理", "accepted"),
    "rejected": ("不受理", "rejected"),
    "dispatched": ("派遣", "dispatched"),
    "assisted": ("请求协办", "asked to assist"),
    "assist_replied": ("协办反馈", "assisting reply"),
    "assigned": ("内部分派", "assigned"),
    "signed": ("签收", "signed"),
    "returned": ("退单", "returned"),
    "return_refused": ("退单不成立", "return refused"),
    "lead_designated": ("指定牵头", "lead designated"),
    "handle_finished": ("处置完成", "handling finished"),
    "handle_confirmed": ("部门反馈", "result confirmed"),
    "check_passed": ("核查通过", "check passed"),
    "check_failed": ("核查不通过", "check failed"),
    "reworked": ("返工", "sent to rework"),
    "callback_due": ("转回访", "callback due"),
    "called_back": ("回访", "called back"),
    "closed": ("结案", "closed"),
    "reopened": ("重办", "reopened"),
    "merged": ("合并", "merged"),
    "took_in": ("并入重复件", "took in a duplicate"),
    "split": ("拆开", "split"),
    "gave_back": ("拆出重复件", "gave back"),
    "claimed": ("认领", "claimed"),
    "released": ("放手", "released"),
    "noted": ("备注", "note"),
    "clocks_recomputed": ("时限重算", "due times recomputed"),
    **WHISTLE_FACT_NAMES,
    **SUPERVISION_FACT_NAMES,
}
"""Each fact's Chinese and English name."""


class Event(msgspec.Struct, frozen=True):
    """A fact with who, when and which version of the ticket it made."""

    fact: AnyFact
    at: datetime
    actor: Actor
    version: int


def kind_of(fact: AnyFact) -> str:
    """The fact's tag, as it stands in the log."""
    return str(fact.__struct_config__.tag)
