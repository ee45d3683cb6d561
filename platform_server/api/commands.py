"""Commands: one, or a list of up to 200 that are answered one by one."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State

from governance.command import Command, New
from platform_server.api.guard import actor_of, district_of
from platform_server.engine.answers import Answer, Applied, Refused
from platform_server.engine.firing import OWN_IDS
from platform_server.errors import BadRequest, RequestError
from wire.rows import TicketRow

Call = Request[object, object, State]

LARGEST_LIST = 200
"""Commands in one request."""

LONGEST_ID = 64
"""Characters of a command's id."""


@post("/v1/commands", name="commands", status_code=200)
async def commands(data: Command | list[Command], request: Call) -> Response[Answer | list[Answer]]:
    """Carry out commands. A repeated id is answered as the first time."""
    district, actor = district_of(request), actor_of(request)
    if isinstance(data, Command):
        _check(data.id)
        answer = await district.writer.submit(data, actor)
        return Response(answer, status_code=200 if isinstance(answer, Applied) else answer.status)
    if len(data) > LARGEST_LIST:
        raise BadRequest(f"一次至多 {LARGEST_LIST} 条", f"at most {LARGEST_LIST} commands at once")
    for command in data:
        _check(command.id)
    answers = await asyncio.gather(
        *(district.writer.submit(one, actor) for one in data), return_exceptions=True
    )
    each = [_answered(one, answer) for one, answer in zip(data, answers, strict=True)]
    return Response(each, status_code=200)


def _answered(command: Command, answer: Answer | BaseException) -> Answer:
    """One failure is that command's own answer, not the end of the whole list."""
    if isinstance(answer, RequestError):
        return Refused(command.id, answer.error, answer.zh, answer.en)
    if isinstance(answer, Exception):
        return Refused(command.id, "fault", "平台出错, 已记入日志", "our fault; it is in the log")
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _check(key: str) -> None:
    """Refuse what is no id, and an id of the platform's own: who took it would stop a timer."""
    if not 0 < len(key) <= LONGEST_ID or not key.isprintable():
        raise BadRequest(
            f"命令编号须有 1 至 {LONGEST_ID} 个可见字符",
            f"a command id has 1 to {LONGEST_ID} printable characters",
        )
    if key.startswith(OWN_IDS):
        raise BadRequest(
            f"命令编号不得以 {OWN_IDS} 开头, 平台自用",
            f"a command id does not begin with {OWN_IDS}: those are the platform's own",
        )


@post("/v1/tickets", name="file_ticket", status_code=201)
async def file_ticket(data: New, request: Call) -> Response[TicketRow | Answer]:
    """File a report; the same ``Idempotency-Key`` gives the same ticket."""
    key = request.headers.get("idempotency-key", "")
    if not 0 < len(key) <= LONGEST_ID:
        raise BadRequest(
            f"请在 Idempotency-Key 头中给出 1 至 {LONGEST_ID} 个字符的编号",
            f"give an Idempotency-Key header of 1 to {LONGEST_ID} characters",
        )
    _check(key)
    command = Command(key, "new", args=msgspec.to_builtins(data))
    answer = await district_of(request).writer.submit(command, actor_of(request))
    if isinstance(answer, Applied):
        return Response(answer.ticket, status_code=201)
    return Response(answer, status_code=answer.status)
