"""The words of refusals: which rule, what is missing, and what to do."""

from __future__ import annotations

from datetime import datetime

from governance.command import Refusal
from governance.ticket import Claim, shown_state
from governance.verbs import Verb

MISSING = {
    "reason": ("理由", "a reason"),
    "basis": ("依据 (依:…)", "the legal basis (basis:…)"),
    "text": ("内容", "the text"),
    "result": ("处置结果", "the result"),
    "target": ("承办单位", "a unit"),
    "class": ("类别 (类:…)", "a class (class:…)"),
    "condition": ("立案条件 (件:…)", "a filing condition (condition:…)"),
    "channel": ("渠道 (源:…)", "a channel (channel:…)"),
    "signature": ("签收", "the unit's signature"),
    "person": ("到的人 (人:…)", "who came (person:…)"),
    "unit": ("被哨单位 (位:…)", "the called unit (unit:…)"),
    "ratings": ("评分 (单位:1 至 5)", "ratings (UNIT:1 to 5)"),
    "note": ("内容", "the text"),
    "playbook": ("预案名称", "the playbook"),
    "cause": ("缘由 (因:季节、工程或权属争议)", "the cause (cause:engineering)"),
    "until": ("复账日 (至:3天或 12-01)", "when it resumes (until:3d or until:12-01)"),
    "into": ("并入的工单", "the ticket to merge into"),
    "callback": ("回访 (须先回访来电人)", "a call back to the reporter"),
    "contacted": ("是否联系到 (联:是或否)", "whether the reporter was reached (contacted:yes)"),
    "solved": ("来电人是否认为解决 (解:是或否)", "whether it is solved (solved:yes)"),
    "satisfied": (
        "来电人是否满意 (满:是或否)",
        "whether they are satisfied (satisfied:yes)",
    ),
}
"""What can be missing, in both languages."""


def missing(verb: Verb, *fields: str, rule: str = "") -> Refusal:
    """Something a verb needs was not said."""
    zh = "、".join(MISSING[field][0] for field in fields)
    en = ", ".join(MISSING[field][1] for field in fields)
    return Refusal(rule or verb.rule, f"{verb.zh}缺少: {zh}", f"{verb.verb} lacks {en}", fields)


def wrong_state(verb: Verb, state: str, signed: bool, role: str) -> Refusal:
    """The verb does not start from the ticket's state; says from which it does."""
    now = shown_state(state, signed)
    if not verb.states:
        return Refusal(
            verb.rule,
            f"{verb.zh}不针对已有的工单",
            f"{verb.verb} is not for a ticket that exists already",
            ("state",),
        )
    starts = [shown_state(one, False) for one in verb.states_for(role) if one != "*"]
    zh = "、".join(dict.fromkeys(one.zh for one in starts))
    en = ", ".join(dict.fromkeys(one.en for one in starts))
    return Refusal(
        verb.rule,
        f"工单现为「{now.zh}」, {verb.zh}只能用于: {zh}",
        f"the ticket is '{now.en}'; {verb.verb} needs: {en}",
        ("state",),
    )


def denied(verb: Verb, role_zh: str, role_en: str) -> Refusal:
    """The role may not say the verb; names the roles that may."""
    zh = "、".join(ROLES[role][0] for role in verb.roles)
    en = ", ".join(ROLES[role][1] for role in verb.roles)
    return Refusal(
        "F4",
        f"{role_zh}席无权{verb.zh}; 有权的是: {zh}",
        f"a {role_en} may not {verb.verb}; these may: {en}",
        error="denied",
    )


def outside(verb: Verb, unit: tuple[str, str]) -> Refusal:
    """The ticket is not the unit's."""
    return Refusal(
        "F4",
        f"此工单不在{unit[0]}承办范围, 不能{verb.zh}",
        f"this ticket is not with {unit[1]}; {verb.verb} is for the unit that holds it",
        error="denied",
    )


