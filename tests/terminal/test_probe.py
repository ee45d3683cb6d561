"""The start-up probe, by played answers."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.terminal.capability import Capabilities, detect
from console.terminal.input_answers import Answer
from console.terminal.probe import BUDGET_SECONDS, CHINESE, Probe
from console.text.width import cells


def capabilities(**environ: str) -> Capabilities:
    """What is known before asking."""
    return detect({"TERM": "xterm-256color", "LANG": "zh_CN.UTF-8"} | environ)[0]


def cursor(cells_gone: int) -> Answer:
    """A cursor report that many cells on."""
    return Answer("cursor", 2, cells_gone + 1)


STATUS = Answer("status")
ATTRIBUTES = Answer("attributes")


def played(probe: Probe, *answers: Answer, at: float = 0.3) -> Capabilities:
    """What follows when the question is asked at 0 and all answers come at once."""
    probe.question(0.0)
    for answer in answers:
        probe.answered(answer, at)
    return probe.result()


def test_the_question_asks_erases_and_ends_with_the_attributes() -> None:
    asked = Probe(capabilities()).question(0.0)
    assert asked.startswith("\x1b[2;1H…\x1b[6n".encode())
    assert asked.endswith(b"\x1b[K\x1b[5n\x1b[c")
    assert asked.count(b"\x1b[6n") == Probe.cursor_questions
    assert len(asked) < 80


def test_the_question_is_asked_in_the_terminals_encoding_and_in_place() -> None:
    probe = Probe(capabilities(LANG="zh_CN.GBK"), in_place=True)
    assert probe.question(0.0).startswith(b"\r\xa1\xad\x1b[6n\r\xc6\xbd\xc6\xbd\x1b[6n")


def test_without_erasing_it_writes_blanks() -> None:
    can = capabilities(TERM="unknown")
    assert b"      \r\x1b[5n" in Probe(replace(can, erase_line=False)).question(0.0)


@pytest.mark.parametrize("width", [1, 2])
def test_the_width_of_an_ambiguous_character(width: int) -> None:
    probe = Probe(capabilities())
    can = played(probe, cursor(width), cursor(4), cursor(1), STATUS, ATTRIBUTES)
    assert can.ambiguous_width == width
    assert can.encoding_fits is True
    assert can.repeat is False
    assert can.status_report is True
    assert can.round_trip == pytest.approx(0.3)
    assert probe.finished(0.31)
    assert not probe.owed


def test_repeating_is_measured_over_what_the_table_says() -> None:
    assert not capabilities().repeat
    assert played(Probe(capabilities()), cursor(1), cursor(4), cursor(4)).repeat
    putty = capabilities(TERM="putty")
    assert putty.repeat
    assert played(Probe(putty)).repeat
    assert not played(Probe(putty), cursor(1), cursor(4), cursor(1)).repeat


@pytest.mark.parametrize("width", [2, 3, 5, 6])
def test_the_wrong_encoding_is_noticed_and_the_width_then_not_believed(width: int) -> None:
    can = played(Probe(capabilities()), cursor(2), cursor(width), cursor(1), STATUS, ATTRIBUTES)
    assert can.encoding_fits is False
    assert can.ambiguous_width is None


def test_the_chinese_text_differs_in_the_other_encoding() -> None:
    assert cells(CHINESE) == 4
    assert cells(CHINESE.encode("gb18030").decode("utf-8", "replace")) == 2
    assert cells(CHINESE.encode("utf-8").decode("gb18030", "replace")) == 6


def test_nothing_answers() -> None:
    probe = Probe(capabilities())
    assert not probe.finished(5.0)
    probe.question(10.0)
    assert not probe.finished(10.0 + BUDGET_SECONDS - 0.01)
    assert probe.finished(10.0 + BUDGET_SECONDS)
    can = probe.result()
    assert (can.status_report, can.ambiguous_width, can.encoding_fits) == (False, None, None)
    assert can.round_trip is None
    assert not probe.heard


def test_a_terminal_that_knows_only_some_questions() -> None:
    probe = Probe(capabilities())
    can = played(probe, ATTRIBUTES)
    assert probe.finished(0.4)
    assert (can.status_report, can.ambiguous_width) == (False, None)
    can = played(Probe(capabilities()), STATUS, ATTRIBUTES)
    assert (can.status_report, can.ambiguous_width) == (True, None)


def test_late_answers_still_count() -> None:
    probe = Probe(capabilities())
    can = played(probe, cursor(2), cursor(4), cursor(1), STATUS, at=2.5)
    assert (can.status_report, can.ambiguous_width, can.round_trip) == (True, 2, 2.5)
    assert probe.owed


def test_an_answer_before_the_question_is_nobodys() -> None:
    probe = Probe(capabilities())
    probe.answered(STATUS, 1.0)
    assert not probe.heard


@pytest.mark.parametrize(
    ("auto", "round_trip", "thin"),
    [(True, 0.05, False), (True, 0.4, True), (False, 0.4, False)],
)
def test_a_slow_line_makes_it_thin_unless_somebody_chose(
    auto: bool, round_trip: float, thin: bool
) -> None:
    assert played(Probe(capabilities(), auto=auto), STATUS, at=round_trip).thin is thin


@pytest.mark.parametrize(
    "environ",
    [{"TMUX": "x"}, {"STY": "x"}, {"MOSH_KEY": "x"}, {"TERM": "tmux", "SSH_TTY": "/dev/pts/0"}],
)
def test_a_multiplexer_knows_nothing_of_the_glass(environ: dict[str, str]) -> None:
    can = played(Probe(capabilities(**environ)), cursor(1), cursor(4), cursor(4), STATUS)
    assert can.ambiguous_width is None
    assert can.repeat
    assert can.status_report


@pytest.mark.parametrize("term", ["dumb", "sun", "scoansi"])
def test_what_cannot_answer_is_not_asked(term: str) -> None:
    probe = Probe(capabilities(TERM=term))
    assert probe.question(0.0) == b""
    assert probe.finished(0.0)
    assert not probe.owed
    probe.answered(STATUS, 0.1)
    assert probe.result().status_report is False
