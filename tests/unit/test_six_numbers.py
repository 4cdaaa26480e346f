"""Six numbers in, a scenario that gives them back out: arithmetic first, then the fit, then what is said of it."""

from __future__ import annotations

import dataclasses
from itertools import product
from pathlib import Path
from time import monotonic

import pytest

from present.range_levers import calls_in_reality
from present.six_numbers import at_a_glance, headline, matched, matches, settings, unmatched_figures
from present.six_numbers_assumptions import WORDS, assumptions
from present.six_numbers_why import AT_END, unusual_settings, why_missed
from sim import load, parse, replace, run
from sim.calibrate.matching import runs_for, whole_horizon
from sim.calibrate.six_numbers.borrowed_settings import TAKEN, assumed_settings
from sim.calibrate.six_numbers.feasibility import problems, quick_estimate
from sim.calibrate.six_numbers.fit_result import keys, tolerances
from sim.calibrate.six_numbers.inputs import BOUNDS, SixNumbers, out_of_bounds
from sim.calibrate.six_numbers.roster import roster_for
from sim.calibrate.six_numbers.search import fit
from sim.calibrate.six_numbers.template import Unknowns, scenario
from sim.experiment import Estimate, complete, executor_for
from sim.scenario import as_dict, to_yaml
from sim.scenario.fields import WEEKDAYS
from sim.theory import erlang_a

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
TYPICAL = SixNumbers(
    calls_per_day=1250,
    aht_min=7.5,
    people=42,
    service_level=0.80,
    abandonment=0.05,
    leavers_per_year=13,
)
SMALL = SixNumbers(
    calls_per_day=300,
    aht_min=6.0,
    people=12,
    service_level=0.75,
    abandonment=0.06,
    leavers_per_year=4,
)


def fitted(six, engine="compiled", replications=10):
    with executor_for(engine, replications) as executor:
        return complete(fit(six), engine=engine, replications=replications, executor=executor)


def figures(found, people):
    """The six figures of a simulated centre, as its manager would report them."""
    return {
        "calls_per_day": found.kpi("calls_offered_per_day").mean,
        "aht_min": found.kpi("aht_min").mean,
        "people": people,
        "service_level": found.kpi("service_level").mean,
        "abandonment": found.kpi("abandonment").mean,
        "leavers_per_year": found.kpi("quits_per_year").mean * people,
    }


# ── The template ──────────────────────────────────────────────────────────────────────────────────


def test_the_template_is_the_typical_centre_but_for_people_and_shifts():
    theirs = as_dict(load(CONFIGS / "typical_centre.yaml"))
    mine = as_dict(scenario(TYPICAL, Unknowns(1250.0), roster_for(TYPICAL)))
    for both in (theirs, mine):
        for key in ("name", "description", "source", "observed"):
            both.pop(key)
        for key in ("agents", "shifts"):
            both["teams"][0].pop(key)
    assert mine == theirs


def test_calls_of_thirty_seconds_are_all_shorter_in_proportion():
    six = dataclasses.replace(TYPICAL, aht_min=0.45, calls_per_day=12_000)
    short = scenario(six, Unknowns(12_000), roster_for(six))
    usual = scenario(TYPICAL, Unknowns(1250.0), roster_for(TYPICAL))
    for a, b in zip(short.call_types, usual.call_types, strict=True):
        assert a.need.mean_min == pytest.approx(b.need.mean_min / 10.0)
        assert a.overhead_min == pytest.approx(b.overhead_min / 10.0)
        assert a.wrap_up_min == pytest.approx(b.wrap_up_min / 10.0)
    assert short.behaviour.difficult_hold_min == pytest.approx(usual.behaviour.difficult_hold_min / 10.0)
    assert short.behaviour.upset_hold_min == pytest.approx(usual.behaviour.upset_hold_min / 10.0)
    assert short.rules.disengagement.after_min == pytest.approx(usual.rules.disengagement.after_min / 10.0)


def test_the_currency_is_that_of_the_costs():
    six = dataclasses.replace(TYPICAL, currency="EUR", wage_per_hour=18.0)
    made = scenario(six, Unknowns(1250.0), roster_for(six))
    assert made.costs.currency == "EUR"
    assert made.teams[0].wage_per_hour == 18.0


# ── Before anything is simulated ──────────────────────────────────────────────────────────────────


