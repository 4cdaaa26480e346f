"""Several scenarios beside a baseline: what each difference says, in words, in tables, in a file; what differs."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from present.changes import changes
from present.comparison import FIRST_KEYS, not_comparable, sentence, sides, windows
from present.comparison_tables import by_kpi, by_scenario, differences, distinct, in_cell, to_csv
from present.formats import TOO_FEW_RUNS
from present.scenario_diff import SAME, differing_rows, steps_from
from sim import KPIS, model_version, parse, replace
from sim.experiment import KEYS
from sim.scenario import diff
from tests.fake_results import flat_result

SMALL = """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 300}
call_types:
  - {name: Billing, share: 0.6}
  - {name: Service, share: 0.4}
teams:
  - {name: Front line, agents: 12, shifts: [{start: "08:00"}]}
"""
BASE = parse(SMALL)
MORE = replace(BASE, {"teams.Front line.agents": 14})
EURO = replace(BASE, {"costs.currency": "EUR", "teams.Front line.agents": 13})
CALM = replace(BASE, {"behaviour.strain": False})
OTHER = "another currency: not compared"
DATED = replace(BASE, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": 4.0}}]})


def plainly(text):
    """A text with usual spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def result(scenario=BASE, **values):
    return flat_result(scenario, **values)


def side(scenario=MORE, name="More people", *, baseline=None, n=4, noise=0.0, **values):
    (found,) = sides(
        [baseline or result(n=n), result(scenario, n=n, noise=noise, **values)], ["Base", name], 0
    )
    return found


# ── Cells and sentences ───────────────────────────────────────────────────────────────────────────


def test_every_result_but_the_baseline_is_a_side_in_the_given_order():
    found = sides([result(MORE), result(BASE), result(EURO)], ["a", "b", "c"], 1)
    assert [s.name for s in found] == ["a", "c"]
    assert all(s.pair.baseline.scenario == BASE for s in found)


def test_a_cell_has_the_figure_the_baseline_and_the_paired_difference():
    cell = side(satisfaction_all=0.58).cell("satisfaction_all")
    assert cell.figure.mean == pytest.approx(0.58)
    assert cell.before.mean == pytest.approx(0.5)
    assert cell.difference.mean == pytest.approx(0.08)
    assert cell.signed_word == "● better"


@pytest.mark.parametrize(
    ("values", "noise", "n", "word"),
    [
        ({"exhaustion_mean": 4.5}, 0.0, 4, "◆ worse"),
        ({"calls_handled_per_day": 9.0}, 0.0, 4, "■ different"),
        ({"satisfaction_all": 0.505}, 0.0, 4, "□ too small to matter"),
        ({"satisfaction_all": 0.51}, 0.3, 4, "○ not detected"),
        ({}, 0.0, 4, "= no change"),
        ({"satisfaction_all": 0.6}, 0.1, 2, "○ too few runs to say"),
        ({"satisfaction_all": 0.6}, 0.0, 1, "○ too few runs to say"),
    ],
)
def test_every_verdict_has_a_shape_and_words(values, noise, n, word):
    key = next(iter(values), "satisfaction_all")
    assert side(n=n, noise=noise, **values).cell(key).signed_word == word


def test_money_of_another_currency_is_shown_but_not_compared():
    for key in [key for key in KEYS if KPIS[key].is_money]:
        one = side(EURO, **{key: 9.0})
        cell = one.cell(key)
        assert (cell.figure.mean, cell.currency) == (9.0, "EUR")
        assert (cell.before.mean, cell.difference.mean, cell.word) == (None, None, OTHER)
        assert (one.pair.difference(key).mean, one.pair.verdict(key).short) == (None, OTHER)
    assert side(EURO, occupancy=0.75).cell("occupancy").difference.mean == 0.25


def test_burnout_is_not_compared_where_one_side_does_not_simulate_it():
    assert side(CALM).cell("exhaustion_mean").word == "not simulated"
    of_calm = side(MORE, baseline=result(CALM), exhaustion_mean=30.0).cell("exhaustion_mean")
    assert of_calm.word == "not simulated in the baseline"
    assert (of_calm.figure.mean, of_calm.before.mean, of_calm.difference.mean) == (30.0, None, None)


def test_a_scenario_without_replications_yet_is_being_simulated():
    found = sides([result(), result(MORE, n=0)], ["Base", "More people"], 0)[0]
    assert found.cell("service_level").word == "Calculating…"
    assert sentence(found) == "**More people**: calculating."


