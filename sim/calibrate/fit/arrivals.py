"""How many call and when: weekday × half-hour, and how much days and half-hours differ beyond chance.

Model 2.2: N(d, b) is Poisson with mean volume(weekday) · share(b) · B(d) · L(d, b). Volumes and shares are fitted by
Poisson likelihood to the seen half-hours. The variation comes from moments:

    within the day, e = counts less the day's own volume times the share: at lag k = |b − b'|
    Σ e e' = (1 − 1/n) · Σ m m' · Cov(L, L', less their weighted mean) + what a multinomial has
    between days: Var(volume) = Poisson + volume² · (day_to_day_cv² + intraday_cv² · Σ share share' ρ^|b−b'|)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.calendar import HALF_HOURS
from sim.calibrate.fit.estimate import Bools, Fitted, Floats, declared, default
from sim.calibrate.fit.half_hours import HalfHours
from sim.scenario.field_metadata import field
from sim.scenario.fields import WEEKDAYS, Weekday

LAGS = 8
"""Half-hours up to which counts are compared with one another."""
CORRELATIONS = np.arange(0.0, 0.99, 0.02)
LEAST_CALLS_INTRADAY = 5.0
"""Calls in a half-hour, on average: with fewer, Poisson's own variance hides any other."""
PRIOR_CV, PRIOR_DAYS, PRIOR_UNTIL_DAYS = field("demand.day_to_day_cv").default, 10, 42
"""Below so many days the day-to-day CV is shrunk to the model's default, which counts as so many days."""
DIFFER_P = 0.05
EXCESS_P = 0.01
"""Half-hours differ within the day where a Poisson's would vary so much with no greater chance."""
PROFILE_P, PROFILE_DAYS = 0.01, 4
"""Weekdays get profiles of their own where a test at this level parts them, and each has so many days."""


@dataclass(frozen=True)
class Arrivals:
    calls_per_day: Fitted
    """offered on an average open day of the week"""
    weekday_factor: dict[Weekday, float]
    profile: dict[Weekday, Floats]
    """calls expected in each open half-hour of an average such day"""
    day_to_day_cv: Fitted
    intraday_cv: Fitted
    intraday_correlation: Fitted
    weekdays_differ_p: float
    """least p of the tests that weekdays with the same hours have one volume; 1 where nothing can be tested"""
    profiles_differ_p: float
    """likewise, that they have one profile"""
    dispersion: float
    """variance of half-hour counts around the day's volume × profile as a multiple of Poisson's"""


@dataclass(frozen=True)
class _Kind:
    """The days of like opening hours: their weekdays, counts and seen cells in open half-hours."""

    names: list[Weekday]
    count: Floats
    seen: Bools
    volume: Floats
    """fitted to each day"""
    share: Floats
    """of each half-hour, by day: rows may differ by weekday"""
    means: dict[Weekday, float]
    volume_p: float
    profile_p: float

    @property
    def expected(self) -> Floats:
        return self.volume[:, None] * self.share

    @property
    def free(self) -> int:
        """Days less the volumes that were fitted to them."""
        return len(self.names) - len(set(self.means.values()))


def _margins(count: Floats, seen: Bools) -> tuple[Floats, Floats]:
    """Day volumes and half-hour shares (summing to 1) fitted to the seen cells by Poisson likelihood."""
    volume, share = np.ones(count.shape[0]), np.ones(count.shape[1])
    have = np.where(seen, count, 0.0)
    for _ in range(200):
        before = volume
        share = have.sum(axis=0) / np.maximum((volume[:, None] * seen).sum(axis=0), 1e-12)
        share = share / max(float(share.sum()), 1e-12)
        volume = have.sum(axis=1) / np.maximum((share[None, :] * seen).sum(axis=1), 1e-12)
        if np.allclose(volume, before, rtol=1e-10):
            break
    return volume, share


def _chi2(count: Floats, seen: Bools, expected: Floats) -> float:
    return float(np.where(seen, (count - expected) ** 2 / np.maximum(expected, 1e-9), 0.0).sum())


