"""The rules that refusals name, with a line each."""

from __future__ import annotations

from importlib.resources import files

from governance.tables import rows


def _read() -> dict[str, tuple[str, str]]:
    text = (files("governance") / "rules.csv").read_text("utf-8")
    found = rows("rules.csv", text, ("rule", "zh", "en"))
    return {row["rule"]: (row["zh"], row["en"]) for _, row in found}


RULES = _read()
"""Id of a rule to what it says, in Chinese and English."""