def test_a_sentence_says_what_is_better_worse_small_undetected_and_unchanged():
    found = side(satisfaction_all=0.62, exhaustion_mean=5.0, cost_per_resolved=0.52)
    assert plainly(sentence(found)) == (
        "**More people**: better in satisfaction (**+12.0 points**); worse in exhaustion (**+4.5 points**); "
        "a change too small to matter in cost per resolved issue; "
        "no change in issues resolved and calls answered in time."
    )
    assert sentence(side(noise=0.5)).endswith(
        ": no change detected in satisfaction, exhaustion, issues resolved, calls answered in time and cost "
        "per resolved issue."
    )


def test_a_sentence_speaks_of_every_chosen_figure_the_largest_difference_first():
    # in multiples of what matters: 7 of answer speed, 5 of exhaustion, 2 of satisfaction
    found = side(service_level=0.43, satisfaction_all=0.48, exhaustion_mean=5.5, asa_s=0.5)
    words = plainly(sentence(found, keys=(*FIRST_KEYS, "asa_s")))
    assert words.startswith(
        "**More people**: worse in calls answered in time (**−7.0 points**), exhaustion (**+5.0 points**) and "
        "satisfaction (**−2.0 points**); no change in "
    )
    assert words.endswith("and average wait.")


def test_a_sentence_waits_for_four_runs_and_knows_the_same_scenario():
    assert TOO_FEW_RUNS in sentence(side(n=3, satisfaction_all=0.9))
    assert "the same settings as the baseline" in sentence(side(BASE))


def test_names_and_units_in_a_sentence_are_made_fit_for_markdown():
    dollars = replace(MORE, {"costs.currency": "$"})
    baseline = result(replace(BASE, {"costs.currency": "$"}))
    words = plainly(
        sentence(side(dollars, "a*b", baseline=baseline, cost_per_resolved=9.0), lambda text: f"<{text}>")
    )
    assert "**<a*b>**" in words
    assert "**<+8.50 $>**" in words


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"costs.currency": "EUR"}, "Another currency than AUD: X. Money is shown, not compared."),
        ({"horizon.weeks": 3}, "Another length than 2 weeks after 0 of warm-up: X."),
        ({"demand.open.to": "20:00"}, "Other opening days or hours: X."),
        ({"call_types.Billing.name": "Bills"}, "Other kinds of calls: X."),
        ({"demand.calls_per_day": 200.0}, "More or fewer issues reach the agents: X."),
        ({"call_types.Billing.self_service_share": 0.3}, "More or fewer issues reach the agents: X."),
        ({"targets.within_s": 30.0}, "In time does not mean 20 s, as in the baseline: X."),
        ({"targets.exhaustion_line": 60.0}, "Another exhaustion threshold than 55: X."),
        ({"behaviour.strain": False}, "Strain on people is simulated on one side only: X."),
    ],
)
def test_what_is_not_comparable_gets_a_sentence(values, words):
    (said,) = not_comparable(BASE, [("X", replace(BASE, values)), ("Y", MORE)])
    assert said.startswith(words)


def test_nothing_is_said_of_what_is_comparable_and_many_names_are_counted():
    assert not_comparable(BASE, [("X", MORE), ("Y", DATED)]) == []
    (said,) = not_comparable(BASE, [(f"N{i}", EURO) for i in range(7)])
    assert "N0, N1, N2 and 4 others." in said


def test_braces_in_a_currency_are_text():
    odd = replace(BASE, {"costs.currency": "{x}"})
    assert not_comparable(odd, [("X", BASE)])[0].startswith("Another currency than {x}: X.")


def test_weeks_are_named_where_only_some_count():
    found = sides([result(), result(MORE), result(DATED)], ["Base", "More", "Later"], 0)
    assert windows(found) == [("Later", "weeks 2 to 2")]


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_by_scenario_has_numbers_with_the_unit_in_the_column():
    found = sides([result(), result(MORE, satisfaction_all=0.58)], ["Base", "More"], 0)
    frame = by_scenario("Base", result(), found, ["satisfaction_all"]).frame()
    assert list(frame.columns) == [
        "Scenario",
        "Satisfied, all callers† (%)",
        "Satisfied, all callers†, difference (points)",
        "Satisfied, all callers†, 95% interval (points)",
        "Satisfied, all callers†, verdict",
    ]
    assert frame["Satisfied, all callers† (%)"].tolist() == [50.0, 58.0]
    assert np.isnan(frame["Satisfied, all callers†, difference (points)"][0])
    assert frame["Satisfied, all callers†, difference (points)"][1] == 8.0
    assert frame["Satisfied, all callers†, verdict"].tolist() == ["baseline", "● better"]


def test_each_currency_has_a_column_of_its_own():
    found = sides([result(), result(EURO, cost_per_resolved=9.0)], ["Base", "Euro"], 0)
    frame = by_scenario("Base", result(), found, ["cost_per_resolved"]).frame()
    assert frame["Cost per resolved issue† (AUD)"].isna().tolist() == [False, True]
    assert frame["Cost per resolved issue† (EUR)"].tolist()[1] == 9.0
    assert frame["Cost per resolved issue†, difference (AUD)"].isna().all()
    assert frame["Cost per resolved issue†, verdict"][1] == OTHER


