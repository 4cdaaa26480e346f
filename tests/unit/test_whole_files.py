"""A file is written as a whole or stays as it was, whatever happens half-way."""

from __future__ import annotations

import errno
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from sim.scenario import to_yaml
from sim.whole_files import write_whole, written_whole
from tests import processes
from tests.builders import scenario
from tests.processes import ROOT

POSIX = pytest.mark.skipif(os.name != "posix", reason="signals, limits and permissions of POSIX")
KILLED = """
import os, signal, sys
from pathlib import Path
from sim.whole_files import written_whole
with written_whole(Path(sys.argv[1])) as part:
    part.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
WRITES = """
import sys
from pathlib import Path
from sim.whole_files import write_whole
print("ready", flush=True)
for letter in 1000 * b"ABCDEFGH":
    write_whole(Path(sys.argv[1]), bytes([letter]) * 2_000_000)
"""


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def no_room(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("older", [None, b"older"])
@pytest.mark.parametrize("fails", ["write", "fsync", "replace", None])
def test_an_error_at_any_point_leaves_the_older_file_and_nothing_else(tmp_path, monkeypatch, fails, older):
    file = tmp_path / "report.html"
    if older is not None:
        file.write_bytes(older)
    if fails == "fsync":
        monkeypatch.setattr(os, "fsync", no_room)
    if fails == "replace":
        monkeypatch.setattr(Path, "replace", no_room)
    if fails is None:
        write_whole(file, b"newer")
        assert (file.read_bytes(), names(tmp_path)) == (b"newer", ["report.html"])
        return
    with pytest.raises(OSError, match="No space") as caught, written_whole(file) as part:  # noqa: PT012
        part.write_bytes(b"new")
        assert part.parent == file.parent, "on the same disk"
        if fails == "write":
            no_room()
    assert caught.value.filename == str(file), "the name that the user knows"
    assert names(tmp_path) == ([] if older is None else ["report.html"])
    assert older is None or file.read_bytes() == older


@POSIX
def test_a_program_that_is_killed_leaves_the_older_file_and_the_next_one_clears_up(tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("older")
    ended = processes.run([sys.executable, "-c", KILLED, str(file)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert file.read_text() == "older"
    assert len(names(tmp_path)) == 2
    other = tmp_path / f".headroom-0123456789ab-{os.getpid()}.part"
    other.write_text("another file's")
    write_whole(file, b"newer")
    assert (file.read_text(), names(tmp_path)) == ("newer", [other.name, "calls.csv"])


@POSIX
def test_permissions_links_and_devices_stay_what_they_are(tmp_path):
    file, link = tmp_path / ("long " * 50 + ".csv"), tmp_path / "link.csv"
    file.write_text("older")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, b"newer")
    assert link.is_symlink()
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("newer", 0o640)
    write_whole(tmp_path / "new.csv", b"new")
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "new.csv").stat().st_mode == plain.stat().st_mode
    write_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()


@POSIX
@pytest.mark.parametrize("ending", ["csv", "parquet", "html"])
def test_a_full_disk_is_one_line_and_leaves_the_older_file(tmp_path, ending):
    centre, file = tmp_path / "centre.yaml", tmp_path / f"out.{ending}"
    centre.write_text(to_yaml(scenario()), encoding="utf-8")
    file.write_text("older")
    what = ["report", str(centre), "-o"] if ending == "html" else ["run", str(centre), "--calls"]
    words = [*what, str(file), "--reps", "1", "--engine", "simpy"]
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500));"
        f"from cli.main import main; sys.exit(main({words!r}))"
    )
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "HEADROOM_WORKERS": "1"}
    ended = processes.run([sys.executable, "-c", limited], env=env, check=False)
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.startswith(f"python -m sim: {file}: "), ended.stderr
    assert ended.stderr.index("File too large\n") + len("File too large\n") == len(ended.stderr), "one line"
    assert (file.read_text(), names(tmp_path)) == ("older", ["centre.yaml", file.name])


@pytest.mark.soak
@POSIX
def test_of_a_hundred_programs_killed_at_random_moments_none_loses_a_file(tmp_path):
    file, chance, seen = tmp_path / "out.bin", random.Random(1), set()
    file.write_bytes(b"0" * 2_000_000)
    for _ in range(100):
        with processes.started([sys.executable, "-c", WRITES, str(file)], cwd=ROOT) as writing:
            assert writing.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.1))
            writing.kill()
            writing.wait()
        content = file.read_bytes()
        assert len(content) == 2_000_000
        assert content == content[:1] * 2_000_000, "one letter all through"
        assert len(names(tmp_path)) <= 2, "no more than the last one's left-over"
        seen.add(content[:1])
    assert len(seen) > 2, "the moments differed"
    write_whole(file, b"last")
    assert names(tmp_path) == ["out.bin"]
