"""The districts whose ladders are run: their people, and a ticket that is with a street."""

from __future__ import annotations

from governance.command import Actor
from tests.platform.server import Server
from tests.platform.steps import step
from wire.rows import TicketRow

COVER = {"class": "BJ0102", "condition": 2}
"""A cover of a sewer, which is the water authority's."""


def centre(district: str) -> dict[str, Actor]:
    """The district's own seats."""
    code = f"{district}000000"
    return {
        "dispatcher": Actor("d01", "王敏", "dispatcher", code),
        "leader": Actor("l01", "周强", "leader", code),
        "checker": Actor("v01", "吴芳", "supervisor", code),
    }


XIANGCHENG = centre("320507") | {
    "grid": Actor("g01", "李娟", "grid", "320507001002"),
    "town": Actor("t01", "赵磊", "department", "320507001000"),
    "other_town": Actor("t02", "钱进", "department", "320507102000"),
    "build": Actor("o01", "沈军", "department", "320507001B02"),
    "law": Actor("o02", "顾平", "department", "320507001B01"),
    "water": Actor("b01", "陆平", "department", "320507D005"),
    "city": Actor("b02", "严冬", "department", "320507D002"),
    "police": Actor("b03", "邵勇", "department", "320507D001"),
}
QINHUAI = centre("320104") | {
    "community": Actor("g01", "何平", "grid", "320104002001"),
    "street": Actor("t01", "高岚", "department", "320104002000"),
    "water": Actor("b03", "陆平", "department", "320104D009"),
    "city": Actor("b01", "严冬", "department", "320104D008"),
    "police": Actor("b02", "邵勇", "department", "320104D014"),
    "standing": Actor("s01", "邹正", "department", "320104002L01"),
    "deputy": Actor("s02", "田明", "department", "320104002L02"),
}
GULOU = centre("320302") | {
    "grid": Actor("g01", "方芸", "grid", "320302001002"),
    "street": Actor("t01", "史方", "department", "320302001000"),
    "water": Actor("b03", "陆平", "department", "320302D012"),
    "city": Actor("b01", "严冬", "department", "320302D010"),
    "police": Actor("b02", "邵勇", "department", "320302D020"),
}
GRIDS = {
    "xiangcheng": "320507001002001", "qinhuai": "320104002001001", "gulou": "320302001002001",
}  # fmt: skip
PEOPLE = {"xiangcheng": XIANGCHENG, "qinhuai": QINHUAI, "gulou": GULOU}


def server_of(folder, profile: str, rate: float = 1.0) -> Server:
    """A platform that runs that district, its people signed in."""
    people = PEOPLE[profile]
    return Server(folder, people, profile, people, rate).start().sign_in()


async def with_street(seats, profile: str, text: str = "路口井盖缺失") -> TicketRow:
    """A ticket that the street has signed."""
    holder = "town" if profile == "xiangcheng" else "street"
    new = {"channel": "GRID_WORKER", "text": text, "grid": GRIDS[profile]}
    row = (await seats("dispatcher").command("new", args=new)).ticket
    row = await step(seats("dispatcher"), row, "accept", **COVER)
    street = PEOPLE[profile][holder].org
    row = await step(seats("dispatcher"), row, "dispatch", target=street)
    return await step(seats(holder), row, "sign")
