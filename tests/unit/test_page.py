"""The page: one file that loads nothing, nothing a user wrote is markup, the screen's numbers, fixed bytes."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import math
import re
from datetime import date
from functools import partial
from html.parser import HTMLParser

import numpy as np
import plotly.graph_objects as go
import pytest

from present.figures.team import team
from present.formats import digits, interval
from present.limits import limits
from present.ranges import range_lines
from present.report.chart_data import difference_ranges, ways_chart
from present.report.difference_ranges import ranges_figure, rows_of
from present.report.outline import outline, provenance
from present.report.page import LARGEST, assemble, to_page
from present.report.page.charts import TOO_LARGE
from present.report.page.figure_data import NONE, PageFigures, in_script
from present.report.page.html_text import as_text, marks_as_html
from present.report.page.stacked import stacked, stacked_table
from present.report.report import Report, ReportResults, names_of
from present.tiles import HERO, hero
from present.trust_table import numbers
from sim import KPIS, parse, replace, run
from sim.experiment import assumption_ranges

EVIL = '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
BASE = parse(
    f"""
schema: 1
name: Before
description: {json.dumps("So it is " + EVIL)}
horizon: {{weeks: 2, warm_up_weeks: 0}}
demand: {{calls_per_day: 100}}
call_types: [{{name: Calls, share: 1.0}}]
teams: [{{name: "Front <b>line</b> & co", agents: 5, shifts: [{{start: "08:00"}}]}}, {{name: Second, agents: 2}}]
rules: {{handle_time_cap: {{minutes: 4.0, basis: each_call}}}}
"""
)
FREE = replace(BASE, {"rules.handle_time_cap.minutes": None, "name": "No target"})
CALM = replace(BASE, {"behaviour.strain": False, "name": "Nobody tires"})
DATED = replace(
    BASE, {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": None}}], "name": "From week 2"}
)
HOSTILE = (
    EVIL,
    "{{\"~\":0}} 'q' & **bold** $x^2$ -->",
    "مركز خدمة العملاء في سيدني، هدف أربع دقائق لكل مكالمة",
    "客户服务中心：取消四分钟通话目标并允许坐席结束无望的来电，同时增加一次应对培训和一名员工",
    '"><svg onload=window.hacked=1>',
    "A very long name that says all that was changed, one thing after the other, until nobody reads on",
)
LOGO = b"\x89PNG\r\n\x1a\n" + bytes(20)


def report_of(*scenarios, replications=4):
    baseline, *others = scenarios
    results = run(scenarios, seed=3, replications=replications)
    ranges = assumption_ranges(baseline, others, seed=3, replications=replications) if others else ()
    simulated = ReportResults(tuple(results), tuple(ranges), ((),) * len(others), None)
    return Report(simulated, names_of(scenarios), date(2026, 11, 5))


def many(report, names, **more):
    """As many scenarios as there are names, of the same two results."""
    others, (baseline, other) = len(names) - 1, report.results
    equivalents = report.simulated.staffing_equivalents * others
    copied = ReportResults((baseline, *[other] * others), report.ranges * others, equivalents, None)
    return dataclasses.replace(report, simulated=copied, names=tuple(names), **more)


@pytest.fixture(scope="module")
def pair():
    return report_of(BASE, FREE)


@pytest.fixture(scope="module")
def hostile(pair):
    return many(pair, HOSTILE, client=EVIL, logo=LOGO)


@pytest.fixture(scope="module")
def alone():
    return report_of(BASE, replications=2)


class Seen(HTMLParser):
    """Elements with their attributes, the text outside scripts and styles, and what stands in scripts."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.text, self.scripts, self._raw = [], "", [], ""
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._raw = tag
            if tag == "script":
                self.scripts.append("")

    def handle_endtag(self, tag):
        if tag == self._raw:
            self._raw = ""

    def handle_data(self, data):
        if self._raw == "script":
            self.scripts[-1] += data
        elif not self._raw:
            self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(pair):
    return Seen(to_page(pair))


@pytest.fixture(scope="module")
def of_hostile(hostile):
    return to_page(hostile)


@pytest.fixture(scope="module")
def seen(of_hostile):
    return Seen(of_hostile)


@pytest.fixture(scope="module")
def of_alone(alone):
    return to_page(alone)


@pytest.fixture(scope="module")
def seen_of(page, seen, of_alone):
    return {"pair": page, "hostile": seen, "alone": Seen(of_alone)}


# ── One file ──────────────────────────────────────────────────────────────────────────────────────


def test_six_scenarios_stay_under_seven_megabytes(of_hostile):
    assert len(of_hostile) < LARGEST


