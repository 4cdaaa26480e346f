"""Stories: what is said follows from the figures, whichever way they come out; nothing about them is typed in."""

from __future__ import annotations

import re

import numpy as np
import pytest

from present.comparison import sides
from present.figures.before_after import (
    before_after_table,
    dumbbells,
    dumbbells_in_words,
    weeks_in_words,
    weeks_of_change,
    weeks_table,
)
from present.figures.dots import Dot, dots, dots_in_words
from present.formats import Verdict, verdict
from present.pair import Pair
from present.ranking import headline
from present.scorecard import scorecard
from present.stories import CASES, bot, remedies, sensitivity
from present.stories.case import what_changed
from present.stories.claims import Claim, check_claims, direction, reproduced, table, verdict_words
from present.stories.phrases import clause, figure, in_percent, level, relative, verdict_line
from present.stories.sensitivity import (
    Alternative,
    robustness,
    setting_words,
    under_variations,
    with_effect,
    without_effect_in_words,
)
from present.text_layout import lower_first
from sim import KPIS, Result, replace
from sim.experiment import KEYS, Estimate, Replication
from sim.experiment.scaling import seats
from sim.experiment.sensitivity import ASSUMPTIONS, AssumptionSetting
from sim.experiment.staffing_equivalent import StaffingEquivalent
from tests.behaviour.presets import preset

BEFORE, AFTER = preset("sydney_four_minute_target_before"), preset("sydney_four_minute_target_after")
FIGURE = re.compile(r"\d+(\.\d+)? ?(%|points|of 100)")


def result(scenario, *, n=10, noise=0.0, **values):
    """A result with these KPI values, the same in every replication but for `noise`, which differs by scenario."""
    made = []
    phase = len(scenario.name)
    for i in range(n):
        row = np.array([values.get(key, 0.5) for key in KEYS]) + noise * np.sin(7.0 * i + phase)
        by_week = np.tile(row[:, None], (1, scenario.horizon.weeks))
        made.append(Replication(i, row, by_week, {}, 100))
    return Result(scenario, 1, "simpy", tuple(made))


