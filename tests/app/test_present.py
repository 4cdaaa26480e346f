"""The page "Present" without a browser: which steps there are, what they say, and what is said when there are none."""

from __future__ import annotations

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from present.limits import limits
from present.permalink import Compared, Shared, to_link
from present.report.outline import outline
from present.report.report import Report, ReportResults, names_of
from present.tiles import HERO, hero
from sim import parse, replace
from sim.engine.compiled import ready
from sim.experiment import PoolBrokenError, run
from tests.app.app_helpers import ROOT, SMALL, labelled, shown
from tests.waiting import PATIENCE_S
from ui.comparison_state import ComparisonState
from ui.guess_first import WANTED
from ui.markdown_text import as_text
from ui.present.screen import Screen
from ui.tiles import NO_BREAK

PAGE = "ui/views/present.py"
WEEK = SMALL.replace("calls_per_day: 300", "calls_per_day: 200")
BASE, FEWER, MORE = (
    parse(WEEK.replace("Small", name).replace("agents: 12", f"agents: {agents}"))
    for name, agents in (("Small", 9), ("Short", 7), ("Ample", 11))
)
RUNS = 3


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The app on three small centres, before its first run."""
    for stem, name, agents in (("typical_centre", "Small", 9), ("fewer", "Short", 7), ("more", "Ample", 11)):
        text = WEEK.replace("Small", name).replace("agents: 12", f"agents: {agents}")
        (tmp_path / f"{stem}.yaml").write_text(text)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    made = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=PATIENCE_S)
    made.session_state["replications"] = RUNS
    made.session_state["present screen"] = Screen()  # there is no browser that would report
    return made


def presented(app, **query):
    """The page, opened with this in the address."""
    for name, value in query.items():
        app.query_params[name] = value
    return shown(app.switch_page(PAGE).run())


def compared(app, *stems):
    """The page, with these chosen on Compare."""
    app.session_state["comparing"] = ComparisonState(chosen=list(stems))
    return presented(app)


def plain(text):
    """With ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def headings(app):
    return [plain(title.value) for title in app.title]


def markdown_texts(app):
    return [plain(m.value) for m in app.markdown]


def the_report(*scenarios):
    results = tuple(run(scenarios, replications=RUNS))
    return Report(ReportResults(results, (), (), None), names_of(scenarios), date.today())


def sections(report):
    return {section.key: section for section in outline(report, as_text)}


@pytest.mark.smoke
def test_two_scenarios_give_the_steps_of_a_report_in_its_own_words(app):
    compared(app, "typical_centre", "fewer")
    report = the_report(BASE, FEWER)
    want = sections(report)
    found = headings(app)
    pages = found[3:]
    assert found[0] == want["question"].title
    assert found[1] == "With 2 fewer agents: what do you expect?"
    assert found[2] == want["answer"].title
    assert pages[:4] == [plain(want[key].title) for key in ("weeks", "day", "calls", "hours")]
    assert pages[4].startswith("What the result rests on: ")
    assert pages[5:] == [want["limits"].title, "Open this yourself"]
    texts = "\n\n".join(markdown_texts(app))
    for heading, _ in limits()[1:4]:
        assert heading in texts
    cost = report.sides[0].cell("cost_per_resolved")
    assert f"Cost per resolved issue: **{report.sides[0].pair.shown(cost.kpi.key).current_text}" in texts


def test_the_large_numbers_are_those_of_the_tiles(app):
    compared(app, "typical_centre", "fewer")
    report = the_report(BASE, FEWER)
    tiles = hero(report.results[1], report.baseline)
    satisfaction, exhaustion, resolved = ((m.value, m.delta) for m in app.metric)
    assert satisfaction == (f"{tiles[0].value}:small[%]", tiles[0].delta)
    assert exhaustion == (f"{tiles[1].value} :small[of 100]".replace(" ", NO_BREAK), tiles[1].delta)
    assert resolved == (
        f"{tiles[2].value} :small[a day]".replace(" ", NO_BREAK),
        tiles[2].delta.replace("a day", f"a{NO_BREAK}day"),
    )
    assert [m.label for m in app.metric] == ["Satisfied, all callers†", "Exhaustion†", "Issues resolved†"]
    for tile in tiles:
        assert any(plain(tile.difference) in words for words in markdown_texts(app))


def test_how_sure_it_is_comes_with_its_pictures(app):
    compared(app, "typical_centre", "fewer")
    charts = app.get("plotly_chart")
    assert len(charts) == 3 + 4 + 1 + 1 + 3
    assert all(chart.proto.alt for chart in charts)
    assert "Thin line: under other assumptions." in "".join(markdown_texts(app))
    assert not [words for words in markdown_texts(app) if "runs so far" in words]


def test_every_scenario_beside_the_baseline_has_its_steps(app):
    compared(app, "fewer", "typical_centre", "more")
    report = the_report(BASE, FEWER, MORE)
    assert headings(app)[0] == sections(report)["question"].title
    assert len(app.metric) == 2 * 3
    assert headings(app)[1:3] == ["Which would you choose?", sections(report)["answer"].title]
    kickers = [words for words in markdown_texts(app) if " · " in words]
    assert [k.split(" · ")[1] for k in kickers] == ["Short centre"] * 6 + ["Ample centre"] * 6


