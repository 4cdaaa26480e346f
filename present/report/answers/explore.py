"""The answer of Explore: key figures over one lever, or one of them over two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from present.explore import (
    LeverWords,
    basis,
    best,
    cells_in_words,
    headline,
    held,
    picture_in_words,
    row_headline,
    short_table,
    table,
)
from present.figures.explore import heat_map, line
from present.figures.style import CLICK
from present.formats import full_name, mark, scale, unit, with_targets
from present.pair import BASELINE, NOW
from present.report.chart import Chart, Series
from present.report.search_answer import AnswerFigure, AnswerTable, SearchAnswer, SearchSettings
from present.text_layout import counted, joined, lower_first, upper_first
from sim import KPIS
from sim.experiment.exploring import At, Exploration
from sim.experiment.sweep import Number


@dataclass(frozen=True)
class Explored:
    """A range with its words. `times`: of each lever's values as they are shown; `keys`: the key figures looked at.

    `now`, `baseline`: where the scenario and its baseline lie, None outside of the range; `stands`: where each lever
    stands. `limits`: of the first lever.
    """

    found: Exploration
    levers: tuple[LeverWords, ...]
    keys: tuple[str, ...]
    times: tuple[float, ...]
    now: At | None
    baseline: At | None
    stands: tuple[Number | None, ...]
    limits: tuple[float, float]

    @property
    def is_map(self) -> bool:
        """Whether two levers are moved."""
        return len(self.levers) > 1

    @property
    def title(self) -> str:
        """The sentence that answers."""
        if self.is_map:
            return row_headline(self.found, self.levers, self.keys[0], self.stands[1])
        return headline(self.found, self.levers[0], self.keys)

    @property
    def lines(self) -> list[str]:
        """What else there is to say: of each key figure where it is best and where it meets its target."""
        found, keys = self.found, self.keys
        if self.is_map:
            return [one for one in [cells_in_words(found, keys[0])] if one]
        sentences = [best(found, self.levers[0], key, at_bound=self._is_at_bound(key)) for key in keys]
        if len(keys) > 1:
            sentences = [
                f"{one}{held(found, self.levers[0], key)}" for one, key in zip(sentences, keys, strict=True)
            ]
        return [one for one in sentences if one and one != self.title]

    def _is_at_bound(self, key: str) -> bool:
        """Whether the best value is as far as the lever goes."""
        optimum = self.found.optimum(key)
        return optimum is not None and not self.limits[0] < optimum.best < self.limits[1]

    def picture(self, key: str, *, mode: str | None = "light", click: str = CLICK) -> go.Figure:
        """The figure of one key figure. `click`: see `present.figures.explore.line`."""
        if self.is_map:
            return heat_map(
                self.found,
                self.levers,
                key,
                times=self.times,
                now=self.now,
                baseline=self.baseline,
                mode=mode,
                click=click,
            )
        now, before = (at[0] if at else None for at in (self.now, self.baseline))
        return line(
            self.found,
            self.levers[0],
            key,
            times=self.times[0],
            now=now,
            baseline=before,
            mode=mode,
            click=click,
        )

    def words(self, key: str) -> str:
        """Its text alternative."""
        return picture_in_words(self.found, self.levers, key)

    def table(self) -> pd.DataFrame:
        """The figures of all points."""
        shown = [
            [round(x * times, 6) for times, x in zip(self.times, point.at, strict=True)]
            for point in self.found.in_order()
        ]
        return table(self.found, self.levers, self.keys, shown)


def explore_answer(view: Explored, settings: SearchSettings, start: str) -> SearchAnswer:
    """The answer as it stands. `start`: what the range starts from, in words."""
    spans = [
        lever.span((axis[0], axis[-1])) for lever, axis in zip(view.levers, view.found.axes, strict=True)
    ]
    figures = tuple(
        AnswerFigure(
            "grid" if view.is_map else "lines",
            partial(view.picture, key, click=""),
            partial(view.words, key),
            partial(_grid if view.is_map else _line, view, key),
        )
        for key in view.keys
    )
    return SearchAnswer(
        key="explore",
        page="Explore",
        asked=f"What happens with {joined(spans)}?",
        title=view.title,
        lines=tuple(view.lines),
        pictures=f"Over the range: {joined(spans)}",
        figures=figures,
        tables=(
            AnswerTable(
                "Every point of the range",
                view.table,
                None if view.is_map else partial(short_table, view.found, view.levers, view.keys),
            ),
        ),
        footnotes=(basis(view.found),),
        question=(
            ("Now", start),
            *(
                (
                    lever.name,
                    f"{lever.number(axis[0])} to {lever.amount(axis[-1])}, {counted(len(axis), 'value', 'values')}",
                )
                for lever, axis in zip(view.levers, view.found.axes, strict=True)
            ),
            ("Key figures", joined([full_name(KPIS[key], view.found.scenario) for key in view.keys])),
        ),
        settings=settings,
    )


def _heads(view: Explored, key: str) -> tuple[str, str]:
    kpi, scenario = KPIS[key], view.found.scenario
    return f"{with_targets(kpi.label, scenario)}{mark(kpi)}", unit(kpi, scenario.costs.currency)


def _line(view: Explored, key: str) -> Chart:
    """The key figure with its intervals over the lever, its target, and where the scenario stands."""
    found, times = view.found, scale(KPIS[key])
    points = found.in_order()
    figures = [point.figure(key) for point in points]

    def scaled(of: Sequence[float | None]) -> tuple[float | None, ...]:
        return tuple(None if x is None else x * times for x in of)

    targets = {one: found.target(one) for one in view.keys}
    places = {NOW: view.now} | ({BASELINE: view.baseline} if view.baseline != view.now else {})
    series = [
        Series("Target", scaled([targets[key]] * len(points))),
        Series(
            "Mean",
            scaled([e.mean for e in figures]),
            scaled([e.low for e in figures]),
            scaled([e.high for e in figures]),
        ),
        *(
            Series(
                upper_first(name),
                scaled([e.mean if p.at == at else None for p, e in zip(points, figures, strict=True)]),
            )
            for name, at in places.items()
            if at in found.points
        ),
    ]
    if not any(target is not None for target in targets.values()):
        del series[0]
    (lever,) = view.levers
    return Chart(
        key,
        *_heads(view, key),
        lever.axis,
        tuple(lever.amount(point.at[0]) for point in points),
        tuple(series),
        tuple(point.at[0] * view.times[0] for point in points),
    )


def _grid(view: Explored, key: str) -> Chart:
    """A row for each value of the second lever, from the highest down as in the picture."""
    found, (first, second) = view.found, view.levers
    columns, rows = found.axes
    return Chart(
        key,
        *_heads(view, key),
        f"{first.axis} across, {lower_first(second.axis)} down",
        tuple(first.number(x) for x in columns),
        tuple(
            Series(
                second.number(y),
                tuple(
                    None if (mean := found.points[x, y].figure(key).mean) is None else mean * scale(KPIS[key])
                    for x in columns
                ),
                stands=tuple(found.standing(found.points[x, y], [key]) or "" for x in columns),
            )
            for y in reversed(rows)
        ),
    )
