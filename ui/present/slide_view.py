"""Steps on the page: words first, all of them; then pictures, from the step that is shown onward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from ui.present.steps import PICTURES, Step, report_of_side
from ui.theme import mode
from ui.tiles import COLOURS

CONFIG = {"displayModeBar": False, "staticPlot": True}
"""Nothing to point at or to drag: a touch scrolls or steps."""
LEGEND = "Thick line: by chance alone, 95 %. Thin line: under other assumptions."
STEP = "present_step"
NO_BREAK = "\N{NO-BREAK SPACE}"


class SlideView:
    """All steps of a report but the first, which needs no results, and the places of what comes later."""

    def __init__(self, report: Report, steps: Sequence[Step], screen: Screen) -> None:
        self._report = report
        self._screen = screen
        self._steps = list(steps)
        self._places: list[list[Any]] = [[]]  # the first step stands already
        for number, step in enumerate(steps[1:], start=1):
            with st.container(key=f"{STEP}_{number}"):
                head(step, number)
                self._places.append(self._body(step, number))
        with st.container(key="present_all"):  # says to the browser that no more steps come
            st.empty()

    def _body(self, step: Step, number: int) -> list[Any]:
        """Everything but the pictures; the places of the pictures or of what is still looked for."""
        if step.key == "figures":
            with st.container(key=f"present_names_text_{number}"):
                self._names(step, "**{current}**, beside **{baseline}**")
            with st.container(key=f"present_tiles_{number}"):
                self._tiles(self._of(step), number)
            return []
        if step.key == "calls":
            with st.container(key=f"present_names_text_{number}"):
                self._names(step, "**{current}**; “was”: {baseline}")
        elif step.key in PICTURES and step.key != "hours":  # there they stand in the picture
            with st.container(key=f"present_names_{number}", horizontal=True):
                self._legend(step, number)
        if step.key in PICTURES:
            return self._rows(step, number)
        if step.key == "sureness":
            whole = st.empty()
            with whole.container():
                heading(step, number)
                sentences(st.empty(), step, number)
                with st.container(key=f"present_text28_told_{number}"):
                    widget_sync = st.empty()
            return [whole, widget_sync]
        place = st.empty()
        sentences(place, step, number)
        return [place]

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

    def _rows(self, step: Step, number: int) -> list[Any]:
        rows = [row for row in pictures(step, self._of(step), self._screen, mode()) if row]
        places = []
        with st.container(key=f"present_pictures_{number}"):
            for row in rows:
                columns = st.columns(len(row), gap="small")
                places += [column.empty() for column in columns]
        return places

    # ── What comes later ──────────────────────────────────────────────────────────────────────────

    def draw_pictures(self, first: int) -> None:
        """Draw the pictures of all steps, from the step at index `first` onward and then those before it."""
        order = range(len(self._steps))
        for number in [*order[first:], *order[:first]]:
            step = self._steps[number]
            if step.key in PICTURES:
                self._fill(self._places[number], step, number)

    def _fill(self, places: Sequence[Any], step: Step, number: int) -> None:
        """Draw a step's pictures into places made by `_rows`."""
        drawn = [p for row in pictures(step, self._of(step), self._screen, mode()) for p in row]
        for i, (place, picture) in enumerate(zip(places, drawn, strict=True)):
            chart(place, picture.make(), picture.words, key=f"present {number} {i}", config=CONFIG)

    def show_progress(self, side: int, words: str) -> None:
        """Say how far the runs are that show how sure a scenario's differences are."""
        for number, step in enumerate(self._steps):
            if step.key == "sureness" and step.side == side:
                self._places[number][1].markdown(f":gray[{words}]")

    def update(self, report: Report, steps: Sequence[Step]) -> None:
        """Draw what is known now: how sure the differences are, and the answer with what follows from it."""
        old, self._report, self._steps = self._steps, report, list(steps)
        for number, (step, before) in enumerate(zip(steps, old, strict=False)):
            if step.key == before.key == "answer" and step.lines != before.lines:
                sentences(self._places[number][0], step, f"{number}_again")
            if step.key == before.key == "sureness" and step.lines != before.lines:
                self._draw_sureness(step, number)

    def _draw_sureness(self, step: Step, number: int) -> None:
        with self._places[number][0].container():
            heading(step, f"{number}_again")
            self._fill(self._rows(step, number), step, number)
            with st.container(key=f"present_text24_legend_{number}"):
                st.markdown(f":gray[{LEGEND}]")
            with st.container(key=f"present_text{step.text}_{number}_again"):
                st.markdown("\n\n".join(step.lines))


def head(step: Step, number: int) -> None:
    """A step's subject and heading; the heading of how sure it is comes again once that is known."""
    with st.container(key=f"present_kicker_{number}"):
        st.markdown(step.kicker)
    if step.key != "sureness":
        heading(step, number)


def heading(step: Step, number: int | str) -> None:
    """The heading, in its size."""
    with st.container(key=f"present_title{step.heading}_{number}"):
        st.title(step.title.replace(" %", f"{NO_BREAK}%"), anchor=False)


def sentences(place: Any, step: Step, number: int | str) -> None:
    """A step's sentences, in their size."""
    with place.container(key=f"present_text{step.text}_{number}"):
        st.markdown("\n\n".join(step.lines))


def _metric(tile: Tile) -> None:
    st.metric(
        as_text(tile.label),
        f"{as_text(tile.value)} :small[{as_text(tile.unit)}]",
        as_text(tile.delta) or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
    )
