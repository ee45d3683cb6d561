"""The documents agree with the program, with each other, and with the files they point to."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from console.actions import ACTIONS
from console.settings.loading import read as read_settings
from governance.verbs import VERBS
from shaotai.grammar import build_parser

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = [*READMES, "CHANGELOG.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def section(text: str, *headings: str) -> str:
    """What stands below the heading of one of these names, up to the next heading."""
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        if name in headings:
            return body
    raise AssertionError(f"no section is called {' or '.join(headings)}")


def first_cells(table: str) -> list[str]:
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    return [row.split("|")[1].strip() for row in rows[1:]]


def dependency_names(listed: list[str]) -> list[str]:
    return sorted(re.split(r"[=<>!~\[ ]", one)[0] for one in listed)


def test_generated_pages_are_what_the_tables_say():
    done = subprocess.run(
        [sys.executable, "tools/make_docs.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", PAGES)
def test_local_links_resolve(name):
    for target in LINK.findall(FENCE.sub("", text_of(name))):
        if "://" not in target:
            path = (ROOT / name).parent / target.partition("#")[0]
            assert path.is_file(), f"{name} points to {target}"


@pytest.mark.parametrize("name", READMES)
def test_the_tables_of_keys_are_the_registry(name):
    reading, typing = (
        section(text_of(name), "Keys", "按键").split("<!-- /keys -->")[0].split("\n\n|")[1:]
    )
    for table, typed in ((reading, False), (typing, True)):
        wanted = [key for one in ACTIONS if (one.views == ("line",)) is typed for key in one.keys]
        cells = first_cells(f"|{table}")
        assert [key for cell in cells for key in CODE.findall(cell)] == wanted


@pytest.mark.parametrize("name", READMES)
def test_the_settings_shown_are_right(name):
    shown = section(text_of(name), "Settings", "设置").split("```")[1]
    found = read_settings("console.toml", shown.encode(), {})
    assert [one.say("en") for one in found.problems] == []
    assert found.filters
    assert found.columns
    assert found.keymap.keys_of("mine") == ()


@pytest.mark.parametrize("name", READMES)
def test_commands_in_the_text_exist(name):
    known = build_parser()
    commands = {choice for action in known._subparsers._group_actions for choice in action.choices}
    said = re.findall(r"(?<![\w/-])shaotai ([a-z]+)", text_of(name))
    assert said
    assert set(said) <= commands


@pytest.mark.parametrize("name", READMES)
def test_typed_verbs_exist(name):
    words = {word for verb in VERBS.values() for word in (verb.zh, verb.verb, *verb.initials)}
    typed = [code[1:].split()[0] for code in CODE.findall(text_of(name)) if re.match(r":\w", code)]
    assert typed
    assert set(typed) <= words


def test_both_readmes_have_the_same_structure():
    levels = [HEADING.findall(FENCE.sub("", text_of(name))) for name in READMES]
    assert levels[0] == levels[1]
    tables = [len(re.findall(r"^\|---", text_of(name), re.MULTILINE)) for name in READMES]
    assert tables[0] == tables[1]


def test_dependencies_are_explained():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    page = text_of("docs/dependencies.md")
    wanted = {
        "Runtime": project["dependencies"],
        "Development": project["optional-dependencies"]["dev"],
    }
    for heading, listed in wanted.items():
        explained = [cell.strip("`") for cell in first_cells(section(page, heading))]
        assert explained == dependency_names(listed)


@pytest.mark.parametrize("picture", sorted((ROOT / "docs").glob("*.svg")), ids=lambda p: p.name)
def test_pictures_are_small_and_shown(picture):
    assert picture.stat().st_size < 60_000
    assert any(f"docs/{picture.name}" in text_of(name) for name in READMES)
