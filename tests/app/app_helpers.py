"""A small centre, and how tests read a page."""

from __future__ import annotations

from html.parser import HTMLParser

from streamlit.testing.v1 import AppTest

from tests.processes import ROOT
from tests.waiting import PATIENCE_S

SMALL = """
schema: 1
name: Small centre
horizon: {weeks: 1, warm_up_weeks: 0}
demand: {calls_per_day: 300}
call_types:
  - {name: Billing, share: 0.5}
  - {name: Service, share: 0.3}
  - {name: Technical, share: 0.2}
teams:
  - {name: Front line, agents: 12, shifts: [{start: "08:00", share: 0.5}, {start: "10:00", share: 0.5}]}
"""
DATED = """
horizon: {weeks: 2, warm_up_weeks: 0}
changes: [{week: 1, set: {rules.handle_time_cap.minutes: 4.0}}]
"""


def the_app() -> AppTest:
    """The app, not yet run. No browser will ask for what comes after the levers, so it comes with them."""
    made = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=PATIENCE_S)
    made.session_state["browser has levers"] = True
    made.session_state["present screen asked for"] = 0.0  # and none will say how large its screen is
    return made


def shown(app):
    assert not app.exception, app.exception
    return app


def with_open(app, key):
    """The page with this fold or panel open: what is in it is drawn then only."""
    app.session_state[key] = True
    return shown(app.run())


def labelled(kind, words):
    """The one widget whose label begins with these words."""
    (found,) = [w for w in kind if w.label.startswith(words)]
    return found


def box(app, words):
    (found,) = [w for w in app.number_input if w.label.startswith(words) and w.label.endswith("exact")]
    return found


def grey_without_reason(app):
    """Labels of what cannot be used and does not say why."""
    kinds = (app.button, app.slider, app.toggle, app.radio, app.selectbox)
    return [w.label for kind in kinds for w in kind if w.proto.disabled and not w.help]


def words_tables(app):
    """The tables of words on the page: (its label, its rows of cells, the head first)."""
    found = []
    for element in app.get("html"):
        parser = Cells()
        parser.feed(element.proto.body)
        if parser.rows:
            found.append((parser.label, parser.rows))
    return found


class Cells(HTMLParser):
    """Label and cells of a table in HTML."""

    def __init__(self):
        super().__init__()
        self.label, self.rows, self._into = "", [], ""

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
        if tag in ("th", "td", "caption"):
            self._into = tag

    def handle_endtag(self, tag):
        if tag == self._into:
            self._into = ""

    def handle_data(self, data):
        if self._into == "caption":
            self.label += data
        elif self._into:
            self.rows[-1][-1] += data


def chips(app):
    return [b.label.replace("\xa0", " ") for b in app.button if str(b.key).startswith("chip ")]


def tiles(app):
    return {m.label: (m.value, m.delta) for m in app.metric}
