"""Streamlit's page with a script of ours in it, and the cookie by which a browser finds its own steps again."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from ui.kept_steps import BROWSER

BEFORE = '<script type="module"'
"""The script of Streamlit, which ours has to run before."""
KEPT_BACK = (b"if-none-match", b"if-modified-since", b"accept-encoding")
"""Headers of a request: a browser's copy may lack our script, and what comes compressed is not known again."""


@cache
def streamlits_page() -> bytes:
    """The page as Streamlit has it."""
    return Path(file_util.get_static_dir(), "index.html").read_bytes()


@cache
def page() -> str:
    """The page as it is sent."""
    script = Path(__file__).with_name("page.js").read_text(encoding="utf-8")
    before, mark, after = streamlits_page().decode().partition(BEFORE)
    return f"{before}<script>{script}</script>{mark}{after}"


class Page:
    """Middleware: sends our page in the place of Streamlit's, whatever address it is asked for by."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or "text/html" not in Request(scope).headers.get("accept", ""):
            await self.app(scope, receive, send)
            return
        asked = [(name, value) for name, value in scope["headers"] if name not in KEPT_BACK]
        await self.app({**scope, "headers": asked}, receive, _Exchange(Request(scope), send))


class _Exchange:
    """Sends an answer on; one that is Streamlit's page is held until all of it has come, and exchanged."""

    def __init__(self, request: Request, send: Send) -> None:
        self._request = request
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._may_be_the_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_whole(self._start)

    @staticmethod
    def _may_be_the_page(message: Message) -> bool:
        length = MutableHeaders(scope=message).get("content-length")
        return bool(message["status"] == 200 and length == str(len(streamlits_page())))

    async def _send_whole(self, start: Message) -> None:
        if self._body == streamlits_page():
            self._body = page().encode()
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(self._body))
            del headers["etag"], headers["last-modified"]
            if BROWSER not in self._request.cookies:
                secure = "; Secure" if self._request.url.scheme == "https" else ""
                cookie = f"{BROWSER}={secrets.token_urlsafe(16)}; Path=/; HttpOnly; SameSite=Lax{secure}"
                headers.append("set-cookie", cookie)
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})