def test_plausible_numbers_have_no_problem():
    assert problems(TYPICAL) == ()
    assert problems(SMALL) == ()


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        (
            {"calls_per_day": 420, "aht_min": 9, "people": 6, "leavers_per_year": 2},
            "people",
            ["420 calls of 9 min", "60 hours of work a day", "6 people", "at least"],
        ),
        ({"service_level": 0.95, "abandonment": 0.30}, "abandonment", ["95%", "30%", "at most 5%"]),
        ({"aht_min": 0.4}, "aht_min", ["0.4 is below", "0.5 min"]),
        ({"leavers_per_year": 70}, "leavers_per_year", ["70 of 42 people", "63"]),
        ({"calls_per_day": 20}, "calls_per_day", ["20 calls", "42 people", "% of the time"]),
        (
            {
                "people": 4,
                "calls_per_day": 60,
                "opens": "00:00",
                "closes": "24:00",
                "open_days": WEEKDAYS,
                "leavers_per_year": 1,
            },
            "people",
            ["4 people", "168 opening hours", "at least 6"],
        ),
        (
            {"people": 1, "calls_per_day": 40, "opens": "00:00", "closes": "24:00", "leavers_per_year": 0},
            "people",
            ["1 person with 40 hours", "120 opening hours", "at least 3"],
        ),
        ({"people": 0, "leavers_per_year": 0}, "people", ["0 is below", "1 person"]),
        ({"people": 7.5}, "people", ["7.5 is not a whole number"]),
        ({"people": 6000}, "people", ["6,000 is above", "5,000 people", "one site"]),
        ({"currency": "eu"}, "currency", ["“eu”", "three capital letters", "EUR"]),
        ({"service_level": 1.2}, "service_level", ["120 is above", "100%"]),
        ({"abandonment": -0.01}, "abandonment", ["-1 is below", "0%"]),
        ({"calls_per_day": 1e9}, "calls_per_day", ["above", "500,000 calls"]),
        ({"opens": "07:00", "closes": "07:00"}, "closes", ["07:00 to 07:00", "00:00 to 24:00"]),
        ({"opens": "07:00", "closes": "08:00"}, "closes", ["07:00 to 08:00 is 1 h;", "at least 2 h"]),
        ({"open_days": ()}, "open_days", ["at least one day"]),
    ],
)
def test_an_impossible_number_gets_a_sentence_that_names_field_value_and_bound(values, field, words):
    found = problems(dataclasses.replace(TYPICAL, **values))
    assert [p.field for p in found] == [field]
    label = BOUNDS[field].label if field in BOUNDS else ""
    assert found[0].sentence.startswith(label)
    for word in words:
        assert word in found[0].sentence.replace("\N{MINUS SIGN}", "-"), found[0].sentence


def test_several_numbers_out_of_bounds_are_all_named():
    found = problems(dataclasses.replace(TYPICAL, aht_min=0.0, service_level=0.0, within_s=0.0))
    assert [p.field for p in found] == ["aht_min", "service_level", "within_s"]


def test_no_number_is_no_number():
    assert out_of_bounds("people", None) == "People: a number is missing."
    assert "missing" in out_of_bounds("people", float("nan"))


def test_more_than_all_calls_is_only_a_contradiction_where_both_count_the_same_calls():
    six = dataclasses.replace(TYPICAL, service_level=0.90, abandonment=0.15)
    assert problems(six)
    assert problems(dataclasses.replace(six, service_level_key="service_level_answered")) == ()


def test_impossible_numbers_are_not_fitted():
    with pytest.raises(ValueError, match="more than 100%"):
        next(fit(dataclasses.replace(TYPICAL, service_level=0.95, abandonment=0.30)))


def test_the_quick_estimate_is_the_least_number_of_people_that_exact_theory_asks_for():
    found = quick_estimate(TYPICAL)

    def level(people):
        return erlang_a(125.0, 450.0, people, 300.0, 20.0).sl_answered_in_awt_over_offered

    assert level(found.needed - 1) < 0.80 <= level(found.needed)
    said = at_a_glance(TYPICAL, found)
    assert "148 hours of work" in said, "1,250 calls, 5% of them lost, of 7.5 min"
    assert "average hour 14.8 of 26.8 people" in said, "148.4 h and 268 h of ten hours open"
    assert f"would need about {found.needed} " in said


# ── The fit ───────────────────────────────────────────────────────────────────────────────────────

KNOWN = Unknowns(issues_per_day=240.0, work=0.8, patience_min=3.0, shrinkage=0.08, quit_rate=0.2)


