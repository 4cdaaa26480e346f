"""The work that everybody does: M/M/50+M at 96 % offered load, case A2 of the theory checks."""

from __future__ import annotations

CALLS_PER_MIN = 48.0
TALK_MIN = 1.0
PATIENCE_MIN = 2.0
AGENTS = 50

LOAD = {
    "calls_per_hour": 60.0 * CALLS_PER_MIN,
    "aht_s": 60.0 * TALK_MIN,
    "agents": AGENTS,
    "patience_s": 60.0 * PATIENCE_MIN,
    "within_s": 20.0,
}
"""The same, as `sim.theory.erlang_a` takes it."""
