"""What a terminal can do, as far as its name and the environment tell; `probe.py` measures more.

The name is looked up in ``terms.csv``, then in the machine's terminfo; then a family is tried
(``st-meta-256color`` is an ``st``); then nothing is assumed but what every descendant of the VT100
has (`terms.py`).
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from console.terminal.terms import FIELDS, TRUECOLOR, UNKNOWN, Entry, entry_of, read_terminfo

Reason = tuple[str, str, str]
"""``(what, zh, en)``: what was decided, and why."""


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What may be sent, and how it is drawn.

    Attributes:
        colours: 0, 8, 16, 256 or 2**24.
        switch_off: one attribute can be switched off (SGR 22, 24, 27, 39, 49); without it only
            SGR 0 can.
        erase_line: EL. erase_characters: ECH. repeat: REP. column_move: CHA. row_move: VPA.
        scroll_region: DECSTBM with IND and RI. relative_move: CUF, CUB, CUU, CUD.
        back_colour_erase: what is erased gets the current background.
        no_wrap: DECAWM can be switched off.
        addressable: CUP works; without it there is no screen to draw on.
        status_report: it makes sense to ask ``CSI 5 n``.
        clipboard: OSC 52 is taken. Nothing answers it, so this is hearsay.
        multiplexer: who answers in the terminal's place on this machine: tmux, screen or mosh.
        ambiguous_width: cells of an ambiguous character, None while not measured.
        encoding_fits: Chinese text came out two cells a character, None while not measured.
        round_trip: seconds until the status came back, None while it has not.
    """

    term: str
    encoding: str = "utf-8"
    colours: int = 0
    thin: bool = True
    bold: bool = False
    dim: bool = False
    underline: bool = False
    reverse: bool = False
    switch_off: bool = False
    erase_line: bool = False
    erase_characters: bool = False
    repeat: bool = False
    scroll_region: bool = False
    column_move: bool = False
    row_move: bool = False
    relative_move: bool = False
    back_colour_erase: bool = False
    no_wrap: bool = False
    alternate_screen: bool = False
    hide_cursor: bool = False
    bracketed_paste: bool = False
    addressable: bool = False
    status_report: bool = False
    clipboard: bool = False
    multiplexer: str = ""
    ambiguous_width: int | None = None
    encoding_fits: bool | None = None
    round_trip: float | None = None

    @property
    def truecolor(self) -> bool:
        """Colours can be named by red, green and blue."""
        return self.colours >= TRUECOLOR


def encoding_of(name: str) -> str | None:
    """``utf-8`` or ``gb18030`` for one of their names (gbk and gb2312 are parts of gb18030)."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return {"utf-8": "utf-8"}.get(found, "gb18030" if found.startswith("gb") else None)


COERCED = ("C.UTF-8", "C.utf8")
"""What Python itself sets LC_CTYPE to where the locale of LANG is not installed (PEP 538)."""

MOST_ANCESTORS = 64
MOST_SHOWN = 40

CLIENT_ONLY = ("MOSH_TITLE_NOPREFIX", "MOSH_ESCAPE_KEY", "MOSH_PREDICTION_DISPLAY")
"""What a user sets for mosh's own side; it says nothing of this side."""


def multiplexer_of(environ: Mapping[str, str], parents: Sequence[str] = ()) -> str:
    """Who answers in the terminal's place on this machine.

    A name ``screen`` or ``tmux`` that came over ssh is a multiplexer on the other side; its answers
    cross the line and are worth having.
    """
    if environ.get("TMUX"):
        return "tmux"
    if environ.get("STY"):
        return "screen"
    if "mosh-server" in parents or any(
        name.startswith("MOSH_") and name not in CLIENT_ONLY for name in environ
    ):
        return "mosh"
    family = re.split("[-.]", environ.get("TERM", ""))[0]
    return family if family in ("tmux", "screen") and not over_ssh(environ) else ""


def over_ssh(environ: Mapping[str, str]) -> bool:
    """The terminal is at the other end of an ssh session."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def ancestors() -> tuple[str, ...]:
    """Names of the processes above this one; mosh leaves no other trace on its server's side."""
    names: list[str] = []
    process = os.getppid()
    while process > 1 and len(names) < MOST_ANCESTORS:
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stat:
                name, _, rest = stat.read().partition("(")[2].rpartition(")")
        except OSError:
            break
        names.append(name)
        process = int(rest.split()[1])
    return tuple(names)