@pytest.mark.smoke
def test_a_scenario_alone_has_its_own_story_and_no_differences(app):
    presented(app)
    want = sections(the_report(BASE))
    assert headings(app)[:2] == [want["question"].title, want["answer"].title]
    assert [m.delta for m in app.metric] == ["", "", ""]
    texts = "\n\n".join(markdown_texts(app))
    assert "Cost per resolved issue: **" in texts
    assert "Headroom" in texts  # the room before a target breaks, found last
    assert not html_of(app, "data-question")
    assert len(app.get("plotly_chart")) == 3 + 4 + 1 + 1


def test_what_if_is_presented_where_it_was_opened_there(app):
    app.session_state["comparing"] = ComparisonState(chosen=["typical_centre", "fewer"])
    presented(app, of="what_if")
    assert headings(app)[0] == sections(the_report(BASE))["question"].title
    app.query_params["of"] = "compare"
    shown(app.run())
    assert headings(app)[0] == sections(the_report(BASE, FEWER))["question"].title


@pytest.mark.smoke
def test_a_link_opens_the_same_presentation_elsewhere(app):
    there = {"typical_centre": BASE, "more": MORE}
    link = to_link(Shared(BASE, {}, 0, (), Compared(tuple(there), "typical_centre", (), there)))
    presented(app, s=link, at="4")
    assert headings(app)[0] == sections(the_report(BASE, MORE))["question"].title
    assert app.query_params["at"] == "4"


def test_what_is_changed_on_what_if_is_presented_and_still_there_afterwards(app):
    shown(app.switch_page("ui/views/what_if.py").run())
    slider = next(w for w in app.slider if w.label.startswith("Agents, Front line"))
    shown(slider.set_value(8).run())
    presented(app)
    assert "1 fewer agent" in headings(app)[0]
    shown(app.switch_page("ui/views/what_if.py").run())
    assert labelled(app.slider, "Agents, Front line").value == 8


@pytest.mark.parametrize("at", ["-3", "999", "٣"])
def test_a_step_that_is_none_does_no_harm(app, at):
    presented(app, at=at)
    assert len(headings(app)) > 6


def test_nothing_chosen_is_said_with_a_way_out(app):
    compared(app)
    assert headings(app) == ["Nothing is chosen yet"]
    assert app.get("page_link")[0].proto.label == "Go to Compare"


@pytest.mark.smoke
def test_a_broken_link_is_said_and_nothing_else_presented(app):
    presented(app, s="1.garbage")
    assert headings(app) == ["This link cannot be presented"]
    assert any("This link is damaged" in words for words in markdown_texts(app))
    assert app.get("page_link")[0].proto.label == "Go to What if"


def test_no_scenario_at_all_is_said(app, tmp_path):
    for file in tmp_path.glob("*.yaml"):
        file.unlink()
    presented(app)
    assert headings(app) == ["There is nothing to present"]


@pytest.mark.smoke
def test_workers_that_die_leave_the_question_and_a_sentence(app, monkeypatch):
    def broken(*_, **__):
        raise PoolBrokenError("ended")

    question = sections(the_report(BASE))["question"].title
    monkeypatch.setattr("ui.runner.Runner.gather", broken)
    app.session_state["replications"] = 10  # as many are not known yet
    presented(app)
    assert headings(app) == [question]
    assert "Reload the page to try again." in app.error[0].value


def test_names_stand_as_they_are(app):
    odd = replace(FEWER, {"name": "<b>*Rule* $x$ :smile:</b>"})
    there = {"typical_centre": BASE, "odd": odd}
    presented(app, s=to_link(Shared(BASE, {}, 0, (), Compared(tuple(there), "typical_centre", (), there))))
    assert f"**{as_text(odd.name)}**" in markdown_texts(app)[1]


def html_of(app, words):
    bodies = [h.proto.body for h in app.get("html")]
    return [body for body in bodies if words in body and not body.startswith("<style>")]


def test_the_room_is_asked_once_for_each_figure_and_every_guess_has_its_words(app):
    compared(app, "typical_centre", "fewer")
    (card,) = html_of(app, "data-question")
    assert [key for key in HERO if f'data-question="{key}"' in card] == list(HERO)
    assert card.count("data-guess=") == 9
    told = "".join(html_of(app, "data-told"))
    assert all(f'data-told="{key}:{way}"' in told for key in HERO for way in ("up", "same", "down"))
    assert told.count("too few runs to say") == 9  # of three runs


def test_among_several_one_is_chosen_and_told_of(app):
    compared(app, "typical_centre", "fewer", "more")
    (card,) = html_of(app, "data-question")
    assert re.findall(r">\d  ([^<]*)</button>", card) == ["Small centre", "Short centre", "Ample centre"]
    (told,) = html_of(app, "data-told")
    assert "You chose <b>Ample centre</b>" in told


def test_whoever_wants_no_guess_is_not_asked(app):
    app.session_state[WANTED] = False
    compared(app, "typical_centre", "fewer")
    assert not html_of(app, "data-question")
    assert "what do you expect" not in "".join(headings(app))


def test_the_last_step_is_a_code_of_the_address(app):
    compared(app, "typical_centre", "fewer")
    (block,) = html_of(app, 'class="link"')
    assert "data:image/svg+xml;base64," in block
    (address,) = re.findall(r'href="([^"]*)"', block)
    assert f"s={app.query_params['s']}" in address
    assert "at=" not in address


def test_names_cannot_put_anything_into_the_page(app):
    odd = replace(FEWER, {"name": "<img src=x onerror=alert(1)>\"'"})
    there = {"typical_centre": BASE, "odd": odd, "more": MORE}
    presented(app, s=to_link(Shared(BASE, {}, 0, (), Compared(tuple(there), "typical_centre", (), there))))
    assert not html_of(app, "<img src=x")
    assert html_of(app, "&lt;img src=x")
