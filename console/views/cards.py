"""Supervision as lines: requests that wait for a decision, cards that wait for an answer.

::

     督办                                                              2 / 6
        剩余   类     工单   单位       类别       地点
      待批申请 1
    > 2时40    挂账   000501 住建局     井盖缺失   平望/鲈乡12  至 04-01 12:00 季节 李强
      待督复 2
      !-12:05  黄牌   000482 盛泽镇     噪音扰民   盛泽/目澜03  自动
      - 18分   督办令 000476 黎里镇     占道经营   黎里/东阳02  陈副区长

A card's kind is always said in words, whatever its colour.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from console.board_columns import BoardColumn, columns_for
from console.directory import Directory
from console.line import Line, Span, fitted, line, relooked, spread
from console.outline import Outline, Place
from console.text.i18n import Words
from console.text.places import fit_place
from console.text.times import LIGHT_LOOKS, light, time_in, time_left
from console.text.width import cells, fit
from governance.calendar import CHINA
from governance.card import CARDS
from governance.refusals import ROLES
from governance.request import CAUSES, KINDS
from wire.safe_text import safe_text
from wire.supervision_rows import CardRow, RequestRow

if TYPE_CHECKING:
    from console.cards import Slip

OTHER_LINES = 4
"""Lines of the board that are no places: title, headings of the columns, rule, detail."""

MARKS = 3
"""Cells at the left: the cursor, the deadline light, and a space."""


class Sight(NamedTuple):
    """What a board is drawn from."""

    directory: Directory
    words: Words
    is_own: Callable[[str], bool]
    now: datetime | None
    width: int


def board_lines(outline: Outline[Slip], sight: Sight, room: int) -> list[Line]:
    """The board with so many places in sight."""
    words, width = sight.words, sight.width
    cursor, places = outline.window(room)
    columns = columns_for("cards", words.lang, width)
    body = [_place_line(place, outline, columns, sight) for place in places]
    if places:
        body[cursor] = relooked((Span(">"), *body[cursor][1:]), "cursor")
    else:
        body = [line(f"  {words('cards.none')}")]
    heads = [fit(words(f"col.{one.name}"), one.cells) for one in columns]
    count = sum(len(rows) for _, rows in outline.sections())
    return [
        spread(
            width,
            line(Span(f" {words('cards.title')}", "title")),
            line(words("deadlines.all", n=count)),
        ),
        line(Span(" " * MARKS + " ".join(heads), "header")),
        *body,
        *([line("")] * (room - len(body))),
        line("-" * width),
        _detail(outline.item, sight),
    ]


def _place_line(
    place: Place[Slip], outline: Outline[Slip], columns: tuple[BoardColumn, ...], sight: Sight
) -> Line:
    """A heading or a slip, its first span the room of the cursor."""
    if place.item is not None:
        return fitted((Span(" "), *_slip_line(place.item, columns, sight)), sight.width)
    words = sight.words
    parts = [Span(words(f"cards.{place.section}", n=len(place.rows)), "title")]
    if outline.is_folded(place.section):
        parts.append(Span("  " + words("deadlines.folded")))
    return fitted((Span(" "), *parts), sight.width)


def _slip_line(slip: Slip, columns: tuple[BoardColumn, ...], sight: Sight) -> Line:
    """One card or request: what is left or how long it waits, its kind in words, its ticket."""
    row, about, directory, words = slip.row, slip.about, sight.directory, sight.words
    glyph, left = _time(about, sight)
    look = LIGHT_LOOKS[glyph]
    values = {
        "kind": kind_words(about, words),
        "ticket": row.number[-6:],
        "unit": directory.short(about.unit),
        "class": directory.class_name(row.ticket_class) or words("detail.class_none"),
        "place": safe_text(row.place),
    }
    spans = [Span(f"{glyph} ", look)]
    for one in columns:
        if one.name == "left":
            spans.append(Span(" " * (one.cells - cells(left)) + left + " ", look))
        else:
            own = "title" if one.name == "kind" or (one.name == "unit" and slip.own) else ""
            shown = (fit_place if one.name == "place" else fit)(values[one.name], one.cells)
            spans.append(Span(shown + " ", own))
    return (*spans, Span("  ".join(_rest(about, sight))))


def _time(about: CardRow | RequestRow, sight: Sight) -> tuple[str, str]:
    """``(light, words)`` of what a card's answer has left; a request runs out at no time."""
    if sight.now is None or isinstance(about, RequestRow):
        return " ", ""
    seconds = int((about.due - sight.now).total_seconds())
    return light(about.due, about.at, sight.now), time_left(seconds, sight.words.lang)


def kind_words(about: CardRow | RequestRow, words: Words) -> str:
    """The kind of a card or a request in words."""
    known = CARDS if isinstance(about, CardRow) else KINDS
    return words.of(known.get(about.kind, (about.kind, about.kind)))


def _rest(about: CardRow | RequestRow, sight: Sight) -> list[str]:
    """What else is to be known of it at a glance, the more important first."""
    words = sight.words
    if isinstance(about, CardRow):
        return [_who(about, words)]
    waits = int((sight.now - about.at).total_seconds()) if sight.now else 0
    time = time_in(waits, words.lang)
    return [words("request.waits", time=time), *request_words(about, words), safe_text(about.by)]


def request_words(request: RequestRow, words: Words) -> list[str]:
    """Until when and why, and how many have said yes."""
    found = []
    if request.until is not None:
        found.append(words("request.until", time=_stamp(request.until)))
    if request.cause:
        found.append(words.of(CAUSES.get(request.cause, (request.cause, request.cause))))
    if request.approved and request.state == "open":
        found.append(words("request.approved", n=request.approved))
    return found


def _detail(slip: Slip | None, sight: Sight) -> Line:
    """What is under the cursor, in full words."""
    if slip is None:
        return line("")
    words, about, directory = sight.words, slip.about, sight.directory
    facts = [
        slip.row.number[-6:],
        f"{kind_words(about, words)} {about.id}",
        directory.name(about.unit),
        words("cards.since", time=_stamp(about.at), who=_who(about, words)),
    ]
    if isinstance(about, CardRow):
        facts.append(words("cards.due", time=_stamp(about.due)))
        told = [words.of(ROLES.get(role, (role, role))) for role in about.told]
        facts.append(words("cards.told", roles=" ".join(told)) if told else "")
    else:
        facts += request_words(about, words)
        facts.append(words("cards.yours") if slip.own else words("cards.not_yours"))
    facts.append(safe_text(slip.row.summary))
    return line(Span(" " + "  ".join(one for one in facts if one), "title"))


def _who(about: CardRow | RequestRow, words: Words) -> str:
    if isinstance(about, CardRow) and about.automatic:
        return words("cards.automatic")
    return safe_text(about.by)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%m-%d %H:%M}"
