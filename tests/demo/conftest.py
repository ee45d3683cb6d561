"""Shared by the tests of the demonstration: the real profile, and a past of a few tickets."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from demo import plan
from demo.worktime import opening_day
from governance.calendar import CHINA
from governance.profile import Profile
from platform_server.jurisdiction import load_profile


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("wujiang")


@pytest.fixture(scope="session")
def opens(profile: Profile) -> datetime:
    return datetime.combine(opening_day(profile.calendar), time(9), CHINA)


@pytest.fixture
def small_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight tickets in each state instead of two thousand in all."""
    few = tuple(target._replace(total=8, hot=2, late=1) for target in plan.TARGETS)
    monkeypatch.setattr(plan, "TARGETS", few)
    monkeypatch.setattr(plan, "CLOSED", 3)
    monkeypatch.setattr(plan, "REJECTED", 2)
