"""``python -m bench.soak``: is anything lost, doubled or different after minutes of faults?

JSON lines on standard output, a table on standard error; exit 1 on any finding. The seed repeats
the draws of a course (commands, faults and their times), not the machine's own timing.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import sys
import tempfile
from pathlib import Path
from random import SystemRandom

from bench.measure import Figure, json_line, table
from bench.proc import end_on_signals
from bench.soak.course import Course, Plan, on_stdout

LONGEST_LIST = 20
"""Findings that are shown on standard error; all are on standard output."""


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="of work under faults")
    parser.add_argument("--seed", type=int, help="of an earlier course; a new one by default")
    parser.add_argument("--seats", type=int, default=4, help="clients, and as many replicas")
    given = parser.parse_args()
    if given.seconds <= 0 or given.seats < 1:
        parser.error("--seconds and --seats are above nothing")
    seed = given.seed if given.seed is not None else SystemRandom().randrange(10**9)
    return Plan(given.seconds, seed, given.seats)


def say(text: str) -> None:
    """A line for whoever watches."""
    print(text, file=sys.stderr, flush=True)


def report(course: Course, figures: list[Figure]) -> None:
    """The tables, and what was found."""
    for one in table(figures, ["soak"]):
        say(one)
    names = dict.fromkeys(figure.subject for figure in figures if figure.subject != "soak")
    say("")
    for one in table(figures, list(names)):
        say(one)
    for complaint in course.server.complaints()[:LONGEST_LIST]:
        say(f"the platform wrote: {complaint}")
    for finding in course.findings[:LONGEST_LIST]:
        say(f"{finding.kind}: {finding.what}: {finding.detail}")


def main() -> int:
    """Run a course and tell."""
    plan = _plan()
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    end_on_signals()
    folder = Path(tempfile.mkdtemp(prefix="shaotai-soak-"))
    again = f"--seconds {plan.seconds:g} --seed {plan.seed} --seats {plan.seats}"
    on_stdout(plan._asdict())
    say(f"seed {plan.seed}; the same course again: python -m bench.soak {again}")
    course = Course(plan, folder, on_stdout)
    asyncio.run(course.run())
    figures = course.figures()
    for figure in figures:
        print(json_line(figure), flush=True)
    on_stdout({"verdict": "failed" if course.findings else "held", **plan._asdict()})
    report(course, figures)
    if course.findings:
        say(f"FAILED: {len(course.findings)} findings; the database is kept in {folder}; {again}")
        return 1
    shutil.rmtree(folder)
    say("held: nothing lost, nothing doubled, every replica equal")
    return 0


if __name__ == "__main__":
    sys.exit(main())
