"""One comparison in every form: what is said of a figure is the same to the digit, and it adds up.

Expected numbers are worked out here from the runs, with the digits written down below; no form's own functions help.
"""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace as with_
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from present.comparison import in_words
from present.comparison_tables import by_kpi
from present.figures.dots import Dot, dot_text
from present.moves import move_in_words
from present.ranking import ALIKE
from present.report.outline import figure_in_words
from present.report.page import to_page
from present.report.report import Report, ReportResults, collect, names_of
from present.report.slides import to_slides
from present.report.workbook import to_workbook
from present.scorecard import number_of, scorecard, verdict_of
from present.scorecard_html import scorecard_html
from present.sentences import summarise
from present.stories.phrases import clause, figure
from present.terminal_tables import compare_table
from present.tiles import HERO, SECOND_ROW, hero, second_row
from sim import KPIS, parse, replace
from sim.experiment import Runner, difference
from sim.experiment.result import KEYS
from ui.present.blocks import told_of_choice
from ui.present.steps import steps

DIGITS = {
    "satisfaction_surveyed": 1,
    "satisfaction_all": 1,
    "quality_score": 1,
    "exhaustion_mean": 1,
    "exhaustion_stayers": 1,
    "exhaustion_over_line": 0,
    "quits_per_year": 1,
    "absence": 1,
    "calls_offered_per_day": 0,
    "calls_handled_per_day": 0,
    "calls_handled_per_agent_day": 1,
    "issues_resolved_per_day": 0,
    "issues_resolved_per_agent_day": 1,
    "fcr": 1,
    "repeat_share": 1,
    "transfer_share": 1,
    "squeezed_share": 1,
    "service_level": 1,
    "service_level_answered": 1,
    "service_level_excl_short_abandons": 1,
    "service_level_short_abandons_good": 1,
    "asa_s": 0,
    "wait_p90_s": 0,
    "abandonment": 1,
    "aht_min": 2,
    "occupancy": 1,
    "difficult_time_share": 1,
    "closed_by_rule_share": 1,
    "salvageable_cut_share": 1,
    "cost_per_week": 0,
    "cost_per_resolved": 2,
    "replacement_cost_per_year": 0,
}
"""Digits behind the point of every key figure at the size that it has in this centre."""
BEFORE = parse("""
schema: 1
name: Before
horizon: {weeks: 1, warm_up_weeks: 1}
demand: {calls_per_day: 130}
call_types: [{name: Calls, share: 1.0, need: {mean_min: 6.0}}]
teams: [{name: Front line, agents: 7, shifts: [{start: "08:00"}]}]
rules: {handle_time_cap: {minutes: 4.0, basis: each_call}}
""")
AFTER = replace(
    BEFORE, {"rules.handle_time_cap.minutes": None, "costs.other_per_week": 250.0, "name": "No target"}
)
RUNS = 6


@pytest.fixture(scope="module")
def report():
    simulated = collect([BEFORE, AFTER], Runner(seed=5, replications=RUNS))
    return Report(simulated, names_of([BEFORE, AFTER]), date(2026, 11, 29))


def rounded_text(number: Decimal, digits: int, *, sign: bool = False) -> str:
    text = f"{number:+,.{digits}f}" if sign else f"{number:,.{digits}f}"
    if sign and not number:
        return "0"
    return text.replace("-", "−")


@pytest.fixture(scope="module")
def expected(report):
    """By key figure: (before, current, difference) as they have to be said; difference None where nothing is said."""
    before, after = report.results
    found = {}
    for i, key in enumerate(KEYS):
        times = 100 if KPIS[key].unit.startswith("share") else 1
        unit = Decimal(1).scaleb(-DIGITS[key])
        means = [sum(float(r.values[i]) for r in one.replications) / RUNS for one in (before, after)]
        was, now = (Decimal(mean * times).quantize(unit, ROUND_HALF_EVEN) for mean in means)
        digits = DIGITS[key]
        found[key] = (
            rounded_text(was, digits),
            rounded_text(now, digits),
            rounded_text(now - was, digits, sign=True),
        )
    return found


WORDS = ("better", "worse", "too small to matter", "not detected", "no change")


def word_of(text: str) -> str:
    return next((word for word in WORDS if word in text), "different")


@pytest.fixture(scope="module")
def words(report):
    """The verdict on each key figure, from the interval of the paired differences."""
    before, after = report.results
    found = {}
    for key in KEYS:
        kpi, e = KPIS[key], difference(after, before, key)
        if max(abs(e.low), abs(e.high)) < 1e-9:
            found[key] = "no change"
        elif e.low <= 0.0 <= e.high:
            found[key] = "not detected"
        elif abs(e.mean) < kpi.matters_from(before.kpi(key).mean):
            found[key] = "too small to matter"
        elif kpi.better in ("up", "down"):
            found[key] = "better" if (e.mean > 0.0) == (kpi.better == "up") else "worse"
        else:
            found[key] = None  # by a band, or neither
    return found


