"""``shaotai admin``: accounts, and tokens for scripts, straight on the database."""

from __future__ import annotations

import difflib
import re
from argparse import Namespace

from governance.command import Actor
from governance.profile import Profile
from governance.refusals import ROLES
from platform_server.errors import BadRequest
from platform_server.jurisdiction import load_profile
from platform_server.security.accounts import SHORTEST_PASSWORD, Accounts
from shaotai.failure import DONE, FOUND_WANTING, Failure, usage
from shaotai.language import emit, one_line, say
from shaotai.local import opened, platform_errors
from shaotai.password import new_password
from shaotai.places import database_url, existing_database_url

NAME = re.compile(r"[\w.@-]{1,64}")
LONGEST_WORDS = 64
UNIT_ROLES = ("department", "grid")
"""Roles that see their unit's share only, and so must have one."""


def add_account(options: Namespace) -> int:
    """Create an account."""
    actor = _actor(options)
    url = database_url(options.database, options.data)
    password = new_password(actor.account, options.password_stdin)
    with opened(url) as database:
        Accounts(database).add(actor, password)
    emit(say(f"已新增账号 {actor.account}", f"added account {actor.account}"))
    return DONE


def list_account(options: Namespace) -> int:
    """List the accounts: account, role, unit, seat, name, whether it is shut."""
    with opened(existing_database_url(options.database, options.data)) as database:
        for row in Accounts(database).listed():
            zh, en = ROLES.get(str(row["role"]), (str(row["role"]), str(row["role"])))
            state = say("停用", "disabled") if row["disabled"] else say("在用", "active")
            parts = (row["account"], say(zh, en), row["org"], row["seat"], row["name"], state)
            emit("\t".join(one_line(str(part)) for part in parts))
    return DONE


def disable_account(options: Namespace) -> int:
    """Shut an account."""
    with opened(existing_database_url(options.database, options.data)) as database:
        Accounts(database).disable(options.name)
    emit(say(f"已停用账号 {options.name}", f"disabled account {options.name}"))
    return DONE


def reset_account(options: Namespace) -> int:
    """Set a new password."""
    with opened(existing_database_url(options.database, options.data)) as database:
        accounts = Accounts(database)
        accounts.actor(options.name)
        password = new_password(options.name, options.password_stdin)
        if len(password) < SHORTEST_PASSWORD:
            least = SHORTEST_PASSWORD
            raise BadRequest(f"口令至少 {least} 位", f"a password has at least {least} characters")
        accounts.reset_password(options.name, password)
    emit(say(f"已重设 {options.name} 的口令", f"new password set for {options.name}"))
    return DONE


def token(options: Namespace) -> int:
    """Print a bearer token for an account."""
    with opened(existing_database_url(options.database, options.data)) as database:
        accounts = Accounts(database)
        actor = accounts.actor(options.account)
        shut = {row["account"] for row in accounts.listed() if row["disabled"]}
        if actor.account in shut:
            raise Failure(
                FOUND_WANTING,
                f"账号 {actor.account} 已停用, 请先 shaotai admin account reset",
                f"account {actor.account} is disabled; shaotai admin account reset opens it again",
            )
        emit(accounts.open_session(actor)[0])
    return DONE


def _actor(options: Namespace) -> Actor:
    """The person the options describe.

    Raises:
        Failure: a name, role or unit cannot be.
    """
    if not NAME.fullmatch(options.name):
        raise usage(
            "账号只用字母、数字、汉字和 . _ - @, 至多 64 个",
            "an account is made of letters, digits and . _ - @, at most 64",
        )
    roles = {role: words for role, words in ROLES.items() if role != "system"}
    if options.role not in roles:
        known_zh = ", ".join(f"{role} {words[0]}" for role, words in roles.items())
        raise usage(
            f"没有角色 {options.role}, 可选: {known_zh}",
            f"there is no role {options.role}; choose one of {', '.join(roles)}",
        )
    for words in (options.person, options.seat):
        if len(words) > LONGEST_WORDS or not words.isprintable():
            raise usage("姓名与席位至多 64 个字", "name and seat have at most 64 characters")
    org = _unit(options)
    return Actor(options.name, options.person or options.name, options.role, org, options.seat)


def _unit(options: Namespace) -> str:
    """The unit's code, checked against the jurisdiction.

    Raises:
        Failure: there is none such, or the role needs one.
    """
    with platform_errors():
        profile: Profile = load_profile(options.profile)
    if not options.org and options.role in UNIT_ROLES:
        raise usage(
            f"角色 {options.role} 须用 --org 指明单位", f"role {options.role} needs --org CODE"
        )
    code: str = options.org or profile.district
    if code in profile.tree:
        return code
    near = difflib.get_close_matches(code, [*profile.tree.orgs, *profile.tree.grids], 3)
    shown = ", ".join(f"{one} {say(*profile.tree.name(one))}" for one in near)
    raise usage(
        f"辖区没有单位 {code}" + (f", 相近的有: {shown}" if near else ", 请查 orgs.csv"),
        f"the jurisdiction has no unit {code}" + (f"; near: {shown}" if near else "; see orgs.csv"),
    )