def plain(text):
    """Text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def pair(before=None, after=None, *, n=10, noise=0.0, scenarios=(BEFORE, AFTER)):
    """A comparison with these values before and after."""
    return Pair(
        result(scenarios[1], n=n, noise=noise, **(after or {})),
        result(scenarios[0], n=n, noise=noise, **(before or {})),
    )


# ── Figures in words ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (40.0, "exhaustion† falls by **10.0 points** (10.0 to 10.0), to 40.0 of 100"),
        (58.5, "exhaustion† rises by **8.5 points** (8.5 to 8.5), to 58.5 of 100"),
        (50.4, "exhaustion† changes by +0.4 points (+0.4 to +0.4), too small to matter"),
        (50.0, "exhaustion† does not change"),
        (float("nan"), "exhaustion† has no value, for nobody was served"),
    ],
)
def test_a_difference_is_said_with_its_verdict_and_interval(after, words):
    found = clause(pair({"exhaustion_mean": 50.0}, {"exhaustion_mean": after}), "exhaustion_mean")
    assert plain(found) == words


def test_what_chance_alone_would_do_is_not_detected():
    text = clause(pair({"exhaustion_mean": 50.0}, {"exhaustion_mean": 50.1}, noise=9.0), "exhaustion_mean")
    assert text.startswith("no change in exhaustion† was detected (−")


def test_under_four_runs_nothing_is_judged():
    few = pair({"exhaustion_mean": 50.0}, {"exhaustion_mean": 40.0}, n=3)
    assert clause(few, "exhaustion_mean") == "exhaustion†: too few runs to say"


def test_a_noun_that_says_the_unit_does_not_say_it_twice():
    text = clause(
        pair({"issues_resolved_per_day": 700.0}, {"issues_resolved_per_day": 875.0}),
        "issues_resolved_per_day",
    )
    assert text == "the number of issues resolved a day† rises by **175** (175 to 175), to 875"


def test_a_relative_change_is_taken_run_by_run():
    found = relative(pair({"quality_score": 50.0}, {"quality_score": 54.0}), "quality_score")
    assert in_percent(found) == "+8.0% (+8.0 to +8.0)"
    assert relative(pair({"quality_score": 0.0}, {"quality_score": 54.0}), "quality_score").mean is None


def test_a_large_figure_says_before_after_and_its_tone():
    found = figure(pair({"satisfaction_all": 0.5}, {"satisfaction_all": 0.7}), "satisfaction_all")
    assert (found.value, found.unit, found.tone, found.arrow) == ("70.0", "%", "better", "up")
    assert found.notes == ("before 50.0", "difference +20.0 to +20.0")
    calls = figure(
        pair({"calls_handled_per_agent_day": 38.0}, {"calls_handled_per_agent_day": 30.0}),
        "calls_handled_per_agent_day",
    )
    assert (calls.tone, plain(calls.delta)) == ("neutral", "−8.0 a day")
    alone = result(BEFORE, satisfaction_all=0.5)
    assert figure(Pair(alone, alone), "satisfaction_all").delta == ""
    assert level(alone, "satisfaction_all") == "50.0% (50.0 to 50.0)"


# ── Model against story ───────────────────────────────────────────────────────────────────────────


def judged(change, *, n=10):
    """A verdict on exhaustion moving by so many points."""
    return verdict(
        KPIS["exhaustion_mean"], Estimate(change, change - 0.1, change + 0.1), replications=n, baseline=50.0
    )


@pytest.mark.parametrize(
    ("found", "up", "answer"),
    [
        (judged(-5.0), False, "yes"),
        (judged(-5.0), True, "no"),
        (judged(+5.0), False, "no"),
        (judged(+0.05), False, "not detected"),
        (judged(-0.5), False, "too small to matter"),
        (judged(-5.0, n=3), False, "too few runs to say"),
        (Verdict("unknown", "no comparison", "", None), False, "no value"),
        (None, False, "not in the model"),
    ],
)
def test_a_direction_is_answered_from_the_verdict(found, up, answer):
    assert direction(Claim("anxiety", "exhaustion_mean", up=up), found) == answer


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        (["yes", "yes"], "yes"),
        (["yes", "not in the model"], "yes"),
        (["yes", "no"], "in part"),
        (["yes", "too small to matter"], "in part"),
        (["no", "not detected"], "no"),
        (["yes", "too few runs to say"], "not known yet"),
        (["not in the model"], "not known yet"),
    ],
)
def test_a_story_is_reproduced_only_if_all_that_can_be_compared_is(answers, word):
    assert reproduced(answers) == word


QUALITY = Claim("service quality up", "quality_score", True, 0.40, "+40% in 8 weeks")


@pytest.mark.parametrize(
    ("after", "size"),
    [(54.0, "no: 20% of it"), (70.0, "yes"), (45.0, "no: the other way"), (90.0, "no: 200% of it")],
)
def test_a_size_that_was_told_is_held_against_the_models_interval(after, size):
    (line,) = check_claims(pair({"quality_score": 50.0}, {"quality_score": after}, noise=1e-4), [QUALITY])
    assert line.size == size
    words = verdict_words([line])
    assert ("Same size: **yes**" in words) == (size == "yes")
    assert ("+40% in 8 weeks in the case" in words) == (size != "yes")
    assert list(table([line])["Same size?"]) == [size]


def test_a_story_told_the_other_way_is_not_reproduced_and_says_where():
    story = CASES["sydney"].claims
    up = {"calls_handled_per_agent_day": 30.0, "satisfaction_surveyed": 0.7, "exhaustion_mean": 40.0}
    down = {"calls_handled_per_agent_day": 38.0, "satisfaction_surveyed": 0.5, "exhaustion_mean": 55.0}
    assert verdict_words(check_claims(pair(down, up), story)).startswith(
        "Same direction as in the case: **yes**. The case gave no figure"
    )
    assert verdict_words(check_claims(pair(up, down), story)).startswith(
        "Same direction as in the case: **no** (fewer calls per shift: no"
    )
    mixed = {**up, "exhaustion_mean": 60.0}
    assert "**in part** (anxiety down, read as exhaustion: no)" in verdict_words(
        check_claims(pair(down, mixed), story)
    )
    assert "not known yet" in verdict_words(check_claims(pair(down, up, n=2), story))


def test_what_has_no_counterpart_is_said_to_have_none():
    found = check_claims(pair(scenarios=scenarios("darwin")), CASES["darwin"].claims)
    assert [line.answer for line in found][-1] == "not in the model"
    assert list(table(found)["The model shows"])[-1] == "nothing stands for it"


# ── The cases ─────────────────────────────────────────────────────────────────────────────────────


def scenarios(key):
    return tuple(preset(stem) for stem in CASES[key].files)


@pytest.mark.parametrize("key", CASES)
def test_all_that_a_case_names_is_there(key):
    case = CASES[key]
    named = (*case.before, *case.tiles, *case.compared, *case.by_week, *case.varied)
    assert set(named) | {t.key for t in case.claims if t.key} <= set(KPIS)
    assert preset(case.stem).changes
    assert what_changed(*scenarios(key))
    for alternative in case.alternatives:
        assert alternative.applied_to(*scenarios(key)) != scenarios(key)


@pytest.mark.parametrize("key", CASES)
def test_no_result_is_written_into_a_case(key):
    """Whatever stands there before anything is simulated says no figure of the model."""
    case = CASES[key]
    assert not [text for text in (case.put_in, *case.not_shown, case.lead) if FIGURE.search(text)]
    assert not [told.words for told in case.claims if re.search(r"\d", told.words)]


@pytest.mark.parametrize("key", CASES)
def test_what_a_case_says_follows_its_figures(key):
    case, sides = CASES[key], scenarios(key)
    high = dict.fromkeys(KEYS, 0.7) | {"exhaustion_mean": 40.0, "quality_score": 70.0}
    low = dict.fromkeys(KEYS, 0.4) | {"exhaustion_mean": 60.0, "quality_score": 50.0}
    one, other = (pair(a, b, scenarios=sides) for a, b in ((low, high), (high, low)))
    assert verdict_line(case.lead, one) != verdict_line(case.lead, other)
    assert case.caveats(one) != case.caveats(other)
    assert all(line for line in case.caveats(pair(n=1, scenarios=sides)))


def test_the_settings_told_are_those_of_the_files():
    five = replace(BEFORE, {"rules.handle_time_cap.minutes": 5.0, "demand.calls_per_day": 1000.0})
    assert "**5 minutes a call**" in CASES["sydney"].situation(five)
    assert "take 1,000 new issues a day" in CASES["sydney"].situation(five)
    before, after = scenarios("darwin")
    assert "for 12 minutes" in CASES["darwin"].situation(
        replace(before, {"behaviour.difficult_hold_min": 12.0})
    )
    assert "in 90% of cases" in CASES["darwin"].changed(
        before, replace(after, {"rules.disengagement.discernment": 0.9})
    )
    before, after = scenarios("adelaide")
    assert "spares 40%" in CASES["adelaide"].changed(before, replace(after, {"training.coping.effect": 0.4}))


def test_darwin_says_whom_a_survey_does_not_ask_and_what_the_rule_costs():
    sides = scenarios("darwin")
    text = " ".join(
        CASES["darwin"].caveats(
            pair(
                {"satisfaction_all": 0.60, "satisfaction_surveyed": 0.70, "salvageable_cut_share": 0.0},
                {"satisfaction_all": 0.70, "satisfaction_surveyed": 0.72, "salvageable_cut_share": 0.04},
                scenarios=sides,
            )
        )
    )
    assert "+2.0 points (+2.0 to +2.0), 20% as far as that of all callers" in plain(text)
    assert (
        "**Trade-off**: 4.0% of upset callers (4.0 to 4.0) are cut off who could have been helped†."
        in plain(text)
    )
    assert "Before the rule: none." in text


# ── What it rests on ──────────────────────────────────────────────────────────────────────────────


def complete_experiment(experiment, values):
    """The answer of an adaptive experiment where `values(scenario)` are a scenario's figures."""
    requested = next(experiment)
    while True:
        try:
            requested = experiment.send([result(s, **values(s)) for s in requested])
        except StopIteration as end:
            return end.value


