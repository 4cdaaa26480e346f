"""Where calls go: no call is lost nor counted twice, on any scenario; and its picture."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from present.figures.difference_table import with_flat_heads
from present.figures.flows import LINE, NAMES, NOBODY, flows, flows_in_words, flows_table
from sim import replace, run, simulate
from sim.engine import ENGINES
from sim.experiment import measure, one_replication
from sim.kpis.flows import ENDS, LINKS, SOURCE, through
from sim.record import Outcome, Record
from sim.scenario import from_dict
from tests.builders import Caller, call_type, clock, scenario, simulate_callers, team
from tests.random_scenarios import scenarios, wild

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
NODES = tuple(dict.fromkeys(node for link in LINKS for node in link))


# ── What is counted ───────────────────────────────────────────────────────────────────────────────


def followed(record: Record, weeks: int) -> dict[tuple[str, str], float]:
    """The same, by following every call of the measured weeks from leg to leg."""
    calls: dict[tuple[int, int], list] = {}
    for row in record.legs:
        if 0.0 <= row["arrived"] < weeks * 10080.0:
            calls.setdefault((int(row["issue"]), int(row["call"])), []).append(row)
    along = dict.fromkeys(LINKS, 0.0)

    def leaves(node: str, p_again: float) -> None:
        along[node, "again"] += p_again
        along[node, "gone"] += 1.0 - p_again

    for legs in calls.values():
        first, last = legs[0], legs[-1]
        outcome = Outcome(first["outcome"])
        if outcome in (Outcome.BLOCKED, Outcome.OPEN, Outcome.ABANDONED):
            node = outcome.name.lower()
            along[SOURCE, node] += 1
            if outcome == Outcome.ABANDONED:
                leaves(node, first["p_again"])
            else:
                along[node, "gone"] += 1
            continue
        along[SOURCE, "answered"] += 1
        if outcome == Outcome.PASSED_ON:
            along["answered", "passed_on"] += 1
            if last["resolved"]:
                along["passed_on", "settled"] += 1
            else:
                leaves("passed_on", last["p_again"])
        elif first["resolved"]:
            along["answered", "settled"] += 1
        else:
            short = first["given"] < first["need"]
            node = "cut" if first["cut"] else "squeezed" if short else "unsettled"
            along["answered", node] += 1
            leaves(node, first["p_again"])
    return along


def check(s, seed: int) -> None:
    record = simulate(s, seed=seed)
    found = measure(record, s)
    along = found.flows.sum(axis=1)
    assert found.flows.shape == (len(LINKS), s.horizon.weeks)
    assert (along > -1e-9).all()
    expected = followed(record, s.horizon.weeks)
    np.testing.assert_allclose(along, [expected[link] for link in LINKS], rtol=1e-9, atol=1e-9)
    for node in set(NODES) - {SOURCE, *ENDS}:
        leaving = sum(along[i] for i, (source, _) in enumerate(LINKS) if source == node)
        assert leaving == pytest.approx(through(along, node), abs=1e-7), node
    assert through(along, SOURCE) == found.calls
    assert sum(through(along, end) for end in ENDS) == pytest.approx(found.calls, abs=1e-7)
    measured = (record.legs["arrived"] >= 0) & (record.legs["arrived"] < s.horizon.weeks * 10080.0)
    assert through(along, "settled") == record.legs["resolved"][measured].sum()


@settings(max_examples=60, suppress_health_check=SLOW)
@given(scenarios(), st.integers(0, 2**32 - 1))
def test_what_flows_into_a_node_flows_out_of_it_and_every_call_has_one_end(data, seed):
    check(from_dict(data), seed)


@settings(max_examples=30, suppress_health_check=SLOW)
@given(wild())
def test_so_it_does_whatever_the_scenario(found):
    check(*found)


CLOSING_AT_NINE = {"calls_per_day": 1.0, "open": {"days": ["mon", "tue"], "from": "08:00", "to": "09:00"}}


def test_a_morning_counted_by_hand_per_open_day():
    s = scenario(
        {"callers.redial": 0.25, "behaviour.resolve_max": 1.0},
        call_types=[call_type("Calls"), call_type("Never settled", resolvable=0.0, share=0.0)],
        demand={**CLOSING_AT_NINE, "queue_limit": 1},
    )
    s = replace(s, {"behaviour.resolve_min": 0.0, "callers.call_back": 0.4})
    callers = [
        Caller(clock("08:00")),  # answered at once and settled
        Caller(clock("08:01")),  # waits, settled
        Caller(clock("08:02")),  # turned away: one waits already
        Caller(clock("08:30"), type=1),  # not settled
    ]
    found = measure(simulate_callers(s, callers), s)
    per_day = dict(zip(LINKS, found.flows_per_day().tolist(), strict=True))
    again = float(simulate_callers(s, callers).legs["p_again"][3])
    assert again == pytest.approx(0.4)
    back = found.calls - 4  # who did call back is a call too, not settled
    unsettled = 1 + back
    assert per_day == pytest.approx(
        dict.fromkeys(LINKS, 0.0)
        | {
            ("offered", "answered"): (3 + back) / 2,
            ("offered", "blocked"): 0.5,
            ("answered", "settled"): 1.0,
            ("answered", "unsettled"): unsettled / 2,
            ("unsettled", "again"): 0.4 * unsettled / 2,
            ("unsettled", "gone"): 0.6 * unsettled / 2,
            ("blocked", "gone"): 0.5,
        }
    )


def test_it_is_the_mean_of_the_open_days_from_a_week_on_and_travels():
    closed = [{"week": 1, "day": "mon", "closed": True}]
    s = scenario(
        demand={"calls_per_day": 40.0, "open": {"days": ["mon"]}, "special_days": closed},
        horizon={"weeks": 3, "warm_up_weeks": 0},
    )
    found = pickle.loads(pickle.dumps(one_replication(s, 3, 1, ENGINES[0])))
    assert found.open_days.tolist() == [1, 0, 1]
    offered = found.flows[:4].sum(axis=0)
    assert offered[1] == 0
    assert through(found.flows_per_day(), SOURCE) == offered.sum() / 2
    assert through(found.flows_per_day(2), SOURCE) == offered[2]
    assert through(found.flows_per_day(3), SOURCE) == 0


# ── The picture ───────────────────────────────────────────────────────────────────────────────────

BUSY = scenario(
    {
        "callers": {"redial": 0.5, "call_back": 0.8, "pass_on": 0.3, "pass_on_pressed": 0.5},
        "call_types.Calls.resolvable": 0.6,
        "call_types.Calls.patience": {"mean_min": 2.0},
        "demand.day_to_day_cv": 0.2,
    },
    demand={"calls_per_day": 120.0},
    teams=[team(agents=2)],
    horizon={"weeks": 2, "warm_up_weeks": 0},
)
CAPPED = replace(BUSY, {"rules.handle_time_cap.minutes": 3.0, "rules.handle_time_cap.enforcement": 1.0})
DATED = replace(
    BUSY, {"changes": [{"week": 1, "set": {"rules.handle_time_cap": {"minutes": 3.0, "enforcement": 1.0}}}]}
)
EMPTY = replace(BUSY, {"demand.calls_per_day": 0.0})


@pytest.fixture(scope="module")
def results():
    found = run([BUSY, CAPPED, DATED, EMPTY], replications=4)
    return dict(zip(("busy", "capped", "dated", "empty"), found, strict=True))


def labels(figure) -> dict[str, list[str]]:
    """The lines of each node's label by its name."""
    found = [a.text.removeprefix("<b>").partition("</b><br>") for a in figure.layout.annotations]
    return {name.replace("<br>", " "): lines.split("<br>") for name, _, lines in found}


