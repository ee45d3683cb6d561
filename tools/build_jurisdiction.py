"""Builds the places of ``jurisdictions/`` and the class tables that all of them share.

Usage::

    python tools/build_jurisdiction.py SOURCE [--out jurisdictions]

``SOURCE`` holds ``domain/`` (class catalogues and filing standards) and a folder of ``geo/`` for
each jurisdiction (places, departments, grid polygons). Written are ``common/classes.csv``,
``common/conditions.csv`` and for each jurisdiction ``orgs.csv``, ``duties.csv`` and ``grids.csv``.
The other tables (channels, limits, ladders, the profile) are kept by hand. Wujiang is whole; of the
others those few places are taken that ``build_jurisdiction_parts.csv`` names.

Wording is never copied from the catalogues. It comes from curated tables beside this script:

* ``build_jurisdiction_names.csv``: English and short names of departments and special places;
* ``build_jurisdiction_offices.csv``: the offices of every town, and whoever is attached to it;
* ``build_jurisdiction_matters.csv``: the citizen matters (ZX) that the catalogues lack;
* ``build_jurisdiction_phrases.csv``: keywords found in a standard -> our short wording, the first
  row whose keywords all occur wins;
* ``build_jurisdiction_labels.csv``: the wording of one condition, stronger than the phrases.

The build stops when a condition has no wording, when two of a class read the same, or when a
wording repeats the standard's own sentence.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from shapely.geometry import shape  # type: ignore[import-untyped, unused-ignore]

Row = dict[str, str]

HERE = Path(__file__).parent
PROFILES = ("wujiang", "xiangcheng", "qinhuai", "gulou")
PARTS = "build_jurisdiction_parts.csv"
OFFICES = "build_jurisdiction_offices.csv"
SCHEME = "yuncheng"
KIND_PREFIX = {"event": "SJ", "component": "BJ"}
UNITS = {
    "工作时": "work_hour",
    "紧急工作时": "urgent_hour",
    "工作日": "work_day",
    "紧急工作日": "urgent_day",
}
GROUP_EN = {
    "市容环境": "City appearance",
    "宣传广告": "Publicity and advertising",
    "施工管理": "Construction management",
    "突发事件": "Emergencies",
    "街面秩序": "Street order",
    "其他事件": "Other events",
    "公用设施": "Public utilities",
    "道路交通设施": "Roads and traffic",
    "市容环境设施": "Sanitation and signage",
    "园林绿化设施": "Parks and greenery",
    "其他部件": "Other components",
}
MATTERS_ZH, MATTERS_EN = "民生诉求", "Citizen matters"
PLACE_SUFFIX = re.compile(r"(社区居委会|村委会|镇|街道)$")
STATION = re.compile(r"(?:第(\d+))?联动工作站$")
PLACE_EN = {
    "市辖区": "District", "镇": "Town", "街道": "Subdistrict", "社区": "Community", "村": "Village",
}  # fmt: skip
CURATED_INITIALS = {"开发区": "kfq"}
"""Initials of short names that are no beginning of the whole name."""

LONGEST_ENGLISH = 30
"""Characters of a town's English name that its offices carry whole."""

CLASS_FIELDS = ("code", "kind", "group_zh", "group_en", "name_zh", "name_en", "urgency")
CONDITION_FIELDS = (
    "class",
    "no",
    "label_zh",
    "label_en",
    "closing_zh",
    "closing_en",
    "limit_value",
    "limit_unit",
)
ORG_FIELDS = (
    "code",
    "parent",
    "level",
    "name_zh",
    "name_en",
    "short_zh",
    "initials",
    "type",
    "lng",
    "lat",
    "point",
    "code_src",
)
GRID_FIELDS = ("code", "parent", "name_zh", "serial", "lng", "lat", "pop", "synthetic")


class BuildError(Exception):
    """The source or a curated table cannot be turned into a sound table."""


class Wording(NamedTuple):
    """A filing condition and its closing condition in our words, in both languages."""

    label_zh: str
    label_en: str
    closing_zh: str
    closing_en: str


class Phrase(NamedTuple):
    """Our wording for every standard in which all the keywords occur."""

    keywords: tuple[str, ...]
    zh: str
    en: str
    closing_zh: str
    closing_en: str


