"""Writes docs/*.svg: pictures of the running console, taken from a real terminal.

    python tools/picture.py                 # all of them, about two minutes
    python tools/picture.py ticket-80x24    # some of them

Each picture is a `shaotai demo` in a pty, some keys, and the screen as it then stands. Needs the
development dependencies; nothing is drawn by hand.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from wcwidth import wcwidth

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.terminal.pty_seat import PtySeat  # noqa: E402  the root is not on the path before

CELL = 8.4
LINE = 18.0
SIZE = 14
MARGIN = 10.0

# Widths of 0.6 em only: letters then keep to their cells wherever the picture is shown.
FONTS = "'DejaVu Sans Mono',Menlo,'Liberation Mono','Lucida Console','Courier New',"
CJK_FONTS = "'Noto Sans CJK SC','Noto Sans Mono CJK SC','PingFang SC','Microsoft YaHei',monospace"

PAPER, INK = "#12161d", "#d5dbe3"
COLOURS = {
    "black": "#3b4252",
    "red": "#f2777a",
    "green": "#8fc97f",
    "brown": "#e5c07b",
    "yellow": "#e5c07b",
    "blue": "#7aa6da",
    "magenta": "#c397d8",
    "cyan": "#70c0b1",
    "white": "#f0f3f6",
}

START_SECONDS = 120.0
STEP_SECONDS = 20.0
PAINT_SECONDS = 0.5


class Step(NamedTuple):
    """Keys to press, and the text that then stands on the screen."""

    keys: str
    shows: str


class Scene(NamedTuple):
    """One picture."""

    rows: int
    cols: int
    lang: str
    title: str
    steps: tuple[Step, ...]


ROUTE = (
    Step("/步:待派<enter>", "待派"),
    Step("jjj", ">"),
    Step("d", ":派遣 "),
    Step("<tab>", "-> "),
)
ROUTE_EN = (Step("/step:route<enter>", "route"), Step("jjj", ">"), Step("d", "[Tab]"))
WHISTLES = (Step("3", "二级哨"), Step("j", ">"))
WHISTLES_EN = (Step("3", "second"), Step("j", ">"))
TICKET = (Step("/步:处置中 类:井盖<enter>", "井盖"), Step("j", ">"), Step("<enter>", "经过"))

SCENES: Mapping[str, Scene] = {
    "console-80x24": Scene(24, 80, "zh", "哨台, 80x24: 派遣席的工单列表", ROUTE),
    "console-80x24-en": Scene(24, 80, "en", "Shaotai at 80x24: a dispatcher's queue", ROUTE_EN),
    "ticket-80x24": Scene(24, 80, "zh", "哨台, 80x24: 一件工单的全部", TICKET),
    "whistles-80x24": Scene(24, 80, "zh", "哨台, 80x24: 吹哨报到, 两级并列", WHISTLES),
    "whistles-80x24-en": Scene(
        24, 80, "en", "Shaotai at 80x24: whistles, rung beside rung", WHISTLES_EN
    ),
    "console-160x50": Scene(50, 160, "zh", "哨台, 160x50: 派遣席的工单列表", (Step("jjjjj", ">"),)),
}


class Look(NamedTuple):
    """How a cell is drawn."""

    ink: str
    paper: str
    bold: bool


class Cell(NamedTuple):
    """One character of the screen; ``wide`` ones take two columns."""

    column: int
    sign: str
    wide: bool
    look: Look


def colour(name: str, otherwise: str) -> str:
    """A colour of the terminal as the picture has it."""
    if name == "default":
        return otherwise
    return COLOURS.get(name.removeprefix("bright"), f"#{name}")


def look_of(char: Any) -> Look:
    """The look of one of pyte's characters."""
    ink, paper = colour(char.fg, INK), colour(char.bg, PAPER)
    if char.reverse:
        ink, paper = paper, ink
    return Look(ink, paper, char.bold)


