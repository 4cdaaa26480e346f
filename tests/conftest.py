"""Settings of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.plan import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]

settings.register_profile("repeatable", derandomize=True, database=None)
settings.register_profile("exploring", print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """Random scenarios are the same ones every time in `make test`; `make soak` looks for new ones."""
    settings.load_profile("exploring" if config.getoption("markexpr") == "soak" else "repeatable")
