"""The soak's verdict: what it must find, that it finds nothing else, and one short course."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from api_client.errors import Refused
from api_client.http import Applied
from bench.soak.book import Book
from bench.soak.verdict import Entry, Fact, differences, effects, gaps, of_timers
from tests.api_client.rows import row

ROOT = Path(__file__).parents[2]

FACTS = [
    Fact(1, "A", "file", 1, "reported"),
    Fact(2, "B", "other", 1, "reported"),
    Fact(3, "A", "both", 2, "checked"),
    Fact(4, "A", "both", 3, "reworked"),
]
ACCEPTED = {
    "file": Entry(1, row("A", 1), True),
    "other": Entry(2, row("B", 1), True),
    "both": Entry(4, row("A", 3), False),
}


def kinds(accepted: dict[str, Entry], facts: list[Fact], refused: tuple[str, ...] = ()) -> set:
    return {(one.kind, one.what) for one in effects(accepted, refused, facts)}


def test_a_course_without_fault_has_no_finding() -> None:
    assert gaps(FACTS) == []
    assert kinds(ACCEPTED, FACTS, ("refused",)) == set()


def test_what_happens_by_itself_happens_once() -> None:
    timer = "timer:A:card:handle:T:red:1773027000"
    once = [Fact(5, "A", timer, 4, "report_in_missed"), Fact(6, "A", timer, 5, "whistled")]
    assert kinds(ACCEPTED, [*FACTS, *once]) == set()
    assert of_timers([*FACTS, *once]) == {"A"}
    again = Fact(8, "A", timer, 6, "report_in_missed")
    assert kinds(ACCEPTED, [*FACTS, *once, again]) == {("doubling", timer)}
    other = Fact(7, "B", timer, 2, "whistled")
    assert kinds(ACCEPTED, [*FACTS, *once, other]) == {("doubling", timer)}


def test_an_accepted_command_that_is_not_in_the_log_is_a_loss() -> None:
    lost = {**ACCEPTED, "lost": Entry(5, row("A", 4), False)}
    assert kinds(lost, FACTS) == {("loss", "lost")}
    assert kinds(ACCEPTED, [FACTS[0], FACTS[1], FACTS[2]]) == {("loss", "both")}


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (Fact(5, "A", "both", 4, "reworked"), "both"),
        (Fact(5, "C", "file", 1, "reported"), "file"),
        (Fact(5, "A", "unheard", 4, "noted"), "unheard"),
        (Fact(5, "A", "refused", 4, "noted"), "refused"),
    ],
)
def test_an_effect_too_many_is_a_doubling(more: Fact, what: str) -> None:
    assert kinds(ACCEPTED, [*FACTS, more], ("refused",)) == {("doubling", what)}


def test_an_effect_on_another_ticket_or_version_is_a_divergence() -> None:
    elsewhere = {**ACCEPTED, "both": Entry(4, row("B", 3), False)}
    older = {**ACCEPTED, "both": Entry(4, row("A", 2), False)}
    assert kinds(elsewhere, FACTS) == kinds(older, FACTS) == {("divergence", "both")}


def test_a_hole_in_the_log_or_in_a_tickets_versions_is_a_gap() -> None:
    assert [one.what for one in gaps([*FACTS[:2], *FACTS[3:]])] == ["seq 3"]
    assert [one.what for one in gaps([FACTS[0], FACTS[1]._replace(ticket="A")])] == ["seq 2"]


def test_copies_are_compared_row_by_row() -> None:
    held = {"A": row("A", 2), "B": row("B"), "C": row("C")}
    fresh = {"A": row("A", 3, state="closed"), "B": row("B"), "D": row("D")}
    found = {one.what: one.detail for one in differences("r0", held, fresh)}
    assert set(found) == {"r0: A", "r0: C", "r0: D"}
    assert found["r0: A"] == "state '', is 'closed', version 2, is 3"
    assert differences("r0", fresh, fresh) == []


def noted(*answers: Applied | Refused) -> list[str]:
    """The kinds of what the book finds in the answers to one command."""
    book = Book()
    for answer in answers:
        book.note("desk", {"id": "k", "verb": "note"}, answer)
    return [one.kind for one in book.findings]


def test_answers_to_one_id_agree() -> None:
    first = Applied("k", "applied", 7, row("A"))
    again, other = Applied("k", "duplicate", 7, row("A")), Applied("k", "duplicate", 8, row("A", 2))
    refused = Refused("不", "no", "D8", (), None)
    assert noted(first, again) == noted(again, first) == noted(refused, first) == []
    assert noted(first, first) == ["doubling"]
    assert noted(first, other) == ["divergence"]
    assert noted(first, refused) == ["loss"]


def test_a_repeated_id_is_a_duplicate() -> None:
    book, first = Book(), Applied("k", "applied", 7, row("A"))
    book.note("desk", {"id": "k", "verb": "note"}, first)
    book.repeated("k", Applied("k", "duplicate", 7, row("A")))
    assert book.findings == []
    book.repeated("k", first)
    book.repeated("k", Refused("不", "no", "D8", (), None))
    assert [one.kind for one in book.findings] == ["doubling", "loss"]


def test_a_short_course_holds() -> None:
    argv = [sys.executable, "-m", "bench.soak", "--seconds", "10", "--seed", "1"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    first, *lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert first == {"seconds": 10.0, "seed": 1, "seats": 4}
    assert lines[-1]["verdict"] == "held"
    figures = {(one["subject"], one["name"]): one["value"] for one in lines if "subject" in one}
    soak = {name: value for (subject, name), value in figures.items() if subject == "soak"}
    assert soak["commands accepted"] > 50
    assert soak["ids repeated"] >= soak["commands accepted"]
    assert soak["fault: kill"] >= 1
    assert soak["tracebacks of the platform"] == soak["findings"] == 0
    resumes = [value for (_, name), value in figures.items() if name == "resumes"]
    assert len(resumes) == 5
    assert min(resumes) >= 1
    assert "--seed 1" in done.stderr
