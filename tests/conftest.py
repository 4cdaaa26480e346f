"""Settings of all tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest
from hypothesis import HealthCheck, settings

from tests.plan import pytest_collection_modifyitems, pytest_xdist_make_scheduler
from tests.processes import end_orderly_when_terminated
from tests.waiting import PATIENCE_S

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", UNHURRIED, derandomize=True, database=None)
settings.register_profile("exploring", UNHURRIED, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """Random scenarios are the same ones every time in `make test`; `make soak` looks for new ones."""
    os.environ["HEADROOM_KEEP_MB"] = "0"  # what earlier tests have finished is simulated again
    end_orderly_when_terminated()
    settings.load_profile("exploring" if config.getoption("markexpr") == "soak" else "repeatable")


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    """Every program that a test has started ends with it; the app's shared workers end with the last test."""
    yield
    if streamlit := sys.modules.get("streamlit"):
        streamlit.cache_resource.clear()
    _, left = psutil.wait_procs(_children(), PATIENCE_S)
    names = [" ".join(process.cmdline()) for process in left]
    for process in left:
        process.kill()
    assert not names, f"left running by tests: {names}"


def _children() -> list[psutil.Process]:
    """All programs that we or they have started, but for Python's own keeper of shared memory, which ends with us."""
    children = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if "multiprocessing.resource_tracker" not in " ".join(child.cmdline()):
                children.append(child)
    return children
