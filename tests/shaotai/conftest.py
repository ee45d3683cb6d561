"""One platform for all tests of a worker; tests keep apart by channel."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.shaotai.command_runs import Served, add_account, served


class Living(msgspec.Struct, frozen=True):
    """A platform with two dispatchers' and an auditor's token, and where its data is."""

    url: str
    data: Path
    dispatcher: Path
    second: Path
    auditor: Path


@pytest.fixture(scope="session")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Living]:
    home = tmp_path_factory.mktemp("living")
    data = home / "data"
    dispatcher = add_account(home, data, "wangmin", "dispatcher")
    second = add_account(home, data, "zhaolei", "dispatcher")
    auditor = add_account(home, data, "shenji", "auditor")
    with served(home, data) as platform:
        assert isinstance(platform, Served)
        yield Living(platform.url, data, dispatcher, second, auditor)
