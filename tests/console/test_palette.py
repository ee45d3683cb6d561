"""The palette, jumping by letters, help by context, and the page on the settings."""

from __future__ import annotations

import pytest

from console.actions import BY_ID, VIEWS
from console.jump import LETTERS, Jump, labels
from console.palette import Palette, answering, possible
from console.screenful import Plate, screenful
from console.seat import Seat
from console.settings.loading import read
from console.text.i18n import Lang, Words
from console.text.width import cells
from governance.command import Actor
from tests.console.seats import WATER, Room

DEPARTMENT = Actor("w1", "李强", "department", WATER)


@pytest.fixture
def room() -> Room:
    """A dispatcher with twenty tickets."""
    room = Room()
    for _ in range(20):
        room.report()
        room.later(seconds=1)
    screen(room)
    return room


def screen(room: Room, width: int = 80, height: int = 24) -> list[str]:
    """The screen as text."""
    lines = screenful(room.seat, Plate("", "", ""), width, height).lines
    texts = ["".join(span.text for span in one) for one in lines]
    assert {cells(text) for text in texts} == {width}
    return texts


def ids(palette: Palette | None) -> list[str]:
    """What a palette lists."""
    assert palette is not None
    return [action.id for action in palette.found]


@pytest.mark.parametrize("typed", ["受理", "sl", "shouli", "accept", "acc"])
def test_the_palette_answers_to_chinese_initials_and_english(room: Room, typed: str) -> None:
    room.type("<ctrl+p>" + typed)
    assert ids(room.seat.modes.palette)[0] == "verb.accept"
    room.type("<enter>")
    assert room.seat.modes.palette is None
    assert room.seat.bar.editor.text == "受理 000001 件:"


def test_the_palette_lists_what_can_be_done_here_with_its_keys(room: Room) -> None:
    room.type("<ctrl+p>")
    listed = ids(room.seat.modes.palette)
    assert "verb.accept" in listed
    assert "verb.dispatch" not in listed
    assert "verb.sign" not in listed
    assert "back" not in listed
    assert "settings" in listed
    shown = screen(room)
    assert any(line.startswith("> N ") for line in shown)
    assert any(line.startswith("  i ") and "受理" in line for line in shown)
    room.act("20260310000001", "accept", condition=1)
    room.type("<escape><enter><ctrl+p>")
    listed = ids(room.seat.modes.palette)
    assert "back" in listed
    assert "open" not in listed
    assert "verb.dispatch" in listed


def test_the_palette_scrolls_narrows_and_runs_what_has_no_key(room: Room) -> None:
    room.type("<ctrl+p>")
    for _ in range(60):
        room.type("<down>")
    palette = room.seat.modes.palette
    assert palette is not None
    assert palette.at == len(palette.found) - 1
    assert any(line.startswith(">") for line in screen(room))
    room.type("没有的事")
    assert "没有这样的事" in "\n".join(screen(room))
    room.type("<enter>")
    assert room.seat.modes.palette is palette
    room.type("<ctrl+u>")
    room.seat.paste("sz")
    room.type("<enter>")
    assert room.seat.page is not None
    assert room.seat.page.kind == "settings"


def test_leaving_ends_the_palette_and_jumping(room: Room) -> None:
    room.type("<ctrl+p>x<ctrl+c>")
    assert room.seat.modes.palette is None
    assert room.seat.modes.leaving
    room.type("<escape>g<ctrl+c>")
    assert room.seat.modes.jump is None
    assert room.seat.modes.leaving


def test_the_best_answer_comes_first() -> None:
    everything = possible("queue", "leader", None)
    assert answering(everything, "filter")[0] is BY_ID["filter"]
    assert answering(everything, "  ") == everything
    assert possible("queue", "leader", None)[0].id == "verb.new"


@pytest.mark.parametrize("count", [0, 1, 14, 22, 23, 43, 60, 300, 484, 900])
def test_no_mark_begins_another(count: int) -> None:
    marks = labels(count)
    assert len(marks) == min(count, len(LETTERS) ** 2)
    assert len(set(marks)) == len(marks)
    assert not set("iloq10") & set("".join(marks))
    assert max((len(mark) for mark in marks), default=1) <= (1 if count <= len(LETTERS) else 2)
    for mark in marks:
        assert not any(other != mark and other.startswith(mark) for other in marks)


def test_marks_of_two_letters() -> None:
    jump = Jump(tuple(str(number) for number in range(60)))
    two = jump.mark("59")
    assert len(two) == 2
    assert jump.key("i") is None
    assert jump.key(two[0].upper()) == ""
    assert jump.mark("59") == two
    assert jump.mark("0") == ""
    assert jump.key("i") is None
    assert jump.key(two[1]) == "59"


