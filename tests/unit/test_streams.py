"""Nobody listens, a terminal knows few signs, files or memory run out: one line at most, and a code that tells."""

from __future__ import annotations

import errno
import io
import os
import sys

import pytest

from cli import streams
from cli.main import NO_MEMORY, main
from sim.engine.compiled import ready
from sim.scenario import to_yaml
from tests import processes
from tests.builders import scenario

POSIX = pytest.mark.skipif(os.name != "posix", reason="descriptors and limits of POSIX")
LIMITED = """
import resource, sys
resource.setrlimit(resource.{limit}, ({value}, {value}))
from cli.main import start
sys.exit(start())
"""
WRONG = "-m sim run nowhere"


@POSIX
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (f"{WRONG} 2>/dev/full", 2),
        (f"{WRONG} <&- >&- 2>&-", 2),
        ("-m sim schema | true; exit ${PIPESTATUS[0]}", 0),
        ("-m sim schema 2>&- >/dev/full", 1),
    ],
)
def test_nobody_listens_and_the_code_still_tells(words, code):
    ended = processes.run(["bash", "-c", f"'{sys.executable}' {words}"], check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "")


@POSIX
def test_a_closed_output_is_one_line_and_exit_1():
    ended = processes.run(["bash", "-c", f"'{sys.executable}' -m sim schema >&-"], check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "python -m sim: cannot write the result: standard output is closed\n"


def test_the_app_goes_on_with_a_closed_output(monkeypatch):
    monkeypatch.setattr(sys, "stdout", streams.Closed())
    with pytest.raises(OSError, match="closed"):
        print("a result")
    streams.go_on_unheard()
    print("where the app is", flush=True)
    sys.stdout.close()


@POSIX
def test_a_file_never_takes_the_number_of_a_closed_stream(tmp_path):
    """Else what libraries write to 2 would land in the result."""
    file = tmp_path / "numbers"
    code = (
        "from cli import streams; streams.prepare(); "
        f"print(open({str(file)!r}, 'w').fileno(), file=open({str(file)!r}, 'w'))"
    )
    processes.run(["bash", "-c", f"""'{sys.executable}' -c "{code}" <&- >&- 2>&-"""])
    assert int(file.read_text()) > 2


def test_a_terminal_without_the_signs_gets_others():
    raw = io.BytesIO()
    terminal = io.TextIOWrapper(raw, encoding="ascii", errors="plain")
    terminal.write("café − 4 × 0.5 ± 1 †  “x” 客 █·…")
    terminal.flush()
    assert raw.getvalue().decode("ascii") == 'cafe - 4 x 0.5 +/- 1 +  "x" ? #....'


def test_messages_that_cannot_be_written_stop_nobody():
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "full")

    unheeded = streams.Unheeded(Full())
    print("anything", file=unheeded, flush=True)
    assert unheeded.isatty() is False


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "too many open files: allow more (ulimit -n)"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), NO_MEMORY),
        (OSError("odd"), "cannot write the result: odd"),
        (MemoryError(), NO_MEMORY),
        (RuntimeError("can't start new thread"), NO_MEMORY),
        (ImportError("libx.so: failed to map segment from shared object"), NO_MEMORY),
    ],
)
def test_what_runs_out_is_one_line_and_exit_1(error, line, monkeypatch, capsys):
    def fail(_):
        raise error

    monkeypatch.setattr("cli.main.streams.drop", lambda _: None)
    monkeypatch.setattr("cli.report.report_command", fail)
    assert main(["report", "typical_centre", "-o", "x.html"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"python -m sim: {line}")
    assert err.count("\n") == 1


def test_a_defect_is_not_taken_for_a_lack_of_memory(monkeypatch):
    monkeypatch.setattr("cli.report.report_command", lambda _: {}["defect"])
    with pytest.raises(KeyError):
        main(["report", "typical_centre", "-o", "x.html"])


@POSIX
@pytest.mark.soak
@pytest.mark.parametrize("engine", ["compiled", "simpy"])
@pytest.mark.parametrize(
    ("limit", "value"),
    [
        *(("RLIMIT_NOFILE", n) for n in (8, 12, 16, 20, 32, 64)),
        *(("RLIMIT_AS", n * 100_000_000) for n in (2, 5, 8, 12, 20)),
    ],
)
def test_few_files_and_little_memory_give_figures_or_one_line(limit, value, engine, tmp_path):
    ready.prepare()
    (tmp_path / "centre.yaml").write_text(to_yaml(scenario()), encoding="utf-8")
    words = ["run", str(tmp_path / "centre.yaml"), "--reps", "4", "--engine", engine, "--json"]
    program = [sys.executable, "-c", LIMITED.format(limit=limit, value=value), *words]
    ended = processes.run(program, check=False, limit_s=120)
    if ended.returncode:
        assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1), ended.stderr
        assert ended.stderr.startswith("python -m sim: ")
    else:
        assert (ended.stdout.count("\n"), ended.stderr) == (1, "")
