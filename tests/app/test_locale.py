"""A page in the customs of its scenario's country: the whole of it, and its parts when they are drawn again."""

from __future__ import annotations

import re

import pytest
import streamlit as st

from sim.engine.compiled import ready
from streamlit_app import PAGES
from tests.app.app_helpers import SMALL, labelled, shown, the_app, with_open
from tests.unit.test_spelling import AMERICAN, BRITISH
from tests.waiting import wait_until

OWN = "A grey organisation, where behaviour is labelled"


def page(folder, monkeypatch, locale, *, few_hours=False):
    """What if on a small centre with this locale."""
    centre = SMALL.replace(HOURS, FEW_HOURS) if few_hours else SMALL
    (folder / "typical_centre.yaml").write_text(f"{centre}locale: {locale}\n")
    monkeypatch.setenv("HEADROOM_CONFIGS", str(folder))
    monkeypatch.setenv("HEADROOM_WORKERS", "1")
    ready.prepare()
    made = the_app()
    made.session_state["replications"] = 4
    return shown(made.run())


@pytest.mark.smoke
def test_tiles_and_helps_are_written_for_the_reader(tmp_path, monkeypatch):
    app = page(tmp_path, monkeypatch, "de-DE")
    figures = [m.value for m in app.metric]
    assert any(re.search(r"\d,\d", figure) for figure in figures)
    assert not any(re.search(r"\d\.\d\b(?!\d)", figure) for figure in figures)
    shown(labelled(app.slider, "Agents, Front line").set_value(10).run())
    assert any(re.search(r"\d,\d", m.delta or "") for m in app.metric)


def words_sent(app):
    """Every line of every message that a browser gets, but for what only programs read."""
    lines, parts = [], [app.main, app.sidebar]
    while parts:
        part = parts.pop()
        parts += getattr(part, "children", {}).values()
        lines += str(part.proto or "").splitlines()
    return [line for line in lines if not re.match(r"\s*(id|url|user_key|\w+_content|styler|page):? ", line)]


@pytest.fixture
def folds(monkeypatch):
    """The keys of all folds and panels that were drawn, open or not."""
    keys = set()

    def recorded(make):
        def make_and_record(*args, **options):
            keys.add(options.get("key"))
            return make(*args, **options)

        return make_and_record

    for kind in ("expander", "popover"):
        monkeypatch.setattr(st, kind, recorded(getattr(st, kind)))
    return keys


def with_all_open(app, folds):
    """The page with every fold and panel open, those in folds too."""
    opened = {None}
    while new := folds - opened:
        for key in new:
            app.session_state[key] = True
        opened |= new
        shown(app.run())
    return app


def with_an_answer(app, name):
    """The page with what it searches for, where it does."""
    if name == "staffing" and not app.subheader:  # else another reader asked for it
        app.button(key="staffing go").click()
    if name == "six_numbers":
        labelled(app.button, "Build my cent").click()
    if name in ("staffing", "explore", "six_numbers"):
        wait_until(lambda: shown(app.run()).subheader, "the answer is there")
    return shown(app.run())


HOURS = "calls_per_day: 300"
FEW_HOURS = 'calls_per_day: 100, open: {days: [mon], from: "08:00", to: "10:00"}'


@pytest.mark.parametrize("locale", ["en-US", "en-GB"])
@pytest.mark.parametrize("name", [*(file for file, _, _ in PAGES), "six_numbers"])
def test_every_page_is_spelled_as_its_readers_do(tmp_path, monkeypatch, folds, locale, name):
    app = page(tmp_path, monkeypatch, f"{locale}\ndescription: {OWN}", few_hours=name == "staffing")
    with_all_open(with_an_answer(shown(app.switch_page(f"ui/views/{name}.py").run()), name), folds)
    theirs = (OWN, "Small centre", "default: .*", "US Call Center Report")
    of_programs = (r":gray\b", "color: GRAY", r"<style>(?:.|\n)*?</style>", r'"colours')
    words = re.sub("|".join((*theirs, *of_programs)), "", "\n".join(words_sent(app)).replace("\\", ""))
    if locale == "en-GB":  # where Plotly's own names are American
        words = re.sub("spec: .*", "", words)
    other = {"en-US": BRITISH, "en-GB": AMERICAN}[locale]
    assert not [words[max(0, m.start() - 60) : m.end() + 30] for m in other.finditer(words)]


@pytest.mark.smoke
def test_american_readers_get_their_spelling_and_their_own_words(tmp_path, monkeypatch):
    app = page(tmp_path, monkeypatch, f"en-US\ndescription: {OWN}")
    with_open(app, "typical_centre|about|panel")
    assert any(OWN in m.value for m in app.markdown)
    shown(app.switch_page("ui/views/six_numbers.py").run())
    assert app.header[0].value == "Your center in six numbers"
    assert any(b.label == "Build my center" for b in app.button)
    assert any("typical center" in c.value for c in app.caption)
