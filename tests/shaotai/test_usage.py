"""Help, mistakes and ends of the command: one line, the right code, the user's language."""

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from shaotai import cli
from tests.intake.intake_lookalikes import LABELLED, labelled_row, saved, table, workbook
from tests.shaotai.command_runs import CHINESE, COMMAND, complained, environment, shaotai

COMMANDS = (
    "demo", "serve", "console", "import", "replay", "export", "profile", "admin", "audit",
)  # fmt: skip
HEAVY = {"httpx", "litestar", "openpyxl", "sqlalchemy", "textual", "uvicorn"}
MISTAKES = [
    (),
    ("drill",),
    ("import",),
    ("import", "a.csv"),
    ("import", "missing.csv", "--channel", "X"),
    ("import", ".", "--channel", "X"),
    ("console", "--server", "ftp://nowhere"),
    ("console", "--server", "http://host:99999"),
    ("console", "--thin", "--rich"),
    ("console", "--lang", "fr"),
    ("serve", "--listen", "nowhere"),
    ("serve", "--listen", "127.0.0.1:70000"),
    ("serve", "--bus", "nats://localhost"),
    ("serve", "--database", "postgresql://localhost/x"),
    ("serve", "--data", "a", "--database", "sqlite:///b"),
    ("serve", "--ready-file", "/nowhere/at/all"),
    ("demo", "--pace", "0"),
    ("demo", "--seed", "many"),
    ("admin",),
    ("admin", "account"),
    ("admin", "account", "add", "wangmin"),
    ("admin", "account", "add", "wang min", "--role", "dispatcher"),
    ("admin", "account", "add", "wangmin", "--role", "emperor"),
    ("admin", "account", "add", "wangmin", "--role", "system"),
    ("admin", "account", "add", "wangmin", "--role", "department"),
    ("admin", "account", "add", "wangmin", "--role", "department", "--org", "32050900"),
    ("admin", "account", "add", "wangmin", "--role", "dispatcher", "--password", "secret"),
    ("admin", "account", "add", "wangmin", "--role", "dispatcher"),
    ("admin", "account", "list"),
    ("admin", "token", "--account", "wangmin"),
    ("audit", "verify"),
    ("audit", "verify", "--data", "/nowhere"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=" ".join)
def test_a_mistake_is_one_line(mistake: tuple[str, ...], tmp_path: Path) -> None:
    assert CHINESE.search(complained(shaotai(tmp_path, *mistake), 2))
    english = complained(shaotai(tmp_path, *mistake, LANG="en_GB.UTF-8"), 2)
    assert not CHINESE.search(english)


def test_help_names_what_there_is(tmp_path: Path) -> None:
    chinese, english = shaotai(tmp_path, "--help"), shaotai(tmp_path, "--help", LANG="en_US.UTF-8")
    assert (chinese.code, english.code, chinese.err, english.err) == (0, 0, "", "")
    assert CHINESE.search(chinese.out)
    assert not CHINESE.search(english.out)
    for ran in (chinese, english):
        words = ran.out.split()
        assert all(command in words for command in COMMANDS)
        assert "drill" not in words


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_fits_a_screen(command: str, tmp_path: Path) -> None:
    ran = shaotai(tmp_path, command, "--help", LANG="en_US.UTF-8")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: shaotai {command}")
    assert not CHINESE.search(ran.out)
    assert all(len(line) <= 80 for line in ran.out.splitlines())


@pytest.mark.parametrize("arguments", [("--help",), ("console", "--help"), ("import", "--help")])
def test_help_imports_nothing_heavy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert not HEAVY & _imported(tmp_path, *arguments)


def test_a_seat_never_imports_the_platform(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("abc", "utf-8")
    seen = _imported(tmp_path, "console", "--server", "http://127.0.0.1:9", token=token)
    assert "console" in seen
    assert not {"litestar", "openpyxl", "sqlalchemy", "uvicorn", "platform_server"} & seen


def test_only_a_workbook_needs_openpyxl(tmp_path: Path) -> None:
    run = ("--channel", "MEDIA", "--dry-run")
    csv = saved(tmp_path, table(LABELLED, [labelled_row("1")]))
    assert "openpyxl" not in _imported(tmp_path, "import", str(csv), *run)
    book = workbook(tmp_path, [LABELLED, labelled_row("1")])
    assert "openpyxl" in _imported(tmp_path, "import", str(book), *run)


def _imported(home: Path, *arguments: str, token: Path | None = None) -> set[str]:
    more = {"SHAOTAI_TOKEN_FILE": str(token)} if token else {}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "shaotai", *arguments],
        capture_output=True, encoding="utf-8", env=environment(home, **more), timeout=60,
        start_new_session=True,
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in told}


