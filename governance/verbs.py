"""The table of verbs: what may be said, by whom, from which state. Everything else is made from it.

The table itself is `verbs.csv`, the package's own data; keys, help, completion, guards and the
audit class of each verb are read from here and nowhere else.
"""

from __future__ import annotations

from importlib.resources import files

import msgspec

from governance.tables import names, rows

COLUMNS = (
    "verb", "zh", "initials", "kind", "roles", "from", "step", "target", "text", "dangerous",
    "versioned", "audit", "key", "rule", "help_zh", "help_en",
)  # fmt: skip


class Verb(msgspec.Struct, frozen=True):
    """One row of the table.

    Attributes:
        verb: English name, the identifier on the wire.
        zh: Chinese name.
        initials: pinyin initials that complete it, every reading of each character.
        kind: ``command`` changes the record, ``query`` asks the platform, ``local`` is the
            seat's own, ``system`` is said by the platform only.
        roles: who may say it; ``*`` is everybody.
        step: the step that it takes the ticket through, empty where it moves none.
        states: from which states; ``*`` is any, none means there is no ticket yet, and
            ``role:state`` is for that role only.
        target: whether a unit ``must``, ``may`` or does ``not`` follow (``must|may|no``), ``many``
            may, or a second ``ticket`` must.
        text: the same for free text.
        dangerous: ask once before it is sent.
        versioned: the command must name the version it was decided on.
        audit: audit class (``write``, ``read``, ``system``, ``none``).
        key: the single key that starts it on the selected ticket, empty for none.
        rule: id of the requirement that a refusal names by default.
    """

    verb: str
    zh: str
    initials: tuple[str, ...]
    kind: str
    roles: tuple[str, ...]
    states: tuple[str, ...]
    step: str
    target: str
    text: str
    dangerous: bool
    versioned: bool
    audit: str
    key: str
    rule: str
    help_zh: str
    help_en: str

    def open_to(self, role: str) -> bool:
        """Whether accounts of that role may say it."""
        return role in self.roles or "*" in self.roles

    def states_for(self, role: str) -> tuple[str, ...]:
        """The states from which that role may say it; ``*`` is any."""
        parts = (state.rpartition(":") for state in self.states)
        return tuple(state for whose, _, state in parts if whose in ("", role))

    @property
    def all_states(self) -> tuple[str, ...]:
        """The states from which anybody may say it."""
        return tuple(dict.fromkeys(state.rpartition(":")[2] for state in self.states))

    def starts_from(self, state: str, role: str) -> bool:
        """Whether that role can say it of a ticket in that state."""
        states = self.states_for(role)
        return state in states or "*" in states


def parse_verbs(text: str) -> dict[str, Verb]:
    """The verbs of a table by their English name.

    Raises:
        ProfileError: the table lacks a column or a value.
    """
    verbs = {}
    for _, row in rows("verbs.csv", text, COLUMNS):
        yes = {name: row[name] == "yes" for name in ("dangerous", "versioned")}
        verbs[row["verb"]] = Verb(
            row["verb"], row["zh"], names(row["initials"]), row["kind"], names(row["roles"]),
            names(row["from"]), row["step"], row["target"], row["text"], yes["dangerous"],
            yes["versioned"], row["audit"], row["key"], row["rule"], row["help_zh"], row["help_en"],
        )  # fmt: skip
    return verbs


VERBS = parse_verbs((files("governance") / "verbs.csv").read_text("utf-8"))
"""Every verb of the product."""
