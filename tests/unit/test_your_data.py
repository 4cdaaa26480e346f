"""What is said and drawn of a centre's own files: counts that the list itself gives, sums that are known by hand."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from present import your_data, your_data_fit, your_data_verdict
from present.figures import judged
from present.figures import your_data as figures
from present.your_data_pictures import days_text, pictures
from sim.calibrate.fit.curves import share_handled_within, share_hung_up_within
from sim.calibrate.fit.estimate import Fitted, default
from sim.calibrate.fit.fit import fit
from sim.calibrate.fit.handle_time import HandleTime
from sim.calibrate.fit.patience import Patience
from sim.calibrate.fit.repeats import unknown
from sim.calibrate.judge import ArrivalErrors, Band, Judgement, Layer, Verdict
from sim.calibrate.reading.columns import columns_of
from sim.calibrate.reading.read import read
from sim.calibrate.reading.tables import Answers, Check, Ledger, Reading
from tests.call_lists import HEADER, call_list


@pytest.fixture(scope="module")
def listed():
    return call_list()


@pytest.fixture(scope="module")
def reading(listed):
    return read([("calls.csv", listed.data)])


@pytest.fixture(scope="module")
def fitted(reading):
    return fit(reading)


# ── What was read ─────────────────────────────────────────────────────────────────────────────────


def test_the_headline_counts_the_calls_and_names_the_days(reading, listed):
    assert your_data.headline(reading) == (
        f"**{listed.calls:,} calls** from 2 February 2026 to 27 February 2026."
    )
    assert your_data.dropped_sentence(reading) == f"{listed.calls:,} rows read, none dropped."
    assert list(your_data.files_table(reading)["Rows"]) == [f"{listed.calls:,}"]


def test_dropped_rows_are_counted_by_reason_and_the_file_of_them_says_nothing_of_what_they_say():
    ledger = Ledger()
    ledger.drop("a.csv", [4, 7], "no start time that can be read")
    ledger.drop("b.csv", [2], "outbound or internal")
    shown = Reading(ledger=ledger)
    table = your_data.dropped_table(shown)
    assert table.to_numpy().tolist() == [
        ["No start time that can be read", "2"],
        ["Outbound or internal", "1"],
    ]
    rows = list(csv.reader(io.StringIO(your_data.dropped_csv(shown).decode())))
    assert rows == [
        ["file", "row", "reason"],
        ["a.csv", "4", "no start time that can be read"],
        ["a.csv", "7", "no start time that can be read"],
        ["b.csv", "2", "outbound or internal"],
    ]


def test_the_preview_has_names_for_people_and_nothing_that_is_empty(reading):
    shown = your_data.preview(reading)
    assert list(shown.columns[:2]) == ["Began to wait", "Queue"]
    assert "Agent (code)" not in shown.columns
    assert len(shown) == 10


def test_failed_checks_come_first_and_are_named():
    ledger = Ledger(
        checks=[
            Check("Offered", "12 offered, 12 answered or abandoned.", True),
            Check("Handle time", "AHT is 20% less than talk and wrap-up.", False),
        ]
    )
    assert your_data.checks_table(Reading(ledger=ledger))["Outcome"].tolist() == ["does not agree", "agrees"]
    assert your_data.checks_sentence(Reading(ledger=ledger)).startswith("Look at handle time")


def test_every_open_question_has_words_and_what_is_assumed():
    assert list(your_data.QUESTIONS) == Answers().open_questions()
    assert your_data.assumed_sentence(["short_abandon"]) == (
        "Unanswered, so assumed: all abandoned calls are counted."
    )
    assert your_data.assumed_sentence([]) == ""


def test_columns_of_files_are_named_and_guessed(listed):
    found = columns_of([("calls.csv", listed.data)])
    assert found is not None
    assert found.names == tuple(HEADER.strip().split(","))
    assert found.format == "calls"
    assert found.guessed["calls"].columns["wait_s"] == "Wait (s)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_of_a_large_file_only_the_beginning_is_looked_at(encoding):
    rows = "2026-02-02 09:00:00,Support,3,yes,180\n" * 20_000
    found = columns_of([("calls.csv", (HEADER + rows).encode(encoding))])
    assert found is not None
    assert found.names[0] == "Call start"


# ── What was fitted ───────────────────────────────────────────────────────────────────────────────


def test_every_number_of_a_section_says_what_it_rests_on(fitted):
    found = your_data_fit.sections(fitted)
    assert [s.key for s in found] == ["arrivals", "mix", "handle_time", "patience", "repeats", "people"]
    for section in found:
        assert section.lead
        for one in section.rows:
            assert one.basis in ("measured", "fitted", "assumed")
            assert one.how
            assert (one.ends == "") or one.basis != "assumed"


def test_a_default_has_no_range_and_a_fitted_number_its_ends():
    shown = your_data_fit.row(
        "Share", Fitted(0.25, 0.2, 0.31, "fitted", "a likelihood"), lambda x: f"{x:.2f}"
    )
    assert (shown.value, shown.ends, shown.how) == ("0.25", "0.20 to 0.31", "A likelihood.")
    assert your_data_fit.row("Share", default(0.5, "unknown"), str).ends == ""


def test_calls_a_day_and_abandonment_are_those_of_the_list(fitted, listed):
    assert fitted.arrivals.calls_per_day.value == pytest.approx(listed.calls / listed.days, rel=0.02)
    table = your_data_fit.observed_table(fitted)
    abandoned = dict(table.to_numpy().tolist())["Abandoned"]
    assert abandoned.startswith(f"{100.0 * listed.abandoned / listed.calls:.1f}%")


def test_people_that_no_file_shows_are_called_effective_agents(fitted):
    (people,) = [s for s in your_data_fit.sections(fitted) if s.key == "people"]
    assert "**effective agents**" in people.lead
    assert "no headcount" in people.lead


def test_too_few_hang_ups_are_not_files_that_hide_waits_or_callers(fitted):
    few = replace(
        fitted,
        patience={},
        repeats=unknown("3 hang-ups by known callers are too few"),
        doubts=(
            "patience is the model's default: 3 hang-ups are too few to tell how long callers would wait",
        ),
    )
    leads = {s.key: s.lead for s in your_data_fit.sections(few)}
    assert leads["patience"].startswith("Too few callers hung up")
    assert leads["repeats"].startswith("Too few callers hung up")
    hidden = replace(few, repeats=unknown("the file does not tell callers apart"), doubts=())
    leads = {s.key: s.lead for s in your_data_fit.sections(hidden)}
    assert leads["patience"].startswith("The files do not show")
    assert leads["repeats"].startswith("The files do not tell callers apart")


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────────


def test_every_picture_has_words_a_table_and_both_modes(fitted, reading):
    found = pictures(fitted, reading)
    assert {key for key, drawn in found.items() if drawn} == {"arrivals", "handle_time", "patience", "people"}
    for picture in (p for drawn in found.values() for p in drawn):
        assert len(picture.words) > 30
        assert len(picture.table()) > 0
        for mode in ("light", "dark"):
            assert len(picture.draw(mode=mode).data) > 0


def test_the_profile_adds_up_to_the_calls_of_a_day(fitted):
    monday_to_friday = ("mon", "tue", "wed", "thu", "fri")
    profile = figures.day_profile(fitted.counts, fitted.arrivals, monday_to_friday)
    assert float(profile.fitted.sum()) == pytest.approx(fitted.arrivals.calls_per_day.value, rel=1e-6)
    assert profile.slots == tuple(range(18, 34))
    assert (profile.low <= profile.high).all()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "of 1 day, so no band"),
        (4, "band: fewest to most of your 4 days"),
        (10, "band: 8 in 10 of your 10 days"),
    ],
)
def test_of_few_days_the_band_is_from_the_fewest_to_the_most(fitted, days, said):
    weekdays = ("mon", "tue", "wed", "thu", "fri")
    kept = fitted.counts.days_of(weekdays)[:days]
    seen = np.zeros_like(fitted.counts.seen)
    seen[kept] = fitted.counts.seen[kept]
    profile = figures.day_profile(replace(fitted.counts, seen=seen), fitted.arrivals, weekdays)
    assert profile.days == days
    assert said in figures.arrivals_figure(profile).layout.title.subtitle.text
    at = list(profile.slots)
    lowest = np.where(seen[kept], fitted.counts.offered[kept], np.nan)[:, at].min(axis=0)
    assert list(np.isnan(profile.low)) == [days == 1] * len(at)
    if days == 4:
        assert list(profile.low) == list(lowest)
    assert ("fewest" in figures.arrivals_table(profile)) == (days < 10)


def test_the_histogram_is_of_all_calls_and_its_curve_of_the_fitted_distribution():
    one = Fitted(1.0, 0.9, 1.1, "fitted", "")
    exponential = HandleTime(one, one, "exponential", None, 4, 0.0)
    times = figures.handle_times(exponential, np.array([30.0, 60.0, 90.0, 120.0]))
    assert times.seen is not None
    assert float(times.seen.sum()) == pytest.approx(0.75)  # the longest is beyond the axis
    assert float(times.fitted.sum()) == pytest.approx(1.0 - math.exp(-times.edges_min[-1]))


def test_without_single_calls_there_is_a_curve_alone():
    one = Fitted(5.0, 4.0, 6.0, "measured", "")
    times = figures.handle_times(HandleTime(one, default(1.0, ""), "lognormal", None, 100, math.nan), None)
    assert times.seen is None
    assert "no single calls" in figures.handle_time_figure(times).layout.title.subtitle.text


def test_curves_are_those_of_the_textbook():
    mean = Fitted(2.0, 1.0, 3.0, "fitted", "")
    gamma = HandleTime(mean, Fitted(1.0, 1.0, 1.0, "fitted", ""), "gamma", None, 1, 0.0)
    at = np.array([0.5, 2.0])
    assert share_handled_within(gamma, at) == pytest.approx(1.0 - np.exp(-at / 2.0))  # of CV 1: exponential
    patience = Patience(
        "exponential", mean, default(1.0, ""), Fitted(0.1, 0.0, 0.2, "fitted", ""), {}, 20, 60.0
    )
    assert share_hung_up_within(patience, 60.0 * at) == pytest.approx(1.0 - 0.9 * np.exp(-at / 2.0))


def test_days_are_named_as_a_span_or_one_by_one():
    assert days_text(("mon", "tue", "wed", "thu", "fri")) == "Monday to Friday"
    assert days_text(("mon", "tue", "wed", "thu", "sun")) == "Sunday to Thursday"
    assert days_text(("mon", "wed")) == "Monday, Wednesday"
    assert days_text(("mon", "tue", "wed", "thu", "fri", "sat", "sun")) == "Every day"


# ── The verdict ───────────────────────────────────────────────────────────────────────────────────


def band(observed, low, high):
    table = np.full((4, 48), np.nan)
    table[:, 18:20] = [[observed] * 2, [(low + high) / 2.0] * 2, [low] * 2, [high] * 2]
    return Band(*table)


def judgement(fitted, **words):
    figures_of = {
        "abandonment": Verdict(0.08, 0.07, 0.05, 0.09, 0.02, words.get("abandonment", "agrees")),
        "service_level": Verdict(0.56, 0.63, 0.58, 0.68, 0.07, words.get("service_level", "agrees")),
    }
    layer = Layer(
        figures_of, {"abandonment": band(0.08, 0.05, 0.07)}, Verdict(900, 910, 850, 970, 45, "agrees")
    )
    days = pd.date_range("2026-03-02", periods=12)
    errors = ArrivalErrors(0.1, 0.12, 0.08, 0.05, 0.06)
    return Judgement(fitted, days - pd.Timedelta(days=30), days, [], errors, layer, layer, False, 200)


def test_a_verdict_that_agrees_names_what_does(fitted):
    assert your_data_verdict.headline(judgement(fitted)) == (
        "**On 12 later days that it had not seen, the model agrees with what happened**: "
        "abandoned and answered in 20 s."
    )


def test_a_verdict_that_differs_gives_both_figures(fitted):
    words = your_data_verdict.headline(judgement(fitted, service_level="differs"))
    assert "differs from what happened" in words
    assert "answered in 20 s 56.0%, simulated 58.0 to 68.0%" in words


def test_days_that_cannot_tell_say_so(fitted):
    words = your_data_verdict.headline(judgement(fitted, abandonment="cannot tell"))
    assert "Abandoned cannot be told" in words
    assert "Answered in 20 s agrees." in words


def test_the_judged_picture_counts_the_half_hours_outside(fitted):
    layer = judgement(fitted).queue
    assert judged.judged_keys(layer) == ["abandonment"]
    of_abandoned = layer.by_half_hour["abandonment"]
    assert judged.judged_in_words("abandonment", of_abandoned, 20.0) == (
        "Abandoned by half-hour: in 0 of 2 half-hours your files lie within the simulated range; "
        "outside at 09:00, 09:30."
    )
    table = judged.judged_table("abandonment", of_abandoned)
    assert table["half-hour beginning"].tolist() == ["09:00", "09:30"]
    assert table["your files, %"].tolist() == [8.0, 8.0]
    assert len(judged.judged_figure("abandonment", of_abandoned, 20.0).data) == 4


def test_the_figures_of_a_verdict_stand_in_a_table_with_what_matters(fitted):
    table = your_data_verdict.verdict_table(judgement(fitted), judgement(fitted).queue)
    assert table["Figure"].tolist() == ["Abandoned", "Answered in 20 s"]
    assert table["Matters from"].tolist() == ["±2 points", "±7 points"]
