"""Numbers and sentences as a reader gets them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from present import formats, tiles
from present.changes import changes
from present.field_names import number, percent, value_of
from present.figures.average_day import half_hours
from present.figures.weeks import weeks, weeks_in_words
from present.formats import ASSUMED
from present.glossary import figures
from present.pair import Pair
from present.report.outline import centre_in_words
from present.sentences import cost_in_short, dated_changes_text, precision, suggested_name, summarise
from present.text_layout import joined
from present.verdict_headline import verdict_headline
from sim import KPIS, Result, parse, replace
from sim.experiment import KEYS, Estimate, Replication, difference

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


def result(scenario=BASE, *, n=4, noise=0.0, **values):
    """A result with these KPI values, equal in all replications but for a rising `noise`."""
    made = []
    for i in range(n):
        row = np.array([values.get(key, 0.5) + noise * (i - (n - 1) / 2) for key in KEYS])
        day = {
            name: np.zeros(48)
            for name in ("offered", "answered", "abandoned", "in_time", "wait_min", "on_duty")
        }
        made.append(Replication(i, row, np.tile(row[:, None], (1, scenario.horizon.weeks)), day, 100))
    return Result(scenario, 1, "simpy", tuple(made))


@pytest.mark.parametrize(
    ("key", "x", "shown"),
    [
        ("satisfaction_all", 0.7343, "73.4%"),
        ("exhaustion_mean", 41.62, "41.6\u00a0of\u00a0100"),
        ("issues_resolved_per_day", 1150.4, "1,150\u00a0a\u00a0day"),
        ("calls_handled_per_agent_day", 30.2657, "30.3\u00a0calls per agent-day"),
        ("asa_s", 4.02, "4\u00a0s"),
        ("aht_min", 7.901, "7.90\u00a0min"),
        ("quits_per_year", 0.2534, "25.3% of positions"),
        ("cost_per_resolved", 13.114, "13.11\u00a0AUD"),
        ("cost_per_week", 90670.4, "90,670\u00a0AUD a week"),
        ("fcr", None, "no value"),
    ],
)
def test_a_value_has_its_unit_and_sensible_digits(key, x, shown):
    assert formats.value(KPIS[key], x, "AUD") == shown


def test_money_has_no_other_currency_than_its_scenario_s():
    assert formats.unit(KPIS["cost_per_week"], "EUR") == "EUR a week"
    assert "AUD" not in formats.unit(KPIS["cost_per_week"])


def test_differences_of_shares_are_points_with_a_true_minus_sign():
    assert formats.signed(KPIS["fcr"], -0.1768) == "−17.7"
    assert formats.signed(KPIS["fcr"], 0.042) == "+4.2"
    assert formats.signed(KPIS["fcr"], -0.00001) == "0"
    assert formats.difference_unit(KPIS["fcr"]) == "points"


def test_an_interval_is_its_two_ends():
    assert formats.interval(KPIS["service_level"], Estimate(0.95, 0.85, 0.99)) == "85.0 to 99.0"
    assert formats.interval(KPIS["asa_s"], Estimate(4.0, 1.0, 9.0)) == "1 to 9"
    assert formats.interval(KPIS["asa_s"], Estimate(4.0, None, None)) == ""


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("issues_resolved_per_day", "A difference matters from 1% of the baseline."),
        ("satisfaction_all", "A difference matters from 1 point."),
        ("abandonment", "A difference matters from 0.5 points."),
        ("asa_s", "A difference matters from 2 s."),
        (
            "cost_per_week",
            "In the scenario's currency a week. Less is better. A difference matters from 100.",
        ),
    ],
)
def test_the_glossary_says_from_where_on_a_difference_matters(key, words):
    (meaning,) = [w.meaning for group in figures().values() for w in group if w.key == key]
    assert words in meaning.replace("\u00a0", " ")


@pytest.mark.parametrize("on_tile", ["Average handle time", "Answered in … s", "Resolved at the first call"])
def test_the_glossary_knows_a_figure_by_the_name_on_its_tile(on_tile):
    words = [word for group in figures().values() for word in group]
    on_tiles = f"On its tile: “{on_tile}”."
    assert any(word.name.removesuffix(ASSUMED) == on_tile or on_tiles in word.meaning for word in words)


@pytest.mark.parametrize(
    ("baseline", "gained", "kind"),
    [(1150.0, 11.0, "small"), (1150.0, 12.0, "better"), (40.0, 0.5, "better"), (40.0, 0.3, "small")],
)
def test_throughput_matters_from_one_per_cent_of_the_baseline(baseline, gained, kind):
    difference = Estimate(gained, gained - 0.1, gained + 0.1)
    kpi = KPIS["issues_resolved_per_day"]
    found = formats.verdict(kpi, difference, replications=10, baseline=baseline, current=baseline + gained)
    assert found.kind == kind


@pytest.mark.parametrize(
    ("key", "ends", "n", "kind", "short", "span"),
    [
        ("fcr", (-0.12, -0.08), 10, "worse", "−10.0 points, worse", "−12.0 to −8.0 points"),
        ("exhaustion_mean", (-6.0, -4.0), 10, "better", "−5.0 points, better", "−6.0 to −4.0 points"),
        ("fcr", (-0.02, 0.04), 10, "undetected", "not detected", "−2.0 to +4.0 points"),
        ("fcr", (0.002, 0.006), 10, "small", "+0.4 points, too small to matter", "+0.2 to +0.6 points"),
        (
            "fcr",
            (0.05, 0.15),
            3,
            "settling",
            "+10.0 points, too few runs to say",
            "+5.0 to +15.0 points so far",
        ),
        ("calls_handled_per_day", (80.0, 100.0), 10, "changed", "+90 a day", "+80 to +100 a day"),
    ],
)
def test_a_verdict_needs_an_interval_off_zero_a_size_that_matters_and_four_replications(
    key, ends, n, kind, short, span
):
    estimate = Estimate(sum(ends) / 2, *ends)
    verdict = formats.verdict(KPIS[key], estimate, replications=n, baseline=0.5)
    said = verdict.short.replace("\u00a0", " "), verdict.range.replace("\u00a0", " ")
    assert (verdict.kind, *said) == (kind, short, span)


@pytest.mark.parametrize(
    ("estimate", "kind", "short"),
    [
        (Estimate(0.1, None, None), "settling", "+10.0\u00a0points, too few runs to say"),
        (Estimate(0.0, 0.0, 0.0), "same", "no change"),
        (Estimate(None, None, None), "unknown", "no comparison"),
    ],
)
def test_a_difference_without_an_interval(estimate, kind, short):
    verdict = formats.verdict(KPIS["fcr"], estimate, replications=10, baseline=0.5)
    assert (verdict.kind, verdict.short, verdict.range) == (kind, short, "")


def test_above_the_band_more_load_is_worse_and_below_it_no_judgement_is_passed():
    def kind(baseline, change):
        return formats.verdict(
            KPIS["occupancy"], Estimate(change, change, change), replications=10, baseline=baseline
        ).kind

    assert kind(0.70, +0.05) == "changed"
    assert kind(0.70, -0.05) == "changed"
    assert kind(0.84, +0.05) == "worse"
    assert kind(0.92, -0.15) == "better"
    assert kind(0.76, +0.05) == "changed"


def test_settings_are_named_in_a_managers_words():
    now = replace(
        BASE,
        {
            "teams.Front line.agents": 9,
            "rules.handle_time_cap.minutes": 4.0,
            "call_types.Billing.share": 0.75,
            "training.coping.effect": 0.25,
            "training.coping.weeks": [-6],
        },
    )
    assert [c.chip for c in changes(BASE, now)] == [
        "Call mix: Billing 75%, Service 25%",
        "Agents, Front line: 9 (was 12)",
        "Coping training: 25% less strain",
        "Handle-time target: 4 min for each call, cutting 50% of the time beyond it",
    ]
    assert changes(BASE, BASE) == []
    assert (percent(1 / 6), number(4.0), number(4.25), joined(["a", "b", "c"])) == (
        "16.7%",
        "4",
        "4.25",
        "a, b and c",
    )


TYPES = [{"name": "Billing", "share": 0.6}, {"name": "Service", "share": 0.3}, {"name": "Bot", "share": 0.1}]


@pytest.mark.parametrize(
    ("was", "new", "chip", "phrase"),
    [
        (
            {"callers.difficult_share": 1 / 6}, {"callers.difficult_share": 0.1667},
            "Difficult callers: 16.67% (was 16.667%)", "with 16.67% difficult callers instead of 16.667%",
        ),
        (
            {"demand.calls_per_day": 3000.0}, {"demand.calls_per_day": 3000.6},
            "New issues a day: 3,000.6 (was 3,000)", "with 0.02% more new issues",
        ),
        (
            {"rules.quota.calls_per_shift": 2}, {"rules.quota.calls_per_shift": 1},
            "Quota: 1 call a shift, cutting 85% of the time beyond it", "with a quota of 1 call a shift",
        ),
        (
            {}, {"demand.profile": [1.0, 2.0] * 10},
            None, "with calls over the day changed",
        ),
        ({"demand.profile": [1.0, 2.0] * 10}, {}, None, "with calls over the day changed"),
        ({}, {"call_types": TYPES}, "Kinds of calls: 3 entries (was 2 entries)", "with kinds of calls changed"),
    ],
)  # fmt: skip
def test_a_change_is_told_with_digits_that_tell_it_and_lists_are_not_spelled_out(was, new, chip, phrase):
    (change,) = changes(replace(BASE, was), replace(BASE, new))
    assert change.phrase == phrase
    assert chip is None or change.chip == chip


def test_a_made_name_keeps_the_change_and_is_cut_between_words():
    long = replace(BASE, {"name": "A centre with quite a long name, " * 3 + "as it was"})
    name = suggested_name(long, replace(long, {"teams.Front line.agents": 14}))
    assert name == (
        "A centre with quite a long name, A centre with quite a long name, A centre with quite a long name…, +2 agents"
    )
    assert len(name) <= 110
    many = {
        "demand.calls_per_day": 999.0,
        "rules.pause_after_hostile_min": 2.0,
        "callers.difficult_share": 0.2,
    }
    name = suggested_name(long, replace(long, many))
    assert name.startswith("A centre with quite a long name, A…, +233% new issues")
    assert len(name) <= 110
    assert name.endswith("…")
    assert (
        name.split()[-1].rstrip("…") in " ".join(c.short for c in changes(long, replace(long, many))).split()
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"demand.calls_per_day": 330.0},
            "Better for callers, no change for the people on the phones, more issues coming in",
        ),
        (
            {
                "call_types": [
                    {"name": "Billing", "share": 0.6, "self_service_share": 0.3},
                    {"name": "Service", "share": 0.4},
                ]
            },
            "Better for callers, no change for the people on the phones, fewer issues coming in",
        ),
        (
            {"teams.Front line.agents": 14},
            "Better for callers and the work, no change for the people on the phones",
        ),
    ],
)
def test_more_resolved_is_no_merit_where_more_comes_in(values, said):
    figures = {"satisfaction_all": 0.7, "issues_resolved_per_day": 250.0}
    before = result(**{**figures, "satisfaction_all": 0.6, "issues_resolved_per_day": 200.0})
    pair = Pair(result(replace(BASE, values), **figures), before)
    assert verdict_headline(pair) == said
    tile = tiles.hero(pair.current, before)[2]
    delta = tile.delta.replace("\N{NO-BREAK SPACE}", " ")
    if "coming in" in said:
        more = "more" if "more issues" in said else "fewer"
        assert (tile.tone, tile.arrow, delta) == ("neutral", "up", f"+50 a day, {more} coming in")
    else:
        assert (tile.tone, delta) == ("better", "+50 a day, better")


def test_what_comes_in_later_counts_as_coming_in():
    dated = replace(BASE, {"changes": [{"week": 1, "set": {"demand.calls_per_day": 330.0}}]})
    assert Pair(result(dated), result()).issues_coming_in == "more"


def test_a_headline_says_that_more_runs_are_on_their_way():
    before = result(satisfaction_all=0.6)
    after = result(replace(BASE, {"teams.Front line.agents": 14}), satisfaction_all=0.7)
    pair, runs = Pair(after, before), len(before.replications)
    whole = verdict_headline(pair, runs)
    assert (
        whole
        == verdict_headline(pair)
        == "Better for callers, no change for the people on the phones and the work"
    )
    assert verdict_headline(pair, runs + 1) == f"So far: b{whole[1:]}"
    alone = Pair(before, before)
    assert verdict_headline(alone, runs).startswith("As it stands, ")
    assert verdict_headline(alone, runs + 1) == verdict_headline(alone).replace("As it stands", "So far")


def test_what_is_changed_is_no_longer_called_before_or_after():
    for when in ("before", "after"):
        case = replace(BASE, {"name": f"A case ({when})"})
        assert suggested_name(case, replace(case, {"teams.Front line.agents": 14})) == "A case, +2 agents"


def test_money_has_no_cents_or_two_digits_of_them():
    texts = [value_of("training.coping.cost_per_agent", amount) for amount in (552.5, 1700, 0.0)]
    assert texts == ["552.50\u00a0currency", "1,700\u00a0currency", "0\u00a0currency"]


def test_each_cost_says_whether_it_is_less_or_more():
    fewer = result(
        replace(BASE, {"teams.Front line.agents": 9}), cost_per_week=5000.0, cost_per_resolved=12.45
    )
    pair = Pair(fewer, result(cost_per_week=6000.0, cost_per_resolved=13.08))
    told = cost_in_short(pair).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "1,000 AUD less a week, 0.63 AUD less per issue"


def test_one_is_singular():
    one = replace(BASE, {"teams.Front line.agents": 1, "horizon.weeks": 1, "horizon.warm_up_weeks": 0})
    assert value_of("teams.Front line.agents", 1) == "1\u00a0position"
    assert value_of("call_types", [{"name": "Billing"}]) == "1 entry"
    assert ", 1 position, open 5 days a week; 1 week is simulated after 0 of warm-up." in centre_in_words(one)
    assert precision(result(one, n=1), result(one, n=1)).startswith("1 simulated run of 1 week each")


def test_the_story_names_satisfaction_exhaustion_and_both_throughputs():
    now = result(
        replace(BASE, {"rules.handle_time_cap.minutes": 4.0}),
        satisfaction_all=0.40, exhaustion_mean=50.5, issues_resolved_per_day=190.0,
        calls_handled_per_day=360.0, repeat_share=0.3,
    )  # fmt: skip
    baseline = result(
        satisfaction_all=0.50, exhaustion_mean=41.0, issues_resolved_per_day=220.0,
        calls_handled_per_day=340.0, repeat_share=0.2,
    )  # fmt: skip
    told = summarise(now, baseline)
    assert told.headline == (
        "With a 4-minute target for each call: **10.0 fewer of 100 callers are satisfied** (40.0% instead of 50.0%), "
        "**exhaustion is 9.5 points higher** (50.5\u00a0of\u00a0100 instead of 41.0), and "
        "**30 fewer issues are resolved a day**, although 20 more calls a day are handled."
    )
    assert told.behind == "Why: repeat calls 30.0% of all calls instead of 20.0%."
    assert "assumptions" in told.basis


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("squeezed_share", "rushed calls 30.0% of answered calls instead of 20.0%"),
        ("abandonment", "abandoned calls 30.0% instead of 20.0%"),  # as the trade says it: of all
        ("difficult_time_share", "time on difficult callers 30.0% of handle time instead of 20.0%"),
        ("quits_per_year", "staff turnover 30.0% of positions a year instead of 20.0%"),
        ("occupancy", "occupancy 30.0% instead of 20.0%"),
    ],
)
def test_a_share_that_explains_the_answer_says_of_what_it_is_one(key, words):
    told = summarise(
        result(replace(BASE, {"teams.Front line.agents": 10}), **{key: 0.3}), result(**{key: 0.2})
    )
    assert told.reasons == (words,)


@pytest.mark.parametrize(
    ("now", "was", "words"),
    [
        (0.0, 0.2, "no rushed calls instead of 20.0%"),
        (0.0001, 0.2, "hardly any rushed calls instead of 20.0%"),
        (0.3, 0.0, "rushed calls 30.0% of answered calls instead of none"),
        (0.3, 0.0001, "rushed calls 30.0% of answered calls instead of hardly any"),
    ],
)
def test_nothing_of_a_share_is_said_in_words(now, was, words):
    changed = replace(BASE, {"teams.Front line.agents": 10})
    assert summarise(result(changed, squeezed_share=now), result(squeezed_share=was)).reasons == (words,)


def test_a_key_figures_words_stand_on_its_declaration_alone(monkeypatch):
    words = {"label": "Hold in {within_s:g}", "trade": "hold time", "noun": "time on hold"}
    monkeypatch.setitem(KPIS, "asa_s", dataclasses.replace(KPIS["asa_s"], counted="", **words))
    changed = replace(BASE, {"teams.Front line.agents": 10})
    current, baseline = result(changed, asa_s=30.0), result(asa_s=20.0)
    assert [t.label for t in tiles.second_row(current, baseline)][1] == "Hold in 20"
    assert "In the trade: hold time." in tiles.second_row(current, baseline)[1].help
    assert "time on hold 30\u00a0s instead of 20\u00a0s" in summarise(current, baseline).behind


def test_the_story_waits_says_not_detected_and_names_the_price():
    agents = replace(BASE, {"teams.Front line.agents": 11})
    assert "too few runs to say" in summarise(result(agents, n=3), result(n=3)).headline
    told = summarise(result(agents, noise=0.1, fcr=0.6), result(noise=0.0))
    assert "no change in satisfaction was detected" in told.headline
    rule = replace(BASE, {"rules.disengagement.after_min": 2.0})
    told = summarise(result(rule, salvageable_cut_share=0.25), result(salvageable_cut_share=0.05))
    assert told.price == (
        "Trade-off: 25.0% of upset callers are cut off who could have been helped, instead of 5.0%."
    )
    told = summarise(result(rule, salvageable_cut_share=0.25), result(salvageable_cut_share=0.0))
    assert told.price.endswith("who could have been helped, instead of none.")
    told = summarise(result(rule, salvageable_cut_share=0.0001), result(salvageable_cut_share=0.25))
    assert told.price.startswith("Trade-off: hardly any upset callers are cut off")


def test_money_of_two_currencies_is_told_side_by_side_and_not_subtracted():
    euro = replace(BASE, {"costs.currency": "EUR", "teams.Front line.agents": 13})
    told = summarise(result(euro, cost_per_week=9000.0), result(cost_per_week=8247.0))
    assert told.money == (
        "Cost: another currency: not compared; it is 9,000\u00a0EUR a week, in the baseline 8,247\u00a0AUD a week."
    )
    tile = tiles.second_row(result(euro), result())[-1]
    assert (tile.unit, tile.delta, tile.tone) == ("EUR", "another currency: not compared", "neutral")


def test_both_amounts_of_the_cost_line_are_said_to_be_differences():
    fewer = replace(BASE, {"teams.Front line.agents": 11})
    pair = Pair(
        result(fewer, cost_per_week=8000.0, cost_per_resolved=7.2),
        result(cost_per_week=9000.0, cost_per_resolved=8.0),
    )
    words = cost_in_short(pair).replace("\u00a0", " ")
    assert words == "1,000 AUD less a week, 0.80 AUD less per issue"


@pytest.mark.parametrize(("before", "noise"), [(0.043, 0.0), (0.042, 0.0), (0.042, 0.01)])
def test_nothing_is_called_a_trade_off_that_the_change_does_not_move(before, noise):
    agents = replace(BASE, {"teams.Front line.agents": 11})
    told = summarise(
        result(agents, noise=noise, salvageable_cut_share=0.043), result(salvageable_cut_share=before)
    )
    assert told.price == ""


def test_an_unchanged_scenario_is_told_as_it_stands_and_nothing_is_compared():
    same = result(satisfaction_all=0.7, exhaustion_mean=42.0)
    assert summarise(same, same).headline.startswith("As it stands, **70 of 100 callers are satisfied**")
    assert [t.delta for t in tiles.hero(same, same)] == ["", "", ""]


def test_calls_handled_are_never_better_or_worse():
    now = result(
        replace(BASE, {"teams.Front line.agents": 14}),
        calls_handled_per_day=400.0,
        issues_resolved_per_day=260.0,
    )
    baseline = result(calls_handled_per_day=300.0, issues_resolved_per_day=200.0)
    assert Pair(now, baseline).verdict("calls_handled_per_day").kind == "changed"
    throughput = tiles.hero(now, baseline)[2]
    assert (throughput.tone, throughput.delta) == ("better", "+60\u00a0a\u00a0day, better")
    assert throughput.notes[-1] == "Calls handled: 400\u00a0a\u00a0day (+100\u00a0a\u00a0day)"


def test_a_scenario_that_changes_its_own_rules_says_so():
    text = dated_changes_text(
        parse(f"{SMALL}\nchanges: [{{week: 1, set: {{rules.handle_time_cap.minutes: 3.5}}}}]")
    )
    assert "after 1 week (handle-time target: 3.5\u00a0min)" in text
    assert dated_changes_text(BASE) == ""


def test_figures_hold_both_scenarios_and_survive_half_hours_without_calls():
    now = result(replace(BASE, {"teams.Front line.agents": 14}))
    names = [t.name for t in weeks(now, result(), "satisfaction_all").data if t.name]
    assert names == ["baseline", "with your changes"]
    assert all(e.mean is None for e in half_hours(now, "average_wait_s"))


def seen(figure):
    """What can be seen of lines, by name: the values, and of a single one the dot's size and its bar upwards."""
    found = {}
    for trace in figure.data:
        assert len(trace.x) == len(trace.y)
        if trace.line.width == 0:
            assert trace.mode == "lines", "the ends of a band are no dots"
        elif trace.mode == "lines":
            found[trace.name] = list(trace.y)
        else:
            found[trace.name] = (list(trace.y), list(trace.marker.size), trace.error_y.array[0])
    return found


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("satisfaction_all", "Satisfied, all callers†, %"),
        ("exhaustion_mean", "Exhaustion†, of 100"),
        ("issues_resolved_per_day", "Issues resolved†, a day"),
    ],
)
def test_a_picture_of_weeks_is_called_as_the_figure_is_everywhere(key, name):
    assert weeks(result(), result(), key).layout.title.text == name
    assert weeks_in_words(result(), result(), key).startswith(f"{name} by week: from ")