def test_nothing_is_loaded_from_anywhere(seen, of_hostile):
    for tag, attrs in seen.elements:
        for name in ("src", "href", "srcset", "poster", "action", "data", "background"):
            value = attrs.get(name)
            assert value is None or value.startswith(("#", "data:image/")), (tag, name, value)
    assert not {"link", "iframe", "object", "embed", "base"} & {tag for tag, _ in seen.elements}
    style = re.search(r"<style>(.*?)</style>", of_hostile.decode(), re.DOTALL).group(1)
    assert re.findall(r"url\(([^,]*),", style) == ["data:font/woff2;base64"]
    assert style.count("url(") == 1
    assert "@import" not in style


def test_the_policy_lets_run_the_pages_own_scripts_and_nothing_else(seen):
    policy = next(m["content"] for m in seen.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == "data:"
    runs = [
        text
        for attrs, text in zip(seen.all("script"), seen.scripts, strict=True)
        if attrs.get("type") != "application/json"
    ]
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in runs]
    assert rules["script-src"].split() == hashes


def test_the_same_report_gives_the_same_bytes(alone, of_alone):
    assert to_page(dataclasses.replace(alone)) == of_alone


def figures_of(seen):
    return [d["data-figure"] for d in seen.all("div") if "data-figure" in d]


def test_what_makes_a_page_too_large_is_left_out_with_a_word(alone, seen_of, monkeypatch):
    whole = seen_of["alone"]
    monkeypatch.setattr(assemble, "LARGEST", 1000)
    small = Seen(to_page(alone))
    assert TOO_LARGE in small.text
    assert TOO_LARGE not in whole.text
    assert figures_of(small) == [name for name in figures_of(whole) if not name.startswith("team")]


# ── What users wrote ──────────────────────────────────────────────────────────────────────────────


def test_no_name_becomes_an_element_or_ends_a_script(seen, page):
    assert len(seen.all("script")) == 3
    assert not seen.all("svg")
    assert [image["src"][:15] for image in seen.all("img")] == ["data:image/png;"]
    assert not [attrs for _, attrs in seen.elements if any(name.startswith("on") for name in attrs)]
    for name in HOSTILE:
        assert name in seen.text
    assert "So it is " + EVIL in seen.text
    assert {tag for tag, _ in seen.elements} <= {tag for tag, _ in page.elements} | {
        *("img", "select", "option", "b", "i", "h3", "label")
    }


def test_the_data_can_be_read_whatever_the_names_are(seen):
    data = json.loads(seen.scripts[0])
    assert set(data) == {"template", "pairs", "rows", "figures"}
    assert "window.hacked" in json.dumps(data["figures"])
    assert not re.search(r"<(script|img|svg)\b", json.dumps(data["figures"]))


def test_json_in_a_script_has_no_sign_that_html_or_javascript_takes_for_an_end():
    text = in_script({"<!--": "</script>&\u2028\u2029\ud800"})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["<!--"].startswith("</script>&\u2028\u2029")
    with pytest.raises(ValueError, match="Out of range"):
        in_script([math.nan])


def test_asterisks_of_a_name_do_not_make_it_strong():
    assert marks_as_html(f"**{as_text('a**b')}** is <it>") == "<strong>a**b</strong> is &lt;it&gt;"


def test_figures_say_the_names_and_not_what_the_screen_calls_them(page):
    data = json.dumps(json.loads(page.scripts[0])["figures"])
    assert "with your changes" not in data
    assert '"No target"' in data
    assert "with your changes" not in page.text
    assert "Front &lt;b&gt;line&lt;/b&gt; &amp; co" in data
    assert "<b>line</b>" not in data


# ── The screen's numbers and words ────────────────────────────────────────────────────────────────


def clean(text):
    return " ".join(text.replace("**", "").replace("\u2068", "").replace("\u2069", "").split())


@pytest.mark.parametrize("which", ["pair", "hostile", "alone"])
def test_every_chapter_stands_in_its_order_with_all_its_words(which, request, seen_of):
    report, seen = request.getfixturevalue(which), seen_of[which]
    sections = outline(report)
    text = clean(seen.text)
    assert [a["id"] for tag, a in seen.elements if tag in ("header", "section")] == [
        section.key for section in sections
    ]
    assert [a["href"][1:] for a in seen.all("a")][1:] == [section.key for section in sections]
    for section in sections:
        in_lines = section.lines if section.key not in ("question", "made") else ()
        for words in (section.kicker, section.title, *in_lines, *section.notes):
            assert clean(words) in text, section.key


