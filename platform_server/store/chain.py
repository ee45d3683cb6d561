"""The hash chain over the log: each record's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

COVERED = (
    "space", "district", "seq", "epoch", "ticket", "kind", "at", "actor", "by", "role", "seat",
    "scope", "command", "version", "payload", "prev_hash",
)  # fmt: skip
"""Columns of ``events`` that a record's hash covers, in order."""

_covered = itemgetter(*COVERED)

FIRST = "0" * 64
"""What stands before the first record."""


def record_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over the covered columns, separated so that no two records read the same."""
    text = "\x1f".join(map(str, _covered(row)))
    return hashlib.sha256(text.encode()).hexdigest()
