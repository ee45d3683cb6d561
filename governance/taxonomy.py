"""Classes of events and components with the limits of each filing condition.

Limits belong to the *condition* under which a case is filed, not to the class (`domain/rules.md`
§2): a missing manhole cover has two running hours, a broken one four working hours.
"""

from __future__ import annotations

import msgspec

from governance.calendar import Limit


class Condition(msgspec.Struct, frozen=True):
    """A filing condition: how the case must look, what ends it, and the handling limit."""

    no: int
    label_zh: str
    label_en: str
    closing_zh: str
    closing_en: str
    limit: Limit


class TicketClass(msgspec.Struct, frozen=True):
    """One sub-class of the catalogue; ``kind`` is ``event``, ``component`` or ``matter``."""

    code: str
    kind: str
    group_zh: str
    group_en: str
    name_zh: str
    name_en: str
    urgency: str
    conditions: tuple[Condition, ...]

    def condition(self, no: int) -> Condition | None:
        """The condition of that number, None where there is none."""
        return next((one for one in self.conditions if one.no == no), None)


class Channel(msgspec.Struct, frozen=True):
    """A way reports come in; ``share`` is the per cent of a day's tickets."""

    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    kind: str
    needs_callback: bool
    share: float


class StageLimit(msgspec.Struct, frozen=True):
    """The limit of a stage for one urgency (``*`` = any), with where it comes from (zh, en)."""

    stage: str
    urgency: str
    limit: Limit
    source: tuple[str, str]
