"""The scorecard: who beats whom, who comes first, what the headline says, where differences lie, what HTML it makes.

Satisfaction matters from 0.01 (a point) on, exhaustion from 1, issues a day from 1% of the baseline's 200, cost per
resolved issue from 0.1.
Rising noise moves the runs of two scenarios apart: half the interval of the difference is 2.054 times its difference.
"""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from present.comparison import FIRST_KEYS, sides
from present.figures.style import palette
from present.html_table import table_html
from present.locale import reading_as
from present.pair import Pair
from present.ranking import ALIKE, goals, headline, reason, rule
from present.scorecard import is_doubted, number_of, scorecard, shortened, verdict_of
from present.scorecard_html import scorecard_html
from sim import KPIS, parse, replace
from tests.fake_results import flat_result

BASE = parse(
    """
schema: 1
name: Small centre
horizon: {weeks: 2, warm_up_weeks: 0}
demand: {calls_per_day: 300}
call_types: [{name: Billing, share: 1.0}]
teams: [{name: Front line, agents: 12, shifts: [{start: "08:00"}]}]
"""
)
LEVELS = {"satisfaction_all": 0.5, "exhaustion_mean": 40.0, "issues_resolved_per_day": 200.0}


def of(agents, scenario=BASE, **values):
    """A result of a scenario that is another one for its number of people."""
    return flat_result(replace(scenario, {"teams.Front line.agents": agents}), **{**LEVELS, **values})


def card(*results, goal=ALIKE, keys=FIRST_KEYS, names="ABCDEFGH", doubted=()):
    """The first is the baseline, named A; the others B, C, …"""
    return scorecard(
        names[0], results[0], sides(results, list(names[: len(results)]), 0), keys, goal, doubted
    )


def order(made):
    return "".join(row.name for row in made.rows)


def places(made):
    return {row.name: f"{row.place}{'=' if row.is_shared else ''}" for row in made.rows}


def headline_and_words(made):
    return headline(made.ranking), reason(made.ranking).replace("\N{NO-BREAK SPACE}", " ")


# ── One figure matters ────────────────────────────────────────────────────────────────────────────


def test_the_one_that_beats_all_others_by_its_own_difference_from_them_wins():
    made = card(of(12), of(13, satisfaction_all=0.58), of(14, satisfaction_all=0.62), goal="satisfaction_all")
    assert order(made) == "CBA"
    assert places(made) == {"C": "1", "B": "2", "A": "3"}
    assert [row.is_winner for row in made.rows] == [True, False, False]
    head, words = headline_and_words(made)
    assert head == "Best in satisfaction: C"
    assert words.startswith("Compared with the runner-up, B: +4.0 points, better")


def test_nothing_wins_in_issues_resolved_because_more_come_in():
    busier = of(12, replace(BASE, {"demand.calls_per_day": 400.0}), issues_resolved_per_day=260.0)
    made = card(of(12), busier, goal="issues_resolved_per_day")
    head, words = headline_and_words(made)
    assert head == "No winner in issues resolved: not as many issues come in"
    assert words.startswith("B compared with A: +60 a day, more coming in")
    alike = card(of(12), busier)
    assert not [row for row in alike.rows if row.is_winner]


def test_less_is_better_where_the_figure_says_so_and_the_baseline_can_win():
    made = card(of(12), of(13, exhaustion_mean=48.0), goal="exhaustion_mean")
    assert order(made) == "AB"
    assert headline_and_words(made)[0] == "Best in exhaustion: A"
    assert headline_and_words(made)[1].startswith("Compared with B: −8.0 points, better")


def test_those_whose_difference_is_too_small_share_a_rank_and_the_next_is_third():
    made = card(of(12), of(13, satisfaction_all=0.6), of(14, satisfaction_all=0.605), goal="satisfaction_all")
    assert order(made) == "CBA"
    assert places(made) == {"C": "1=", "B": "1=", "A": "3"}
    head, words = headline_and_words(made)
    assert head == "C and B cannot be told apart in satisfaction"
    assert words.startswith("C compared with B: +0.5 points, too small to matter")


