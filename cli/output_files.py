"""Files that a command writes: tried before anything is simulated."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from cli.errors import CommandError


def output_file(option: str, name: str, endings: Iterable[str], what: str) -> Path:
    """The file that an option names, which must end as one of `what` does and can be written. Raises CommandError."""
    file, known = Path(name), list(endings)
    if file.suffix.lower() not in known:
        raise CommandError(f"{option} {file}: the name of {what} must end in {' or '.join(known)}")
    if not file.absolute().parent.is_dir():
        raise CommandError(f"{option} {file}: there is no folder {file.parent}")
    if file.is_dir():
        raise CommandError(f"{option} {file}: this is a folder")
    whole = (
        file.is_file() or not file.exists()
    )  # pipes and devices are written as they are, files beside themselves
    folder = Path(os.path.realpath(file)).parent
    if (file.exists() and not os.access(file, os.W_OK)) or (whole and not os.access(folder, os.W_OK)):
        raise CommandError(f"{option} {file}: you have no permission to write there")
    return file


def written(file: Path) -> str:
    """A line that says what was written."""
    return f"{file}  {file.stat().st_size / 1e6:.1f} MB"
