"""Importing files with the real command into a real platform."""

import json
import os
import pty
from datetime import datetime
from pathlib import Path

import pytest

from tests.intake.intake_lookalikes import (
    HOT,
    LABELLED,
    PINGSHAN,
    labelled_row,
    pingshan_row,
    request,
    saved,
    table,
    workbook,
)
from tests.shaotai.command_runs import COMMAND, PASSWORD, Ran, complained, environment, shaotai
from tests.shaotai.conftest import Living

NOWHERE = "http://127.0.0.1:9"
REAL = os.environ.get("SHAOTAI_TEST_DATA")
REAL_FILES = (
    ("tipdm_c_labelled_495.csv", "HOTLINE_12345", 494, 1),
    ("tipdm_c_hot_fujian3_4326.csv.gz", "GOV_MAILBOX", 4326, 0),
    ("tipdm_c_reply_fujian4_2816.csv.gz", "NET_POLITICS", 2816, 0),
    ("pingshan_2018_10000.csv.gz", "DIGITAL_CITY", 10000, 0),
    ("sf311_2019_10000.csv.gz", "WECHAT", 10000, 0),
    ("baltimore311_2018_sample.csv.gz", "UPPER_LEVEL", 10000, 0),
    ("open311_sf_requests_500.json", "SMART_COMMUNITY", 500, 0),
)


def bring(living: Living, home: Path, *arguments: str | Path, **env: str) -> Ran:
    more = {"SHAOTAI_TOKEN_FILE": str(living.dispatcher), "LANG": "en_GB.UTF-8", **env}
    return shaotai(home, "import", *arguments, "--server", living.url, **more)


def figures(ran: Ran) -> tuple[int, int, int, int]:
    """Taken, there before, repeated, refused."""
    told = dict(line.split(": ", 1) for line in ran.out.splitlines() if ": " in line)
    names = ("taken", "there before", "repeated in the file", "refused")
    taken, already, repeated, refused = (int(told[name].split()[0]) for name in names)
    return taken, already, repeated, refused


def test_a_second_run_adds_nothing(living: Living, tmp_path: Path) -> None:
    rows = [labelled_row(str(number)) for number in range(1, 451)]
    path = saved(tmp_path, table(LABELLED, [*rows, rows[6]]), "gb18030", packed=True)
    first = bring(living, tmp_path, path, "--channel", "PETITION")
    assert (first.code, first.err) == (0, "")
    assert figures(first) == (450, 0, 1, 0)
    second = bring(living, tmp_path, path, "--channel", "PETITION")
    assert (second.code, second.err) == (0, "")
    assert figures(second) == (0, 450, 1, 0)
    assert "by number only" not in second.out
    assert figures(bring(living, tmp_path, path, "--channel", "DEPUTY")) == (450, 0, 1, 0)


def test_a_second_account_with_the_same_file(living: Living, tmp_path: Path) -> None:
    """What another account filed is there already, and not refused row by row."""
    path = saved(tmp_path, table(LABELLED, [labelled_row(number) for number in "123"]))
    run = (path, "--channel", "CIVILIZED_CITY")
    assert figures(bring(living, tmp_path, *run)) == (3, 0, 0, 0)
    ran = bring(living, tmp_path, *run, SHAOTAI_TOKEN_FILE=str(living.second))
    assert (ran.code, ran.err, figures(ran)) == (0, "", (0, 3, 0, 0))
    assert "by another account" in ran.out


