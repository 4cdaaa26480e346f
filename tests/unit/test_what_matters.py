"""What matters most: differences are those of `sim.run`, ends those declared, order and marks follow from formulas."""

from __future__ import annotations

from functools import partial

import pytest

from present.figures.tornado import tornado
from present.inputs import movables
from present.what_matters import headline, lines, picture_in_words, table, undetected
from sim import difference, parse, replace, run
from sim.experiment import complete
from sim.experiment.inputs import Input, evidence_ends, placed_in, unknowns
from sim.experiment.what_matters import Matters, what_matters
from sim.scenario import ScenarioError
from sim.scenario.field_metadata import field
from tests.app.app_helpers import SMALL
from tests.fake_results import Answers
from tests.unit.test_fonts import widths
from ui.state import Draft

BASE = parse(SMALL)
AGENTS, CALLS, WAGE = "teams.Front line.agents", "demand.calls_per_day", "teams.Front line.wage_per_hour"
KEY = "satisfaction_all"


def lever(path, low, high, **more):
    return Input(path, "lever", lambda part: {path: type(low)(low + part * (high - low))}, **more)


def asked(*inputs, runs=4, scenario=BASE, publish=lambda _: None):
    return what_matters(scenario, inputs, partial(placed_in, scenario), most_runs=runs, publish=publish)


# ── Against the simulation ────────────────────────────────────────────────────────────────────────


def test_a_difference_is_that_of_a_run_at_the_end_less_one_of_the_present_setting():
    found = complete(asked(lever(AGENTS, 10, 15), runs=5))
    now, few, many = run(
        [BASE, replace(BASE, {AGENTS: 10}), replace(BASE, {AGENTS: 15})], seed=1, replications=5
    )
    bar = found.bar(found.inputs[0], KEY)
    assert bar.at["low"].mean == pytest.approx(difference(few, now, KEY).mean, abs=1e-12)
    assert bar.at["high"].mean == pytest.approx(difference(many, now, KEY).mean, abs=1e-12)
    assert found.chance(KEY) == now.kpi(KEY).half_width
    assert found.runs == (5, 5)


def test_bars_of_a_lever_without_effect_of_one_and_of_the_same_over_twice_the_way():
    wider = Input("wider", "lever", lambda part: {AGENTS: round(9 + 6 * part)})
    found = complete(asked(lever(WAGE, 20.0, 60.0), lever(AGENTS, 11, 13), wider))
    assert [bar.input.key for bar in found.bars(KEY)] == ["wider", AGENTS, WAGE]
    pay = found.bars(KEY)[-1]
    assert set(pay.kinds.values()) == {"not detected"}
    assert pay.swing.mean == 0.0
    assert [bar.input.key for bar in found.first(KEY, found.bars(KEY))] == ["wider"]
    assert found.bar(found.inputs[0], "cost_per_resolved").matters


def test_it_begins_with_four_runs_and_hands_over_what_it_knows_after_every_step():
    seen: list[Matters] = []
    inputs = [lever(CALLS, 250.0 - n, 350.0 + n) for n in range(1)] + [lever(AGENTS, 10, 14)]
    found = complete(asked(*inputs, runs=6, publish=seen.append))
    assert [view.runs for view in seen] == [(4, 4), (6, 6)]
    assert [view.finished for view in seen] == [False, False]
    assert found.finished
    assert found.asked == 5 * 6


# ── From formulas ─────────────────────────────────────────────────────────────────────────────────


def of(formula, *inputs, **more):
    """Satisfaction as a formula of the scenario."""
    return Answers({KEY: formula}, **more).complete(asked(*inputs))


def agents(scenario):
    return scenario.teams[0].agents


