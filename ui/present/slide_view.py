"""Steps on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from present.formats import value
from present.report.report import Report
from present.text_layout import middle_out
from present.tiles import HERO, Tile, hero, is_simulated
from sim import KPIS
from ui.charts import chart
from ui.markdown_text import as_text
from ui.present.pictures import ONE, pictures, short_pair
from ui.present.screen import Screen
from ui.present.steps import PICTURES, Step, report_of_side, steps
from ui.theme import mode
from ui.tiles import COLOURS
from ui.work import live

CONFIG = {"displayModeBar": False, "staticPlot": True}
"""Nothing to point at or to drag: a touch scrolls or steps."""
LEGEND = "Thick line: by chance alone, 95 %. Thin line: under other assumptions."
STEP = "present_step"
NO_BREAK = "\N{NO-BREAK SPACE}"


LATER = ("answer", "sureness")
"""Steps that say more once it is known how far assumptions move the differences."""


class SlideView:
    """All steps of a report but the first, which needs no results.

    `report_now`: the report as it is known by now, and how far what is missing is; the steps that say more then ask
    for it again and again.
    """

    def __init__(
        self,
        report: Report,
        steps: Sequence[Step],
        screen: Screen,
        report_now: Callable[[], tuple[Report, str]],
    ) -> None:
        self._report = report
        self._steps = list(steps)
        self._screen = screen
        self._report_now = report_now

    def draw(self) -> None:
        """Draw all steps."""
        for number, step in enumerate(self._steps[1:], start=1):
            with st.container(key=f"{STEP}_{number}"):
                head(step, number)
                if step.key in LATER:
                    live(f"present_part_{number}", partial(self._draw_later, number))
                else:
                    self._body(step, number)
        with st.container(key="present_all"):  # says to the browser that no more steps come
            st.empty()

    def _body(self, step: Step, number: int) -> None:
        """Everything below the heading."""
        if step.key == "figures":
            with st.container(key=f"present_names_text_{number}"):
                self._names(step, "**{current}**, beside **{baseline}**")
            with st.container(key=f"present_tiles_{number}"):
                self._tiles(self._of(step), number)
            return
        if step.key == "calls":
            with st.container(key=f"present_names_text_{number}"):
                self._names(step, "**{current}**; “was”: {baseline}")
        elif step.key in PICTURES and step.key != "hours":  # there they stand in the picture
            with st.container(key=f"present_names_{number}", horizontal=True):
                self._legend(step, number)
        if step.key in PICTURES:
            self._pictures(step, number)
        else:
            sentences(step, number)

    def _draw_later(self, number: int) -> None:
        """A step that says more once more is known; what it says until then."""
        self._report, missing = self._report_now()
        now = steps(self._report, as_text)
        step = self._steps[number]
        if number < len(now) and now[number].key == step.key:
            step = now[number]
        if step.key == "answer":
            sentences(step, number)
            return
        heading(step, number)
        if missing:
            sentences(step, number)
            with st.container(key=f"present_text28_told_{number}"):
                st.markdown(f":gray[{missing}]")
            return
        self._pictures(step, number)
        with st.container(key=f"present_text24_legend_{number}"):
            st.markdown(f":gray[{LEGEND}]")
        sentences(step, number)

    def _of(self, step: Step) -> Report:
        return report_of_side(self._report, step.side or 0) if self._report.is_comparison else self._report

    def _names(self, step: Step, words: str) -> None:
        report = self._of(step)
        if report.is_comparison:
            current, baseline = short_pair(report.names[1], report.names[0], self._screen, words=4)
            st.markdown(words.format(current=as_text(current), baseline=as_text(baseline)))
        else:
            st.markdown(f"**{as_text(middle_out(report.baseline_name, ONE))}**")

    def _legend(self, step: Step, number: int) -> None:
        """Write the names, each beside its line style."""
        names = self._of(step).names
        shown = {"current": middle_out(names[-1], ONE)}
        if len(names) > 1:
            shown["current"], shown["baseline"] = short_pair(names[1], names[0], self._screen)
        for which, name in shown.items():
            with st.container(key=f"present_{which}_{number}", width="content"):
                st.markdown(as_text(name))

    def _tiles(self, report: Report, number: int) -> None:
        result, baseline = report.results[-1], report.baseline
        before = report.sides[0].pair.before if report.is_comparison else None
        for key, tile, column in zip(HERO, hero(result, baseline), st.columns(3, gap="small"), strict=True):
            with column, st.container(border=True, height="stretch", key=f"present_tile_{number}_{key}"):
                _metric(tile)
                lines = [tile.difference, *tile.notes[: 2 if "week" in "".join(tile.notes[1:2]) else 1]]
                if before is not None and is_simulated(baseline, key) and is_simulated(result, key):
                    currency = baseline.scenario.costs.currency
                    lines.append(f"Baseline {value(KPIS[key], before(key).mean, currency)}")
                st.markdown("\n\n".join(as_text(line) for line in lines if line))

    def _pictures(self, step: Step, number: int) -> None:
        rows = [row for row in pictures(step, self._of(step), self._screen, mode()) if row]
        with st.container(key=f"present_pictures_{number}"):
            for row in rows:
                for column, picture in zip(st.columns(len(row), gap="small"), row, strict=True):
                    with column:
                        chart(picture.make(), picture.words, f"present {number} {row.index(picture)}", CONFIG)


def head(step: Step, number: int) -> None:
    """A step's subject and heading; how sure it is has a heading that says more once that is known."""
    with st.container(key=f"present_kicker_{number}"):
        st.markdown(step.kicker)
    if step.key != "sureness":
        heading(step, number)


def heading(step: Step, number: int) -> None:
    """The heading, in its size."""
    with st.container(key=f"present_title{step.heading}_{number}"):
        st.title(step.title.replace(" %", f"{NO_BREAK}%"), anchor=False)


def sentences(step: Step, number: int) -> None:
    """A step's sentences, in their size."""
    with st.container(key=f"present_text{step.text}_{number}"):
        st.markdown("\n\n".join(step.lines))


def _metric(tile: Tile) -> None:
    st.metric(
        as_text(tile.label),
        f"{as_text(tile.value)} :small[{as_text(tile.unit)}]",
        as_text(tile.delta) or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
    )