@pytest.mark.parametrize("mode", ["light", "dark", None])
def test_every_node_is_labelled_with_calls_share_and_what_it_was(results, mode):
    busy, capped = results["busy"], results["capped"]
    (sankey,) = flows(capped, busy, mode=mode).data
    assert set(sankey.node.label) == {""}, (
        "the labels are ours: Plotly's would run into each other on a phone"
    )
    found = labels(flows(capped, busy, mode=mode))
    offered = np.mean([through(r.flows_per_day(), SOURCE) for r in capped.replications])
    before = np.mean([through(r.flows_per_day(), SOURCE) for r in busy.replications])
    assert found["Calls in"] == [f"{offered:,.0f}", f"was {before:,.0f}"]
    rushed = np.mean([through(r.flows_per_day(), "squeezed") for r in capped.replications])
    assert found["Rushed, unresolved†"] == [f"{rushed:.0f} ({100 * rushed / offered:.0f}%)", "was 0"]
    assert "Turned away" not in found
    assert len(labels(flows(busy, busy, mode=mode))["Resolved†"]) == 1, "nothing to compare with itself"


def test_what_is_no_more_is_still_named(results):
    figure = flows(results["busy"], results["capped"])
    assert labels(figure)["Rushed, unresolved†"][0] == "0 (0%)"
    (sankey,) = figure.data
    assert not [text for text in sankey.node.customdata if text.startswith("Rushed")], "but has no bar"