def test_both_ends_below_a_peak_go_the_same_way():
    found = of(lambda s: 0.8 - 0.01 * (agents(s) - 12) ** 2, lever(AGENTS, 9, 15), lever(CALLS, 290.0, 310.0))
    peak, flat = found.bars(KEY)
    assert peak.same_way
    assert peak.at["low"].mean == pytest.approx(-0.09)
    assert peak.swing.mean == pytest.approx(0.09)
    assert not flat.same_way
    assert not flat.is_detected


def test_an_end_where_it_stands_already_is_no_difference_and_one_that_cannot_be_says_why():
    found = of(lambda s: 0.01 * agents(s), lever(AGENTS, 12, 15), lever("call_types.Billing.share", 0.5, 2.0))
    people, share = found.bars(KEY)
    assert people.kinds == {"low": "as now", "high": "clear"}
    assert share.kinds == {"low": "as now", "high": "impossible"}
    assert isinstance(found.impossible["call_types.Billing.share", "high"], ScenarioError)


def test_less_than_is_worth_noticing_is_small():
    found = of(lambda s: 0.7 + 0.0001 * agents(s), lever(AGENTS, 10, 15))
    (bar,) = found.bars(KEY)
    assert set(bar.kinds.values()) == {"small"}
    assert bar.is_detected
    assert not bar.matters
    assert found.first(KEY, [bar]) == []


def test_inputs_whose_swings_cannot_be_told_apart_share_the_first_place():
    def formula(scenario):
        return 0.5 + 0.01 * agents(scenario) + 0.0001 * scenario.demand.calls_per_day

    found = of(formula, lever(AGENTS, 10, 14), lever(CALLS, 100.0, 501.0), lever(WAGE, 20.0, 60.0))
    # 4 agents at 0.01 make 0.04, 401 calls at 0.0001 make 0.0401: apart, but by less than is worth noticing
    assert [bar.input.key for bar in found.first(KEY, found.bars(KEY))] == [CALLS, AGENTS]


def test_chance_is_half_the_interval_of_the_present_figure_and_falls_out_of_differences():
    found = of(lambda s: 0.5 + 0.01 * agents(s), lever(AGENTS, 10, 14), noise=0.02)
    assert found.chance(KEY) == pytest.approx(0.02, rel=0.01)
    assert found.bars(KEY)[0].at["low"].half_width == pytest.approx(0.0, abs=1e-12)


# ── What nobody knows ─────────────────────────────────────────────────────────────────────────────

ENDS = {
    "eta": {"behaviour.eta": (0.5, 2.5)},
    "call_back": {"callers.call_back": (0.6, 0.95)},
    "hold_times": {"behaviour.difficult_hold_min": (10.0, 30.0), "behaviour.upset_hold_min": (2.0, 8.0)},
    "w_A": {"behaviour.w_A": (0.0, 0.4)},
    "callers.difficult_share": {"callers.difficult_share": (0.08, 0.25)},
    "callers.difficult_satisfied": {"callers.difficult_satisfied": (0.02, 0.55)},
    "callers.redial": {"callers.redial": (0.3, 0.8)},
    "callers.pass_on_pressed": {"callers.pass_on_pressed": (0.35, 0.6)},
    "call_types[].overhead_min": {
        f"call_types.{name}.overhead_min": (0.5, 2.0) for name in ("Billing", "Service", "Technical")
    },
    "call_types[].patience.mean_min": {
        f"call_types.{name}.patience.mean_min": (2.0, 10.0) for name in ("Billing", "Service", "Technical")
    },
}
"""As the table of constants in docs/model.md has them: its last column, or the range that a source names."""


def test_what_nobody_knows_goes_to_the_ends_that_are_declared():
    found = {one.key: one for one in unknowns([BASE])}
    assert found.keys() == ENDS.keys()
    for key, ends in ENDS.items():
        assert found[key].values(0.0) == {path: low for path, (low, _) in ends.items()}
        assert found[key].values(1.0) == {path: high for path, (_, high) in ends.items()}
        assert placed_in(BASE, [(found[key], 0.5)]) is not None


