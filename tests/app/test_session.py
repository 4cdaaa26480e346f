"""What a session keeps: pinned baselines, dated changes, links, scenarios of one's own, pages in between."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from present.permalink import Compared, Shared, from_link, to_link
from sim import load, parse, replace
from sim.scenario import from_bytes, to_yaml
from tests.app.app_helpers import ROOT, SMALL, chips, labelled, shown, the_app, tiles, with_open

TWO_WEEKS = SMALL.replace("weeks: 1,", "weeks: 3,").replace("Small centre", "Three weeks")
CENTRE = parse(TWO_WEEKS)


def opened(link: str, folder, monkeypatch) -> AppTest:
    """A new session that comes by a link, where there is only the small centre."""
    (folder / "typical_centre.yaml").write_text(SMALL)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(folder))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    made = the_app()
    made.session_state["replications"] = 4
    made.query_params["s"] = link
    return shown(made.run())


def link_in_the_bar(app) -> str:
    found = app.query_params["s"]
    return found if isinstance(found, str) else found[0]


# ── Baselines ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.smoke
def test_what_is_pinned_is_what_follows_is_compared_with(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    shown(labelled(app.button, "Pin as baseline").click().run())
    assert chips(app) == []
    shown(labelled(app.slider, "Agents, Front line").set_value(11).run())
    assert chips(app) == ["Agents, Front line: 11 (was 9)"]
    shown(labelled(app.button, "Undo").click().run())
    shown(labelled(app.button, "Undo").click().run())
    assert chips(app) == ["Agents, Front line: 9 (was 12)"]


def test_reset_goes_back_to_the_scenario_as_it_was_picked(app):
    before = tiles(app)
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    shown(labelled(app.button, "Pin as baseline").click().run())
    shown(labelled(app.button, "Reset").click().run())
    assert tiles(app) == before
    assert labelled(app.slider, "Agents, Front line").value == 12


# ── Dated changes ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.smoke
def test_changes_can_begin_in_a_week_and_the_weeks_before_stay_as_they_were(tmp_path, monkeypatch):
    app = opened(to_link(Shared(CENTRE)), tmp_path, monkeypatch)
    shown(labelled(app.selectbox, "Changes apply").select(2).run())
    shown(labelled(app.slider, "Agents, Front line").set_value(8).run())
    assert chips(app) == ["Agents, Front line: 8 (was 12), from week 3"]
    mine = app.session_state["session"]
    current = mine.drafts[mine.picked].current
    assert [(c.week, c.set) for c in current.changes] == [(2, {"teams.Front line.agents": 8})]
    _, view = app.session_state["last figures"]
    for key in ("service_level", "exhaustion_mean"):
        before, after = view.baseline.path(key), view.current.path(key)
        assert before[:2] == after[:2]
        assert before[2] != after[2]
    shown(labelled(app.selectbox, "Changes apply").select(0).run())
    assert chips(app) == ["Agents, Front line: 8 (was 12)"]


def test_targets_are_for_the_whole_comparison_whenever_the_changes_begin(tmp_path, monkeypatch):
    values = {"targets.within_s": 60.0, "teams.Front line.agents": 9}
    app = opened(to_link(Shared(CENTRE, values, 1)), tmp_path, monkeypatch)
    mine = app.session_state["session"]
    current = mine.drafts[mine.picked].current
    assert current.targets.within_s == 60.0
    assert [c.set for c in current.changes] == [{"teams.Front line.agents": 9}]


def test_a_coping_course_of_a_dated_change_is_held_in_its_first_week(tmp_path, monkeypatch):
    app = opened(to_link(Shared(CENTRE)), tmp_path, monkeypatch)
    with_open(app, f"{app.session_state['session'].picked}|people more|fold")
    shown(labelled(app.radio, "Coping training").set_value("studies").run())
    shown(labelled(app.selectbox, "Changes apply").select(1).run())
    mine = app.session_state["session"]
    assert mine.drafts[mine.picked].values["training.coping.weeks"] == [1]
    assert labelled(app.radio, "Coping training").value == "studies"


# ── Links ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.smoke
def test_the_address_bar_always_reopens_this_comparison(app, tmp_path, monkeypatch):
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    with_open(app, "typical_centre|rules|fold")
    shown(labelled(app.toggle, "Handle-time target").set_value(True).run())
    link = link_in_the_bar(app)
    found = from_link(link)
    assert found.values == {"teams.Front line.agents": 9, "rules.handle_time_cap.minutes": 4.0}
    folder = tmp_path / "other"
    folder.mkdir()
    again = opened(link, folder, monkeypatch)
    assert chips(again) == chips(app)
    assert tiles(again) == tiles(app)
    assert labelled(again.slider, "Agents, Front line").value == 9


@pytest.mark.smoke
def test_a_bad_link_leaves_what_was_there(tmp_path, monkeypatch):
    app = opened("1.nonsense", tmp_path, monkeypatch)
    assert any("This link is damaged" in e.value for e in app.error)
    assert app.header[0].value == "Small centre"
    assert len(app.metric) == 11


def test_changes_that_do_not_fit_their_baseline_get_a_sentence(tmp_path, monkeypatch):
    app = opened(to_link(Shared(CENTRE, {"teams.Nobody.agents": 3})), tmp_path, monkeypatch)
    assert any("The changes in this link cannot be used" in e.value for e in app.error)
    assert chips(app) == []


def test_a_link_of_another_model_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("present.permalink.model_version", lambda: "0.1.0+older")
    link = to_link(Shared(CENTRE))
    monkeypatch.undo()
    app = opened(link, tmp_path, monkeypatch)
    assert any("version 0.1.0+older of the model" in i.value for i in app.info)


def test_what_a_link_kept_for_compare_is_kept(tmp_path, monkeypatch):
    other = replace(CENTRE, {"name": "Fewer people", "teams.Front line.agents": 9})
    app = opened(to_link(Shared(CENTRE, {}, 0, (CENTRE, other))), tmp_path, monkeypatch)
    assert list(app.session_state["session"].saved_scenarios) == ["Three weeks", "Fewer people"]


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "this is not UTF-8 text"),
        (b"schema: 1\nname: x\nbogus: 1\n", "bogus: unknown key"),
        (b"a: 1\na: 2\n", "is there twice"),
        (b"x" * 500_001, "larger than 500 kB"),
        (b"", "this is empty"),
    ],
)
def test_a_file_that_is_no_scenario_gets_a_sentence(data, words):
    with pytest.raises(Exception, match=words) as caught:
        from_bytes(data)
    assert type(caught.value).__name__ == "ScenarioError"


@pytest.mark.smoke
@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda p: p.stem)
def test_what_is_downloaded_can_be_uploaded(path):
    scenario = load(path)
    assert from_bytes(to_yaml(scenario).encode()) == scenario
    assert from_bytes(b"\xef\xbb\xbf" + to_yaml(scenario).encode()) == scenario
    assert quote(to_link(Shared(scenario)), safe=".-_") == to_link(Shared(scenario))


def test_an_uploaded_scenario_is_current_and_can_be_left_again(app):
    uploader = with_open(app, "files panel").get("file_uploader")
    assert uploader, "a place to upload to"
    mine = app.session_state["session"]
    mine.own["own 1"] = CENTRE
    mine.steps.picked = "own 1"
    shown(app.run())
    assert app.header[0].value == "Three weeks"
    assert labelled(app.selectbox, "Scenario").options[-1] == "Yours · Three weeks"


# ── Kept for Compare ──────────────────────────────────────────────────────────────────────────────


def test_scenarios_are_kept_under_names_of_their_own(app):
    shown(labelled(app.slider, "Agents, Front line").set_value(9).run())
    with_open(app, "keep panel")
    assert labelled(app.text_input, "Name to keep it under").value == "Small centre, −3 agents"
    shown(app.button(key="keep").click().run())
    assert any("Kept as “Small centre, −3 agents”" in s.value for s in app.success)
    assert not app.session_state["keep panel"], "it would cover what is said of it"
    shown(labelled(app.slider, "Agents, Front line").set_value(8).run())
    assert not app.success, "it goes with the next move"
    with_open(app, "keep panel")
    labelled(app.text_input, "Name to keep it under").set_value("Small centre, −3 agents")
    shown(app.button(key="keep").click().run())
    saved = app.session_state["session"].saved_scenarios
    assert list(saved) == ["Small centre, −3 agents", "Small centre, −3 agents (2)"]
    assert [s.teams[0].agents for s in saved.values()] == [9, 8]


def test_a_name_that_is_too_long_is_kept_shortened_and_that_is_said(app):
    with_open(app, "keep panel")
    labelled(app.text_input, "Name to keep it under").set_value("Plan for the winter " * 9)
    shown(app.button(key="keep").click().run())
    (name,) = app.session_state["session"].saved_scenarios
    assert name.startswith("Plan for the winter Plan")
    assert name.endswith("…")
    assert len(name) <= 110
    assert any(f"Kept as “{name}”, which is as long as a name may be." in s.value for s in app.success)


def test_what_is_kept_under_another_name_is_not_described_as_the_first(tmp_path, monkeypatch):
    described = replace(CENTRE, {"description": "Nothing is done about it."})
    app = opened(to_link(Shared(described, {}, 0, ())), tmp_path, monkeypatch)
    with_open(app, "keep panel")
    shown(app.button(key="keep").click().run())
    with_open(app, "keep panel")
    labelled(app.text_input, "Name to keep it under").set_value("Today")
    shown(app.button(key="keep").click().run())
    saved = app.session_state["session"].saved_scenarios
    assert {name: s.description for name, s in saved.items()} == {
        "Three weeks": "Nothing is done about it.",
        "Today": "",
    }


def test_a_link_brings_the_choice_on_compare(tmp_path, monkeypatch):
    other = replace(CENTRE, {"name": "Fewer people", "teams.Front line.agents": 9})
    compared = Compared(("a", "kept Fewer people", "now"), "a", ("asa_s", "aht_min"), {"a": CENTRE})
    link = to_link(Shared(CENTRE, {"teams.Front line.agents": 10}, 0, (other,), compared))
    app = opened(link, tmp_path, monkeypatch)
    again = from_link(link_in_the_bar(app))
    shown(app.switch_page("ui/views/compare.py").run())
    with_open(app, "compare choice")
    assert [len(m.value) for m in app.multiselect] == [3, 2]
    assert from_link(link_in_the_bar(app)) == again
    assert again.compared is not None
    assert list(again.compared.scenarios.values()) == [CENTRE]
    assert again.compared.figures == ("asa_s", "aht_min")


def test_a_link_brings_the_number_of_runs(app, tmp_path, monkeypatch):
    with_open(app, "settings")
    (runs,) = [b for b in app.button_group if b.label == "Simulated runs"]
    shown(runs.select(20).run())
    link = link_in_the_bar(app)
    folder = tmp_path / "other"
    folder.mkdir()
    other = opened(link, folder, monkeypatch)
    assert other.session_state["replications"] == 20
    _, view = other.session_state["last figures"]
    assert len(view.current.replications) == 20