@pytest.mark.parametrize(("noise", "is_told_apart"), [(0.02, False), (0.0145, True)])
def test_a_difference_that_is_not_detected_makes_no_winner(noise, is_told_apart):
    # 0.03 apart; half the interval is 2.054 × noise: 0.041 holds zero, 0.030 just does not
    made = card(of(12), of(13, satisfaction_all=0.53, noise=noise), goal="satisfaction_all")
    assert (made.ranking.winner is not None) == is_told_apart
    assert ("cannot be told apart" in headline_and_words(made)[0]) != is_told_apart


def test_with_several_that_cannot_be_told_apart_they_are_counted():
    alike = [of(12 + i, satisfaction_all=0.6 + 0.001 * i) for i in range(3)]
    assert (
        headline_and_words(card(*alike, goal="satisfaction_all"))[0]
        == "None of the 3 stands out in satisfaction"
    )
    worse = of(20, satisfaction_all=0.4)
    head, _ = headline_and_words(card(*alike, worse, goal="satisfaction_all"))
    assert head == "C cannot be told apart from 2 others in satisfaction"


def test_occupancy_is_better_where_less_of_it_lies_above_its_band():
    # The band ends at 0.85. Below it nothing is better than anything else.
    made = card(of(12, occupancy=0.95), of(13, occupancy=0.87), of(14, occupancy=0.7), goal="occupancy")
    assert order(made) == "CBA"
    made = card(of(12, occupancy=0.8), of(13, occupancy=0.7), goal="occupancy")
    assert headline_and_words(made)[0] == "A and B cannot be told apart in occupancy"


def test_two_with_the_same_settings_are_said_to_be_the_same_and_win_together():
    better = of(13, satisfaction_all=0.6)
    made = card(of(12), better, better, goal="satisfaction_all")
    assert order(made) == "BCA"
    assert [row.same_as for row in made.rows] == ["", "B", ""]
    assert [row.is_winner for row in made.rows] == [True, True, False]
    head, words = headline_and_words(made)
    assert head == "Best in satisfaction: B and C"
    assert words.startswith("Compared with the runner-up, A: +10.0 points, better")
    assert scorecard_html(made, None).count("Same settings as <bdi>B<") == 1


def test_of_many_that_win_together_the_first_are_named():
    made = card(of(12), *[of(13, satisfaction_all=0.6)] * 6, goal="satisfaction_all")
    assert headline_and_words(made)[0] == "Best in satisfaction: B, C, D and 3 others"


def test_where_nothing_differs_the_headline_says_so():
    made = card(of(12), of(12), goal="satisfaction_all")
    assert headline_and_words(made) == ("A and B have the same settings", "")
    assert [row.same_as for row in made.rows] == ["", "A"]
    assert not any(row.is_winner for row in made.rows)


# ── Callers, people and work ──────────────────────────────────────────────────────────────────────


def test_better_in_one_and_worse_in_none_is_enough():
    made = card(of(12), of(13, exhaustion_mean=30.0), of(14, exhaustion_mean=30.0, satisfaction_all=0.6))
    assert order(made) == "CBA"
    assert places(made) == {"C": "1", "B": "2", "A": "3"}
    head, words = headline_and_words(made)
    assert head == "Best for callers, people and work: C"
    assert words == (
        "Compared with the runner-up, B: better in satisfaction (**+10.0 points**); "
        "no change in exhaustion and issues resolved; cost: about the same a week, about the same per issue."
    )


def test_better_in_one_and_worse_in_another_is_no_win_however_large():
    made = card(of(12), of(13, satisfaction_all=0.9, issues_resolved_per_day=500.0, exhaustion_mean=42.0))
    assert places(made) == {"A": "1=", "B": "1="}
    assert made.ranking.winner is None
    head, words = headline_and_words(made)
    assert head == "No single winner: it depends on what matters most"
    for part in (
        "A compared with B: ",
        "better in exhaustion (**−2.0",
        "worse in issues resolved (**−300 a day**) and satisfaction (**−40.0",
    ):
        assert part in words
    assert headline_and_words(card(*(e.pair.current for e in made.ranking.entries), goal="satisfaction_all"))[
        0
    ] == ("Best in satisfaction: B")


