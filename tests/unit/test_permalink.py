"""A link reopens exactly the comparison it was made of; anything else gets a sentence."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from present.permalink import (
    DICTIONARY,
    LARGEST,
    LONGEST,
    WITHOUT_DICTIONARY,
    Compared,
    Explored,
    FreedLever,
    LeverRange,
    LinkError,
    Shared,
    Staffed,
    TradedOff,
    Weighed,
    from_link,
    to_link,
)
from sim import from_dict, load, model_version, replace, scenario_hash
from sim.scenario import as_dict, diff
from sim.staffing import Contracts
from tests.random_scenarios import scenarios

CONFIGS = Path(__file__).parents[2] / "configs"
CENTRE = load(CONFIGS / "typical_centre.yaml")
CHANGED = {"teams.Front line.agents": 39, "rules.handle_time_cap.minutes": 4.5, "training.coping.weeks": [-6]}
LINK = to_link(Shared(CENTRE, CHANGED))


def link_of(data) -> str:
    """A link of the first kind, which needs no dictionary."""
    text = json.dumps(data).encode()
    return f"{WITHOUT_DICTIONARY}.{base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip('=')}"


def data_of(link: str):
    packed = link.partition(".")[2]
    unpacker = zlib.decompressobj(zdict=DICTIONARY.read_bytes())
    return json.loads(unpacker.decompress(base64.urlsafe_b64decode(packed + "==")))


def test_a_link_reopens_baseline_changes_week_and_what_was_kept():
    shared = Shared(CENTRE, CHANGED, 3, (CENTRE, replace(CENTRE, {"name": "Émilie’s 客服 مرکز"})))
    found = from_link(to_link(shared))
    assert (found.baseline, found.values, found.week, found.saved_scenarios) == (
        shared.baseline,
        shared.values,
        shared.week,
        shared.saved_scenarios,
    )
    assert found.model == model_version()
    assert scenario_hash(replace(found.baseline, found.values)) == scenario_hash(replace(CENTRE, CHANGED))


@settings(max_examples=25)
@given(scenarios())
def test_any_scenario_comes_back_the_same(data):
    scenario = from_dict(data)
    link = to_link(Shared(scenario))
    assert from_link(link).baseline == scenario
    assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_preset_fits_into_a_link(path):
    scenario = load(path)
    assert from_link(to_link(Shared(scenario))).baseline == scenario


def test_a_link_of_the_first_kind_still_opens_the_same():
    assert from_link(link_of(data_of(LINK))) == from_link(LINK)


def test_a_link_is_short_enough_for_a_code_that_phones_read_across_a_room():
    """Each story of before and after, and one centre with changes of its own."""
    pairs = sorted(CONFIGS.glob("*_before.yaml"))
    assert len(pairs) == 4
    for path in pairs:
        before = load(path)
        stem = path.stem.removesuffix("_before")
        after = next(f for f in (CONFIGS / f"{stem}_after.yaml", CONFIGS / f"{stem}.yaml") if f.exists())
        values = {key: new for key, (_, new) in diff(before, load(after)).items()}
        assert len(to_link(Shared(before, values))) < 1000, path.stem
    assert len(LINK) < 400


def test_a_link_means_the_same_after_a_default_has_changed():
    """Every field is written out, so none is filled in by whoever reads it."""
    assert data_of(LINK)["base"] == as_dict(CENTRE)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("", "its beginning is missing"),
        ("hello", "its beginning is missing"),
        ("x.abc", "its beginning is missing"),
        ("0.abc", "an older version"),
        ("3.abc", "a newer version"),
        (f"{'9' * 5000}.abc", "a newer version"),
        (LINK[:-20], "damaged"),
        (LINK[: len(LINK) // 2], "damaged"),
        (f"{LINK}AAAA", "damaged"),
        (LINK.replace("A", "!"), "damaged"),
        ("1." + "A" * (LONGEST + 1), "too long"),
        ("1.", "damaged"),
        (link_of([1, 2]), "damaged"),
        (link_of(None), "damaged"),
        (link_of({"base": 1}), "damaged"),
        (link_of({"base": {}, "set": {}, "week": 0, "kept": []}), "cannot be used: Schema"),
        (link_of({**data_of(LINK), "week": -1}), "damaged"),
        (link_of({**data_of(LINK), "week": "3"}), "damaged"),
        (link_of({**data_of(LINK), "kept": "x"}), "damaged"),
        (link_of({**data_of(LINK), "kept": [1] * 51}), "damaged"),
        (link_of({**data_of(LINK), "base": {**as_dict(CENTRE), "bogus": 1}}), "unknown key"),
    ],
)
def test_what_is_no_link_gets_a_sentence(link, words):
    with pytest.raises(LinkError, match=words) as caught:
        from_link(link)
    assert "Traceback" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_link_that_unfolds_to_gigabytes_does_not():
    packer = zlib.compressobj(9)
    bomb = packer.compress(b" " * (LARGEST * 4)) + packer.flush()
    with pytest.raises(LinkError, match="damaged"):
        from_link(f"1.{base64.urlsafe_b64encode(bomb).decode()}")


def test_deeply_nested_json_does_not_bring_anything_down():
    deep = zlib.compress(b"[" * 200_000)
    with pytest.raises(LinkError, match="damaged"):
        from_link(f"1.{base64.urlsafe_b64encode(deep).decode()}")


@pytest.mark.parametrize("base", [{"x": [0] * 600_000}, [[0]] * 300_000, {"teams": [{}] * 300_000}])
def test_a_million_items_are_refused_before_they_are_checked(base, monkeypatch):
    monkeypatch.setattr("sim.scenario.io.validated", None)
    data = json.dumps({"base": base, "set": {}, "week": 0, "kept": []}).encode()
    with pytest.raises(LinkError, match="more than 20,000 values; this is not a scenario"):
        from_link(f"1.{base64.urlsafe_b64encode(zlib.compress(data)).decode()}")


def test_a_comparison_too_large_for_a_link_says_what_to_do():
    many = tuple(
        replace(load(path), {"description": path.stem * 300})
        for path in sorted(CONFIGS.glob("*.yaml"))
        for _ in (1, 2)
    )
    noisy = tuple(
        replace(s, {"source": base64.b64encode(Random(i).randbytes(900)).decode()})
        for i, s in enumerate(many)
    )
    with pytest.raises(LinkError, match="Download the scenarios as files"):
        to_link(Shared(CENTRE, {}, 0, noisy))


@settings(max_examples=300)
@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda b: f"1.{base64.urlsafe_b64encode(b).decode()}")
)
def test_no_text_whatever_brings_it_down(text):
    with pytest.raises(LinkError):
        from_link(text)


def test_what_is_chosen_on_compare_travels_along():
    other = replace(CENTRE, {"name": "Other", "teams.Front line.agents": 30})
    compared = Compared(
        ("typical_centre", "now", "kept Other"), "typical_centre", ("asa_s",), {"typical_centre": CENTRE}
    )
    found = from_link(to_link(Shared(CENTRE, CHANGED, 0, (other,), compared)))
    assert found.compared == compared


@pytest.mark.parametrize(
    "compared",
    [None, [], {"chosen": [1], "baseline": "", "figures": [], "scenarios": {}}, {"chosen": ["a"] * 300}],
)
def test_a_choice_that_is_none_gets_a_sentence(compared):
    with pytest.raises(LinkError, match="damaged"):
        from_link(link_of({**data_of(LINK), "compared": compared}))


def test_the_number_of_runs_travels_along_so_the_same_figures_are_shown():
    assert from_link(to_link(Shared(CENTRE, CHANGED, runs=20))).runs == 20
    assert from_link(to_link(Shared(CENTRE, CHANGED))).runs == 0


@pytest.mark.parametrize("runs", [-1, 10**9, "20", None])
def test_a_number_of_runs_that_is_none_gets_a_sentence(runs):
    with pytest.raises(LinkError, match="damaged"):
        from_link(link_of({**data_of(LINK), "runs": runs}))


def test_what_is_asked_of_staffing_comes_back_and_what_cannot_be_is_refused():
    shared = Shared(CENTRE, staffed=Staffed(90, 10, "day", 70, "Front line", 4))
    assert from_link(to_link(shared)).staffed == shared.staffed
    assert from_link(to_link(Shared(CENTRE))).staffed is None
    good = data_of(to_link(shared))
    assert good["staffed"] == [90, 10, "day", 70, "Front line", 4]
    for place, bad in (
        (0, 0),
        (0, 100),
        (0, 80.5),
        (1, -1),
        (2, "week"),
        (3, 100),
        (4, 1),
        (5, 7),
        (5, True),
    ):
        question = [*good["staffed"]]
        question[place] = bad
        with pytest.raises(LinkError, match="damaged"):
            from_link(link_of(good | {"staffed": question}))


def test_bounds_on_what_matters_most_come_back_and_what_cannot_be_is_refused():
    shared = Shared(CENTRE, weighed=Weighed("asa_s", (LeverRange("a.b", 1, 2.5), LeverRange("c", 0, 9))))
    assert from_link(to_link(shared)).weighed == shared.weighed
    assert from_link(to_link(Shared(CENTRE))).weighed is None
    good = data_of(to_link(shared))
    for bad in (
        {"levers": [["a", 2, 1]], "figure": ""},
        {"levers": [["a", None, None]], "figure": ""},
        {"levers": [["a", 1, 2], ["a", 1, 3]], "figure": ""},
        {"levers": [["a", 1, 2]], "figure": 7},
        {"levers": 3, "figure": ""},
    ):
        with pytest.raises(LinkError):
            from_link(link_of(good | {"weighed": bad}))


def test_what_is_explored_comes_back_and_what_cannot_be_is_refused():
    levers = (LeverRange("teams.Front line.agents", 30, 60), LeverRange("demand.calls_per_day"))
    shared = Shared(CENTRE, explored=Explored(levers, "asa_s"))
    assert from_link(to_link(shared)).explored == shared.explored
    good = data_of(to_link(shared))
    assert from_link(link_of(good)).explored == shared.explored
    for bad in (
        {"levers": [], "figure": ""},
        {"levers": [["a", 2, 1]], "figure": ""},
        {"levers": [["a", 1, None]], "figure": ""},
        {"levers": [["a", 1, 2], ["a", 1, 2]], "figure": ""},
        {"levers": [["a", True, 2]], "figure": ""},
        {"levers": [["a", 1, 2]], "figure": 3},
        {"levers": [["a", 1]], "figure": ""},
    ):
        with pytest.raises(LinkError, match="damaged"):
            from_link(link_of(good | {"explored": bad}))
    unknown = good | {"explored": {"levers": [["a", 1, 2]], "figure": "no such figure"}}
    assert from_link(link_of(unknown)).explored == Explored((LeverRange("a", 1, 2),), "")


# ── Roster and Trade-offs ─────────────────────────────────────────────────────────────────────────

CONTRACTS = Contracts.model_validate(
    {
        "contracts": [
            {
                "name": "Part time",
                "hours": [4, 5],
                "days_per_week": 3,
                "breaks": [{"minutes": 15, "earliest_min": 60, "latest_min": 180}],
            }
        ],
        "rest_hours": 12,
    }
)
QUESTION = TradedOff(
    (FreedLever("teams.Front line.agents", 38, 46.0, True), FreedLever("rules.routing", options=("a", 0.25))),
    ("cost_per_week", "satisfaction_all"),
    ("service_level",),
    "exhaustion_mean",
    45.5,
)


def test_contracts_and_a_question_of_trade_offs_come_back_the_same():
    found = from_link(to_link(Shared(CENTRE, contracts=CONTRACTS, traded_off=QUESTION)))
    assert (found.contracts, found.traded_off) == (CONTRACTS, QUESTION)
    assert from_link(LINK).contracts is from_link(LINK).traded_off is None


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("contracts", {"contracts": []}),
        ("contracts", {"contracts": [{"name": "A", "hours": [99]}]}),
        ("contracts", 7),
        ("traded", [[["p", 1, None, False, []]], [], [], "", None]),
        ("traded", [[["p", 1, 2, 3, []]], [], [], "", None]),
        ("traded", [[["p", 1, 2, False, ["x"]]], [], [], "", None]),
        ("traded", [[["p", None, None, False, [[]]]], [], [], "", None]),
        ("traded", [[["p", 1, 2, False, []], ["p", 1, 2, False, []]], [], [], "", None]),
        ("traded", [[], [], [], "", "many"]),
        ("traded", [[], [3], [], "", None]),
        ("traded", []),
    ],
)
def test_other_contracts_and_questions_are_refused_in_a_sentence(part, data):
    with pytest.raises(LinkError, match=r"damaged|cannot be used"):
        from_link(link_of({**data_of(LINK), part: data}))


def test_key_figures_that_are_not_known_are_left_out_of_a_question():
    unknown = [[], ["cost_per_week", "luck"], ["luck"], "luck", 3]
    assert from_link(link_of({**data_of(LINK), "traded": unknown})).traded_off == TradedOff(
        (), ("cost_per_week",), (), "", 3
    )
