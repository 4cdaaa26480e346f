"""No verdict below the replications it needs, in whatever form a result leaves: and one as soon as they are there."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from dataclasses import replace as with_
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from cli.json_output import comparison as comparison_json
from cli.json_output import headroom as headroom_json
from cli.main import main
from present.capacity_text import EQUIVALENT_HELP, HEADROOM_HELP
from present.comparison import sentence
from present.comparison_tables import by_kpi, by_scenario, differences, to_csv
from present.figures.forest import LEGEND, forest_in_words
from present.figures.named_rows import DIRECTIONS
from present.formats import STILL_SETTLING, verdict
from present.glossary import WORDS, better_in_words
from present.limits import limits
from present.pair import Pair
from present.ranking import headline
from present.report.outline import outline
from present.report.page import to_page
from present.report.report import Report, ReportResults, collect, names_of
from present.report.slides import to_slides
from present.report.workbook import to_workbook
from present.sentences import summarise
from present.stories.darwin import CASE
from present.stories.phrases import clause
from present.terminal_tables import compare_table
from present.text_layout import upper_first
from present.tiles import HERO, hero, second_row
from sim import KPIS, replace
from sim.experiment import KEYS, Estimate, Runner, difference
from sim.experiment.verdict import VERDICT_FROM, replications_with_value
from sim.experiment.window import Window
from sim.scenario import to_yaml
from tests.unit.test_slides import BASE
from ui.present.pictures import pictures
from ui.present.screen import Screen
from ui.present.steps import steps

SCENARIOS = (
    BASE,
    replace(BASE, {"rules.handle_time_cap.minutes": None, "name": "No target"}),
    replace(BASE, {"teams.Front line.agents": 9, "name": "Nine people"}),
    replace(BASE, {"behaviour.strain": False, "name": "Nobody tires"}),
    replace(
        BASE,
        {"changes": [{"week": 1, "set": {"rules.handle_time_cap.minutes": None}}], "name": "From week 2"},
    ),
    replace(BASE, {"name": "The same"}),
)
COUNTS = (1, 2, 6)
TOO_FEW = tuple(range(1, VERDICT_FROM))

SAID = re.compile(
    r"\b(better|worse|too small|not detected|was detected|no change|hardly a change|different for|none of the \d"
    r"|rise or fall|no assumption that|makes a clear|target breaks|breaks (?:first|as well|too)"
    r"|best (?:in|with)|best for callers, people and work:|(?:low|high)est with|stands? out|told apart|no single winner"
    r"|misses|holds? until|on the edge|is no room|be spared|instead of \d|sign turns|sign of '|this change does"
    r"|would reach|at a higher cost|\d (?:more|fewer) of 100|points (?:higher|lower)|(?:more|fewer) issues are)\b",
    re.IGNORECASE,
)
"""How a verdict is worded anywhere: on a difference, a sign, a target, or in people."""
EXPLAINED = sorted(
    {
        *(f"{word.name}: {word.meaning}" for word in WORDS),
        *(word.meaning for word in WORDS),
        *(text for limit in limits() for text in limit),
        *(kpi.definition for kpi in KPIS.values()),
        *filter(None, map(better_in_words, KPIS.values())),
        *(f"←  {left}    " for left, _ in DIRECTIONS.values()),
        *(f"    {right}  →" for _, right in DIRECTIONS.values()),
        EQUIVALENT_HELP,
        HEADROOM_HELP,
        LEGEND,
        "A difference smaller than what is worth noticing is called too small to matter.",
    },
    key=len,
    reverse=True,
)
"""What the words mean, which stands beside any number of runs."""
HEADS = {*(word.name for word in WORDS), "Better"}
"""Of a line or cell to itself."""


@pytest.fixture(scope="module")
def reports():
    """By number of scenarios and of replications; a report of two scenarios is part of that of six."""
    found = {}
    for count in (*TOO_FEW, VERDICT_FROM):
        simulated = collect(SCENARIOS, Runner(seed=3, replications=count))
        alone = collect(SCENARIOS[:1], Runner(seed=3, replications=count))
        for scenarios in COUNTS:
            part = ReportResults(
                simulated.results[:scenarios],
                simulated.ranges[: scenarios - 1],
                simulated.staffing_equivalents[: scenarios - 1],
                None,
            )
            names = names_of(SCENARIOS[:scenarios])
            found[scenarios, count] = Report(alone if scenarios == 1 else part, names, date(2026, 11, 25))
    return found


def verdict_words(text):
    """The verdicts in a text, each with what stands around it, in small letters."""
    lines = (" ".join(line.split()) for line in text.splitlines() if line.strip() not in HEADS)
    text = " | ".join(lines).lower()
    for words in EXPLAINED:
        text = text.replace(" ".join(words.lower().split()), " ")
    return [text[max(0, m.start() - 60) : m.end() + 40] for m in SAID.finditer(text)]


def words_of_package(data):
    """All texts of a deck or workbook: of slides, notes, cells and charts, and alternative texts."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if not name.endswith(".xml"):
                continue
            for element in ElementTree.fromstring(file.read(name)).iter():
                found.append(element.get("descr", ""))
                if element.tag.rpartition("}")[2] in ("p", "si", "t", "v", "title", "description", "subject"):
                    found.append("".join(element.itertext()))
    return "\n".join(dict.fromkeys(found))


