"""A menu on the lines above the footer: each item with its key, those that hold in brackets."""

from __future__ import annotations

from console.line import Line, Span, line
from console.menu import Menu
from console.text.i18n import Words
from console.text.width import cells, fit


def menu_lines(menu: Menu, words: Words, width: int, height: int) -> list[Line]:
    """The menu in so many lines; items that find no room are left out from the end."""
    lettered = menu.lettered()
    out: list[list[Span]] = [[Span(f" {menu.title}:", "title")]]
    used = cells(menu.title) + 2
    if not lettered:
        out[0].append(Span(f" {words('menu.none')}"))
    for letter, item in lettered:
        label = fit(item.label, width - 8, pad=False)
        shown = f"[{label}]" if item.holds else label
        size = cells(shown) + 4
        if used + size > width:
            if len(out) == height:
                break
            out.append([])
            used = 0
        out[-1] += [Span("  "), Span(letter, "key"), Span(f" {shown}")]
        used += size
    return [line(*spans) for spans in out]
