"""British or American: every text of ours as its readers spell, no word of a user's touched."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from present.locale import reading_as
from present.report.files import FORMATS
from present.report.report import Report, ReportResults, names_of
from present.spelling import SPELLINGS, english, spelled, spelled_json, texts_of
from sim import run
from sim.experiment import assumption_ranges
from sim.scenario import replace
from tests.builders import call_type, scenario, team

BRITISH = re.compile(
    r"\b(re)?(centre|behaviour|colour|favour|labour|neighbour|programme|catalogue|per cent\b|grey|judgement|licence|"
    r"analyse|organis[ae]|prioritis|recognis|summaris|cancell(ed|ing)|labelled|modelled|dialled|dialling)",
    re.IGNORECASE,
)
AMERICAN = re.compile(
    r"\b(re)?(center|behavior|color|favor|labor|neighbor|catalog\b|percent\b|gray|judgment|license|analyze|organiz|"
    r"prioritiz|recogniz|summariz|canceled|canceling|labeled|modeled|dialed|dialing)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("Centres, behaviour and redialling; the Programme; central.", None),
        ("It is coloured grey in per cent.", "It is colored gray in percent."),
        ("An organisation of organisms is organised.", "An organization of organisms is organized."),
        ("Programmed, fulfilled, fulfilment, centred.", "Programmed, fulfilled, fulfillment, centered."),
        ("Unlabelled and cancelled: `behaviour.eta` in typical_centre, my/centre.yaml.", None),
    ],
)
def test_words_change_with_their_capitals_and_paths_do_not(british, american):
    expected = {
        "Centres, b": "Centers, behavior and redialing; the Program; central.",
        "Unlabelled": "Unlabeled and canceled: `behaviour.eta` in typical_centre, my/centre.yaml.",
    }
    for locale in (None, "en-AU", "en-GB", "de-DE"):
        with reading_as(locale):
            assert spelled(british) == british
            assert english() == "en-GB"
    with reading_as("en-US"):
        assert spelled(british) == (american or expected[british[:10]])
        assert english() == "en-US"


def test_no_american_word_is_spelled_again():
    with reading_as("en-US"):
        for american in SPELLINGS.values():
            assert spelled(american) == american


@pytest.mark.parametrize(
    "shown",
    [
        "Grey & Co: my centre",
        "Grey &amp; Co: my centre",
        r"Grey \& Co\: my centre",
        "Grey & Co:<br>my centre",
        "Grey & Co: my cen…",
        "Grey…",
        "… my centre",
        "…my centre",
    ],
)
def test_a_users_words_stay_whole_cut_and_marked_up(shown):
    with reading_as("en-US", ["Grey & Co: my centre"]):
        assert spelled(f"A grey centre, {shown}: a centre.") == f"A gray center, {shown}: a center."


def test_a_long_description_stays_and_the_sentence_around_it_does_not():
    description = " ".join(["In this centre labour is dear and colour is not"] * 40) + ". Neighbours agree."
    with reading_as("en-US", [description]):
        assert spelled(f"The centre. {description} The centre.") == f"The center. {description} The center."


def test_data_keeps_keys_and_numbers():
    with reading_as("en-US"):
        assert spelled_json({"colour": ["a centre", 1, None], "bdata": "centre"}) == {
            "colour": ["a center", 1, None],
            "bdata": "centre",
        }


# ── Reports ───────────────────────────────────────────────────────────────────────────────────────

OWN = (
    "Grey Labour Centre",
    "Behaviour desk",
    "Cancelled orders",
    "Favour & Colour Ltd",
    "Our neighbours' centre.",
)


def report(locale: str) -> Report:
    """Two scenarios whose users wrote what another spelling would change."""
    before = scenario(
        {
            "name": OWN[0],
            "description": OWN[4],
            "locale": locale,
            "demand.calls_per_day": 40,
            "teams": [team(OWN[1], agents=3)],
            "call_types": [call_type(OWN[2])],
        }
    )
    scenarios = [before, replace(before, {f"teams.{OWN[1]}.agents": 4, "name": f"{OWN[0]}, one more"})]
    ranges = tuple(assumption_ranges(before, scenarios[1:], replications=2))
    results = tuple(run(scenarios, replications=2))
    simulated = ReportResults(results, ranges, ((),), None)
    return Report(simulated, names_of(scenarios), date(2026, 1, 5), OWN[3])


class Words(HTMLParser):
    """What a page shows: its text, its words for those who cannot see, its figures' words."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []
        self.data = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            v or "" for k, v in attrs if k in ("aria-label", "data-name", "data-other", "alt", "title")
        ]
        if tag in ("style", "script"):
            self.inside.append("data" if dict(attrs).get("id") == "data" else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside == ["data"]:
            self.data = data
        elif not self.inside:
            self.found.append(data)


def of_figures(data: Any, key: str = "") -> Iterator[str]:
    if isinstance(data, str):
        if key in ("text", "name", "hovertemplate", "ticktext", "hovertext", "customdata", "label"):
            yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from of_figures(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from of_figures(value, key)


def words_of(file: bytes, ending: str) -> str:
    if ending == ".html":
        page = Words()
        page.feed(file.decode())
        return "\n".join([*page.found, *of_figures(json.loads(page.data))])
    found = []
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            if name.endswith(".xlsx"):
                found.append(words_of(parts.read(name), ".xlsx"))
            if name.endswith(".xml"):
                for element in ElementTree.fromstring(parts.read(name)).iter():
                    found += [element.text or "", element.get("descr", "")]
    return "\n".join(found).replace("&&", "&")  # as feet of printed pages have it


@pytest.mark.parametrize("ending", list(FORMATS))
def test_a_file_is_spelled_as_its_readers_do_and_names_as_their_owners_do(ending):
    for locale, other in (("en-US", BRITISH), ("en-GB", AMERICAN)):
        words = words_of(FORMATS[ending].make(report(locale)), ending)
        theirs = [*(re.escape(text.rstrip(".")) for text in OWN), "Grey Labour…", "US Call Center Report"]
        ours = re.sub("|".join(theirs), "", words)
        ours = re.sub(r"\b[a-z_]+\.\w+\b", "", ours)  # paths of fields
        assert not [ours[m.start() - 40 : m.end() + 20] for m in other.finditer(ours)]
        assert {"en-US": AMERICAN, "en-GB": BRITISH}[locale].search(ours)
        assert OWN[0] in words
        touched = re.search("Gray Labor|Behavior desk|Canceled orders|Favor & Color|neighbors' center", words)
        assert not touched, words[touched.start() - 40 : touched.end() + 40]


def test_own_words_are_those_that_another_spelling_would_change():
    assert {*OWN[:3], OWN[4]} <= set(texts_of([report("en-US").baseline.scenario]))
