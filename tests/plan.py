"""Which target runs a test, in what order, and which tests stay together; `tests/README.md` says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadFileScheduling

PAGES = ("tests/app/", "tests/browser/")
CLAIMED = {"smoke", "soak"}
"""Markers of page tests that `make browser` leaves to other targets."""
ROUGH_SECONDS = {
    "tests/browser/test_app.py": 260,
    "tests/browser/test_fonts.py": 90,
    "tests/browser/test_present.py": 80,
    "tests/browser/test_live.py": 75,
    "tests/browser/test_your_data.py": 75,
    "tests/browser/test_floor.py": 70,
    "tests/browser/test_levers.py": 60,
    "tests/browser/test_first_start.py": 50,
    "tests/browser/test_report.py": 50,
    "tests/browser/test_report_page.py": 40,
    "tests/browser/test_slider.py": 40,
    "tests/twin/test_twin.py": 38,
    "tests/app/test_your_data.py": 30,
    "tests/unit/test_verdicts.py": 30,
    "tests/unit/test_human_side.py": 30,
    "tests/unit/test_disk_store.py": 29,
    "tests/app/test_what_if.py": 24,
    "tests/theory/test_engine.py": 20,
    "tests/unit/test_command_line.py": 19,
    "tests/app/test_session.py": 18,
    "tests/app/test_stories.py": 18,
    "tests/unit/test_six_numbers.py": 18,
    "tests/unit/test_doc_runner.py": 17,
    "tests/app/test_present.py": 17,
    "tests/twin/test_cache.py": 17,
    "tests/unit/test_rostering.py": 17,
    "tests/unit/test_six_numbers_roster.py": 16,
    "tests/unit/test_search_answers.py": 16,
    "tests/theory/test_coverage.py": 15,
    "tests/unit/test_tradeoff.py": 15,
    "tests/unit/test_judge.py": 15,
    "tests/unit/test_experiment.py": 14,
    "tests/app/test_pages.py": 14,
    "tests/unit/test_slides.py": 14,
    "tests/unit/test_pool.py": 13,
    "tests/unit/test_bench.py": 12,
    "tests/unit/test_recovery.py": 11,
    "tests/unit/test_trust.py": 11,
    "tests/unit/test_page.py": 10,
    "tests/unit/test_reading_damaged.py": 10,
    "tests/unit/test_staff_command.py": 10,
    "tests/app/test_compare.py": 9,
    "tests/theory/test_formulas.py": 9,
    "tests/unit/test_check.py": 9,
    "tests/unit/test_floor.py": 9,
    "tests/unit/test_cluster.py": 8,
    "tests/unit/test_answer_command.py": 8,
    "tests/unit/test_calibrate_command.py": 8,
    "tests/unit/test_whole_files.py": 8,
    "tests/unit/test_report_files.py": 6,
    "tests/theory/test_against_ciw.py": 4,
}
"""All tests of a file on one processor, so that the longest go first and all workers end together."""
TOGETHER = "tests/browser/"
"""`make test` keeps this folder's few tests on one worker, with one server and one browser."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Mark page tests that no other target claims as `pages`, put the longest files first.

    A test that is named by its id runs whatever its target.
    """
    for item in items:
        if item.nodeid.startswith(PAGES) and CLAIMED.isdisjoint(mark.name for mark in item.iter_markers()):
            item.add_marker("pages")
    items.sort(key=lambda item: -ROUGH_SECONDS.get(item.nodeid.partition("::")[0], 0))
    if any("::" in argument for argument in config.args):
        config.option.markexpr = ""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadFileScheduling | None:
    """With `--dist loadfile`: a file's tests stay together, so that what they share is built once."""
    if config.option.dist != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFileInOrder(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            few = config.option.markexpr == "not soak and not pages"
            return TOGETHER if few and nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return ByFileInOrder(config, log)
