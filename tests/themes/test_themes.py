"""Every theme has all tokens and is told apart without colour; faults are all named at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from themes import ThemeError, load_theme, names, theme_or_fallback, tokens
from themes.loading import MOST_BYTES, parse, shipped

OKABE_ITO = {
    "#000000", "#ffffff", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00",
    "#cc79a7",
}  # fmt: skip
CONTRAST = {"dark": 4.5, "light": 4.5, "high-contrast": 7.0, "colour-blind": 4.5}

FAULTY = """name_zh = 5
[ordinary]
fg = "whit"
[title]
[tilte]
[bar]
bold = 1
[faint]
bg = "#12345"
[header]
colour = "red"
[cursor]
[over]
fg = 7
[close]
[half]
[good]
[bad]
[mark]
blod = true
bold = true
[key]
[caret]
reverse = true
"""
"""Ten mistakes: typed is missing, tilte is no token, and eight values, keys or lacks."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_themes_there_are() -> None:
    assert names() == ("ansi", "colour-blind", "dark", "high-contrast", "light", "monochrome")


@pytest.mark.parametrize("name", names())
def test_every_theme_is_whole_and_shows_its_meaning_without_colour(name: str) -> None:
    theme = shipped(name)
    assert list(theme.paints) == list(tokens())
    assert re.search("[\u4e00-\u9fff]", theme.zh)
    assert theme.en.isascii()
    for token in tokens().values():
        paint = theme.paints[token.name]
        assert not token.needs or any(getattr(paint, need) for need in token.needs), token.name


def test_lights_and_places_have_a_sign_or_an_attribute() -> None:
    kinds = {name: token.without_colour for name, token in tokens().items()}
    assert [kinds[name] for name in ("over", "close", "half")] == ["sign"] * 3
    assert kinds["cursor"] == kinds["mark"] == "bold|reverse"


@pytest.mark.parametrize("name", CONTRAST)
def test_text_can_be_read(name: str) -> None:
    theme = shipped(name)
    plain = theme.paints["ordinary"]
    for token, paint in theme.paints.items():
        assert contrast(paint.fg or plain.fg, paint.bg or plain.bg) >= CONTRAST[name], token


def test_the_colour_blind_theme_uses_hues_of_okabe_and_ito() -> None:
    used = {c for paint in shipped("colour-blind").paints.values() for c in paint[:2] if c}
    assert used <= OKABE_ITO


def test_monochrome_and_ansi_leave_the_background_alone() -> None:
    assert not any(paint.fg or paint.bg for paint in shipped("monochrome").paints.values())
    assert not any(paint.bg or "#" in paint.fg for paint in shipped("ansi").paints.values())


def test_ten_mistakes_give_ten_messages_with_their_lines() -> None:
    with pytest.raises(ThemeError) as caught:
        parse("faulty", "faulty.toml", FAULTY)
    said = [problem.say("en") for problem in caught.value.problems]
    assert (
        said
        == [
            "faulty.toml:1: name_zh must be a text",
            "faulty.toml:3: fg: whit is no colour; write #rrggbb or a name; did you mean white?",
            "faulty.toml:5: there is no token tilte; did you mean title?",
            "faulty.toml:7: bold must be true or false",
            "faulty.toml:9: bg: #12345 is no colour; write #rrggbb or a name",
            "faulty.toml:11: there is no key colour",
            "faulty.toml:12: [cursor] must show without colour: add bold or reverse = true",
            "faulty.toml:14: fg: 7 is no colour; write #rrggbb or a name",
            "faulty.toml:20: there is no key blod; did you mean bold?",
            "faulty.toml: [typed] is missing (what is being typed)",
        ][: len(said)]
    )
    assert len(said) >= 10
    for problem in caught.value.problems:
        assert re.search("[\u4e00-\u9fff]", problem.say("zh")), problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[ordinary]\nfg = \n", "broken.toml:2: not TOML"),
        ("[ordinary", "broken.toml"),
        ("x = 1\n" * 2, "broken.toml:2: not TOML"),
        ("ordinary = 1\n", "broken.toml:1: write [ordinary] as a table"),
        ('["o\u202ek\x7f"]\n', "broken.toml"),
    ],
)
def test_broken_files(text: str, words: str) -> None:
    with pytest.raises(ThemeError) as caught:
        parse("broken", "broken.toml", text)
    said = "\n".join(problem.say("en") for problem in caught.value.problems)
    assert words in said
    assert "\u202e" not in said
    assert "\x7f" not in said


def whole(**changes: str) -> str:
    """A theme's text in which every token has bold and reverse."""
    tables = dict.fromkeys(tokens(), "bold = true\nreverse = true") | changes
    return "\n".join(f"[{name}]\n{body}" for name, body in tables.items())


def test_a_users_theme_from_its_folder_wins_and_from_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "shaotai" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(whole(over='fg = "#FF0000"'), "utf-8")
    (folder / "dark.toml").write_text(whole(over='fg = "default"'), "utf-8")
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert load_theme("mine", environ).paints["over"].fg == "#FF0000"
    assert load_theme("dark", environ).paints["over"].fg == ""
    assert load_theme("dark", {"HOME": "/nowhere"}).paints["over"].fg == "#ff7b72"
    by_path = load_theme(str(folder / "mine.toml"), {})
    assert (by_path.name, by_path.en) == ("mine", "mine")


@pytest.mark.parametrize(
    "wanted", ["drak", "../../etc/passwd", "no such", "/dev/null/x.toml", "a\x1b[31m", "."]
)
def test_what_is_not_there_falls_back_with_its_message(wanted: str) -> None:
    theme, problems = theme_or_fallback(wanted, {})
    assert theme.name == "ansi"
    assert len(problems) == 1
    assert "\x1b" not in problems[0].say("zh") + problems[0].say("en")


def test_a_name_misspelt_is_suggested() -> None:
    assert "did you mean dark?" in theme_or_fallback("drak", {})[1][0].en


def test_no_theme_named_is_the_terminals_own() -> None:
    assert theme_or_fallback("", {}) == (shipped("ansi"), ())


def test_files_that_are_no_text_or_too_long(tmp_path: Path) -> None:
    for content, words in (
        (b"\n\n\xff", "bad.toml:3: this is not UTF-8"),
        (b"#" * (MOST_BYTES + 1), "too long"),
    ):
        path = tmp_path / "bad.toml"
        path.write_bytes(content)
        with pytest.raises(ThemeError, match=words):
            load_theme(str(path))
    with pytest.raises(ThemeError, match="cannot be read"):
        load_theme(f"{tmp_path}/")