class Phrases(NamedTuple):
    """The phrases for filing and for closing conditions, in the order they are tried."""

    filing: tuple[Phrase, ...]
    closing: tuple[Phrase, ...]


def read_rows(path: Path) -> list[Row]:
    """Reads a CSV file with a header row."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Writes rows as CSV with LF line ends and returns how many there were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fields, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def bare(text: str) -> str:
    """Strips punctuation and spaces, so that sentences can be compared by their words."""
    return re.sub(r"[\W_]+", "", text)


# --- classes and conditions ---------------------------------------------------------------------


def catalogue_classes(domain: Path) -> list[Row]:
    """Takes the municipal scheme's event and component classes from the catalogues."""
    rows = []
    for kind, prefix in KIND_PREFIX.items():
        for item in read_rows(domain / f"{kind}_categories.csv"):
            if item["scheme"] != SCHEME:
                continue
            rows.append(
                {
                    "code": prefix + item["code"],
                    "kind": kind,
                    "group_zh": item["class_zh"],
                    "group_en": GROUP_EN[item["class_zh"]],
                    "name_zh": item["subclass_zh"],
                    "name_en": item["name_en"],
                    "urgency": "II" if item["urgency"] == "urgent" else "III",
                }
            )
    return rows


def matter_classes(matters: Iterable[Row]) -> list[Row]:
    """Makes the classes of citizen matters, which are events like any other."""
    group = {"kind": "event", "group_zh": MATTERS_ZH, "group_en": MATTERS_EN}
    return [{**matter, **group} for matter in matters]


def load_phrases(rows: Iterable[Row]) -> Phrases:
    """Parses the phrase table."""
    parts: dict[str, list[Phrase]] = {"filing": [], "closing": []}
    for row in rows:
        words = tuple(row["keywords"].split())
        phrase = Phrase(words, row["zh"], row["en"], row["closing_zh"], row["closing_en"])
        parts[row["part"]].append(phrase)
    return Phrases(tuple(parts["filing"]), tuple(parts["closing"]))


def find_phrase(phrases: Iterable[Phrase], text: str) -> Phrase | None:
    """Returns the first phrase whose keywords all occur in a text."""
    return next((p for p in phrases if all(word in text for word in p.keywords)), None)


def phrase_wording(standard: Row, phrases: Phrases) -> Wording | None:
    """Words a standard by its keywords; None where the phrases do not cover it."""
    filing = find_phrase(phrases.filing, standard["filing_condition_zh"])
    if filing is None:
        return None
    if filing.closing_zh:
        return Wording(filing.zh, filing.en, filing.closing_zh, filing.closing_en)
    closing = find_phrase(phrases.closing, standard["closing_condition_zh"])
    return None if closing is None else Wording(filing.zh, filing.en, closing.zh, closing.en)


def override_wording(label: Row, fallback: Wording | None) -> Wording | None:
    """Takes the curated wording of one condition, filling its blanks from the phrases."""
    if fallback is None:
        wording = Wording(*(label[field] for field in Wording._fields))
        return wording if all(wording) else None
    return Wording(
        *(label[field] or getattr(fallback, field) for field in Wording._fields),
    )


def is_copied(standard: Row, wording: Wording) -> bool:
    """Tells whether a wording repeats the standard's own sentence."""
    return bare(wording.label_zh) == bare(standard["filing_condition_zh"]) or bare(
        wording.closing_zh
    ) == bare(standard["closing_condition_zh"])


def limits_by_class(standards: Iterable[Row]) -> dict[tuple[str, str], tuple[str, str]]:
    """Gives each class's own (tightest listed) limit, for rows whose limit cannot be read."""
    return {
        (row["kind"], row["code"]): (row["limit_value"], row["limit_unit"])
        for row in standards
        if row["scheme"] == SCHEME
    }


def read_limit(standard: Row, class_limit: tuple[str, str]) -> tuple[str, str]:
    """Reads a limit as (value, unit), falling back on the class's own limit."""
    value, unit = standard["limit_value"], standard["limit_unit"]
    if not value.isdecimal() or int(value) < 1 or unit not in UNITS:
        value, unit = class_limit
    return value, UNITS[unit]


