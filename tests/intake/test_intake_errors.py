"""What stops a whole file, and what is wrong with maps: one clear line in both languages."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from intake import IntakeError, Report, RowProblem, known_maps, load_map, map_for, read
from intake import errors as e
from intake.column_map import parse_map
from tests.intake.intake_lookalikes import LABELLED, labelled_row, saved, table

GOOD = table(LABELLED, [labelled_row(str(number)) for number in range(50)])


def workbook() -> bytes:
    """The beginning of any XLSX: a zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return data.getvalue()


WHOLE: dict[str, tuple[bytes, type[IntakeError]]] = {
    "empty": (b"", e.FileEmpty),
    "spaces": (b"\xef\xbb\xbf\r\n \r\n", e.FileEmpty),
    "commas": (b",,,\n", e.FileEmpty),
    "empty gzip": (gzip.compress(b""), e.FileEmpty),
    "gzip cut short": (gzip.compress(GOOD.encode())[:-20], e.ArchiveDamaged),
    "gzip in name only": (b"\x1f\x8bnot gzip at all", e.ArchiveDamaged),
    "workbook": (workbook(), e.NotATable),
    "one endless line": (b"a" * 1_100_000, e.NotATable),
    "UTF-16": (GOOD.encode("utf-16"), e.WrongEncoding),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), e.WrongEncoding),
    "binary": (bytes(range(128, 256)) * 40, e.WrongEncoding),
    "other header": (GOOD.replace("留言主题", "题").encode(), e.UnknownHeader),
    "column twice": (table([*LABELLED, "留言编号"], []).encode(), e.ColumnTwice),
    "open quote in header": (",".join([*LABELLED[:5], '"一级分类']).encode(), e.UnterminatedQuote),
}


@pytest.mark.parametrize(("data", "kind"), WHOLE.values(), ids=WHOLE.keys())
def test_whole_file_refused(tmp_path: Path, data: bytes, kind: type[IntakeError]) -> None:
    path = saved(tmp_path, data)
    with pytest.raises(kind) as caught:
        read(path)
    assert caught.value.zh
    assert caught.value.en
    assert str(caught.value).isprintable()


def test_no_file_a_directory_a_pipe_an_impossible_name(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, kind in [
        (tmp_path / "none.csv", e.FileMissing),
        (tmp_path / "with\0nul.csv", e.FileMissing),
        (tmp_path, e.NotAFile),
        (pipe, e.NotAFile),
        (tmp_path / ("long" * 100), e.FileUnreadable),
    ]:
        with pytest.raises(kind):
            read(path)


def test_unterminated_quote_comes_after_the_rows_before_it(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, GOOD + '50,U,"题,2020/1/6 12:09:38,文,类\r\n51,U,题,,文,类\r\n'))
    taken: list[Report | RowProblem] = []
    with pytest.raises(e.UnterminatedQuote) as caught:
        taken.extend(reading)
    assert reading.counts.taken == 50
    assert (caught.value.line, caught.value.column) == (2 + 50 * 4, 3)


def test_file_that_goes_away_while_it_is_read(tmp_path: Path) -> None:
    reading = read(saved(tmp_path, GOOD))
    reading.path.unlink()
    with pytest.raises(e.FileMissing):
        list(reading)


def test_messages_name_the_known_maps(tmp_path: Path) -> None:
    path = saved(tmp_path, GOOD)
    with pytest.raises(e.UnknownHeader) as header:
        map_for(["甲", "乙"])
    with pytest.raises(e.UnknownMap) as name:
        read(path, "tipdm")
    with pytest.raises(e.ColumnsMissing) as columns:
        read(path, "pingshan_2018")
    for caught in (header.value, name.value, columns.value):
        assert isinstance(caught, e.MapError)
        assert all(known in caught.zh and known in caught.en for known in known_maps())
    assert "REC_ID" in columns.value.zh
    assert "REC_ID" in columns.value.en


def test_headers_of_two_maps_at_once_ask_for_a_choice() -> None:
    both = [*LABELLED, "反对数", "点赞数", "答复意见", "答复时间"]
    with pytest.raises(e.AmbiguousHeader) as caught:
        map_for(both)
    assert "tipdm_hot, tipdm_reply" in caught.value.en


@pytest.mark.parametrize("name", ["../errors", "", "tipdm_hot.toml", "/etc/passwd", "\x1b[2J"])
def test_unknown_map_names(name: str) -> None:
    with pytest.raises(e.UnknownMap) as caught:
        load_map(name)
    assert str(caught.value).isprintable()


ZONES = {
    "baltimore311_2018": "America/New_York",
    "open311_sf": "America/Los_Angeles",
    "sf311_2019": "UTC",
}
"""Where the files of a map come from; the others are from China."""


@pytest.mark.parametrize("name", known_maps())
def test_shipped_maps_hold(name: str) -> None:
    found = load_map(name)
    assert found.name == name
    assert found.zh
    assert found.en
    assert found.notes
    assert map_for([*found.needed, *found.ignored]) == found
    assert {"utf-8-sig", "gb18030"} <= set(found.encodings)
    assert found.time is not None
    assert found.time.zone == ZONES.get(name, "Asia/Shanghai")


OWN = """
zh = "自备"
en = "own"
match = ["number"]
number = "number"
text = {columns = ["body"]}
time = {column = "at", formats = ["%Y-%m-%d"], zone = "Asia/Shanghai"}
"""


def test_own_map_from_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    reading = read(saved(tmp_path, "number,body,at\n1,路灯不亮,2026-01-02\n"), str(own))
    assert [item.line for item in reading] == [2]
    assert reading.counts.taken == 1
    assert reading.column_map.name == "own"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('match = ["number"]', "match = []"),
        ('columns = ["body"]', "columns = []"),
        ('columns = ["body"]', 'template = ["{body.x}"]'),
        ('columns = ["body"]', 'template = ["{body"]'),
        ('columns = ["body"]', 'columns = ["body"], any_of = ["other"]'),
        ("Asia/Shanghai", "Asia/Nowhere"),
        ("Asia/Shanghai", "../../etc"),
        ('["%Y-%m-%d"]', "[]"),
        ('en = "own"', 'en = "own"\nencodings = ["klingon"]'),
        ('en = "own"', 'en = "own"\nignored = ["body"]'),
        ('en = "own"', 'en = "own"\nunknown = 1'),
        ('en = "own"', "en = 3"),
        ('en = "own"', "en = "),
    ],
)
def test_broken_maps_are_named(old: str, new: str) -> None:
    assert old in OWN
    with pytest.raises(e.MapBroken) as caught:
        parse_map("own", OWN.replace(old, new).encode())
    assert "own" in caught.value.zh
    assert "own" in caught.value.en
