"""`console.toml` at a real terminal: remapped keys work, mistakes are told, the seat opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.consoles import text
from tests.platform.server import Server
from tests.terminal.pty_seat import PtySeat

ROOT = Path(__file__).parents[2]

TEN = """\
lang = "cn"
theme = "drak"
colour = "blue"
[keys]
dwon = "x"
up = ["k", "ctr+x"]
"verb.dispatch" = "ctrl+b"
down = "n"
page_up = "u
help = "f9"
[filters]
late = "twon:shengze"
[columns]
queue = ["left", "tickets"]
"""
"""Ten mistakes, and one key that is right."""

MISTAKES = (1, 2, 3, 5, 6, 7, 8, 9, 12, 14)
"""Their lines."""


def seat(server: Server, config: Path, *options: str) -> PtySeat:
    """A dispatcher's seat with a file of settings."""
    token_file = server.folder / "token-settings"
    token_file.write_text(server.tokens["dispatcher"], "utf-8")
    token_file.chmod(0o600)
    return PtySeat(
        [sys.executable, "-m", "shaotai", "console", "--server", server.url, *options],
        env={"SHAOTAI_TOKEN_FILE": str(token_file), "SHAOTAI_CONFIG": str(config)},
        cwd=str(ROOT),
    )


def write(tmp_path: Path, content: str) -> Path:
    """A file of settings."""
    path = tmp_path / "console.toml"
    path.write_text(content, "utf-8")
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_remapped_key_works(server: Server, tmp_path: Path, lang: str) -> None:
    config = write(
        tmp_path, f'lang = "{lang}"\n[keys]\nhelp = "f12"\nquit = "ctrl+x"\ncommand = "ctrl+t"\n'
    )
    help_head = {"zh": "列表的按键", "en": "Keys of the queue"}[lang]
    with seat(server, config) as one:
        one.wait_for(lambda lines: "F12" in lines[-1])
        one.send("?")
        one.wait_for("? does nothing here; F12" if lang == "en" else "? 没有用途 按 F12")
        one.send("<f12>")
        one.wait_for(help_head)
        one.send("<esc>")
        one.wait_for(lambda lines: help_head not in "\n".join(lines))
        one.send("<ctrl+t>")
        one.wait_for(lambda lines: lines[-2].startswith(":"))
        one.send("<esc>")
        one.wait_for(lambda lines: not lines[-2].startswith(":"))
        one.send("<ctrl+x>")
        one.wait_for("leaves the seat" if lang == "en" else "离开席位 Esc 留下")
        one.send("<enter>")
        assert one.wait_exit() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ten_mistakes_and_the_seat_opens(server: Server, tmp_path: Path, lang: str) -> None:
    config = write(tmp_path, TEN)
    with seat(server, config, "--lang", lang) as one:
        one.wait_for(lambda lines: "F9" in lines[-1])
        first = (
            "mistakes in the settings: 10; :settings" if lang == "en" else "10 处错误 命令 :设置"
        )
        one.wait_for(first)
        one.wait_for("console.toml:1:8")
        one.send(":sz<enter>")
        one.wait_for(str(tmp_path)[:20])
        pages = [text(one)]
        one.send("<end>")
        one.wait_for(lambda lines: any(line.startswith("  14:") for line in lines))
        pages.append(text(one))
        shown = "\n".join(pages)
        assert all(f"  {line}:" in shown for line in MISTAKES), shown
        one.send("<esc>j")
        one.wait_for(lambda lines: "F9" in lines[-1])
        one.send("<ctrl+c><enter>")
        assert one.wait_exit() == 0


def test_the_palette_and_marks_at_a_terminal(server: Server, tmp_path: Path) -> None:
    config = write(tmp_path, "[keys]\npalette = 'f9'\njump = 'f6'\n")
    with seat(server, config, "--lang", "zh") as one:
        one.wait_for("命令")
        one.send(":xj 路口垃圾成堆 类:暴露生活垃圾 格:平望<enter>")
        one.wait_for(lambda lines: any(line.startswith(">") for line in lines))
        one.send("<f6>")
        one.wait_for(lambda lines: any(line.startswith("a ") for line in lines))
        one.send("a")
        one.wait_for(lambda lines: any(line.startswith(">") for line in lines))
        one.send("<f9>")
        one.wait_for("首字母或英文")
        one.send("bangzhu<enter>")
        one.wait_for("列表的按键")
        one.wait_for(lambda lines: "F5 " in "\n".join(lines))
        one.send("<ctrl+c><enter>")
        assert one.wait_exit() == 0


def test_the_command_line_wins(server: Server, tmp_path: Path) -> None:
    config = write(tmp_path, 'lang = "en"\nmode = "rich"\ntheme = "dark"\n')
    with seat(server, config, "--lang", "zh", "--theme", "monochrome") as one:
        one.wait_for("命令")
        one.send("<ctrl+c><enter>")
        assert one.wait_exit() == 0
        assert b"\x1b[38" not in one.raw
    with seat(server, config) as one:
        one.wait_for("command")
        one.send("<ctrl+c><enter>")
        assert one.wait_exit() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_doctor_lists_every_mistake(tmp_path: Path, lang: str) -> None:
    config = write(tmp_path, TEN)
    done = subprocess.run(
        [sys.executable, "-m", "shaotai", "doctor", "--lang", lang],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
        env={"SHAOTAI_CONFIG": str(config), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1
    assert str(config) in done.stdout
    listed = [line for line in done.stderr.splitlines() if line.startswith(str(config))]
    assert [int(line.removeprefix(f"{config}:").split(":")[0]) for line in listed] == [*MISTAKES]
    assert all("; " in line for line in listed)


def test_doctor_at_a_terminal_says_where_the_settings_are(tmp_path: Path) -> None:
    config = write(tmp_path, 'lang = "en"\n')
    argv = [sys.executable, "-m", "shaotai", "doctor"]
    with PtySeat(argv, rows=40, cols=160, env={"SHAOTAI_CONFIG": str(config)}) as one:
        assert one.wait_exit(20) == 0
        shown = text(one)
    assert "the seat's settings" in shown
    assert str(config) in shown
    assert "mistakes   none" in shown
    with PtySeat(argv, rows=40, cols=160, env={"XDG_CONFIG_HOME": str(tmp_path)}) as one:
        assert one.wait_exit(20) == 0
        shown = text(one)
    assert f"{tmp_path}/shaotai/console.toml (" in shown