def check(key, text, expected, words, *, name=""):
    """`text`: what a form says of the difference: its amount, where there is one to say, and the verdict."""
    verdict = words[key]
    if verdict is not None:
        assert word_of(text) == verdict, (name, key, text)
    amount = re.search(r"[+−]?[\d,.]*\d", text)
    if verdict in ("not detected", "no change"):
        assert amount is None, (name, key, text)
    elif "under" not in text:
        assert amount is not None
        assert amount[0] == expected[key][2], (name, key, text)


def plain(text: str) -> str:
    return html.unescape(text).replace("\N{NO-BREAK SPACE}", " ")


# ── On the page ───────────────────────────────────────────────────────────────────────────────────


def test_the_tiles_of_what_if(report, expected, words):
    (side,) = report.sides
    large = zip(HERO, hero(side.pair.current, side.pair.baseline), strict=True)
    small = zip(SECOND_ROW, second_row(side.pair.current, side.pair.baseline), strict=True)
    for key, tile in (*large, *small):
        assert tile.value == expected[key][1], key
        check(key, tile.delta, expected, words)


@pytest.mark.parametrize("key", KEYS)
def test_the_stories(key, report, expected, words):
    pair = report.sides[0].pair
    tile = figure(pair, key)
    assert tile.value == expected[key][1]
    check(key, tile.delta, expected, words)
    text = plain(clause(pair, key)).replace("**", "")
    if words[key] in ("better", "worse"):
        size = expected[key][2].lstrip("+−")
        assert re.search(rf"\bby {re.escape(size)}\b", text), text
        assert re.search(rf"\bto {re.escape(expected[key][1])}\b", text), text


def test_compare_and_the_web_page_s_table(report, expected, words):
    table = by_kpi(report.baseline_name, report.baseline, report.sides, KEYS)
    for key, (_, before, after) in zip(KEYS, table.rows, strict=True):
        assert re.match(r"[\d,.]+", plain(before))[0] == expected[key][0], key
        number, _, rest = re.match(r"([\d,.]+)(\S* ?[^●◆■□○=]*)(.*)", plain(after)).groups()
        assert number == expected[key][1], key
        check(key, rest, expected, words)


def test_the_scorecard_of_compare(report, expected, words):
    card = scorecard(report.baseline_name, report.baseline, report.sides, KEYS, ALIKE)
    shown = plain(re.sub("<[^>]*>", "\n", scorecard_html(card, "light")))
    for row in card.rows:
        for key, cell in zip(KEYS, row.cells, strict=True):
            number, _ = number_of(cell)
            assert number == expected[key][0 if row.is_baseline else 1], key
            assert number in shown
            if not row.is_baseline:
                check(key, verdict_of(row, cell), expected, words)
                assert plain(verdict_of(row, cell)) in shown, key


def test_compare_in_words(report, expected, words):
    text = plain(in_words(report.sides[0], KEYS))
    for key in KEYS:
        if words[key] in ("better", "worse"):
            assert f"{KPIS[key].noun} (**{expected[key][2]}" in text, key
        elif words[key] is not None:
            assert f"{KPIS[key].noun} (" not in text, key


def test_the_answer_in_words(report, expected, words):
    """Every "x instead of y" of the answer, and every amount before it."""
    pair = report.sides[0].pair
    told = summarise(pair.current, pair.baseline)
    text = plain(" ".join((told.headline, told.behind, told.price, told.money))).replace("**", "")
    said_of = {
        "satisfaction_all": r"([\d.,]+) (?:more|fewer) of 100 callers are satisfied \(([\d.,]+)% instead of ([\d.,]+)",
        "exhaustion_mean": r"([\d.,]+) points (?:lower|higher) \(([\d.,]+) of 100 instead of ([\d.,]+)",
        "cost_per_week": r"Weekly cost: ([\d.,]+) AUD \w+ \(([\d.,]+) AUD a week instead of ([\d.,]+)",
    }
    for key, pattern in said_of.items():
        amount, now, was = re.search(pattern, text).groups()
        assert (was.rstrip(".,"), now) == expected[key][:2], key
        assert amount == expected[key][2].lstrip("+−"), key
    now, was = re.search(r"resolved issue costs ([\d.]+\d) AUD instead of ([\d.]+\d)", text).groups()
    assert (was, now) == expected["cost_per_resolved"][:2]
    for key in KEYS:
        found = re.search(rf"{KPIS[key].noun} ([\d.,]+)\S* instead of ([\d.,]+\d)", text)
        if found:
            assert (found[2], found[1]) == expected[key][:2], key


