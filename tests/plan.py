"""Which target runs a test, in what order, and which tests stay together; `tests/README.md` says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadFileScheduling

PAGES = ("tests/app/", "tests/browser/")
CLAIMED = {"smoke", "soak"}
"""Markers of page tests that `make browser` leaves to other targets."""
ROUGH_SECONDS: dict[str, int] = {}
"""Processor time of the files that take longest, so that they go first and all workers end together."""
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
