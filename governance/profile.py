"""A jurisdiction: its places, units, classes, limits and calendar, built from text tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from governance.calendar import Limit, Unit, WorkCalendar
from governance.errors import ProfileError
from governance.ladder import Ladder, build_ladder
from governance.limits import limit, number
from governance.org import Grid, Org, OrgTree
from governance.supervision import Supervision, build_supervision
from governance.tables import rows
from governance.taxonomy import Channel, Condition, StageLimit, TicketClass

REAL_CODE = "stats"
"""``code_src`` of places whose code is in the statistics bureau's list."""

TIMED_BY_TABLE = (
    "intake", "dispatch", "sign", "refuse", "assist", "verify", "close", "callback",
)  # fmt: skip
"""Stages whose limits every jurisdiction sets; the others are conditions' or rules' own."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of the rules; every one differs from city to city (`domain/rules.md`).

    Attributes:
        max_returns: returns after which the arbiter decides (D4).
        reopen_fraction: part of the original limit that a reopened ticket gets.
        rework_limit: time the centre has to send a failed check back.
        rule_limit: time the centre has to decide a return.
        four_eyes: whether a request is decided by another person, of another unit than who asked.
        max_extensions / max_suspensions: how often one handling clock may be extended or paused.
        leader_extension: from which extension on the shift leader has to approve.
        suspension_days: how far ahead the day of resuming may lie.
        approve_limit: time the centre has to decide a request.
        appeal_reviewers: how many persons have to uphold an appeal.
        claim_minutes: how long a claim holds others off.
        unhappy: what an unhappy answer to a call-back does: ``propose`` marks the ticket for the
            centre to decide, ``reopen`` opens it again at once.
    """

    max_returns: int = 1
    reopen_fraction: float = 0.5
    rework_limit: Limit = Limit(30, Unit.URGENT_MINUTE)
    rule_limit: Limit = Limit(30, Unit.URGENT_MINUTE)
    four_eyes: bool = True
    max_extensions: Annotated[int, msgspec.Meta(ge=0, le=9)] = 2
    max_suspensions: Annotated[int, msgspec.Meta(ge=0, le=9)] = 1
    leader_extension: Annotated[int, msgspec.Meta(ge=1)] = 2
    suspension_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 365
    approve_limit: Limit = Limit(30, Unit.URGENT_MINUTE)
    appeal_reviewers: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    claim_minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)] = 10
    unhappy: Literal["propose", "reopen"] = "propose"


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """``profile.toml``: who the jurisdiction is, its working hours and its rules."""

    code: str
    name_zh: str
    name_en: str
    centre_zh: str
    centre_en: str
    hours: Mapping[str, Any] = {}
    rules: Mapping[str, Any] = {}


class Profile(NamedTuple):
    """A whole jurisdiction, ready for the rules."""

    description: Description
    tree: OrgTree
    classes: Mapping[str, TicketClass]
    channels: Mapping[str, Channel]
    stage_limits: Mapping[tuple[str, str], StageLimit]
    duties: tuple[tuple[str, str], ...]
    calendar: WorkCalendar
    rules: Rules
    ladder: Ladder = Ladder()
    supervision: Supervision = Supervision()

    @property
    def district(self) -> str:
        """Code of the district at the top of the tree."""
        return self.description.code

    def stage_limit(self, stage: str, urgency: str) -> StageLimit:
        """The limit of a stage for one urgency, or the one for any.

        Raises:
            ProfileError: the jurisdiction has no limit for the stage.
        """
        for key in ((stage, urgency), (stage, "*")):
            if key in self.stage_limits:
                return self.stage_limits[key]
        raise ProfileError("stage_limits.csv", 0, f"add a row for stage {stage}")


def build_profile(
    description: Mapping[str, Any], tables: Mapping[str, str], calendar: WorkCalendar
) -> Profile:
    """A profile from its description and the text of its tables.

    Args:
        description: the parsed ``profile.toml``.
        tables: text of ``orgs.csv``, ``grids.csv``, ``duties.csv``, ``classes.csv``,
            ``conditions.csv``, ``channels.csv``, ``stage_limits.csv`` and ``supervision.csv``;
            where there are whistles those of the ladder (`ladder.TABLES`).
        calendar: holidays; its working periods are replaced by the profile's where given.

    Raises:
        ProfileError: names the table, the line and the remedy.
    """
    about = _description(description)
    tree = OrgTree(_orgs(tables["orgs.csv"]), _grids(tables["grids.csv"]))
    _check_tree(tree, about.code)
    duties = _duties(tables["duties.csv"], tree)
    return Profile(
        about,
        tree,
        _classes(tables["classes.csv"], tables["conditions.csv"]),
        _channels(tables["channels.csv"]),
        _stage_limits(tables["stage_limits.csv"]),
        duties,
        _with_hours(calendar, about),
        _rules(about),
        build_ladder(tables, tree, duties),
        build_supervision(tables["supervision.csv"]),
    )


def _description(raw: Mapping[str, Any]) -> Description:
    known = {key: value for key, value in raw.items() if key in Description.__struct_fields__}
    known["rules"] = {
        key: value for key, value in raw.get("rules", {}).items() if key in Rules.__struct_fields__
    }
    try:
        return msgspec.convert(known, Description)
    except msgspec.ValidationError as error:
        raise ProfileError("profile.toml", 0, str(error)) from error