def test_the_last_move_and_the_ranking(report, expected, words):
    before, after = report.results
    told = plain(move_in_words(before, after, "Target"))
    for key in HERO:
        verdict = report.sides[0].cell(key).verdict
        if words[key] in ("better", "worse"):
            assert f"{KPIS[key].noun} {expected[key][2]}" in told
            assert dot_text(Dot("", report.sides[0].pair.difference(key), verdict), key).startswith(
                expected[key][2]
            )


# ── Reports ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", HERO)
def test_a_figure_in_words(key, report, expected, words):
    text = plain(figure_in_words(report, key))
    before, after = re.search(r": Before ([\d,.]+).*No target ([\d,.]+)", text).groups()
    assert (before, after) == expected[key][:2]
    check(key, text.rpartition(";")[2], expected, words)


def test_the_slide_of_the_three_figures(report, expected, words):
    deck = Presentation(io.BytesIO(to_slides(report)))
    (slide,) = (one for one in deck.slides if len([s for s in one.shapes if s.has_table]) == len(HERO))
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    for key, table in zip(HERO, tables, strict=True):
        check(key, plain(table.cell(2, 1).text), expected, words)
    for key, shape in zip(HERO, (s for s in slide.shapes if s.has_chart), strict=True):
        (series,) = shape.chart.plots[0].series
        pattern = series.data_labels.number_format
        digits = len(pattern.partition(".")[2])
        assert tuple(f"{x:,.{digits}f}" for x in series.values) == expected[key][:2]


def displayed(cell) -> str:
    """What a spreadsheet shows of a number: formats with one pattern, a pattern for each sign, or spelt out."""
    if cell.number_format.startswith('"'):
        return cell.number_format.strip('"')
    parts = cell.number_format.split(";")
    part = parts[1] if cell.value < 0 and len(parts) > 1 else parts[0]
    digits = len(part.partition(".")[2])
    sign = "+" if part.startswith("+") else "−" if part.startswith('"−"') else ""
    text = f"{abs(cell.value):,.{digits}f}"
    return f"{sign}{text}"


def test_the_workbook(report, expected, words):
    book = load_workbook(io.BytesIO(to_workbook(report)))
    differences, summary = book["Differences"], book["Summary"]
    rows = {r[2].value.rstrip("†"): r for r in differences.iter_rows() if r[0].value == "No target"}
    for key in KEYS:
        row = rows[KPIS[key].name]
        assert displayed(row[3]) == expected[key][0], key
        assert displayed(row[4]) == expected[key][1], key
        if row[6].value:
            assert displayed(row[6]) == expected[key][2], key
        if words[key] is not None:
            assert word_of(row[10].value) == words[key]
    for key in HERO:
        of_key = [
            r
            for r in summary.iter_rows()
            if str(r[0].value).rstrip("†") == KPIS[key].name and r[1].value in report.names
        ]
        assert [displayed(r[2]) for r in of_key] == list(expected[key][:2])
        assert displayed(of_key[1][6]) == expected[key][2]
        assert word_of(of_key[1][10].value) == words[key]


def test_the_workbook_s_numbers_are_unrounded(report):
    differences = load_workbook(io.BytesIO(to_workbook(report)))["Differences"]
    before, after = report.results
    rows = {r[2].value.rstrip("†"): r for r in differences.iter_rows() if r[0].value == "No target"}
    for i, key in enumerate(KEYS):
        times = 100 if KPIS[key].unit.startswith("share") else 1
        means = [sum(float(r.values[i]) for r in one.replications) / RUNS for one in (before, after)]
        assert rows[KPIS[key].name][6].value == pytest.approx(times * (means[1] - means[0]), abs=1e-9)


def test_the_web_page(report, expected, words):
    text = to_page(report).decode()
    tiles = re.findall(r'<div class="tile">(.*?)</div>', text, re.DOTALL)
    for key, tile in zip(HERO, tiles, strict=True):
        assert re.search(r'<p class="value">([\d,.]+)', tile)[1] == expected[key][1]
        check(
            key, plain(re.sub("<[^>]*>", "", re.search(r'<p class="delta.*?</p>', tile)[0])), expected, words
        )


# ── The command line ──────────────────────────────────────────────────────────────────────────────


