"""`shaotai completion`: bash itself completes with the script."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.pty_seat import PtySeat

ROOT = Path(__file__).parents[2]


def script(shell: str, lang: str = "zh_CN.UTF-8") -> str:
    """The script for a shell."""
    return subprocess.run(
        [sys.executable, "-m", "shaotai", "completion", shell],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
        env={"LANG": lang, "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
    ).stdout  # fmt: skip


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script for bash in a file."""
    path = Path(tmp_path_factory.mktemp("completion")) / "shaotai.bash"
    path.write_text(script("bash"), "utf-8")
    return path


def completed(bash: Path, *words: str) -> set[str]:
    """What bash offers for the last of the words."""
    line = " ".join(shlex.quote(word) for word in ("shaotai", *words))
    ask = (
        f"source {shlex.quote(str(bash))}\n"
        f"COMP_WORDS=({line}); COMP_CWORD={len(words)}\n"
        'complete -p shaotai >/dev/null || exit 9\n_shtab_shaotai\nprintf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", ask], capture_output=True, text=True, timeout=30, cwd=bash.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("con",), {"console"}),
        (("profile", ""), {"list", "check"}),
        (("console", "--t"), {"--thin", "--theme"}),
        (("console", "--theme", "co"), {"colour-blind"}),
        (("demo", "--as", "su"), {"supervisor"}),
        (("demo", "--profile", ""), {"gulou", "qinhuai", "wujiang", "xiangcheng"}),
        (("admin", "account", "add", "x", "--role", "dep"), {"department"}),
        (("console", "--encoding", "gb"), {"gb18030"}),
        (("import", "--map", "pings"), {"pingshan_2018"}),
        (("completion", ""), {"bash", "zsh", "fish"}),
        (("import", "shaotai.b"), {"shaotai.bash"}),
        (("console", "--theme", "shaotai.b"), {"shaotai.bash"}),
    ],
)
def test_bash_completes(bash: Path, words: tuple[str, ...], offered: set[str]) -> None:
    assert completed(bash, *words) == offered


def test_every_command_is_offered(bash: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "shaotai", "nonsense"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, env={"LANG": "en_US.UTF-8"},
    ).stderr  # fmt: skip
    known = said.partition("choose from ")[2].partition(")")[0].replace("'", "").split(", ")
    assert len(known) > 5
    assert completed(bash, "") == set(known)


def test_tab_in_a_shell_at_a_terminal(bash: Path) -> None:
    with PtySeat(["bash", "--norc", "--noprofile", "-i"], env={"PS1": "ready> "}) as one:
        one.wait_for("ready>")
        one.send(f"source {bash}; echo sourced<enter>")
        one.wait_for(lambda lines: any(line.startswith("sourced") for line in lines))
        one.send("shaotai cons<tab>")
        one.wait_for("shaotai console")
        one.send("--theme hi<tab>")
        one.wait_for("shaotai console --theme high-contrast")
        one.send("<ctrl+u>exit<enter>")
        one.wait_exit()


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(("lang", "word"), [("zh_CN.UTF-8", "打开席位"), ("en_US.UTF-8", "a seat")])
def test_other_shells_get_scripts_in_the_users_language(shell: str, lang: str, word: str) -> None:
    text = script(shell, lang)
    assert word in text
    assert "high-contrast" in text
    assert "supervisor" in text


def test_a_shell_there_is_none_for() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shaotai", "completion", "csh"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "bash" in done.stderr


def test_it_costs_nothing_where_it_is_not_asked_for() -> None:
    code = (
        "import sys\nfrom shaotai.cli import main\nmain(['--version'])\n"
        "import shaotai.seat, console.app\nprint('shtab' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split()[-1] == "False"
