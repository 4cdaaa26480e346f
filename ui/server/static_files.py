"""Streamlit's scripts, styles and fonts from memory, compressed: a page is some hundred of them.

From disk each costs a thread and several milliseconds; on a first visit that was half of the wait. The names of these
files hold a hash of what is in them, so a browser may keep them for ever.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

IMPORT = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")
COMPRESSED = (".js", ".css")
FIRST_SEEN = (
    "Selectbox", "Slider", "NumberInput", "Radio", "Checkbox", "ButtonGroup", "Button", "PageLink", "Metric",
    "ImageList", "Html", "BidiComponent",
)  # fmt: skip
"""What the first page is made of. Streamlit's script would ask for each when it meets it, one after the other."""
FIRST_READ = ("SourceSansVF-Upright", "MaterialSymbols-Rounded")
"""Its letters and signs: a picture drawn before they have come keeps the room that the machine's own would need."""
LEVEL = 6
"""Of compression: the largest file, Plotly's 4.7 MB, takes a fifth of a second, once."""


class StaticFiles:
    """Middleware: answers requests for those files itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        root = Path(file_util.get_static_dir(), "static")
        self.files = {file.relative_to(root).as_posix(): file for file in root.rglob("*") if file.is_file()}
        fonts, scripts = (
            [name for name in self.files if name.split("/")[-1].split(".")[0] in first]
            for first in (FIRST_READ, FIRST_SEEN)
        )
        self.link = ", ".join(
            [f"<./static/{name}>; rel=preload; as=font; crossorigin" for name in fonts]
            + [f"<./static/{name}>; rel=modulepreload" for name in self._with_imports(scripts)]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        _, _, name = scope.get("path", "").partition("/static/")
        file = self.files.get(name) if scope["type"] == "http" and scope["method"] == "GET" else None
        if file is None:
            await self.app(scope, receive, self._with_link(send) if scope["type"] == "http" else send)
            return
        accepts = Request(scope).headers.get("accept-encoding", "")
        small = file.suffix in COMPRESSED and "gzip" in accepts
        answer = Response(_compressed(file) if small else _bytes(file), media_type=_type(file))
        answer.headers["Cache-Control"] = "public, immutable, max-age=31536000"
        answer.headers["Vary"] = "Accept-Encoding"
        if small:
            answer.headers["Content-Encoding"] = "gzip"
        await answer(scope, receive, send)

    def _with_link(self, send: Send) -> Send:
        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Link"] = self.link
            await send(message)

        return send_with_link

    def _with_imports(self, names: list[str]) -> list[str]:
        """These scripts and what they import, without which they do not begin."""
        found: dict[str, None] = {}
        while names:
            name = names.pop()
            if name in self.files and name.endswith(".js") and name not in found:
                found[name] = None
                imported = IMPORT.findall(self.files[name].read_text(encoding="utf-8"))
                names += [f"js/{other}" for other in imported]
        return list(found)


@cache
def _bytes(file: Path) -> bytes:
    return file.read_bytes()


@cache
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), LEVEL)


def _type(file: Path) -> str:
    return "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0] or "font/woff2"