def test_the_command_line(report, expected, words):
    lines = plain(compare_table(report.results)).splitlines()
    for key in KEYS:
        name = re.escape(KPIS[key].name)
        (line,) = (one for one in lines if re.match(rf"{name}†?  ", one))
        before, after, rest = re.match(rf"{name}†? +([\d,.]+|–) +([\d,.]+|–)(.*)", line).groups()
        assert (before, after) == expected[key][:2], key
        (judged,) = re.findall(r"  ((?:[+−\d]|under |not |no ).*?)(?:  |$)", rest)[:1]
        check(key, judged, expected, words)


# ── While runs arrive ─────────────────────────────────────────────────────────────────────────────


def test_with_fewer_runs_on_one_side_the_figures_are_of_those_that_both_have(report):
    before, after = report.results
    early = with_(after, replications=after.replications[:4])
    (side,) = with_(report, simulated=with_(report.simulated, results=(before, early))).sides
    i = KEYS.index("satisfaction_all")
    means = [sum(float(r.values[i]) for r in one.replications[:4]) / 4 for one in (before, early)]
    was, now = (Decimal(100 * mean).quantize(Decimal("0.1"), ROUND_HALF_EVEN) for mean in means)
    shown = side.pair.shown("satisfaction_all")
    assert (shown.before_text, shown.current_text) == (rounded_text(was, 1), rounded_text(now, 1))
    assert shown.difference_text == rounded_text(now - was, 1, sign=True)


# ── Which of several is best ──────────────────────────────────────────────────────────────────────

NAMES = ("Today", "Two more", "End calls")
LEVELS = {"satisfaction_all": 0.5, "exhaustion_mean": 40.0, "issues_resolved_per_day": 200.0}


def of_several(report, *changed):
    """Three scenarios whose large figures are these: the runs of one, with other values and all else alike."""
    made = []
    for i, (name, values) in enumerate(zip(NAMES, changed, strict=True)):
        scenario = replace(BEFORE, {"rules.handle_time_cap.minutes": 4.0 + i, "name": name})
        runs = []
        for run in report.baseline.replications:
            row = run.values.copy()
            for key, value in {**LEVELS, **values}.items():
                row[KEYS.index(key)] = value
            runs.append(with_(run, values=row))
        made.append(with_(report.baseline, scenario=scenario, replications=tuple(runs)))
    return Report(ReportResults(tuple(made), report.ranges * 2, (), None), NAMES, date(2026, 11, 29))


@pytest.mark.parametrize(
    ("figures", "headline", "told"),
    [
        (
            ({}, {"satisfaction_all": 0.55}, {"satisfaction_all": 0.6}),
            "Best for callers, people and work: End calls",
            ("the best is End calls.", "the best is End calls.", "it is the best!"),
        ),
        (
            ({}, {"satisfaction_all": 0.6}, {"satisfaction_all": 0.605}),
            "Two more and End calls cannot be told apart for callers, people and work",
            (
                "Two more is better.",
                "it cannot be told apart from End calls.",
                "it cannot be told apart from Two more.",
            ),
        ),
        (
            ({}, {"satisfaction_all": 0.6, "exhaustion_mean": 50.0}, {"satisfaction_all": 0.4}),
            "No single winner: it depends on what matters most",
            (
                "no single winner; it depends on what matters most.",
                "no single winner; it depends on what matters most.",
                "Today is better.",
            ),
        ),
    ],
    ids=["a winner", "not told apart", "a trade-off"],
)
def test_compare_the_projector_the_slides_the_page_and_the_workbook_name_the_same_best(
    report, figures, headline, told
):
    several = of_several(report, *figures)
    card = scorecard(NAMES[0], several.baseline, several.sides, list(HERO), ALIKE)
    texts = {
        "Compare": [re.sub("<[^>]*>", "", re.search("<h3>(.*?)</h3>", scorecard_html(card, None))[1])],
        "Present": [step.title for step in steps(several) if step.key == "answer"],
        "slide 2": [Presentation(io.BytesIO(to_slides(several))).slides[1].shapes.title.text],
        "web page": [
            re.sub("<[^>]*>", "", re.search('<h2 id="answer-title">(.*?)</h2>', to_page(several).decode())[1])
        ],
    }
    for where, found in texts.items():
        assert [plain(text) for text in found] == [headline], where
    summary = load_workbook(io.BytesIO(to_workbook(several)))["Summary"]
    assert f"The answer: {headline}" in [row[0].value for row in summary.iter_rows()]
    guesses = re.findall("<p [^>]*>(.*?)</p>", told_of_choice(several))
    assert [re.sub("<[^>]*>", "", words) for words in guesses] == [
        f"You chose {name}: {words}" for name, words in zip(NAMES, told, strict=True)
    ]
