"""One platform for the consoles of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.platform.server import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running platform with every account signed in."""
    running = Server(Path(tmp_path_factory.mktemp("platform"))).start().sign_in()
    yield running
    running.stop()