def test_a_constant_without_declared_ends_is_not_moved():
    assert evidence_ends(field("behaviour.tau_up_days")) is None
    assert "behaviour.tau_up_days" not in {one.key for one in unknowns([BASE])}


def test_what_a_scenario_states_itself_or_two_differ_in_is_not_moved():
    own = replace(BASE, {"call_types.Billing.patience.mean_min": 3.0, "callers.redial": 0.6})
    assert {one.key for one in unknowns([BASE])} - {one.key for one in unknowns([own])} == {
        "call_types[].patience.mean_min",
        "callers.redial",
    }
    other = replace(BASE, {"behaviour.eta": 1.0})
    assert "eta" in {one.key for one in unknowns([other])}
    assert "eta" not in {one.key for one in unknowns([BASE, other])}


# ── In words ──────────────────────────────────────────────────────────────────────────────────────


def told(formula, *, noise=0.0, bounds=None, key=KEY, scenario=BASE, publish=lambda _: None):
    """What is known of all inputs of a centre whose satisfaction is a formula, and the words of its inputs."""
    draft = Draft("small", scenario)
    known = movables(draft, scenario, bounds or {})
    experiment = what_matters(
        scenario,
        [one.input for one in known.values()],
        partial(placed_in, scenario),
        most_runs=4,
        publish=publish,
    )
    return Answers({key: formula}, noise=noise).complete(experiment), known


PHONE_PX = 350.0
"""What a picture is wide on a telephone of 390 px."""


def plain(text):
    return text.replace("\xa0", " ")


def test_the_answer_names_what_moves_it_most_and_that_nothing_unknown_does_as_much():
    found, known = told(lambda s: 0.5 + 0.01 * agents(s), bounds={AGENTS: (8, 20)})
    assert plain(headline(found, known, KEY)) == (
        "What you can do that moves satisfaction† most: agents, −4.0 points with 8 agents and +8.0 points with 20 "
        "agents. Nothing that nobody knows moves it as much."
    )
    assert "What nobody knows: nothing is shown to move it." in lines(found, known, KEY)
    assert "pay" in undetected(found, known, KEY)
    assert ", agents," not in undetected(found, known, KEY)


@pytest.mark.parametrize(
    ("slope", "said"),
    [
        (0.1, "What nobody knows moves it more: how much rushing hurts resolution."),
        (0.06, "What nobody knows may move it as much: how much rushing hurts resolution."),
        (0.01, "Nothing that nobody knows moves it as much."),
    ],
)
def test_what_nobody_knows_is_held_against_it(slope, said):
    # people make 0.12 from end to end, the unknown twice its slope
    found, known = told(lambda s: 0.5 + 0.01 * agents(s) + slope * s.behaviour.eta, bounds={AGENTS: (8, 20)})
    assert headline(found, known, KEY).endswith(said)


def test_a_tie_is_a_tie_with_both_sizes():
    found, known = told(
        lambda s: 0.5 + 0.01 * agents(s) + 0.12 / 0.6 * s.call_types[0].self_service_share,
        bounds={AGENTS: (8, 20), "call_types.Billing.self_service_share": (0.0, 0.6)},
    )
    assert (
        "agents (by 12.0 points) and resolved by the bot (by 12.0 points). They cannot be told apart"
        in plain(headline(found, known, KEY)).replace(
            "resolved by the bot (by 12.0 points) and agents (by 12.0 points)",
            "agents (by 12.0 points) and resolved by the bot (by 12.0 points)",
        )
    )


def test_where_nothing_moves_it_that_is_said_and_what_nobody_knows_beside_it():
    found, known = told(lambda s: 0.5 + 0.1 * s.behaviour.eta)
    assert plain(headline(found, known, KEY)) == (
        "Nothing that you can do within these bounds is shown to move satisfaction†. What nobody knows does: how much "
        "rushing hurts resolution, −7.5 points if rushing hurts resolution less than we assume and +12.5 points if "
        "rushing hurts resolution more than we assume."
    )


