"""Ciw as its guide shows it: one node with reneging, the answer from its records of individuals."""

from __future__ import annotations

import random

import ciw

from tests.bench.load import AGENTS, CALLS_PER_MIN, PATIENCE_MIN, TALK_MIN


def simulate(calls: int, seed: int) -> tuple[int, float]:
    """(Calls offered, share abandoned). Runs until so many calls have ended, one way or the other."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=CALLS_PER_MIN)],
        service_distributions=[ciw.dists.Exponential(rate=1.0 / TALK_MIN)],
        reneging_time_distributions=[ciw.dists.Exponential(rate=1.0 / PATIENCE_MIN)],
        number_of_servers=[AGENTS],
    )
    before = random.getstate()  # Ciw draws from Python's global generator
    try:
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_customers(calls, method="Finish")
    finally:
        random.setstate(before)
    records = simulation.get_all_records()
    return len(records), sum(record.record_type == "renege" for record in records) / len(records)