@pytest.fixture(scope="module")
def recovered():
    """A known centre, its six figures, and what is fitted to these alone."""
    truth = scenario(SMALL, KNOWN, roster_for(SMALL))
    with executor_for("compiled", 10) as executor:
        (found,) = run([truth], engine="compiled", executor=executor)
    return fitted(dataclasses.replace(SMALL, **figures(found, SMALL.people)))


def test_the_six_figures_of_a_known_centre_come_back(recovered):
    assert recovered.missed == ()
    assert [m.key for m in recovered.matches] == list(keys(recovered.six))


def test_so_does_what_made_them(recovered):
    found = recovered.setting
    assert found.issues_per_day == pytest.approx(KNOWN.issues_per_day, rel=0.02)
    assert found.work == pytest.approx(KNOWN.work, rel=0.05)
    assert found.patience_min == pytest.approx(KNOWN.patience_min, rel=0.25)
    assert found.shrinkage == pytest.approx(KNOWN.shrinkage, abs=0.02)
    assert found.quit_rate == pytest.approx(KNOWN.quit_rate, rel=0.05)


def test_issues_are_whole_and_the_calls_that_were_given_stand_beside_their_lever(recovered):
    assert recovered.scenario.demand.calls_per_day.is_integer()
    assert recovered.setting.issues_per_day == recovered.scenario.demand.calls_per_day
    given = dataclasses.replace(SMALL, calls_per_day=1250)
    made = scenario(given, Unknowns(915.0), roster_for(given))
    assert calls_in_reality(made) == "With repeat calls, 1,250 calls a day in reality."
    assert calls_in_reality(load(CONFIGS / "typical_centre.yaml")) == ""


def test_what_is_said_to_be_matched_is_what_the_scenario_gives(recovered):
    with executor_for("compiled", 10) as executor:
        (again,) = run([recovered.scenario], engine="compiled", executor=executor)
    for match, tolerance in zip(recovered.matches, tolerances(recovered.six), strict=True):
        assert again.kpi(match.key) == match.simulated
        assert abs(match.simulated.mean - match.given) <= tolerance


def test_a_centre_with_other_shifts_than_the_fit_assumes_is_matched_too():
    other = {"demand.calls_per_day": 420.0, "teams.Front line.agents": 18}
    with executor_for("compiled", 10) as executor:
        (found,) = run(
            [replace(load(CONFIGS / "typical_centre.yaml"), other)], engine="compiled", executor=executor
        )
    answer = fitted(dataclasses.replace(TYPICAL, **figures(found, 18)))
    assert answer.missed == ()
    assert 0.0 <= answer.setting.shrinkage < 0.06


def test_the_fitted_scenario_is_a_file_that_reads_back_and_carries_what_was_said(recovered):
    assert parse(to_yaml(recovered.scenario)) == recovered.scenario
    assert recovered.scenario.observed["calls_offered_per_day"] == recovered.six.calls_per_day
    assert recovered.scenario.teams[0].agents == recovered.six.people
    assert recovered.scenario.targets.service_level == recovered.six.service_level


def test_another_definition_of_the_service_level_is_matched_by_its_own_figure():
    answer = fitted(
        dataclasses.replace(SMALL, service_level_key="service_level_answered", service_level=0.85)
    )
    (match,) = [m for m in answer.matches if m.key == "service_level_answered"]
    assert match.met
    assert answer.result.kpi("service_level").mean < match.simulated.mean


def test_a_centre_that_nobody_leaves():
    answer = fitted(dataclasses.replace(SMALL, leavers_per_year=0))
    assert answer.missed == ()
    assert answer.scenario.behaviour.quit_rate == 0.0


@pytest.fixture(scope="module")
def short_of_people():
    """Twelve people where sixteen would be needed."""
    return fitted(dataclasses.replace(SMALL, calls_per_day=520, service_level=0.85, abandonment=0.05))


def test_what_cannot_be_had_together_is_named_and_the_rest_is_matched(short_of_people):
    missed = {m.key: m for m in short_of_people.missed}
    assert missed["service_level"].end == "high"
    assert short_of_people.setting.shrinkage == 0.0
    assert missed["service_level"].simulated.mean < 0.80
    assert "calls_offered_per_day" not in missed
    assert "aht_min" not in missed


def test_more_people_than_the_service_level_can_bear():
    answer = fitted(dataclasses.replace(SMALL, people=40, leavers_per_year=10))
    (level,) = [m for m in answer.missed if m.key == "service_level"]
    assert level.end == "low"
    assert "half of the people are away" in why_missed(answer, level)