def detect(
    environ: Mapping[str, str],
    mode: str = "auto",
    encoding: str = "",
    *,
    parents: Sequence[str] = (),
    terminfo: Callable[[str], Entry | None] = read_terminfo,
) -> tuple[Capabilities, list[Reason]]:
    """What the terminal can do by its name and the environment, and the reasons.

    Args:
        environ: the environment, such as ``os.environ``.
        mode: ``auto``, ``thin`` or ``rich``.
        encoding: name of an encoding, which wins over the locale.
        parents: what `ancestors` says.
        terminfo: reads the terminfo entry of a name.
    """
    term = environ.get("TERM", "")
    entry, source = entry_of(term, terminfo)
    answerer = multiplexer_of(environ, parents)
    chosen, why_encoding = _encoding(environ, encoding)
    colours, why_colours = _colours(environ, entry)
    thin, why_mode = _mode(environ, mode, entry, source, answerer)
    found = Capabilities(
        term=term, encoding=chosen, colours=colours, thin=thin, multiplexer=answerer,
        **{field: name in entry.has for name, field in FIELDS.items()},
    )  # fmt: skip
    if environ.get("VTE_VERSION") or answerer == "screen":
        found = msgspec.structs.replace(found, clipboard=False)  # call themselves xterm, take none
    reasons = [_term_reason(term, entry, source), why_colours, why_encoding, why_mode]
    return found, [*reasons, *_answerer_reasons(environ, answerer)]


def _colours(environ: Mapping[str, str], entry: Entry) -> tuple[int, Reason]:
    if entry.colours == 0:
        return 0, ("colours", "TERM 没有颜色", "TERM has no colours")
    if environ.get("NO_COLOR"):
        return 0, ("colours", "设了 NO_COLOR", "NO_COLOR is set")
    asked = environ.get("COLORTERM", "")
    if entry.colorterm and asked in ("truecolor", "24bit"):
        return TRUECOLOR, ("colours", f"COLORTERM={asked}", f"COLORTERM={asked}")
    return entry.colours, ("colours", "由 TERM 得知", "as TERM says")


def _encoding(environ: Mapping[str, str], option: str) -> tuple[str, Reason]:
    name = "encoding"
    if option and (known := encoding_of(option)):
        return known, (name, "由 --encoding 指定", "as --encoding says")
    for variable in ("LC_ALL", "LC_CTYPE", "LANG"):
        locale = environ.get(variable, "")
        if variable == "LC_CTYPE" and locale in COERCED and environ.get("LANG"):
            continue
        if locale:
            known = encoding_of(locale.partition(".")[2].partition("@")[0])
            said = f"{variable}={shown(locale)}"
            if known:
                return known, (name, said, said)
            return "utf-8", (name, f"{said} 未指明 UTF-8 或 GB18030", f"{said} names neither")
    return "utf-8", (name, "没有区域设置, 按 UTF-8", "no locale is set; UTF-8 is assumed")


def _mode(
    environ: Mapping[str, str], mode: str, entry: Entry, source: str, answerer: str
) -> tuple[bool, Reason]:
    """Whether thin, and why; what was asked for wins."""
    if mode in ("thin", "rich"):
        return mode == "thin", ("mode", f"由 --{mode} 指定", f"as --{mode} says")
    if over_ssh(environ):
        return True, ("mode", "经 SSH 连接", "the terminal is behind SSH")
    if answerer == "mosh":
        return True, ("mode", "经 mosh 连接", "the terminal is behind mosh")
    if source == UNKNOWN:
        return True, ("mode", "不认识 TERM", "TERM is not known")
    if entry.colours == 0:
        return True, ("mode", "终端没有颜色", "the terminal has no colours")
    return False, ("mode", "本机的彩色终端", "a terminal with colours on this machine")


SOURCES = {
    "table": ("在自带表中", "in our own table"),
    "terminfo": ("按本机 terminfo", "by this machine's terminfo"),
    "family": ("按同族终端", "as the others of its family"),
    UNKNOWN: ("不认识, 只用基本功能", "not known; only the basics are used"),
}
"""Where the knowledge of a terminal comes from."""


def _term_reason(term: str, entry: Entry, source: str) -> Reason:
    zh, en = SOURCES[source]
    if "cup" not in entry.has:
        zh, en = f"{zh}; 不能移动光标", f"{en}; it cannot move the cursor"
    return ("term", f"{shown(term)} {zh}", f"{shown(term)} {en}")


def _answerer_reasons(environ: Mapping[str, str], answerer: str) -> list[Reason]:
    if answerer:
        zh, en = f"{answerer} 代终端应答", f"{answerer} answers in the terminal's place"
        return [("multiplexer", zh, en)]
    if environ.get("TERM", "").startswith(("tmux", "screen")):
        zh, en = "在线路另一端, 应答可信", "on the other side of the line; its answers cross it"
        return [("multiplexer", zh, en)]
    return []


def shown(text: str) -> str:
    """A value of the environment, safe to print."""
    return re.sub("[^!-~]", "?", text)[:MOST_SHOWN] or "''"
