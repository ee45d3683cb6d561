"""Writes docs/keys.md, docs/glossary.md and the tables of keys in the READMEs.

Everything comes from the tables that the program itself runs on.

    python tools/make_docs.py            # write them
    python tools/make_docs.py --check    # exit 1 if one is not what this would write

Terms that stand in no table are kept by hand in docs/glossary_terms.csv.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from console.actions import ACTIONS, BOARDS, Action
from console.filter import TAGS as FILTER_TAGS
from console.key_names import reserved
from console.layout import column_names
from console.tags import TAGS, Tag
from governance.calendar import UNIT_NAMES
from governance.card import CARDS
from governance.clock import STAGES
from governance.event import FACT_NAMES
from governance.refusals import ROLES
from governance.request import CAUSES, KINDS, REQUEST_STATES
from governance.rules import RULES
from governance.tables import rows
from governance.ticket import LOOPS, SIGNED, STATES, STEPS, URGENCIES
from governance.verbs import VERBS, Verb
from governance.whistle import CALL_STATES, TYPES, WHISTLE_STATES

DOCS = Path(__file__).resolve().parents[1] / "docs"
TERMS = "glossary_terms.csv"
READMES = {"README.md": 1, "README.zh-CN.md": 0}
"""Each README, and its language's place in a pair of Chinese and English."""

VIEW_NAMES = {
    "queue": ("列表", "queue"), "whistles": ("吹哨", "whistles"),
    "deadlines": ("时限", "deadlines"), "cards": ("督办", "supervision"),
    "text": ("文字页", "pages"), "line": ("输入行", "line"),
}  # fmt: skip
ALL_BOARDS = ("各视图", "views")
"""What is said of a key that is the same in every view beside the queue."""

BEGIN, END = "<!-- keys: written by tools/make_docs.py -->", "<!-- /keys -->"
"""What stands around the tables of keys in a README."""

WHISTLE_WORDS = {
    "Types of whistles": TYPES,
    "States of a whistle": WHISTLE_STATES,
    "What a called unit has done": CALL_STATES,
    "What may be asked for": KINDS,
    "Causes of a suspension": CAUSES,
    "How a request stands": REQUEST_STATES,
    "Cards": CARDS,
}

NOTICE = "<!-- Written by tools/make_docs.py from the program's tables; do not edit by hand. -->"

Row = tuple[str, ...]


def table(head: Row, body: Iterable[Row]) -> Iterator[str]:
    """A Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in body:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def code(words: Iterable[str]) -> str:
    """Words as code, one after the other."""
    return " ".join(f"`{word}`" for word in words)


def roles(verb: Verb) -> str:
    """Who may say a verb."""
    return "everybody" if "*" in verb.roles else ", ".join(verb.roles)


def states(verb: Verb) -> str:
    """From which states a verb starts, in words."""
    if "*" in verb.all_states:
        return "any"
    return "、".join(dict.fromkeys(STATES[one].zh for one in verb.all_states)) or "-"


def spoken() -> list[Verb]:
    """The verbs that a person can say."""
    return [verb for verb in VERBS.values() if verb.kind != "system"]


def where(action: Action, language: int) -> str:
    """The contexts of an action in words."""
    everywhere = set(BOARDS) <= set(action.views)
    names = dict.fromkeys(
        ALL_BOARDS if everywhere and view in BOARDS else VIEW_NAMES[view] for view in action.views
    )
    return ("、", ", ")[language].join(name[language] for name in names)


def own_key(action: Action) -> Row:
    """The row of one of the console's own keys."""
    return code(action.keys), action.zh, action.en, where(action, 1), f"`{action.id}`"


def verb_key(action: Action) -> Row:
    """The row of a verb's key."""
    verb = VERBS[action.verb]
    name = f"`{action.id}`"
    return code(action.keys), verb.zh, verb.verb, roles(verb), states(verb), name


def of_line(action: Action) -> bool:
    """Whether it belongs to a line being typed."""
    return action.views == ("line",)


def keys() -> Iterator[str]:
    """The page on keys and the command line."""
    yield from ("# Keys and commands", "", NOTICE, "")
    yield "The last column is the name by which `console.toml` gives an action other keys."
    yield ""
    head: Row = ("key", "中文", "English", "where", "name")
    own = [action for action in ACTIONS if not action.verb]
    yield from ("## Keys of the console", "")
    yield from table(head, (own_key(one) for one in own if not of_line(one)))
    yield from ("## Keys of a line being typed: command line, filter, palette", "")
    yield from table(head, (own_key(one) for one in own if of_line(one)))
    yield from ("## Keys that act on the selected ticket", "")
    head = ("key", "动词", "verb", "roles", "from state", "name")
    yield from table(head, (verb_key(action) for action in ACTIONS if action.verb))
    yield from ("## Keys that cannot be given to an action", "")
    rules = ((f"`{one.name}`", one.zh, one.en) for one in reserved())
    yield from table(("key", "为何", "why"), rules)
    yield from ("## Columns of the queue, and what it can be sorted by", "")
    yield from (code(column_names()), "")
    yield from ("## Verbs of the command line", "")
    yield "A verb is typed in Chinese, by its pinyin initials, or in English. Those marked `!` ask"
    yield from ("once before they are carried out.", "")
    columns = ("中文", "initials", "English", "", "用法", "usage")
    yield from table(columns, (verb_row(verb) for verb in spoken()))
    yield from ("## Tags of the command line", "")
    yield from table(("tag", "中文", "English", "verbs"), (tag_row(tag) for tag in TAGS))
    yield from ("## Tags of the filter", "")
    filters = ((tag_words(words), name) for name, words in FILTER_TAGS.items())
    yield from table(("tag", "English"), filters)