def test_what_is_too_small_to_matter_neither_wins_nor_loses():
    made = card(of(12), of(13, satisfaction_all=0.6, exhaustion_mean=40.5))
    assert headline_and_words(made)[0].endswith(": B")
    made = card(of(12), of(13, satisfaction_all=0.505, exhaustion_mean=39.5))
    assert headline_and_words(made)[0] == "A and B cannot be told apart for callers, people and work"


def test_cost_does_not_count_among_the_three_but_can_be_what_matters():
    results = of(12), of(13, satisfaction_all=0.6, cost_per_resolved=9.0)
    assert card(*results).ranking.winner == 1
    assert card(*results, goal="cost_per_resolved").ranking.winner == 0


# ── Who cannot be ranked ──────────────────────────────────────────────────────────────────────────


def test_where_a_figure_is_not_simulated_there_is_no_rank_and_it_stands_last():
    calm = of(13, replace(BASE, {"behaviour.strain": False}), satisfaction_all=0.9)
    made = card(of(12), calm, of(14, satisfaction_all=0.6))
    assert order(made) == "CAB"
    assert made.rows[2].place is None
    assert verdict_of(made.rows[2], made.rows[2].cells[1]) == "not simulated"
    assert card(of(12), calm, goal="satisfaction_all").ranking.winner == 1
    both_calm = card(calm, of(14, calm.scenario, satisfaction_all=0.95))
    assert headline_and_words(both_calm)[0] == "Best for callers and work: B"


def test_money_of_another_currency_has_no_rank_by_cost():
    euro = of(13, replace(BASE, {"costs.currency": "EUR"}), cost_per_resolved=1.0)
    made = card(of(12, cost_per_resolved=9.0), euro, goal="cost_per_resolved")
    assert made.rows[1].place is None
    assert (
        headline_and_words(made)[0]
        == "No ranking in cost per resolved issue: fewer than two scenarios have a value"
    )
    cell = made.rows[1].cells[FIRST_KEYS.index("cost_per_resolved")]
    assert number_of(cell) == ("1.00", "EUR")
    assert verdict_of(made.rows[1], cell) == "another currency: not compared"


@pytest.mark.parametrize("n", [0, 1, 3])
def test_with_too_few_runs_rows_stay_where_they_are_and_nobody_wins(n):
    made = card(of(12, n=n), of(13, n=n, satisfaction_all=0.9), goal="satisfaction_all")
    assert order(made) == "AB"
    assert places(made) == {"A": "None", "B": "None"}
    assert "Best" not in headline_and_words(made)[0]
    assert headline_and_words(made)[1] == ""
    if n == 0:
        assert "Calculating…" in scorecard_html(made, "light", is_calculating=True)


