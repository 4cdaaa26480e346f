"""A million calls in 200 MB: within a minute of work and 2 GB of memory, the file itself included."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

READ = """
import json, resource, sys, time
import numpy as np, pandas as pd
from sim.calibrate.reading.read import read

n = 1_000_000
number = np.arange(n)
table = pd.DataFrame({
    "call id": number,
    "start": pd.date_range("2026-01-01", periods=n, freq="9s").strftime(sys.argv[1]),
    "queue": "Support",
    "wait time": number % 200,
    "talk time": number % 900,
    "answered": np.where(number % 10 > 0, "yes", "no"),
    "agent": [f"Agent {i % 60}" for i in range(n)],
    "phone number": 600_000_000 + number // 2,
    "remarks": "what nobody needs to know, at some length, for files have such columns, and " * 2,
})
data = table.to_csv(index=False).encode()
del table
begin = time.process_time()
calls = read([("calls.csv", data)]).calls
print(json.dumps({
    "bytes": len(data),
    "calls": len(calls),
    "callers": int(calls["caller"].nunique()),
    "waits": float(calls["wait_s"].sum()),
    "work_s": time.process_time() - begin,
    "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024),
}))
"""


@pytest.mark.soak
@pytest.mark.parametrize("dates", ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S"])
def test_a_million_calls(dates: str) -> None:
    done = subprocess.run([sys.executable, "-c", READ, dates], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["bytes"] > 200_000_000
    assert found["calls"] == 1_000_000
    assert found["callers"] == 500_000
    assert found["waits"] == 99.5 * 1_000_000
    assert found["work_s"] < 60
    assert found["peak_bytes"] < 2_000_000_000