def _rules(about: Description) -> Rules:
    try:
        return msgspec.convert(dict(about.rules), Rules)
    except msgspec.ValidationError as error:
        raise ProfileError("profile.toml", 0, f"[rules] {error}") from error


def _with_hours(calendar: WorkCalendar, about: Description) -> WorkCalendar:
    periods = tuple(
        (time.fromisoformat(opens), time.fromisoformat(closes))
        for opens, closes in about.hours.get("periods", ())
    )
    return msgspec.structs.replace(calendar, periods=periods or calendar.periods)


def _orgs(text: str) -> dict[str, Org]:
    columns = (
        "code",
        "parent",
        "level",
        "name_zh",
        "name_en",
        "short_zh",
        "initials",
        "type",
        "code_src",
    )
    return {
        row["code"]: Org(
            row["code"], row["parent"], row["level"], row["name_zh"], row["name_en"],
            row["short_zh"], row["initials"], row["type"], row["code_src"] != REAL_CODE,
        )
        for _, row in rows("orgs.csv", text, columns)
    }  # fmt: skip


def _grids(text: str) -> dict[str, Grid]:
    columns = ("code", "parent", "name_zh", "lng", "lat", "synthetic")
    grids = {}
    for line, row in rows("grids.csv", text, columns):
        place = [number("grids.csv", line, row, column) for column in ("lng", "lat")]
        synthetic = row["synthetic"].lower() in ("true", "1")
        grids[row["code"]] = Grid(
            row["code"], row["parent"], row["name_zh"], place[0], place[1], synthetic
        )
    return grids


def _check_tree(tree: OrgTree, district: str) -> None:
    if district not in tree.orgs:
        raise ProfileError("orgs.csv", 0, f"add the district {district} named in profile.toml")
    for name, units in (("orgs.csv", tree.orgs), ("grids.csv", tree.grids)):
        for code in units:
            if code != district and tree.parent(code) not in tree.orgs:
                raise ProfileError(
                    name, 0, f"{code}: its parent {tree.parent(code)} does not exist"
                )


def _classes(text: str, conditions_text: str) -> dict[str, TicketClass]:
    conditions: dict[str, list[Condition]] = {}
    columns = (
        "class",
        "no",
        "label_zh",
        "label_en",
        "closing_zh",
        "closing_en",
        "limit_value",
        "limit_unit",
    )
    for line, row in rows("conditions.csv", conditions_text, columns):
        no = int(number("conditions.csv", line, row, "no"))
        words = [row[name] for name in columns[2:6]]
        granted = limit("conditions.csv", line, row)
        conditions.setdefault(row["class"], []).append(
            Condition(no, words[0], words[1], words[2], words[3], granted)
        )
    names = ("code", "kind", "group_zh", "group_en", "name_zh", "name_en", "urgency")
    classes = {}
    for line, row in rows("classes.csv", text, names):
        if row["code"] not in conditions:
            raise ProfileError("classes.csv", line, f"{row['code']} has no row in conditions.csv")
        classes[row["code"]] = TicketClass(
            row["code"], row["kind"], row["group_zh"], row["group_en"], row["name_zh"],
            row["name_en"], row["urgency"], tuple(conditions[row["code"]]),
        )  # fmt: skip
    return classes


def _channels(text: str) -> dict[str, Channel]:
    names = (
        "code",
        "name_zh",
        "name_en",
        "short_zh",
        "short_en",
        "kind",
        "needs_callback",
        "share",
    )
    return {
        row["code"]: Channel(
            row["code"], row["name_zh"], row["name_en"], row["short_zh"], row["short_en"],
            row["kind"], row["needs_callback"] == "1", number("channels.csv", line, row, "share"),
        )
        for line, row in rows("channels.csv", text, names)
    }  # fmt: skip


def _stage_limits(text: str) -> dict[tuple[str, str], StageLimit]:
    columns = ("stage", "urgency", "limit_value", "limit_unit", "source_zh", "source_en")
    limits = {
        (row["stage"], row["urgency"]): StageLimit(
            row["stage"],
            row["urgency"],
            limit("stage_limits.csv", line, row),
            (row["source_zh"], row["source_en"]),
        )
        for line, row in rows("stage_limits.csv", text, columns)
    }
    for stage in TIMED_BY_TABLE:
        if (stage, "*") not in limits:
            raise ProfileError("stage_limits.csv", 0, f"add a row {stage},* for any urgency")
    return limits


def _duties(text: str, tree: OrgTree) -> tuple[tuple[str, str], ...]:
    duties = []
    for line, row in rows("duties.csv", text, ("org", "prefix")):
        if row["org"] not in tree:
            raise ProfileError("duties.csv", line, f"{row['org']} is not in orgs.csv")
        duties.append((row["prefix"], row["org"]))
    return tuple(duties)


def calendar_of(
    holidays: Iterable[date], workdays: Iterable[date], years: Iterable[int]
) -> WorkCalendar:
    """A calendar from a table of holidays and make-up days, with the national working hours."""
    periods = ((time(8), time(12)), (time(14), time(18)))
    return WorkCalendar(frozenset(holidays), frozenset(workdays), frozenset(years), periods)
