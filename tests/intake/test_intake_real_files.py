"""Invariants over the real files, where SHAOTAI_TEST_DATA names their folder; else no cases."""

import os
from pathlib import Path

import pytest

from intake import map_for, read
from tests.intake.intake_lookalikes import split

FOLDER = os.environ.get("SHAOTAI_TEST_DATA")
MAPS = {
    "tipdm_c_labelled": "tipdm_labelled",
    "tipdm_c_hot": "tipdm_hot",
    "tipdm_c_reply": "tipdm_reply",
    "pingshan_2018": "pingshan_2018",
    "sf311_2019": "sf311_2019",
    "baltimore311_2018": "baltimore311_2018",
    "open311_sf_requests": "open311_sf",
}
PLACED = {"sf311_2019": 9_998, "baltimore311_2018": 8_518, "open311_sf": 474}
"""How many reports of a kind have a position that means something."""

SAMPLE = 10_000
"""Rows of a file whose name does not tell them."""

FILES = sorted(
    (path, name)
    for start, name in MAPS.items()
    for path in (Path(FOLDER).glob(f"{start}_*.[cj]s*") if FOLDER else ())
)

__test__ = FOLDER is not None
"""Without the folder nothing of this module is collected; an empty set would count as a skip."""


def test_every_kind_is_in_the_folder() -> None:
    assert {name for _, name in FILES} == set(MAPS.values())


@pytest.mark.parametrize(("path", "name"), FILES, ids=[path.name for path, _ in FILES])
def test_real_file(path: Path, name: str) -> None:
    reading = read(path)
    assert reading.column_map.name == name
    assert reading.encoding == ("utf-8" if path.suffix == ".json" else "utf-8-sig")
    assert map_for(reading.header) == reading.column_map
    assert not reading.notices
    reports, problems = split(reading)
    counted = path.name.split(".")[0].rsplit("_", 1)[1]
    assert reading.counts.records == (int(counted) if counted.isdigit() else SAMPLE)
    assert not reading.counts.refused
    assert all(found.reason == "repeated" for found in problems)
    assert all(report.at is not None for report in reports)
    assert sum(report.lng is not None for report in reports) == PLACED.get(name, 0)
    assert all("_x000D_" not in report.text for report in reports)
    again, _ = split(read(path, name))
    assert [report.external for report in again] == [report.external for report in reports]
    assert again == reports
