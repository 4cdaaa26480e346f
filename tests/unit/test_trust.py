"""How far to trust this: the files of evidence are complete, and what the page says comes from them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from present import bank_log, trust
from present.evidence import ATTRIBUTES, FILES, FOLDER, as_json, read
from present.figures.agreement import agreement, agreement_in_words
from present.limits import NOT_SHOWN, limits
from present.provenance import (
    AS_STATED,
    PROVENANCE,
    UNVERIFIED,
    WORKED_OUT,
    assumed_intro,
    sourced,
    sourced_intro,
    varied_assumptions,
)
from present.trust_table import (
    STATUS,
    bank_rows,
    for_paper,
    key_figures,
    numbers,
    run_rows,
    searched,
    sign_rows,
    theory_rows,
)
from sim.check.cases import all_cases
from sim.experiment.sensitivity import ASSUMPTIONS
from sim.kpis import KPIS
from sim.scenario import load, scenario_hash
from sim.scenario.field_metadata import field, fields
from tests.evidence import bank, sessions
from tests.evidence.__main__ import PARTS
from tests.evidence.__main__ import main as measure
from tests.evidence.coverage import EXPERIMENTS
from tests.evidence.document import DOCUMENT, with_measured_part
from tests.evidence.files import as_text, neat
from tests.evidence.twin import drawn, with_it
from tests.shared_folder import shared

THEORY = ("The queue, against exact queueing theory", "theory")


@pytest.fixture
def copy(tmp_path):
    """The files of evidence, to be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "evidence"))


def changed(folder: Path, name: str, change) -> None:
    """Change a file's content in place."""
    path = folder / f"{name}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def point_titled(folder: Path, title: str, running: str = "1.0+now") -> trust.CheckedPoint:
    """The point under this title."""
    (point,) = [p for p in trust.checked_points(read(folder), running) if p.title.startswith(title)]
    return point


# ── The files ───────────────────────────────────────────────────────────────────────────────────


def test_every_part_has_a_file_that_can_be_read_and_was_no_quick_run():
    evidence = read()
    assert evidence.problems == ()
    assert {part.key for part in PARTS} == set(FILES) == {name for name, _ in evidence.runs}
    for name, run in evidence.runs:
        assert not run.quick
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", run.date)
        assert re.fullmatch(r"\d+\.\d+\.\d+\+[0-9a-f]{8}", run.model_version)
        assert run.command == f"python -m tests.evidence --only {name}"


def test_theory_holds_every_case_and_every_figure_of_it():
    theory = read().theory
    assert {name: [f.figure for f in case.figures] for name, case in theory.last.items()} == {
        case.name: [f.name for f in case.figures] for case in all_cases()
    }
    assert all(case.second_engine is not None for case in theory.last.values())


def test_the_other_files_hold_as_much_as_the_page_claims_to_show():
    evidence = read()
    groups = {g.group: g for g in evidence.twin.groups}
    assert groups["random"].scenarios > 900
    assert groups["presets"].scenarios == len(with_it()) > 20
    assert evidence.coverage.experiments == EXPERIMENTS
    assert {a.key for a in evidence.cases.assumptions} == {a.key for a in ASSUMPTIONS}
    assert [case.case for case in evidence.cases.cases] == ["Adelaide", "Darwin", "Sydney"]
    assert evidence.bank.fortnights >= 100
    assert evidence.bench.programs
    observed = load(FOLDER.parent / "configs" / "anonymous_bank.yaml").observed
    logged = {f.figure: f.log for f in evidence.bank_log.figures}
    assert {f.figure for f in evidence.bank.figures} == set(logged)
    for key in set(observed) & set(logged):
        assert logged[key] == pytest.approx(observed[key], abs=0.005 * observed[key]), key


def test_no_file_names_a_computer_or_a_folder():
    for name in FILES:
        text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
        assert not re.search(r"(/home|/root|/work|/tmp|/usr|[A-Z]:\\\\|Linux-|x86_64)", text), name
        assert len(text) < 80_000, name
        assert max(map(len, text.splitlines())) < 1_200, f"{name}: too long a line to read a change in"


def test_a_file_is_written_row_by_row_and_reads_back():
    content = neat(
        {"a": 1.23456789, "none": float("nan"), "rows": [{"x": [1.0, 2.0], "y": {"z": 3}}, {"x": []}]}
    )
    text = as_text(content)
    assert json.loads(text) == content
    assert content["a"] == 1.23457
    assert content["none"] is None
    assert '  {"x": [1.0, 2.0], "y": {"z": 3}},\n' in text


