"""Where tests find what is not in the repository: the oracles and data beside the project's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared"


def shared(*parts: str) -> Path:
    """Path of a file in the folder ``shared`` next to the project; skips the test where there is none.

    Only the folder may be absent: a file that is missing from it is the caller's error, not a skip.
    """
    if not FOLDER.is_dir():
        pytest.skip(
            "needs the folder 'shared' next to the project's folder; it is not part of the repository"
        )
    return FOLDER.joinpath(*parts)
