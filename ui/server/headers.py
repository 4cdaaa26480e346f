"""Headers that tell a browser what a page of ours may do: nothing from elsewhere, framed by nobody unasked."""

from __future__ import annotations

import base64
import hashlib
import logging
import os
import re

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.server.page import page

FRAME_ANCESTORS = "HEADROOM_FRAME_ANCESTORS"
"""Setting: which sites may show the app within theirs, as in a content policy; 'self' if left out."""
METRICS = "HEADROOM_METRICS"
"""Setting: "open" lets anybody who reaches the port read Streamlit's counters of sessions and memory."""
CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""Pages of Streamlit's server that the app does not need."""
PERMISSIONS = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
"""What of the device no page may use, whoever asks."""


def _inline_scripts(page: str) -> list[str]:
    """The sources by which a content policy allows the scripts that stand in a page, and no others."""
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in found]


def frame_ancestors() -> str:
    """Who may frame the app. What is no list of sites is refused, for it might undo the rest of the policy."""
    wanted = os.environ.get(FRAME_ANCESTORS, "").strip() or "'self'"
    if not re.fullmatch(r"[\w.:/*'\- ]+", wanted, re.ASCII):
        logging.getLogger(__name__).error(
            "%s=%s: write sites with spaces between, such as https://*.sharepoint.com; nobody may frame the app now",
            FRAME_ANCESTORS,
            ascii(wanted),
        )
        return "'none'"
    return wanted


def content_policy() -> str:
    """The content policy of every page.

    Streamlit's page puts styles into itself, reads messages by WebAssembly and loads components (the floor, the
    player of presentations) from blobs that it makes; some pictures and one font of its are data.
    """
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *_inline_scripts(page())],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": [frame_ancestors()],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def headers() -> dict[str, str]:
    """All headers, by their names."""
    return {
        "Content-Security-Policy": content_policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",  # the address holds the scenario
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in PERMISSIONS),
    }


class Headers:
    """Middleware: puts the headers on every answer, and closes what the app does not need."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = headers()
        self.closed = () if os.environ.get(METRICS) == "open" else CLOSED

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        closed = any(part in scope["path"] for part in self.closed)
        answer = PlainTextResponse("Not found", 404) if closed else self.app
        await answer(scope, receive, send_with_headers)
