"""The maps with positions: what is taken, what is left out, what is refused."""

from pathlib import Path

import pytest

from intake import read
from intake.sending import command_of
from tests.intake.intake_lookalikes import (
    BALTIMORE,
    SF311,
    baltimore_row,
    saved,
    sf311_row,
    split,
    table,
)


def test_sf311(tmp_path: Path) -> None:
    rows = [
        sf311_row("1"),
        sf311_row("2", descriptor="N/A", neighborhood="", media_url="http://p.example/1"),
        sf311_row("3", latitude="0.0", longitude="0.0"),
        sf311_row("4", category="", complaint_type="N/A", descriptor=""),
        sf311_row("5", created_date="2019-02-03 04:05:06"),
        sf311_row("6", created_date="02/03/2019"),
    ]
    reading = read(saved(tmp_path, table(SF311, rows)))
    reports, problems = split(reading)
    assert reading.column_map.name == "sf311_2019"
    assert not reading.notices
    assert [report.external for report in reports] == ["1", "2", "3", "5"]
    assert reports[0].text == (
        "Streetlights: Lamp, Dark. Place: 12 CANAL ST (Canal). Received by: Phone"
    )
    assert reports[1].text == (
        "Streetlights: Lamp. Place: 12 CANAL ST. Received by: Phone. Photo: http://p.example/1"
    )
    assert "***" not in reports[0].text
    assert all(report.at and report.at.utcoffset() is not None for report in reports)
    assert reports[0].at == reports[3].at
    assert str(reports[0].at) == "2019-02-03 04:05:06+00:00"
    assert (reports[0].lng, reports[0].lat) == (-122.45468055632, 37.734498815723)
    assert (reports[2].lng, reports[2].lat) == (None, None)
    assert [(found.line, found.reason) for found in problems] == [
        (5, "missing_text"),
        (7, "bad_time"),
    ]


def test_baltimore(tmp_path: Path) -> None:
    rows = [
        baltimore_row("18-1"),
        baltimore_row("18-2", SRRecordID="18-2", Latitude="39", Longitude="-77"),
        baltimore_row("18-3", Latitude="", Longitude=""),
        baltimore_row("18-4", CreatedDate="04/02/2014 12:00:00 AM"),
        baltimore_row("18-5", CreatedDate="04/02/2014 13:00:00 PM"),
    ]
    reading = read(saved(tmp_path, table(BALTIMORE, rows)))
    reports, (bad,) = split(reading)
    assert reading.column_map.name == "baltimore311_2018"
    assert not reading.notices
    assert [report.external for report in reports] == ["18-1", "18-2", "18-3", "18-4"]
    assert [str(report.at) for report in reports[::3]] == [
        "2018-11-13 13:06:56-05:00",
        "2014-04-02 00:00:00-04:00",
    ]
    assert [report.lat for report in reports] == [39.3470107281118, None, None, 39.3470107281118]
    assert (bad.column, bad.reason) == ("CreatedDate", "bad_time")
    assert "Lamps" not in reports[0].text


@pytest.mark.parametrize(
    ("lng", "lat", "column"),
    [
        ("x", "37.123", "longitude"),
        ("-122.123", "91", "latitude"),
        ("181", "37.123", "longitude"),
        ("nan", "37.123", "longitude"),
        ("-122.123", "inf", "latitude"),
        ("-122.123", "1e999", "latitude"),
        ("-122.123", "", "latitude"),
        ("", "37.123", "longitude"),
        ("1,5", "37.123", "longitude"),
    ],
)
def test_a_position_that_is_none_on_earth(tmp_path: Path, lng: str, lat: str, column: str) -> None:
    row = sf311_row("1", longitude=lng, latitude=lat)
    _, (found,) = split(read(saved(tmp_path, table(SF311, [row]))))
    assert (found.column, found.reason) == (column, "bad_place")


def test_a_position_goes_into_the_command_and_nought_is_one(tmp_path: Path) -> None:
    rows = [sf311_row("1", longitude="0.0000", latitude="51.4779"), sf311_row("2")]
    own = tmp_path / "own.toml"
    own.write_text(
        'zh = "自备"\nen = "own"\nmatch = ["unique_key"]\nnumber = "unique_key"\n'
        'text = {columns = ["category"]}\nplace = {lng = "longitude", lat = "latitude"}\n',
        encoding="utf-8",
    )
    reports, _ = split(read(saved(tmp_path, table(SF311, rows)), str(own)))
    args = [command_of(report, "MEDIA", "d01")["args"] for report in reports]
    assert (args[0]["lng"], args[0]["lat"]) == (0.0, 51.4779)
    assert (args[1]["lng"], args[1]["lat"]) == (-122.45468055632, 37.734498815723)