def catalogue_conditions(
    domain: Path, phrases: Phrases, labels: Mapping[tuple[str, str], Row]
) -> list[Row]:
    """Turns every filing standard into a condition in our own words.

    Raises:
        BuildError: a standard has no wording, or its wording is the standard's own.
    """
    categories: list[Row] = []
    for kind in KIND_PREFIX:
        categories += [
            {**row, "kind": kind} for row in read_rows(domain / f"{kind}_categories.csv")
        ]
    class_limits = limits_by_class(categories)
    numbers: Counter[str] = Counter()
    rows, problems = [], []
    for standard in read_rows(domain / "case_standards.csv"):
        code = KIND_PREFIX[standard["kind"]] + standard["code"]
        numbers[code] += 1
        number = str(numbers[code])
        wording = phrase_wording(standard, phrases)
        label = labels.get((code, number))
        if label is not None:
            wording = override_wording(label, wording)
        if wording is None:
            problems.append(f"{code} {number}: no wording for its standard")
            continue
        if is_copied(standard, wording):
            problems.append(f"{code} {number}: repeats the standard: {wording}")
        value, unit = read_limit(standard, class_limits[standard["kind"], standard["code"]])
        if label is not None and label["limit_value"]:
            value, unit = label["limit_value"], label["limit_unit"]
        rows.append(condition_row(code, number, wording, value, unit))
    if problems:
        raise BuildError("\n".join(problems))
    return rows


def matter_conditions(matters: Iterable[Row], labels: Iterable[Row]) -> list[Row]:
    """Takes the conditions of the citizen matters, whose wording and limits are all ours."""
    codes = {matter["code"] for matter in matters}
    rows = []
    for label in labels:
        if label["class"] in codes:
            wording = Wording(*(label[field] for field in Wording._fields))
            limit = label["limit_value"], label["limit_unit"]
            rows.append(condition_row(label["class"], label["no"], wording, *limit))
    return rows


def condition_row(code: str, number: str, wording: Wording, value: str, unit: str) -> Row:
    """Lays out one row of the condition table."""
    return {
        "class": code,
        "no": number,
        **wording._asdict(),
        "limit_value": value,
        "limit_unit": unit,
    }


def check_conditions(classes: Iterable[Row], conditions: Iterable[Row]) -> None:
    """Makes sure that every class can be filed and that no two of its labels read the same.

    Raises:
        BuildError: naming each class that fails.
    """
    by_class: dict[str, list[Row]] = defaultdict(list)
    for row in conditions:
        by_class[row["class"]].append(row)
    problems = [f"{row['code']}: no condition" for row in classes if not by_class[row["code"]]]
    for code, rows in by_class.items():
        for field in ("label_zh", "label_en"):
            twice = [text for text, n in Counter(row[field] for row in rows).items() if n > 1]
            problems += [f"{code}: {text!r} occurs twice" for text in twice]
    if problems:
        raise BuildError("\n".join(problems))


def build_common(domain: Path, out: Path) -> dict[str, int]:
    """Writes the class and condition tables and returns their row counts."""
    matters = read_rows(HERE / "build_jurisdiction_matters.csv")
    label_rows = read_rows(HERE / "build_jurisdiction_labels.csv")
    labels = {(row["class"], row["no"]): row for row in label_rows}
    phrases = load_phrases(read_rows(HERE / "build_jurisdiction_phrases.csv"))
    classes = catalogue_classes(domain) + matter_classes(matters)
    conditions = catalogue_conditions(domain, phrases, labels)
    conditions += matter_conditions(matters, label_rows)
    known = {(row["class"], row["no"]) for row in conditions}
    if stray := sorted(set(labels) - known):
        raise BuildError(f"labels for conditions that do not exist: {stray}")
    check_conditions(classes, conditions)
    classes.sort(key=lambda row: row["code"])
    conditions.sort(key=lambda row: (row["class"], int(row["no"])))
    return {
        "classes": write_rows(out / "classes.csv", CLASS_FIELDS, classes),
        "conditions": write_rows(out / "conditions.csv", CONDITION_FIELDS, conditions),
    }


# --- places, departments, grids -----------------------------------------------------------------


def place_short(name: str) -> str:
    """Strips the type word from a place's name: 平望镇 -> 平望."""
    return PLACE_SUFFIX.sub("", name)