def test_ribbons_carry_what_is_counted(results):
    (sankey,) = flows(results["busy"], results["busy"]).data
    named = [text.split(":")[0] for text in sankey.link.customdata]
    flow = dict(zip(named, sankey.link.value, strict=True))
    i = LINKS.index(("abandoned", "again"))
    assert flow["Abandoned → Calls again†"] == pytest.approx(
        np.mean([r.flows_per_day()[i] for r in results["busy"].replications])
    )
    assert "Abandoned: " in " ".join(sankey.node.customdata)
    assert " to " in sankey.node.customdata[0], "with its interval"


@pytest.mark.parametrize("compared", [False, True])
def test_bars_and_labels_do_not_cover_each_other(results, compared):
    now, baseline = results["capped"], results["busy" if compared else "capped"]
    figure = flows(now, baseline)
    by_column: dict[float, list[float]] = {}
    for a in figure.layout.annotations:
        by_column.setdefault(a.x, []).append((1.0 - a.y) * (figure.layout.height - 72))
    assert len(by_column) == 4
    for middles in by_column.values():
        assert (np.diff(sorted(middles)) >= LINE * (3 if compared else 2) - 1e-6).all()


def test_labels_have_letters_that_a_room_can_read_and_lines_as_high_as_plotly_draws_them(results):
    sizes = {a.font.size for a in flows(results["capped"], results["busy"]).layout.annotations}
    assert sizes == {14}
    assert pytest.approx(1.3 * 14, abs=0.5) == LINE, "Plotly's distance of lines"


def test_a_change_at_a_date_is_shown_from_there_on(results):
    figure = flows(results["dated"], results["busy"])
    assert figure.layout.title.text == "Where calls go, calls a day, week 2"
    offered = np.mean([through(r.flows_per_day(1), SOURCE) for r in results["dated"].replications])
    assert labels(figure)["Calls in"][0] == f"{offered:,.0f}"


def test_where_nobody_calls_it_says_so(results):
    empty, busy = results["empty"], results["busy"]
    assert [a.text for a in flows(empty, busy).layout.annotations] == [NOBODY]
    assert flows_in_words(empty, busy).startswith(f"Where calls go: {NOBODY}. Baseline: ")
    assert flows_table(empty, busy).pipe(with_flat_heads)["with your changes, calls a day"].tolist() == [
        0.0
    ] * (1 + len(LINKS))


def test_in_words_and_as_a_table(results):
    words = flows_in_words(results["capped"], results["busy"])
    assert "rushed" in words.split("Baseline")[0]
    assert "rushed" not in words.split("Baseline")[1]
    table = flows_table(results["capped"], results["busy"]).pipe(with_flat_heads)
    assert list(table.columns[:3]) == ["from", "to", "with your changes, calls a day"]
    assert all(column.endswith("calls a day") for column in table.columns[2:])
    row = table[(table["from"] == NAMES["answered"]) & (table["to"] == "Rushed, unresolved†")].iloc[0]
    assert row["difference, 95% from, calls a day"] <= row["difference, calls a day"]
    assert (
        row["difference, calls a day"] == row["with your changes, calls a day"] - row["baseline, calls a day"]
    )
    assert [
        c
        for c in flows_table(results["busy"], results["busy"]).pipe(with_flat_heads).columns
        if "baseline" in c
    ] == []
