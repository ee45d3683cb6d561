"""Tags of the command line, ``k:v``: which verbs take them, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any, NamedTuple

from console.directory import JOINED, Directory, Named, best
from console.text.pinyin import answers_to
from governance.card import CARDS
from governance.clock import STAGES
from governance.moments import looks_like_moment
from governance.request import CAUSES
from governance.tables import names, rows
from governance.ticket import URGENCIES
from governance.whistle import TYPES


class Tag(NamedTuple):
    """One tag: ``words`` may stand before the colon, ``argument`` is what it becomes."""

    tag: str
    words: tuple[str, ...]
    argument: str
    kind: str
    verbs: tuple[str, ...]
    zh: str
    en: str


def _read() -> tuple[Tag, ...]:
    text = (files("console") / "tags.csv").read_text("utf-8")
    columns = ("tag", "words", "argument", "kind", "verbs", "zh", "en")
    return tuple(
        Tag(
            row["tag"], names(row["words"]), row["argument"], row["kind"], names(row["verbs"]),
            row["zh"], row["en"],
        )
        for _, row in rows("tags.csv", text, columns)
    )  # fmt: skip


TAGS = _read()
"""Every tag."""


def tags_of(verb: str) -> tuple[Tag, ...]:
    """The tags a verb takes."""
    return tuple(tag for tag in TAGS if verb in tag.verbs)


def tag_named(verb: str, word: str) -> Tag | None:
    """The verb's tag of that name."""
    return next((tag for tag in tags_of(verb) if word.lower() in tag.words), None)


class Reading(NamedTuple):
    """A tag's value as read: the argument's value and its words, or nothing if it fits nothing."""

    value: Any
    shown: str


def conditions_of(directory: Directory, ticket_class: str) -> list[Named]:
    """The filing conditions of a class, as number and label."""
    known = directory.classes.get(ticket_class)
    if known is None:
        return []
    return [Named(str(one.no), directory.pick(one.zh, one.en)) for one in known.conditions]


def choices(tag: Tag, typed: str, directory: Directory, ticket_class: str) -> list[Named]:
    """What the tag's value may be, given what was typed of it."""
    if tag.kind == "unit":
        return directory.units_like(typed) if typed else []
    if tag.kind == "class":
        return directory.classes_like(typed) if typed else []
    if tag.kind == "channel":
        return directory.channels_like(typed)
    if tag.kind == "condition":
        found = conditions_of(directory, ticket_class)
        return [one for one in found if not typed or typed == one.code or typed in one.name]
    if tag.kind == "rung":
        rungs = list(directory.rungs.items())
        numbered = [Named(*one) for number, one in enumerate(rungs, 1) if typed == str(number)]
        return numbered or best([Named(*one) for one in rungs], typed)
    found = [
        Named(code, directory.pick(zh, en))
        for code, zh, en in FIXED.get(tag.kind, ())
        if not typed or _answers(typed.replace(JOINED, " ").lower(), code, zh, en)
    ]
    return [one for one in found if one.code.lower() == typed.lower()] or found


def _answers(typed: str, code: str, zh: str, en: str) -> bool:
    """Whether a value is meant by its code, its Chinese name or initials, or its English name."""
    return typed == code.lower() or answers_to(zh, typed) or en.lower().startswith(typed)


FIXED = {
    "urgency": tuple((grade, grade, grade) for grade in URGENCIES),
    "yesno": (("yes", "是", "yes"), ("no", "否", "no")),
    "result": (("pass", "通过", "pass"), ("fail", "不通过", "fail")),
    "cause": tuple((cause, zh, en) for cause, (zh, en) in CAUSES.items()),
    "card": tuple((kind, zh, en) for kind, (zh, en) in CARDS.items()),
    "until": tuple((f"{n}d", f"{n}天", f"{n}d") for n in (1, 3, 7, 30)),
    "type": tuple((kind, zh, en) for kind, (zh, en) in TYPES.items()),
    "stage": tuple((stage, zh, en) for stage, (zh, en) in STAGES.items()),
}
"""Values of the tags that have a short list."""


def read_value(tag: Tag, typed: str, directory: Directory, ticket_class: str) -> Reading | None:
    """The value of a tag, None where what was typed fits none or several."""
    if tag.kind == "text":
        return Reading(typed, typed) if typed else None
    if tag.kind == "until":
        return Reading(typed, typed) if looks_like_moment(typed) else None
    found = choices(tag, typed, directory, ticket_class)
    exact = [one for one in found if typed.replace(JOINED, " ") in (one.code, one.name)]
    if not typed or (len(found) != 1 and not exact):
        return Reading(found[0].code, found[0].name) if found and _clear(tag) and typed else None
    one = exact[0] if exact else found[0]
    return Reading(CONVERT.get(tag.kind, str)(one.code), one.name)


def _clear(tag: Tag) -> bool:
    """Whether the best of several will do: names are ranked, so the first is the one meant."""
    return tag.kind in ("unit", "class", "channel")


CONVERT: dict[str, Callable[[str], Any]] = {
    "condition": int,
    "yesno": lambda code: code == "yes",
}
"""How a choice's code becomes the argument's value."""
