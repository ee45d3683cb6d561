"""The argument parser in the user's language: help, and every mistake as one line."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from shaotai.failure import usage
from shaotai.language import say

CHINESE = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"one of the arguments (.+) is required", r"缺少其中一项: \1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数 \1"),
    (r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)", r"\1 没有 \2, 可选: \3"),
    (r"argument (\S+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (\S+): not allowed with argument (.+)", r"\1 不能与 \2 同用"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 后面不跟值, 多了 \2"),
    (r"argument (\S+): invalid \S+ value: (.+)", r"\1 的值 \2 不对"),
    (r"argument (\S+): (.+)", r"\1: \2"),
)
"""What argparse says, and the same in Chinese."""


class _Form(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=80)

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        words = say("用法: ", "usage: ") if prefix is None else prefix
        super().add_usage(usage, actions, groups, words)


class Parser(argparse.ArgumentParser):
    """Says everything in the user's language; a mistake is a `Failure`, not an exit."""

    def __init__(self, **settings: Any) -> None:
        settings |= {"add_help": False, "allow_abbrev": False, "formatter_class": _Form}
        super().__init__(**settings)
        self._positionals.title = say("参数", "arguments")
        self._optionals.title = say("选项", "options")
        self.add_argument("-h", "--help", action="help", help=say("显示本说明", "show this help"))

    def error(self, message: str) -> NoReturn:
        """End with the mistake in one line.

        Raises:
            Failure: always.
        """
        see = f"{self.prog} --help"
        raise usage(f"{in_chinese(message)}; 用法见 {see}", f"{message}; see {see}")


def in_chinese(message: str) -> str:
    """What argparse says, in Chinese where the table has it."""
    for pattern, words in CHINESE:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL)
    return message


def address(text: str) -> tuple[str, int]:
    """``HOST:PORT``, with brackets around an IPv6 host.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    found = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([^\s:\[\]]+)):(\d{1,5})", text)
    if found is None or int(found[3]) > 65535:
        raise argparse.ArgumentTypeError(
            say(f"{text} 应写成 主机:端口, 如 127.0.0.1:8700", f"{text}: write HOST:PORT")
        )
    return found[1] or found[2], int(found[3])


def pace(text: str) -> float:
    """A factor above zero.

    Raises:
        argparse.ArgumentTypeError: it is not one.
    """
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text) or float(text) <= 0:
        raise argparse.ArgumentTypeError(
            say(f"{text} 应为大于 0 的倍数, 如 60", f"{text}: write a factor above 0, such as 60")
        )
    return float(text)
