"""The district's names as the seat knows them, and finding them by what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import msgspec

from console.suggestion import Named as Suggested
from console.suggestion import Suggestions
from console.text.i18n import Lang
from console.text.pinyin import matcher, rank
from governance.ladder import proposed_callees
from governance.ticket import STATES, shown_state
from wire.rows import TicketRow
from wire.safe_text import safe_text
from wire.views import ChannelView, ClassView, GridView, OrgView, ProfileView
from wire.whistle_views import LadderView

BEST_MATCHES = 8
"""Candidates that completion offers."""

SEARCHES_KEPT = 256
"""Searches among the units that are remembered."""

JOINED = "_"
"""Stands for a space inside a name, since spaces part the words of a command line."""

NO_PLACES = ("department", "office", "leader")
"""Levels of units that are no place: no report happened there."""

PREFIX_RANKS = 4
"""Ranks up to this one mean the name begins as typed; above it, it only contains it."""


class Named(NamedTuple):
    """Something with a code and a name.

    Attributes:
        hint: tells namesakes apart, such as the town.
        initials: pinyin initials as the district's table gives them.
        also: other names it answers to: short ones, and those in the other language.
    """

    code: str
    name: str
    hint: str = ""
    initials: str = ""
    also: tuple[str, ...] = ()


class Tables(msgspec.Struct, frozen=True):
    """What the platform says of the district."""

    profile: ProfileView
    orgs: tuple[OrgView, ...]
    grids: tuple[GridView, ...]
    classes: tuple[ClassView, ...]
    channels: tuple[ChannelView, ...]
    ladder: LadderView = LadderView()


class Directory:
    """Names in the seat's language, all of them safe to show."""

    def __init__(self, tables: Tables, lang: Lang) -> None:
        self.lang: Lang = lang
        self.profile = tables.profile
        self.ladder = tables.ladder
        self.rungs = {one.rung: self.pick(one.zh, one.en) for one in tables.ladder.rungs}
        self._callees = {
            (one.rung, one.place, one.prefix): one.units for one in tables.ladder.callees
        }
        self._at: dict[tuple[tuple[str, ...], str], list[Named]] = {}
        self._found_at: dict[tuple[tuple[str, ...], str, str], list[Named]] = {}
        self.classes = {one.code: one for one in tables.classes}
        self.channels = {one.code: one for one in tables.channels}
        self._orgs = {one.code: one for one in tables.orgs}
        self._grids = {one.code: one for one in tables.grids}
        self._class_names = {one.code: self.pick(one.zh, one.en) for one in tables.classes}
        self._town: dict[str, str] = {}
        self._found: dict[str, list[Named]] = {}
        self._units = [self._named_org(one) for one in tables.orgs]
        self._units += [self._named_grid(one) for one in tables.grids]

    @cached_property
    def suggestions(self) -> Suggestions:
        """What the words of a report suggest; made when it is first asked."""
        classes = (
            Suggested(
                one.code,
                f"{one.zh} {one.en}" if self.lang == "en" else one.zh,
                tuple(part.zh if self.lang == "zh" else part.en for part in one.conditions),
            )
            for one in self.classes.values()
        )
        units = (one for one in self._orgs.values() if one.level not in NO_PLACES)
        towns = sorted(units, key=lambda one: one.level not in ("district", "town"))
        places = [Suggested(one.code, one.zh, (one.short, one.en)) for one in towns]
        places += [Suggested(one.code, one.zh) for one in self._grids.values()]
        return Suggestions(classes, places)

    def _named_org(self, org: OrgView) -> Named:
        hint = "" if org.level in ("town", "department", "district") else self.short(org.parent)
        name = org.zh if self.lang == "zh" else org.en
        also = (org.short, org.zh) if self.lang == "en" else (org.short,)
        return Named(org.code, safe_text(name), hint, org.initials, also)

    def _named_grid(self, grid: GridView) -> Named:
        return Named(grid.code, safe_text(grid.zh), self.short(self.town_of(grid.code)))

    def pick(self, zh: str, en: str) -> str:
        """The one of two words that is the seat's, made safe."""
        return safe_text(zh if self.lang == "zh" else en)

    def centre(self) -> str:
        """Name of the command centre."""
        return self.pick(self.profile.centre_zh, self.profile.centre_en)

    def name(self, code: str) -> str:
        """Full name of a unit or grid; the code where it is not known."""
        if code in self._orgs:
            return self.pick(self._orgs[code].zh, self._orgs[code].en)
        return safe_text(self._grids[code].zh) if code in self._grids else code

    def short(self, code: str) -> str:
        """Short name of a unit or grid, empty for none."""
        if code in self._orgs:
            org = self._orgs[code]
            return self.pick(org.short, org.en)
        return safe_text(self._grids[code].zh) if code in self._grids else code

    def rung(self, rung: str) -> str:
        """Name of a rung of the ladder of whistles."""
        return self.rungs.get(rung, safe_text(rung))

    def is_root(self, code: str) -> bool:
        """Whether a unit is the district itself, or none at all."""
        org = self._orgs.get(code)
        return org is None or org.parent not in self._orgs

    def within(self, code: str, above: str) -> bool:
        """Whether a unit or grid is that unit, or lies below it."""
        while code and code != above:
            org, grid = self._orgs.get(code), self._grids.get(code)
            code = org.parent if org else grid.parent if grid else ""
        return bool(code)

    def town_of(self, code: str) -> str:
        """Code of the town that a unit or grid lies in, empty where none."""
        if code not in self._town:
            self._town[code] = self._find_town(code)
        return self._town[code]

    def _find_town(self, code: str) -> str:
        while code:
            org = self._orgs.get(code)
            if org is not None and org.level == "town":
                return code
            code = org.parent if org else self._grids[code].parent if code in self._grids else ""
        return ""

    def class_name(self, code: str) -> str:
        """Name of a class, empty where the ticket has none."""
        return self._class_names.get(code, code)

    def channel(self, code: str) -> str:
        """Short name of a channel."""
        one = self.channels.get(code)
        return self.pick(one.short_zh, one.short_en) if one else code

    def state(self, row: TicketRow) -> str:
        """The state in words."""
        if row.state not in STATES:
            return safe_text(row.state)
        shown = shown_state(row.state, "signed" in row.flags)
        return self.pick(shown.zh, shown.en)

    def units_like(self, typed: str) -> list[Named]:
        """Units and grids whose name or initials answer to what was typed, best first."""
        if typed not in self._found:
            if len(self._found) > SEARCHES_KEPT:
                self._found.clear()
            self._found[typed] = best(self._units, typed)
        return self._found[typed]

    def units_at(self, levels: tuple[str, ...], town: str = "") -> list[Named]:
        """The units of some levels; of those that lie in towns only the ones in that town."""
        key = (levels, town)
        if key not in self._at:
            self._at[key] = [
                one
                for one in self._units
                if (org := self._orgs.get(one.code)) is not None
                and org.level in levels
                and self.town_of(org.code) in ("", town or self.town_of(org.code))
            ]
        return self._at[key]

    def units_like_at(self, typed: str, levels: tuple[str, ...], town: str = "") -> list[Named]:
        """Those of the units of some levels that answer to what was typed, best first."""
        key = (levels, town, typed)
        if key not in self._found_at:
            if len(self._found_at) > SEARCHES_KEPT:
                self._found_at.clear()
            self._found_at[key] = best(self.units_at(levels, town), typed)
        return self._found_at[key]

    def named(self, codes: Iterable[str]) -> list[Named]:
        """Units with all their names, in the order of the codes."""
        wanted = dict.fromkeys(codes)
        found = {one.code: one for one in self._units if one.code in wanted}
        return [found[code] for code in wanted if code in found]

    def callees(self, rung: str, grid: str, org: str, ticket_class: str) -> tuple[str, ...]:
        """Codes of the units that a rung proposes to call to a ticket of that place and class."""
        places = (*self._path(grid), *self._path(org))
        return proposed_callees(self._callees, rung, places, ticket_class)

    def _path(self, code: str) -> Iterator[str]:
        while code:
            yield code
            org, grid = self._orgs.get(code), self._grids.get(code)
            code = org.parent if org else grid.parent if grid else ""

    def classes_like(self, typed: str) -> list[Named]:
        """Classes that answer to what was typed."""
        named = (
            Named(c.code, self.class_name(c.code), also=(c.zh,)) for c in self.classes.values()
        )
        return best(named, typed)

    def channels_like(self, typed: str) -> list[Named]:
        """Channels that answer to what was typed."""
        found = (Named(c.code, self.channel(c.code)) for c in self.channels.values())
        return best(found, typed)

    def towns_like(self, typed: str) -> set[str]:
        """Codes of towns that answer to what was typed."""
        fits = matcher(typed)
        return {
            one.code
            for one in self._orgs.values()
            if one.level == "town" and (fits(one.zh) or fits(one.en))
        }

    def codes_of_classes(self, typed: str) -> set[str]:
        """Codes of all classes whose name contains what was typed."""
        fits = matcher(typed)
        return {c.code for c in self.classes.values() if fits(c.zh) or fits(c.en)}

    def codes_of_channels(self, typed: str) -> set[str]:
        """Codes of all channels whose name contains what was typed."""
        fits = matcher(typed)
        return {
            c.code
            for c in self.channels.values()
            if any(fits(name) for name in (c.short_zh, c.zh, c.short_en, c.en))
        }

    def codes_of_units(self, typed: str) -> set[str]:
        """Codes of all units whose name contains what was typed."""
        fits = matcher(typed)
        return {o.code for o in self._orgs.values() if fits(o.zh) or fits(o.short) or fits(o.en)}


def best(names: Iterable[Named], typed: str) -> list[Named]:
    """The names that answer to what was typed: those that begin so, else those that contain it."""
    ranked: list[tuple[int, int, Named]] = []
    words = typed.replace(JOINED, " ")
    for one in names:
        place = 0 if words in (one.name, one.code) else _rank(one, words.lower())
        if place is not None:
            ranked.append((place, len(one.name), one))
    ranked.sort(key=lambda item: item[:2])
    if ranked and ranked[0][0] <= PREFIX_RANKS:
        ranked = [item for item in ranked if item[0] <= PREFIX_RANKS]
    return [one for _, _, one in ranked[:BEST_MATCHES]]


def _rank(one: Named, typed: str) -> int | None:
    if one.initials == typed:
        return 1
    places = [rank(name, typed) for name in (one.name, *one.also)]
    if one.initials.startswith(typed):
        places.append(3)
    return min((place for place in places if place is not None), default=None)
