"""Damaged files: a reading or one sentence, soon, in little memory, whatever is in them."""

from __future__ import annotations

import resource
import time
from functools import cache

import pytest

from sim import load, replace
from sim.calibrate.reading.files import UnreadableFileError
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers
from tests.dialects import CALL_DIALECTS, simulated_log
from tests.interval_dialects import INTERVAL_DIALECTS, connect_metrics
from tests.mutated_files import damaged
from tests.shared_folder import FOLDER

LONGEST_S = 10.0
MOST_BYTES = 1_000_000_000
ROWS = 60


@cache
def whole_files() -> tuple[tuple[str, bytes], ...]:
    """The beginnings of simulated logs in every format, and the given look-alikes where they are at hand."""
    small = {"horizon.weeks": 1, "horizon.warm_up_weeks": 0, "demand.calls_per_day": 60}
    log = simulated_log(
        replace(load("configs/typical_centre.yaml"), {**small, "teams.Front line.agents": 3}), seed=1
    )
    exports = [write(log).files for write in CALL_DIALECTS.values()]
    exports += [write(log).files for write in (*INTERVAL_DIALECTS.values(), connect_metrics)]
    files = [file for export in exports for file in export if not file[0].endswith("xlsx")]
    files = [(name, b"\n".join(data.split(b"\n")[:ROWS])) for name, data in files]
    if FOLDER.is_dir():
        files += [(p.name, p.read_bytes()) for p in sorted(FOLDER.glob("your_data/*/*")) if p.is_file()]
    return tuple(files)


def peak_bytes() -> int:
    """The most memory that this process ever had, in bytes (Linux counts it in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def try_to_read(seed: int) -> bool:
    """Whether a damaged file can be read. Fails for any error but the one, with one sentence, and for one that took
    too long or too much memory."""
    name, data = whole_files()[seed % len(whole_files())]
    data = damaged(data, seed)
    before, start = peak_bytes(), time.process_time()
    try:
        read([(name, data)], answers=Answers(timezone="Europe/London" if seed % 2 else None))
    except UnreadableFileError as refusal:
        sentence = str(refusal)
        assert sentence.endswith("."), (seed, sentence)
        assert "\n" not in sentence, (seed, sentence)
        return False
    finally:
        assert peak_bytes() - before < MOST_BYTES, seed
        assert time.process_time() - start < LONGEST_S, seed
    return True


def test_sixty_damaged_files() -> None:
    results = [try_to_read(seed) for seed in range(60)]
    assert 10 < sum(results) < 55, "damage neither spares all files nor spoils all"


@pytest.mark.soak
@pytest.mark.parametrize("hundred", range(20))
def test_two_thousand_damaged_files(hundred: int) -> None:
    for seed in range(1_000 + 100 * hundred, 1_100 + 100 * hundred):
        try_to_read(seed)
