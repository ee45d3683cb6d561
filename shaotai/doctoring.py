"""``shaotai doctor``: what this terminal can do, what the console makes of it, and the settings."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress

from console.doctor import Examination, examine
from console.settings.values import Settings
from console.terminal.capability import Capabilities, encoding_of
from console.terminal.terms import TRUECOLOR
from console.text.width import wrap
from shaotai.failure import DONE, FOUND_WANTING, Failure, usage
from shaotai.language import complain, emit, language, say
from shaotai.own_settings import own_settings

LEAST_COLUMNS, LEAST_ROWS = 80, 24
LIST_INDENT = 13

FEATURES = (
    ("erase_line", "擦到行尾 EL", "erase to end of line EL"),
    ("erase_characters", "擦若干格 ECH", "erase cells ECH"),
    ("repeat", "重复字符 REP", "repeat a character REP"),
    ("scroll_region", "滚动区 DECSTBM", "scroll region DECSTBM"),
    ("column_move", "定列 CHA", "move to a column CHA"),
    ("row_move", "定行 VPA", "move to a row VPA"),
    ("relative_move", "相对移动 CUF", "move by cells CUF"),
    ("back_colour_erase", "擦除带底色 BCE", "erase with the background BCE"),
    ("no_wrap", "可关换行 DECAWM", "wrapping can be off DECAWM"),
    ("bold", "粗体", "bold"),
    ("dim", "暗", "dim"),
    ("underline", "下划线", "underline"),
    ("reverse", "反白", "reverse"),
    ("switch_off", "可单独取消属性", "attributes go off one by one"),
    ("alternate_screen", "备用屏", "second screen"),
    ("hide_cursor", "可隐藏光标", "cursor can hide"),
    ("bracketed_paste", "括起粘贴", "bracketed paste"),
)
"""A capability, and its name in both languages."""

WHAT = {
    "term": ("终端", "terminal"),
    "colours": ("颜色", "colours"),
    "encoding": ("编码", "encoding"),
    "mode": ("方式", "mode"),
    "multiplexer": ("中间", "between"),
    "size": ("大小", "size"),
    "wide": ("汉字", "Chinese"),
    "ambiguous": ("歧义宽度", "ambiguous"),
    "status": ("应答", "answers"),
    "can": ("能", "can"),
    "cannot": ("不能", "cannot"),
    "file": ("文件", "file"),
    "mistakes": ("错误", "mistakes"),
}
"""The heads of the lines."""


def run(options: Namespace) -> int:
    """Examine this terminal and print what was found; every mistake in the settings on stderr.

    Raises:
        Failure: the encoding is none the console speaks, or this is no terminal.
    """
    if options.encoding and encoding_of(options.encoding) is None:
        raise usage(
            f"不认识编码 {options.encoding}, 请用 --encoding utf-8 或 gb18030",
            f"{options.encoding}: write --encoding utf-8 or gb18030",
        )
    settings = own_settings(options)
    mode = options.mode if options.mode != "auto" else settings.mode
    found = examine(os.environ, mode, options.encoding or settings.encoding, 0, 1)
    if found.measurable:
        _speak(found.capabilities.encoding)
    for line in (*report(found), *_of_settings(settings)):
        emit(line)
    for problem in settings.problems:
        complain(problem.said_in(settings.path, language()))
    if found.measurable:
        return FOUND_WANTING if settings.mistakes else DONE
    raise Failure(
        FOUND_WANTING,
        "标准输入或输出不是终端, 以上未经实测; 请直接在终端里运行 shaotai doctor",
        "standard input or output is no terminal, so nothing was measured; "
        "run shaotai doctor in the terminal itself",
    )


def _speak(encoding: str) -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with suppress(OSError):
                reconfigure(encoding=encoding, errors="replace")


def report(found: Examination) -> Iterator[str]:
    """The lines: what was found, then what follows from it."""
    can = found.capabilities
    yield say("查到的", "found")
    for what, zh, en in found.reasons:
        yield _line(what, _value(what, can), say(zh, en))
    yield say("测到的", "measured")
    yield from _measured(found)
    yield say("终端的能力", "what the terminal can do")
    yield from _features(can)
    yield say("因此席位将", "so the console will")
    yield from ("  " + words for words in _consequences(found))


def _of_settings(settings: Settings) -> Iterator[str]:
    """Where the settings are read from, and how many mistakes are in them."""
    yield say("席位的设置", "the seat's settings")
    absent = say("没有这个文件, 全部按默认", "not there; everything is as shipped")
    yield _line("file", settings.path, "" if settings.found else absent)
    if settings.found:
        said = str(len(settings.mistakes)) if settings.mistakes else say("无", "none")
        later = say(
            "过滤里的镇、类别、单位入席时再查",
            "towns, classes and units of filters are checked when a seat opens",
        )
        yield _line("mistakes", said, later if settings.filters else "")


def _line(what: str, value: str, why: str = "") -> str:
    zh, en = WHAT[what]
    head = (
        f"  {zh}{' ' * (LIST_INDENT - 2 - 2 * len(zh))}"
        if say("zh", "en") == "zh"
        else f"  {en:<11}"
    )
    return head + (f"{value} ({why})" if value and why else value or why)


def _value(what: str, can: Capabilities) -> str:
    if what == "colours":
        return say("无", "none") if not can.colours else _colours(can)
    if what == "encoding":
        return can.encoding.upper()
    if what == "mode":
        return say("细", "thin") if can.thin else say("富", "rich")
    return ""


def _colours(can: Capabilities) -> str:
    return say("真彩色", "truecolor") if can.colours >= TRUECOLOR else str(can.colours)


def _measured(found: Examination) -> Iterator[str]:
    can = found.capabilities
    if found.size is not None:
        yield _line("size", "{} x {}".format(*found.size))
    if found.heard is None:
        yield _line("status", say("没有问", "not asked"))
    elif not found.heard:
        yield _line("status", say("1 秒内一概不答", "none within a second"))
    else:
        yield from _answers(can)


def _features(can: Capabilities) -> Iterator[str]:
    for what, wanted in (("can", True), ("cannot", False)):
        names = [say(zh, en) for field, zh, en in FEATURES if getattr(can, field) is wanted]
        first, *more = wrap(", ".join(names) or "-", LEAST_COLUMNS - LIST_INDENT)
        yield _line(what, first)
        yield from (" " * LIST_INDENT + words for words in more)


def _answers(can: Capabilities) -> Iterator[str]:
    who = can.multiplexer or say("终端", "the terminal")
    if can.round_trip is None:
        yield _line("status", say("不答 CSI 5 n", "not to CSI 5 n"))
    else:
        delay = f"{can.round_trip * 1000:.1f} ms"
        yield _line("status", say(f"CSI 5 n 由{who}应答, {delay}", f"CSI 5 n by {who}, {delay}"))
    if can.encoding_fits is not None:
        right = say("每字两格, 编码相符", "two cells each; the encoding fits")
        wrong = say("宽度不对, 编码不符", "of another width; the encoding does not fit")
        yield _line("wide", right if can.encoding_fits else wrong)
    if can.ambiguous_width is not None:
        cells = can.ambiguous_width
        yield _line("ambiguous", say(f"{cells} 格", f"{cells} cell{'s' if cells > 1 else ''}"))
    else:
        yield _line("ambiguous", say("测不到", "cannot be measured"))


def _consequences(found: Examination) -> Iterator[str]:
    can = found.capabilities
    if not can.addressable:
        yield say("无法画屏: 换一个终端, 或设对 TERM", "not work: change the terminal, or set TERM")
        return
    if can.thin:
        yield say("只发 ASCII 与全宽字符", "send ASCII and fullwidth characters only")
    elif can.ambiguous_width is None:
        yield say("不用歧义宽度字符", "use no character of ambiguous width")
    else:
        yield say("按测得的宽度排版", "lay out by the measured width")
    yield _colour_words(can)
    yield _pacing(can)
    if can.encoding_fits is False:
        other = "utf-8" if can.encoding == "gb18030" else "gb18030"
        yield f"show garbage: try --encoding {other}"  # no Chinese, for it could not be read
    if found.size is not None and (found.size[0] < LEAST_COLUMNS or found.size[1] < LEAST_ROWS):
        yield say("显示不全: 请放大到 80 x 24", "not fit: make the window 80 x 24 or more")


def _colour_words(can: Capabilities) -> str:
    if can.colours == 0:
        return say("以粗体, 反白与符号表意", "say things by bold, reverse and signs")
    zh = {8: "用 8 色", 16: "用 16 色", 256: "用 256 色"}.get(can.colours, "用真彩色")
    return say(zh, f"use {_colours(can)}{'' if can.truecolor else ' colours'}")


def _pacing(can: Capabilities) -> str:
    if can.multiplexer:
        who = can.multiplexer
        return say(
            f"按时间发送, 延迟标作至{who}", f"pace by time; the delay shown is that to {who}"
        )
    if can.status_report:
        return say("按终端应答发送, 不排旧帧", "pace by answers; no old frame ever queues")
    return say("按时间发送: 终端不答", "pace by time, since nothing answers")
