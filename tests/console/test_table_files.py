"""Writing tables from a real console: what is there stays as it is, and the seat says why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from console.text.i18n import Lang, Words
from tests.console.consoles import console
from tests.platform.server import Server
from wire.system_words import SYSTEM_WORDS, system_words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_there_is_not_overwritten(lang: Lang, server: Server, tmp_path: Path) -> None:
    words = Words(lang)
    there = tmp_path / "a.csv"
    there.write_text("old", "utf-8")
    with console(server, "dispatcher", lang=lang, cols=160) as seat:
        seat.wait_for(words("view.queue"))
        seat.wait_for(words("queue.all"))
        seat.send(f":export {there}\r" if lang == "en" else f":另存 {there}\r")
        seat.wait_for({"zh": "已有这个文件, 换个名字", "en": "choose another name"}[lang])
        assert there.read_text("utf-8") == "old"
        fresh = tmp_path / "b.csv"
        seat.send(f":export {fresh}\r" if lang == "en" else f":另存 {fresh}\r")
        seat.wait_for({"zh": "已写出 0 件", "en": "0 tickets are in"}[lang])
        assert len(list(csv.reader(fresh.read_text("utf-8-sig").splitlines()))) == 1
        seat.send(":settings\r" if lang == "en" else ":设置\r")
        seat.wait_for(words("settings.in_force"))
        shown = [one.split() for one in seat.screen()]
        assert ["lang", lang] in shown
        assert ["encoding", "utf-8"] in shown


def test_common_errors_have_words_and_others_the_system_s_own(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:
        (tmp_path / "no" / "where").read_text("utf-8")
    assert system_words(caught.value)[0] == "没有这个文件或目录"
    assert system_words(OSError(9999, "odd")) == ("odd", "odd")
    assert system_words(TimeoutError()) == ("TimeoutError", "TimeoutError")
    assert all(zh and en.isascii() for zh, en in SYSTEM_WORDS.values())
