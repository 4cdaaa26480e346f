"""Which of several designs are beaten in everything: by their means, by paired intervals, and by resampling.

Figures here are losses, less is better in every column; (replications, goals) for each design, on the same callers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
RESAMPLES = 1000
HUGE = 1e12
"""In place of infinite: nothing is so bad."""
BLOCK = 200
"""Resamples worked on at a time: little memory."""


def non_dominated(losses: Floats) -> Bools:
    """Which rows of (..., designs, goals) no other row beats: nowhere worse and somewhere better."""
    shape = (*losses.shape[:-1], losses.shape[-2])
    not_worse, better = np.ones(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for goal in range(losses.shape[-1]):  # one at a time: little memory
        own, other = losses[..., :, None, goal], losses[..., None, :, goal]
        not_worse &= other <= own
        better |= other < own
    return np.asarray(~(not_worse & better).any(axis=-1))


def is_clearly_beaten(design: Floats, others: Sequence[Floats], rivals: int, level: float) -> bool:
    """Whether one of the others is clearly not worse in any goal and better in one, on the callers both have had.

    By paired intervals that hold for all goals and so many rivals together (Bonferroni). What is the same to the last
    digit in every replication is not worse.
    """
    comparisons = rivals * design.shape[1]
    for runs in {min(len(design), len(other)) for other in others} - {0, 1}:
        alike = [other[:runs] for other in others if min(len(design), len(other)) == runs]
        pairs = np.stack(alike) - design[:runs]  # (others, replications, goals)
        t = float(stdtrit(runs - 1, 1.0 - (1.0 - level) / 2.0 / comparisons))
        high = pairs.mean(axis=1) + t * pairs.std(axis=1, ddof=1) / np.sqrt(runs)
        if ((high <= 0.0).all(axis=1) & (high < 0.0).any(axis=1)).any():
            return True
    return False


def front_shares(designs: Sequence[Floats], allowed: Floats, seed: int = 1) -> Floats:
    """In which share of resamples of the replications each design is on the front. All have the same replications.

    `allowed`: (designs, replications, limits), each value's distance from its limit, negative where it keeps it. A
    design that breaks one in a resample is not on its front and beats nobody there.
    """
    losses = np.nan_to_num(np.stack(designs), posinf=HUGE)  # (designs, replications, goals)
    runs = losses.shape[1]
    draws = np.random.default_rng(seed)
    on_front = np.zeros(len(designs))
    for _ in range(0, RESAMPLES, BLOCK):
        weights = draws.multinomial(runs, np.full(runs, 1.0 / runs), size=BLOCK) / runs
        means = np.einsum("br,drg->bdg", weights, losses)
        keeps = (np.einsum("br,drl->bdl", weights, allowed) <= 0.0).all(axis=-1)
        on_front += (non_dominated(np.where(keeps[..., None], means, np.inf)) & keeps).sum(axis=0)
    return on_front / RESAMPLES
