"""Files that a command writes: tried before anything is simulated."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cli.errors import CommandError
from sim.whole_files import written_whole


def output_file(option: str, name: str, endings: Iterable[str], what: str) -> Path:
    """The file that an option names, which must end as one of `what` does and can be written. Raises CommandError."""
    file, known = Path(name), list(endings)
    if file.suffix.lower() not in known:
        raise CommandError(f"{option} {file}: the name of {what} must end in {' or '.join(known)}")
    if not file.absolute().parent.is_dir():
        raise CommandError(f"{option} {file}: there is no folder {file.parent}")
    try:
        if file.is_dir():
            raise CommandError(f"{option} {file}: this is a folder")
        if file.exists() and not os.access(file, os.W_OK):
            raise PermissionError
        with suppress(_TriedError), written_whole(file):
            raise _TriedError  # only trying tells: whom the system grants all, it may still refuse
    except PermissionError:
        raise CommandError(f"{option} {file}: you have no permission to write there") from None
    except OSError as error:
        raise CommandError(f"{option} {file}: {error.strerror or 'cannot be written'}") from None
    return file


class _TriedError(Exception):
    """Leaves a file as it was, or none, once it is known that it could be written."""


def written(file: Path) -> str:
    """A line that says what was written."""
    return f"{file}  {file.stat().st_size / 1e6:.1f} MB"
