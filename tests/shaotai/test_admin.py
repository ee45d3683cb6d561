"""Accounts, tokens and the chain of records, straight on the database."""

import sqlite3
from pathlib import Path

import httpx

from tests.shaotai.command_runs import PASSWORD, Ran, add_account, complained, served, shaotai


def admin(home: Path, *arguments: str, typed: str = "") -> Ran:
    return shaotai(home, "admin", *arguments, "--data", home / "data", typed=typed)


def add(home: Path, name: str, password: str, *more: str) -> Ran:
    return admin(home, "account", "add", name, "--password-stdin", *more, typed=f"{password}\n")


def test_the_life_of_an_account(tmp_path: Path) -> None:
    org = ("--role", "dispatcher", "--name", "王敏", "--seat", "03")
    assert add(tmp_path, "wangmin", PASSWORD, *org).code == 0
    assert "wangmin" in complained(add(tmp_path, "wangmin", PASSWORD, *org), 1)
    assert "8" in complained(add(tmp_path, "liqiang", "short", *org), 1)
    complained(add(tmp_path, "liqiang", "", *org), 2)
    listed = admin(tmp_path, "account", "list")
    assert listed.out.split() == ["wangmin", "派遣", "320509000000", "03", "王敏", "在用"]
    assert admin(tmp_path, "account", "disable", "wangmin").code == 0
    assert "停用" in admin(tmp_path, "account", "list").out
    assert "reset" in complained(admin(tmp_path, "token", "--account", "wangmin"), 1)
    reset = ("account", "reset", "wangmin", "--password-stdin")
    complained(admin(tmp_path, *reset, typed="short\n"), 1)
    assert admin(tmp_path, *reset, typed="another horse\n").code == 0
    assert admin(tmp_path, "token", "--account", "wangmin").code == 0
    for what in (("disable", "nobody"), ("reset", "nobody", "--password-stdin")):
        assert "nobody" in complained(admin(tmp_path, "account", *what), 1)


def test_units_are_checked(tmp_path: Path) -> None:
    near = complained(add(tmp_path, "a", PASSWORD, "--role", "grid", "--org", "32050910000X"), 2)
    assert "3205091" in near
    town = ("--role", "department", "--org", "320509100000")
    assert add(tmp_path, "a", PASSWORD, *town).code == 0


def test_password_and_token_open_the_platform(tmp_path: Path) -> None:
    data = tmp_path / "data"
    token = add_account(tmp_path, data, "wangmin", "dispatcher").read_text("utf-8").strip()
    with (
        served(tmp_path, data) as platform,
        httpx.Client(base_url=platform.url, trust_env=False) as client,
    ):
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/v1/session", headers=headers).json()["account"] == "wangmin"
        body = {"account": "wangmin", "password": PASSWORD}
        assert client.post("/v1/session", json=body).status_code == 200


def test_audit_verify_finds_the_first_bad_record(tmp_path: Path) -> None:
    data = tmp_path / "data"
    token = add_account(tmp_path, data, "wangmin", "dispatcher").read_text("utf-8").strip()
    with served(tmp_path, data) as platform:
        for number in range(3):
            body = {"channel": "WECHAT", "text": f"第{number}盏路灯不亮"}
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"k{number}"}
            url = f"{platform.url}/v1/tickets"
            answer = httpx.post(url, json=body, headers=headers, trust_env=False)
            assert answer.status_code == 201
    held = shaotai(tmp_path, "audit", "verify", "--data", data)
    assert (held.code, held.err) == (0, "")
    assert "3 条" in held.out
    with sqlite3.connect(data / "shaotai.db") as database:
        database.execute("UPDATE events SET payload = payload || ' ' WHERE seq = 2")
    database.close()
    assert " 2 " in complained(shaotai(tmp_path, "audit", "verify", "--data", data), 1)
