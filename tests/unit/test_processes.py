"""Programs that tests start: Ctrl+C reaches them, also from tests that ignore it, and none is left running."""

from __future__ import annotations

import signal
import sys

import pytest

from tests import processes

HEARS = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
STARTS_ANOTHER = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"], stdout=subprocess.DEVNULL)
print("started", flush=True)
"""


@pytest.mark.parametrize("ours", [signal.default_int_handler, signal.SIG_IGN])
def test_interrupts_reach_a_program_also_from_tests_that_ignore_them(ours):
    before = signal.signal(signal.SIGINT, ours)
    try:
        assert processes.run([sys.executable, "-c", HEARS]).stdout == "True\n"
        with processes.started([sys.executable, "-c", HEARS], interrupts=False) as deaf:
            assert deaf.communicate()[0] == "False\n"
        assert signal.getsignal(signal.SIGINT) is ours
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_test_that_fails_leaves_no_program_running_nor_what_that_has_started():
    with pytest.raises(RuntimeError), processes.started([sys.executable, "-c", STARTS_ANOTHER]) as started:  # noqa: PT012
        assert started.stdout.readline() == "started\n"
        assert len(processes.members(started.pid)) >= 1
        raise RuntimeError
    assert processes.members(started.pid) == []
    assert started.stdout.closed


def test_a_program_that_fails_is_told_with_all_it_printed():
    with pytest.raises(AssertionError, match=r"ended with 3:\nout\n\nerr"):
        processes.run(
            [sys.executable, "-c", "import sys; print('out'); sys.stderr.write('err'); sys.exit(3)"]
        )
