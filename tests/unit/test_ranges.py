"""How sure: the lines under the differences and the sentence that names what they rest on."""

from __future__ import annotations

import dataclasses
import html
import io
import re
from datetime import date

import pytest
from pptx import Presentation

from present.answer import Searched, answer, sure_in_short
from present.comparison import FIRST_KEYS
from present.formats import STILL_SETTLING, with_targets
from present.glossary import WORDS
from present.pair import Pair
from present.ranges import (
    IF,
    close_calls,
    deciding,
    doubts,
    equivalent_in_doubt,
    least_sure,
    least_sure_in_words,
    range_line,
    range_lines,
    turning,
    what_was_moved,
)
from present.report.page import to_page
from present.report.report import Report, ReportResults
from present.report.slides import to_slides
from present.tiles import hero, second_row
from sim import KPIS, load, replace, run
from sim.experiment import assumption_ranges
from sim.experiment.result import Estimate
from sim.experiment.sensitivity import ASSUMPTIONS, ENDS, OWN, AssumptionSetting
from tests.behaviour.presets import CONFIGS, cut
from tests.fake_results import HALF_WIDTH, Answers
from ui.present.step_text import answer_lines
from ui.present.steps import steps

BEFORE, AFTER = (
    cut(load(CONFIGS / f"sydney_four_minute_target_{x}.yaml"), weeks=1, warm_up_weeks=1)
    for x in ("before", "after")
)
ETA, CALL_BACK, HOLD, W_A = ASSUMPTIONS


@pytest.fixture(scope="module")
def ranges():
    return assumption_ranges(BEFORE, [AFTER], replications=4)[0]


@pytest.fixture(scope="module")
def pair():
    baseline, current = run([BEFORE, AFTER], replications=4)
    return Pair(current, baseline)


def with_means(ranges, key, **means):
    """The range with other mean differences of a KPI, by "assumption_end"."""
    own = means.pop("own")
    new = {}
    for setting, by_key in ranges.differences.items():
        mean = own
        if setting.assumption is not None:
            mean = means.get(f"{setting.assumption.key}_{setting.end}", own)
        new[setting] = {**by_key, key: Estimate(mean, mean - 0.01, mean + 0.01)}
    return dataclasses.replace(ranges, differences=new)


def test_every_assumption_has_words_for_both_ends():
    assert set(IF) == {(a.key, end) for a in ASSUMPTIONS for end in ENDS}


def test_the_lines_have_the_lowest_and_the_highest_difference(ranges, pair):
    spans = [ranges.span(key) for key in ("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day")]
    lines = range_lines(ranges, pair)
    assert lines[0] == (f"Other assumptions: +{spans[0].lowest * 100:.1f} to +{spans[0].highest * 100:.1f}")
    assert lines[1].startswith(f"Other assumptions: −{-spans[1].lowest:.1f} to ")
    assert len(lines) == 3
    assert lines[0].partition(":")[0] in {word.name for word in WORDS}  # the glossary calls it the same


def test_a_sign_that_turns_names_what_decides_it(ranges, pair):
    turned = with_means(ranges, "service_level", own=0.2, eta_low=-0.05)
    assert range_line(turned, "service_level", pair) == ("Other assumptions: −5.0 to +20.0, better or worse")
    own = pair.difference("satisfaction_all").mean
    steady = with_means(ranges, "service_level", own=0.2)
    turned = with_means(steady, "satisfaction_all", own=own, eta_low=-own)
    assert deciding(turned, pair) == f"For satisfaction, better or worse depends on {ETA.words}."
    assert sure_in_short(pair, turned) == "satisfaction could go either way"
    assert deciding(steady, pair) == ""


def test_the_answer_names_whatever_turns_not_only_the_large_figures(ranges, pair):
    own = pair.difference("service_level").mean
    turned = with_means(ranges, "service_level", own=own, eta_low=-own)
    assert turning(turned, pair) == ["service_level"]
    said = "all three hold; answer speed could go either way"
    assert sure_in_short(pair, turned) == said
    tile = {t.label: t for t in second_row(pair.current, pair.baseline, doubts(turned, pair))}[
        with_targets(KPIS["service_level"].label, AFTER)
    ]
    assert tile.verdict.endswith(", better; could go either way")
    assert (tile.tone, tile.arrow) == ("neutral", "up")
    assert f"{range_line(turned, 'service_level', pair)}." in tile.help
    report = Report(
        ReportResults((pair.baseline, pair.current), (turned,), (), None), ("A", "B"), date(2026, 11, 29)
    )
    step = next(step for step in steps(report) if step.key == "sureness")
    assert step.title.endswith(
        "an assumption decides whether the share of calls answered in time rises or falls"
    )
    assert step.lines[0].startswith(
        "If rushing hurts resolution less than we assume: calls answered in time "
    )
    assert "(the other way) instead of " in step.lines[0]
    assert len(step.lines) == 2