def test_bad_rows_are_named_and_the_rest_taken(living: Living, tmp_path: Path) -> None:
    rows = [
        pingshan_row("1", OCCUR_PLACE="河西路12号"),
        pingshan_row("2", CREATE_TIME="昨天"),
        pingshan_row(""),
        pingshan_row("4")[:-1],
        pingshan_row("5", OCCUR_PLACE="长" * 700),
        pingshan_row("6"),
        pingshan_row("6"),
        pingshan_row("6", SUB_TYPE_NAME="路灯不亮"),
    ]
    path, report = saved(tmp_path, table(PINGSHAN, rows)), tmp_path / "bad.jsonl"
    ran = bring(living, tmp_path, path, "--channel", "RURAL_ENV", "--report", report)
    assert (ran.code, ran.err) == (1, "")
    assert figures(ran) == (2, 0, 1, 5)
    assert "line 3, column CREATE_TIME" in ran.out
    assert report.stat().st_mode & 0o077 == 0
    lines = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    assert all(set(line) == {"line", "column", "reason", "zh", "en", "value"} for line in lines)
    assert sorted((line["line"], line["column"], line["reason"]) for line in lines) == [
        (3, "CREATE_TIME", "bad_time"),
        (4, "REC_ID", "missing_number"),
        (5, "MAIN_TYPE_ID", "wrong_column_count"),
        (6, "OCCUR_PLACE", "platform:I2"),
        (8, "REC_ID", "repeated"),
        (9, "REC_ID", "repeated_number_other_text"),
    ]
    again = bring(living, tmp_path, path, "--channel", "RURAL_ENV")
    assert (again.code, figures(again)) == (1, (0, 2, 1, 5))


def test_a_known_number_with_other_text_is_pointed_out(living: Living, tmp_path: Path) -> None:
    path = saved(tmp_path, table(LABELLED, [labelled_row("1"), labelled_row("2")]))
    run = (path, "--channel", "MEDIA", "--report", tmp_path / "bad.jsonl")
    assert bring(living, tmp_path, *run).code == 0
    saved(tmp_path, table(LABELLED, [labelled_row("1"), labelled_row("2", body="井盖也坏了")]))
    ran = bring(living, tmp_path, *run)
    assert (ran.code, figures(ran)) == (0, (0, 2, 0, 0))
    found = json.loads((tmp_path / "bad.jsonl").read_text("utf-8"))
    assert (found["line"], found["reason"], found["value"]) == (6, "known_number", "2")


def test_a_file_cut_short_is_taken_up_to_there(living: Living, tmp_path: Path) -> None:
    text = table(LABELLED, [labelled_row("1"), labelled_row("2")]) + '3,U1,"never closed\r\n'
    path = saved(tmp_path, text)
    line = complained(bring(living, tmp_path, path, "--channel", "VIDEO"), 1)
    assert "2 rows were taken" in line
    mended = saved(tmp_path, table(LABELLED, [labelled_row(number) for number in "123"]))
    assert figures(bring(living, tmp_path, mended, "--channel", "VIDEO")) == (1, 2, 0, 0)


def test_a_dry_run_sends_nothing(living: Living, tmp_path: Path) -> None:
    path = saved(tmp_path, table(LABELLED, [labelled_row("1"), labelled_row("")]))
    dry = bring(living, tmp_path, path, "--channel", "WATER_HOTLINE", "--dry-run")
    assert dry.code == 1
    assert "good: 1" in dry.out
    assert "not checked" not in dry.out
    complained(bring(living, tmp_path, path, "--channel", "NONE", "--dry-run"), 2)
    alone = shaotai(tmp_path, "import", path, "--channel", "NONE", "--dry-run", "--server", NOWHERE)
    assert (alone.code, alone.err) == (1, "")
    assert "渠道未核对" in alone.out
    assert figures(bring(living, tmp_path, path, "--channel", "WATER_HOTLINE"))[:2] == (1, 0)


def test_an_unknown_channel_names_the_nearest(living: Living, tmp_path: Path) -> None:
    path = saved(tmp_path, table(LABELLED, [labelled_row("1")]))
    assert "HOTLINE_12345" in complained(bring(living, tmp_path, path, "--channel", "12345"), 2)
    ran = bring(living, tmp_path, path, "--channel", "民政", LANG="zh_CN.UTF-8")
    assert "CIVIL_AFFAIRS_HOTLINE 民政热线" in complained(ran, 2)