def place_shorts(places: Iterable[Row], names: Mapping[str, Row]) -> dict[str, str]:
    """Gives every place a display name, unique inside its parent.

    Where a community and a village of one town share a name, the village keeps its type word.
    """
    places = list(places)
    shorts = {}
    for row in places:
        curated = names.get(row["name_zh"])
        shorts[row["code"]] = curated["short_zh"] if curated else place_short(row["name_zh"])
    seen = Counter((row["parent_code"], shorts[row["code"]]) for row in places)
    for row in places:
        short = shorts[row["code"]]
        if row["type"] == "村" and seen[row["parent_code"], short] > 1:
            shorts[row["code"]] = short + "村"
    return shorts


def place_english(row: Row, names: Mapping[str, Row]) -> str:
    """Names a place in English: pinyin without the type word, then the type."""
    if curated := names.get(row["name_zh"]):
        return curated["name_en"]
    pinyin = row["name_pinyin"].rsplit(" ", 1)[0]
    return f"{pinyin} {PLACE_EN[row['type']]}"


def station_short(community_short: str, number: str) -> str:
    """Names a joint station in at most eight cells: 北门1站, 清树湾1, 鲈乡二1."""
    if number:
        full = f"{community_short}{number}站"
        return full if len(full) <= 4 else f"{community_short[:3]}{number}"
    return f"{community_short[:3]}站"


def station_names(row: Row, parents: Mapping[str, Row], shorts: Mapping[str, str]) -> Row:
    """Names a joint station after its community, with a number where it has several."""
    found = STATION.search(row["name_zh"])
    if found is None:
        raise BuildError(f"{row['code']}: not a joint station: {row['name_zh']}")
    number = found.group(1) or ""
    parent = parents[row["parent_code"]]["name_en"]
    return {
        "name_en": f"{parent} Joint Station {number}".rstrip(),
        "short_zh": station_short(shorts[row["parent_code"]], number),
    }


def place_orgs(places: Sequence[Row], names: Mapping[str, Row]) -> list[Row]:
    """Lays out the district, its towns, communities and joint stations."""
    shorts = place_shorts((row for row in places if row["level"] != "station"), names)
    done: dict[str, Row] = {}
    for row in sorted(places, key=lambda place: place["level"] == "station"):
        if row["level"] == "station":
            named = station_names(row, done, shorts)
        else:
            named = {"name_en": place_english(row, names), "short_zh": shorts[row["code"]]}
        org = {field: row[field] for field in ORG_FIELDS if field in row}
        org["parent"] = "" if row["level"] == "district" else row["parent_code"]
        done[row["code"]] = {**org, **named}
    return list(done.values())


def department_orgs(
    departments: Iterable[Row], district: str, names: Mapping[str, Row]
) -> list[Row]:
    """Lays out the departments, which hang directly under the district and have no place."""
    blank = dict.fromkeys(("lng", "lat", "point"), "")
    return [
        {
            **blank,
            "code": row["code"],
            "parent": district,
            "level": "department",
            "name_zh": row["name_zh"],
            "name_en": names[row["name_zh"]]["name_en"],
            "short_zh": names[row["name_zh"]]["short_zh"],
            "initials": row["initials"],
            "type": row["kind"],
            "code_src": "synthetic",
        }
        for row in departments
    ]


def without_centre(department: Row) -> Row:
    """A department named without the command centre that its list may add to its name."""
    name = department["name_zh"].partition("\u00b7")[0]
    letters = sum("\u4e00" <= char <= "\u9fff" for char in name)
    return {**department, "name_zh": name, "initials": department["initials"][:letters]}


def office_orgs(towns: Iterable[Row], offices: Iterable[Row]) -> list[Row]:
    """Lays out what every town has under it: offices (B) and leaders attached to it (L)."""
    blank = dict.fromkeys(("lng", "lat", "point"), "")
    offices, found = list(offices), []
    for town in towns:
        numbers: Counter[str] = Counter()
        short, english = town["short_zh"], town["name_en"]
        initials = CURATED_INITIALS.get(short, town["initials"][: len(short)])
        if len(english) > LONGEST_ENGLISH:
            english = " ".join(english.split()[-2:])
        for office in offices:
            numbers[office["level"]] += 1
            letter = {"office": "B", "leader": "L"}[office["level"]]
            found.append(
                {
                    **blank,
                    "code": f"{town['code'][:9]}{letter}{numbers[office['level']]:02d}",
                    "parent": town["code"],
                    "level": office["level"],
                    "name_zh": f"{short}{office['name_zh']}",
                    "name_en": f"{english} {office['name_en']}",
                    "short_zh": office["short_zh"],
                    "initials": initials + office["initials"],
                    "type": office["type"],
                    "code_src": "synthetic",
                }
            )
    return found


