"""What the title over a report's pictures says: one figure, with what it was before or where it is best."""

from __future__ import annotations

import math
from functools import partial

from present.comparison import in_words
from present.figures.flows import passing
from present.formats import Kind, digits, plain, short_unit, verdict, with_percent, with_unit
from present.report.marks import without_marks
from present.report.report import Report
from present.sentences import AsText
from present.text_layout import joined, upper_first
from present.tiles import HERO, is_simulated
from present.verdict_headline import SHORT
from sim import KPIS, Result
from sim.experiment import Estimate, Quantity, Replication
from sim.kpis import Kpi
from sim.kpis.flows import SOURCE, through

KPI_OF = {"weeks": "exhaustion_mean", "day": "asa_s", "hours": "occupancy"}
"""The key figure that a picture's heading states; that on calls states a figure of the picture itself."""
HEADINGS_WITHOUT_FIGURE = {
    "weeks": "Week by week",
    "day": "When callers wait",
    "hours": "What the hours on duty are spent on",
}
"""The heading where that KPI has no value."""
BEST = {"down": "lowest", "up": "highest"}
LEADS_ON = "{} of calls lead to another call"


def figures_heading(report: Report, as_text: AsText) -> str:
    """Over the three large figures."""
    if not report.is_comparison:
        return "Callers, people and work, with how sure each figure is"
    if not report.allows_verdict:
        return f"Callers, people and work compared with {as_text(report.baseline_name)}"
    if len(report.sides) == 1:
        return without_marks(upper_first(in_words(report.sides[0], HERO, as_text)))
    return _best_in_each(report, as_text)


def _best_in_each(report: Report, as_text: AsText) -> str:
    """Which scenario is the best in which of the large figures: "Best in exhaustion: B; in satisfaction: C"."""
    won: dict[str, list[str]] = {}
    for key in HERO:
        ranking = report.ranking(key)
        best = "" if ranking.winner is None else as_text(ranking.entries[ranking.winner].name)
        won.setdefault(best, []).append(KPIS[key].noun)
    none = won.pop("", [])
    if not won:
        return "No scenario stands out in any of the three figures"
    parts = [f"{joined(nouns)}: {name}" for name, nouns in won.items()]
    return f"Best in {'; in '.join(parts)}" + (f"; none stands out in {joined(none)}" if none else "")


def picture_heading(report: Report, section_key: str, as_text: AsText) -> str:
    """A picture's message: one figure, with what it was before or where it is best."""
    key = KPI_OF[section_key]
    kpi, words = KPIS[key], KPIS[key].statement
    figures = [report.baseline_figure(key), *(side.pair.figure(key) for side in report.sides)]
    known = [
        e for r, e in zip(report.results, figures, strict=True) if is_simulated(r, key) and e.mean is not None
    ]
    if len(known) < len(figures):
        return HEADINGS_WITHOUT_FIGURE[section_key]

    def shown(figure: Estimate) -> str:
        return _in_short(kpi, digits(kpi, figure.mean))

    if len(figures) == 1:
        return words.format(shown(figures[0]))
    if len(figures) == 2:
        cell = report.sides[0].cell(key)
        found = cell.verdict.shown
        if found is None or not cell.verdict.judged:
            text = words.format(shown(cell.figure))
            return f"{text}: {SHORT[cell.verdict.kind].removesuffix(' for')}"
        before = with_percent(found.before_text, short_unit(kpi))
        return f"{words.format(_in_short(kpi, found.current_text))}, instead of {before}"
    return _of_several(report, kpi, as_text)


def _of_several(report: Report, kpi: Kpi, as_text: AsText) -> str:
    """With which of several scenarios a figure is best, or that none of them can be told apart in it."""
    ranking = report.ranking(kpi.key)
    best = ranking.first if report.allows_verdict else ()
    stands_out = 0 < len(best) < len(ranking.ranked)
    shown = best if stands_out else ranking.ranked
    means = sorted(ranking.entries[i].pair.figure(kpi.key).mean or 0.0 for i in shown)
    low, high = digits(kpi, means[0]), digits(kpi, means[-1])
    span = _in_short(kpi, high if low == high else f"{low} to {high}")
    if stands_out:
        names = [as_text(ranking.entries[i].name) for i in best]
        which = joined(names) if len(names) < 3 else f"{len(names)} of the {len(ranking.ranked)}"
        return f"{kpi.name} is {BEST.get(kpi.better, 'best')} with {which}: {span}"
    if best and kpi.better in BEST:
        return f"No scenario stands out in {kpi.noun}: {span}"
    return f"{kpi.name} lies between {low} and {_in_short(kpi, high)}"


def _in_short(kpi: Kpi, number: str) -> str:
    """A figure in a heading, where the share of what goes unsaid."""
    return with_unit(number, short_unit(kpi))


def calls_heading(report: Report) -> str:
    """Which share of calls leads to another one, in the numbers of the chart below it."""
    first = report.first_week
    pairs = [(report.baseline, first), *((side.pair.current, side.pair.first_week) for side in report.sides)]
    shares = [_leading_on(result, week) for result, week in pairs]
    known = [x for x in shares if x is not None]
    if len(known) < len(shares):
        return "Where calls go on an average open day"
    texts = [plain(100.0 * x, 0) for x in known]
    if len(known) > 2:
        low, high = (plain(100.0 * x, 0) for x in (min(known), max(known)))
        return LEADS_ON.format(f"{low}%" if low == high else f"Between {low} and {high}%")
    text = LEADS_ON.format(f"{texts[-1]}%")
    if len(known) == 1:
        return text
    pair, kpi = report.sides[0].pair, KPIS["repeat_share"]
    difference = Quantity(partial(_again, first)).difference(pair.current, pair.baseline)
    judged = verdict(kpi, difference, replications=pair.shared_replications, baseline=known[0])
    if judged.judged and texts[0] != texts[1]:
        return f"{text}, instead of {texts[0]}%"
    kind: Kind = "small" if judged.judged else judged.kind
    return f"{text}: {SHORT[kind].removesuffix(' for')}"


def _again(first_week: int, replication: Replication) -> float:
    calls = replication.flows_per_day(first_week)
    return through(calls, "again") / (through(calls, SOURCE) or math.nan)


def _leading_on(result: Result, first_week: int) -> float | None:
    calls, again = (passing(node, first_week).mean(result).mean for node in (SOURCE, "again"))
    return None if again is None or not calls else again / calls
