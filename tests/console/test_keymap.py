"""Keys are data: no clash as shipped, and what is remapped works and is what the screen names."""

from __future__ import annotations

import pytest

from console.actions import ACTIONS, BY_ID, VIEWS
from console.editor import EDITS
from console.key_names import names, pressed, rule_of, shown, spelled
from console.keymap import SHIPPED, Keymap
from console.screenful import Plate, screenful
from console.seat import Seat
from console.settings.loading import read
from console.terminal.input_keys import press_of_character, presses_of_sequence
from console.text.i18n import _KEY_OF, Lang, Words, _table
from tests.console.seats import Room


def remapped(text: str, lang: Lang = "zh", role: str = "dispatcher") -> Room:
    """A seat with three tickets whose settings are this text."""
    settings = read("console.toml", text.encode(), {})
    assert settings.problems == ()
    room = Room(role, lang)
    room.words = Words(lang, settings.keymap)
    old = room.seat
    room.seat = Seat(role, old.directory, room.words, room.outside, settings)
    room.seat.link = old.link
    for _ in range(3):
        room.report()
    return room


def screen(room: Room, width: int = 100) -> list[str]:
    """The screen as text."""
    lines = screenful(room.seat, Plate("", "", ""), width, 24).lines
    return ["".join(span.text for span in one) for one in lines]


def test_no_clash_as_shipped() -> None:
    assert SHIPPED.conflicts == ()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_words_and_keys_that_exist(action) -> None:
    assert action.zh
    assert action.en
    assert set(action.views) <= set(VIEWS)
    for key in action.keys:
        assert spelled(key) == key
        assert rule_of(key, "reserved", "same") is None
        kept = rule_of(key, "kept")
        assert kept is None or kept.means == action.id


def test_every_own_action_is_something_the_seat_does() -> None:
    for action in ACTIONS:
        if not action.verb and action.views != ("line",):
            room = Room()
            room.report()
            screen(room)
            room.seat.run(action)


def test_the_keys_of_the_line_are_those_the_editor_knows() -> None:
    listed = {key for action in ACTIONS if action.views == ("line",) for key in action.keys}
    assert listed == set(EDITS) | {"enter", "escape", "tab", "?"}


def test_two_actions_on_one_key_are_a_conflict_and_the_first_has_it() -> None:
    keymap = Keymap({"up": ("j",)})
    assert [(one.view, one.key, one.action, one.other) for one in keymap.conflicts] == [
        (view, "j", "down", "up") for view in VIEWS if view != "line"
    ]
    found = keymap.action_for("queue", "j", "j")
    assert found is not None
    assert found.id == "down"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("x", "x"), ("X", "X"), ("shift+x", "X"), ("Esc", "escape"), ("PgDn", "pagedown"),
        ("CTRL+X", "ctrl+x"), ("shift+ctrl+up", "ctrl+shift+up"), (" ", "space"), ("F5", "f5"),
        ("slash", "/"), ("\uff1a", ":"), ("ctr+x", ""), ("f21", ""), ("", ""), ("xx", ""),
        ("ctrl+shift+x", ""), ("alt+x", ""),
    ],
)  # fmt: skip
def test_names_of_keys(written: str, name: str) -> None:
    assert spelled(written) == name


def test_keys_come_from_terminals_by_the_names_they_are_bound_by() -> None:
    for character in "aZ/:?.=,-[ \u00e9":
        assert pressed(*press_of_character(character)) == spelled(character)
    assert pressed(*press_of_character("\uff1f")) == "?"
    for code in ("\x01", "\x10", "\x1f", "\x00", "\t", "\r", "\x7f"):
        assert pressed(*press_of_character(code)) in names()
    for sequence in ("[A", "[1;5A", "[1;6A", "[15~", "[Z", "[5~", "OP"):
        found = presses_of_sequence(sequence)
        assert found is not None
        assert {pressed(*press) for press in found} <= names()


def test_how_keys_are_written() -> None:
    written = [shown(key) for key in ("ctrl+p", "escape", "f1", "G", "ctrl+right_square_bracket")]
    assert written == ["Ctrl+P", "Esc", "F1", "G", "Ctrl+]"]


def test_a_remapped_key_works_and_the_old_one_does_nothing() -> None:
    room = remapped("[keys]\ndown = 'f9'\n'verb.note' = 'ctrl+t'\nmine = ''")
    first = room.seat.desk.selected
    room.type("j")
    assert room.seat.desk.selected is first
    assert "j" in room.seat.message.text
    room.type("<f9>")
    assert room.seat.desk.selected is not first
    room.type("<ctrl+t>")
    assert room.seat.bar.editor.text.startswith("备注 ")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_footer_help_and_messages_name_the_keys_in_force(lang: Lang) -> None:
    text = "[keys]\nhelp = 'f9'\nopen = 'E'\nmine = []\n'verb.accept' = 'f6'\nclear = 'z'"
    room = remapped(text, lang)
    footer = screen(room)[-1]
    assert "F9" in footer
    assert "F6" in footer
    assert "?" not in footer
    assert "Tab" not in footer
    room.type("?")
    assert "F9" in room.seat.message.text
    room.type("<f9>")
    page = "\n".join(screen(room))
    assert "F9 " in page
    assert "Enter " not in page.split(room.words("help.text"))[0]
    room.type("<escape>/nothing here<enter>")
    assert room.words("queue.empty_filtered") in "\n".join(screen(room))
    assert "z" in room.words("queue.empty_filtered")
    room.type("z")
    assert room.seat.desk.filter.text == ""


def test_keys_of_the_line_can_be_others() -> None:
    room = remapped(
        "[keys]\n'line.enter' = 'ctrl+o'\n'line.leave' = ['ctrl+g', 'f12']\n"
        "'line.clear' = 'ctrl+k'\n'line.complete' = 'f2'"
    )
    room.type(":abc<ctrl+u>")
    assert room.seat.bar.editor.text == "abc"
    room.type("<ctrl+k>pq 1 p")
    assert room.seat.bar.editor.text == "pq 1 p"
    room.type("<tab>")
    assert room.seat.bar.editor.text == "pq 1 p"
    room.type("<f2>")
    assert room.seat.bar.editor.text != "pq 1 p"
    assert "Ctrl+G" in screen(room)[-1]
    assert "[F2]" in "\n".join(screen(room))
    room.type("<escape>")
    assert room.seat.bar.open
    room.type("<f12>")
    assert not room.seat.bar.open
    room.type("/1<ctrl+o>")
    assert not room.seat.modes.filtering
    assert room.seat.desk.filter.text == "1"


def test_full_width_signs_of_a_chinese_keyboard_are_keys_too() -> None:
    room = remapped("")
    room.seat.key("\uff1a", "\uff1a")
    assert room.seat.bar.open
    room.type("<escape>")
    room.seat.key("\uff1f", "\uff1f")
    assert room.seat.page is not None
    assert room.seat.page.kind == "help"


def test_every_message_names_actions_that_exist() -> None:
    named = {name for pair in _table().values() for text in pair for name in _KEY_OF.findall(text)}
    assert {"help", "clear", "line.enter"} <= named
    assert named <= BY_ID.keys()
    for zh, en in _table().values():
        assert sorted(_KEY_OF.findall(zh)) == sorted(_KEY_OF.findall(en))
