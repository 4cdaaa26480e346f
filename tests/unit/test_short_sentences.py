"""What a room reads while somebody talks, and the answer of every search: no sentence of more than twenty words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import chain

import numpy as np
import pytest

from present.explore import LeverWords, headline
from present.pair import Pair
from present.report.report import Report, ReportResults, names_of
from present.stories import CASES, bot, remedies
from present.stories.claims import check_claims, verdict_words
from present.stories.phrases import verdict_line
from present.stories.sensitivity import robustness, under_variations, without_effect_in_words
from sim.experiment import KEYS, Estimate
from sim.experiment.sensitivity import assumption_experiment
from sim.experiment.staffing_equivalent import StaffingEquivalent
from sim.kpis.flows import LINKS
from tests.behaviour.presets import preset
from tests.search_answers import KINDS, case
from tests.unit.test_exploring import known
from tests.unit.test_stories import by_eta, complete_experiment, result
from ui.present.steps import steps

MOST = 20
LONG_NAME = LeverWords("Unresolved calls transferred under time pressure", lambda x: f"{100 * x:g}", "%")
LOW = dict.fromkeys(KEYS, 0.4) | {
    "exhaustion_mean": 60.0,
    "quality_score": 50.0,
    "issues_resolved_per_day": 1200.0,
}
HIGH = dict.fromkeys(KEYS, 0.7) | {
    "exhaustion_mean": 40.0,
    "quality_score": 70.0,
    "issues_resolved_per_day": 1440.0,
}
FIGURES = {"up": (LOW, HIGH), "down": (HIGH, LOW), "none": (LOW, LOW)}
COMPARISONS = {
    **{key: case.files for key, case in CASES.items()},
    "bot": bot.FILES,
    "remedies": remedies.FILES,
}


def too_long(texts):
    """Sentences of more words; a colon ends one as well."""
    sentences = chain.from_iterable(re.split(r"(?<=[.!?:…])\s+|\n+", text.replace("*", "")) for text in texts)
    return [s for s in sentences if len(s.replace("\N{NO-BREAK SPACE}", " ").split()) > MOST]


def test_a_long_sentence_would_be_found():
    words = "one two three four five six seven eight nine ten " * 2
    assert too_long([f"Short. {words}more."]) == [f"{words}more."]
    assert too_long([f"{words.strip()}. Short."]) == []


def sides(stems, figures, **more):
    """Results of these files, the first with the one figures and the others with the other."""
    before, after = figures
    return [
        with_flows(result(preset(stem), **(after if i else before), **more)) for i, stem in enumerate(stems)
    ]


def with_flows(made):
    """The same with a call a day along every way that calls go."""
    weeks = made.scenario.horizon.weeks
    flows = {"flows": np.ones((len(LINKS), weeks)), "open_days": np.ones(weeks)}
    return replace(made, replications=tuple(replace(r, **flows) for r in made.replications))


@pytest.mark.parametrize("figures", FIGURES.values(), ids=FIGURES)
@pytest.mark.parametrize("key", CASES)
def test_a_case(key, figures):
    case = CASES[key]
    baseline, current = sides(case.files, figures)
    pair, scenarios = Pair(current, baseline), (baseline.scenario, current.scenario)
    texts = [case.situation(scenarios[0]), case.changed(*scenarios), case.put_in, *case.not_shown]
    texts += [
        *case.caveats(pair),
        verdict_line(case.lead, pair),
        verdict_words(check_claims(pair, case.claims)),
    ]
    variations = complete_experiment(under_variations(*scenarios), by_eta)
    texts += [robustness(variations, k) for k in case.varied]
    assert too_long(texts) == []
    assert without_effect_in_words(variations, case.varied)


@pytest.mark.parametrize("figures", FIGURES.values(), ids=FIGURES)
def test_train_or_change(figures):
    baseline, *others = sides(remedies.FILES, figures)
    results = dict(zip(remedies.REMEDIES, others, strict=True))
    texts = [remedies.situation(baseline.scenario), remedies.SAME_MONEY, *remedies.NOT_SHOWN]
    texts += remedies.own_inputs({stem: preset(stem) for stem in remedies.FILES})
    for key in remedies.RANKED_BY:
        rows = remedies.ranked(baseline, results, key)
        order = remedies.ranking(baseline, results, key)
        texts += [
            remedies.answer(order),
            *remedies.order_in_words(rows, order),
            remedies.compared_words(rows),
        ]
    names = "|".join(r.name.lower() for r in remedies.REMEDIES)
    assert (
        too_long([text for text in texts if len(re.findall(names, text.lower())) < 4]) == []
    )  # all in a list


@pytest.mark.parametrize("figures", FIGURES.values(), ids=FIGURES)
def test_the_bot(figures):
    first, planned = sides(bot.FILES, figures)
    pair, scenarios = Pair(planned, first), (first.scenario, planned.scenario)
    texts = [bot.situation(scenarios[0]), bot.changed(*scenarios), bot.PUT_IN, *bot.NOT_SHOWN]
    texts += [verdict_line(bot.lead(planned.scenario), pair), *bot.remaining_calls_text(pair)]
    change = Estimate(0.3, 0.2, 0.4)
    for found in ({"kind": "found", "people": 9, "low": 8, "high": 9}, {"kind": "beyond", "most": 29}):
        worth = StaffingEquivalent("service_level", change=change, **found)
        texts.append(bot.people_needed_in_words(worth, *scenarios))
    assert too_long(texts) == []


@pytest.mark.parametrize("figures", FIGURES.values(), ids=FIGURES)
@pytest.mark.parametrize("stems", COMPARISONS.values(), ids=COMPARISONS)
def test_a_presentation(stems, figures):
    results = sides(stems, figures)
    scenarios = [r.scenario for r in results]
    ranges = complete_experiment(assumption_experiment(scenarios[0], scenarios[1:]), by_eta)
    report = Report(
        ReportResults(tuple(results), tuple(ranges), (), None), names_of(scenarios), date(2026, 11, 29)
    )
    made = steps(report, guess_first=True)
    assert too_long([text for step in made for text in (step.title, *step.lines)]) == []
    assert len({step.kicker for step in made}) > 5


# ── Pages that search ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_of_a_search(kind):
    assert too_long([case(kind).title]) == []


@pytest.mark.parametrize("figures", [[0.95] * 3, [0.1] * 3, [0.8] * 3, [0.95, 0.8, 0.1], [0.95, 0.1, 0.95]])
def test_the_answer_over_a_range(figures):
    assert (
        too_long([headline(known(figures, "service_level", common=0.02), LONG_NAME, ["service_level"])]) == []
    )