def test_who_may_not_is_exit_4_and_nobody_there_exit_3(living: Living, tmp_path: Path) -> None:
    path = saved(tmp_path, table(LABELLED, [labelled_row("1")]))
    run = (path, "--channel", "TRAFFIC_CENTER")
    complained(bring(living, tmp_path, *run, SHAOTAI_TOKEN_FILE=str(living.auditor)), 4)
    nobody = shaotai(tmp_path, "import", *run, "--server", NOWHERE)
    assert NOWHERE in complained(nobody, 3)


def test_a_workbook(living: Living, tmp_path: Path) -> None:
    rows: list[list[object]] = [LABELLED, *(labelled_row(str(number)) for number in range(1, 8))]
    rows[3][LABELLED.index("留言时间")] = datetime(2020, 1, 6, 9, 5)
    rows[5][LABELLED.index("留言时间")] = "昨天"
    path = workbook(tmp_path, rows)
    run = (path, "--channel", "PATROL_TOWN", "--report", tmp_path / "bad.jsonl")
    ran = bring(living, tmp_path, *run, "--sheet", "Sheet")
    assert (ran.code, ran.err, figures(ran)) == (1, "", (6, 0, 0, 1))
    found = json.loads((tmp_path / "bad.jsonl").read_text("utf-8"))
    assert (found["line"], found["column"], found["reason"]) == (6, "留言时间", "bad_time")
    assert "row 6" in ran.out
    assert figures(bring(living, tmp_path, *run)) == (0, 6, 0, 1)
    assert "Sheet, other" in complained(bring(living, tmp_path, *run, "--sheet", "x"), 2)
    csv = saved(tmp_path, table(LABELLED, [labelled_row("1")]))
    complained(bring(living, tmp_path, csv, "--channel", "MEDIA", "--sheet", "x"), 2)


@pytest.mark.parametrize("wrapped", [False, True])
def test_open311_requests(wrapped: bool, living: Living, tmp_path: Path) -> None:
    """Anywhere on earth, and what the platform takes of it."""
    items = [
        request(f"r{wrapped}1"),
        request(f"r{wrapped}2", lat=-33.123456, long=151.123456),
        request(f"r{wrapped}3", requested_datetime="2199-01-01T00:00:00Z"),
        request(f"r{wrapped}4", long=400),
    ]
    path = saved(tmp_path, json.dumps({"service_requests": items} if wrapped else items))
    run = (path, "--channel", "FORUM_DTH", "--report", tmp_path / "bad.jsonl")
    ran = bring(living, tmp_path, *run)
    assert (ran.code, ran.err, figures(ran)) == (1, "", (2, 0, 0, 2))
    found = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text("utf-8").splitlines()]
    assert sorted((one["line"], one["column"]) for one in found) == [
        (3, "requested_datetime"),
        (4, "long"),
    ]
    assert "item 3" in ran.out
    assert figures(bring(living, tmp_path, *run)) == (0, 2, 0, 2)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("book.xlsx", b"PK\x03\x04rest", 1),
        ("book.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1),
        ("book.csv", b"PK\x03\x04rest", 1),
        ("places.json", b'{"features": []}', 1),
        ("requests.json", b'[{"service_request_id": "cut', 1),
        ("empty.csv", b"", 1),
        ("other.csv", b"a,b,c\n1,2,3\n", 1),
    ],
)
def test_other_files_are_refused_whole(
    name: str, data: bytes, code: int, living: Living, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    line = complained(bring(living, tmp_path, tmp_path / name, "--channel", "MEDIA"), code)
    assert name in line or "--map" in line


def test_options_that_cannot_be(living: Living, tmp_path: Path) -> None:
    path = saved(tmp_path, table(LABELLED, [labelled_row("1")]))
    run = (path, "--channel", "MEDIA")
    assert "tipdm_labelled" in complained(bring(living, tmp_path, *run, "--map", "no"), 2)
    assert HOT[-1] in complained(bring(living, tmp_path, *run, "--map", "tipdm_hot"), 2)
    complained(bring(living, tmp_path, *run, "--report", path), 2)
    complained(bring(living, tmp_path, *run, "--report", tmp_path / "no" / "where"), 2)
    assert path.read_bytes().startswith(LABELLED[0].encode())


def test_the_password_is_asked_on_the_terminal(living: Living, tmp_path: Path) -> None:
    path = saved(tmp_path, table(LABELLED, [labelled_row("1")]))
    env = environment(tmp_path, SHAOTAI_ACCOUNT="wangmin", SHAOTAI_SERVER=living.url)
    child, terminal = pty.fork()
    if child == 0:
        os.execve(COMMAND[0], [*COMMAND, "import", str(path), "--channel", "SNAPSHOT_APP"], env)
    shown = read_until(terminal, "口令: ")
    os.write(terminal, f"{PASSWORD}\n".encode())
    shown += read_until(terminal, "未收: 0")
    assert "收下: 1" in shown
    assert PASSWORD not in shown
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)


