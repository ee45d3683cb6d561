"""Themes on terminals with fewer colours: nothing becomes invisible, nothing loses its meaning."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorType
from rich.style import Style

from console.looks import LOOKS, MONOCHROME, looks_for
from themes import names, tokens
from themes.loading import parse, shipped

LEVELS = (0, 8, 16, 256, 1 << 24)


def numbers(style: Style) -> list[int]:
    """Numbers of the palette a style uses."""
    return [
        c.number for c in (style.color, style.bgcolor) if c is not None and c.number is not None
    ]


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("colours", LEVELS)
def test_every_look_can_be_shown_and_seen(name: str, colours: int) -> None:
    looks = looks_for(shipped(name), colours)
    assert set(looks) == {"", *tokens()} - {"ordinary"}
    for look, style in looks.items():
        assert all(number < max(colours, 1) for number in numbers(style)), look
        assert style.color is None or style.color != style.bgcolor, look
        true = [c for c in (style.color, style.bgcolor) if c and c.type is ColorType.TRUECOLOR]
        assert not true or colours > 256


@pytest.mark.parametrize("name", names())
def test_without_colours_there_is_none_and_the_marks_stay(name: str) -> None:
    looks = looks_for(shipped(name), 0)
    assert all(style.color is None and style.bgcolor is None for style in looks.values())
    assert looks["cursor"].reverse
    assert looks["mark"].reverse
    assert looks["bar"].reverse


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("colours", LEVELS)
def test_the_bar_and_the_cursor_differ_from_ordinary_text(name: str, colours: int) -> None:
    looks = looks_for(shipped(name), colours)
    for look in ("bar", "cursor", "mark", "caret"):
        one, plain = looks[look], looks[""]
        assert one.reverse or one.bgcolor != plain.bgcolor, look


def test_the_ordinary_background_is_under_everything() -> None:
    looks = looks_for(shipped("dark"), 1 << 24)
    assert looks["over"].bgcolor == looks[""].bgcolor == Color.parse("#14181d")


def test_grey_on_eight_colours_is_not_black_on_black() -> None:
    text = "\n".join(f'[{token}]\nfg = "bright_black"\nreverse = true' for token in tokens())
    theme = parse("grey", "grey.toml", text)
    assert looks_for(theme, 8)["faint"].color is None
    assert looks_for(theme, 16)["faint"].color == Color.from_ansi(8)


def test_the_looks_the_console_begins_with() -> None:
    assert LOOKS["over"] == Style(bold=True, color=Color.from_ansi(1))
    assert LOOKS[""] == Style()
    assert MONOCHROME["over"] == Style(bold=True)