def _kind(counts: HalfHours, weekdays: Sequence[Weekday]) -> _Kind | None:
    days = counts.days_of(weekdays)
    if not days:
        return None
    is_open = counts.open[weekdays[0]]
    count, seen = counts.offered[days][:, is_open], counts.seen[days][:, is_open]
    names = [counts.weekday(d) for d in days]
    volume, one = _margins(count, seen)
    share = np.tile(one, (len(days), 1))
    rows = {w: [i for i, n in enumerate(names) if n == w] for w in weekdays}
    rows = {w: r for w, r in rows.items() if r}
    profile_p = 1.0
    if len(rows) > 1 and min(map(len, rows.values())) >= PROFILE_DAYS:
        own, own_share = 0.0, share.copy()
        for r in rows.values():
            v, s = _margins(count[r], seen[r])
            own_share[r] = s
            own += _chi2(count[r], seen[r], v[:, None] * s)
        df1 = (len(rows) - 1) * (count.shape[1] - 1)
        df2 = int(seen.sum()) - len(days) - len(rows) * (count.shape[1] - 1)
        if df1 > 0 and df2 > 0:
            shared = _chi2(count, seen, volume[:, None] * share)
            profile_p = float(stats.f.sf(((shared - own) / df1) / max(own / df2, 1e-12), df1, df2))
        if profile_p < PROFILE_P:
            share = own_share
            fitted = (np.where(seen, share, 0.0)).sum(axis=1)
            volume = np.where(seen, count, 0.0).sum(axis=1) / np.maximum(fitted, 1e-12)
    means = {w: float(volume[r].mean()) for w, r in rows.items()}
    within = sum(float(((volume[r] - means[w]) ** 2).sum()) for w, r in rows.items())
    between = sum(len(r) * (means[w] - float(volume.mean())) ** 2 for w, r in rows.items())
    df1, df2 = len(rows) - 1, len(days) - len(rows)
    volume_p = 1.0
    if df1 > 0 and df2 > 0:
        volume_p = float(stats.f.sf((between / df1) / max(within / df2, 1e-12), df1, df2))
    if df1 > 0 and volume_p >= DIFFER_P:
        means = dict.fromkeys(means, float(volume.mean()))
    return _Kind(names, count, seen, volume, share, means, volume_p, profile_p)


# ── How much half-hours differ within the day ─────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Lags:
    """Of one day, by lag: products of what counts are off, less a multinomial's; and what L gives for each ρ."""

    products: Floats
    """(lags,)"""
    theory: Floats
    """(correlations, lags): the same for intraday_cv 1, to first order"""


def _by_lag(table: Floats) -> Floats:
    """(LAGS,) sums along the diagonals on either side."""
    return np.array(
        [float(np.trace(table, k)) + (float(np.trace(table, -k)) if k else 0.0) for k in range(LAGS)]
    )


def _correlation_tables(places: Floats) -> list[Floats]:
    distance = np.abs(places[:, None] - places[None, :])
    return [np.where(distance == 0, 1.0, r**distance) for r in CORRELATIONS]


def _lags(kind: _Kind, places: Floats) -> list[_Lags]:
    """Of every day of a kind. `places`: its open half-hours."""
    days = []
    left = 1.0 - len({tuple(s) for s in kind.share}) / len(kind.names)
    if left <= 0.0:
        return []
    tables = _correlation_tables(places)
    known: dict[bytes, Floats] = {}
    for i in range(len(kind.names)):
        seen = kind.seen[i]
        if seen.sum() < 2:
            continue
        total = float(kind.count[i][seen].sum())
        w = kind.share[i][seen] / max(float(kind.share[i][seen].sum()), 1e-12)
        m = total * w
        off = kind.count[i][seen] - m
        net = np.outer(off, off) / left - np.diag(m) + np.outer(m, w)
        key = seen.tobytes() + kind.share[i].tobytes()
        if key not in known:
            known[key] = np.array([_level_lags(table[np.ix_(seen, seen)], w) for table in tables])
        days.append(_Lags(_by_lag(net), total * total * known[key]))
    return days


def _level_lags(covariance: Floats, weight: Floats) -> Floats:
    """(lags,) of the levels less their weighted mean, times both weights."""
    mean = covariance @ weight
    centred = covariance - mean[:, None] - mean[None, :] + float(weight @ mean)
    return _by_lag(np.outer(weight, weight) * centred)