def test_every_large_figure_stands_there_as_on_the_screen(pair, page):
    text = clean(page.text)
    for key in HERO:
        figure = pair.sides[0].pair.figure(key)
        assert digits(KPIS[key], figure.mean) in text
        assert interval(KPIS[key], figure) in text
    for tile in hero(pair.sides[0].pair.current, pair.baseline):
        for words in (tile.label, tile.value, tile.unit, tile.delta, tile.difference, *tile.notes):
            assert clean(words) in text
    for line in range_lines(pair.ranges[0], pair.sides[0].pair):
        assert clean(line) in text


def test_provenance_limits_and_every_constant_stand_there(pair, page):
    text = clean(page.text)
    for _, words in provenance(pair):
        assert words in text
    for heading, words in limits():
        assert clean(heading.removesuffix(".")) in text, "a title ends in no full stop"
        assert clean(words) in text
    known = numbers()
    for row in known[known["Status"].isin(["Assumed", "Sourced"])].to_dict("records"):
        assert clean(f"{row['About']}: {row['What it is']}") in text


def test_every_chart_has_words_and_a_picture_of_each_scenario(seen):
    charts = [d for d in seen.all("div") if "data-figure" in d]
    assert all(d["role"] == "img" and d["aria-label"] for d in charts)
    data = json.loads(seen.scripts[0])
    assert {d["data-figure"] for d in charts} == set(data["figures"])
    for i in range(1, len(HOSTILE)):
        assert {
            f"{kind} s{i}" for kind in ("flows", "hours", "team", *(f"weeks {key}" for key in HERO))
        } <= set(data["figures"])


def test_scenarios_without_strain_or_with_dated_changes_have_their_page():
    seen = Seen(to_page(report_of(BASE, CALM, DATED, replications=1)))
    assert "not simulated in this scenario" in seen.text
    assert "weeks 2 to 2" in seen.text or "week 2" in seen.text


def test_the_page_opens_on_the_scenario_that_was_on_screen(pair):
    seen = Seen(to_page(many(pair, ("A", "B", "C", "D"), on_screen=1)))
    chosen = [attrs["value"] for attrs in seen.all("option") if "selected" in attrs]
    assert chosen, "there are pickers"
    assert set(chosen) == {"s2"}
    of_scenarios = [attrs for attrs in seen.all("div") if "data-side" in attrs]
    assert {attrs["data-side"] for attrs in of_scenarios if "hidden" not in attrs} == {"s2"}
    assert "(see the notes)" not in seen.text


# ── Figures ───────────────────────────────────────────────────────────────────────────────────────


def test_a_packed_figure_is_the_figure_in_both_modes(pair):
    one = pair.sides[0].pair
    packed = PageFigures()
    packed.add("team", partial(team, one.current, one.baseline))
    data = json.loads(packed.json())
    for at, mode in enumerate(("light", "dark")):
        figure = unpacked(data, "team", at)
        drawn = team(one.current, one.baseline, mode=mode)
        assert figure["layout"]["coloraxis"]["colorscale"] == [
            list(c) for c in drawn.layout.coloraxis.colorscale
        ]
        for trace, original in zip(figure["data"], drawn.data, strict=True):
            assert np.allclose(trace["z"], original.z, atol=0.051, equal_nan=True)
    assert unpacked(data, "team", 0)["layout"] != unpacked(data, "team", 1)["layout"]


def unpacked(data, name, at):
    def resolved(part):
        if isinstance(part, dict):
            return data["pairs"][part["~"]][at] if "~" in part else {k: resolved(v) for k, v in part.items()}
        return [resolved(p) for p in part] if isinstance(part, list) else part

    found = resolved(data["figures"][name])
    for trace in found["data"]:
        if "rows" in trace.get("meta", {}):
            rows = [np.frombuffer(base64.b64decode(data["rows"][i]), "<u2") for i in trace["meta"]["rows"]]
            trace["z"] = [[math.nan if x == NONE else x / 10.0 for x in row] for row in rows]
    return found


def test_ranges_are_drawn_where_they_are(pair):
    for key in HERO:
        rows = rows_of(pair, key)
        figure = ranges_figure(rows)
        expected = next(r for r in difference_ranges(pair)[0] if r.key == key)
        outer, inner, dot = figure.data
        assert outer.x[:2] == (expected.lowest, expected.highest)
        assert inner.x[:2] == (expected.low, expected.high)
        assert dot.x == (expected.own,)
        low, high = figure.layout.xaxis.range
        assert low < min(outer.x[:2]) < max(outer.x[:2]) < high


def test_stacked_bars_are_the_series(pair):
    chart = ways_chart(pair)
    figure = stacked(chart, pair.names)
    assert isinstance(figure, go.Figure)
    assert [trace.x for trace in figure.data] == [tuple(v or 0.0 for v in s.values) for s in chart.series]
    assert len(stacked_table(chart)) == len(chart.series)
