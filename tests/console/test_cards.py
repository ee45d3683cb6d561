"""The board of supervision against a plain list, and what its keys say."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec import structs

from console.cards import CardsBoard
from console.desk import Change
from console.directory import Directory
from console.outside import Message
from console.text.i18n import Words
from governance.card import CARDS
from governance.request import KINDS
from tests.console.row_draws import UNITS
from tests.console.running_draws import FEW_UNITS, running, several
from tests.console.seats import NOW, PROFILE, tables
from wire.rows import TicketRow
from wire.supervision_rows import CardRow, RequestRow

WORDS = Words("zh")
DIRECTORY = Directory(tables(), "zh")
HEIGHT = 14
OWN = FEW_UNITS[1]
ROOT = PROFILE.district


class Who(NamedTuple):
    """A seat: its role, and whether a unit is its own."""

    role: str
    unit: str

    def is_own(self, unit: str) -> bool:
        return bool(self.unit) and unit == self.unit


SEATS = (
    Who("dispatcher", ""), Who("leader", ""), Who("supervisor", ""), Who("department", OWN),
    Who("grid", OWN),
)  # fmt: skip


def listed(told: dict[str, TicketRow], who: Who) -> dict[str, list[str]]:
    """Ids by section, in the order in which they should stand for a seat."""
    found: dict[str, list[tuple[bool, object, str]]] = {
        "requests": [], "ours": [], "cards": [],
    }  # fmt: skip
    decides = who.role in ("dispatcher", "leader", "supervisor")
    for row in told.values():
        for one in row.cards:
            if one.answered is None:
                number = f"{row.id} {one.id}"
                ours = DIRECTORY.is_root(one.unit) if decides else who.is_own(one.unit)
                found["ours" if ours else "cards"].append((not ours, one.due, number))
        for one in row.requests:
            if one.state == "open":
                again = one.kind == "extend" and "extended" in row.flags
                own = decides and not who.is_own(one.unit)
                own = own and (who.role == "leader" or not again)
                found["requests"].append((not own, one.at, f"{row.id} {one.id}"))
    order = ("requests", "ours", "cards") if decides else ("ours", "cards", "requests")
    return {name: [one[2] for one in sorted(found[name])] for name in order if found[name]}


class Supervising(RuleBasedStateMachine):
    """Whatever comes, all sections are what sorting anew gives, and the cursor stays."""

    @initialize(told=several(10), who=st.sampled_from(SEATS))
    def begin(self, told: dict[str, TicketRow], who: Who) -> None:
        self.told, self.who = dict(told), who
        self.board = CardsBoard(who.role, who.is_own, DIRECTORY, WORDS, lambda *said: None)
        self.board.begin(self.told)
        self.under: str | None = None

    @rule(row=running())
    def change(self, row: TicketRow) -> None:
        before = self.told.get(row.id)
        self.told[row.id] = row
        self.board.absorb([(row.id, Change(before, row))])

    @rule(data=st.data())
    def change_what_is_looked_at(self, data: st.DataObject) -> None:
        self.look()
        if self.under is not None:
            self.change(data.draw(running(self.under.split(" ")[0])))
            self.look()

    @rule(data=st.data())
    def go(self, data: st.DataObject) -> None:
        if self.told:
            gone = self.told.pop(data.draw(st.sampled_from(sorted(self.told))))
            self.board.absorb([(gone.id, Change(None, None))])

    @rule()
    def reset(self) -> None:
        self.board.begin(self.told)

    @rule(lines=st.integers(-15, 15))
    def move(self, lines: int) -> None:
        self.look()
        self.board.move(lines)
        self.under = self.item()

    @rule()
    def fold(self) -> None:
        self.look()
        self.board.actions["cards.fold"]()
        self.under = self.item()

    @rule()
    def look(self) -> None:
        lines = self.board.lines(NOW, 80, HEIGHT)
        assert len(lines) == HEIGHT
        outline = self.board._outline
        shown = {name: [one.id for one in rows] for name, rows in outline.sections()}
        wanted = listed(self.told, self.who)
        assert shown == wanted
        assert list(shown) == list(wanted)
        open_ids = [i for name, ids in shown.items() if not outline.is_folded(name) for i in ids]
        assert self.board.length == len(shown) + len(open_ids)
        if self.under in open_ids:
            assert self.item() == self.under
        self.under = self.item()
        assert self.board.ticket == (self.under or "").split(" ")[0]

    def item(self) -> str | None:
        item = self.board._outline.item
        return item.id if item is not None else None


TestSupervising = Supervising.TestCase
TestSupervising.settings = settings(max_examples=50, stateful_step_count=25, deadline=None)


def a_row(**more: object) -> TicketRow:
    """A row with something that waits on it."""
    given = dict.fromkeys(TicketRow.__struct_fields__, "") | {
        "id": "20260310000501", "number": "20260310000501", "due": None, "version": 1, "at": NOW,
        "since": NOW, "flags": (), "assignees": (), "condition": None, "start": None,
        "whistles": (), "cards": (), "requests": (), "ticket_class": "BJ0101",
    } | more  # fmt: skip
    return TicketRow(**given)


CARD = CardRow("C2", "red", FEW_UNITS[0], NOW, NOW, "王敏")
REQUEST = RequestRow("R1", "suspend", "李强", FEW_UNITS[0], NOW, "season", NOW)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("row", "verb", "said"),
    [
        (a_row(cards=(CARD,)), "answer", ("牌:C2", "card:C2")),
        (a_row(requests=(REQUEST,)), "approve", ("请:R1", "request:R1")),
        (a_row(requests=(REQUEST,)), "deny", ("请:R1", "request:R1")),
        (a_row(cards=(CARD,)), "approve", None),
        (a_row(requests=(REQUEST,)), "answer", None),
    ],
)
def test_a_key_says_its_verb_of_the_card_or_request_under_the_cursor(lang, row, verb, said) -> None:
    heard: list[tuple[str, ...]] = []
    say = heard.append
    words, directory = Words(lang), Directory(tables(), lang)
    role = "department" if verb == "answer" else "leader"
    own = role == "department"
    board = CardsBoard(role, lambda unit: own, directory, words, lambda *one: say(one))
    board.begin({row.id: row})
    answer = board.actions[f"cards.{verb}"]()
    if said is None:
        assert heard == []
        assert isinstance(answer, Message)
        assert answer.text
    else:
        assert heard == [(verb, words.of(said), row.id)]
    board.move(-5)
    assert board.ticket == ""
    assert isinstance(board.actions[f"cards.{verb}"](), Message)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 160])
def test_every_kind_is_said_in_words(lang, width) -> None:
    words = Words(lang)
    cards = tuple(
        CardRow(f"C{at}", kind, UNITS[at], NOW, NOW, "王敏") for at, kind in enumerate(CARDS)
    )
    requests = tuple(
        RequestRow(f"R{at}", kind, "李强", UNITS[at], NOW) for at, kind in enumerate(KINDS)
    )
    row = a_row(cards=cards, requests=requests)
    board = CardsBoard(
        "leader", lambda unit: False, Directory(tables(), lang), words, lambda *one: None
    )
    board.begin({row.id: row})
    text = "\n".join("".join(span.text for span in one) for one in board.lines(NOW, width, 20))
    for kind in (*CARDS.values(), *KINDS.values()):
        assert words.of(kind) in text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("who", "unit", "ours"),
    [
        (Who("department", OWN), OWN, True),
        (Who("department", OWN), FEW_UNITS[0], False),
        (Who("leader", ""), OWN, False),
        (Who("leader", ""), ROOT, True),
    ],
)
def test_a_card_of_another_unit_stands_apart_and_is_not_answered_here(lang, who, unit, ours):
    heard: list[tuple[str, ...]] = []
    words, directory = Words(lang), Directory(tables(), lang)
    board = CardsBoard(who.role, who.is_own, directory, words, lambda *one: heard.append(one))
    row = a_row(cards=(structs.replace(CARD, unit=unit),))
    board.begin({row.id: row})
    text = "\n".join("".join(span.text for span in one) for one in board.lines(NOW, 80, 20))
    assert (words("cards.ours", n=1) in text) is ours
    assert (words("cards.cards", n=1) in text) is not ours
    answer = board.actions["cards.answer"]()
    assert bool(heard) is ours
    if not ours:
        assert answer == Message(words("cards.not_ours", name=directory.short(unit)), "bad")
