"""Passwords and tokens: from the terminal, standard input or a file; never from an argument."""

from __future__ import annotations

import getpass
import os
import re
import sys
from pathlib import Path

from shaotai.failure import usage
from shaotai.language import say

TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,4096}")


def has_terminal() -> bool:
    """Whether somebody can be asked."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def ask_password(account: str) -> str:
    """The password of an account, asked on the terminal without showing it."""
    return getpass.getpass(say(f"{account} 的口令: ", f"Password of {account}: "))


def new_password(account: str, from_stdin: bool) -> str:
    """A new password: the first line of standard input, or asked twice.

    Raises:
        Failure: there is none, there is nobody to ask, or the two differ.
    """
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise usage("标准输入里没有口令", "there is no password on standard input")
        return password
    if not has_terminal():
        raise usage(
            "没有终端可问口令, 请用 --password-stdin",
            "no terminal to ask for the password; use --password-stdin",
        )
    password = ask_password(account)
    if password != getpass.getpass(say("再输一遍: ", "Again: ")):
        raise usage("两次口令不同, 请重来", "the two passwords differ; start again")
    return password


def token_from_file() -> str:
    """The token in ``$SHAOTAI_TOKEN_FILE``; empty where that is not set.

    Raises:
        Failure: the file cannot be read or holds no token.
    """
    name = os.environ.get("SHAOTAI_TOKEN_FILE", "")
    if not name:
        return ""
    try:
        token = Path(name).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise usage(
            f"令牌文件 {name} 读不了, 请检查 SHAOTAI_TOKEN_FILE",
            f"cannot read the token file {name}; check SHAOTAI_TOKEN_FILE",
        ) from error
    if not TOKEN.fullmatch(token):
        raise usage(
            f"令牌文件 {name} 里不是令牌, 请用 shaotai admin token 重新生成",
            f"there is no token in {name}; make one with shaotai admin token",
        )
    return token
