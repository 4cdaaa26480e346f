"""The app's scripts come from memory: whole, compressed for who takes it, named ahead; and answers leave at once."""

from __future__ import annotations

import asyncio
import gzip
import socket
from pathlib import Path

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse
from streamlit import file_util

from ui.server import _send_at_once
from ui.server.static_files import StaticFiles

ROOT = Path(file_util.get_static_dir(), "static")
SCRIPT = next(ROOT.glob("js/Slider.*.js"))


def asked(path, *, accepts="", app=None, method="GET"):
    """(headers, body) of an answer; what is no file of Streamlit's is answered by `app`."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "path": path,
        "method": method,
        "headers": [(b"accept-encoding", accepts.encode())],
    }
    asyncio.run(StaticFiles(app or PlainTextResponse("the app"))(scope, None, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("base", ["", "/calls"])
def test_a_script_comes_whole_and_may_be_kept_for_ever(base):
    headers, body = asked(f"{base}/static/js/{SCRIPT.name}")
    assert body == SCRIPT.read_bytes()
    assert headers["content-type"].startswith("text/javascript")
    assert "content-encoding" not in headers
    assert "immutable" in headers["cache-control"]


def test_who_takes_it_gets_it_compressed():
    headers, body = asked(f"/static/js/{SCRIPT.name}", accepts="br, gzip")
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert len(body) < len(gzip.decompress(body)) == SCRIPT.stat().st_size
    assert gzip.decompress(body) == SCRIPT.read_bytes()


def test_fonts_are_compressed_already():
    font = next(ROOT.rglob("*.woff2"))
    headers, body = asked(f"/static/{font.relative_to(ROOT).as_posix()}", accepts="gzip")
    assert (headers["content-type"], body) == ("font/woff2", font.read_bytes())
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    "path",
    ["/static/js/../../index.html", "/static//etc/passwd", "/static/", "/static/js/none.js", "/", "/health"],
)
def test_nothing_else_is_answered(path):
    assert asked(path)[1] == b"the app"


def test_nor_is_anything_but_get():
    assert asked(f"/static/js/{SCRIPT.name}", method="POST")[1] == b"the app"


def test_a_page_names_the_fonts_and_scripts_it_will_need_and_their_imports():
    link = asked("/", app=HTMLResponse("<html></html>"))[0]["link"]
    named = [part.split(">")[0].removeprefix("<./static/") for part in link.split(", ")]
    assert f"js/{SCRIPT.name}" in named
    assert len(named) == len(set(named))
    assert all((ROOT / name).is_file() for name in named)
    assert not any("Plotly" in name or "DataFrame" in name for name in named)
    fonts = [part.split("; ", 1)[1] for part in link.split(", ") if ".woff2>" in part]
    assert fonts == ["rel=preload; as=font; crossorigin"] * 2, "letters and signs"
    assert "link" not in asked("/")[0]


def test_answers_do_not_wait_for_an_acknowledgement():
    async def serve():
        loop = asyncio.get_running_loop()
        _send_at_once(loop)
        listening = socket.socket(socket.AF_INET)
        listening.bind(("127.0.0.1", 0))
        server = await loop.create_server(asyncio.Protocol, sock=listening)
        at_once = listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        server.close()
        return at_once

    assert asyncio.run(serve())
