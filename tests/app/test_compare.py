"""The page "Compare" without a browser, on small centres of one week: choose, judge, rename, take away, open."""

from __future__ import annotations

import html
import re

import pytest

from present.field_names import value_of
from present.permalink import from_link
from present.ranking import ALIKE
from present.report.report import searched_runs
from sim import parse, replace
from sim.engine.compiled import ready
from sim.experiment import assumption_ranges
from tests.app.app_helpers import the_app, with_open
from ui.background import range_address
from ui.runner import answers

PAGE = "ui/views/compare.py"
SMALL = """
schema: 1
name: Small centre
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 200}
call_types:
  - {name: Billing, share: 0.5}
  - {name: Service, share: 0.5}
teams:
  - {name: Front line, agents: 9, shifts: [{start: "08:00", share: 0.5}, {start: "10:00", share: 0.5}]}
"""
BASE = parse(SMALL)


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The page, as somebody finds it who comes from What if."""
    (tmp_path / "typical_centre.yaml").write_text(SMALL)
    (tmp_path / "fewer.yaml").write_text(SMALL.replace("agents: 9", "agents: 6").replace("Small", "Short"))
    (tmp_path / "euro.yaml").write_text(SMALL.replace("Small", "Euro") + "costs: {currency: EUR}\n")
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    made = the_app()
    made.session_state["replications"] = 4
    made.session_state["compare choice"] = True  # the panel in which scenarios and figures are chosen is open
    return good(made.switch_page(PAGE).run())


def good(app):
    assert not app.exception, app.exception
    return app


def labelled(kind, words):
    (found,) = [w for w in kind if w.label == words]
    return found


def scenarios(app):
    return labelled(app.multiselect, "Scenarios")


def baseline(app):
    return labelled(app.selectbox, "Compared with")


def comparison_sentences(app):
    """The sentences, one a scenario."""
    with_open(app, "compare words")
    (found,) = [m.value for m in app.markdown if m.value.startswith("Compared with")]
    return [line.removeprefix("- ") for line in found.splitlines() if line.startswith("- ")]


def words(app):
    return [x.value for kind in (app.info, app.warning, app.error, app.markdown, app.caption) for x in kind]


def scorecard(app):
    """The rows of the scorecard: the texts of their cells, heads first."""
    (found,) = [h.proto.body for h in app.get("html") if "scorecard" in h.proto.body]
    return rows_of(found)


def headline(app):
    """What stands above the scorecard."""
    (found,) = [h.proto.body for h in app.get("html") if "scorecard" in h.proto.body]
    return re.sub("<[^>]+>", "", re.search("<h3>(.*?)</h3>", found)[1])


def rows_of(table):
    """Texts of a table's cells by row."""
    rows = re.findall("<tr.*?</tr>", table)
    return [
        [html.unescape(re.sub("<[^>]+>", "", c)).strip() for c in re.findall("<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def button(app, key):
    return app.button(key=key)


def test_one_scenario_alone_is_told_what_to_do(app):
    assert scenarios(app).value == ["typical_centre"]
    assert any("**Small centre** is chosen; choose another to compare it with." in w for w in words(app))
    good(scenarios(app).set_value([]).run())
    assert any("Change a scenario on What if and keep it for Compare." in w for w in words(app))
    assert not app.get("html") or not any("scorecard" in h.proto.body for h in app.get("html"))
    assert not app.dataframe


@pytest.mark.smoke
def test_two_scenarios_are_compared_in_words_in_tables_and_in_settings(app):
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    assert baseline(app).value == "typical_centre"
    (line,) = comparison_sentences(app)
    assert line.startswith("**Short centre**: ")
    assert re.search(r"worse in [^;]*satisfaction \(\*\*−", line)
    assert not app.dataframe, "the table is sent when it is opened"
    with_open(app, "compare table")
    (table,) = (d.value for d in app.dataframe)
    assert table["Scenario"].tolist() == ["Small centre", "Short centre"]
    assert table["Issues resolved†, difference (a day)"][1] < 0.0
    with_open(app, "compare settings")
    (settings,) = [h.proto.body for h in app.get("html") if "words-table" in h.proto.body]
    was, new = (value_of("teams[].agents", n) for n in (9, 6))
    assert rows_of(settings)[1] == ["Agents", was, new]
    assert not app.warning


def test_another_baseline_turns_the_sign(app):
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    good(baseline(app).set_value("fewer").run())
    (line,) = comparison_sentences(app)
    assert line.startswith("**Small centre**: ")
    assert re.search(r"better in [^;]*satisfaction \(\*\*\+", line)


@pytest.mark.smoke
def test_the_choice_survives_a_change_of_page(app):
    good(scenarios(app).set_value(["fewer", "typical_centre"]).run())
    good(baseline(app).set_value("fewer").run())
    good(labelled(app.multiselect, "Key figures").set_value(["asa_s", "occupancy"]).run())
    good(app.switch_page("ui/views/what_if.py").run())
    good(app.switch_page(PAGE).run())
    assert scenarios(app).value == ["fewer", "typical_centre"]
    assert baseline(app).value == "fewer"
    assert labelled(app.multiselect, "Key figures").value == ["asa_s", "occupancy"]


def test_a_baseline_that_is_taken_away_gives_way_to_the_usual_one(app):
    good(scenarios(app).set_value(["typical_centre", "fewer", "euro"]).run())
    good(baseline(app).set_value("fewer").run())
    good(scenarios(app).set_value(["euro", "typical_centre"]).run())
    assert baseline(app).value == "typical_centre"


def test_files_that_belong_together_are_offered_at_once(app, tmp_path):
    for stem, agents in (("rule", 9), ("rule_looser", 8), ("rule_stricter", 7)):
        (tmp_path / f"{stem}.yaml").write_text(SMALL.replace("agents: 9", f"agents: {agents}"))
    good(app.run())
    good(button(app, "compare family rule").click().run())
    assert scenarios(app).value == ["rule", "rule_looser", "rule_stricter"]
    assert baseline(app).value == "rule"
    assert len(comparison_sentences(app)) == 2


def test_two_currencies_are_said_and_not_subtracted(app):
    good(scenarios(app).set_value(["typical_centre", "euro"]).run())
    assert any("Another currency than AUD: Euro centre." in w for w in words(app))
    assert "cost per resolved issue not compared (another currency)" in comparison_sentences(app)[0]
    with_open(app, "compare table")
    assert "Cost per resolved issue† (EUR)" in app.dataframe[0].value.columns


def test_rows_can_be_key_figures_and_all_of_them_shown(app):
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    with_open(app, "compare table")
    (rows,) = [b for b in app.button_group if b.label == "One row for each"]
    good(rows.set_value("Key figure").run())
    assert list(app.dataframe[0].value.columns) == ["Key figure", "Small centre", "Short centre"]
    assert len(app.dataframe[0].value) == 5
    good(app.toggle(key="compare all").set_value(True).run())
    assert len(app.dataframe[0].value) == 32


def test_without_key_figures_the_page_asks_for_one(app):
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    good(labelled(app.multiselect, "Key figures").set_value([]).run())
    assert any("Choose a key figure" in w for w in words(app))


@pytest.mark.smoke
def test_what_changed_on_what_if_is_compared_with_its_baseline(app):
    good(app.switch_page("ui/views/what_if.py").run())
    (slider,) = [s for s in app.slider if s.label.startswith("Agents, Front line")]
    good(slider.set_value(7).run())
    good(app.switch_page(PAGE).run())
    assert scenarios(app).value == ["typical_centre", "now"]
    assert comparison_sentences(app)[0].startswith("**Now on What if, −2 agents**")
    with_open(app, "compare scenarios list")
    good(button(app, "compare keep").click().run())
    (saved_name,) = app.session_state["session"].saved_scenarios
    assert scenarios(app).value == ["typical_centre", f"kept {saved_name}"]


@pytest.fixture
def with_saved(app):
    """With two scenarios kept, one of them with a name full of signs."""
    app.session_state["session"].saved_scenarios = {
        name: replace(BASE, {"name": name, "teams.Front line.agents": n})
        for name, n in (("**More** <b>people</b>", 11), ("Fewest", 5))
    }
    return good(app.run())


def test_kept_ones_are_chosen_and_their_names_are_text(with_saved):
    assert scenarios(with_saved).value == ["typical_centre", "kept **More** <b>people</b>", "kept Fewest"]
    assert "**\\*\\*More\\*\\* \\<b\\>people\\</b\\>**" in comparison_sentences(with_saved)[0]
    with_open(with_saved, "compare table")
    assert with_saved.dataframe[0].value["Scenario"].tolist()[1] == "**More** <b>people</b>"


@pytest.mark.parametrize(
    ("kept_as", "rows"),
    [("Small centre", ["typical_centre", "kept Fewer"]), ("Today", ["kept Today", "kept Fewer"])],
)
def test_the_centre_as_it_is_kept_beside_a_change_is_no_second_row(app, kept_as, rows):
    app.session_state["session"].saved_scenarios = {
        kept_as: replace(BASE, {"name": kept_as}),
        "Fewer": replace(BASE, {"name": "Fewer", "teams.Front line.agents": 7}),
    }
    good(app.run())
    assert scenarios(app).value == rows
    assert baseline(app).value == rows[0]
    assert sum("Baseline" in row[0] and kept_as in row[0] for row in scorecard(app) if row) == 1
    assert not any("(2)" in row[0] for row in scorecard(app) if row)


KEPT = ["My plan", "Plan two", "Small centre"]


@pytest.mark.parametrize(
    ("kept_as", "rows"),
    [
        (KEPT[:2], ["kept My plan", "kept Plan two"]),
        (KEPT, ["typical_centre", "kept My plan", "kept Plan two"]),
    ],
)
@pytest.mark.parametrize("by_hand", [False, True])
def test_what_is_kept_under_several_names_is_compared_under_each(app, kept_as, rows, by_hand):
    if by_hand:
        good(scenarios(app).set_value(["typical_centre"]).run())
    for name in kept_as:
        app.session_state["session"].saved_scenarios[name] = replace(BASE, {"name": name})
        good(app.run())
    assert sorted(scenarios(app).value) == sorted(rows)


@pytest.mark.parametrize(
    ("kept_as", "rows"),
    [("Small centre", ["euro", "typical_centre", "fewer"]), ("Today", ["euro", "kept Today", "fewer"])],
)
def test_one_chosen_by_hand_that_is_kept_is_no_second_row(app, kept_as, rows):
    good(scenarios(app).set_value(["euro", "typical_centre", "fewer"]).run())
    good(baseline(app).set_value("typical_centre").run())
    kept = app.session_state["session"].saved_scenarios
    kept[kept_as] = replace(BASE, {"name": kept_as})
    good(app.run())
    assert scenarios(app).value == rows
    assert baseline(app).value == rows[1]
    kept["More"] = replace(BASE, {"name": "More", "teams.Front line.agents": 11})
    good(app.run())
    assert scenarios(app).value == [*rows, "kept More"]


@pytest.mark.smoke
def test_a_kept_one_is_renamed_in_its_place_and_stays_the_baseline(with_saved):
    key = "kept **More** <b>people</b>"
    good(baseline(with_saved).set_value(key).run())
    with_open(with_saved, "compare scenarios list")
    with_open(with_saved, f"compare renaming {key}")
    with_saved.text_input(key=f"compare name {key}").set_value("Larger")
    good(button(with_saved, f"compare rename {key}").click().run())
    assert list(with_saved.session_state["session"].saved_scenarios) == ["Larger", "Fewest"]
    assert with_saved.session_state["session"].saved_scenarios["Larger"].name == "Larger"
    assert baseline(with_saved).value == "kept Larger"
    assert "kept Larger" in scenarios(with_saved).value


def test_a_name_that_is_taken_gets_a_number(with_saved):
    with_open(with_saved, "compare scenarios list")
    with_open(with_saved, "compare renaming kept Fewest")
    with_saved.text_input(key="compare name kept Fewest").set_value("**More** <b>people</b>")
    good(button(with_saved, "compare rename kept Fewest").click().run())
    assert list(with_saved.session_state["session"].saved_scenarios) == [
        "**More** <b>people</b>",
        "**More** <b>people</b> (2)",
    ]


@pytest.mark.smoke
def test_a_kept_one_is_removed_and_the_others_stay(with_saved):
    good(scenarios(with_saved).set_value(["typical_centre", "kept Fewest", "fewer"]).run())
    with_open(with_saved, "compare scenarios list")
    good(button(with_saved, "compare remove kept Fewest").click().run())
    assert "Fewest" not in with_saved.session_state["session"].saved_scenarios
    assert scenarios(with_saved).value == ["typical_centre", "fewer"]


@pytest.mark.smoke
def test_open_in_what_if_takes_the_baseline_and_what_differs(app):
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    with_open(app, "compare scenarios list")
    good(button(app, "compare open fewer").click().run())
    draft = app.session_state["session"].drafts["typical_centre"]
    assert draft.values == {"teams.Front line.agents": 6}
    assert app.session_state["session"].picked == "typical_centre"


def test_another_centre_is_opened_as_it_is(app):
    good(scenarios(app).set_value(["typical_centre", "euro"]).run())
    with_open(app, "compare scenarios list")
    good(button(app, "compare open euro").click().run())
    assert app.session_state["session"].picked == "euro"
    assert app.session_state["session"].drafts["euro"].values == {}


@pytest.mark.smoke
def test_uploaded_files_are_compared_and_wrong_ones_get_a_sentence(app):
    (uploader,) = with_open(app, "compare adding").get("file_uploader")
    uploader.set_value(
        [
            ("mine.yaml", SMALL.replace("Small", "Uploaded").encode(), "application/yaml"),
            ("broken.yaml", b"schema: 1\nname: Broken\n", "application/yaml"),
            (
                "yours.yaml",
                SMALL.replace("Small", "Second").encode(),
                "application/yaml",
            ),  # equal but for the name
        ]
    )
    good(app.run())
    assert scenarios(app).value == ["typical_centre", "own 1", "own 2"]
    (problem,) = app.error
    assert problem.value.startswith("broken.yaml cannot be used")


def test_equal_names_are_told_apart(app, tmp_path):
    (tmp_path / "again.yaml").write_text(SMALL.replace("agents: 9", "agents: 8"))
    good(app.run())
    options = scenarios(app).options
    assert len(set(options)) == len(options)
    assert {"Small centre", "Small centre, −1 agent"} <= set(options)


def test_without_scenarios_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    app = the_app()
    good(app.switch_page(PAGE).run())
    assert f"There is no scenario in the folder {tmp_path} (HEADROOM_CONFIGS)" in app.error[0].value


# ── The scorecard ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.smoke
def test_the_scorecard_ranks_by_what_matters_most_and_the_link_brings_it_back(app, tmp_path):
    (tmp_path / "more.yaml").write_text(SMALL.replace("agents: 9", "agents: 12").replace("Small", "Large"))
    good(scenarios(app).set_value(["typical_centre", "fewer", "more"]).run())
    heads, *rows = scorecard(app)
    assert heads[0] == "Scenario"
    assert len(heads) == 6
    assert {row[0].split(": ")[1][:12] for row in rows[:3]} == {
        "Small centre",
        "Short centre",
        "Large centre",
    }
    matters = labelled(app.button_group, "Ranked by")
    good(matters.set_value("service_level").run())
    assert headline(app) == "Best in calls answered in time: Large centre"
    assert [row[0].split(": ")[1][:12] for row in scorecard(app)[1:4]] == [
        "Large centre",
        "Small centre",
        "Short centre",
    ]
    compared = from_link(app.query_params["s"]).compared
    assert (compared.matters, compared.chosen) == ("service_level", ("typical_centre", "fewer", "more"))


def test_a_figure_that_is_no_longer_chosen_no_longer_matters_most(app):
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    good(labelled(app.button_group, "Ranked by").set_value("service_level").run())
    with_open(app, "compare choice")
    good(labelled(app.multiselect, "Key figures").set_value(["asa_s"]).run())
    assert labelled(app.button_group, "Ranked by").value == ALIKE
    assert len(scorecard(app)[0]) == 2


def test_the_bot_is_among_the_starters_before_first(app, tmp_path):
    (tmp_path / "bot.yaml").write_text(
        SMALL.replace("Small", "Bot") + f"description: It takes a third. {'x' * 60}. And more.\n"
    )
    (tmp_path / "bot_before.yaml").write_text(SMALL.replace("Small", "No bot"))
    good(app.run())
    assert any("It takes a third. xxx" in w and "And more" not in w for w in words(app))
    good(button(app, "compare family bot_before").click().run())
    assert app.session_state["comparing"].chosen == ["bot_before", "bot"]


# ── How sure ──────────────────────────────────────────────────────────────────────────────────────


def sureness(app):
    return [m.value for m in app.markdown if m.value.startswith("**How sure:**")]


@pytest.mark.smoke
def test_what_assumptions_do_to_the_order_is_found_on_demand_and_said_in_one_line(app):
    answers().clear()  # of other pages' tests
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    assert not sureness(app)
    good(labelled(app.button, "What if the assumptions are wrong?").click().run())
    good(app.run())
    (line,) = sureness(app)
    assert line.endswith(".")
    assert "could go either way" in line or "No assumption that was tried" in line
    assert "What if the assumptions are wrong?" not in [b.label for b in app.button]


def test_what_another_page_has_found_of_assumptions_stands_on_compare_unasked(app):
    good(scenarios(app).set_value(["typical_centre", "fewer"]).run())
    base, other = BASE, parse(SMALL.replace("agents: 9", "agents: 6").replace("Small", "Short"))
    address = range_address(base, other, searched_runs(4))
    answers()[address] = assumption_ranges(base, [other], replications=4)
    good(app.run())
    assert len(sureness(app)) == 1
