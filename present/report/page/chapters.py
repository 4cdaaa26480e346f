"""The page's chapters: what stands in each between its heading and its notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from present.comparison import FIRST_KEYS, not_comparable
from present.comparison_tables import by_kpi, differences
from present.figures.forest import LEGEND, forest, forest_in_words
from present.figures.pair_figures import DAY, FLOWS, HOURS, TEAM, WEEKS, PairFigure
from present.formats import NO_BREAK
from present.limits import limits
from present.pair import Pair
from present.ranges import doubts, range_lines
from present.report.assumption_table import assumption_rows
from present.report.chart_data import ways_chart
from present.report.difference_ranges import ranges_figure, ranges_in_words, ranges_table, rows_of
from present.report.outline import Section, provenance
from present.report.page import tables
from present.report.page.charts import Charts, PagePair, foldable, with_folded_table
from present.report.page.html_text import as_text, marks_as_html, names_in_figures, safe
from present.report.page.stacked import stacked, stacked_in_words, stacked_table
from present.report.report import Report
from present.report.search_answer import SearchAnswer
from present.scenario_diff import SAME, differing_rows
from present.tiles import HERO, Tile, hero
from present.trust_table import STATUS, for_paper, numbers
from sim.experiment import KEYS, AssumptionRange

ALL_FIGURES = "All key figures"


class Chapters:
    """`page_pairs`: every scenario beside the baseline, or the baseline alone."""

    def __init__(self, report: Report, page_pairs: tuple[PagePair, ...], charts: Charts) -> None:
        self._report, self._page_pairs, self._charts = report, page_pairs, charts

    def inner(self, section: Section) -> str:
        """What stands in a chapter."""
        by_key: dict[str, Callable[[Section], str]] = {
            "answer": self._answer,
            "figures": self._figures,
            "weeks": self._weeks,
            "day": self._day,
            "calls": self._calls,
            "hours": self._hours,
            "sureness": self._sureness,
            "assumptions": self._assumptions,
            "levers": self._levers,
            "limits": lambda _: _limits(),
            "made": lambda _: self._provenance(),
        }
        if section.answer is not None:
            return self._search(section.answer, section)
        make = by_key.get(section.key)
        return _lines(section) if make is None else make(section)

    def _each(self, draw: Callable[[PagePair], Iterable[str]], css_class: str) -> str:
        """The same of every scenario; one is shown at a time, and the reader picks which."""
        parts = [self._picker()]
        for number, page_pair in enumerate(self._page_pairs):
            hidden = "" if number == self._report.on_screen else " hidden"
            parts.append(
                f'<div class="{css_class}" data-side="{page_pair.key}"{hidden}>{"".join(draw(page_pair))}</div>'
            )
        return "".join(parts)

    def _picker(self) -> str:
        if len(self._page_pairs) < 2:
            return ""
        shown = self._page_pairs[self._report.on_screen]
        options = "".join(
            f'<option value="{page_pair.key}" dir="auto"{" selected" if page_pair is shown else ""}>'
            f"{safe(page_pair.names.current)}</option>"
            for page_pair in self._page_pairs
        )
        return (
            f'<p class="pick"><label>Scenario <select class="side" autocomplete="off">{options}</select></label>'
            f'<bdi class="paper" aria-hidden="true">{safe(shown.names.current)}</bdi>'
            f"<span>compared with <bdi>{safe(self._report.baseline_name)}</bdi></span></p>"
        )

    def _answer(self, section: Section) -> str:
        report = self._report
        reasons = not_comparable(
            report.baseline.scenario, [(s.name, s.pair.current.scenario) for s in report.sides], as_text
        )
        careful = "".join(f"<li>{marks_as_html(reason)}</li>" for reason in reasons)
        return _lines(section) + (f'<ul class="careful">{careful}</ul>' if careful else "")

    def _figures(self, section: Section) -> str:
        report, ranges = self._report, self._report.ranges
        by_scenario = dict(zip([b.key for b in self._page_pairs], ranges, strict=False))

        def draw(page_pair: PagePair) -> Iterable[str]:
            yield tiles(page_pair.pair, by_scenario.get(page_pair.key))

        inner = (self._forest() if len(report.sides) > 1 else "") + self._each(draw, "tiles")
        table = by_kpi(report.baseline_name, report.baseline, report.sides, KEYS)
        rows = tables.texts_as_html([c.name for c in table.columns], table.rows, ALL_FIGURES)
        return inner + foldable(ALL_FIGURES, rows, "numbers")

    def _forest(self) -> str:
        report = self._report
        panels = []
        for key in FIRST_KEYS:
            cells = [(side.name, side.cell(key)) for side in report.sides]
            words = forest_in_words(cells, report.baseline_name)
            panels.append(self._charts.element(f"forest {key}", partial(forest, cells), words))
        drawn = "".join(f'<figure class="drawn">{panel}</figure>' for panel in panels)
        numbers_of = tables.frame_as_html(
            differences(report.sides, FIRST_KEYS), "Differences from the baseline"
        )
        return (
            f'<h3>Differences from <bdi>{safe(report.baseline_name)}</bdi></h3><p class="small">{safe(LEGEND)}</p>'
            f'<div class="charts three">{drawn}</div>{foldable("The numbers", numbers_of, "numbers")}'
        )

    def _weeks(self, section: Section) -> str:
        return _lines(section) + self._each(self._by_legend(WEEKS), "charts three")

    def _day(self, section: Section) -> str:
        return _lines(section) + self._each(self._by_legend(DAY), "charts")

    def _by_legend(self, figures: Iterable[PairFigure]) -> Callable[[PagePair], Iterable[str]]:
        return lambda b: (self._charts.pair_chart(b, figure, b.legend) for figure in figures)

    def _calls(self, section: Section) -> str:
        inner = self._each(lambda b: self._charts.pair_chart(b, FLOWS, b.short), "charts wide")
        chart = ways_chart(self._report)
        if chart.is_empty:
            return _lines(section) + inner
        names = names_in_figures(self._report)
        draw, words = partial(stacked, chart, names), stacked_in_words(chart)
        table = tables.frame_as_html(stacked_table(chart), chart.title)
        ways = with_folded_table(self._charts.element("ways", draw, words), table)
        return f'{_lines(section)}{inner}<div class="charts wide">{ways}</div>'

    def _hours(self, section: Section) -> str:
        def draw(b: PagePair) -> Iterable[str]:
            yield self._charts.pair_chart(b, HOURS, b.short)
            yield self._charts.pair_chart(b, TEAM, b.narrow)

        return _lines(section) + self._each(draw, "charts wide")

    def _sureness(self, section: Section) -> str:
        report = self._report
        panels = []
        for key in HERO:
            rows = rows_of(report, key)
            if rows:
                words = ranges_in_words(rows, report.baseline_name)
                element = self._charts.element(f"reach {key}", partial(ranges_figure, rows), words)
                panels.append(f'<figure class="drawn">{element}</figure>')
        if not panels:
            return _lines(section)
        frame = ranges_table(report, HERO)
        table = foldable(
            "The numbers", tables.frame_as_html(frame, "Differences and how sure they are"), "numbers"
        )
        return f'{_lines(section)}<div class="charts three">{"".join(panels)}</div>{table}'

    def _assumptions(self, section: Section) -> str:
        rows = [(r.meaning, r.here, r.between, r.source) for r in assumption_rows(self._report)]
        head = ("What it is", "Here", "Evidence leaves open", "Rests on")
        return _lines(section) + tables.texts_as_html(head, rows, section.title) + _search()

    def _search(self, answer: SearchAnswer, section: Section) -> str:
        """What a search has found: pictures, then every table, and everything that was asked."""
        drawn = "".join(
            f'<figure class="drawn">'
            f"{self._charts.element(f'{answer.key} {number}', figure.draw, figure.words())}</figure>"
            for number, figure in enumerate(answer.figures)
        )
        folded = "".join(
            foldable(table.title, tables.frame_as_html(table.make(), table.title), "numbers")
            for table in answer.tables
        )
        told = [note for note in (answer.legend, *answer.footnotes) if note]
        notes = "".join(f'<p class="small">{safe(note)}</p>' for note in told)
        pairs = "".join(f"<div><dt>{safe(what)}</dt><dd>{safe(x)}</dd></div>" for what, x in answer.question)
        return (
            f'{_lines(section)}<div class="charts wide">{drawn}</div>{notes}{folded}'
            f'<h3>What was asked</h3><dl class="made">{pairs}</dl>'
        )

    def _levers(self, section: Section) -> str:
        report = self._report
        rows = differing_rows(report.baseline.scenario, [side.pair.current.scenario for side in report.sides])
        if not rows:
            return _lines(section)
        cells = [(row.name, row.baseline, *row.cells) for row in rows]
        return _lines(section) + tables.texts_as_html(("Setting", *report.names), cells, section.title, SAME)

    def _provenance(self) -> str:
        pairs = "".join(
            f"<div><dt>{marks_as_html(label)}</dt><dd>{marks_as_html(text)}</dd></div>"
            for label, text in provenance(self._report, as_text)
        )
        return f'<dl class="made">{pairs}</dl>'


def _lines(section: Section) -> str:
    if not section.lines:
        return ""
    lines = "".join(f"<li>{marks_as_html(line)}</li>" for line in section.lines)
    return f'<ul class="lines">{lines}</ul>'


def _limits() -> str:
    """List all limits; the first is the chapter's heading."""
    (_, lead), *others = limits()
    items = "".join(f"<li><strong>{safe(head)}</strong> {safe(words)}</li>" for head, words in others)
    return f'<p class="lead">{safe(lead)}</p><ul class="limits">{items}</ul>'


