"""The button Report on the pages that search: the file says what the page says; other reports include it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from sim.engine.compiled import ready
from tests.app.app_helpers import labelled, shown, the_app, with_open
from tests.app.test_roster import CENTRE
from tests.waiting import PATIENCE_S, wait_until
from ui.markdown_text import JOINER


def go(app, key):
    """Start a search, unless another test has its answer already, and have it."""
    for button in (one for one in app.button if one.key == key):
        button.click()
    wait_until(lambda: shown(app.run()).subheader and not app.get("progress"), "the answer is there")


def explore(app):
    shown(app.switch_page("ui/views/explore.py").run())


def matters(app):
    shown(app.switch_page("ui/views/what_matters.py").run())
    go(app, "matters start")


def tradeoff(app):
    shown(app.switch_page("ui/views/tradeoffs.py").run())
    shown(labelled(app.multiselect, "What may change").set_value(["teams.Front line.agents"]).run())
    shown(labelled(app.number_input, "Agents from").set_value(11.0).run())
    shown(labelled(app.number_input, "Agents to").set_value(13.0).run())
    go(app, "tradeoff go")


def staffing(app):
    shown(app.switch_page("ui/views/staffing.py").run())
    go(app, "staffing go")


def roster(app):
    shown(app.switch_page("ui/views/roster.py").run())
    go(app, "roster go")


@pytest.fixture
def short_day(tmp_path, monkeypatch):
    """The app on a centre that is open for two hours a week."""
    (tmp_path / "typical_centre.yaml").write_text(CENTRE)
    monkeypatch.setenv("HEADROOM_CONFIGS", str(tmp_path))
    ready.prepare()
    return shown(the_app().run())


def make_report(app, key, ending):
    """The file that the panel makes."""
    with_open(app, f"report panel {key}")
    shown(app.button(key=f"report make {ending} {key}").click().run())
    job = app.session_state["report jobs"][0]
    assert job.wait(PATIENCE_S)
    assert job.state == "ready", job.problem
    return job


def visible_text(text):
    return " ".join(text.replace("\\", "").replace(JOINER, "").replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize(
    ("page", "sheet", "centre"),
    [
        (explore, "Explore", "app"),
        (matters, "What matters most", "app"),
        (tradeoff, "Trade-offs", "app"),
        (staffing, "Staffing", "short_day"),
        (roster, "Roster", "short_day"),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_the_workbook_says_what_the_page_says(page, sheet, centre, request):
    app = request.getfixturevalue(centre)
    page(app)
    sentence = visible_text(app.subheader[0].value)
    assert len(sentence) > 20
    assert [b.label for b in app.button if str(b.key).startswith("report make")] == []
    job = make_report(app, page.__name__, ".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(job.data))
    assert visible_text(book[sheet]["A1"].value) == sentence
    assert job.order.file_name.startswith(("small_centre_", "short_day_"))
    said = {
        visible_text(str(cell.value)) for row in book["Summary"].iter_rows() for cell in row if cell.value
    }
    assert {"Simulated runs", "Seed", "Model version", "Engine"} <= said


@pytest.mark.smoke
def test_a_report_from_what_if_includes_the_answer_while_the_scenario_is_the_same(short_day):
    app = short_day
    staffing(app)
    sentence = visible_text(app.subheader[0].value)
    shown(app.switch_page("ui/views/what_if.py").run())
    app = with_open(app, "report panel what if")
    assert ["With your answers of Staffing." in c.value for c in app.caption].count(True) == 1
    book = openpyxl.load_workbook(io.BytesIO(make_report(app, "what if", ".xlsx").data))
    assert visible_text(book["Staffing"]["A1"].value) == sentence
    assert "Key figures" in book.sheetnames