def words_of_page(data):
    """The page without its style and its scripts; with all that its charts say."""
    text = data.decode()
    chart_data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    charts = []
    json.loads(chart_data[1], object_hook=lambda o: charts.extend(x for x in _texts(o)) or o)
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
    labels = re.findall(r'aria-label="([^"]*)"', text)
    text = re.sub(r"</?(strong|b|bdi|span)\b[^>]*>", "", text)
    return html.unescape("\n".join([re.sub(r"<[^>]*>", "\n", text), *labels, *charts]))


def _texts(o):
    for value in o.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                yield re.sub(r"<[^>]*>", " ", text)


def words_of_sections(report):
    shown = [*outline(report), *steps(report)]
    return "\n".join(
        text.replace("**", "")
        for one in shown
        for text in (one.title, *one.lines, *getattr(one, "notes", ()))
    )


FILES = {
    "deck": lambda report: words_of_package(to_slides(report)),
    "workbook": lambda report: words_of_package(to_workbook(report)),
    "page": lambda report: words_of_page(to_page(report)),
    "sections and steps": words_of_sections,
}


@pytest.mark.parametrize(
    ("scenarios", "count"),
    [
        pytest.param(
            scenarios, count, marks=pytest.mark.soak if scenarios == 6 and count < TOO_FEW[-1] else ()
        )
        for scenarios in COUNTS
        for count in TOO_FEW
    ],
)
@pytest.mark.parametrize("form", list(FILES))
def test_no_form_states_a_verdict_with_too_few_runs(form, scenarios, count, reports):
    text = FILES[form](reports[scenarios, count])
    assert verdict_words(text) == []
    assert "too few runs to say" in text.lower()


@pytest.mark.parametrize("scenarios", COUNTS)
@pytest.mark.parametrize("form", list(FILES))
def test_every_form_states_verdicts_with_as_many_as_it_takes(form, scenarios, reports):
    text = FILES[form](reports[scenarios, VERDICT_FROM])
    assert len(verdict_words(text)) >= (1 if scenarios == 1 else 5)
    assert STILL_SETTLING not in text.lower()


# ── Titles ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scenarios", [2, 6])
def test_the_title_says_what_the_body_says(scenarios, reports):
    for count in TOO_FEW:
        sections = {section.key: section for section in outline(reports[scenarios, count])}
        assert sections["answer"].title == upper_first(STILL_SETTLING)
        assert sections["sureness"].title.endswith(STILL_SETTLING)
        assert STILL_SETTLING in " ".join(sections["answer"].lines)
    judged = {section.key: section for section in outline(reports[scenarios, VERDICT_FROM])}
    assert "too few runs to say" not in " ".join([judged["answer"].title, *judged["answer"].lines])