SEARCHED = ("sourced", "assumption")


def _search() -> str:
    """Every constant with a source or assumed, to be searched."""
    table = numbers()
    table = for_paper(table[table["Status"].isin([STATUS[key] for key in SEARCHED])])
    rows = table.to_numpy().tolist()
    cells = tables.texts_as_html(list(table), rows, "All constants of the model")
    options = "".join(f'<option value="{STATUS[key]}">{STATUS[key]}</option>' for key in SEARCHED)
    return (
        f'<div class="search"><h3>All {len(rows)} constants of the model</h3><form class="find" role="search">'
        '<label>Find <input type="search" id="find" autocomplete="off" spellcheck="false"></label>'
        f'<label>Status <select id="status"><option value="">All</option>{options}</select></label>'
        f'<output id="hits" aria-live="polite">{len(rows)} of {len(rows)}</output></form>'
        f"{cells.replace('<table', '<table id=constants')}</div>"
    )


ARROWS = {"up": "▲", "down": "▼", "off": ""}


def tiles(pair: Pair, ranges: AssumptionRange | None) -> str:
    """`ranges`: how far each difference moves under other assumptions, where that is known."""
    lines = range_lines(ranges, pair) if ranges is not None else ("",) * len(HERO)
    shown = hero(pair.current, pair.baseline, doubts=doubts(ranges, pair) if ranges is not None else ())
    return "".join(_tile(tile, line) for tile, line in zip(shown, lines, strict=True))


def _tile(tile: Tile, line: str) -> str:
    space = "" if tile.unit.startswith("%") else NO_BREAK
    unit = f'{space}<span class="unit">{safe(tile.unit)}</span>' if tile.unit else ""
    arrow = f'<span aria-hidden="true">{ARROWS[tile.arrow]}</span> ' if ARROWS[tile.arrow] else ""
    delta = f'<p class="delta {tile.tone}">{arrow}{safe(tile.verdict)}</p>' if tile.delta else ""
    small = [tile.difference, line, *tile.notes]
    notes = "".join(f"<li>{safe(note)}</li>" for note in small if note)
    return (
        f'<div class="tile"><h3>{safe(tile.label)}</h3><p class="value">{safe(tile.value)}{unit}</p>'
        f"{delta}<ul>{notes}</ul></div>"
    )
