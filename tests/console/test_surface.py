"""The surface: what it writes by itself is what Textual would have written for the whole screen."""

from __future__ import annotations

import random

import pytest
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from console.line import Line, Span, fitted
from console.looks import looks_for
from console.terminal.ansi import FrameReader
from console.widgets.surface import Surface
from themes import load_theme

SIZE = (40, 9)
THEMES = ("ansi", "dark", "light", "high-contrast", "colour-blind", "monochrome")
TEXTS = ("工单", "abc ", "  ", "000501 井盖缺失", "长" * 30, "-12:05")


class Shown(App[None]):
    """A surface and nothing else, as the seat has it."""

    CSS = "Screen { background: ansi_default; color: ansi_default; }"

    def __init__(self, surface: Surface) -> None:
        super().__init__(ansi_color=True)
        self.surface = surface

    def compose(self) -> ComposeResult:
        yield self.surface


def drawn_line(rng: random.Random, looks: list[str]) -> Line:
    """A line of any texts in any looks."""
    spans = [Span(rng.choice(TEXTS), rng.choice(looks)) for _ in range(rng.randrange(4))]
    return fitted(tuple(spans), SIZE[0], rng.choice(looks))


def by_textual(app: Shown) -> FrameReader:
    """The whole screen as Textual's compositor paints it."""
    reader = FrameReader(*SIZE)
    update = app.screen._compositor.render_update(full=True)
    assert update is not None
    reader.feed(update.render_segments(app.console))
    return reader


@pytest.mark.parametrize("theme", THEMES)
async def test_both_ways_come_to_the_same_cells(theme: str) -> None:
    looks = looks_for(load_theme(theme, {}), 2**24)
    rng = random.Random(theme)
    app, direct = Shown(Surface(looks)), FrameReader(*SIZE)
    async with app.run_test(size=SIZE) as pilot:
        app.surface.paint_by(direct.feed)
        lines = [drawn_line(rng, list(looks)) for _ in range(SIZE[1])]
        for _ in range(30):
            for y in rng.sample(range(SIZE[1]), rng.randrange(SIZE[1])):
                lines[y] = drawn_line(rng, list(looks))
            app.surface.show(lines)
            await pilot.pause()
            whole = by_textual(app)
            assert direct.wanted.chars == whole.wanted.chars
            assert direct.wanted.looks == whole.wanted.looks
        text = ["".join(row) for row in direct.wanted.chars]
        assert text == ["".join(span.text for span in line) for line in lines]


async def test_only_lines_that_changed_are_written() -> None:
    looks = looks_for(load_theme("ansi", {}), 16)
    app = Shown(Surface(looks))
    frames: list[str] = []
    async with app.run_test(size=SIZE):
        app.surface.paint_by(frames.append)
        lines = [fitted((Span(f"{y}"),), SIZE[0]) for y in range(SIZE[1])]
        app.surface.show(lines)
        app.surface.show(lines)
        assert len(frames) == 1
        lines[4] = fitted((Span("四", "over"),), SIZE[0])
        app.surface.show(lines)
        assert frames[1].startswith("\x1b[5;1H")
        assert "四" in frames[1]
        assert frames[1].count("\x1b[5;1H") == frames[1].count("H")


async def test_a_region_is_cut_out_by_cells() -> None:
    app = Shown(Surface(looks_for(load_theme("ansi", {}), 16)))
    async with app.run_test(size=SIZE):
        app.surface.show([fitted((Span("工单abc"),), SIZE[0])])
        strips = app.surface.render_lines(Region(2, 0, 4, 2))
    assert [strip.text for strip in strips] == ["单ab", "    "]
    assert all(isinstance(strip, Strip) for strip in strips)
    assert all(isinstance(part, Segment) for strip in strips for part in strip)
