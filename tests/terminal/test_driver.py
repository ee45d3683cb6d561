"""The driver on real terminals: bad bytes, resizes, suspension, hang-ups, leaving no trace."""

from __future__ import annotations

import os
import shlex
import signal
import sys

import pytest

from tests.console.consoles import ROOT, console, text
from tests.platform.server import Server
from tests.terminal.pty_seat import PtySeat


def shell_command(server: Server, *options: str) -> str:
    """The console's command line for a shell."""
    argv = [sys.executable, "-m", "shaotai", "console", "--server", server.url, *options]
    return " ".join(shlex.quote(part) for part in argv)


def in_a_shell(server: Server, script: str, **env: str) -> PtySeat:
    """A shell on a terminal that runs the console and then looks around."""
    token_file = server.folder / "token-shell"
    token_file.write_text(server.tokens["dispatcher"], "utf-8")
    token_file.chmod(0o600)
    return PtySeat(
        ["bash", "-c", script],
        env={"SHAOTAI_TOKEN_FILE": str(token_file), **env},
        cwd=str(ROOT),
    )


def leave(seat: PtySeat) -> None:
    """Leave the seat by its keys."""
    seat.send("<ctrl+c>")
    seat.wait_for("再按一次")
    seat.send("<enter>")


def test_invalid_bytes_do_not_end_the_seat(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        seat.send_bytes(b"\xff\xfe\x9b\xc3")
        seat.send("?")
        seat.wait_for("命令与按键")
        assert seat.returncode is None


def test_gb18030_is_spoken_both_ways(server: Server) -> None:
    script = shell_command(server, "--encoding", "gb18030")
    token_file = server.folder / "token-gb"
    token_file.write_text(server.tokens["dispatcher"], "utf-8")
    seat = PtySeat(
        ["bash", "-c", script],
        env={"SHAOTAI_TOKEN_FILE": str(token_file), "LANG": "zh_CN.GB18030"},
        cwd=str(ROOT),
        encoding="gb18030",
    )
    with seat:
        seat.wait_for("没有工单")
        seat.send("/")
        seat.wait_for("Esc清除")
        seat.send_bytes("盛泽㐂".encode("gb18030"))
        seat.wait_for("/盛泽㐂")
        assert "吴江区".encode("gb18030") in bytes(seat.raw)


def test_paste_is_data(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        seat.send_bytes(b"\x1b[200~jjq:quit\r\x1b[A\x1b[201~")
        seat.send(":bz ")
        seat.wait_for(":bz")
        seat.send_bytes("\x1b[200~两行\n粘贴 \x1b]0;x\x07\x1b[201~".encode())
        seat.wait_for("两行 粘贴")
        assert seat.returncode is None


def test_answers_of_the_terminal_are_never_typed(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        seat.send("/")
        seat.wait_for("Esc清除")
        seat.send_bytes(b"\x1b[0n\x1b[?1;2c\x1b]10;rgb:ff/ff/ff\x07\x1b[0n")
        seat.send("ab")
        seat.wait_for(lambda lines: lines[-2].startswith("/ab "))


def test_an_arrow_split_by_delay_is_one_key(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        seat.send(":bz x")
        seat.wait_for(":bz x")
        for part in (b"\x1b[", b"D"):
            seat.send_bytes(part)
            seat.wait_for(":bz x")
        seat.send("y")
        seat.wait_for(":bz yx")


def test_an_arrow_whose_rest_comes_late_takes_the_escape_back(server: Server) -> None:
    """The rest may come within a second; on a busy machine one try can be slower than that."""
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        for _ in range(6):
            seat.send(":bz x")
            seat.wait_for(":bz x")
            seat.send_bytes(b"\x1b")
            seat.wait_for(lambda lines: not any(line.startswith(":bz") for line in lines))
            seat.send_bytes(b"[D")
            seat.wait_for(lambda lines: ":bz x" in lines[-2] or "用途" in "".join(lines[-4:]))
            if ":bz x" in seat.screen()[-2]:
                break
        seat.send("y")
        seat.wait_for(":bz yx")


@pytest.mark.parametrize("term", ["vt100", "linux", "xterm", "screen", "ansi", "rxvt", "putty"])
def test_every_terminal_gets_only_what_it_knows(server: Server, term: str) -> None:
    script = shell_command(server)
    with in_a_shell(server, script, TERM=term) as seat:
        seat.wait_for("没有工单")
        sent = bytes(seat.raw)
        for mode in (b"?1000h", b"?1003h", b"?1004h", b">25u", b"?2026", b"?2048"):
            assert mode not in sent
        if term in ("vt100", "ansi"):
            assert b"?1049h" not in sent
            assert b"?2004h" not in sent
        assert seat.faults == []


def test_a_terminal_that_cannot_move_its_cursor_is_told(server: Server) -> None:
    with in_a_shell(server, shell_command(server) + "; echo END$?", TERM="dumb") as seat:
        seat.wait_for("TERM=dumb")
        seat.wait_for("END1")


def test_a_storm_of_resizes_ends_in_the_right_picture(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        for step in range(20):
            seat.resize(20 + step, 70 + 3 * step)
        seat.resize(30, 100)
        seat.wait_for(lambda lines: len(lines) == 30 and lines[-1].startswith(" Enter详情"))
        seat.wait_for(lambda lines: lines[0].rstrip().endswith("实战") and "-" * 100 in lines)


def test_ctrl_l_repairs_a_spoilt_screen(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        before = [one for one in seat.screen()[2:] if one.strip()]
        seat.terminal.reset()
        seat.send("<ctrl+l>")
        seat.wait_for("没有工单")
        seat.wait_for(lambda lines: [one for one in lines[2:] if one.strip()] == before)


def test_suspending_gives_the_terminal_back_and_takes_it_again(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        seat.send("<ctrl+z>")
        _, status = os.waitpid(seat.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        assert b"\x1b[?1049l" in bytes(seat.raw)
        start = len(seat.raw)
        seat.process.send_signal(signal.SIGCONT)
        seat.wait_raw(b"\x1b[?1049h", after=start)
        seat.wait_for("没有工单")
        seat.send("?")
        seat.wait_for("命令与按键")


def test_a_vanished_terminal_ends_the_seat(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        seat.hang_up()
        assert seat.process.wait(timeout=5) in (129, -signal.SIGHUP)


def test_a_vanished_terminal_ends_the_seat_even_under_nohup(server: Server) -> None:
    script = "trap '' HUP; exec " + shell_command(server)
    with in_a_shell(server, script) as seat:
        seat.wait_for("没有工单")
        seat.hang_up()
        assert seat.process.wait(timeout=5) == 129


def test_leaving_leaves_nothing_behind(server: Server) -> None:
    script = (
        'stty -a > "$BEFORE"; ' + shell_command(server) + '; code=$?; stty -a > "$AFTER"; '
        'IFS= read -r -t 0.5 -n 1 left; echo "END $code [$left]"'
    )
    before, after = server.folder / "before", server.folder / "after"
    with in_a_shell(server, script, BEFORE=str(before), AFTER=str(after)) as seat:
        seat.wait_for("没有工单")
        leave(seat)
        seat.wait_for("END 0 []")
        assert before.read_text() == after.read_text()


def test_a_told_end_is_clean(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        seat.process.send_signal(signal.SIGTERM)
        assert seat.wait_exit() == 128 + signal.SIGTERM
        assert "Traceback" not in text(seat)


def test_a_larger_window_is_filled_to_its_edges(server: Server) -> None:
    with console(server, "dispatcher") as seat:
        seat.wait_for("没有工单")
        for rows, cols in ((30, 100), (40, 120), (50, 160), (24, 80), (50, 160)):
            seat.resize(rows, cols)
            seat.wait_for(lambda lines, rows=rows: len(lines) == rows and "实战" in lines[0][-8:])
        with console(server, "dispatcher", rows=50, cols=160) as fresh:
            fresh.wait_for("没有工单")
            wanted = [one for y, one in enumerate(fresh.screen()) if y != 0]
            seat.wait_for(lambda lines: lines[1:] == wanted)