def by_eta(scenario):
    """Dropping the target gains answer speed where η is high, and costs some where it is low."""
    capped = scenario.rules.handle_time_cap.minutes is not None
    speed = 0.7 - (0.1 * (scenario.behaviour.eta - 1.0) if capped else 0.0)
    tired = 40.0 + (40.0 * scenario.behaviour.w_A + 6.0 if capped else 0.0)
    return {"service_level": speed, "exhaustion_mean": tired}


VARIATIONS = complete_experiment(under_variations(BEFORE, AFTER), by_eta)


def test_where_a_sign_turns_the_assumption_that_decides_is_named():
    text = robustness(VARIATIONS, "service_level")
    assert "−5.0 if rushing hurts resolution less than assumed." in text
    assert "**The direction turns**; it depends on " in text
    turning = [key for key in ("service_level", "exhaustion_mean") if VARIATIONS.ranges.span(key).sign_turns]
    assert turning == ["service_level"]


def test_where_it_holds_both_ends_are_named_too():
    text = robustness(VARIATIONS, "exhaustion_mean")
    assert plain(text).startswith("**Exhaustion†: −16.0 points (−16.0 to −16.0)** as assumed.")
    assert "−6.0 if time pressure itself tires nobody." in text
    assert "The direction always holds." in text