def test_a_large_figure_that_an_assumption_turns_is_neither_green_nor_red_wherever_it_stands(ranges, pair):
    own = pair.difference("exhaustion_mean").mean
    turned = with_means(ranges, "exhaustion_mean", own=own, eta_low=-own)
    steady, plain_tile, _ = hero(pair.current, pair.baseline)
    same, tile, _ = hero(pair.current, pair.baseline, doubts=doubts(turned, pair))
    assert same == steady
    assert (plain_tile.tone, tile.tone) == ("worse" if own > 0 else "better", "neutral")
    assert tile.verdict == f"{plain_tile.verdict}; could go either way"
    report = Report(
        ReportResults((pair.baseline, pair.current), (turned,), (), None), ("A", "B"), date(2026, 11, 29)
    )
    on_page = re.findall(r'<p class="delta neutral">(.*?)</p>', to_page(report).decode())
    assert [told for told in on_page if html.unescape(told).endswith(f" {tile.verdict}")]
    shapes = [shape for slide in Presentation(io.BytesIO(to_slides(report))).slides for shape in slide.shapes]
    cells = [cell for one in shapes if one.has_table for row in one.table.rows for cell in row.cells]
    (cell,) = [cell for cell in cells if cell.text.endswith("could go either way")]
    (told,) = cell.text_frame.paragraphs[0].runs
    assert told.font.color.type is None
    cost = with_means(ranges, "cost_per_resolved", own=0.4, eta_low=-0.4)
    doubted = dataclasses.replace(report, simulated=dataclasses.replace(report.simulated, ranges=(cost,)))
    assert answer_lines(doubted)[0].endswith("; could go either way).")
    assert not answer_lines(report)[0].endswith("; could go either way).")


@pytest.mark.parametrize(
    ("mean", "is_close"), [(5.0, False), (2.5, False), (2.1, True), (1.9, True), (0.0, False), (-1.7, True)]
)
def test_a_difference_whose_range_only_just_includes_zero_or_does_not_is_a_close_call(mean, is_close):
    """Four runs that lie 1 above and below their mean: half their range is 1.8374, a quarter of that 0.459."""
    before = Answers({"exhaustion_mean": lambda _: 50.0}).result(BEFORE)
    after = Answers({"exhaustion_mean": lambda _: 50.0 + mean}, noise=HALF_WIDTH).result(AFTER)
    assert close_calls(Pair(after, before)) == (["exhaustion_mean"] if is_close else [])


def test_a_close_call_is_said_where_no_assumption_decides(ranges, pair, monkeypatch):
    own = pair.difference("satisfaction_all").mean
    steady = with_means(ranges, "satisfaction_all", own=own)
    assert "close call" not in sure_in_short(pair, steady)
    monkeypatch.setattr("present.answer.close_calls", lambda _: ["satisfaction_all"])
    monkeypatch.setattr("present.answer.turning", lambda *_: [])
    assert sure_in_short(pair, steady) == "satisfaction is a close call"


def test_too_few_runs_say_nothing_of_what_turns(ranges, pair):
    few = dataclasses.replace(
        ranges,
        results={
            setting: tuple(dataclasses.replace(r, replications=r.replications[:3]) for r in both)
            for setting, both in ranges.results.items()
        },
    )
    assert turning(few, pair) == []
    assert least_sure(few, pair) == ()
    assert sure_in_short(pair, few) == STILL_SETTLING


@pytest.mark.parametrize("runs", [3, 4])
def test_before_there_is_a_verdict_no_reason_is_denied(runs):
    baseline, current = run([BEFORE, BEFORE], replications=runs)
    other = dataclasses.replace(current, scenario=replace(BEFORE, {"rules.pause_after_hostile_min": 1.0}))
    why = answer(Pair(other, baseline), Searched(), "").lines[0]
    assert (why.head, why.words) == (
        "Why",
        "nothing else changed clearly" if runs == 4 else "calculating…",
    )


def test_the_sentence_names_what_would_make_each_difference_smallest(ranges, pair):
    conditions, sentence = least_sure(ranges, pair), least_sure_in_words(ranges, pair)
    assert any(one.startswith(f"if {IF['eta', 'low']}") for one in conditions)
    assert any(one.startswith(f"if {IF['w_A', 'low']}") for one in conditions)
    assert sentence == f"I{'; '.join(conditions)[1:]}."
    by = {s: e.mean for s, e in ranges.under("exhaustion_mean").items()}
    assert max(by, key=by.__getitem__) == AssumptionSetting(W_A, "low")
    told = f"exhaustion −{-by[AssumptionSetting(W_A, 'low')]:.1f} points instead of −{-by[OWN]:.1f}"
    assert told in sentence.replace("\N{NO-BREAK SPACE}", " ")


def test_numbers_of_people_are_called_uncertain_where_the_sign_turns(ranges, pair):
    own = pair.difference("service_level").mean
    turned = with_means(ranges, "service_level", own=own, eta_low=-own)
    assert "Treat these staffing figures with caution" in equivalent_in_doubt(turned, pair)
    assert ETA.words in equivalent_in_doubt(turned, pair)
    assert "(the other way)" in least_sure_in_words(turned, pair)
    steady = equivalent_in_doubt(with_means(ranges, "service_level", own=own, eta_low=own / 2), pair)
    assert steady.startswith("Under other assumptions answer speed changes by")


def test_what_hardly_moves_is_not_said(ranges, pair):
    calm = ranges
    for key in FIRST_KEYS:
        own = pair.difference(key).mean
        calm = with_means(calm, key, own=own)
    assert least_sure_in_words(calm, pair) == ""


def test_without_a_change_there_is_nothing_to_say(ranges, pair):
    assert least_sure_in_words(ranges, Pair(pair.baseline, pair.baseline)) == ""


def test_an_assumption_in_which_they_differ_is_said_not_to_be_moved():
    other = replace(BEFORE, {"behaviour.eta": 2.0})
    (moved,) = assumption_ranges(BEFORE, [other], replications=1)
    said = list(what_was_moved(moved))
    assert ETA.words not in said[0]
    assert said[1] == f"Not moved, since the two differ in it: {ETA.words}."
