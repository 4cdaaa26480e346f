"""Which Headroom this is, and which model: results are kept and compared under the model's version."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

__version__ = "0.2.0"

FOLDER = Path(__file__).parent
DECIDES = ("*.py", "scenario/*.py", "engine/**/*.py", "kpis/*.py", "experiment/result.py")
"""The sources, below `sim/`, that decide what a scenario gives. How many computers share the work does not."""


def sources_hash(folder: Path = FOLDER) -> str:
    """First 8 hex digits of the SHA-256 of all sources below `folder` that decide a result."""
    digest = hashlib.sha256()
    for file in sorted({file for pattern in DECIDES for file in folder.glob(pattern)}):
        text = file.read_bytes().replace(b"\r\n", b"\n")  # a checkout on Windows is the same model
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:8]


@cache
def model_version() -> str:
    """The version and the hash of the sources as they were when first asked, such as "0.2.0+1f0c9a3e"."""
    return f"{__version__}+{sources_hash()}"
