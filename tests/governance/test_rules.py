"""Every rule that a refusal can name has a line of its own, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from governance.rules import RULES
from governance.verbs import VERBS

ROOT = Path(__file__).parents[2]
ID = re.compile(r"[A-Z][0-9]{1,2}")
REFUSING = ("governance", "platform_server", "api_client", "console")


def named() -> Iterator[str]:
    """Ids of rules that stand in the sources as texts."""
    for folder in REFUSING:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield from ID.findall(node.value) if ID.fullmatch(node.value) else ()


def test_every_rule_named_has_a_line() -> None:
    found = set(named())
    assert {"D8", "H1", "T4"} <= found
    assert found | {verb.rule for verb in VERBS.values() if verb.rule} == set(RULES)


def test_each_line_is_in_both_languages() -> None:
    for zh, en in RULES.values():
        assert re.search("[\u4e00-\u9fff]", zh)
        assert en.isascii()
        assert len(en) <= 100