def test_a_dated_change_is_compared_over_the_same_weeks_with_everybody():
    dated = replace(BASE, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": 4.0}}]})
    made = card(of(12), of(12, dated, satisfaction_all=0.6), of(14))
    ranking = made.ranking
    for i, j, week in ((1, 0, 1), (0, 1, 1), (1, 2, 1), (2, 1, 1), (0, 2, 0)):
        assert ranking.beside(i, j).pair.first_week == week
    assert {row.name: row.weeks for row in made.rows} == {"A": "", "B": "weeks 2 to 2", "C": ""}
    assert {row.name: row.tally for row in made.rows} == {"A": "", "B": "1 better", "C": ""}


def test_what_beats_whom_beside_the_baseline_is_what_the_row_says():
    made = card(of(12), of(13, satisfaction_all=0.6, exhaustion_mean=30.0), of(14, satisfaction_all=0.4))
    for i, entry in enumerate(made.ranking.entries[1:], start=1):
        kinds = tuple(entry.cell(key).verdict.kind for key in made.ranking.keys)
        assert made.ranking.kinds[i, 0] == kinds


# ── What may matter ───────────────────────────────────────────────────────────────────────────────


def test_only_figures_with_a_better_direction_may_matter_most():
    offered = goals(["asa_s", "calls_handled_per_day", "occupancy"])
    assert list(offered) == [ALIKE, "asa_s", "occupancy"]
    assert offered["asa_s"] == KPIS["asa_s"].name


def test_the_rule_is_said():
    results = of(12), of(13)
    assert "better in one and worse in none" in rule(card(*results).ranking)
    assert rule(card(*results, goal="asa_s").ranking).startswith("Ranked by average wait; ")


# ── Axes and HTML ─────────────────────────────────────────────────────────────────────────────────


def test_a_column_has_one_axis_with_zero_the_band_and_all_differences_in_it():
    made = card(of(12), of(13, satisfaction_all=0.58), of(14, satisfaction_all=0.51))
    (column, *_) = made.columns
    # from −1.5 points (one and a half times what matters) to +8.0, and 6 % more on either side
    assert (column.low, column.high) == pytest.approx((-2.07, 8.57))
    assert column.at(0.0) == pytest.approx(2.07 / 10.64)
    assert column.at(0.08) == pytest.approx(10.07 / 10.64)


def test_what_is_too_small_to_matter_in_a_count_is_one_per_cent_of_the_baseline():
    made = card(of(12), of(13, issues_resolved_per_day=201.5), of(14, issues_resolved_per_day=202.5))
    at = [column.kpi.key for column in made.columns].index("issues_resolved_per_day")
    kinds = {row.name: row.cells[at].verdict.kind for row in made.rows}
    assert (kinds["B"], kinds["C"]) == ("small", "better")
    # 2 a day, one and a half times that and 6 % more on either side
    assert made.columns[at].low == pytest.approx(-3.0 - 0.06 * 6.0)


class Table(HTMLParser):
    """Texts of cells by row, and what styles say of where marks lie."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._in_style = tag == "style"
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self._in_style = False

    def handle_data(self, data):
        if self.rows and self.rows[-1] and not self._in_style:
            self.rows[-1][-1] += data


def test_the_table_says_rank_name_value_verdict_and_interval():
    made = card(of(12), of(13, satisfaction_all=0.58, exhaustion_mean=48.0))
    table = Table(scorecard_html(made, "light"))
    head, *body = table.rows
    assert head[:2] == ["Scenario", "Satisfied, all callers†More is better"]
    assert [row[0].strip() for row in body[:2]] == [
        "1=Rank 1, shared: A Baseline",
        "1=Rank 1, shared: B 1 better, 1 worse",
    ]
    assert body[1][1].replace("\N{NO-BREAK SPACE}", " ") == ("58.0%+8.0 points, better (+8.0 to +8.0 points)")
    assert [row[2].replace("\N{NO-BREAK SPACE}", " ")[:21] for row in body[:2]] == [
        "40.0 of 100",
        "48.0 of 100+8.0 point",
    ]
    roles = [attrs.get("role") for _, attrs in table.tags]
    assert (roles.count("rowheader"), roles.count("columnheader"), roles.count("cell")) == (2, 6, 10)


def test_shapes_differ_by_verdict_and_lie_where_the_difference_does():
    made = card(of(12), of(13, satisfaction_all=0.58, exhaustion_mean=48.0))
    marks = [
        a
        for tag, a in Table(scorecard_html(made, "dark")).tags
        if tag == "i" and "mark" in (a["class"] or "")
    ]
    lying = {a["class"]: a["style"] for a in marks if a.get("style")}
    assert lying["mark better"] == f"left:{made.columns[0].at(0.08):.2%}"
    assert lying["mark worse"] == f"left:{made.columns[1].at(8.0):.2%}"
    style = scorecard_html(made, "dark")
    assert palette("dark").worse in style
    assert "rotate(45deg)" in style


def test_a_verdict_that_an_assumption_turns_says_so_and_is_neither_green_nor_red():
    results = of(12), of(13, satisfaction_all=0.58, exhaustion_mean=48.0), of(14, satisfaction_all=0.62)
    made = card(*results, doubted=[["satisfaction_all", "service_level"], []])
    assert [is_doubted(row, row.cells[0]) for row in made.rows] == [row.name == "B" for row in made.rows]
    told = {row.name: [verdict_of(row, cell) for cell in row.cells[:2]] for row in made.rows}
    assert told["B"][0].endswith("points, better; could go either way")
    assert told["B"][1].endswith("points, worse")
    assert told["C"][0].endswith("points, better")
    marks = [
        a["class"] for tag, a in Table(scorecard_html(made, "light")).tags if tag == "i" and a.get("style")
    ]
    assert "mark doubted" in marks
    assert order(made) == order(card(*results)), "how they are ranked does not change"


def test_no_figure_is_parted_from_its_unit():
    made = card(of(12), of(13, issues_resolved_per_day=217.0), names=["Base", "Base, −3 agents"])
    text = scorecard_html(made, "light")
    for whole in ("−3 agents", "+17 a day"):
        assert whole not in text
        assert whole.replace(" ", "\N{NO-BREAK SPACE}") in text
    assert ">a day" not in text, "nor in the sentence above, where a unit has marks of its own"
    ends = text[text.index("<tfoot") :]
    assert ">a\N{NO-BREAK SPACE}day<" in ends
    assert "−3\N{NO-BREAK SPACE}agents" in table_html(["Setting"], [["−3 agents"]], "Settings", "light")


def test_names_are_text_and_none_is_cut():
    odd = '<img src=x onerror=alert(1)> & "quoted" **bold** ' + "long " * 15 + "end"
    made = card(of(12), of(13, satisfaction_all=0.6), names=["Base", odd])
    text = scorecard_html(made, "light")
    assert "<img" not in text
    assert odd in next(row[0] for row in Table(text).rows if "Rank 1:" in row[0])
    assert "<img" not in table_html(["Setting", odd], [[odd, odd]], odd, "light")


def test_a_table_of_words_has_heads_for_rows_and_columns():
    table = Table(table_html(["Setting", "Base"], [["Agents", "12"]], "Settings", "light"))
    assert table.rows == [["Setting", "Base"], ["Agents", "12"]]
    assert [a["scope"] for _, a in table.tags if "scope" in a] == ["col", "col", "row"]


def test_the_baseline_beside_itself_shows_its_figures_without_a_verdict():
    made = card(of(12), of(13))
    (baseline,) = (row for row in made.rows if row.is_baseline)
    assert isinstance(baseline.side.pair, Pair)
    assert [verdict_of(baseline, cell) for cell in baseline.cells] == [""] * 5


@pytest.mark.parametrize(
    ("names", "common", "short"),
    [
        (["Sydney: a target", "Sydney: none"], "Sydney: ", ["A target", "None"]),
        (["Before", "Case: one", "Case: two"], "Case: ", ["Before", "One", "Two"]),
        (
            ["Centre", "Centre, with 2 more", "Centre, with 3 more"],
            "Centre, ",
            ["Centre", "With 2 more", "With 3 more"],
        ),
        (["A: x, y: 1", "A: x, y: 2"], "A: x, y: ", ["1", "2"]),
        (["Case: one", "One", "Case: two"], "", None),  # two would be named alike
        (["A: one", "A: two", "B: one", "B: three"], "", None),
        (["Centre", "Case: one"], "", None),
        (["Same", "Same"], "", None),
    ],
)
def test_how_all_names_begin_is_said_once(names, common, short):
    assert shortened(names) == (common, short or names)


def test_a_phone_says_what_its_cards_leave_out_of_names():
    text = scorecard_html(card(of(12), of(13), names=["Case: one", "Case: two"]), "light")
    assert '<p class="common" aria-hidden="true">Left out of names: <bdi>Case:</bdi> …</p>' in text
    assert '<p class="common" aria-hidden="true"></p>' in scorecard_html(card(of(12), of(13)), "light")


def test_money_stands_as_the_locale_has_it():
    made = card(of(12, cost_per_resolved=9.0), of(13, cost_per_resolved=8.0))
    (cell,) = (c for c in made.rows[0].cells if c.kpi.is_money)
    assert number_of(cell) == ("9.00", "AUD")
    with reading_as("en-AU"):
        made = card(of(12, cost_per_resolved=9.0), of(13, cost_per_resolved=8.0))
        (cell,) = (c for c in made.rows[0].cells if c.kpi.is_money)
        assert number_of(cell) == ("$9.00", "")
        assert "−$1.00, better" in scorecard_html(made, "light")