def cells_of(line: Mapping[int, Any], columns: int) -> list[Cell]:
    """The characters of a line; the empty half of a wide one is left out."""
    return [
        Cell(at, line[at].data, wcwidth(line[at].data[0]) == 2, look_of(line[at]))
        for at in range(columns)
        if line[at].data
    ]


def words_of(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Runs of one look and one width without blanks: each is placed at its own column."""
    for (blank, _, _), run in groupby(cells, lambda one: (one.sign == " ", one.wide, one.look)):
        if not blank:
            yield list(run)


def papers_of(cells: Sequence[Cell], y: float) -> Iterator[str]:
    """The grounds that differ from the picture's."""
    for paper, run in groupby(cells, lambda one: one.look.paper):
        found = list(run)
        if paper != PAPER:
            x, end = found[0].column, found[-1].column + 1 + found[-1].wide
            place = f'x="{x * CELL:.5g}" y="{y:g}" width="{(end - x) * CELL:.5g}"'
            yield f'<rect {place} height="{LINE:g}" fill="{paper}"/>'


def word(run: Sequence[Cell], y: float) -> str:
    """One run of text at its place."""
    first = run[0]
    marks = f' style="fill:{first.look.ink}"' if first.look.ink != INK else ""
    names = [name for name, on in (("b", first.look.bold), ("w", first.wide)) if on]
    if names:
        marks += f' class="{" ".join(names)}"'
    text = escape("".join(one.sign for one in run))
    return f'<text x="{first.column * CELL:.5g}" y="{y:g}"{marks}>{text}</text>'


def svg(buffer: Mapping[int, Mapping[int, Any]], scene: Scene) -> str:
    """The screen as a picture."""
    width, height = scene.cols * CELL + 2 * MARGIN, scene.rows * LINE + 2 * MARGIN
    grounds: list[str] = []
    words: list[str] = []
    for row in range(scene.rows):
        cells = cells_of(buffer[row], scene.cols)
        grounds += papers_of(cells, row * LINE)
        words += [word(run, row * LINE + 13.5) for run in words_of(cells)]
    style = (
        f"text{{font:{SIZE}px {FONTS}{CJK_FONTS};fill:{INK};white-space:pre}}"
        f".w{{font-family:{CJK_FONTS};letter-spacing:{2 * CELL - SIZE:.1f}px}}"
        ".b{font-weight:bold}"
    )
    body = "\n".join([*grounds, *words])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">\n<title>{escape(scene.title)}</title>\n'
        f"<style>{style}</style>\n"
        f'<rect width="100%" height="100%" rx="6" fill="{PAPER}"/>\n'
        f'<g transform="translate({MARGIN:g} {MARGIN:g})">\n{body}\n</g>\n</svg>\n'
    )


def take(scene: Scene, data: str) -> str:
    """Run the demonstration, press the keys, and draw what is there."""
    argv = [
        sys.executable, "-m", "shaotai", "demo", "--data", data, "--lang", scene.lang, "--rich"
    ]  # fmt: skip
    ready = "演示" if scene.lang == "zh" else "DEMO"
    with PtySeat(argv, rows=scene.rows, cols=scene.cols, cwd=ROOT) as seat:
        seat.wait_for(lambda lines: ready in lines[0] and ">" in "".join(lines), START_SECONDS)
        for keys, shows in scene.steps:
            seat.send(keys)
            seat.wait_for(shows, STEP_SECONDS)
        time.sleep(PAINT_SECONDS)
        picture = svg(seat.terminal.buffer, scene)
        seat.send("<esc><esc><ctrl+c><enter>")
        seat.wait_exit(STEP_SECONDS)
    return picture


def main(names: Sequence[str]) -> int:
    """Write the pictures of these names, all of them if none is given."""
    unknown = [name for name in names if name not in SCENES]
    if unknown:
        print(f"no picture {', '.join(unknown)}; there are: {', '.join(SCENES)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="shaotai-picture-") as data:
        for name in names or SCENES:
            file = ROOT / "docs" / f"{name}.svg"
            file.write_text(take(SCENES[name], data), encoding="utf-8")
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
