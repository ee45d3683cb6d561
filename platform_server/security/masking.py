"""Masking personal data in what leaves the platform."""

from __future__ import annotations

import re

PATTERNS = (
    (
        re.compile(r"(?<!\d)((?:\+?86[\s-]?)?[1\uff11]\d{2})[\s-]?\d{4}[\s-]?(\d{4})(?!\d)"),
        r"\1****\2",
    ),
    (re.compile(r"(?<!\d)([0\uff10]\d{2,3}[-\uff0d]?)\d{4}(\d{3,4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)"), r"\1********\2"),
    (
        re.compile(
            r"((?:我叫|联系人|姓名|本人[叫姓]|本人(?=[:\uff1a]))[:\uff1a\s]?[\u4e00-\u9fff])[\u4e00-\u9fff]{1,2}"
        ),
        r"\1某",
    ),
)
"""Mobile and fixed telephone numbers, identity numbers, names after usual openings."""


def mask_text(text: str) -> str:
    """The text with telephone and identity numbers and introduced names made unreadable."""
    for pattern, kept in PATTERNS:
        text = pattern.sub(kept, text)
    return text


def mask_name(name: str) -> str:
    """The first character of a name, the rest as 某."""
    return f"{name[0]}某" if name else ""
