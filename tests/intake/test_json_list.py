"""Open311 service requests in both shapes; a bad item costs one item."""

import gzip
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import IntakeError, Report, RowProblem, read
from intake import errors as e
from intake.json_stream import VALUE_LIMIT, ListStream
from intake.sending import command_of
from tests.intake.intake_lookalikes import LABELLED, request, saved, split

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
AS_TEXT = ("parse_float", "parse_int", "parse_constant")


def listed(folder: Path, items: Any, **options: Any) -> Path:
    return saved(folder, json.dumps(items), **options)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_both_shapes(tmp_path: Path, wrapped: bool, mark: str, packed: bool) -> None:
    items = [request("1"), request(2, description=None, lat=None, long=None, media_url="u")]
    text = mark + json.dumps({"total": 2, "service_requests": items} if wrapped else items)
    reading = read(saved(tmp_path, text, packed=packed))
    reports, problems = split(reading)
    assert not problems
    assert not reading.notices
    assert reading.column_map.name == "open311"
    first, second = reports
    assert (first.line, first.external, first.text) == (1, "1", "Lamp\nThe lamp is dark.")
    assert first.at is not None
    assert first.at.isoformat() == "2020-07-12T10:58:43-05:00"
    assert (first.lng, first.lat) == (-87.664751, 41.858724)
    assert (second.line, second.external, second.text) == (2, "2", "Lamp\nPhoto: u")
    assert (second.lng, second.lat) == (None, None)
    assert list(reading) == reports


def test_items_not_taken_are_named_by_their_place(tmp_path: Path) -> None:
    items = [
        request("1"),
        "nonsense",
        request("2", requested_datetime="yesterday"),
        request("3", description={"a": 1}),
        request(None),
        request("4", extended={"depth": [1]}),
        request("1"),
        request("5", long=200.5),
        request("6", lat="north"),
        request("7", long=None),
        request("8", requested_datetime="2020-01-06 09:00:00"),
    ]
    reading = read(listed(tmp_path, items))
    reports, problems = split(reading)
    assert [report.external for report in reports] == ["1", "4", "8"]
    assert [(p.line, p.column, p.reason) for p in problems] == [
        (2, "service_request_id", "wrong_shape"),
        (3, "requested_datetime", "bad_time"),
        (4, "description", "wrong_shape"),
        (5, "service_request_id", "missing_number"),
        (7, "service_request_id", "repeated"),
        (8, "long", "bad_place"),
        (9, "lat", "bad_place"),
        (10, "long", "bad_place"),
    ]
    assert problems[1].en.startswith("item 3, column")
    assert [notice.column for notice in reading.notices] == ["extended"]
    assert reports[2].at is not None
    assert reports[2].at.isoformat() == "2020-01-06T09:00:00+08:00"


def test_a_list_cut_short_gives_the_items_before(tmp_path: Path) -> None:
    text = json.dumps([request(str(number)) for number in range(500)])
    reading = read(saved(tmp_path, text[:-40]))
    taken: list[Report | RowProblem] = []
    with pytest.raises(e.JsonDamaged) as caught:
        taken.extend(reading)
    assert (len(taken), caught.value.item) == (499, 499)


def test_reading_is_lazy_and_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    text = "x" * 1_000
    items = [request(str(number), description=f"{number} {text}") for number in range(5_000)]
    path = listed(tmp_path, items, packed=True)
    del items
    tracemalloc.start()
    try:
        assert sum(1 for _ in read(path)) == 5_000
        assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    finally:
        tracemalloc.stop()


WHOLE: dict[str, tuple[bytes, type[IntakeError]]] = {
    "empty list": (b"[]", e.NoRequests),
    "empty object": (b"{}", e.NoRequests),
    "another object": (b'{"features": [{"service_request_id": 1}]}', e.NoRequests),
    "an object for the list": (b'{"service_requests": {"a": 1}}', e.NoRequests),
    "other keys": (b'[{"a": 1}]', e.UnknownHeader),
    "numbers": (b"[1, 2]", e.UnknownHeader),
    "cut at once": (b'[{"service_request_id": "1', e.JsonDamaged),
    "no JSON": (b'{"service_requests": nonsense}', e.JsonDamaged),
    "not UTF-8": (b'[{"service_request_id": "\xff"}]', e.JsonDamaged),
    "too deep": (b"[" * 100_000, e.JsonDamaged),
    "packed and cut": (gzip.compress(b'[{"a": 1}]')[:-9], e.ArchiveDamaged),
    "one endless item": (b'[{"a": "' + b"x" * 3 * VALUE_LIMIT + b'"}]', e.JsonDamaged),
    "keys that are data": (
        json.dumps([{f"k{number}": 1} for number in range(2_000)]).encode(),
        e.UnknownHeader,
    ),
}


@pytest.mark.parametrize(("data", "kind"), WHOLE.values(), ids=WHOLE.keys())
def test_whole_file_refused(tmp_path: Path, data: bytes, kind: type[IntakeError]) -> None:
    with pytest.raises(kind) as caught:
        read(saved(tmp_path, data))
    assert caught.value.zh
    assert str(caught.value).isprintable()


def test_a_map_of_tables_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(e.ColumnsMissing) as caught:
        read(listed(tmp_path, [request("1")]), "tipdm_labelled")
    assert LABELLED[0] in caught.value.en


@pytest.mark.parametrize("half", ["\\udc80", "\\ud800"])
def test_half_a_character_costs_one_item(tmp_path: Path, half: str) -> None:
    text = json.dumps([request("1"), request("2")]).replace("The lamp is dark.", half, 1)
    reports, problems = split(read(saved(tmp_path, text)))
    assert reports[-1].external == "2"
    assert [found.reason for found in problems] == ["undecodable"]
    for report in reports:
        assert msgspec.json.encode(command_of(report, "MEDIA", "d01"))


@pytest.mark.parametrize("block", [1, 7, 1_000])
@given(
    st.lists(st.recursive(PLAIN, lambda part: st.dictionaries(st.text(), part) | st.lists(part))),
    st.sampled_from([None, 1, "\t"]),
    st.booleans(),
    st.booleans(),
)
def test_a_stream_gives_what_the_whole_document_holds(
    block: int, items: list[Any], indent: int | str | None, ascii_only: bool, wrapped: bool
) -> None:
    document: Any = {"a": [1, {"list": []}], "list": items, "b": 1} if wrapped else items
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    read_in_blocks = Trickle(text.encode("utf-8", "replace"), block)
    whole = json.loads(text.encode("utf-8", "replace"), **dict.fromkeys(AS_TEXT, str))
    assert list(ListStream(read_in_blocks, "list")) == (whole["list"] if wrapped else whole)


class Trickle(io.BytesIO):
    """Gives at most so many bytes at once."""

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self._most = most

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, self._most))
