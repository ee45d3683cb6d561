"""Files that look like the outside ones, made by the tests from sentences of their own."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook

from intake import Reading, Report, RowProblem

LABELLED = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "一级分类"]
HOT = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]
REPLY = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]
PINGSHAN = [
    "REPORT_NUM",
    "EVENT_PROPERTY_NAME",
    "EVENT_TYPE_ID",
    "EVENT_TYPE_NAME",
    "EVENT_SRC_NAME",
    "DISTRICT_ID",
    "INTIME_ARCHIVE_NUM",
    "SUB_TYPE_ID",
    "DISTRICT_NAME",
    "COMMUNITY_ID",
    "REC_ID",
    "STREET_ID",
    "OVERTIME_ARCHIVE_NUM",
    "OPERATE_NUM",
    "DISPOSE_UNIT_ID",
    "STREET_NAME",
    "CREATE_TIME",
    "EVENT_SRC_ID",
    "INTIME_TO_ARCHIVE_NUM",
    "SUB_TYPE_NAME",
    "EVENT_PROPERTY_ID",
    "OCCUR_PLACE",
    "COMMUNITY_NAME",
    "DISPOSE_UNIT_NAME",
    "MAIN_TYPE_NAME",
    "MAIN_TYPE_ID",
]


SF311 = [
    "unique_key", "created_date", "closed_date", "resolution_action_updated_date", "status",
    "status_notes", "agency_name", "category", "complaint_type", "descriptor", "incident_address",
    "supervisor_district", "neighborhood", "location", "source", "media_url", "latitude",
    "longitude", "police_district",
]  # fmt: skip
BALTIMORE = [
    "SRRecordID", "ServiceRequestNum", "SRType", "MethodReceived", "CreatedDate", "SRStatus",
    "StatusDate", "DueDate", "CloseDate", "Agency", "LastActivity", "LastActivityDate", "Outcome",
    "Address", "ZipCode", "Neighborhood", "CouncilDistrict", "PoliceDistrict", "PolicePost",
    "Latitude", "Longitude", "GeoLocation", "2010 Census Wards Precincts",
    "2010 Census Neighborhoods", "Zip Codes", "DaysOpen",
]  # fmt: skip


def labelled_row(number: str, **changed: str) -> list[str]:
    """A good row of the labelled kind; `title`, `at`, `body`, `user`, `kind` may be changed."""
    row = {
        "user": "U001",
        "title": "桥下路灯不亮",
        "at": "2020/1/6 12:09:38",
        "body": f"\n\t\t\n\t\t第{number}盏灯已坏三天，请派人查看。\n\t\t",
        "kind": "城乡建设",
        **changed,
    }
    return [number, row["user"], row["title"], row["at"], row["body"], row["kind"]]


def pingshan_row(number: str, **changed: str) -> list[str]:
    """A good row of the Pingshan kind; every column may be changed by its name."""
    row = {
        **dict.fromkeys(PINGSHAN, "1"),
        "REC_ID": number,
        "EVENT_PROPERTY_NAME": "投诉",
        "EVENT_TYPE_NAME": "市政设施",
        "MAIN_TYPE_NAME": "公用部件",
        "SUB_TYPE_NAME": "井盖缺失",
        "EVENT_SRC_NAME": "热线",
        "DISTRICT_NAME": "东区",
        "STREET_NAME": "河西街道",
        "COMMUNITY_NAME": "柳树社区",
        "OCCUR_PLACE": "-",
        "CREATE_TIME": "2018-06-04 11:01:22",
        **changed,
    }
    return [row[column] for column in PINGSHAN]


def sf311_row(number: str, **changed: str) -> list[str]:
    """A good row of the San Francisco kind; every column may be changed by its name."""
    row = {
        **dict.fromkeys(SF311, ""),
        "unique_key": number,
        "created_date": "2019-02-03 04:05:06 UTC",
        "status_notes": "call 415-***-****",
        "agency_name": "Lamp Queue",
        "category": "Streetlights",
        "complaint_type": "Lamp",
        "descriptor": "Dark",
        "incident_address": "12 CANAL ST",
        "neighborhood": "Canal",
        "source": "Phone",
        "latitude": "37.734498815723",
        "longitude": "-122.45468055632",
        **changed,
    }
    return [row[column] for column in SF311]


def baltimore_row(number: str, **changed: str) -> list[str]:
    """A good row of the Baltimore kind; every column may be changed by its name."""
    row = {
        **dict.fromkeys(BALTIMORE, ""),
        "SRRecordID": f"5004{number}AAA",
        "ServiceRequestNum": number,
        "SRType": "LAMP-Dark",
        "MethodReceived": "API",
        "CreatedDate": "11/13/2018 01:06:56 PM",
        "DueDate": "11/14/2018 01:06:56 PM",
        "Agency": "Lamps",
        "Address": "12 CANAL ST",
        "Latitude": "39.3470107281118",
        "Longitude": "-76.6692365628603",
        **changed,
    }
    return [row[column] for column in BALTIMORE]


def request(number: object, **changed: Any) -> dict[str, Any]:
    """A good service request of GeoReport v2; a key may be changed, added, or left out by None."""
    made = {
        "service_request_id": number,
        "status": "open",
        "service_name": "Lamp",
        "service_code": "7",
        "description": "The lamp is dark.",
        "requested_datetime": "2020-07-12T10:58:43-05:00",
        "address": "12 CANAL ST",
        "lat": 41.858724,
        "long": -87.664751,
        **changed,
    }
    return {key: value for key, value in made.items() if value is not None}


def workbook(
    folder: Path, rows: Iterable[Sequence[object]], name: str = "batch.xlsx", **formats: str
) -> Path:
    """A workbook with the rows on its first sheet, and a second sheet ``other``.

    `formats` gives cells, such as ``A2``, a number format.
    """
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cell, form in formats.items():
        sheet[cell].number_format = form
    book.create_sheet("other").append(["nothing"])
    path = folder / name
    book.save(path)
    return path


def table(header: Sequence[str], rows: Iterable[Sequence[str]], end: str = "\r\n") -> str:
    """The rows as CSV text with that line end."""
    text = io.StringIO(newline="")
    quoting: Literal[0, 1] = 1 if end == "\r" else 0  # QUOTE_MINIMAL misses LF where CR ends rows
    writer = csv.writer(text, lineterminator=end, quoting=quoting)
    writer.writerows([header, *rows])
    return text.getvalue()


def saved(
    folder: Path, text: str | bytes, encoding: str = "utf-8", *, packed: bool = False
) -> Path:
    """The text in a file of the folder, gzipped if `packed` (the name does not tell)."""
    data = text.encode(encoding) if isinstance(text, str) else text
    path = folder / "batch.csv"
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


def split(reading: Reading) -> tuple[list[Report], list[RowProblem]]:
    """One iteration: reports and problems, with the invariants every reading keeps."""
    items = list(reading)
    reports = [item for item in items if isinstance(item, Report)]
    problems = [item for item in items if isinstance(item, RowProblem)]
    counts = reading.counts
    assert counts.records == len(items)
    assert counts.taken + counts.repeated + sum(counts.refused.values()) == counts.records
    assert counts.taken == len(reports) == len({report.external for report in reports})
    assert all(report.text and report.external for report in reports)
    assert all(report.at is None or report.at.tzinfo is not None for report in reports)
    for found in problems:
        assert found.zh
        assert found.en
        assert found.column
        assert (found.zh + found.en + found.value + found.column).isprintable()
        assert f"{found.line}" in found.zh
        assert f"{found.line}" in found.en
    return reports, problems
