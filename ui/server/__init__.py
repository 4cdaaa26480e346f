"""What the app's web server does beside Streamlit: headers for browsers, a check of its own, an end in time."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import cli_util, config
from streamlit.web.server import server_util

from ui.server.headers import Headers
from ui.server.health import answer_health
from ui.server.stopping import end_in_time


@asynccontextmanager
async def _while_serving(_app: Any) -> AsyncGenerator[None, None]:
    end_in_time()
    if not config.get_option(
        "server.headless"
    ):  # Streamlit opens a browser only without a server of one's own
        address = config.get_option("server.address")
        shown = server_util.get_display_address(address) if address else "localhost"
        cli_util.open_browser(server_util.get_url(shown))
    yield


def settings() -> dict[str, Any]:
    """The arguments for `streamlit.App` besides the script."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)  # the command says where the app is
    return {
        "lifespan": _while_serving,
        "middleware": [Middleware(Headers)],
        "routes": [Route("/health", answer_health)],
    }
