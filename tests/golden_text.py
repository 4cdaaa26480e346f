"""Golden files: prose as it was when somebody last read it. `make golden` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compare with tests/golden/NAME, or write it where HEADROOM_GOLDEN is set to "write"."""
    file = FOLDER / name
    if os.environ.get("HEADROOM_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), (
        f"tests/golden/{name} says something else: `make golden` writes it anew; read the difference before it stays"
    )