def chosen_places(places: Sequence[Row], parts: Iterable[Row]) -> list[Row]:
    """The district, and of it the towns and as many communities of each as the table says."""
    towns = {row["name_zh"]: row for row in places if row["level"] == "town"}
    found = [row for row in places if row["level"] == "district"]
    for part in parts:
        town = towns[part["town"]]
        below = [row for row in places if row["parent_code"] == town["code"]]
        found += [town, *below[: int(part["communities"])]]
    return found


def duty_rows(departments: Iterable[Row]) -> list[Row]:
    """Splits the departments' duty lists into one row per class prefix."""
    return [
        {"org": row["code"], "prefix": prefix}
        for row in departments
        for prefix in row["duties"].split()
    ]


def grid_rows(path: Path, shorts: Mapping[str, str]) -> list[Row]:
    """Reduces each grid polygon to a name and a point inside it."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    rows = []
    for feature in features:
        grid = feature["properties"]
        if grid["parent_code"] not in shorts:
            continue
        point = shape(feature["geometry"]).representative_point()
        serial = int(grid["code"].removeprefix(grid["parent_code"]))
        rows.append(
            {
                "code": grid["code"],
                "parent": grid["parent_code"],
                "name_zh": f"{shorts[grid['parent_code']]}{serial:02d}",
                "serial": str(serial),
                "lng": f"{point.x:.5f}",
                "lat": f"{point.y:.5f}",
                "pop": str(grid.get("pop", "")),
                "synthetic": str(int(grid["synthetic"])),
            }
        )
    return rows


def build_places(profile: str, geo: Path, out: Path) -> dict[str, int]:
    """Writes the organisation, duty and grid tables and returns their row counts."""
    names = {row["name_zh"]: row for row in read_rows(HERE / "build_jurisdiction_names.csv")}
    places = read_rows(geo / "orgs.csv")
    departments = [without_centre(row) for row in read_rows(geo / "departments.csv")]
    parts = [row for row in read_rows(HERE / PARTS) if row["profile"] == profile]
    most = min((int(row["grids"]) for row in parts), default=999)
    if parts:
        places = chosen_places(places, parts)
    offices = [row for row in read_rows(HERE / OFFICES) if row["profile"] == profile]
    district = next(row["code"] for row in places if row["level"] == "district")
    orgs = place_orgs(places, names) + department_orgs(departments, district, names)
    orgs += office_orgs([row for row in orgs if row["level"] == "town"], offices)
    orgs.sort(key=lambda row: row["code"])
    duties = sorted(duty_rows(departments), key=lambda row: (row["org"], row["prefix"]))
    shorts = {row["code"]: row["short_zh"] for row in orgs}
    grids = sorted(grid_rows(geo / "grids.geojson.gz", shorts), key=lambda row: row["code"])
    grids = [row for row in grids if int(row["serial"]) <= most]
    return {
        f"{profile} orgs": write_rows(out / "orgs.csv", ORG_FIELDS, orgs),
        f"{profile} duties": write_rows(out / "duties.csv", ("org", "prefix"), duties),
        f"{profile} grids": write_rows(out / "grids.csv", GRID_FIELDS, grids),
    }


def main() -> None:
    """Builds everything from the folder named on the command line."""
    parser = argparse.ArgumentParser(description="Build the jurisdiction tables.")
    parser.add_argument("source", type=Path, help="folder that holds domain/ and geo/")
    parser.add_argument("--out", type=Path, default=HERE.parent / "jurisdictions")
    options = parser.parse_args()
    try:
        counts = build_common(options.source / "domain", options.out / "common")
        for profile in PROFILES:
            counts |= build_places(profile, options.source / "geo" / profile, options.out / profile)
    except (BuildError, FileNotFoundError) as error:
        raise SystemExit(str(error)) from error
    for table, count in counts.items():
        print(f"{table}: {count}")


if __name__ == "__main__":
    main()
