"""All theory cases, declared: inputs here, expected values from `sim.theory`.

The inputs of C1–C4, A1–A6, the two Erlang B loads and the capped means are textbook-sized centres; MMC and
MMCAb are the examples of ContactCenters (Buist & L'Ecuyer), whose published results are intervals. Sizes are set
by the standard errors that `sim.check.theory_case` asks for, with a fifth to spare where waits are what is hardest to
know: near full load they are long and bunched, and a large centre forgets slowly by the number of its calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sim import theory
from sim.check.measurements import (
    ABANDONED_PER_DAY,
    BLOCKED,
    MEAN_IN_SYSTEM,
    MEAN_QUEUE,
    MEAN_TIME_TO_ABANDON_S,
    MEAN_WAIT_ALL_S,
    OCCUPANCY_WHILE_OPEN,
    P_ALL_BUSY,
    P_WAIT,
    KpiMeasure,
    Spread,
)
from sim.check.theory_case import FOLDER, PublishedInterval, Size, TheoryCase, TheoryFigure
from sim.clock_text import clock_text
from sim.scenario import load
from sim.theory import ErlangA, ErlangC

WITHIN_S = 20.0
"""The y of "answered within y seconds" in every case."""

Expected = float | PublishedInterval


def _kpi(key: str, unit: str, expected: Expected) -> TheoryFigure:
    return TheoryFigure(key, unit, expected, KpiMeasure(key))


# ── Erlang C: 3 weeks of C3 are as many calls as a year of C4 ─────────────────────────────────────────────


def _erlang_c(
    name: str, calls_per_hour: float, aht_s: float, agents: int, size: Size, quick: bool = False
) -> TheoryCase:
    exact: ErlangC = theory.erlang_c(calls_per_hour, aht_s, agents, WITHIN_S)
    return TheoryCase(
        name,
        f"Erlang C: {calls_per_hour:g} calls/h of {aht_s:g} s, {agents} agents",
        "erlang_c.yaml",
        size,
        (
            TheoryFigure("p_wait", "share", exact.p_wait, P_WAIT),
            _kpi("service_level", "share", exact.service_level),
            _kpi("asa_s", "s", exact.asa_s),
            _kpi("occupancy", "share", exact.occupancy),
            TheoryFigure("mean_queue", "callers", exact.mean_queue, MEAN_QUEUE),
        ),
        {
            "demand.calls_per_day": 24.0 * calls_per_hour,
            "call_types.Calls.need.mean_min": aht_s / 60.0,
            "teams.Agents.agents": agents,
            "targets.within_s": WITHIN_S,
        },
        quick,
    )


# ── Erlang A ──────────────────────────────────────────────────────────────────────────────────────────────


def _erlang_a_figures(exact: ErlangA) -> tuple[TheoryFigure, ...]:
    """Everything that Erlang A says."""
    return (
        TheoryFigure("p_wait", "share", exact.p_wait, P_WAIT),
        _kpi("abandonment", "share", exact.p_abandon),
        TheoryFigure("mean_wait_all_s", "s", exact.mean_wait_all_s, MEAN_WAIT_ALL_S),
        _kpi("asa_s", "s", exact.asa_answered_s),
        TheoryFigure("mean_time_to_abandon_s", "s", exact.mean_time_to_abandon_s, MEAN_TIME_TO_ABANDON_S),
        _kpi("occupancy", "share", exact.occupancy),
        TheoryFigure("mean_queue", "callers", exact.mean_queue, MEAN_QUEUE),
        _kpi("service_level", "share", exact.sl_answered_in_awt_over_offered),
        _kpi("service_level_answered", "share", exact.sl_over_answered),
        _kpi("service_level_excl_short_abandons", "share", exact.sl_excl_short_abandons),
        _kpi(
            "service_level_short_abandons_good", "share", exact.sl_answered_or_abandoned_in_awt_over_offered
        ),
    )


def erlang_a_case(
    name: str,
    calls_per_hour: float,
    aht_s: float,
    agents: int,
    patience_s: float,
    size: Size,
    quick: bool = False,
    within_s: float = WITHIN_S,
) -> TheoryCase:
    """M/M/n+M with any numbers: the edits under which erlang_a.yaml stays exact."""
    exact = theory.erlang_a(calls_per_hour, aht_s, agents, patience_s, within_s)
    return TheoryCase(
        name,
        f"Erlang A: {calls_per_hour:g} calls/h of {aht_s:g} s, {agents} agents, patience {patience_s:g} s",
        "erlang_a.yaml",
        size,
        _erlang_a_figures(exact),
        {
            "demand.calls_per_day": 24.0 * calls_per_hour,
            "call_types.Calls.need.mean_min": aht_s / 60.0,
            "call_types.Calls.patience.mean_min": patience_s / 60.0,
            "teams.Agents.agents": agents,
            "targets.within_s": within_s,
        },
        quick,
    )


# ── Erlang B: three types of different shape under a cap; only the mean may matter ────────────────────────

MIX = {
    "Long tail": ("lognormal", 4.0, 1.3),
    "Narrow": ("gamma", 3.0, 0.6),
    "Always the same": ("deterministic", 7.0, 0.0),
}
"""The types of erlang_b.yaml: distribution, mean (min), coefficient of variation."""


def _erlang_b(
    name: str,
    load_erlangs: float,
    servers: int,
    shares: tuple[float, float, float],
    cap_min: float,
    enforcement: float,
    size: Size,
    quick: bool = False,
) -> TheoryCase:
    capped = [
        theory.capped_handle_time(kind, 60.0 * mean, 60.0 * cap_min, cv, enforcement)
        for kind, mean, cv in MIX.values()
    ]
    mean_min = sum(s * c.mean_s for s, c in zip(shares, capped, strict=True)) / 60.0
    squeezed = sum(s * c.share_capped for s, c in zip(shares, capped, strict=True))
    turned_away = theory.erlang_b(load_erlangs, servers)
    return TheoryCase(
        name,
        f"Erlang B: {servers} servers, load {load_erlangs:g}; three types, handle-time target {cap_min:g} min "
        f"(enforcement {enforcement:g})",
        "erlang_b.yaml",
        size,
        (
            TheoryFigure("blocked", "share", turned_away, BLOCKED),
            _kpi("aht_min", "min", mean_min),
            _kpi("squeezed_share", "share", squeezed),
            _kpi("occupancy", "share", load_erlangs * (1.0 - turned_away) / servers),
        ),
        {
            "demand.calls_per_day": 1440.0 * load_erlangs / mean_min,
            "teams.Agents.agents": servers,
            "rules.handle_time_cap.minutes": cap_min,
            "rules.handle_time_cap.enforcement": enforcement,
            **{f"call_types.{kind}.share": share for kind, share in zip(MIX, shares, strict=True)},
        },
        quick,
    )


# ── Handle time under a cap ───────────────────────────────────────────────────────────────────────────────


def _capped(
    name: str, distribution: str, cv: float, enforcement: float, size: Size, quick: bool = False
) -> TheoryCase:
    mean_s, cap_s = 300.0, 480.0
    exact = theory.capped_handle_time(distribution, mean_s, cap_s, cv, enforcement)
    return TheoryCase(
        name,
        f"Handle-time target: {distribution} needs of {mean_s:g} s (CV {cv:g}), target {cap_s:g} s (enforcement "
        f"{enforcement:g})",
        "capped.yaml",
        size,
        (
            _kpi("aht_min", "min", exact.mean_s / 60.0),
            _kpi("squeezed_share", "share", exact.share_capped),
        ),
        {
            "call_types.Calls.need": {"distribution": distribution, "mean_min": mean_s / 60.0, "cv": cv},
            "rules.handle_time_cap.minutes": cap_s / 60.0,
            "rules.handle_time_cap.enforcement": enforcement,
        },
        quick,
    )


# ── One agent, any handle time ────────────────────────────────────────────────────────────────────────────


def _pollaczek_khinchine(
    name: str, need: Mapping[str, object], cv: float, size: Size, quick: bool = False
) -> TheoryCase:
    calls_per_hour, aht_s = 36.0, 60.0
    load_erlangs = theory.offered_load(calls_per_hour, aht_s)
    return TheoryCase(
        name,
        f"Pollaczek–Khinchine: {need['distribution']} handle time, CV {cv:g}, one agent, load {load_erlangs:g}",
        "pollaczek_khinchine.yaml",
        size,
        (
            TheoryFigure("p_wait", "share", load_erlangs, P_WAIT),
            _kpi("asa_s", "s", theory.pollaczek_khinchine(calls_per_hour, aht_s, cv)),
            _kpi("occupancy", "share", load_erlangs),
        ),
        {
            "demand.calls_per_day": 24.0 * calls_per_hour,
            "call_types.Calls.need": {**need, "mean_min": aht_s / 60.0},
        },
        quick,
    )


# ── Load that varies over the day ─────────────────────────────────────────────────────────────────────────


def _time_varying(name: str, size: Size, quick: bool) -> TheoryCase:
    """time_varying.yaml as it stands: its profile stands there only, and theory reads it from there."""
    file = "time_varying.yaml"
    scenario = load(FOLDER / file)
    profile, (kind,), (team,) = scenario.demand.profile, scenario.call_types, scenario.teams
    if not isinstance(profile, tuple) or kind.need.mean_min != kind.patience.mean_min:
        raise ValueError(f"{file} must have one profile for all days, and patience as long as the need")
    per_weight = 2.0 * scenario.demand.calls_per_day / sum(profile)
    load_of_day = theory.long_run_load(
        theory.VaryingLoad(
            tuple(per_weight * w for w in profile), piece_s=1800.0, aht_s=60.0 * kind.need.mean_min
        )
    )
    day_s = 86_400.0
    exact = theory.time_varying(load_of_day, team.agents, WITHIN_S, 0.0, day_s)
    number = theory.number_in_system_between(load_of_day, [team.agents] * len(profile), 0.0, day_s)
    at_min = tuple(5.0 * i + 2.5 for i in range(288))  # often, for the number is another after a call or two
    means = tuple(theory.mean_number_in_system(load_of_day, 60.0 * t) for t in at_min)
    return TheoryCase(
        name,
        "Load varying sixty-fold over the day, patience as long as the handle time",
        file,
        size,
        (
            *_erlang_a_figures(exact),
            TheoryFigure("mean_in_system", "callers", number.mean_in_system, MEAN_IN_SYSTEM),
            TheoryFigure("p_all_busy", "share", number.p_all_busy, P_ALL_BUSY),
            TheoryFigure("variance_over_mean", "ratio", 1.0, Spread(at_min, means)),
        ),
        {"targets.within_s": WITHIN_S},
        quick,
    )


# ── Published simulations of days that start empty ────────────────────────────────────────────────────────


def _published_days(
    name: str, patience_min: float | None, figures: tuple[TheoryFigure, ...], size: Size
) -> TheoryCase:
    """8 hours, 4.2 calls a minute of 2 minutes, 12 agents; 1000 days of ContactCenters."""
    hours, per_min, aht_min, agents = 8, 4.2, 2.0, 12
    edits: dict[str, object] = {
        "demand.calls_per_day": per_min * 60.0 * hours,
        "demand.open.from": "08:00",
        "demand.open.to": clock_text(60 * (8 + hours)),
        "demand.profile": [1.0] * (2 * hours),
        "call_types.Calls.need.mean_min": aht_min,
        "teams.Agents.agents": agents,
        "targets.within_s": WITHIN_S,
    }
    if patience_min is not None:
        edits["call_types.Calls.patience.mean_min"] = patience_min
    ending = "nobody gives up" if patience_min is None else f"patience {patience_min:g} min"
    return TheoryCase(
        name,
        f"ContactCenters {name}: 8-hour days that start empty, {ending}",
        "erlang_c.yaml" if patience_min is None else "erlang_a.yaml",
        size,
        figures,
        edits,
    )


# ── All ───────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def all_cases() -> tuple[TheoryCase, ...]:
    """Every case, in the order of this module."""
    return (
        _erlang_c("C1", 200, 180, 14, Size(64, 3)),
        _erlang_c("C2", 100, 300, 10, Size(80, 7)),
        _erlang_c("C3", 1200, 240, 88, Size(150, 2)),
        _erlang_c("C4", 60, 300, 8, Size(80, 6), quick=True),
        erlang_a_case("A1", 200, 180, 14, 300, Size(72, 2)),
        erlang_a_case("A2", 2880, 60, 50, 120, Size(16, 1, 2)),
        erlang_a_case("A3", 210, 180, 13, 300, Size(80, 1)),
        erlang_a_case("A4", 210, 180, 9, 300, Size(48, 1), quick=True),
        erlang_a_case("A5", 100, 300, 9, 180, Size(56, 1), quick=True),
        erlang_a_case("A6", 100, 300, 8, 180, Size(48, 1)),
        _erlang_b("B1", 8, 10, (0.4, 0.35, 0.25), 6.0, 1.0, Size(48, 1), quick=True),
        _erlang_b("B2", 20, 25, (0.2, 0.5, 0.3), 5.0, 1.0, Size(32, 1, 3)),
        _erlang_b("B3", 8, 10, (0.6, 0.1, 0.3), 4.0, 0.35, Size(48, 1)),
        _capped("K1", "exponential", 1.0, 1.0, Size(16, 1, 2), quick=True),
        _capped("K2", "lognormal", 1.0, 1.0, Size(16, 1, 2), quick=True),
        _capped("K3", "gamma", 0.6, 0.5, Size(16, 1, 2)),
        _pollaczek_khinchine("PK1", {"distribution": "lognormal", "cv": 1.0}, 1.0, Size(48, 4), quick=True),
        _pollaczek_khinchine("PK2", {"distribution": "deterministic"}, 0.0, Size(48, 2)),
        _time_varying("V", Size(48, 1), quick=True),
        _published_days(
            "MMC",
            None,
            (
                _kpi("service_level_answered", "share", PublishedInterval(0.9, 0.904)),
                _kpi("asa_s", "s", PublishedInterval(60.0 * 0.097, 60.0 * 0.102)),
                TheoryFigure("occupancy", "share", PublishedInterval(0.694, 0.697), OCCUPANCY_WHILE_OPEN),
            ),
            Size(72, 8, skip_days=0),
        ),
        _published_days(
            "MMCAb",
            1.0,
            (
                _kpi("service_level_answered", "share", PublishedInterval(0.974, 0.975)),
                TheoryFigure(
                    "abandoned_per_day", "calls a day", PublishedInterval(57.66, 59.56), ABANDONED_PER_DAY
                ),
                TheoryFigure("occupancy", "share", PublishedInterval(0.674, 0.677), OCCUPANCY_WHILE_OPEN),
            ),
            Size(48, 4, skip_days=0),
        ),
    )
