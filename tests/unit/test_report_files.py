"""A report's files: from the command line and from the app's thread the same bytes; wrong words are one line."""

from __future__ import annotations

import errno
import io
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cli.main import main
from present.report.files import FORMATS
from present.report.logo import LARGEST_LOGO, LogoError, validated_logo
from sim.experiment import Pool, Runner, Store
from sim.scenario import load, to_yaml
from tests.unit.test_report import BASE, FREE
from tests.waiting import PATIENCE_S
from ui.report.job import Job, Order, command


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    found = []
    for name, scenario in (("before", BASE), ("after", FREE)):
        file = tmp_path / f"{name}.yaml"
        file.write_text(to_yaml(scenario), encoding="utf-8")
        found.append(str(file))
    return found


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1).save(out, kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def workers():
    pool = Pool("compiled", workers=1)
    yield Runner(engine="compiled", executor=pool, store=Store())
    pool.close()


def finished(job: Job) -> Job:
    assert job.wait(PATIENCE_S)
    return job


@pytest.mark.parametrize("ending", list(FORMATS))
def test_button_and_command_line_give_the_same_file(ending, files, tmp_path, workers, capsys):
    out = tmp_path / f"report{ending}"
    words = ["report", *files, "--reps", "2", "--client", "A client", "--engine", "compiled", "-o", str(out)]
    assert main(words) == 0
    assert str(out) in capsys.readouterr().out
    scenarios = tuple(load(file) for file in files)
    job = finished(Job(Order(FORMATS[ending], scenarios, 2, "A client"), workers, date.today()))
    assert job.state == "ready", job.problem
    assert job.data == out.read_bytes()


def test_another_baseline_comes_first(files, tmp_path, monkeypatch):
    seen: list[Any] = []

    def make(report: Any) -> bytes:
        seen.append(report.names)
        return b"x"

    monkeypatch.setitem(FORMATS, ".pptx", replace(FORMATS[".pptx"], make=make))
    out = ["-o", str(tmp_path / "a.pptx"), "--reps", "1", "--engine", "compiled"]
    assert main(["report", *files, "--baseline", files[1], *out]) == 0
    assert seen == [("No target", "Small centre")]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            ["-o", "deck.pdf"],
            "-o deck.pdf: the name of a report's file must end in .pptx or .xlsx or .html",
        ),
        (["-o", "nowhere/deck.pptx"], "-o nowhere/deck.pptx: there is no folder nowhere"),
        (["-o", "folder.html"], "-o folder.html: this is a folder"),
        (["-o", "deck.pptx", "--logo", "none.png"], "--logo none.png: No such file or directory"),
        (["-o", "deck.pptx", "--baseline", "x.yaml"], "--baseline x.yaml is not one of the scenarios "),
    ],
)
def test_wrong_words_are_one_line_before_anything_is_simulated(files, more, message, capsys, monkeypatch):
    monkeypatch.setattr("sim.experiment.runner.stream", lambda *_, **__: pytest.fail("it simulates"))
    monkeypatch.chdir(Path(files[0]).parent)
    Path("folder.html").mkdir()
    assert main(["report", *files, *more]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"python -m sim: {message}")


def test_a_report_that_cannot_be_written_is_named(files, tmp_path, monkeypatch, capsys):
    out = tmp_path / "gone.html"

    def write(file: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))

    monkeypatch.setattr(Path, "write_bytes", write)
    assert main(["report", *files, "--reps", "1", "--engine", "compiled", "-o", str(out)]) == 1
    assert capsys.readouterr().err.endswith(f"python -m sim: {out}: {os.strerror(errno.ENOSPC)}\n")


def test_more_than_ten_scenarios_are_refused(files, capsys):
    assert main(["report", *[files[0]] * 11, "-o", "deck.pptx"]) == 2
    assert "11 scenarios: a report holds 10 at most" in capsys.readouterr().err


# ── Logos ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_a_png_or_jpeg(kind):
    data = picture(kind)
    assert validated_logo(data) == data


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: picture("GIF"), "it is not a PNG or JPEG picture, or it is damaged"),
        (lambda: b"<svg/>", "it is not a PNG or JPEG picture, or it is damaged"),
        (lambda: picture()[:60], "it is not a PNG or JPEG picture, or it is damaged"),
        (lambda: b"", "it is not a PNG or JPEG picture, or it is damaged"),
        (lambda: b"x" * (LARGEST_LOGO + 1), "a logo may have 2 MB at most, this one has 2.0"),
        (
            lambda: picture("PNG", (14_000, 14_000), "1"),
            "a logo may have 16 million dots at most, this one has many more",
        ),
        (
            lambda: picture("PNG", (4001, 4000)),
            "a logo may have 16 million dots at most, this one has 4001 × 4000",
        ),
    ],
)
def test_any_other_file_is_refused_in_a_sentence(draw, message):
    with pytest.raises(LogoError, match=message.replace("(", "\\(")):
        validated_logo(draw())


# ── The thread ────────────────────────────────────────────────────────────────────────────────────


def order(make: Any = lambda report: b"file", replications: int = 2) -> Order:
    return Order(replace(FORMATS[".pptx"], make=make), (BASE, FREE), replications)


def test_a_job_tells_how_far_it_is_and_ends_with_the_file(workers):
    job = finished(Job(order(), workers, date(2026, 11, 25)))
    assert (job.state, job.data, job.problem) == ("ready", b"file", "")
    assert job.done == job.total > 4


def test_a_cancelled_job_ends_soon_and_gives_nothing(workers):
    job = Job(order(replications=5000), workers, date(2026, 11, 25))
    job.cancel()
    assert job.state == "cancelled"
    finished(job)
    assert job.data == b""


def test_a_job_nobody_asks_after_is_given_up(workers, monkeypatch):
    monkeypatch.setattr("ui.report.job.ALONE_S", 0.5)
    job = finished(Job(order(replications=5000), workers, date(2026, 11, 25)))
    assert (job.state, job.data) == ("cancelled", b"")


def test_a_file_that_cannot_be_written_is_told_without_details(workers, caplog):
    def broken(report: Any) -> bytes:
        raise RuntimeError("a secret path")

    job = finished(Job(order(broken), workers, date(2026, 11, 25)))
    assert job.state == "failed"
    assert "secret" not in job.problem
    assert "a secret path" in caplog.text


def test_the_command_that_makes_the_same_file(files):
    words = command(
        Order(FORMATS[".xlsx"], (BASE, FREE), 20, 'A "big" client', file_name="deck"), ["a.yaml", "b.yaml"]
    )
    assert words == (
        "python -m sim report a.yaml b.yaml --reps 20 --seed 1 --client 'A \"big\" client' -o deck.xlsx"
    )
