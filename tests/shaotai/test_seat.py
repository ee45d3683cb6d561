"""Opening a seat: reaching the platform and signing in, before anything is drawn."""

from pathlib import Path

import msgspec
import pytest

from console.options import ConsoleOptions
from console.settings.values import Settings
from shaotai import cli
from tests.shaotai.command_runs import CHINESE, complained, shaotai
from tests.shaotai.conftest import Living

NOWHERE = "http://127.0.0.1:9"


def test_no_platform_is_exit_3(tmp_path: Path) -> None:
    chinese = complained(shaotai(tmp_path, "console", "--server", NOWHERE), 3)
    assert CHINESE.search(chinese)
    assert NOWHERE in chinese
    english = complained(
        shaotai(tmp_path, "console", SHAOTAI_SERVER=NOWHERE, LANG="en_US.UTF-8"), 3
    )
    assert "serve" in english
    chosen = shaotai(tmp_path, "console", "--lang", "en", SHAOTAI_SERVER=NOWHERE)
    assert not CHINESE.search(complained(chosen, 3))


def test_a_bad_token_is_exit_4_and_nobody_to_ask_exit_2(living: Living, tmp_path: Path) -> None:
    token = tmp_path / "token"
    run = ("console", "--server", living.url)
    assert "SHAOTAI_TOKEN_FILE" in complained(shaotai(tmp_path, *run), 2)
    missing = shaotai(tmp_path, *run, SHAOTAI_TOKEN_FILE=str(token))
    assert str(token) in complained(missing, 2)
    token.write_text("not the one", "utf-8")
    complained(shaotai(tmp_path, *run, SHAOTAI_TOKEN_FILE=str(token)), 2)
    token.write_text("x" * 43, "utf-8")
    complained(shaotai(tmp_path, *run, SHAOTAI_TOKEN_FILE=str(token)), 4)


def test_what_the_console_is_opened_with(living: Living, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[ConsoleOptions] = []

    def look(options: ConsoleOptions) -> int:
        opened.append(options)
        return 0

    monkeypatch.setattr("console.app.run_console", look)
    monkeypatch.setenv("SHAOTAI_TOKEN_FILE", str(living.dispatcher))
    monkeypatch.setenv("SHAOTAI_SERVER", living.url)
    monkeypatch.setenv("LANG", "C")
    assert cli.main(["console", "--thin", "--theme", "night", "--encoding", "gb18030"]) == 0
    token = living.dispatcher.read_text("utf-8").strip()
    assert [msgspec.structs.replace(one, settings=Settings()) for one in opened] == [
        ConsoleOptions(
            url=living.url, token=token, account="wangmin", lang="zh", mode="thin",
            theme="night", encoding="gb18030",
        )
    ]  # fmt: skip
