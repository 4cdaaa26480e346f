"""What the app's web server does beside Streamlit: headers for browsers, a check of its own, an end in time."""

from __future__ import annotations

import asyncio
import importlib
import logging
import socket
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import cli_util, config
from streamlit.web.server import server_util

from sim.engine.compiled import ready
from ui.server.garbage import collect_at_intervals
from ui.server.headers import Headers
from ui.server.health import answer_health
from ui.server.page import Page
from ui.server.stale_requests import let_pages_be_left
from ui.server.static_files import StaticFiles
from ui.server.stopping import end_in_time
from ui.server.uploads import hold_uploads_in_memory


@asynccontextmanager
async def _while_serving(_app: Any) -> AsyncGenerator[None, None]:
    end_in_time()
    _send_at_once(asyncio.get_running_loop())
    threading.Thread(target=_warm_up, name="headroom-warm-up", daemon=True).start()
    if not config.get_option(
        "server.headless"
    ):  # Streamlit opens a browser only without a server of one's own
        address = config.get_option("server.address")
        shown = server_util.get_display_address(address) if address else "localhost"
        cli_util.open_browser(server_util.get_url(shown))
    yield


def _send_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """Have the socket that is about to listen send without waiting for more to send along.

    asyncio does so itself for sockets that say they are TCP; Streamlit 1.67 makes its own without saying so, and each
    answer, whose head and body are sent apart, then waits 40 ms for the browser to acknowledge the head.
    """
    create = loop.create_server

    async def create_server(*args: Any, sock: socket.socket | None = None, **more: Any) -> Any:
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return await create(*args, sock=sock, **more)

    loop.create_server = create_server  # type: ignore[method-assign]  # the loop has no option for it


def _warm_up() -> None:
    """Load what the first page needs, so that the first visitor need not wait for it."""
    for module in (
        "ui.background",
        "ui.levers",
        "ui.pictures",
        "ui.report.status_bar",
        "ui.toolbar",
        "present.trust",
    ):
        importlib.import_module(module)
    if ready.is_ready():
        ready.prepare()
    collect_at_intervals()


def settings() -> dict[str, Any]:
    """The arguments for `streamlit.App` besides the script."""
    let_pages_be_left()
    hold_uploads_in_memory()
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # the command says where the app is
    return {
        "lifespan": _while_serving,
        "middleware": [Middleware(Headers), Middleware(StaticFiles), Middleware(Page)],
        "routes": [Route("/health", answer_health)],
    }