def test_a_difference_that_is_none_as_assumed_claims_no_direction():
    assert "As assumed: no change." in robustness(VARIATIONS, "satisfaction_all")


def test_an_assumption_that_nothing_rests_on_is_named_once_and_not_drawn():
    keys = ["service_level", "exhaustion_mean"]
    assert "Makes no difference here: how many " in without_effect_in_words(VARIATIONS, keys)
    kept = [variation.label for variation in with_effect(VARIATIONS, keys)]
    assert kept[0] == "As assumed"
    assert len(kept) == 5
    assert not any("call again" in label for label in kept)


def test_probes_come_after_the_evidence_and_change_the_side_they_say():
    alternatives = [Alternative("nobody enforces it", before={"rules.handle_time_cap.enforcement": 0.0})]
    found = complete_experiment(under_variations(BEFORE, AFTER, alternatives), by_eta)
    assert found.rows[-1].label == "Nobody enforces it"
    assert not found.rows[-1].is_evidence
    assert found.rows[-1].pair.baseline.scenario.rules.handle_time_cap.enforcement == 0.0
    assert found.rows[-1].pair.current.scenario == AFTER
    assert len(sensitivity.table(found, "exhaustion_mean")) == len(found.rows) == 10


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=lambda a: a.key)
def test_every_end_of_every_assumption_has_words_that_a_manager_knows(assumption):
    low, high = (setting_words(AssumptionSetting(assumption, end)) for end in ("low", "high"))
    assert low != high
    assert not re.search(r"\bend\b|[α-ω]|_", low + high)
    has_unit = any(path.startswith("callers.") or path.endswith("_min") for path in assumption.paths)
    assert bool(re.search(r"\(.*\d.*\)$", low)) == has_unit


# ── Train them or change the rule? ────────────────────────────────────────────────────────────────

FILES = {stem: preset(stem) for stem in remedies.FILES}