def test_number_columns_stay_numbers_where_all_values_are_missing():
    found = sides([result(CALM), result(replace(CALM, {"teams.Front line.agents": 9}))], ["Base", "Less"], 0)
    frame = by_scenario("Base", result(CALM), found, ["exhaustion_mean"]).frame()
    assert frame["Exhaustion† (of 100)"].dtype.kind == "f"


def test_all_figures_of_many_scenarios_with_equal_names_make_tables():
    names = ["Base", "Key figure", "Scenario", "Base"]
    rs = [result(), result(MORE), result(EURO), result(CALM, n=1)]
    found = sides(rs, names, 0)
    for make in (by_scenario, by_kpi):
        frame = make("Base", rs[0], found, KEYS).frame()
        assert len(set(frame.columns)) == len(frame.columns)
    assert len(by_kpi("Base", rs[0], found, KEYS).frame()) == len(KPIS)
    assert len(differences(found, KEYS)) == 3 * len(KPIS)


def test_the_table_by_key_figure_says_value_difference_and_verdict():
    found = sides([result(), result(MORE, satisfaction_all=0.58)], ["Base", "More"], 0)
    (row,) = by_kpi("Base", result(), found, ["satisfaction_all"]).rows
    assert tuple(map(plainly, row)) == ("Satisfied, all callers†", "50.0%", "58.0%  ● +8.0 points, better")


