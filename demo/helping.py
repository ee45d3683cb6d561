"""Units that help reply to the one that answers for the ticket."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from demo import words
from demo.acts import MINUTE, Act, Staff
from governance.clock import UNIT_STAGE
from wire.rows import TicketRow

LATE_SHARE = 0.1
"""Part of those asked to help who reply late."""

REPLIED_WITHIN = (0.1, 0.85)
"""Parts of their limit between which the others do."""


def reply(rng: random.Random, staff: Staff, row: TicketRow, now: datetime) -> Act | None:
    """The next reply of a unit that helps, while its clock is the one that presses.

    A row does not say which of several has replied already: each has its drawn time, and once all
    of these have gone by they are asked at random.
    """
    if row.clock != UNIT_STAGE or row.start is None or row.due is None or row.state == "returned":
        return None
    times: list[tuple[datetime, str]] = []
    for unit in row.assignees:
        clerk = staff.account(unit)
        if clerk and unit != row.org and not _speaks_for_lead(staff, unit, row):
            times.append((_time(row, unit, row.start, row.due), clerk))
    if not times:
        return None
    late = (now + rng.uniform(5, 40) * MINUTE, rng.choice(times)[1])
    at, clerk = min((one for one in times if one[0] > now), default=late)
    return Act(at, clerk, "report", {"result": rng.choice(words.HELPED), "solved": True})


def _speaks_for_lead(staff: Staff, unit: str, row: TicketRow) -> bool:
    """Whether the helper's clerk would speak for the unit that answers as well."""
    clerk = staff.account(unit)
    return clerk in (staff.accounts.get(code) for code in staff.path(row.org))


def _time(row: TicketRow, unit: str, start: datetime, due: datetime) -> datetime:
    draw = random.Random(f"{row.id}:{unit}:{start.isoformat()}")
    if draw.random() < LATE_SHARE:
        return due + draw.randint(5, 90) * MINUTE
    part = draw.uniform(*REPLIED_WITHIN)
    return start + timedelta(seconds=int(part * (due - start).total_seconds()))