def test_a_single_week_is_a_dot_with_its_interval_as_a_bar():
    now, two = result(replace(BASE, {"horizon.weeks": 1}), noise=0.02), result(noise=0.02)
    up = now.kpi("satisfaction_all").high - 0.5
    dot = ([50.0], [9], pytest.approx(100.0 * up))
    line = [50.0, 50.0]
    alone = weeks(now, now, "satisfaction_all")
    assert seen(alone) == {"with your changes": dot}
    assert tuple(alone.layout.xaxis.range) == (0.5, 1.5)
    assert seen(weeks(now, two, "satisfaction_all")) == {"baseline": line, "with your changes": dot}
    assert seen(weeks(two, now, "satisfaction_all")) == {"baseline": dot, "with your changes": line}


DATED = replace(BASE, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": 4.0}}]})


def in_time(scenario, key, by_replication):
    """A result in which one KPI has these weekly values; its value for the run is that of the last week."""
    made = []
    for replication, weekly in zip(
        result(scenario, n=len(by_replication)).replications, by_replication, strict=True
    ):
        by_week, values = replication.by_week.copy(), replication.values.copy()
        by_week[KEYS.index(key)] = weekly
        values[KEYS.index(key)] = weekly[-1]
        made.append(Replication(replication.number, values, by_week, replication.day, 100))
    return Result(scenario, 1, "simpy", tuple(made))


def test_where_the_rules_change_in_mid_run_exhaustion_is_that_of_the_last_week_as_everywhere():
    now = in_time(DATED, "exhaustion_mean", [[40.0, 60.0], [40.0, 62.0], [40.0, 61.0], [40.0, 61.0]])
    baseline = in_time(DATED, "exhaustion_mean", [[40.0, 50.0], [40.0, 52.0], [40.0, 51.0], [40.0, 51.0]])
    assert Pair(now, baseline).figure("exhaustion_mean") == now.kpi("exhaustion_mean")
    assert Pair(now, baseline).difference("exhaustion_mean") == difference(now, baseline, "exhaustion_mean")
    since = replace(DATED, {"changes": []})
    changed = replace(since, {"changes": [{"week": 1, "set": {"demand.calls_per_day": 301.0}}]})
    pair = Pair(
        Result(changed, 1, "simpy", now.replications), Result(since, 1, "simpy", baseline.replications)
    )
    assert pair.first_week == 1
    assert pair.difference("exhaustion_mean") == difference(now, baseline, "exhaustion_mean")
    _, burnout, settled = tiles.hero(pair.current, pair.baseline)
    assert "week 2, the last" in burnout.notes
    assert "weeks 2 to 2" in settled.notes


def test_a_scenario_that_changes_its_own_rules_is_told_before_and_after():
    now = in_time(DATED, "exhaustion_mean", [[60.0, 40.0], [62.0, 41.0], [61.0, 40.0], [61.0, 41.0]])
    told = summarise(now, now).headline
    assert told.startswith("Before the change, and in the last 1 week: ")
    assert "**exhaustion 61.0, then 40.5\u00a0of\u00a0100** (−21.4 to −19.6\u00a0points)" in told


def test_what_is_not_simulated_has_no_figure():
    calm = replace(BASE, {"behaviour.strain": False})
    _, burnout, _ = tiles.hero(result(calm), result(calm))
    assert (burnout.value, burnout.notes) == ("–", ("not simulated in this scenario",))
    leavers = next(
        t for t in tiles.second_row(result(calm), result(calm)) if t.label.startswith("Staff turnover")
    )
    assert leavers.value == "–"
    words = [a.text for a in weeks(result(calm), result(calm), "exhaustion_mean").layout.annotations]
    assert "not simulated in this scenario" in words


def test_where_nobody_is_served_nothing_is_said_to_stay_the_same():
    empty = result(replace(BASE, {"demand.calls_per_day": 0.0}), satisfaction_all=float("nan"))
    assert "satisfaction has no value, for nobody was served" in summarise(empty, result()).headline
    assert summarise(empty, empty).headline == "Nobody calls in this scenario, so there is nothing to judge."
    satisfaction, _, _ = tiles.hero(empty, result())
    assert satisfaction.notes[0] == "nobody was served: no value"


def test_observed_values_stand_beside_the_simulated():
    seen = Result(replace(BASE, {"observed.abandonment": 0.116}), 1, "simpy", result().replications)
    assert summarise(seen, seen).behind == (
        "Compared with what was seen in this centre: abandoned 50.0% of calls, in reality 11.6."
    )
