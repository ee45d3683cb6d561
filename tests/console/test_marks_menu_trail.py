"""Marks, menus, the trail and copies: the small parts of the queue's craft."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from console.copying import LARGEST_CLIPPING, clipboard_sequence, copy_file, write_copy
from console.marks import MOST_MARKED, Marks
from console.menu import Item, Menu
from console.trail import MOST_PLACES, Trail


def test_marks_keep_their_order_and_their_limit() -> None:
    marks = Marks()
    assert marks.toggle("b")
    assert marks.toggle("a")
    assert marks.toggle("c")
    assert marks.toggle("a")
    assert list(marks) == ["b", "c"]
    assert "b" in marks
    assert marks.add(str(number) for number in range(MOST_MARKED + 3)) == 5
    assert len(marks) == MOST_MARKED
    assert not marks.toggle("x")
    marks.discard("b")
    assert marks.toggle("x")
    marks.clear()
    assert len(marks) == 0


def test_a_menu_chooses_by_its_letters_and_stays_where_it_should() -> None:
    chosen: list[str] = []

    def items() -> list[Item]:
        return [Item(name, name.upper(), name in chosen) for name in ("left", "state")]

    once = Menu("sort", items, chosen.append)
    assert once.key("3") is None
    assert once.key("2") is False
    assert chosen == ["state"]
    stays = Menu("columns", items, chosen.append, stays=True)
    assert stays.key("1") is True
    assert [(letter, item.holds) for letter, item in stays.lettered()] == [("1", True), ("2", True)]


def test_a_trail_goes_back_and_forth() -> None:
    trail = Trail()
    assert trail.back() == ""
    for place in "abc":
        trail.visit(place)
    trail.visit("c")
    assert [trail.back("c"), trail.back("b"), trail.back("a")] == ["b", "a", ""]
    assert [trail.forth(), trail.forth(), trail.forth()] == ["b", "c", ""]
    assert trail.back("c") == "b"
    trail.visit("z")
    assert trail.forth() == ""
    assert trail.back("z") == "b"


def test_going_back_from_elsewhere_keeps_elsewhere_and_what_lay_ahead() -> None:
    trail = Trail()
    trail.visit("a")
    trail.visit("b")
    assert trail.back("b") == "a"
    assert trail.back("x") == "a"
    assert [trail.forth(), trail.forth()] == ["x", "b"]


@given(st.lists(st.sampled_from("abcdefgh<>"), max_size=200))
def test_a_trail_never_goes_astray(steps: list[str]) -> None:
    trail, seen = Trail(), {""}
    for step in steps:
        place = {"<": trail.back, ">": trail.forth}.get(step, lambda: "")()
        assert place in seen
        if step not in "<>":
            trail.visit(step)
            seen.add(step)
        assert len(trail._places) <= MOST_PLACES


def test_what_fits_goes_to_the_clipboard() -> None:
    sequence = clipboard_sequence("工单 20260310000501")
    assert sequence.startswith("\x1b]52;c;")
    assert sequence.endswith("\x07")
    assert base64.b64decode(sequence[7:-1]).decode() == "工单 20260310000501"
    assert clipboard_sequence("x" * (LARGEST_CLIPPING + 1)) == ""


def test_a_copy_in_a_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = copy_file({"XDG_STATE_HOME": str(tmp_path / "state")})
    write_copy(path, "第一份")
    path.chmod(0o644)
    write_copy(path, "第二份")
    assert path.read_text("utf-8") == "第二份"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert copy_file({"HOME": "/home/x"}) == Path("/home/x/.local/state/shaotai/copied.txt")
