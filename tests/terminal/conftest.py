"""One platform for the consoles of a module."""

from __future__ import annotations

from tests.console.conftest import server

__all__ = ["server"]