def test_of_several_one_with_too_few_runs_leaves_all_open(reports):
    six, few = reports[6, VERDICT_FROM], reports[6, VERDICT_FROM - 1]
    results = (*six.results[:2], few.results[2], *six.results[3:])
    mixed = with_(six, simulated=with_(six.simulated, results=results))
    title = next(section.title for section in outline(mixed) if section.key == "answer")
    assert title == upper_first(STILL_SETTLING) != headline(mixed.ranking())


# ── On a projector ────────────────────────────────────────────────────────────────────────────────


def test_on_a_projector_weeks_are_whole(reports):
    report = reports[2, VERDICT_FROM]
    (step,) = (one for one in steps(report) if one.key == "weeks")
    (row,) = pictures(step, report, Screen(), "light")
    for drawn in (picture.make() for picture in row):
        assert (drawn.layout.xaxis.dtick, drawn.layout.xaxis.nticks) == (1, None)


@pytest.mark.parametrize(
    ("key", "title"), [("calls", "Calls a day"), ("hours", "Hours a day of all people together")]
)
def test_on_a_projector_a_picture_does_not_repeat_what_stands_above_it(reports, key, title):
    report = reports[2, VERDICT_FROM]
    (step,) = (one for one in steps(report) if one.key == key)
    ((picture,),) = pictures(step, report, Screen(), "light")
    assert picture.make().layout.title.text == title


# ── Two currencies ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def two_currencies(reports):
    """The report of two scenarios as if the first counted in EUR: all that is compared is worked out again."""
    two = reports[2, VERDICT_FROM]
    before, after = two.results
    euro = with_(before, scenario=replace(before.scenario, {"costs.currency": "EUR"}))
    (ranges,) = two.simulated.ranges
    under = {
        setting: (with_(b, scenario=replace(b.scenario, {"costs.currency": "EUR"})), a)
        for setting, (b, a) in ranges.results.items()
    }
    found = {setting: {key: difference(a, b, key) for key in KEYS} for setting, (b, a) in under.items()}
    ranges = with_(ranges, differences=found, results=under)
    return with_(two, simulated=with_(two.simulated, results=(euro, after), ranges=(ranges,)))


@pytest.mark.parametrize("form", [*FILES, "compare", "what if", "terminal"])
def test_no_form_subtracts_money_of_two_currencies(form, two_currencies):
    forms = {
        **FILES,
        "compare": lambda report: "\n".join(words_of_compare(report)),
        "what if": lambda report: "\n".join(words_of_what_if(report)),
        "terminal": lambda report: compare_table(report.results, report.simulated.ranges),
    }
    text = forms[form](two_currencies).replace("**", "")
    assert re.search(r"another currency(: not compared|\))", text)
    wrong = r"[+−][\d.,]+ (AUD|EUR)|(AUD|EUR) (more|less) a week|(AUD|EUR) instead of|at a higher cost|cost does not"
    assert re.findall(wrong, text) == []


# ── The screen and the command line ───────────────────────────────────────────────────────────────


def words_of_compare(report):
    named = report.baseline_name, report.baseline, report.sides
    tables = [make(*named, KEYS).frame().to_string() for make in (by_kpi, by_scenario)]
    forests = [
        forest_in_words([(side.name, side.cell(key)) for side in report.sides], report.baseline_name)
        for key in KEYS
    ]
    csv = to_csv(*named).decode("utf-8-sig")
    return [
        *map(sentence, report.sides),
        *tables,
        differences(report.sides, KEYS).to_string(),
        *forests,
        csv,
    ]


def words_of_what_if(report):
    found = []
    for side in report.sides:
        pair = side.pair
        words = summarise(pair.current, pair.baseline)
        found += [words.headline, words.behind, words.price, words.money]
        for tile in (*hero(pair.current, pair.baseline), *second_row(pair.current, pair.baseline)):
            found += [tile.delta, tile.difference, *tile.notes]
            assert tile.tone == "neutral" or pair.allows_verdict
        found += [clause(pair, key) for key in HERO]
        found += CASE.remarks(pair)
    return found