def _best(products: Floats, theory: Floats, weight: Floats) -> tuple[float, int]:
    """(intraday_cv², number of the correlation) that bring theory closest to the products, by least squares."""
    square = (theory**2 * weight).sum(axis=-1)
    variance = np.maximum(0.0, (theory * products * weight).sum(axis=-1) / np.maximum(square, 1e-12))
    misfit = ((products - variance[:, None] * theory) ** 2 * weight).sum(axis=-1)
    best = int(np.argmin(misfit))
    return float(variance[best]), best


def _intraday(
    days: Sequence[_Lags], excess_p: float, calls_per_half_hour: float, minutes: float
) -> tuple[Fitted, Fitted]:
    """intraday_cv and intraday_correlation; intervals by resampling days. `excess_p`: of Poisson half-hours."""
    of_scenario = declared(
        "demand.intraday_correlation", "no intraday variation was fitted, so its likeness means nothing"
    )
    if minutes > 30.0:
        return default(0.0, "the file's intervals are longer than half an hour"), of_scenario
    if calls_per_half_hour < LEAST_CALLS_INTRADAY:
        return (
            default(0.0, f"{calls_per_half_hour:.1f} calls a half-hour are too few to tell it from chance"),
            of_scenario,
        )
    if len(days) < 4:
        return default(0.0, f"{len(days)} days are too few to tell it from chance"), of_scenario
    products, theory = np.array([d.products for d in days]), np.array([d.theory for d in days])
    weight = 1.0 / np.maximum(products.var(axis=0, ddof=1), 1e-12)
    variance, at = _best(products.sum(axis=0), theory.sum(axis=0), weight)
    draw = np.random.Generator(np.random.PCG64(1)).multinomial(len(days), [1 / len(days)] * len(days), 400)
    resampled = [
        _best(n @ products, np.tensordot(n.astype(np.float64), theory, axes=1), weight) for n in draw
    ]
    wide = float(stats.t.ppf(0.975, len(days) - 1)) * math.sqrt(len(days) / (len(days) - 1))
    error = wide * float(np.std([v for v, _ in resampled]))
    low, high = (math.sqrt(max(0.0, v)) for v in (variance - error, variance + error))
    if excess_p >= EXCESS_P or variance == 0.0:
        reason = f"half-hours do not differ beyond chance within these days (up to {high:.2f})"
        return Fitted(0.0, 0.0, high, "fitted", reason), of_scenario
    correlations = CORRELATIONS[[i for _, i in resampled]]
    spread = np.quantile(correlations, [0.025, 0.975])
    how = f"half-hour counts of {len(days)} days around the day's own volume and profile, at lags of up to {LAGS - 1}"
    cannot = "a level that lasts all day cannot be told from a busy day"
    return (
        Fitted(math.sqrt(variance), low, high, "fitted", how, cannot),
        Fitted(float(CORRELATIONS[at]), float(spread[0]), float(spread[1]), "fitted", how),
    )


# ── All together ──────────────────────────────────────────────────────────────────────────────────


def _day_to_day(kinds: Sequence[_Kind], places: Sequence[Floats], cv: Fitted, correlation: Fitted) -> Fitted:
    """What half-hours' levels leave over of the variance between days, shrunk where days are few.

    The interval holds the chance of the days and, in quadrature, that of the intraday level taken off.
    """
    free = sum(k.free for k in kinds)
    number = sum(len(k.names) for k in kinds)
    if free < 1:
        return default(PRIOR_CV, "no two days of a kind: nothing shows how much days differ")
    squares = poisson = of_level = 0.0
    for kind, place in zip(kinds, places, strict=True):
        centre = np.array([kind.means[w] for w in kind.names])
        squares += float((((kind.volume - centre) / np.maximum(centre, 1e-9)) ** 2).sum())
        distance = np.abs(place[:, None] - place[None, :])
        level = np.where(distance == 0, 1.0, correlation.value**distance)
        weight = kind.free / len(kind.names) / free
        poisson += weight * float((1.0 / np.maximum(centre, 1e-9)).sum())
        of_level += weight * sum(float(share @ level @ share) for share in kind.share)
    ends = (cv.value, cv.value) if math.isnan(cv.low) else (cv.low, cv.high)
    less, more = (of_level * end**2 for end in ends)
    variance = squares / free - poisson - of_level * cv.value**2
    lower, upper = (squares / float(stats.chi2.ppf(q, free)) - squares / free for q in (0.975, 0.025))
    low = max(0.0, variance - math.hypot(lower, more - of_level * cv.value**2))
    high = max(0.0, variance + math.hypot(upper, of_level * cv.value**2 - less))
    value = max(0.0, variance)
    how = f"variance of the calls of {number} days, beyond Poisson and half-hours"
    if number < PRIOR_UNTIL_DAYS:
        value = (free * value + PRIOR_DAYS * PRIOR_CV**2) / (free + PRIOR_DAYS)
        how += f", drawn towards {PRIOR_CV:g} because they are fewer than {PRIOR_UNTIL_DAYS}"
        low, high = (
            min(low, value),
            max(high, value),
        )  # few alike days alone would exclude what they are drawn towards
    cannot = "a slow rise or fall of the level counts as days that differ"
    return Fitted(math.sqrt(value), math.sqrt(low), math.sqrt(high), "fitted", how, cannot)


