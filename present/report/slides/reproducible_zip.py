"""The same report gives the same bytes: nothing in a file tells when or where it was written."""

from __future__ import annotations

import io
import zipfile

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive knows."""


def reproducible_zip(data: bytes) -> bytes:
    """A zip archive with the same members, all of one time and from no machine in particular."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w") as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            written.writestr(entry, read.read(name))
    return out.getvalue()
