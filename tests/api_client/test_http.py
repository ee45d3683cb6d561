"""What the platform's answers become."""

from __future__ import annotations

import httpx
import msgspec
import pytest

from api_client.errors import (
    ClientError,
    Conflict,
    Denied,
    NotSignedIn,
    NotThere,
    PlatformFault,
    Refused,
    Unreachable,
)
from api_client.http import Platform


def answering(status: int, body: object) -> Platform:
    """A platform that always says the same."""
    platform = Platform("http://platform")
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=data))
    platform._http = httpx.AsyncClient(base_url=platform.url, transport=transport)
    return platform


@pytest.mark.parametrize(
    ("status", "error", "kind", "rule"),
    [
        (400, "bad_request", Refused, "F1"),
        (401, "not_signed_in", NotSignedIn, None),
        (403, "denied", Denied, "F4"),
        (404, "not_found", NotThere, None),
        (409, "conflict", Conflict, "F4"),
        (422, "refused", Refused, "F4"),
        (500, "fault", PlatformFault, None),
        (503, "stopping", Unreachable, None),
    ],
)
async def test_each_error_body(status: int, error: str, kind: type, rule: str | None) -> None:
    body = {"error": error, "zh": "不行", "en": "no"}
    if rule not in (None, "F1"):
        body["rule"] = rule
    platform = answering(status, body)
    with pytest.raises(ClientError) as caught:
        await platform.who_am_i()
    await platform.close()
    assert type(caught.value) is kind
    assert (caught.value.zh, caught.value.en) == ("不行", "no")
    assert getattr(caught.value, "rule", None) == rule


async def test_a_route_that_is_denied_names_no_rule() -> None:
    platform = answering(403, {"error": "denied", "zh": "无权", "en": "denied"})
    with pytest.raises(Denied) as caught:
        await platform.classes()
    assert caught.value.rule == ""


@pytest.mark.parametrize(
    "body", [[{"id": "1"}], [{"error": 7}], [{"error": "refused", "missing": 3}], [3], b"<html>"]
)
async def test_an_answer_that_cannot_be_read_is_a_fault(body: object) -> None:
    platform = answering(200, body)
    with pytest.raises(PlatformFault, match="cannot be read"):
        await platform.commands([{}])
    await platform.close()