def fit_arrivals(counts: HalfHours) -> Arrivals:
    """From the seen half-hours. Raises ValueError in a sentence where no day is seen."""
    found = [(_kind(counts, names), names) for names in counts.kinds()]
    kinds = [k for k, _ in found if k is not None]
    places = [np.flatnonzero(counts.open[names[0]]).astype(np.float64) for k, names in found if k is not None]
    if not kinds:
        raise ValueError("no usual day is left from which to learn when people call")
    mean_of: dict[Weekday, float] = {}
    profile: dict[Weekday, Floats] = {}
    cells = chi2 = 0.0
    lags: list[_Lags] = []
    for kind, place in zip(kinds, places, strict=True):
        for w, mean in kind.means.items():
            mean_of[w] = mean
            profile[w] = mean * kind.share[kind.names.index(w)]
        chi2 += _chi2(kind.count, kind.seen, kind.expected)
        distinct = len({tuple(s) for s in kind.share})
        cells += int(kind.seen.sum()) - len(kind.names) - distinct * (kind.count.shape[1] - 1)
        lags += _lags(kind, place)
    open_days = [w for w in WEEKDAYS if w in mean_of]
    per_day = float(np.mean([mean_of[w] for w in open_days]))
    calls = float(sum(k.count[k.seen].sum() for k in kinds))
    seen = float(sum(k.seen.sum() for k in kinds))
    cv, correlation = _intraday(
        lags, float(stats.chi2.sf(chi2, max(cells, 1.0))), calls / max(seen, 1.0), counts.minutes
    )
    number = sum(len(k.names) for k in kinds)
    free = sum(k.free for k in kinds)
    error = math.nan
    if free > 0:
        error = float(stats.t.ppf(0.975, free)) * math.sqrt(_mean_variance(kinds))
    return Arrivals(
        Fitted(
            per_day, per_day - error, per_day + error, "measured", f"mean of {number} usual days, by weekday"
        ),
        {w: mean_of[w] / per_day for w in open_days},
        {w: profile[w] for w in open_days},
        _day_to_day(kinds, places, cv, correlation),
        cv,
        correlation,
        min(k.volume_p for k in kinds),
        min(k.profile_p for k in kinds),
        chi2 / max(cells, 1.0),
    )


def _mean_variance(kinds: Sequence[_Kind]) -> float:
    """Variance of the mean over weekdays of their mean volumes; the relative spread of days is the same for all."""
    free = sum(k.free for k in kinds)
    relative = sum(
        float(((k.volume / np.array([k.means[w] for w in k.names]) - 1.0) ** 2).sum()) for k in kinds
    ) / max(free, 1)
    weekdays = sum(len(k.means) for k in kinds)
    total = 0.0
    for kind in kinds:
        shared = len(set(kind.means.values())) == 1
        if shared:
            mean = next(iter(kind.means.values()))
            total += (len(kind.means) * mean) ** 2 * relative / len(kind.names)
        else:
            total += sum(m * m * relative / kind.names.count(w) for w, m in kind.means.items())
    return total / weekdays**2


def expected_calls(arrivals: Arrivals, opened: Mapping[Weekday, Bools]) -> dict[Weekday, Floats]:
    """Calls expected in each of the 48 half-hours of a weekday, 0 where it is closed."""
    tables = {}
    for name, profile in arrivals.profile.items():
        tables[name] = np.zeros(HALF_HOURS)
        tables[name][opened[name]] = profile
    return tables