def tag_words(words: Iterable[str]) -> str:
    """The words that may stand for a tag, each with its colon."""
    return code(f"{word}:" for word in words)


def tag_row(tag: Tag) -> Row:
    """The row of a tag of the command line."""
    return tag_words(tag.words), tag.zh, tag.en, ", ".join(tag.verbs)


def verb_row(verb: Verb) -> Row:
    """The row of a verb."""
    asks = "!" if verb.dangerous else ""
    return verb.zh, code(verb.initials), verb.verb, asks, verb.help_zh, verb.help_en


def named(names: Iterable[tuple[str, tuple[str, str]]]) -> Iterator[Row]:
    """Rows of a table that is identifier to Chinese and English name."""
    for identifier, (zh, en) in names:
        yield zh, en, f"`{identifier}`"


def terms(text: str) -> Iterator[tuple[str, Row]]:
    """``(section, row)`` of the terms kept by hand."""
    for _, row in rows(TERMS, text, ("section", "zh", "en", "identifier", "note")):
        identifier = f"`{row['identifier']}`" if row["identifier"] else ""
        yield row["section"], (row["zh"], row["en"], identifier, row["note"])


def state_rows() -> Iterator[Row]:
    """The states with the step each is shown under."""
    for identifier, state in STATES.items():
        note = STEPS[state.step][0] + ("" if state.open else ", ended")
        yield state.zh, state.en, f"`{identifier}`", note
        if identifier == "pending_handle":
            yield SIGNED.zh, SIGNED.en, f"`{identifier}`", f"{STEPS[SIGNED.step][0]}, once signed"


def glossary(own_terms: str) -> Iterator[str]:
    """The page on words."""
    head = ("中文", "English", "identifier")
    yield from ("# Glossary", "", NOTICE, "")
    yield "The field's words, the English used for them here, and the name they have in the code."
    yield ""
    by_hand: dict[str, list[Row]] = {}
    for section, row in terms(own_terms):
        by_hand.setdefault(section, []).append(row)
    for section, listed in by_hand.items():
        yield from (f"## {section}", "")
        yield from table((*head, "note"), listed)
    yield from ("## Steps a ticket is shown under", "")
    yield from table(head, named(STEPS.items()))
    yield from ("## States of a ticket", "")
    yield from table((*head, "step"), state_rows())
    yield from ("## Stages that are timed", "")
    yield from table(head, named(STAGES.items()))
    yield from ("## Units of a limit", "")
    yield from table(head, named(UNIT_NAMES.items()))
    for title, found in WHISTLE_WORDS.items():
        yield from (f"## {title}", "")
        yield from table(head, named(found.items()))
    yield from ("## Loops", "")
    yield from table(head, named(LOOPS.items()))
    yield from ("## Grades of urgency", "")
    yield from table(head, named(URGENCIES.items()))
    yield from ("## Roles", "")
    yield from table(head, named(ROLES.items()))
    yield from ("## Verbs", "")
    yield from table(head, named((verb.verb, (verb.zh, verb.verb)) for verb in VERBS.values()))
    yield from ("## Facts of the log", "")
    yield from table(head, named(FACT_NAMES.items()))
    yield from ("## Rules", "")
    yield "A refusal names the rule it rests on in square brackets."
    yield ""
    rules = ((f"`{rule}`", zh, en) for rule, (zh, en) in RULES.items())
    yield from table(("rule", "中文", "English"), rules)


def readme_keys(language: int) -> Iterator[str]:
    """The tables of keys of a README: where one reads, and where one types."""
    head = (("按键", "作用", "何处"), ("key", "does", "where"))[language]
    bound = [action for action in ACTIONS if action.keys]
    for typed in (False, True):
        listed = [action for action in bound if of_line(action) is typed]
        body = (
            (code(one.keys), (one.zh, one.en)[language], where(one, language)) for one in listed
        )
        yield from table(head[: 2 if typed else 3], (row[: 2 if typed else 3] for row in body))


def readme(text: str, language: int) -> str:
    """A README with its tables of keys as they should be."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin, f"{BEGIN} is missing"
    assert end, f"{END} is missing"
    tables = "\n".join(readme_keys(language))
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def pages() -> dict[Path, str]:
    """Each page's text by its file."""
    own_terms = (DOCS / TERMS).read_text("utf-8")
    written = {DOCS / "keys.md": keys(), DOCS / "glossary.md": glossary(own_terms)}
    found = {path: "\n".join(lines).rstrip("\n") + "\n" for path, lines in written.items()}
    for name, language in READMES.items():
        path = DOCS.parent / name
        found[path] = readme(path.read_text("utf-8"), language)
    return found


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` say which are not as they should be."""
    stale = [
        path
        for path, text in pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    if "--check" in arguments:
        for path in stale:
            name = path.relative_to(DOCS.parent)
            print(f"{name} is stale: run python tools/make_docs.py", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