@pytest.mark.parametrize(("aht_min", "calls"), [(1.5, 1200), pytest.param(0.5, 3600, marks=pytest.mark.soak)])
def test_short_calls_are_matched_and_it_is_said_what_is_assumed_of_them(aht_min, calls):
    answer = fitted(dataclasses.replace(SMALL, aht_min=aht_min, calls_per_day=calls), replications=4)
    assert answer.missed == ()
    (short,) = [s for s in unusual_settings(answer) if s.startswith("Calls this short")]
    assert f"assumed at {'33.3' if aht_min == 1.5 else '11'}%" in short.replace("33%", "33.3%")
    lines = assumptions(answer).set_index("Assumed")["Rests on"]
    assert "in proportion to your short calls" in lines["Greeting and identifying"]
    assert (
        "in proportion to your short calls" in lines["Time a difficult caller keeps an agent, if never ended"]
    )


def test_one_person_is_fitted_and_it_is_said_that_nobody_stands_in():
    six = SixNumbers(
        calls_per_day=20,
        aht_min=4.5,
        people=1,
        service_level=0.5,
        abandonment=0.15,
        leavers_per_year=0.3,
        opens="09:00",
        closes="17:00",
    )
    assert problems(six) == ()
    answer = fitted(six, replications=4)
    assert answer.scenario.teams[0].agents == 1
    (hung_up,) = [m for m in answer.missed if m.key == "abandonment"]
    assert "1 person" in matched(answer)["You said"].iloc[-1]
    assert "somebody may step in" in why_missed(answer, hung_up)


def test_a_large_centre_asks_for_fewer_runs_and_weeks():
    sizes = (1250, 25_000, 250_000)
    assert [runs_for(calls) for calls in sizes] == [10, 4, 4]
    weeks = [sum(whole_horizon(calls)) for calls in sizes]
    assert weeks == sorted(weeks, reverse=True)
    assert weeks[0] > weeks[-1]


def test_a_fit_that_is_no_longer_wanted_can_be_left_at_any_step():
    asking = fit(SMALL)
    wanted = next(asking)
    assert len(wanted) == 3
    assert {s.teams[0].agents for s in wanted} == {12}
    asking.close()


# ── In words ──────────────────────────────────────────────────────────────────────────────────────


def test_a_fit_that_meets_all_says_so_and_shows_asked_beside_simulated(recovered):
    assert "Your numbers are consistent" in headline(recovered)
    table = matched(recovered)
    assert list(table.columns) == ["Number", "You said", "Simulated (95% interval)", "Verdict"]
    assert list(table["Number"]) == [
        "Calls a day",
        "Average handle time",
        "Answered in 20 s",
        "Abandoned",
        "Staff turnover a year†",
        "People",
    ]
    assert all(" to " in text for text in table["Simulated (95% interval)"][:-1])
    assert table["Verdict"][2] == "matched (within 1 point)"
    assert matches(recovered, recovered.missed).empty


def test_a_number_that_is_not_met_gets_the_reason_in_a_managers_words(short_of_people):
    assert "of your six numbers are matched**; " in headline(short_of_people)
    assert "answered in 20 s" in headline(short_of_people)
    (level,) = [m for m in short_of_people.missed if m.key == "service_level"]
    words = why_missed(short_of_people, level)
    assert words.startswith(
        "Answered in 20 s: With 12 people and 520 calls a day of 6 min, the model answers "
    )
    assert "% in 20 s at best, with " in words
    assert "abandoned; you said 85.0%. That is with nobody" in words
    assert "Usual reasons: more people take calls than were counted" in words
    assert "nobody away except the sick" in words
    assert "Verdict" in matches(short_of_people, short_of_people.missed).columns


def test_what_chance_alone_could_make_is_not_called_missed(recovered):
    def answer(low: float, high: float):
        level = dataclasses.replace(recovered.matches[2], given=0.80, simulated=Estimate(0.75, low, high))
        return dataclasses.replace(recovered, matches=(*recovered.matches[:2], level, *recovered.matches[3:]))

    assert "consistent as far as chance lets us tell**: answered in 20 s" in headline(answer(0.69, 0.81))
    assert "**Five of your six numbers are matched**; answered in 20 s is not" in headline(answer(0.74, 0.76))


def test_hours_that_opening_does_not_allow_are_said(recovered):
    # open four hours on one day, eight hours a week given: one shift of four
    six = dataclasses.replace(
        recovered.six, opens="09:00", closes="13:00", open_days=("mon",), hours_per_week=8.0
    )
    (said,) = [s for s in unusual_settings(dataclasses.replace(recovered, six=six)) if "One person" in s]
    assert said == "One person works 4 h a week here, not 8: 1 day of 4 h, within the opening hours."
    assert not any("One person" in s for s in unusual_settings(recovered))
    assert out_of_bounds("hours_per_week", 4.0) == ""