def read_until(terminal: int, words: str) -> str:
    """What the terminal shows up to and with these words."""
    seen = b""
    while words.encode() not in seen:
        seen += os.read(terminal, 4096)
    return seen.decode()


@pytest.mark.parametrize("files", [REAL_FILES] if REAL else [], ids=lambda files: "seven files")
def test_the_real_files(
    files: tuple[tuple[str, str, int, int], ...], living: Living, tmp_path: Path
) -> None:
    folder = Path(REAL or "")
    for name, channel, taken, repeated in files:
        ran = bring(living, tmp_path, folder / name, "--channel", channel)
        assert (ran.code, ran.err, figures(ran)) == (0, "", (taken, 0, repeated, 0))
    for name, channel, taken, repeated in files:
        ran = bring(living, tmp_path, folder / name, "--channel", channel)
        assert (ran.code, ran.err, figures(ran)) == (0, "", (0, taken, repeated, 0))


if not REAL:
    del test_the_real_files  # an empty set of cases would count as a skip


@pytest.mark.parametrize(
    ("page", "header"),
    [
        ("README.md", "Id,Title,Details,Caller,Kind,Address,Received"),
        ("README.zh-CN.md", "编号,标题,内容,来电人,类别,地址,时间"),
    ],
)
def test_the_map_of_the_readme_takes_an_ordinary_table(
    page: str, header: str, living: Living, tmp_path: Path
) -> None:
    text = (Path(__file__).parents[2] / page).read_text("utf-8")
    _, _, rest = text.partition("```toml\n")
    (tmp_path / "my.toml").write_text(rest.partition("```")[0], "utf-8")
    row = "A-1,路灯不亮,路口路灯三天不亮,王先生,市政,平望镇,2020-01-06 12:09"
    table_file = tmp_path / "plain.csv"
    table_file.write_text(f"{header}\n{row}\n", "utf-8")
    run = (table_file, "--channel", "MEDIA")
    for lang, wanted in (("en", "README"), ("zh", "编号、内容、时间")):
        line = complained(bring(living, tmp_path, *run, "--lang", lang), 1)
        assert "--map" in line
        assert wanted in line
    ran = bring(living, tmp_path, *run, "--map", tmp_path / "my.toml", "--dry-run")
    assert ran.code == 0, ran
    assert "good: 1" in ran.out


def test_what_the_platform_refuses_is_told_by_its_rule(living: Living, tmp_path: Path) -> None:
    row = labelled_row("future-1", at="2999/1/6 12:09:38")
    path = saved(tmp_path, table(LABELLED, [row]))
    for lang, wanted in (
        ("en", "the platform refuses [I2] each row of data must be fit"),
        ("zh", "平台不收 [I2] 每行数据须合格"),
    ):
        ran = bring(living, tmp_path, path, "--channel", "MEDIA", "--lang", lang)
        assert ran.code == 1, ran
        assert wanted in ran.out
        assert "platform:" not in ran.out
