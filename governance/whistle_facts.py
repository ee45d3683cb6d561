"""The facts of whistles: who was called, who came, what was said of it."""

from __future__ import annotations

from governance.fact import Fact


class Whistled(Fact, frozen=True, tag="whistled"):
    """A whistle calls units; the first leads. ``parent`` is the whistle escalated to this one."""

    whistle: str
    type: str
    rung: str
    unit: str
    called: tuple[str, ...]
    parent: str = ""
    playbook: str = ""


class WhistleFact(Fact, frozen=True):
    """Base of what happens to one whistle of the ticket."""

    whistle: str


class CallFact(WhistleFact, frozen=True):
    """Base of what happens to one unit that a whistle called."""

    unit: str


class ReportedIn(CallFact, frozen=True, tag="reported_in"):
    """A called unit reported in by a person of its own."""

    person: str


class OnSite(CallFact, frozen=True, tag="on_site"):
    """A called unit's person came on site."""

    person: str


class ReportInMissed(CallFact, frozen=True, tag="report_in_missed"):
    """A called unit had not reported in at its limit; the clock runs on."""

    proposed: bool = False
    beyond: bool = False


class OnSiteMissed(CallFact, frozen=True, tag="on_site_missed"):
    """A called unit was not on site at its limit; the clock runs on."""

    proposed: bool = False
    beyond: bool = False


class Excused(CallFact, frozen=True, tag="excused"):
    """The centre let a called unit off."""


class WhistleAcked(CallFact, frozen=True, tag="whistle_acked"):
    """An account of a called unit has heard an emergency whistle."""


class Conferred(WhistleFact, frozen=True, tag="conferred"):
    """Notes of the joint handling."""


class PlaybookAttached(WhistleFact, frozen=True, tag="playbook_attached"):
    """The plan that the called units act by."""

    playbook: str


class WhistleRated(WhistleFact, frozen=True, tag="whistle_rated"):
    """The whistler's word on the units it called, 1 to 5 each."""

    ratings: dict[str, int]


class WhistleEscalated(WhistleFact, frozen=True, tag="whistle_escalated"):
    """It goes on as the whistle ``into`` of the next rung."""

    into: str


class WhistleConcluded(WhistleFact, frozen=True, tag="whistle_concluded"):
    """It is over; nothing is owed on it any more."""

    solved: bool | None = None


AnyWhistleFact = (
    Whistled
    | ReportedIn
    | OnSite
    | ReportInMissed
    | OnSiteMissed
    | Excused
    | WhistleAcked
    | Conferred
    | PlaybookAttached
    | WhistleRated
    | WhistleEscalated
    | WhistleConcluded
)
"""The facts of whistles, as part of the union that the log is decoded into."""

WHISTLE_FACT_NAMES: dict[str, tuple[str, str]] = {
    "whistled": ("吹哨", "whistled"),
    "reported_in": ("报到", "reported in"),
    "on_site": ("到场", "on site"),
    "report_in_missed": ("逾时未报到", "report-in missed"),
    "on_site_missed": ("逾时未到场", "on-site limit missed"),
    "excused": ("免到", "let off"),
    "whistle_acked": ("确认应急哨", "emergency whistle heard"),
    "conferred": ("会商", "conferred"),
    "playbook_attached": ("附预案", "playbook attached"),
    "whistle_rated": ("评价部门", "units rated"),
    "whistle_escalated": ("升级", "escalated"),
    "whistle_concluded": ("销哨", "whistle concluded"),
}
"""Each fact's Chinese and English name."""
