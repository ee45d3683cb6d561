"""The entry point: parse, import the one module that does it, and turn every end into a code."""

from __future__ import annotations

import importlib
import sys
from argparse import Namespace
from collections.abc import Sequence

from shaotai.failure import DONE, INTERRUPTED, OUR_FAULT, Failure, usage
from shaotai.grammar import build_parser
from shaotai.language import (
    choose,
    complain,
    emit,
    finish_output,
    forget_stdout,
    say,
    tolerate_narrow_encodings,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code (`contract.md`)."""
    tolerate_narrow_encodings()
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
    except Failure as failure:
        complain("shaotai: " + say(failure.zh, failure.en))
        code = failure.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BrokenPipeError:
        forget_stdout()
        code = DONE
    except Exception as error:  # noqa: BLE001 the last resort; the log file gets all of it
        code = _our_fault(error)
    finish_output()
    return code


def _run(arguments: Sequence[str]) -> int:
    options = build_parser().parse_args(arguments)
    if options.version:
        return _version()
    if not options.command:
        raise usage("缺少命令; 用法见 shaotai --help", "name a command; see shaotai --help")
    if getattr(options, "lang", ""):
        choose(options.lang)
    return _call(options)


def _call(options: Namespace) -> int:
    module, _, function = options.run.partition(":")
    code: int = getattr(importlib.import_module(module), function)(options)
    return code


def _version() -> int:
    from importlib.metadata import version

    emit(f"shaotai {version('shaotai')}")
    return DONE


def _our_fault(error: Exception) -> int:
    from shaotai.logs import keep_traceback

    path = keep_traceback(error)
    what = f"{type(error).__name__}: {error}"
    if path is None:
        complain(
            "shaotai: " + say(f"程序出错, 请告知维护者: {what}", f"our fault, tell us: {what}")
        )
    else:
        complain(
            "shaotai: "
            + say(f"程序出错, 请把 {path} 交给维护者", f"our fault; send us {path}")
            + f" ({what})"
        )
    return OUR_FAULT
