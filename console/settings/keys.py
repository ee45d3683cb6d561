"""``[keys]``: which keys the settings give to which actions, and what is wrong with that.

A key goes to the action it is given to first. What is shipped gives way only where its action is
named in the file too: else the line that wants the key is a mistake. An action whose keys are all
mistaken keeps those it has as shipped, as far as they are still free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from console.actions import ACTIONS, BY_ID, FIXED, Action
from console.key_names import kept_by, names, rule_of, spelled
from console.keymap import Keymap
from console.settings.problems import Problem, Text, quoted, suggestion
from console.settings.statements import Entry, Place

VIEW_NAMES = {
    "queue": ("列表", "queue"),
    "whistles": ("吹哨", "whistles"),
    "deadlines": ("时限", "deadlines"),
    "cards": ("督办", "supervision"),
    "text": ("文字页", "pages"),
    "line": ("命令行", "line"),
}
"""Contexts in words."""


class Claim(NamedTuple):
    """A key that the file gives to an action."""

    action: Action
    key: str
    place: Place


class KeyChecker:
    """Goes through the table and collects claims and mistakes."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._claims: list[Claim] = []
        self._named: dict[str, Place] = {}
        self._unbound: set[str] = set()

    def add(self, entry: Entry) -> None:
        """A setting of the table: the action is its name, also with dots."""
        name = ".".join(entry.path[1:])
        action = BY_ID.get(name)
        if action is None:
            self._say(entry.place, "unknown_action", suggestion(name, BY_ID), name=quoted(name))
        elif name in FIXED:
            self._say(entry.place, "fixed_action", name=name)
        else:
            self._read(entry, action)

    def _read(self, entry: Entry, action: Action) -> None:
        listed = entry.value if isinstance(entry.value, list) else [entry.value]
        if not all(isinstance(one, str) for one in listed):
            self._say(entry.place, "not_keys", name=action.id, value=quoted(entry.value))
            return
        self._named[action.id] = entry.place
        wanted = [(one, entry.string(at)) for at, one in enumerate(listed) if one]
        if not wanted:
            self._unbind(action, entry.place)
        for written, place in wanted:
            self._claim(action, written, place)

    def _unbind(self, action: Action, place: Place) -> None:
        self._unbound.add(action.id)
        for key in kept_by(action.id):
            rule = rule_of(key, "kept")
            assert rule is not None
            self._say(place, "kept_action", name=action.id, key=key, why=(rule.zh, rule.en))

    def _claim(self, action: Action, written: str, place: Place) -> None:
        key = spelled(written)
        if not key:
            code = "alt_key" if written.lower().startswith(("alt+", "meta+")) else ""
            close = "" if code else suggestion(written, names())
            self._say(place, code or "unknown_key_name", close, key=quoted(written))
        elif self._may_be(action, key, place):
            self._claims.append(Claim(action, key, place))

    def _may_be(self, action: Action, key: str, place: Place) -> bool:
        rule = rule_of(key, "reserved", "kept", "same")
        if rule is not None and rule.means != action.id:
            why = (rule.zh, rule.en)
            self._say(place, f"{rule.rule}_key", key=key, why=why, means=rule.means)
            return False
        if "line" in action.views and (len(key) == 1 or key == "space"):
            self._say(place, "typed_key", key=key, name=action.id)
            return False
        if any((one.action, one.key) == (action, key) for one in self._claims):
            self._say(place, "key_twice", key=key, name=action.id)
            return False
        return True

    def _say(self, place: Place, code: str, close: str = "", **values: Text) -> None:
        self.problems.append(Problem(*place, code, tuple(values.items()), close))

    def keymap(self) -> Keymap:
        """The keys in force; what clashes is a mistake."""
        owners = Owners()
        given: dict[str, tuple[str, ...]] = {name: kept_by(name) for name in self._named}
        for action in ACTIONS:
            owners.give(action, given.get(action.id, action.keys))
        kept = [claim for claim in self._claims if self._is_free(claim, owners)]
        for action, key, _ in kept:
            given[action.id] = (*given[action.id], key)
        claimed = {claim.action.id for claim in kept}
        for name in self._named.keys() - claimed - self._unbound:
            given[name] = tuple(owners.still_free(BY_ID[name]))
        found = Keymap({name: tuple(dict.fromkeys(keys)) for name, keys in given.items()})
        self.problems += (note for claim in kept for note in _shadows(claim, found))
        return found

    def _is_free(self, claim: Claim, owners: Owners) -> bool:
        """Take the key for its action; if another has it, that is a mistake."""
        for view in claim.action.views:
            other, place = owners.of(view, claim.key)
            if other and other != claim.action.id:
                self._clash(claim, view, other, place)
                return False
        owners.give(claim.action, (claim.key,), claim.place)
        return True

    def _clash(self, claim: Claim, view: str, other: str, place: Place | None) -> None:
        key, where = claim.key, VIEW_NAMES[view]
        if place is not None:
            line = str(place.line)
            self._say(claim.place, "clash", key=key, view=where, other=other, line=line)
        else:
            bind = f'"{other}"' if "." in other else other
            self._say(claim.place, "clash_shipped", key=key, view=where, other=other, bind=bind)


class Owners:
    """Whose each key is, while they are being given away."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], tuple[str, Place | None]] = {}

    def give(self, action: Action, keys: Iterable[str], place: Place | None = None) -> None:
        """Give keys to an action in all its contexts; ``place`` is where the file says so."""
        for key in keys:
            self._of |= {(view, key): (action.id, place) for view in action.views}

    def of(self, view: str, key: str) -> tuple[str, Place | None]:
        """The action that has a key, empty for none, and where the file gave it."""
        return self._of.get((view, key), ("", None))

    def still_free(self, action: Action) -> Iterator[str]:
        """The action's keys as shipped that no other has by now; they are its again."""
        for key in action.keys:
            if {self.of(view, key)[0] for view in action.views} <= {"", action.id}:
                self.give(action, (key,))
                yield key


def _shadows(claim: Claim, keymap: Keymap) -> Iterator[Problem]:
    """A key that now means one thing in the queue and another on pages."""
    if claim.key in claim.action.keys:
        return  # as shipped, so on purpose
    for view, elsewhere in (("queue", "text"), ("text", "queue")):
        other = keymap.action_for(elsewhere, claim.key, None)
        if view not in claim.action.views or other is None or other is claim.action:
            continue
        values: tuple[tuple[str, Text], ...] = (
            ("key", claim.key), ("view", VIEW_NAMES[view]), ("name", claim.action.id),
            ("view2", VIEW_NAMES[elsewhere]), ("other", other.id),
        )  # fmt: skip
        yield Problem(*claim.place, "shadow", values, "", False)