@pytest.mark.parametrize("words", [words_of_compare, words_of_what_if])
def test_the_screen_states_no_verdict_with_too_few_runs(words, reports):
    for count in TOO_FEW:
        text = "\n".join(words(reports[6, count]))
        assert verdict_words(text.replace("**", "")) == []
        assert "too few runs to say" in text
    assert len(verdict_words("\n".join(words(reports[6, VERDICT_FROM])).replace("**", ""))) > 5


@pytest.mark.parametrize("count", [*TOO_FEW, VERDICT_FROM])
def test_the_command_line_states_no_verdict_with_too_few_runs(
    count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    files = []
    for i, scenario in enumerate(SCENARIOS[:3]):
        files.append(str(tmp_path / f"{i}.yaml"))
        Path(files[-1]).write_text(to_yaml(scenario))
    enough, runs = count >= VERDICT_FROM, ["--reps", str(count), "--seed", "3"]
    assert main(["compare", *files, "--assumptions", "--worth", *runs]) == 0
    compared = capsys.readouterr().out
    assert main(["run", files[0], "--headroom", *runs]) == 0
    alone = capsys.readouterr().out
    for text in (compared, alone):
        assert bool(verdict_words(text)) == enough
        assert ("too few runs to say" in text) != enough


def test_json_has_null_for_what_is_not_known_yet(reports):
    for count in (TOO_FEW[-1], VERDICT_FROM):
        enough, two = count == VERDICT_FROM, reports[2, count]
        (of_pair,) = comparison_json(two.results, two.ranges, two.simulated.staffing_equivalents)[
            "differences"
        ]
        turns = {kpi["sign_turns"] for kpi in of_pair["assumptions"]["kpis"].values()}
        assert None not in turns if enough else turns == {None}
        worth = of_pair["worth"].values()
        assert all(
            (one["gain"] is not None) == (one["kind"] in ("found", "beyond", "small")) for one in worth
        )
        kinds = {one["kind"] for one in worth}
        assert "unsettled" not in kinds if enough else kinds == {"unsettled"}
        found = headroom_json(reports[1, count].simulated.headroom)
        met = [target[key] for target in found["targets"].values() for key in ("met", "on_edge")]
        assert None not in met if enough else set(met) == {None}
        assert bool(found["people_to_lose"] or found["people_to_add"]) == enough


# ── The rule ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ends", [(0.02, 0.04), (-0.01, 0.01), (1e-6, 2e-6), (0.0, 0.0)])
def test_whatever_the_interval_four_runs_are_needed(ends):
    difference = Estimate(sum(ends) / 2.0, *ends)
    for count in TOO_FEW:
        judged = verdict(KPIS["fcr"], difference, replications=count, baseline=0.5)
        assert (judged.kind, judged.judged) == ("settling", False)
    assert verdict(KPIS["fcr"], difference, replications=4, baseline=0.5).kind != "settling"


def test_only_runs_in_which_both_have_a_value_count(reports):
    """Six runs, of which the baseline's first and the other's second and third have no first-call resolution."""
    key, i = "fcr", KEYS.index("fcr")
    one = reports[2, VERDICT_FROM].results[0].replications[0]

    def result(scenario, without):
        runs = []
        for number in range(6):
            values, by_week = one.values.copy(), one.by_week.copy()
            if number in without:
                values[i], by_week[i] = np.nan, np.nan
            runs.append(with_(one, number=number, values=values, by_week=by_week))
        return with_(reports[2, VERDICT_FROM].results[0], scenario=scenario, replications=tuple(runs))

    baseline, other = result(SCENARIOS[0], {0}), result(SCENARIOS[1], {1, 2})
    for window in (Window(), Window(of_weeks=True, first_week=1)):
        assert replications_with_value(other, baseline, key, window) == 3
        assert replications_with_value(other, baseline, "asa_s", window) == 6
    pair = Pair(other, baseline)
    assert pair.allows_verdict
    assert pair.verdict(key).kind == "settling"
    assert pair.verdict("asa_s").kind == "same"