def test_every_end_has_its_words(recovered):
    for (kind, end), key in zip(
        AT_END, ("service_level",) * 2 + ("abandonment",) * 2 + ("quits_per_year",), strict=True
    ):
        (match,) = [m for m in recovered.matches if m.key == key]
        words = why_missed(recovered, dataclasses.replace(match, end=end))
        assert kind == key
        assert "you said" in words
        assert "Usual reasons: " in words


def test_what_had_to_be_set_far_from_the_usual_is_said(recovered):
    assert unusual_settings(recovered) == ()
    far = dataclasses.replace(
        recovered,
        six=dataclasses.replace(recovered.six, aht_min=1.5),
        setting=dataclasses.replace(recovered.setting, patience_min=0.5, shrinkage=0.45),
    )
    patience, away, short = unusual_settings(far)
    assert "30 s on average; studies find 2 to 10 min" in patience
    assert "45% of people's days" in away
    assert "assumed at 33% of the typical centre's" in short
    assert "difficult callers" in short
    assert (
        "Nobody could be away"
        in unusual_settings(
            dataclasses.replace(recovered, setting=dataclasses.replace(recovered.setting, shrinkage=0.0))
        )[0]
    )


def test_everything_that_was_assumed_is_listed_with_value_and_ground(recovered):
    table = assumptions(recovered)
    assert set(WORDS) == set(TAKEN)
    assert len(table) == len(assumed_settings(recovered)) == len(TAKEN)
    assert all(text.startswith(("Assumed", "Sourced")) for text in table["Rests on"])
    assert all(table["Value"])
    lines = dict(zip(table["Assumed"], table["Value"], strict=True))
    assert lines["Kinds of calls and their shares"] == "Billing 45%, Service 35%, Technical 20%"
    assert lines["Difficult callers"] == "16.7%"
    assert "8 h each" in lines["Shifts"]
    assert lines["Handle-time target"] == "none"
    assert len(settings(recovered)) == 5
    assert unmatched_figures(recovered)[0].label == "Satisfied, all callers†"


# ── How often, how long ───────────────────────────────────────────────────────────────────────────

GRID = [
    {"people": 10, "calls_per_day": 250, "aht_min": 6.0, "leavers_per_year": 2},
    {"people": 25, "calls_per_day": 700, "aht_min": 6.5, "service_level": 0.70, "abandonment": 0.08},
    {"people": 30, "calls_per_day": 600, "aht_min": 12.0, "service_level": 0.60, "abandonment": 0.10},
    {},
    {"people": 40, "calls_per_day": 900, "aht_min": 5.0, "opens": "00:00", "closes": "24:00", "open_days": WEEKDAYS},
    {"people": 60, "calls_per_day": 2400, "aht_min": 6.0, "leavers_per_year": 18},
    {"people": 100, "calls_per_day": 6000, "aht_min": 4.5, "service_level": 0.75, "leavers_per_year": 40},
    {"people": 300, "calls_per_day": 12000, "aht_min": 6.5, "service_level": 0.90, "abandonment": 0.02,
     "leavers_per_year": 90, "within_s": 30.0},
]  # fmt: skip


@pytest.mark.soak
def test_plausible_centres_from_10_to_300_people_are_matched_whole(capsys):
    lines, missed = [], []
    for values in GRID:
        six = dataclasses.replace(TYPICAL, **values)
        begun = monotonic()
        answer = fitted(six)
        took = monotonic() - begun
        missed += answer.missed
        lines.append(
            f"{six.people:4d} people {six.calls_per_day:7,.0f} calls: {5 - len(answer.missed)} of 5 matched, "
            f"{answer.attempts} scenarios, {took:.1f} s"
        )
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert missed == []


@pytest.mark.soak
def test_no_combination_of_numbers_breaks_the_fit():
    for people, calls, level, hung_up, leavers in product(
        (3, 20, 60), (30, 400, 1500), (0.01, 0.6, 1.0), (0.0, 0.2), (0, 1.4)
    ):
        six = dataclasses.replace(
            TYPICAL,
            people=people,
            calls_per_day=calls,
            service_level=level,
            abandonment=hung_up,
            leavers_per_year=leavers * people,
        )
        if problems(six):
            continue
        answer = fitted(six, replications=4)
        assert all(why_missed(answer, m) for m in answer.missed)
        assert answer.attempts <= 16
