"""The table of verbs: names and initials are clear, and every row fits the rest of the rules."""

from __future__ import annotations

from collections import Counter

import pytest

from console.text.pinyin import answers_to
from governance.command import ARGUMENTS, TEXT_ARGUMENT
from governance.decide import DECISIONS
from governance.errors import ProfileError
from governance.refusals import MISSING, ROLES
from governance.ticket import STATES, STEPS
from governance.verbs import VERBS, parse_verbs

KEPT = {
    "cs": "whistle", "bd": "reportin", "dc": "onsite", "sj": "escalate", "pj": "rate", "qr": "ack",
    "gz": "suspend", "yq": "extend", "pz": "approve", "bh": "deny", "db": "supervise",
}  # fmt: skip
"""Initials that `console.md` keeps for these verbs."""


def test_no_two_verbs_share_initials_names_or_keys() -> None:
    for values in (
        [one for verb in VERBS.values() for one in verb.initials],
        [verb.zh for verb in VERBS.values()],
        [verb.key for verb in VERBS.values() if verb.key],
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_initials_kept_for_a_verb_are_its_own() -> None:
    taken = {one: verb.verb for verb in VERBS.values() for one in verb.initials}
    assert taken.items() >= KEPT.items()


@pytest.mark.parametrize("verb", [one for one in VERBS.values() if one.initials])
def test_initials_are_readings_of_the_name(verb) -> None:
    for initials in verb.initials:
        assert answers_to(verb.zh, initials)


def test_a_character_with_two_readings_answers_to_both() -> None:
    assert set(VERBS["reopen"].initials) == {"cb", "zb"}
    assert answers_to("重办", "cb")
    assert answers_to("重办", "zb")


@pytest.mark.parametrize("verb", VERBS.values(), ids=list(VERBS))
def test_row_fits_the_rules(verb) -> None:
    assert verb.kind in ("command", "query", "local", "system")
    assert set(verb.roles) <= {*ROLES, "*"}
    assert set(verb.all_states) <= {*STATES, "*"}
    assert verb.target in ("must", "may", "many", "no", "ticket")
    assert verb.text in ("must", "may", "no")
    assert not verb.step or verb.step in STEPS
    assert verb.rule
    assert verb.help_zh
    assert verb.help_en.isascii()
    if verb.kind in ("command", "system"):
        assert verb.verb in ARGUMENTS
        assert verb.verb in DECISIONS
    if verb.kind == "command":
        fields = ARGUMENTS[verb.verb].__struct_fields__
        assert TEXT_ARGUMENT[verb.verb] in fields
        assert verb.text != "must" or TEXT_ARGUMENT[verb.verb] in MISSING


def test_a_table_without_a_column_says_which() -> None:
    with pytest.raises(ProfileError, match="initials"):
        parse_verbs("verb,zh\nnew,新建\n")


def test_every_state_of_the_table_can_be_worded() -> None:
    assert {state for verb in VERBS.values() for state in verb.all_states} - {"*"} <= set(STATES)