def ranked_by(key, doing_nothing, **gains):
    """Remedies ranked where each one's figure is that of doing nothing plus its gain (by its file's last words)."""
    baseline = result(FILES[remedies.BASE], **{key: doing_nothing, "cost_per_week": 68_000.0})
    by_remedy = {
        r: result(
            FILES[r.stem],
            **{
                key: doing_nothing + gains.get(r.stem.removeprefix("train_or_change_"), 0.0),
                "cost_per_week": 68_000.0,
            },
        )
        for r in remedies.REMEDIES
    }
    return remedies.ranked(baseline, by_remedy, key), by_remedy


def order_by(key, doing_nothing, **gains):
    """The same as Compare orders them."""
    rows, by_remedy = ranked_by(key, doing_nothing, **gains)
    return rows, remedies.ranking(rows[0].pair.baseline, by_remedy, key)


def test_the_money_is_what_one_more_person_costs():
    assert remedies.money(FILES[remedies.BASE]) == pytest.approx(88_400.0)
    assert " a year** to spend" in remedies.situation(FILES[remedies.BASE])
    assert "88,400" in remedies.situation(FILES[remedies.BASE])


def test_remedies_are_ranked_whichever_way_it_comes_out():
    rows, order = order_by("satisfaction_all", 0.5, no_cap=0.13, coping_training=0.02, more_agents=-0.03)
    assert [r.remedy.stem.removeprefix("train_or_change_") for r in rows][:2] == ["no_cap", "coping_training"]
    text = [plain(line) for line in remedies.order_in_words(rows, order)]
    assert text[0].startswith(
        "No handle-time target compared with doing nothing: satisfaction of all callers† +13.0 points"
    )
    assert text[1].startswith("Compared with the runner-up, Coping training: +11.0 points, better")
    assert any(line.startswith("No change: script training") for line in text)
    assert text[-1] == "Makes it worse: one more person."
    assert remedies.most_helpful(order) == ("rule", "no handle-time target")
    assert remedies.answer(order) == "**Change the rule. Best in satisfaction: No handle-time target.**"
    _, order = order_by("satisfaction_all", 0.5, no_cap=0.02, coping_training=0.13)
    assert remedies.answer(order) == "**Train them. Best in satisfaction: Coping training.**"
    rows, order = order_by("satisfaction_all", 0.5, no_cap=0.12, coping_training=0.121)
    assert remedies.most_helpful(order) == (None, "coping training or no handle-time target")
    told = remedies.answer(order)
    assert told == "**Coping training and No handle-time target cannot be told apart in satisfaction.**"
    _, order = order_by("satisfaction_all", 0.5, more_agents=-0.03)
    assert remedies.most_helpful(order) == (None, "none of them makes it better")


@pytest.mark.parametrize("key", remedies.RANKED_BY)
def test_one_best_is_named_the_one_that_compare_names(key):
    """Whatever is ranked by: on both pages under the same name."""
    gain = {"satisfaction_all": 0.1, "exhaustion_mean": -10.0, "cost_per_resolved": -2.0}.get(key, 100.0)
    rows, order = order_by(key, 55.0, both=2 * gain, no_cap=gain, coping_training=gain / 2)
    before = rows[0].pair.baseline
    results = [before, *(r.pair.current for r in rows)]
    compared = sides(results, [r.scenario.name for r in results], 0)
    on_compare = scorecard(before.scenario.name, before, compared, [key], key).ranking
    assert remedies.answer(order) == f"**Change the rule. {headline(on_compare)}.**"
    said = " ".join([remedies.answer(order), *remedies.order_in_words(rows, order)])
    assert len(re.findall(r"[Bb]est|[Ff]irst", said)) == 1


def test_where_less_is_better_the_largest_fall_comes_first():
    rows, _ = ranked_by("exhaustion_mean", 55.0, end_call_rule=-20.0, no_cap=-10.0)
    assert [r.remedy.name for r in rows][:2] == ["A rule for ending calls", "No handle-time target"]


def test_a_remedy_is_called_here_as_on_every_other_page():
    for remedy in remedies.REMEDIES:
        assert preset(remedy.stem).name == f"Train or change: {lower_first(remedy.name)}"