def test_nothing_is_said_of_what_is_still_to_come():
    seen = []
    told(lambda s: 0.5 + 0.01 * agents(s), publish=seen.append)
    draft = Draft("small", BASE)
    known = movables(draft, BASE, {})
    first = seen[0]
    assert not first.knows_all("assumption")
    assert headline(first, known, KEY).startswith(
        "So far: what you can do that moves satisfaction† most: agents"
    )
    assert headline(first, known, KEY).endswith("What nobody knows is still to come.")
    assert not any("What nobody knows" in one for one in lines(first, known, KEY))


def test_a_peak_sends_to_a_range_and_chance_is_told():
    found, known = told(lambda s: 0.8 - 0.01 * (agents(s) - 12) ** 2, noise=0.02, bounds={AGENTS: (9, 15)})
    said = [plain(one) for one in lines(found, known, KEY)]
    assert "Agents: satisfaction is lower at both ends. Look at it over a range." in said
    assert any(one.startswith("Chance alone leaves the figure itself open by ±2.0 points.") for one in said)


def test_what_is_not_simulated_says_so():
    rested = replace(BASE, {"behaviour.strain": False})
    found, known = told(lambda s: 0.5, key="exhaustion_mean", scenario=rested)
    assert "not simulated" in headline(found, known, "exhaustion_mean")
    assert lines(found, known, "exhaustion_mean") == []


def test_picture_table_and_words_have_the_same_bars():
    found, known = told(lambda s: 0.5 + 0.01 * agents(s), bounds={AGENTS: (8, 20)})
    figure, rows = tornado(found, known, KEY), table(found, known, KEY).set_index("Moved")
    (row,) = [row for row, where in enumerate(found.inputs) if where.key == AGENTS]
    ends = {
        number: x
        for trace in figure.data
        if trace.type == "bar"
        for number, x in zip(trace.customdata, trace.x, strict=True)
    }
    assert (ends[2 * row], ends[2 * row + 1]) == pytest.approx((-4.0, 8.0))
    assert rows.loc["Agents", ["Low end, points", "High end, points"]].tolist() == [-4.0, 8.0]
    assert "Agents: 8 agents: −4.0 points" in plain(picture_in_words(found, known, KEY))
    assert len(rows) == len(found.inputs) == len(known)


def test_a_label_fits_a_telephone_and_breaks_neither_a_range_nor_what_is_said_of_it():
    found, known = told(lambda s: 0.5 + 0.01 * agents(s), bounds={AGENTS: (8, 20)})
    labels = [a.text.split("<br>") for a in tornado(found, known, KEY).layout.annotations]
    letters = widths(400)
    assert max(13.0 * sum(letters[c] for c in line) for lines in labels for line in lines) < PHONE_PX
    texts = ["\n".join(plain(line) for line in lines) for lines in labels]
    assert all(any(plain(one.span) in text for text in texts) for one in known.values())
    assert sum("not detected" in text for text in texts) > 5
    assert not any(line.startswith("·") for text in texts for line in text.splitlines())
    assert sum("\n" in text for text in texts) < len(texts) / 2, "most stand in one line"


def test_a_span_names_its_unit_once():
    known = movables(Draft("small", BASE), BASE, {AGENTS: (8, 20)})
    assert known[AGENTS].span == "8 to 20"
    assert known[AGENTS].at("low") == "Agents: 8"
    assert known["callers.redial"].at("high").endswith(": 80%")
    assert known["callers.redial"].span == "30% to 80%"
    assert plain(known["hold_times"].span) == "10 min and 2 min to 30 min and 8 min"
    half = replace(BASE, {"behaviour.difficult_hold_min": 10.0, "behaviour.upset_hold_min": 2.0})
    known = movables(Draft("small", half), half, {AGENTS: (8, 20)})
    assert plain(known["hold_times"].span) == "5 min and 1 min to 15 min and 4 min"