def test_columns_that_would_share_a_name_get_numbers():
    assert distinct(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


# ── The file ──────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_the_file_has_every_figure_with_units_intervals_seed_and_model():
    found = sides([result(), result(MORE, noise=0.01, satisfaction_all=0.58)], ["Base", "客服 مركز"], 0)
    rows = read(to_csv("Base", result(), found))
    assert len(rows) == 2 * len(KEYS)
    (row,) = [r for r in rows if r["scenario"] == "客服 مركز" and r["key"] == "satisfaction_all"]
    assert float(row["value"]) == pytest.approx(58.0)
    assert float(row["difference"]) == pytest.approx(8.0)
    assert float(row["difference from"]) < 8.0 < float(row["difference to"])
    assert (row["unit"], row["difference unit"], row["verdict"]) == ("%", "points", "better")
    assert (row["seed"], row["engine"], row["model version"]) == ("1", "simpy", model_version())
    assert (row["replications"], row["replications paired"], row["weeks counted"]) == ("4", "4", "1 to 2")
    assert all(r["verdict"] == "baseline" and not r["difference"] for r in rows[: len(KEYS)])


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_no_name_becomes_a_formula_in_a_spreadsheet(name):
    found = sides([result(), result(MORE)], [name, name], 0)
    rows = read(to_csv(name, result(), found, FIRST_KEYS))
    assert {r["scenario"] for r in rows} == {r["baseline"] for r in rows} == {f"'{name}"}


def test_text_that_is_no_formula_stays_as_it_is():
    assert in_cell("Sydney - after = 5") == "Sydney - after = 5"


def test_no_text_in_the_file_begins_a_formula():
    found = sides([result(), result(MORE, satisfaction_all=0.4, exhaustion_mean=9.0)], ["Base", "More"], 0)
    for row in read(to_csv("Base", result(), found)):
        for name, text in row.items():
            if text.startswith(("=", "+", "-", "@")):
                assert name.startswith(("value", "difference", "baseline value"))
                float(text)


# ── Settings that differ ──────────────────────────────────────────────────────────────────────────


def test_settings_that_differ_are_named_with_values_and_units_in_the_files_order():
    capped = replace(BASE, {"rules.handle_time_cap.minutes": 4.0, "demand.calls_per_day": 330.0})
    rows = differing_rows(BASE, [MORE, capped])
    assert [(r.name, plainly(r.baseline), tuple(map(plainly, r.cells))) for r in rows] == [
        ("New issues a day", "300 issues per open day", (SAME, "330 issues per open day")),
        ("Agents", "12 positions", ("14 positions", SAME)),
        ("Handle-time target", "none", (SAME, "4 min")),
        ("Handle-time target applies to", "none", (SAME, "Each call")),
        ("How strictly the handle-time target is enforced", "none", (SAME, "50%")),
    ]


def test_what_a_rule_says_is_listed_where_it_is_switched_on_off_or_changed():
    values = {"rules.handle_time_cap.minutes": 4.0, "rules.handle_time_cap.enforcement": 0.8}
    capped = replace(BASE, values)
    looser = replace(capped, {"rules.handle_time_cap.enforcement": 0.35})

    def enforced(one, *others):
        rows = {r.path: (r.baseline, *r.cells) for r in differing_rows(one, others)}
        return rows.get("rules.handle_time_cap.enforcement")

    assert enforced(BASE, capped) == ("none", "80%")
    assert enforced(capped, BASE) == ("80%", "none")
    assert enforced(capped, looser, BASE) == ("80%", "35%", "none")
    unused = replace(BASE, {"rules.handle_time_cap.enforcement": 0.9})
    assert enforced(BASE, unused) == ("50%", "90%")
    assert enforced(BASE, unused, capped) == ("none", SAME, "80%")
    (change,) = changes(BASE, unused)
    assert change.chip == "How strictly the handle-time target is enforced: 90% (was 50%)"
    quota = replace(BASE, {"rules.quota.calls_per_shift": 40})
    assert [r.name for r in differing_rows(BASE, [quota])] == [
        "Quota of calls per shift",
        "How strictly the quota is enforced",
    ]


def test_equal_scenarios_differ_in_no_setting():
    assert differing_rows(BASE, [replace(BASE, {"name": "Another name"})]) == []


def test_other_teams_and_kinds_of_calls_are_listed_whole_and_point_to_where_they_are():
    other = replace(BASE, {"teams.Front line.name": "Night", "call_types.Billing.name": "Bills"})
    rows = {r.path: r for r in differing_rows(BASE, [other, MORE])}
    assert plainly(rows["teams"].baseline) == "Front line 12 positions"
    assert tuple(map(plainly, rows["teams"].cells)) == ("Night 12 positions", SAME)
    assert tuple(map(plainly, rows["teams.Front line.agents"].cells)) == ("see Teams", "14 positions")
    assert rows["call_types"].cells[0] == "Bills 60%; Service 40%"


def test_lists_that_read_alike_are_still_marked_as_different():
    one = replace(BASE, {"demand.profile": [1.0] * 20})
    other = replace(BASE, {"demand.profile": [2.0] * 19 + [1.0]})
    (row,) = differing_rows(one, [other])
    assert row.baseline == "a shape over 20 half-hours"
    assert row.cells == ("a shape over 20 half-hours, other details",)


def test_dated_changes_opening_hours_shifts_and_courses_are_said_in_words():
    other = replace(
        DATED,
        {
            "changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": 5.0}}],
            "demand.open.hours": {"fri": ["09:00", "15:00"]},
            "demand.weekday_factor": {"mon": 1.2},
            "training.coping.weeks": [-6, 1],
            "teams.Front line.shifts": [{"start": "09:00", "hours": 7.5}],
            "demand.special_days": [{"week": 0, "day": "tue", "closed": True}],
        },
    )
    rows = differing_rows(DATED, [other])
    cells = {r.path: tuple(map(plainly, (r.baseline, *r.cells))) for r in rows}
    assert cells["changes"][1] == "from week 2: Handle-time target: 5 min"
    assert cells["demand.open.hours"] == ("none", "fri 09:00–15:00")
    assert cells["demand.weekday_factor"][1].startswith("mon 1.2")
    assert cells["training.coping.weeks"] == ("none", "6 weeks before week 1, week 2")
    assert cells["teams.Front line.shifts"][1] == "09:00 for 7.5 h (100%)"
    assert cells["demand.special_days"][1] == "week 1 tue closed"


def test_what_was_observed_is_no_setting():
    assert differing_rows(BASE, [replace(BASE, {"observed.asa_s": 20.0})]) == []


@pytest.mark.parametrize(
    "values",
    [
        {"teams.Front line.agents": 9},
        {"call_types.Billing.share": 0.9},
        {"rules.handle_time_cap.minutes": 4.0, "callers.difficult_share": 0.3},
        {"targets.within_s": 30.0},
    ],
)
def test_values_lead_from_the_baseline_to_the_other_scenario(values):
    other = replace(BASE, values)
    steps = steps_from(BASE, other)
    assert steps is not None
    assert steps.week == 0
    assert not diff(replace(BASE, steps.values), other)


def test_a_dated_change_is_values_and_a_week():
    steps = steps_from(BASE, DATED)
    assert steps is not None
    assert (dict(steps.values), steps.week) == ({"rules.handle_time_cap.minutes": 4.0}, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"teams.Front line.name": "Night"},
        {"call_types.Billing.name": "Bills"},
        {"horizon.weeks": 3},
        {"demand.open.to": "20:00"},
        {"costs.currency": "EUR"},
    ],
)
def test_another_centre_altogether_is_no_set_of_values(values):
    assert steps_from(BASE, replace(BASE, values)) is None


def test_the_same_scenario_needs_no_values():
    steps = steps_from(BASE, BASE)
    assert steps is not None
    assert steps.values == {}