def test_a_remedy_s_cost_is_that_of_every_other_page():
    """Trainer and coach are in the scenario files, if anywhere: a ranking adds nothing of its own."""
    rows, results = ranked_by("cost_per_resolved", 20.0, coping_training=1.25)
    by_stem = {r.remedy.stem: r for r in rows}
    training = by_stem["train_or_change_coping_training"]
    assert training.difference == Pair(results[training.remedy], training.pair.baseline).difference(
        "cost_per_resolved"
    )
    assert training.difference.mean == pytest.approx(1.25)
    assert by_stem["train_or_change_no_cap"].difference.mean == 0.0


def test_money_is_in_the_scenario_s_own_currency(monkeypatch):
    for stem, scenario in list(FILES.items()):
        monkeypatch.setitem(FILES, stem, replace(scenario, {"costs.currency": "EUR"}))
    rows, order = order_by("cost_per_resolved", 20.0, no_cap=-3.0)
    columns = list(remedies.table(rows, "cost_per_resolved").columns)
    assert columns[1:4] == ["difference from doing nothing, EUR", "95% from, EUR", "95% to, EUR"]
    assert "EUR" in remedies.order_in_words(rows, order)[0]
    before, after = (replace(s, {"costs.currency": "EUR"}) for s in (BEFORE, AFTER))
    pair = Pair(result(after, cost_per_resolved=21.0), result(before, cost_per_resolved=20.0))
    assert "EUR" in clause(pair, "cost_per_resolved")
    shown = before_after_table(pair, ["cost_per_resolved"])
    assert "EUR" in shown["unit"][0]
    assert "EUR" in shown["difference (95%)"][0]


def test_what_we_put_in_ourselves_is_named_with_the_files_values():
    changed = dict(FILES)
    stem = "train_or_change_coping_training"
    changed[stem] = replace(FILES[stem], {"training.coping.effect": 0.35})
    text = " ".join(remedies.own_inputs(changed))
    assert "spares 35%" in text
    assert "for 20 minutes" in text


# ── The bot ───────────────────────────────────────────────────────────────────────────────────────

BOT_BEFORE, BOT_AFTER = preset(bot.BEFORE), preset(bot.AFTER)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            {"kind": "found", "people": 9, "low": 8, "high": 9},
            "**It takes 38 people (37 to 38) to answer as fast as before.** That is 10% fewer than before, not 31%.",
        ),
        (
            {"kind": "found", "people": 9, "low": 9, "high": 9},
            "**It takes 38 people (to within one) to answer as fast as before.**",
        ),
        ({"kind": "found", "people": 13, "low": 13, "high": 14}, "That is no fewer than before, not 31%."),
        ({"kind": "beyond", "most": 29}, "Even 58 people do not answer as fast as before."),
        ({"kind": "undetected"}, "about as fast as before"),
        ({"kind": "no_value"}, "cannot be said"),
    ],
)
def test_how_many_people_it_takes(found, words):
    worth = StaffingEquivalent("service_level", change=Estimate(0.3, 0.2, 0.4), **found)
    assert words in bot.people_needed_in_words(worth, BOT_BEFORE, BOT_AFTER)


def test_with_the_bot_and_the_same_people_nobody_has_to_go():
    same = bot.same_people(BOT_BEFORE, BOT_AFTER)
    assert seats(same) == seats(BOT_BEFORE) == 42
    assert same.call_types == BOT_AFTER.call_types
    found = bot.variants([result(s) for s in (BOT_BEFORE, same, BOT_AFTER, same)])
    assert [v.name for v in found] == ["Before, no bot, 42 people", "Bot, 42 people", "Bot, 29 people"]
    assert list(bot.table(found, bot.LEFT)[""]) == [v.name for v in found]
    assert "29 people instead of 42, 31% fewer" in bot.changed(BOT_BEFORE, BOT_AFTER)


# ── Pictures ──────────────────────────────────────────────────────────────────────────────────────


