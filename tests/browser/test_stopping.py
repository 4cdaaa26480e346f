"""Whatever the app is doing, SIGTERM and Ctrl+C end it and all it has started within five seconds."""

from __future__ import annotations

import os
import signal
import sys
import time

import psutil
import pytest
from playwright.sync_api import expect

from sim import parse, replace
from sim.engine.compiled import ready
from sim.scenario import to_yaml
from tests import processes
from tests.browser.conftest import SMALL
from tests.processes import ROOT
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.soak,
    pytest.mark.skipif(os.name != "posix", reason="signals of POSIX"),
]
MOST_S = 5.0
LONG = replace(
    parse(SMALL), {"demand.calls_per_day": 9_000, "teams.Front line.agents": 300, "horizon.weeks": 500}
)
"""Minutes of work for the page's first figures."""
AS = {
    "app": ["-m", "sim", "app", "--host", "127.0.0.1", "--port"],
    "run": [
        *("-m", "streamlit", "run", str(ROOT / "streamlit_app.py")),
        *("--server.headless", "true", "--server.address", "127.0.0.1", "--server.port"),
    ],
}


def busy(server: psutil.Process) -> bool:
    """Whether it, or what it has started, uses most of a core."""
    family = [server, *server.children(recursive=True)]
    before = sum(sum(p.cpu_times()[:2]) for p in family)
    time.sleep(0.5)
    return sum(sum(p.cpu_times()[:2]) for p in family if p.is_running()) - before > 0.3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.parametrize(
    ("how", "doing"), [("app", "compiled"), ("run", "compiled"), ("run", "simpy"), ("app", "report")]
)
def test_the_app_ends_in_time(browser, tmp_path, how, doing, number, record_property):
    (tmp_path / "configs").mkdir()
    centre = replace(parse(SMALL), {"horizon.weeks": 150}) if doing == "report" else LONG
    (tmp_path / "configs" / "centre.yaml").write_text(to_yaml(centre), encoding="utf-8")
    env = os.environ | {"HEADROOM_CONFIGS": str(tmp_path / "configs")}
    if doing == "simpy":  # and another process compiles meanwhile
        env["HEADROOM_CACHE_DIR"] = str(tmp_path / "cache")
    else:
        ready.prepare()
    port, log = processes.free_port(), tmp_path / "log"
    with (
        log.open("w") as out,
        processes.started([sys.executable, *AS[how], str(port)], env=env, log=out) as app,
    ):
        processes.wait_until_served(app, port, log)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}")
        if doing == "report":
            expect(page.get_by_test_id("stMetric")).to_have_count(11)
            page.get_by_role("button", name="Report").first.click()
            page.get_by_test_id("stPopoverBody").get_by_role("button", name="Slides").click()
        wait_until(lambda: busy(psutil.Process(app.pid)), "it is at work")
        began = time.monotonic()
        app.send_signal(number)
        app.wait()
        wait_until(lambda: not processes.members(app.pid), "what it has started is over")
        took_s = time.monotonic() - began
        page.close()
    record_property("seconds", round(took_s, 2))
    print(f"{how}, {doing}, {number.name}: {took_s:.2f} s")
    assert took_s <= MOST_S
    assert "Traceback" not in log.read_text()
