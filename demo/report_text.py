"""Reports of an ordinary day in Wujiang: what citizens say or patrols write, all of it invented.

Sentences, roads and words lie as tables in `demo/texts`. Nothing here reads a clock or rolls its
own dice: every choice comes from the `random.Random` that is handed in, so that one seed gives one
day. Phone numbers are of the form 1990000xxxx, names are put together from two lists.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from itertools import accumulate
from typing import Literal, NamedTuple

Kind = Literal["citizen", "patrol"]
KINDS: tuple[Kind, ...] = ("citizen", "patrol")

_SLOT = re.compile(r"\{(\w+)\}")
_VOICED = ("open", "ask")
_PICKED = ("near", "shop", "eatery", "salon", "firm", "estate", "time", "car")
_OFFICES = (
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", "社区"),
    ("居委会", "社区"),
    ("村民委员会", "村"),
    ("村委会", "村"),
)
_SHORT_WAIT_SHARE = 0.7


class Place(NamedTuple):
    """Where a report comes from: Chinese names of town, community (or village) and grid."""

    town: str
    community: str
    grid: str


class ReportText(NamedTuple):
    """One report as typed: class code, text, address; reporter fields are empty for a patrol."""

    klass: str
    text: str
    address: str
    reporter_name: str
    reporter_phone: str


class Template(NamedTuple):
    """A sentence with slots in braces; `kind` is citizen, patrol, or any (fits both voices)."""

    klass: str
    kind: str
    zh: str


class Weight(NamedTuple):
    """How often a class comes (relative, 0 = never by itself) and through which kind."""

    klass: str
    weight: float
    channels: str


class _Choice(NamedTuple):
    """Classes of one kind with their running sum of weights, ready for `rng.choices`."""

    classes: tuple[str, ...]
    running: tuple[float, ...]


class Composer:
    """Writes reports from tables; immutable after construction and safe to share."""

    def __init__(
        self,
        templates: Iterable[Template],
        weights: Iterable[Weight],
        roads: Mapping[str, Sequence[str]],
        words: Mapping[str, Sequence[str]],
    ) -> None:
        """Index the tables; `roads` maps a town to its roads, with "" for towns not listed."""
        self._roads = roads
        self._words = words
        self._texts: dict[tuple[Kind, str], list[str]] = {}
        for template in templates:
            for kind in KINDS:
                if template.kind in (kind, "any"):
                    self._texts.setdefault((kind, template.klass), []).append(template.zh)
        listed = list(weights)
        self._choices = {kind: self._choice(kind, listed) for kind in KINDS}

    @classmethod
    def load(cls) -> Composer:
        """Read the tables packaged in `demo/texts`."""
        templates = [Template(r["class"], r["kind"], r["zh"]) for r in read_table("templates.csv")]
        weights = [
            Weight(r["class"], float(r["weight"]), r["channels"]) for r in read_table("weights.csv")
        ]
        roads = _grouped(read_table("roads.csv"), "town", "road")
        return cls(templates, weights, roads, _grouped(read_table("words.csv"), "slot", "word"))

    def classes(self, kind: Kind) -> tuple[str, ...]:
        """Class codes that come through this kind on an ordinary day."""
        return self._choices[kind].classes

    def compose(
        self, rng: random.Random, kind: Kind, place: Place, klass: str | None = None
    ) -> ReportText:
        """Write one report of this kind at this place.

        The class is drawn by weight unless `klass` names it; a KeyError means that no sentence
        of that class speaks in this kind's voice.
        """
        if klass is None:
            choice = self._choices[kind]
            klass = rng.choices(choice.classes, cum_weights=choice.running)[0]
        template = rng.choice(self._texts[kind, klass])
        values = self._values(rng, kind, place)
        text = _SLOT.sub(lambda slot: values[slot.group(1)], template)
        address = _address(rng, kind, place, template, values)
        if kind == "patrol":
            return ReportText(klass, text, address, "", "")
        return ReportText(klass, text, address, self._name(rng), _phone(rng))

    def _choice(self, kind: Kind, weights: Sequence[Weight]) -> _Choice:
        """Keep the classes of one kind that have both a weight above 0 and a sentence."""
        kept = [
            w
            for w in weights
            if w.channels in (kind, "any") and w.weight > 0 and (kind, w.klass) in self._texts
        ]
        return _Choice(tuple(w.klass for w in kept), tuple(accumulate(w.weight for w in kept)))

    def _values(self, rng: random.Random, kind: Kind, place: Place) -> dict[str, str]:
        """Draw a word for every slot, always in the same order and number."""
        values = {slot: rng.choice(self._words[slot]) for slot in _PICKED}
        values |= {slot: rng.choice(self._words[f"{slot}_{kind}"]) for slot in _VOICED}
        values["place"] = spoken_name(place.community)
        values["road"] = rng.choice(self._roads.get(place.town) or self._roads[""])
        values["n"] = str(rng.randint(2, 9))
        values["days"] = str(_waited_days(rng))
        return values

    def _name(self, rng: random.Random) -> str:
        """A reporter's name: surname and title mostly, the full name now and then."""
        surname = rng.choice(self._words["surname"])
        last = "title" if rng.random() < 0.6 else "given"
        return surname + rng.choice(self._words[last])


def spoken_name(community: str) -> str:
    """The name people say: 北门社区居委会 becomes 北门社区, 练聚村委会 becomes 练聚村."""
    for office, short in _OFFICES:
        if community.endswith(office):
            return community.removesuffix(office) + short
    return community


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of a packaged UTF-8 CSV table in `demo/texts`, line breaks in cells kept as LF."""
    text = resources.files("demo").joinpath("texts", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _grouped(rows: Iterable[Mapping[str, str]], key: str, value: str) -> dict[str, list[str]]:
    """Values under their key, in table order; a value listed twice counts double."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row[value])
    return groups


def _waited_days(rng: random.Random) -> int:
    """Days a trouble has lasted when it is reported: 2 to 7 mostly, 20 at the most."""
    return rng.randint(2, 7) if rng.random() < _SHORT_WAIT_SHARE else rng.randint(8, 20)


def _address(
    rng: random.Random, kind: Kind, place: Place, template: str, values: Mapping[str, str]
) -> str:
    """An address that agrees with the text: same estate and building, same road, same landmark."""
    door = rng.randint(1, 399)
    if "{estate}{n}幢" in template:
        spot = f"{values['estate']}{values['n']}幢"
    elif "{estate}" in template:
        spot = values["estate"]
    elif "{road}{n}号" in template:
        spot = f"{values['road']}{values['n']}号"
    elif "{near}" in template:
        spot = f"{values['road']}{values['near']}旁"
    else:
        spot = f"{values['road']}{door}号附近"
    grid = f"（{place.grid}）" if kind == "patrol" and place.grid else ""
    return f"{place.town}{values['place']}{spot}{grid}"


def _phone(rng: random.Random) -> str:
    """A mobile number out of 1990000xxxx, a block kept for invention."""
    return f"1990000{rng.randrange(10_000):04d}"