def test_jumping_moves_the_cursor_and_nothing_else(room: Room) -> None:
    room.type("jj")
    before = [line[2:] for line in screen(room)[4:18]]
    room.type("g")
    marked = screen(room)
    assert [line[:2] for line in marked[4:18]] == [f"{letter} " for letter in LETTERS[:14]]
    assert "左侧字母" in marked[-1]
    room.type(LETTERS[9])
    after = screen(room)
    assert [line[2:] for line in after[4:18]] == before
    assert after[4 + 9].startswith(">")
    assert room.seat.modes.jump is None


def test_a_letter_that_marks_nothing_and_keys_that_leave(room: Room) -> None:
    room.type("gi")
    assert room.seat.modes.jump is not None
    assert "i" in room.seat.message.text
    room.type("<escape>")
    assert room.seat.modes.jump is None
    selected = room.seat.desk.selected
    assert selected is not None
    room.type("g<down>")
    assert room.seat.modes.jump is None
    assert room.seat.desk.selected is not selected


def test_jumping_in_an_empty_queue_does_nothing() -> None:
    room = Room()
    screen(room)
    room.type("g")
    assert room.seat.modes.jump is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_shows_the_keys_of_where_one_is_first(lang: Lang) -> None:
    room = Room(lang=lang)
    room.report()
    words = room.words
    heads = [words(f"help.{view}") for view in VIEWS]

    def order() -> list[str]:
        lines = [line.strip() for line in screen(room, 80, 100)]
        return [line for line in lines if line in heads]

    room.type("?")
    assert order() == heads
    room.type("<escape><enter>?")
    text = words("help.text")
    assert order() == [text, *(head for head in heads if head != text)]
    room.type("<escape>")
    assert room.seat.page is not None
    assert room.seat.page.kind == "ticket"
    room.type("<escape>:??")
    line = words("help.line")
    assert order() == [line, *(head for head in heads if head != line)]
    assert room.seat.bar.open
    assert room.seat.bar.editor.text == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("said", [":settings", ":sz", ":设置"])
def test_the_page_on_the_settings(lang: Lang, said: str) -> None:
    text = "lang = 'cn'\n[keys]\ndwon = 'x'\nhelp = 'f9'\n[filters]\nmine = '1'\n"
    settings = read("/home/x/console.toml", text.encode(), {})
    room = Room(lang=lang)
    room.words = Words(lang, settings.keymap)
    directory = room.seat.directory
    room.seat = Seat("dispatcher", directory, room.words, room.outside, settings)
    room.type(f"{said}<enter>")
    shown = "\n".join(screen(room, 80, 40))
    assert "/home/x/console.toml" in shown
    assert "1:8 " in shown
    assert "3:1 " in shown
    assert "down?" in shown
    assert "F9" in shown
    assert "mine" in shown
    room.type("<escape>")
    assert room.seat.page is None


def test_a_department_sees_its_own_verbs() -> None:
    room = Room("department")
    number = room.report()
    for verb, args in (("accept", {"condition": 1}), ("dispatch", {"target": WATER})):
        room.act(number, verb, **args)
    room.type("<ctrl+p>")
    assert "verb.sign" in ids(room.seat.modes.palette)
    room.act(number, "sign", DEPARTMENT)
    room.act(number, "report", DEPARTMENT, result="已换")
    room.type("<escape><ctrl+p>")
    assert "verb.sign" not in ids(room.seat.modes.palette)


OF_A_WHISTLE = {
    "verb.escalate", "verb.rate", "verb.conclude", "verb.reportin", "verb.onsite", "verb.excuse",
    "verb.confer", "verb.playbook",
}  # fmt: skip


def test_what_a_ticket_has_nothing_for_is_not_offered() -> None:
    room = Room()
    number = room.report()
    seat = room.seat
    offered = {action.id for action in seat.possible()}
    assert not offered & (OF_A_WHISTLE | {"verb.approve", "verb.deny", "verb.answer"})
    assert "verb.whistle" in offered
    for verb, args in (("accept", {"condition": 1}), ("dispatch", {"target": WATER})):
        room.act(number, verb, **args)
    room.act(number, "supervise", target=WATER)
    room.act(number, "sign", DEPARTMENT)
    room.act(number, "extend", DEPARTMENT, reason="路面在修")
    room.act(number, "whistle", type="emergency")
    offered = {action.id for action in seat.possible()}
    assert offered >= OF_A_WHISTLE | {"verb.approve", "verb.deny", "verb.answer"}


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("escalate", "没有未销的哨"),
        ("conclude", "没有未销的哨"),
        ("approve", "没有待批的申请"),
        ("answer", "没有待督复的督办"),
    ],
)
def test_the_key_of_what_is_missing_says_so(verb: str, words: str) -> None:
    room = Room()
    room.report()
    room.seat.run(BY_ID[f"verb.{verb}"])
    assert words in room.seat.message.text
    assert not room.seat.bar.open
