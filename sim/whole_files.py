"""Files written as a whole or not at all: beside the older one first, which is then replaced in one step.

Whatever ends the program or the room on the disk half-way, the older file stays as it was.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """Where to write what is to become `file`: a path in its folder, which takes its place on leaving.

    An exception leaves the older file, or none, and nothing else. What a program that was killed has left beside a
    file, the next one to write it removes. Permissions stay, and a symbolic link stays one. Pipes and devices are
    written as they are. Raises OSError, with `file` as its file name.
    """
    target = Path(os.path.realpath(file))
    if target.exists() and not target.is_file():
        yield file
        return
    part = _part(target, os.getpid())
    try:
        _remove_leftovers(target)
        with part.open("wb"):
            pass
        if target.exists():
            with suppress(OSError):  # of somebody else's, or where there are no owners
                shutil.chown(part, target.stat().st_uid, target.stat().st_gid)
            shutil.copymode(target, part)
        yield part
        _to_disk(part)
        part.replace(target)
        if os.name == "posix":
            with suppress(OSError):  # some network folders cannot
                _to_disk(target.parent)
    except OSError as error:
        if error.filename in (None, str(part)):
            error.filename, error.filename2 = str(file), None
        raise
    finally:
        part.unlink(missing_ok=True)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file, or leave the older one as it was: see `written_whole`. Raises OSError."""
    with written_whole(file) as part:
        part.write_bytes(content)


def _part(target: Path, process: int | str) -> Path:
    """The name is short, however long that of the file is."""
    name = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    return target.with_name(f".headroom-{name}-{process}.part")


def _remove_leftovers(target: Path) -> None:
    """Remove what processes that are no more have left of this file."""
    for left in target.parent.glob(_part(target, "*").name):
        process = re.search(r"-(\d+)\.part$", left.name)
        if process and not _lives(int(process[1])):
            with suppress(OSError):  # on Windows a file that is open stays
                left.unlink()


def _lives(process: int) -> bool:
    """Whether a process is there; on Windows, where asking would end it, always no."""
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return process != os.getpid()


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDWR if path.is_file() and os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