def test_measuring_again_gives_the_same_figures(tmp_path):
    """Quick runs of the parts that take little, twice."""
    came = []
    for place in (tmp_path / "one", tmp_path / "two"):
        assert measure(["--quick", "--only", "coverage", "anonymous_bank", "--folder", str(place)]) == 0
        found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in place.glob("*.json")}
        for content in found.values():
            assert content["quick"]
            del content["date"], content["seconds"]
        came.append(found)
    assert came[0] == came[1]
    assert set(came[0]) == {"coverage", "anonymous_bank"}
    assert read(tmp_path / "one").coverage.experiments == 20


def test_the_same_random_scenarios_are_drawn_every_time_and_none_twice():
    one, again = drawn(15), drawn(15)
    assert one == again
    assert len({(scenario_hash(scenario), seed) for scenario, seed in one}) == len(one) > 15


def test_the_log_is_read_anew_where_it_is_at_hand():
    shared("data")
    found = neat(bank.make_log(False))
    kept = json.loads((FOLDER / "bank_log.json").read_text(encoding="utf-8"))
    assert found == {key: kept[key] for key in found}


def test_a_quick_run_is_not_kept_as_evidence():
    with pytest.raises(SystemExit):
        measure(["--quick", "--only", "coverage"])


# ── The sentences come from the files ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "file", "change", "words"),
    [
        (*THEORY, lambda d: d["cases"][0].update(calls=10**9 + d["cases"][0]["calls"]), "1,1"),
        (*THEORY, lambda d: d["cases"][0]["figures"][0].update(errors_off=-2.9876), "2.99 standard errors"),
        (*THEORY, lambda d: d["cases"].pop(0), "20 such centres"),
        ("Two engines", "twin", lambda d: d["groups"][0].update(scenarios=4321), "4,321 random scenarios"),
        ("The 95% intervals", "coverage", lambda d: d["intervals"][0].update(held=901), "90.1%"),
        ("A real call log", "anonymous_bank", lambda d: d["figures"][0].update(model=0.123), "12.3%"),
        ("A real call log", "bank_log", lambda d: d["figures"][0].update(log=0.111), "(log: 11.1%)"),
        ("A real call log", "bank_log", lambda d: d["rows"].update(offered=12345), "12,345 calls"),
    ],
)
def test_a_number_changed_in_a_file_changes_the_sentence(copy, title, file, change, words):
    before = point_titled(copy, title).text
    changed(copy, file, change)
    after = point_titled(copy, title).text
    assert after != before
    assert words in after


def test_a_failed_case_is_said_and_nothing_is_called_agreement(copy):
    assert point_titled(copy, "The queue").passed

    def fail(content):
        case = content["cases"][-1]
        case["accepted"] = False
        case["figures"][0] |= {"verdict": "FAILED", "errors_off": 4.2}

    changed(copy, "theory", fail)
    point = point_titled(copy, "The queue")
    assert point.passed is False
    assert "failed" in point.text
    assert "All agree" not in point.text
    assert "A check failed" in trust.summary(copy, "1.0+now")
    assert "in 129 of 130 figures" in trust.summary(copy, "1.0+now")
    assert "1 beyond; the largest 4.2" in agreement_in_words(read(copy).theory)


def test_engines_that_part_are_said(copy):
    where = {"scenario": "random 7", "agreement": "different", "where": "answered 3.0 against 4.0"}
    changed(copy, "twin", lambda d: (d["groups"][0].update(different=1), d["differences"].append(where)))
    point = point_titled(copy, "Two engines")
    assert point.passed is False
    assert "they differ in 1" in point.text
    assert "random 7, answered 3.0 against 4.0" in point.text


def test_intervals_that_hold_too_rarely_do_not_pass(copy):
    changed(copy, "coverage", lambda d: d["intervals"][1].update(held=880, low=0.858, high=0.9))
    point = point_titled(copy, "The 95% intervals")
    assert point.passed is False
    assert "not as claimed" in point.text


def test_how_to_repeat_it_is_said_for_an_installed_headroom_too(copy):
    for point in trust.checked_points(read(copy)):
        command = re.fullmatch("Repeat it: `headroom ([a-z]+)`", point.repeat)
        assert (
            command and command[1] == "check"
        ) or "in Headroom's source code: `python -m tests." in point.repeat
    assert "Command, in the source code" in run_rows(read(copy), "1.0+now").columns


def test_what_was_measured_on_another_version_is_said(copy):
    version = read(copy).theory.model_version
    now = point_titled(copy, "The queue", version)
    assert not now.stale
    assert f"with this version of the model, {version}" in now.measured
    later = point_titled(copy, "The queue", "9.9.9+00000000")
    assert later.stale
    assert f"with {version}; the model has changed since: run `make evidence` in" in later.measured
    assert "another version of the model" in trust.summary(copy, "9.9.9+00000000")
    assert run_rows(read(copy), "9.9.9+00000000")["Model version"].str.endswith("(changed since)").sum() > 5