def texts(drawn):
    return [a.text for a in drawn.layout.annotations]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_better_and_worse_differ_in_form_and_words_not_in_colour_alone(mode):
    found = pair(
        {"satisfaction_all": 0.5, "exhaustion_mean": 40.0, "fcr": 0.7},
        {"satisfaction_all": 0.7, "exhaustion_mean": 60.0, "fcr": 0.704},
    )
    keys = ["satisfaction_all", "exhaustion_mean", "fcr", "issues_resolved_per_day"]
    drawn = dumbbells(found, keys, mode=mode)
    after = [t.marker for t in drawn.data if t.mode == "markers" and t.marker.size == 14]
    assert [m.symbol for m in after] == ["circle", "diamond", "circle"]
    assert len({m.color for m in after}) == 3
    assert "+20.0, better" in texts(drawn)[0]
    assert "+20.0, worse" in texts(drawn)[1]
    assert "too small" in texts(drawn)[2]
    assert len(texts(drawn)) == 3  # issues a day are on another scale
    assert "Exhaustion† from 40.0 to 60.0, +20.0 points, worse" in plain(dumbbells_in_words(found, keys))
    assert list(before_after_table(found, keys)["unit"]) == ["%", "of 100", "%", "a day"]


def test_rows_of_dots_say_not_detected_and_keep_nought_in_sight():
    kpi = KPIS["satisfaction_all"]
    rows = []
    for name, gap in (("Rule", Estimate(0.13, 0.12, 0.14)), ("Script", Estimate(0.001, -0.002, 0.004))):
        rows.append(Dot(name, gap, verdict(kpi, gap, replications=10, baseline=0.5)))
    rows.append(
        Dot(
            "Nobody",
            Estimate(None, None, None),
            verdict(kpi, Estimate(None, None, None), replications=10, baseline=None),
        )
    )
    drawn = dots("Satisfied", rows, "satisfaction_all", under="Difference")
    assert "+13.0, better" in texts(drawn)[0]
    assert "not detected" in texts(drawn)[1]
    assert "no value" in texts(drawn)[2]
    low, high = drawn.layout.xaxis.range
    assert low < 0.0 < 13.0 < high
    assert dots_in_words("Satisfied", rows, "satisfaction_all").startswith(
        "Satisfied: Rule +13.0, better (+12.0 to +14.0)"
    )


def test_a_long_name_is_broken_so_that_it_fits_on_a_telephone():
    rows = [
        Dot(
            "Difficult callers hold on longer than anybody would have thought possible",
            Estimate(0.5, 0.4, 0.6),
        )
    ]
    (text,) = texts(dots("Satisfied", rows, "satisfaction_all"))
    assert all(len(re.sub(r"<[^>]*>", "", line)) <= 48 for line in text.split("<br>"))
    assert "<br>" in text


def test_without_figures_a_picture_says_so():
    none = Pair(result(AFTER, n=0), result(BEFORE, n=0))
    assert texts(dumbbells(none, ["fcr"])) == ["no figures yet"]
    assert texts(dots("Nothing", [], "fcr")) == ["no figures yet"]
    dated = preset("sydney_four_minute_target")
    assert texts(weeks_of_change(result(dated, n=0), result(dated, n=0), "fcr")) == ["no figures yet"]


def test_the_weeks_show_the_change_as_a_line_beside_the_path_without_it():
    dated = preset("sydney_four_minute_target")
    unchanged = replace(dated, {"changes": []})
    current, baseline = result(dated, exhaustion_mean=45.0), result(unchanged, exhaustion_mean=58.0)
    drawn = weeks_of_change(current, baseline, "exhaustion_mean")
    assert [t.name for t in drawn.data if t.name] == ["had nothing changed", "as it went"]
    assert drawn.layout.shapes[0].x0 == 4.5
    assert "The change comes in week 5" in weeks_in_words(current, baseline, "exhaustion_mean")
    assert len(weeks_table(current, baseline, "exhaustion_mean")) == 12
    assert "as it went, of 100" in weeks_table(current, baseline, "exhaustion_mean").columns
