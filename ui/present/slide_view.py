"""Steps on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from present.formats import mark, with_unit
from present.guess import name_of
from present.report.report import Report
from present.text_layout import together, upper_first
from present.tiles import HERO, Tile, hero, is_simulated
from sim import KPIS
from ui.charts import chart
from ui.markdown_text import as_text
from ui.present.blocks import guess_card, link_block, told_of_choice, told_of_figure
from ui.present.pictures import pictures, short_names
from ui.present.screen import Screen
from ui.present.steps import PICTURES, Step, report_of_side, steps
from ui.theme import mode
from ui.tiles import COLOURS, value_with_unit
from ui.work import live

CONFIG = {"displayModeBar": False, "staticPlot": True}
"""Nothing to point at or to drag: a touch scrolls or steps."""
LEGEND = "Thick line: by chance alone, 95%. Thin line: under other assumptions."
STEP = "present_step"
LATER = ("room", "sureness")
"""Steps that say more once more is known."""


class SlideView:
    """All steps of a report but the first, which needs no results.

    `report_now`: the report as it is known by now, and how far what is missing is; the steps that say more then ask
    for it again and again. `address`: where this presentation is.
    """

    def __init__(
        self,
        report: Report,
        steps: Sequence[Step],
        screen: Screen,
        address: str,
        report_now: Callable[[], tuple[Report, str]],
    ) -> None:
        self._report = report
        self._steps = list(steps)
        self._screen = screen
        self._address = address
        self._report_now = report_now

    def draw(self) -> None:
        """Draw all steps."""
        for number, step in enumerate(self._steps[1:], start=1):
            with st.container(key=f"{STEP}_{number}"):
                head(step, number)
                if step.key in LATER or step.has_tiles:
                    live(f"present_part_{number}", partial(self._draw_later, number))
                else:
                    self._body(step, number)
        with st.container(key="present_all"):  # says to the browser that no more steps come
            st.empty()

    def _body(self, step: Step, number: int) -> None:
        """Everything below the heading."""
        match step.key:
            case "guess":
                st.html(guess_card(self._report))
            case "link":
                st.html(link_block(self._address))
            case "answer" | "figures" if step.has_tiles:
                self._answer(step, number)
            case "answer":
                sentences(step, number)
                st.html(f'<div class="told">{told_of_choice(self._report)}</div>')
            case "calls":
                with st.container(key=f"present_names_text_{number}"):
                    self._names(step, "**{current}**; “was”: {baseline}")
                self._pictures(step, number)
            case "hours":  # the names stand in the picture
                self._pictures(step, number)
            case key if key in PICTURES:
                with st.container(key=f"present_names_{number}", horizontal=True):
                    self._legend(step, number)
                self._pictures(step, number)
            case _:
                sentences(step, number)

    def _answer(self, step: Step, number: int) -> None:
        """The large figures."""
        if self._report.is_comparison:  # else the heading says the name
            with st.container(key=f"present_names_text_{number}"):
                self._names(step, "**{current}** compared with **{baseline}**", lines=2)
        with st.container(key=f"present_tiles_{number}"):
            self._tiles(self._of(step), number, is_guessed=len(self._report.sides) == 1)
        if step.lines:
            sentences(step, number)

    def _draw_later(self, number: int) -> None:
        """A step that says more once more is known; what it says until then."""
        self._report, missing = self._report_now()
        step = self._steps[number]
        now = steps(self._report, as_text, guess_first=any(s.key == "guess" for s in self._steps))
        if number < len(now) and now[number].key == step.key:
            step = now[number]
        if step.key == "room":
            sentences(step, number)
            return
        if step.has_tiles:  # whether a verdict is green or red may depend on an assumption
            self._answer(step, number)
            return
        heading(step, number)
        if missing and not self._of(step).ranges:
            sentences(step, number)
            with st.container(key=f"present_text28_told_{number}"):
                st.markdown(f":gray[{missing}]")
            return
        self._pictures(step, number)
        with st.container(key=f"present_text24_legend_{number}"):
            st.markdown(f":gray[{LEGEND}]")
        if step.lines:
            sentences(step, number)

    def _of(self, step: Step) -> Report:
        return report_of_side(self._report, step.side or 0) if self._report.is_comparison else self._report

    def _names(self, step: Step, words: str, lines: int = 1) -> None:
        report = self._of(step)
        shown = short_names(report, self._screen, words, lines)
        if report.is_comparison:
            st.markdown(words.format(current=as_text(shown[1]), baseline=as_text(shown[0])))
        else:
            st.markdown(f"**{as_text(shown[0])}**")

    def _legend(self, step: Step, number: int) -> None:
        """Write the names, each beside its line style."""
        baseline, *others = short_names(self._of(step), self._screen)
        shown = {"current": others[0], "baseline": baseline} if others else {"current": baseline}
        for which, name in shown.items():
            with st.container(key=f"present_{which}_{number}", width="content"):
                st.markdown(as_text(name))

    def _tiles(self, report: Report, number: int, *, is_guessed: bool) -> None:
        result, baseline = report.results[-1], report.baseline
        tiles = hero(result, baseline, doubts=report.doubted[0] if report.is_comparison else ())
        for key, tile, column in zip(HERO, tiles, st.columns(3, gap="small"), strict=True):
            with column, st.container(border=True, height="stretch", key=f"present_tile_{number}_{key}"):
                _metric(f"{name_of(key)}{mark(KPIS[key])}", tile)
                lines = [upper_first(tile.doubt), tile.difference or tile.notes[0]]
                if report.is_comparison and is_simulated(baseline, key) and is_simulated(result, key):
                    before = with_unit(report.sides[0].pair.shown(key).before_text, tile.unit)
                    lines.append(f"Baseline: {before}")
                st.markdown("\n\n".join(together(as_text(line)) for line in lines if line))
                if is_guessed:
                    st.html(f'<div class="told">{told_of_figure(report, key)}</div>')

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
        st.title(together(step.title), anchor=False)


def sentences(step: Step, number: int) -> None:
    """A step's sentences, in their size."""
    with st.container(key=f"present_text{step.text}_{number}"):
        st.markdown("\n\n".join(together(line) for line in step.lines))


def _metric(label: str, tile: Tile) -> None:
    st.metric(
        as_text(label),
        value_with_unit(tile, small_unit=True),
        together(as_text(tile.delta)) or None,
        delta_color=COLOURS[tile.tone],
        delta_arrow=tile.arrow,
    )
