"""Uploads stay in memory: of what comes by, Starlette would put all beyond 1 MB into a file on disk."""

from __future__ import annotations

from starlette.formparsers import MultiPartParser


def hold_uploads_in_memory() -> None:
    """From now on, in this process. How large one may be, `server.maxUploadSize` says, while it comes in."""
    MultiPartParser.spool_max_size = 0  # no size at which a file goes to disk
