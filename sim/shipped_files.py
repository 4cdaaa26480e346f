"""Where the files that come with Headroom are: scenarios, evidence, the app's settings."""

from __future__ import annotations

from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1]
"""The folder that holds `sim/`, the other packages and `streamlit_app.py`."""
INSTALLED = "headroom_files"
"""The folder below it that an installed package keeps the other files in (`pyproject.toml`); a checkout has none."""


def shipped_file(name: str, sources: Path = SOURCES) -> Path:
    """The path of "configs", "evidence" or ".streamlit"."""
    installed = sources / INSTALLED
    return (installed if installed.is_dir() else sources) / name