def same_person(verb: Verb, did_zh: str, did_en: str) -> Refusal:
    """Finder, handler and checker must be different persons (D7, seeds 002, 003, 004)."""
    return Refusal(
        "D7",
        f"巡办分离: 您{did_zh}此工单, 须由他人{verb.zh}",
        f"who {did_en} a ticket may not {verb.verb} it; somebody else must",
        ("other person",),
    )


def not_found(ticket: str) -> Refusal:
    """No such ticket in what the account may see."""
    return Refusal(
        "D10",
        f"没有工单 {ticket}, 或不在您的范围内",
        f"there is no ticket {ticket}, or it is outside your scope",
        error="not_found",
    )


def unknown(what: tuple[str, str], value: str, rule: str) -> Refusal:
    """A code or name that the jurisdiction does not have."""
    return Refusal(
        rule, f"{what[0]}「{value}」不存在", f"there is no {what[1]} {value!r}", (what[1],)
    )


def too_long(field: str, length: int, most: int) -> Refusal:
    """A text is longer than it may be."""
    return Refusal(
        "I2",
        f"文字 {length} 字, 最多 {most} 字, 请缩短",
        f"{field} has {length} characters, at most {most}: shorten it",
        (field,),
    )


def in_the_future(field: str, at: datetime, now: datetime) -> Refusal:
    """A time has not come yet."""
    said, here = f"{at:%Y-%m-%d %H:%M:%S %z}", f"{now:%Y-%m-%d %H:%M:%S %z}"
    return Refusal(
        "I2",
        f"上报时间 {said} 在将来, 平台时间为 {here}, 请核对来源的时钟与时区",
        f"{field} {said} is in the future; here it is {here}: check the source's clock and zone",
        (field,),
    )


def out_of_range(field: tuple[str, str], value: float, least: int, most: int) -> Refusal:
    """A number is not between its bounds."""
    return Refusal(
        "I2",
        f"{field[0]} {value} 须在 {least} 与 {most} 之间",
        f"{field[1]} {value} must be {least} to {most}",
        (field[1],),
    )


def wrong_arguments(verb: Verb, problem: str) -> Refusal:
    """Arguments that are not the verb's own."""
    return Refusal(
        "F1", f"{verb.zh}的参数不对: {problem}", f"wrong arguments: {problem}", ("args",)
    )


def conflict(by: str, at: datetime | None, version: int) -> Refusal:
    """Somebody changed the ticket since the seat looked."""
    when = f"{at:%H:%M:%S}" if at else ""
    return Refusal(
        "D11",
        f"{by} 已于 {when} 改动此工单 (现为第 {version} 版), 请看过后再发",
        f"{by} changed this ticket at {when} (now version {version}); look and send again",
        error="conflict",
        by=by,
        at=at,
    )


def held(verb: Verb, claim: Claim) -> Refusal:
    """A colleague has the ticket in hand; says who and until when, and how to take it over."""
    until = f"{claim.until:%H:%M:%S}"
    return Refusal(
        "D11",
        f"{claim.name} 已认领此工单, 至 {until} 止, 不能{verb.zh}; 接手请认领并写明理由",
        f"{claim.name} holds this ticket until {until}: no {verb.verb} before that; "
        "to take it over, claim it with a reason",
        error="conflict",
        by=claim.name,
        at=claim.at,
    )


ROLES = {
    "dispatcher": ("派遣", "dispatcher"),
    "leader": ("值班长", "shift leader"),
    "department": ("部门", "department"),
    "grid": ("网格", "grid worker"),
    "supervisor": ("督查", "supervisor"),
    "trainer": ("导调", "trainer"),
    "sysadmin": ("系统管理", "system administrator"),
    "secadmin": ("安全管理", "security administrator"),
    "auditor": ("审计", "auditor"),
    "system": ("系统", "system"),
}
"""The roles an account can have (`contract.md`), in both languages."""