@pytest.mark.parametrize("name", FILES)
def test_a_missing_or_broken_file_costs_its_part_only(copy, name):
    (copy / f"{name}.json").write_text('{"what": "cut off', encoding="utf-8")
    broken = read(copy)
    (copy / f"{name}.json").unlink()
    missing = read(copy)
    for evidence, words in ((broken, "cannot be used"), (missing, "is missing")):
        (problem,) = evidence.problems
        assert f"evidence/{name}.json" in problem
        assert words in problem
        assert "make evidence" in problem
        assert getattr(evidence, ATTRIBUTES.get(name, name)) is None
        assert len(trust.checked_points(evidence)) == 4
        assert len(varied_assumptions(evidence)) == 4
    assert trust.summary(copy)
    assert name not in json.loads(as_json(copy))


# ── Near and far ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("model", "sd", "verdict"),
    [
        (10.5, 1.0, bank_log.NEAR),
        (11.5, 2.0, bank_log.EDGE),
        (11.5, 1.0, bank_log.EDGE),
        (13.0, 1.0, bank_log.FAR),
    ],
)
def test_near_is_within_a_spread_and_a_tenth_far_is_beyond_what_fortnights_vary(model, sd, verdict):
    (figure, *_) = read().bank.figures
    values = {"model": model, "sd": sd, "fortnights_low": model - 2 * sd, "fortnights_high": model + 2 * sd}
    assert bank_log.closeness(figure.model_copy(update=values), 10.0) == verdict


def test_every_figure_of_the_log_is_named_with_both_values():
    evidence = read()
    text = point_titled(FOLDER, "A real call log").text
    for figure in evidence.bank.figures:
        assert bank_log.shown(figure, figure.model) in text
        assert bank_log.shown(figure, bank_log.log_value(evidence, figure)) in text
    assert len(bank_rows(evidence)) == len(evidence.bank.figures)


def test_the_document_has_the_table_of_the_last_run():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == with_measured_part(text, read()), "run `make evidence`"
    assert f"seed {read().bank.seed}" in text


def test_the_document_on_speed_has_the_table_of_the_last_crowds(tmp_path):
    text = sessions.DOCUMENT.read_text(encoding="utf-8")
    assert text == sessions.with_sessions(text, FOLDER), f"run `{sessions.PART.command}`"
    waits = {"p50": 0.5, "p95": 1.25, "longest": 3.0}
    memory = {"before": 400.0, "tenths": [410.0, 420.0, 430.0], "most": 1440.0, "a_minute_after": 405.0}
    crowd = {"sessions": 50, "minutes": 10.0, "cross_talk": 0, "errors": 1, "moves": 2345}
    crowd |= {"first_figures_s": waits, "release_to_figures_s": waits, "memory_mb": memory}
    record = {"command": "c", "cores": 2, "python": "3.11", "model_version": "1", "date": "2026-11-29"}
    record["crowds"] = [crowd | {"hostile": None}, crowd | {"hostile": {"moves": 3}, "cross_talk": 2}]
    (tmp_path / "sessions.json").write_text(json.dumps(record), encoding="utf-8")
    made = sessions.with_sessions(text, tmp_path)
    for row in (
        "| | 50 sessions | one hostile session more |",
        "| figures of somebody else | 0 | 2 |",
        "| moves of a slider | 2,345 | 2,345 |",
        "| release to figures, median and 95% | 0.50 s, 1.25 s | 0.50 s, 1.25 s |",
        "| at most; a minute after all had gone | 1,440, 405 MB | 1,440, 405 MB |",
    ):
        assert row in made.splitlines()
    assert sessions.with_sessions(made, tmp_path) == made


# ── Sourced and assumed ─────────────────────────────────────────────────────────────────────────


def test_every_sourced_constant_says_how_its_source_carries_it():
    assert set(PROVENANCE) == {f.path for f in fields() if f.status == "sourced"}
    groups = sourced()
    assert sum(map(len, groups.values())) == len(PROVENANCE)
    for group, constants in groups.items():
        for c in constants:
            known = PROVENANCE[c.path]
            assert (known.seen == "not verified") == (group == UNVERIFIED)
            if group == AS_STATED:
                assert known.use == "as stated"
            if group == WORKED_OUT:
                assert c.departure, f"{c.path} does not say how it was worked out"
    assert f"{len(PROVENANCE)} constants have a source" in sourced_intro()


def test_money_of_the_defaults_has_the_currency_of_the_defaults():
    row = numbers().set_index("Path").loc["teams[].wage_per_hour"]
    assert (row["Default"], row["Unit"]) == ("34", "AUD per h")


