"""The whole screen as lines: a pure function of the seat and the window's size."""

from __future__ import annotations

from typing import NamedTuple

from console.line import Line, Span, fitted, line, spread
from console.link_state import LinkState
from console.seat import Seat
from console.text.i18n import Words
from console.text.width import wrap
from console.views import footer, queue, status
from console.views.menu import menu_lines
from console.views.palette import palette_lines

LEAST_WIDTH = 60
LEAST_HEIGHT = 12

FRAME_LINES = 10
"""Lines of the queue's screen that are not rows: top 2, title, heading, rule, detail 2, echo,
input, footer."""


class Screenful(NamedTuple):
    """Lines from the top, each as wide as the window, and the caret while something is typed."""

    lines: list[Line]
    caret: tuple[int, int] | None = None


class Plate(NamedTuple):
    """What the top line says besides the link: place, seat, mark."""

    centre: str
    seat: str
    mark: str


def screenful(seat: Seat, plate: Plate, width: int, height: int) -> Screenful:
    """The screen of a seat at ``width`` by ``height`` cells."""
    words = seat.words
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return Screenful(_too_small(words, width, height))
    counts = seat.desk.counts(seat.link.now)
    calls = status.Calls(seat.whistles.count, len(seat.alarms.waiting()))
    top = [
        status.top_line(plate.centre, plate.seat, seat.link, plate.mark, words, width),
        status.count_line(counts, calls, seat.view, seat.boards.names, words, width),
    ]
    middle = _middle(seat, width, height)
    bottom, caret = _bottom(seat, width)
    lines = [fitted(one, width) for one in top + middle + bottom]
    return Screenful(lines, (caret, height - 2) if caret is not None else None)


def skeleton(link: LinkState, words: Words, width: int) -> list[Line]:
    """What is shown until the district's tables are there."""
    top = status.top_line("哨台 Shaotai", "", link, "", words, width)
    waiting = line(Span(" " + words("queue.waiting"), "title"))
    return [top, fitted((), width), fitted(waiting, width)]


def _too_small(words: Words, width: int, height: int) -> list[Line]:
    """Why nothing else is shown, on as many lines as it takes and there are."""
    said = words("window.small", width=LEAST_WIDTH, height=LEAST_HEIGHT)
    return [fitted(line(piece), width) for piece in wrap(said, width)[:height]]


def _middle(seat: Seat, width: int, height: int) -> list[Line]:
    if seat.modes.palette:
        return _palette(seat, width, height)
    if seat.page:
        return _page(seat, width, height)
    return _board(seat, width, height) if seat.boards.shown else _queue(seat, width, height)


def _board(seat: Seat, width: int, height: int) -> list[Line]:
    assert seat.boards.shown is not None
    menu = menu_lines(seat.craft.menu, seat.words, width, 3) if seat.craft.menu else []
    room = height - 6 - (2 if menu else 0)
    title, *rest = seat.boards.shown.lines(seat.link.now, width, room)
    shown = [_with_age(title, seat, width), *rest]
    under = _filled(menu, 3) if menu else [_echo(seat, width)]
    return [*_filled(shown, room), line("-" * width), *under]


def _with_age(title: Line, seat: Seat, width: int) -> Line:
    """The title of a view, with the time at which its data stopped where the link is cut."""
    if seat.link.stale_since is None:
        return title
    stale = seat.words("page.stale", time=f"{seat.link.stale_since:%H:%M:%S}")
    return spread(width, title, line(Span(f" {stale} ", "mark")))


def _palette(seat: Seat, width: int, height: int) -> list[Line]:
    assert seat.modes.palette is not None
    room = height - 7
    shown = palette_lines(seat.modes.palette, seat.directory, seat.words, width, room)
    title = line(Span(f" {seat.words('palette.title')}", "title"))
    return [title, *_filled(shown, room), line("-" * width), line("")]


def _queue(seat: Seat, width: int, height: int) -> list[Line]:
    room = height - FRAME_LINES
    seat.desk.height = room
    sight = queue.Sight(
        seat.desk, seat.directory, seat.words, seat.craft.layout, seat.looking, seat.link, width,
        seat.modes.jump, seat.whistles.is_own,
    )  # fmt: skip
    rows = queue.body(sight, room)
    out = [
        queue.title_line(sight),
        queue.header_line(sight),
        *rows,
        *([line("")] * (room - len(rows))),
        line("-" * width),
    ]
    if seat.craft.menu:
        return [*out, *_filled(menu_lines(seat.craft.menu, seat.words, width, 3), 3)]
    if seat.bar.open and seat.bar.listing:
        return [*out, *_filled(footer.echo_lines(seat.bar, seat.words, width, 3), 3)]
    return [*out, *queue.detail(sight), _echo(seat, width)]


def _page(seat: Seat, width: int, height: int) -> list[Line]:
    assert seat.page is not None
    room = height - 7
    where, shown = seat.page.window(width, room)
    title = spread(width, line(Span(f" {seat.page.title}", "title")), line(f"{where} "))
    head = _with_age(title, seat, width)
    if seat.craft.menu:
        menu = menu_lines(seat.craft.menu, seat.words, width, 3)
        return [head, *_filled(shown, room - 2), line("-" * width), *_filled(menu, 3)]
    return [head, *_filled(shown, room), line("-" * width), _echo(seat, width)]


def _echo(seat: Seat, width: int) -> Line:
    if seat.bar.open:
        lines = footer.echo_lines(seat.bar, seat.words, width, 2)
        return _joined(lines)
    if seat.modes.leaving:
        return line(Span(" " + seat.words("say.quit"), "mark"))
    return _message_line(seat, width, 0)


def _message_line(seat: Seat, width: int, at: int) -> Line:
    """One of the two lines that a message may take."""
    pieces = wrap(seat.message.text, width - 2)
    return line(Span(f" {pieces[at]}", seat.message.look)) if len(pieces) > at else line("")


def _joined(lines: list[Line]) -> Line:
    """Echo and candidates on one line, while no list was asked for."""
    return tuple(span for one in lines for span in one)


def _bottom(seat: Seat, width: int) -> tuple[list[Line], int | None]:
    words = seat.words
    if seat.modes.palette:
        typed, caret = footer.input_line(">", seat.modes.palette.editor, width)
        return [typed, line(" " + words("footer.palette"))], caret
    if seat.bar.open:
        typed, caret = footer.input_line(":", seat.bar.editor, width)
        key = "footer.confirm" if seat.bar.confirming else "footer.command"
        return [typed, line(" " + words(key))], caret
    if seat.modes.filtering:
        typed, caret = footer.input_line("/", seat.modes.finding, width)
        return [typed, line(" " + words("footer.filter"))], caret
    if seat.craft.menu:
        return [line(""), line(" " + words("footer.menu"))], None
    if seat.modes.jump:
        return [_message_line(seat, width, 1), line(" " + words("footer.jump"))], None
    keys = footer.footer_line(seat.view, seat.subject, seat.role, words, width)
    return [_message_line(seat, width, 1), keys], None


def _filled(lines: list[Line], height: int) -> list[Line]:
    return lines[:height] + [line("")] * (height - len(lines))
