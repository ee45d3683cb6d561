"""Who works in the soak, and what they do next with a ticket: random steps of its life."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from governance.command import Actor
from governance.profile import Profile
from wire.rows import TicketRow

CLASS, CONDITION = "BJ0101", 2
"""A class of every jurisdiction's table, and one of its filing conditions."""

NEW_SHARE, NOTE_SHARE, WRONG_SHARE, STALE_SHARE = 0.2, 0.15, 0.04, 0.04
"""Parts of the commands that file, remark, make no sense, and come too late."""

LIFE: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "reported": (
        *(3 * (("desk", "accept", {"class": CLASS, "condition": CONDITION}),)),
        ("desk", "reject", {"reason": "重复上报"}),
    ),
    "pending_dispatch": (("desk", "dispatch", {"target": ""}),),
    "returned": (
        ("leader", "rule", {"target": "", "reason": "按辖区办理"}),
        ("desk", "dispatch", {"target": ""}),
    ),
    "pending_handle": (
        *(2 * (("unit", "sign", {}),)),
        ("unit", "return", {"reason": "不属本镇", "basis": "清单第三条"}),
    ),
    "signed": (("unit", "report", {"result": "已处置", "solved": True}),),
    "handling": (("unit", "report", {"result": "已处置", "solved": True}),),
    "handle_finish": (("unit", "report", {"result": "已处置", "solved": True}),),
    "pending_check": (
        ("checker", "verify", {"result": "pass"}),
        ("checker", "verify", {"result": "fail"}),
        ("leader", "rework", {"reason": "现场仍有问题"}),
    ),
    "check_not_pass": (("desk", "rework", {"reason": "核查未通过"}),),
    "check_pass": (*(2 * (("leader", "close", {"solved": True}),)),
                   ("desk", "rework", {"reason": "再查"})),
    "pending_close": (
        ("desk", "callback", {"solved": True, "satisfied": True}),
        ("desk", "callback", {"contacted": False}),
        ("desk", "callback", {"solved": False, "satisfied": False}),
        ("leader", "close", {}),
    ),
    "closed": (("leader", "reopen", {"reason": "居民不满意"}),),
    "not_accepted": (("desk", "reopen", {"reason": "误判"}),),
}  # fmt: skip
"""What may be done in each state: by whom, verb, arguments; an empty target is drawn."""


class Deed(NamedTuple):
    """A command before it has an id."""

    account: str
    verb: str
    ticket: str
    version: int | None
    args: dict[str, Any]


class Cast:
    """The accounts, and the two towns between which tickets wander."""

    def __init__(self, profile: Profile) -> None:
        self.tree, centre = profile.tree, profile.district
        towns = dict.fromkeys(self.tree.ancestor(grid, "town") for grid in self.tree.grids)
        self.towns = [town.code for town in towns if town is not None][:2]
        self.grids = [
            next(grid for grid in self.tree.grids if self.tree.within(grid, town))
            for town in self.towns
        ]
        near, far = self.towns
        listed = (
            Actor("desk", "王敏", "dispatcher", centre), Actor("leader", "周强", "leader", centre),
            Actor("checker", "吴芳", "supervisor", centre),
            Actor("unit0", "赵磊", "department", near), Actor("unit1", "钱进", "department", far),
            Actor("grid0", "李娟", "grid", near),
        )  # fmt: skip
        self.actors = {actor.account: actor for actor in listed}

    def file(self, rng: Random, number: int) -> Deed:
        """A report comes in."""
        words = {"channel": "HOTLINE_12345", "text": f"第{number}件, 路口井盖缺失"}
        return Deed("desk", "new", "", None, {**words, "grid": rng.choice(self.grids)})

    def go_on(self, rng: Random, row: TicketRow) -> Deed:
        """The next step of a ticket as it was last seen; at times a wrong one, or one too late.

        Every step but a remark names its version: what is refused once stays refused.
        """
        chance = rng.random()
        if chance < NOTE_SHARE:
            return Deed("desk", "note", row.id, None, {"text": f"备注 {chance}"})
        signed = row.state == "pending_handle" and "signed" in row.flags
        state = "signed" if signed else row.state
        if chance > 1 - WRONG_SHARE:
            state = rng.choice(list(LIFE))
        who, verb, args = rng.choice(LIFE[state])
        if "target" in args:
            args = {**args, "target": rng.choice(self.towns)}
        if who == "unit":
            who = "unit1" if row.org and self.tree.within(row.org, self.towns[1]) else "unit0"
        late = rng.random() < STALE_SHARE
        return Deed(who, verb, row.id, row.version - late, args)