def test_an_unverified_source_or_an_assumption_is_never_called_established():
    table = numbers().set_index("Path")
    for f in fields():
        if f.path in table.index:
            row = table.loc[f.path]
            assert row["Status"] == STATUS[f.status]
            if f.status == "sourced" and PROVENANCE[f.path].seen == "not verified":
                assert row["How the source carries it"] == "named, not yet verified"
            if f.status != "sourced":
                assert row["How the source carries it"] == ""


def test_the_table_has_every_constant_with_what_it_rests_on():
    table = numbers()
    shown = set(table["Path"])
    assert {f.path for f in fields() if f.status in ("sourced", "assumption")} <= shown
    assert (table["Rests on"] != "").all()
    assert (table["About"] != "").all()
    eta = table.set_index("Path").loc["behaviour.eta"]
    assert (eta["Default"], eta["Evidence range"], eta["Status"]) == ("1.25", "0.5 to 2.5", "Assumed")
    assert table.set_index("Path").loc["behaviour.quit_rate", "Default"] == "0.135"


def test_the_table_is_searched_by_words_in_any_column_and_by_status():
    table = numbers()
    found = searched(table, "sqm TRANSFER", [])
    assert "behaviour.satisfied_per_transfer" in set(found["Path"])
    assert all("sqm" in " ".join(map(str, row)).casefold() for row in found.to_numpy())
    assert set(searched(table, "", ["Sourced"])["Status"]) == {"Sourced"}
    assert len(searched(table, "", [])) == len(table)
    assert searched(table, "[no such", []).empty


def test_the_least_known_comes_first_and_what_it_decides_comes_from_the_runs(copy):
    first, *_ = varied_assumptions(read(copy))
    assert first.constants[0].path == "behaviour.eta"
    assert first.most_decisive == (first.words == "how much rushing hurts resolution")

    def decide(content):
        for case in content["cases"]:
            for figure in case["figures"]:
                figure["decided_by"] = []
                for key in figure["at"]:
                    figure["at"][key] = 0.5 if key == "w_A high" else 0.0

    changed(copy, "cases", decide)
    later = {m.words: m for m in varied_assumptions(read(copy))}
    assert not any("decides the sign" in m.effect for m in later.values())
    (decisive,) = [m for m in later.values() if m.most_decisive]
    assert "time pressure itself" in decisive.words
    assert "hardly moves" in later[first.words].effect


def test_assumptions_are_counted_as_declared():
    found = [f for f in fields() if f.status == "assumption"]
    assert f"{len(found)} constants are assumptions" in assumed_intro()


def test_signs_and_ranges_of_the_cases_stand_in_their_table():
    rows = sign_rows(read().cases)
    assert len(rows) == sum(len(case.figures) for case in read().cases.cases)
    turned = [f for case in read().cases.cases for f in case.figures if f.sign_turns]
    assert (rows["Direction decided by"] != "").sum() == len(turned) > 0


def test_on_paper_nothing_a_reader_needs_is_lost():
    table = numbers()
    paper = for_paper(table)
    assert len(paper) == len(table)
    assert len(paper.columns) < len(table.columns)
    (line,) = [row for row in paper.to_numpy().tolist() if "distribution of the work" in row[0]]
    assert line[1:4] == ["lognormal", "", "Sourced"]
    assert line[4].endswith("[as stated, seen in the source]")
    assert "Verdict" in for_paper(theory_rows(read().theory))


def test_every_field_shown_has_a_topic():
    assert all(field(path).topic for path in numbers()["Path"])


# ── The rest of the page ────────────────────────────────────────────────────────────────────────


def test_every_key_figure_says_what_it_rests_on():
    table = key_figures()
    assert len(table) == len(KPIS)
    marked = table["Key figure"].str.endswith("†")
    assert (table["Rests on"].str.startswith("rests on") == marked).all()


def test_the_picture_has_a_dot_for_every_figure_and_says_so_in_words():
    theory = read().theory
    for mode in ("light", "dark"):
        figure = agreement(theory, mode=mode)
        dots = sum(len(trace.x) for trace in figure.data)
        assert dots == len(theory_rows(theory)) >= 130
    words = agreement_in_words(theory)
    assert f"{len(list(theory.decisive()))} figures as dots" in words
    assert "0 beyond" in words


def test_the_summary_says_what_is_not_shown_and_is_short():
    text = trust.summary()
    assert NOT_SHOWN in text
    assert "no diagnosis" in text
    assert len(text) < 1_500


def test_the_limits_take_their_numbers_from_the_declarations():
    text = " ".join(f"{heading} {words}" for heading, words in limits())
    assert limits()[0][0] == NOT_SHOWN
    for words in ("no diagnosis", "No controlled study", "Demand is given", "Only phone calls", "34 AUD"):
        assert words in text
