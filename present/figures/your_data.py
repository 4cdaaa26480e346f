"""What was fitted to a file, as pictures: calls, handle times, patience, people; each with words and a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from present.figures.style import (
    blank,
    half_hour_axes,
    line_with_band,
    palette,
    subtitle,
    translucent,
    with_message,
)
from present.formats import plain
from present.locale import whole
from present.text_layout import counted, escaped
from sim.calendar import HALF_HOURS
from sim.calibrate.fit.arrivals import Arrivals
from sim.calibrate.fit.curves import share_handled_within, share_hung_up_within
from sim.calibrate.fit.estimate import Floats
from sim.calibrate.fit.half_hours import HalfHours
from sim.calibrate.fit.handle_time import HandleTime
from sim.calibrate.fit.patience import Patience
from sim.clock_text import clock_text
from sim.experiment import Estimate
from sim.scenario.fields import Weekday

HEIGHT = 320
SPREAD, ALL, SPREAD_FROM_DAYS = (0.1, 0.9), (0.0, 1.0), 10
"""Of days: eight in ten lie between, which is only said of so many days or more; of fewer, all do."""
BINS = 36
LONGEST_SHARE = 0.985
"""Of handle times, up to which they are drawn."""
FINE = 120
"""Points of a smooth curve."""


# ── When people call ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class DayProfile:
    """Of like weekdays, the half-hours in which they are open: calls fitted, and those of eight days in ten.

    Of few days the band is from the fewest to the most calls, and of a single one there is none.
    """

    slots: tuple[int, ...]
    fitted: Floats
    low: Floats
    high: Floats
    days: int

    @property
    def is_spread(self) -> bool:
        """Whether the band is of eight days in ten."""
        return self.days >= SPREAD_FROM_DAYS

    @property
    def band_in_words(self) -> str:
        """What the picture says of the band."""
        days = counted(self.days, "day", "days")
        if self.days == 1:
            return f"of {days}, so no band"
        return f"band: 8 in 10 of your {days}" if self.is_spread else f"band: fewest to most of your {days}"


def day_profile(counts: HalfHours, arrivals: Arrivals, weekdays: Sequence[Weekday]) -> DayProfile:
    """Raises ValueError where none of these weekdays was seen."""
    known = [w for w in weekdays if w in arrivals.profile]
    days = counts.days_of(known)
    if not days:
        raise ValueError("none of these weekdays was seen")
    is_open = counts.open[known[0]]
    seen = np.where(counts.seen[days], counts.offered[days], np.nan)[:, is_open]
    some = np.isfinite(seen).any(axis=0) & (len(days) > 1)
    low, high = np.full((2, int(is_open.sum())), np.nan)
    ends = SPREAD if len(days) >= SPREAD_FROM_DAYS else ALL
    if some.any():
        low[some], high[some] = np.nanquantile(seen[:, some], ends, axis=0)
    weight = [sum(counts.weekday(d) == w for d in days) for w in known]
    fitted = np.average([arrivals.profile[w] for w in known], axis=0, weights=weight)
    return DayProfile(tuple(int(i) for i in np.flatnonzero(is_open)), fitted, low, high, len(days))


def arrivals_figure(profile: DayProfile, *, mode: str | None = "light") -> go.Figure:
    """The fitted profile over the band of the days."""
    colours = palette(mode)
    figure = blank("Calls per half-hour", colours, height=HEIGHT, legend=False)
    subtitle(figure, f"line: fitted; {profile.band_in_words}", colours)
    path = [
        Estimate(float(m), *((None, None) if np.isnan(a) else (float(a), float(b))))
        for m, a, b in zip(profile.fitted, profile.low, profile.high, strict=True)
    ]
    line_with_band(
        figure,
        _clocks(profile.slots),
        path,
        name="fitted",
        colour=colours.current,
        band=colours.current_band,
        unit="calls",
    )
    half_hour_axes(figure)
    return figure


def arrivals_in_words(profile: DayProfile) -> str:
    """A text alternative for the picture."""
    top, bottom = int(np.argmax(profile.fitted)), int(np.argmin(profile.fitted))
    ends = ""
    if np.isfinite(profile.low[top]):
        which = "8 in 10 days" if profile.is_spread else counted(profile.days, "day", "days")
        ends = f", on {which} between {plain(profile.low[top], 0)} and {plain(profile.high[top], 0)}"
    return (
        f"Calls per half-hour: most at {_clock(profile.slots[top])}, {plain(profile.fitted[top], 1)}{ends}; "
        f"fewest at {_clock(profile.slots[bottom])}, {plain(profile.fitted[bottom], 1)}."
    )


def arrivals_table(profile: DayProfile) -> pd.DataFrame:
    """One row a half-hour."""
    below, above = ("1 day in 10 below", "1 day in 10 above") if profile.is_spread else ("fewest", "most")
    return pd.DataFrame(
        {
            "half-hour beginning": _clocks(profile.slots),
            "calls, fitted": np.round(profile.fitted, 1),
            below: np.round(profile.low, 1),
            above: np.round(profile.high, 1),
        }
    )


# ── How long calls take ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class HandleTimes:
    """Shares of calls by length: `seen` is None where the file has sums alone. `edges_min`: one more than shares."""

    edges_min: Floats
    seen: Floats | None
    fitted: Floats
    calls: int
    distribution: str


def handle_times(handle: HandleTime, seconds: Floats | None) -> HandleTimes:
    """Handle times as a histogram, and as many calls as the fitted distribution would have in each bin."""
    reaches = 3.0 * handle.mean_min.value
    if seconds is not None and len(seconds):
        reaches = float(np.quantile(seconds, LONGEST_SHARE)) / 60.0
    edges = np.linspace(0.0, max(reaches, 0.1), BINS + 1)
    fitted = np.diff(share_handled_within(handle, edges))
    seen = None
    if seconds is not None and len(seconds):
        seen = np.histogram(seconds / 60.0, edges)[0] / len(seconds)
    return HandleTimes(edges, seen, fitted, handle.calls, handle.distribution)


def handle_time_figure(times: HandleTimes, *, mode: str | None = "light") -> go.Figure:
    """Bars for what was seen, a line for what was fitted."""
    colours = palette(mode)
    figure = blank("Talk and hold, % of calls", colours, height=HEIGHT, legend=False)
    figure.update_layout(bargap=0.0)
    bars = "bars: calls in the file; " if times.seen is not None else "the file has sums, no single calls; "
    subtitle(figure, f"{bars}line: fitted ({times.distribution})", colours)
    middle = (times.edges_min[:-1] + times.edges_min[1:]) / 2.0
    if times.seen is not None:
        figure.add_bar(
            x=middle,
            y=100.0 * times.seen,
            width=np.diff(times.edges_min),
            name="in the file",
            marker={"color": translucent(colours.baseline, 0.35), "line": {"width": 0}},
            hovertemplate="%{y:.1f}%",
        )
    figure.add_scatter(
        x=middle,
        y=100.0 * times.fitted,
        name="fitted",
        mode="lines",
        line={"color": colours.current, "width": 2.5},
        hovertemplate="%{y:.1f}%",
    )
    figure.update_xaxes(title={"text": "minutes", "standoff": 4}, range=[0.0, float(times.edges_min[-1])])
    figure.update_yaxes(rangemode="tozero")
    return figure


def handle_time_in_words(times: HandleTimes) -> str:
    """A text alternative for the picture."""
    shares = times.fitted if times.seen is None else times.seen
    top = int(np.argmax(shares))
    whose = "Fitted" if times.seen is None else "In the file"
    return (
        f"Talk and hold of {whole(times.calls)} calls. {whose}, most calls take {_minutes(times, top)}: "
        f"{plain(100.0 * shares[top], 1)}%. The fitted distribution ({times.distribution}) has "
        f"{plain(100.0 * times.fitted[top], 1)}% there."
    )


def handle_time_table(times: HandleTimes) -> pd.DataFrame:
    """One row a bin."""
    table = pd.DataFrame({"minutes": [_minutes(times, i) for i in range(len(times.fitted))]})
    if times.seen is not None:
        table["in the file, % of calls"] = np.round(100.0 * times.seen, 2)
    table["fitted, % of calls"] = np.round(100.0 * times.fitted, 2)
    return table


def _minutes(times: HandleTimes, i: int) -> str:
    return f"{plain(times.edges_min[i], 1)} to {plain(times.edges_min[i + 1], 1)} min"


# ── How long callers wait ─────────────────────────────────────────────────────────────────────────

DASHES = ("solid", "dash", "dot", "dashdot")


def patience_figure(fits: Mapping[str, Patience], *, mode: str | None = "light") -> go.Figure:
    """Chance to hang up by how long one must wait, with intervals; pale beyond the longest wait that was seen.

    `fits`: by kind of call, four at most are drawn.
    """
    colours = palette(mode)
    figure = blank("Hang up by the time waited, %", colours, height=HEIGHT, legend=len(fits) > 1)
    if not fits:
        return with_message(figure, "too few calls were abandoned to tell", colours)
    figure.update_layout(hovermode="closest")
    subtitle(figure, "bars: 95% interval; pale: nobody waited so long", colours)
    lines = (colours.current, colours.baseline, colours.between, colours.better)
    for (name, patience), colour, dash in zip(fits.items(), lines, DASHES, strict=False):
        seconds = np.linspace(0.0, max(patience.hang_up_by), FINE)
        chance = 100.0 * share_hung_up_within(patience, seconds)
        known = seconds <= patience.longest_s
        for mask, opacity in ((known, 1.0), (~known, 0.35)):
            figure.add_scatter(
                x=seconds[mask],
                y=chance[mask],
                mode="lines",
                name=escaped(name),
                showlegend=len(fits) > 1 and bool(mask is known),
                opacity=opacity,
                line={"color": colour, "width": 2.5, "dash": dash},
                hoverinfo="skip",
            )
        at = list(patience.hang_up_by.items())
        figure.add_scatter(
            x=[t for t, _ in at],
            y=[100.0 * f.value for _, f in at],
            mode="markers",
            showlegend=False,
            marker={
                "color": colour,
                "size": 9,
                "opacity": [1.0 if t <= patience.longest_s else 0.35 for t, _ in at],
            },
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [100.0 * (f.high - f.value) for _, f in at],
                "arrayminus": [100.0 * (f.value - f.low) for _, f in at],
                "color": colour,
                "thickness": 1.5,
                "width": 4.0,
            },
            hovertemplate=f"{escaped(name)}<br>%{{x:.0f}} s: %{{y:.1f}}%<extra></extra>",
        )
    figure.update_xaxes(
        title={"text": "seconds of waiting", "standoff": 4},
        tickvals=sorted({0.0, *(t for p in fits.values() for t in p.hang_up_by)}),
    )
    figure.update_yaxes(rangemode="tozero")
    return figure


def patience_in_words(fits: Mapping[str, Patience]) -> str:
    """A text alternative for the picture."""
    if not fits:
        return "Too few calls were abandoned to tell how long callers wait."
    parts = []
    for name, patience in fits.items():
        chances = [f"{plain(100.0 * f.value, 0)}% by {t:g} s" for t, f in patience.hang_up_by.items()]
        parts.append(f"{name}: {', '.join(chances)}")
    return f"Chance to hang up of callers who must wait: {'; '.join(parts)}."


def patience_table(fits: Mapping[str, Patience]) -> pd.DataFrame:
    """One row a kind of call and time waited."""
    return pd.DataFrame(
        [
            {
                "calls": name,
                "must wait, s": t,
                "hang up before, %": round(100.0 * f.value, 1),
                "95% from": round(100.0 * f.low, 1),
                "95% to": round(100.0 * f.high, 1),
                "seen": "yes" if t <= patience.longest_s else "no, extrapolated",
            }
            for name, patience in fits.items()
            for t, f in patience.hang_up_by.items()
        ],
        columns=["calls", "must wait, s", "hang up before, %", "95% from", "95% to", "seen"],
    )


# ── People on the phones ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PeopleByHalfHour:
    """People by half-hour of like weekdays. `seen`: mean over the days, NaN where the file has none."""

    slots: tuple[int, ...]
    seen: Floats
    scenario: Floats
    label: str
    """what they are: "people logged in", "effective agents" """


def people_figure(people: PeopleByHalfHour, *, mode: str | None = "light") -> go.Figure:
    """As steps: in the file, and as the scenario has them."""
    colours = palette(mode)
    figure = blank(f"{people.label[:1].upper()}{people.label[1:]}", colours, height=HEIGHT, legend=False)
    is_seen = bool(np.isfinite(people.seen).any())
    subtitle(figure, f"line: in the scenario{'; dashed: in the file' if is_seen else ''}", colours)
    x = _clocks(people.slots)
    lines = [("in the scenario", people.scenario, colours.current, "solid", 2.5)]
    if is_seen:
        lines.append(("in the file", people.seen, colours.baseline, "dash", 2.0))
    for name, y, colour, dash, width in lines:
        figure.add_scatter(
            x=x,
            y=[None if np.isnan(v) else float(v) for v in y],
            name=name,
            mode="lines",
            line={"shape": "hv", "color": colour, "dash": dash, "width": width},
            hovertemplate="%{y:,.1f}",
        )
    half_hour_axes(figure)
    return figure


def people_in_words(people: PeopleByHalfHour) -> str:
    """A text alternative for the picture."""
    top = int(np.nanargmax(people.scenario)) if np.isfinite(people.scenario).any() else 0
    words = f"In the scenario most {people.label} at {_clock(people.slots[top])}: {plain(people.scenario[top], 1)}"
    if np.isfinite(people.seen[top]):
        words += f"; in the file {plain(people.seen[top], 1)}"
    return f"{words}."


def people_table(people: PeopleByHalfHour) -> pd.DataFrame:
    """One row a half-hour."""
    table = pd.DataFrame({"half-hour beginning": _clocks(people.slots)})
    if np.isfinite(people.seen).any():
        table["in the file"] = np.round(people.seen, 1)
    return table.assign(**{"in the scenario": np.round(people.scenario, 1)})


# ── Half-hours ────────────────────────────────────────────────────────────────────────────────────


def _clock(slot: int) -> str:
    return clock_text(30.0 * (slot % HALF_HOURS))


def _clocks(slots: Sequence[int]) -> list[str]:
    return [_clock(i) for i in slots]
