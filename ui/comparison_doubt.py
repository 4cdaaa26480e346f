"""Whether assumptions turn what the page Compare says: one line of what is known, else the way to find out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import streamlit as st

from present.explore import time_in_words
from present.ranking import Ranking
from present.ranking_doubt import order_in_doubt
from present.report.report import searched_runs
from present.sentences import fewer_runs
from sim import Scenario
from sim.experiment import AssumptionRange
from sim.experiment.exploring import seconds
from sim.experiment.sensitivity import settings
from ui.background import find_ranges, known_ranges, range_address
from ui.comparison_state import ComparisonState
from ui.markdown_text import as_text
from ui.runner import STOPPED_TWICE, Finder, answers, pool, runner, why_not
from ui.theme import small
from ui.work import LATER_MS, Work, ask, give_up, redraw_page

SLOT = "compare doubt"
ASK = "What if the assumptions are wrong?"


@dataclass(frozen=True)
class ComparisonDoubt:
    """`others`: compared with `baseline`, in the ranking's order of entries; `replications`: of each."""

    state: ComparisonState
    baseline: Scenario
    others: Sequence[Scenario]
    replications: int
    engine: str

    @property
    def known(self) -> list[AssumptionRange | None]:
        """Of each other scenario, for whomever it was found."""
        return known_ranges(self.baseline, self.others, self._runs)

    def draw(self, ranking: Ranking) -> None:
        """The line, how far it is, or the button."""
        work = None
        if self._addresses in self.state.doubted:
            work = ask(SLOT, (self.engine, self._addresses), self._find, pace_ms=LATER_MS)
        known = self.known
        ranges = [one for one in known if one is not None]
        if len(ranges) == len(known):
            if self._addresses in self.state.doubted:  # what stands above says it, too
                self.state.doubted.discard(self._addresses)
                redraw_page()
            words = order_in_doubt(ranking, ranges, self.state.matters, as_text)
            less = fewer_runs(self._runs, self.replications)
            st.markdown(f"**How sure:** {words}{f' {small(less)}' if less else ''}")
        elif work is not None:
            self._draw_progress(work)
        else:
            with st.container(horizontal=True, vertical_alignment="center", key="compare_doubt"):
                st.button(
                    ASK,
                    key="compare doubt",
                    icon=":material/help:",
                    on_click=self.state.doubted.add,
                    args=(self._addresses,),
                )
                st.markdown(small(f"Takes {time_in_words(self._seconds(known))}."), width="content")

    @property
    def _runs(self) -> int:
        return searched_runs(self.replications)

    @property
    def _addresses(self) -> tuple[tuple[Hashable, ...], ...]:
        return tuple(range_address(self.baseline, other, self._runs) for other in self.others)

    def _seconds(self, known: Sequence[AssumptionRange | None]) -> float:
        missing = [other for other, one in zip(self.others, known, strict=True) if one is None]
        runs = self._runs * max(len(settings(self.baseline, other)) for other in missing)
        return seconds([self.baseline, *missing], runs, pool(self.engine).workers, self.engine)

    def _draw_progress(self, work: Work[int]) -> None:
        if work.error:
            st.error(why_not(work.error, STOPPED_TWICE), icon=":material/error:")
            return
        found = work.value or 0
        share = (found + work.done / max(1, work.total)) / len(self.others)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(1.0, share), text=f"Calculating… {found} of {len(self.others)} scenarios.")
            st.button("Stop", key="stop compare doubt", icon=":material/stop:", on_click=self._stop)

    def _find(self, work: Work[int]) -> int:
        """How many have been found; they are kept for everybody."""
        finder = Finder(runner(self.engine, self._runs), answers())
        for number, _ in enumerate(find_ranges(finder, self.baseline, self.others, self._runs, work), 1):
            work.publish(number)
        return len(self.others)

    def _stop(self) -> None:
        self.state.doubted.discard(self._addresses)
        give_up(SLOT)