def test_version(tmp_path: Path) -> None:
    ran = shaotai(tmp_path, "--version")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("shaotai ")


def test_our_fault_leaves_a_traceback_in_the_log_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: Namespace) -> int:
        raise RuntimeError("two\nlines \x1b[2J")

    monkeypatch.setattr(cli, "_call", fail)
    monkeypatch.setenv("SHAOTAI_DATA", str(tmp_path / "data"))
    assert cli.main(["profile", "list"]) == 70
    shown = capsys.readouterr()
    log = tmp_path / "data" / "shaotai.log"
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "\x1b" not in shown.err
    assert str(log) in shown.err
    assert "Traceback" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_our_fault_without_a_log_is_still_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(options: Namespace) -> int:
        raise RuntimeError("nothing works")

    (tmp_path / "data").write_text("in the way", "utf-8")
    monkeypatch.setattr(cli, "_call", fail)
    monkeypatch.setenv("SHAOTAI_DATA", str(tmp_path / "data"))
    assert cli.main(["profile", "list"]) == 70
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1
    assert "nothing works" in shown.err


def test_interrupt_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(options: Namespace) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_call", interrupt)
    assert cli.main(["profile", "list"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_went_away_is_quiet(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "profile", "list"],
        stdout=writing, stderr=subprocess.PIPE, encoding="utf-8", env=environment(tmp_path),
        timeout=60,
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_narrow_terminal_encoding_is_no_error(tmp_path: Path) -> None:
    ran = shaotai(tmp_path, "profile", "list", PYTHONIOENCODING="ascii")
    assert (ran.code, ran.err) == (0, "")
    assert "wujiang" in ran.out


def test_profiles_are_listed_and_checked(tmp_path: Path) -> None:
    assert "吴江区" in shaotai(tmp_path, "profile", "list").out
    checked = shaotai(tmp_path, "profile", "check", "wujiang", LANG="en_US.UTF-8")
    assert checked.code == 0
    assert "899 grids" in checked.out
    assert "wujiang" in complained(shaotai(tmp_path, "profile", "check", "atlantis"), 1)


def test_a_folder_is_checked_and_its_mistake_named(tmp_path: Path) -> None:
    folder = Path(cli.__file__).parents[1] / "jurisdictions" / "wujiang"
    copy = tmp_path / "mine"
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    assert shaotai(tmp_path, "profile", "check", copy).code == 0
    duties = copy / "duties.csv"
    lines = duties.read_text("utf-8").splitlines()
    header = lines[0].split(",")
    row = lines[1].split(",")
    row[header.index("org")] = "NOBODY"
    duties.write_text("\n".join([lines[0], ",".join(row), *lines[2:]]), "utf-8")
    line = complained(shaotai(tmp_path, "profile", "check", copy), 1)
    assert "duties.csv:2" in line
    assert "NOBODY" in line
    (copy / "grids.csv").unlink()
    assert "grids.csv" in complained(shaotai(tmp_path, "profile", "check", copy), 2)


@pytest.mark.parametrize(
    ("profile", "rungs"), [("wujiang", 2), ("xiangcheng", 2), ("qinhuai", 3), ("gulou", 1)]
)
def test_the_ladder_of_each_district_is_checked(tmp_path: Path, profile: str, rungs: int) -> None:
    checked = shaotai(tmp_path, "profile", "check", profile, LANG="en_US.UTF-8")
    assert checked.code == 0
    assert f"{rungs} rungs of the ladder" in checked.out
    assert f"哨级 {rungs}" in shaotai(tmp_path, "profile", "check", profile).out


def test_a_mistake_in_a_ladder_is_named(tmp_path: Path) -> None:
    folder = Path(cli.__file__).parents[1] / "jurisdictions" / "qinhuai"
    copy = tmp_path / "mine"
    copy.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (copy / path.name).write_bytes(path.read_bytes())
    callees = copy / "callees.csv"
    callees.write_text(callees.read_text("utf-8").replace("@deputy", "@mayor"), "utf-8")
    line = complained(shaotai(tmp_path, "profile", "check", copy), 1)
    assert "callees.csv:7" in line
    assert "@mayor" in line
    callees.unlink()
    assert "callees.csv" in complained(shaotai(tmp_path, "profile", "check", copy), 1)
    (copy / "ladder.csv").unlink()
    assert "哨级 0" in shaotai(tmp_path, "profile", "check", copy).out
