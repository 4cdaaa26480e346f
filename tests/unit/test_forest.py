"""The forest plot: one panel a key figure, names as they are, nothing said by colour alone."""

from __future__ import annotations

import pytest

from present.comparison import Cell, Side
from present.figures.forest import forest, forest_in_words
from present.figures.style import PALETTES
from present.formats import Verdict, verdict
from present.pair import Pair
from present.text_layout import escaped
from sim import KPIS, Result, parse
from sim.experiment import Estimate

NOTHING = Estimate(None, None, None)
SCENARIO = parse(
    "schema: 1\nname: S\ndemand: {calls_per_day: 9}\ncall_types: [{name: A, share: 1.0}]\n"
    "teams: [{name: T, agents: 1}]\n"
)


def cell(key, mean, low=None, high=None, *, n=10, currency="AUD"):
    gap = Estimate(mean, low, high)
    return Cell(KPIS[key], gap, gap, gap, verdict(KPIS[key], gap, replications=n, baseline=0.5), currency)


def missing(key, words):
    return Cell(KPIS[key], NOTHING, NOTHING, NOTHING, Verdict("unknown", words, "", None), "AUD")


BETTER = cell("satisfaction_all", 0.1, 0.08, 0.12)
WORSE = cell("satisfaction_all", -0.1, -0.12, -0.08)
SMALL = cell("satisfaction_all", 0.005, 0.004, 0.006)
UNSEEN = cell("satisfaction_all", 0.02, -0.01, 0.05)
ALONE = cell("satisfaction_all", 0.2, n=1)


def marks(figure):
    (found,) = [t for t in figure.data if t.mode == "markers"]
    return found


def whiskers(figure):
    return [t for t in figure.data if t.mode == "lines"]


def texts(figure):
    return [a.text for a in figure.layout.annotations]


@pytest.mark.parametrize("mode", ["light", "dark", None])
def test_better_worse_and_undetected_differ_in_shape_filling_colour_and_words(mode):
    figure = forest([("a", BETTER), ("b", WORSE), ("c", UNSEEN), ("d", SMALL)], mode)
    colours = PALETTES[mode or "light"]
    marker = marks(figure).marker
    assert list(marker.symbol) == ["circle", "diamond", "circle", "square"]
    assert list(marker.color) == [colours.better, colours.worse, colours.paper, colours.paper]
    assert list(marker.line.color) == [colours.better, colours.worse, colours.faint, colours.faint]
    assert [t.line.color for t in whiskers(figure)] == [colours.better, colours.worse, colours.faint]
    for text, words in zip(
        texts(figure), ["better", "worse", "not detected", "too small to matter"], strict=True
    ):
        assert words in text


def test_a_difference_is_drawn_in_the_unit_of_the_axis_with_its_interval():
    figure = forest([("a", BETTER)])
    assert marks(figure).x[0] == pytest.approx(10.0)
    assert whiskers(figure)[0].x[:2] == pytest.approx((8.0, 12.0))
    assert set(whiskers(figure)[0].y[:2]) == {marks(figure).y[0]}
    assert "points" in figure.layout.xaxis.title.text
    assert "better  →" in figure.layout.xaxis.title.text


def test_the_axis_says_which_side_is_better():
    assert forest([("a", cell("asa_s", 3.0, 2.5, 3.5))]).layout.xaxis.title.text.startswith("←  better")
    aside = forest([("a", cell("aht_min", 3.0, 2.5, 3.5))]).layout.xaxis.title.text
    assert "better" not in aside
    assert "min" in aside
    assert (
        "EUR"
        in forest([("a", cell("cost_per_resolved", 3.0, 2.5, 3.5, currency="EUR"))]).layout.xaxis.title.text
    )


def test_nought_the_band_and_all_intervals_are_in_sight():
    figure = forest([("a", BETTER), ("b", UNSEEN), ("c", ALONE)])
    low, high = figure.layout.xaxis.range
    assert low < -1.0
    assert high > 20.0
    bands, _, noughts = (s.path for s in figure.layout.shapes)
    assert bands.count("M-1,") == bands.count("L1,") // 2 == 3
    assert noughts.count("M0,") == noughts.count("L0,") == 3


def test_a_single_run_has_a_hollow_mark_and_no_interval():
    figure = forest([("a", ALONE)])
    assert not whiskers(figure)
    assert marks(figure).marker.color[0] == PALETTES["light"].paper
    assert "too few runs to say" in texts(figure)[0]


def test_a_scenario_without_a_difference_keeps_its_row_and_says_why():
    figure = forest(
        [("a", missing("exhaustion_mean", "not simulated")), ("b", cell("exhaustion_mean", 3, 2, 4))]
    )
    assert len(marks(figure).x) == 1
    assert "not simulated" in texts(figure)[0]


def test_rows_do_not_overlap_and_the_figure_grows_with_them():
    long = "A name as long as names can be, " * 4
    few = forest([("a", BETTER)])
    many = forest([(long, BETTER), ("b", WORSE), (long, UNSEEN)] * 4)
    tops = [a.y for a in many.layout.annotations]
    for top, mark, text, following in zip(tops, marks(many).y, texts(many), [*tops[1:], 1e9], strict=True):
        assert top + 16 * len(text.split("<br>")) <= mark < following
    assert many.layout.height > few.layout.height + 11 * 40


@pytest.mark.parametrize("name", ["<b>bold</b>", "a & b", "$x^2$", "<a href='http://x'>y</a>"])
def test_a_name_is_text_and_neither_html_nor_a_formula(name):
    figure = forest([(name, BETTER)])
    shown = texts(figure)[0]
    assert escaped(name) in shown
    assert name not in shown
    assert name not in marks(figure).hovertext[0]
    assert marks(figure).hovertemplate is None  # or "%{x}" in a name would be filled in


def test_a_right_to_left_name_moves_nothing_around_it():
    assert "\u2068" in texts(forest([("مركز خدمة", BETTER)]))[0]


def test_the_text_alternative_names_every_scenario_with_verdict_and_interval():
    words = forest_in_words([("A", BETTER), ("B", UNSEEN)], "Base")
    assert words == (
        "Satisfied, all callers: difference of each scenario from Base, with 95% intervals. "
        "A: +10.0\u00a0points, better, +8.0 to +12.0\u00a0points; B: not detected, −1.0 to +5.0\u00a0points."
    )


def test_a_side_without_runs_can_be_drawn():
    empty = Result(SCENARIO, 1, "simpy", ())
    side = Side("A", Pair(empty, empty))
    figure = forest([("A", side.cell("service_level"))])
    assert "Calculating…" in texts(figure)[0]
    assert not marks(figure).x
