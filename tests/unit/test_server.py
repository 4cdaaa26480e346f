"""What the app's web server adds to Streamlit: headers, whether figures can be had, an end in time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import signal
import sys

import pytest
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse

from sim.experiment import PoolBrokenError
from tests import processes
from tests.processes import ROOT
from ui.server import headers, health, stopping
from ui.server.uploads import hold_uploads_in_memory

STUCK = """
import os, signal, threading, time, types
from ui.server import stopping
asked = threading.Event()
stopping.time = types.SimpleNamespace(sleep=lambda seconds: asked.wait())  # however slow the machine
# Not by print: the signal may come while "ready" is being printed, within which nothing else can be.
signal.signal(signal.SIGTERM, lambda *_: (os.write(1, b"asked\\n"), asked.set()))
stopping.end_in_time()
threading.Thread(target=time.sleep, args=(3600,)).start()
print("ready", flush=True)
"""


def answer(path="/", scheme="http"):
    """(status, headers) of a page of a server that says yes to everything."""
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": scheme, "path": path, "method": "GET", "headers": []}
    asyncio.run(headers.Headers(PlainTextResponse("yes"))(scope, None, send))
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def directives(policy):
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


# ── Headers ───────────────────────────────────────────────────────────────────────────────────────


def test_every_answer_says_what_a_page_may_do():
    status, found = answer()
    assert status == 200
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert "camera=()" in found["permissions-policy"]
    policy = directives(found["content-security-policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert not any("http" in source or "*" in source for sources in policy.values() for source in sources)


def test_inline_scripts_are_allowed_by_their_hashes_streamlits_and_ours():
    (source,) = headers._inline_scripts("<script src=x></script><script>\n a = 1\n</script>")
    digest = base64.b64encode(hashlib.sha256(b"\n a = 1\n").digest()).decode()
    assert source == f"'sha256-{digest}'"
    assert sum("sha256-" in s for s in directives(headers.content_policy())["script-src"]) == 2


@pytest.mark.parametrize(
    ("setting", "policy"),
    [
        ("", "'self'"),
        ("'self' https://*.sharepoint.com https://teams.microsoft.com:443", None),
        ("'none'", "'none'"),
        ("https://x.y; script-src *", "'none'"),
        ("https://x.y\r\nSet-Cookie: a=b", "'none'"),
        ("https://x.y, default-src *", "'none'"),
    ],
)
def test_who_may_frame_the_app_is_a_setting_that_can_undo_nothing_else(setting, policy, monkeypatch):
    monkeypatch.setenv("HEADROOM_FRAME_ANCESTORS", setting)
    assert headers.content_policy().endswith(f"; frame-ancestors {policy or setting}")


def test_metrics_are_closed_unless_opened(monkeypatch):
    closed = ("/_stcore/metrics", "/base/_stcore/metrics", "/_stcore/agent/mcp")
    assert [answer(path)[0] for path in closed] == [404] * 3
    assert answer("/_stcore/health")[0] == 200
    monkeypatch.setenv("HEADROOM_METRICS", "open")
    assert [answer(path)[0] for path in closed] == [200] * 3


# ── Health ────────────────────────────────────────────────────────────────────────────────────────


class Workers:
    """In the place of the shared pool: `reads` says what a run on them gives."""

    def __init__(self, reads):
        self.reads, self.started, self.cancelled = reads, 0, 0

    def start(self, tasks):
        (task,) = tasks
        assert task.engine == "compiled"
        self.started += 1
        return self

    def read(self, timeout_s):
        assert timeout_s == health.PATIENCE_S
        return self.reads()

    def cancel(self):
        self.cancelled += 1


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def asked(monkeypatch, clock):
    """Ask a server whose workers give this, each time as if long after the last."""

    def ask(reads, check=None):
        check = check or health.Check()
        workers = Workers(reads)
        monkeypatch.setattr(health, "engine_for", lambda engine: engine)
        monkeypatch.setattr(health, "pool", lambda _: workers)
        monkeypatch.setattr(health, "_check", check)
        clock[0] += 100.0
        response = health.answer_health(None)
        assert workers.cancelled == workers.started == 1
        return response.status_code, json.loads(response.body)

    return ask


def test_figures_from_the_workers_are_ok(asked):
    status, body = asked(lambda: ["a result"])
    assert (status, body["status"], body["engine"]) == (200, "ok", "compiled")


def test_what_a_run_raises_is_told_and_503(asked):
    def broken():
        raise PoolBrokenError("a worker process ended")

    status, body = asked(broken)
    assert (status, body["status"]) == (503, "failed")
    assert body["problem"] == "PoolBrokenError: a worker process ended"


def test_workers_at_others_work_are_busy_and_after_long_stuck(asked):
    check = health.Check()
    found = [asked(list, check) for _ in range(5)]
    assert [(status, body["status"]) for status, body in found] == [(200, "busy")] * 4 + [(503, "failed")]
    assert asked(lambda: ["a result"], check)[0] == 200
    assert asked(list, check)[1]["status"] == "busy", "counted anew"


def test_asking_often_costs_nothing(monkeypatch, clock):
    workers = Workers(lambda: ["a result"])
    monkeypatch.setattr(health, "engine_for", lambda engine: engine)
    monkeypatch.setattr(health, "pool", lambda _: workers)
    check = health.Check()
    for _ in range(50):
        assert check.answer().status == "ok"
    assert workers.started == 1


def test_simpy_answers_until_the_fast_engine_is_compiled(monkeypatch):
    monkeypatch.setattr(health, "engine_for", lambda _: "simpy")
    monkeypatch.setattr(health, "pool", None)
    assert health.Check().answer() == health.Answer("ok", "simpy")
    monkeypatch.setattr(health, "one_replication", lambda *_: 1 / 0)
    assert health.Check().answer().status == "failed"


# ── The end ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_signal_ends_also_what_would_go_on_for_an_hour():
    with processes.started([sys.executable, "-c", STUCK], cwd=ROOT) as server:
        assert server.stdout.readline() == "ready\n"
        server.send_signal(signal.SIGTERM)
        assert server.stdout.readline() == "asked\n", "what would have handled it was told"
        assert server.wait() == 0


def test_there_is_time_for_both_within_five_seconds():
    assert stopping.GRACE_S <= 3.0, "the rest is for what was started to notice"


# ── Uploads ───────────────────────────────────────────────────────────────────────────────────────


def test_an_upload_of_many_megabytes_is_never_put_on_disk():
    """Starlette's own limit is 1 MB."""
    hold_uploads_in_memory()
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="calls.csv"\r\n\r\n'
    body += b"0" * 3_000_000 + b"\r\n--x--\r\n"

    async def parsed():
        async def chunks():
            for at in range(0, len(body), 100_000):
                yield body[at : at + 100_000]

        headers = Headers({"content-type": "multipart/form-data; boundary=x"})
        form = await MultiPartParser(headers, chunks()).parse()
        with form["f"].file as file:
            return len(file.read()), file._rolled

    assert asyncio.run(parsed()) == (3_000_000, False)
