"""The page that the server sends: Streamlit's with our script in it, and the cookie of a browser."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from ui.kept_steps import BROWSER
from ui.server.page import Page, page, streamlits_page

HTML = {"accept": "text/html,*/*"}


def asked(app, **headers: str):
    """(headers, body) of an answer, and the request as the app saw it."""
    sent, requests = [], []

    async def send(message):
        sent.append(message)

    async def watched(scope, receive, send):
        requests.append(Request(scope))
        await app(scope, receive, send)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": "/", "method": "GET", "query_string": b"", "headers": named, "scheme": "http",
             "server": ("127.0.0.1", 80)}  # fmt: skip
    asyncio.run(Page(watched)(scope, None, send))
    answer = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return answer, b"".join(message.get("body", b"") for message in sent[1:]), requests[0]


def streamlit(**more) -> Response:
    return HTMLResponse(streamlits_page(), headers={"etag": "old", "last-modified": "then"}, **more)


def test_our_script_stands_before_streamlits():
    headers, body, _ = asked(streamlit(), **HTML)
    assert body.decode() == page()
    assert page().index("window.__streamlit =") < page().index('<script type="module"')
    ours = (
        page().index("<script>//"),
        page().index("</script>", page().index("<script>//")) + len("</script>"),
    )
    assert page()[: ours[0]] + page()[ours[1] :] == streamlits_page().decode()
    assert int(headers["content-length"]) == len(body)
    assert "etag" not in headers
    assert "last-modified" not in headers


def test_a_browser_gets_its_cookie_once_and_each_another():
    first, second = (asked(streamlit(), **HTML)[0]["set-cookie"] for _ in range(2))
    assert first.startswith(f"{BROWSER}=")
    assert "HttpOnly" in first
    assert first != second
    assert "set-cookie" not in asked(streamlit(), **HTML, cookie=f"{BROWSER}=known")[0]


def test_a_copy_of_the_page_without_our_script_is_never_good_enough():
    _, _, request = asked(streamlit(), **HTML, if_none_match="old", accept_encoding="gzip")
    assert not {"if-none-match", "accept-encoding"} & set(request.headers)


@pytest.mark.parametrize(
    ("app", "headers"),
    [
        (streamlit(), {"accept": "*/*"}),
        (streamlit(status_code=404), HTML),
        (HTMLResponse("<html>a report</html>"), HTML),
        (PlainTextResponse("text"), HTML),
        (HTMLResponse(b"x" * len(streamlits_page())), HTML),
    ],
    ids=["not asked for a page", "an error", "another page", "no page", "as long"],
)
def test_any_other_answer_goes_as_it_is(app, headers):
    answer, body, _ = asked(app, **headers)
    assert body == app.body
    assert answer == {name.decode(): value.decode() for name, value in app.raw_headers}
