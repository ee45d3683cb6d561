"""One platform a database."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from platform_server.errors import StoreError
from platform_server.serve import Settings, serve
from platform_server.store.lock import held, lock_file


def test_the_second_is_told_who_is_the_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new/shaotai.db"
    with held(url):
        with (
            pytest.raises(StoreError, match=f"in use by process {os.getpid()}:") as caught,
            held(url),
        ):
            pass
        with pytest.raises(StoreError, match="in use"):
            serve(Settings(url))
        with held(f"sqlite:///{tmp_path}/new/other.db"):
            pass
    assert f"这个数据目录正由进程 {os.getpid()} 使用" in caught.value.zh
    assert not (tmp_path / "new" / "shaotai.db").exists()
    lock = tmp_path / "new" / "shaotai.lock"
    assert lock.read_text() == f"{os.getpid()}\n"
    assert lock.stat().st_mode & 0o077 == 0
    with held(url):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "postgres://h/d"])
def test_what_is_no_file_needs_no_lock(url: str) -> None:
    assert lock_file(url) is None
    with held(url), held(url):
        pass


def test_a_directory_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(StoreError, match="--data"), held(f"sqlite:///{tmp_path}/file/shaotai.db"):
        pass
