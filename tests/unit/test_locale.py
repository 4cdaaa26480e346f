"""Numbers, money and spelling as a scenario's locale has them, each against what that country writes."""

from __future__ import annotations

import re
import threading
from datetime import date

import pytest

from cli.main import main
from present import formats
from present.field_names import percent, value_of
from present.figures.style import blank, palette
from present.locale import (
    money,
    number,
    read_as,
    reading,
    reading_as,
    with_currency,
    without_zeros,
)
from present.report.files import FORMATS
from present.report.report import Report, ReportResults, names_of
from present.text_layout import counted
from sim import KPIS, run
from sim.experiment import assumption_ranges
from sim.scenario import Scenario, ScenarioError, replace, scenario_hash, to_yaml
from sim.scenario.fields import LOCALES
from tests.builders import scenario

NARROW, HARD = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("", "1,234,567.5"),
        ("en-AU", "1,234,567.5"),
        ("en-US", "1,234,567.5"),
        ("en-IN", "12,34,567.5"),
        ("de-DE", "1.234.567,5"),
        ("de-CH", "1\N{RIGHT SINGLE QUOTATION MARK}234\N{RIGHT SINGLE QUOTATION MARK}567.5"),
        ("fr-FR", f"1{NARROW}234{NARROW}567,5"),
    ],
)
def test_numbers_are_grouped_and_parted_as_in_the_country(locale, written):
    assert number(1_234_567.5, 1, locale) == written
    assert number(-1_234_567.5, 1, locale) == f"\N{MINUS SIGN}{written}"


@pytest.mark.parametrize("locale", ["", *LOCALES])
def test_every_locale_shows_the_same_digits(locale):
    for x, decimals in ((0.0, 0), (-0.04, 1), (2.675, 2), (0.125, 2), (999.5, 0), (-12345.678, 2)):
        shown = number(x, decimals, locale)
        house = number(x, decimals, "")
        assert [c for c in shown if c.isdigit()] == [c for c in house if c.isdigit()]
        assert shown.startswith("\N{MINUS SIGN}") == house.startswith("\N{MINUS SIGN}")


def test_the_house_style_is_what_python_writes():
    for x in (0.0, -0.0, -0.001, 1234.5678, -98765.4321, 0.5, 1.5, 2.5, 1e9):
        for decimals in range(4):
            plain = f"{x:,.{decimals}f}"
            expected = plain.lstrip("-") if float(plain.replace(",", "")) == 0.0 else plain.replace("-", "−")
            assert number(x, decimals) == expected


@pytest.mark.parametrize(
    ("locale", "currency", "written"),
    [
        ("", "AUD", f"1,234{HARD}AUD"),
        ("en-AU", "AUD", "$1,234"),
        ("en-AU", "EUR", f"EUR{HARD}1,234"),
        ("en-GB", "GBP", "£1,234"),
        ("en-IE", "EUR", "€1,234"),
        ("en-US", "USD", "$1,234"),
        ("en-US", "AUD", "A$1,234"),
        ("de-DE", "EUR", f"1.234{HARD}€"),
        ("fr-FR", "EUR", f"1{NARROW}234{HARD}€"),
        ("de-CH", "CHF", f"CHF{HARD}1\N{RIGHT SINGLE QUOTATION MARK}234"),
    ],
)
def test_money_has_its_currency_where_the_country_puts_it(locale, currency, written):
    assert money(1234.4, currency, locale=locale) == written
    assert money(-1234.4, currency, locale=locale) == f"\N{MINUS SIGN}{written}"


def test_the_rest_of_a_unit_follows_the_money_and_other_units_stay_behind():
    assert with_currency("+1,234", "AUD a week", "en-AU") == f"+$1,234{HARD}a week"
    assert with_currency("12", "s", "en-AU") == f"12{HARD}s"
    assert with_currency("3", "of 100", "de-DE") == f"3{HARD}of{HARD}100"


def test_zeros_that_end_a_number_go_with_its_point():
    assert [without_zeros(x, "") for x in ("1.50", "1.00", "100")] == ["1.5", "1", "100"]
    assert [without_zeros(x, "de-DE") for x in ("1,50", "1,00", "1.000")] == ["1,5", "1", "1.000"]


def test_a_block_ends_and_a_thread_of_its_own_starts_in_the_house_style():
    seen = []
    with reading_as("de-DE"):
        assert number(1.5, 1) == "1,5"
        with reading_as(None):
            assert number(1.5, 1) == "1.5"
        other = threading.Thread(target=lambda: (read_as("en-US"), seen.append(reading())))
        other.start()
        other.join()
        assert reading() == "de-DE"
    assert reading() == ""
    assert seen == ["en-US"]


def test_a_scenario_says_how_it_is_read_and_nothing_else_changes():
    centre = scenario()
    german = replace(centre, {"locale": "de-DE"})
    assert centre.locale is None
    assert german.locale == "de-DE"
    assert scenario_hash(german) == scenario_hash(centre), "no result depends on it"
    with pytest.raises(ScenarioError, match=r'locale: "en_US" is not one of .*; did you mean "en-US"\?'):
        replace(centre, {"locale": "en_US"})


# ── Where it is used ──────────────────────────────────────────────────────────────────────────────


def busy(locale: str | None = None) -> Scenario:
    """A centre with figures in the thousands."""
    return scenario(
        {"demand.calls_per_day": 1500, "teams.Agents.agents": 60, "costs.currency": "EUR", "locale": locale}
    )


def test_the_command_line_writes_tables_as_the_scenario_has_it(tmp_path, capsys):
    file = tmp_path / "centre.yaml"
    outputs = {}
    for locale in (None, "de-DE"):
        file.write_text(to_yaml(busy(locale)), encoding="utf-8")
        assert main(["run", str(file), "--reps", "2"]) == 0
        outputs[locale] = capsys.readouterr().out
    offered = {
        k: next(line for line in v.splitlines() if line.startswith("Calls offered"))
        for k, v in outputs.items()
    }
    house, german = (re.findall(r"[\d.,]+", offered[k])[0] for k in (None, "de-DE"))
    assert re.fullmatch(r"\d,\d{3}", house)
    assert german == house.replace(",", ".")
    assert reading() == "", "the command's locale ends with it"


def test_figures_settings_and_pictures_follow():
    centre = busy("de-DE")
    with reading_as(centre.locale):
        assert formats.value(KPIS["cost_per_week"], 12345.6, "EUR") == f"12.346{HARD}€{HARD}a week"
        assert formats.signed(KPIS["calls_offered_per_day"], 1234.0) == "+1.234"
        assert formats.signed(KPIS["service_level"], 0.0) == "0"
        assert value_of("demand.calls_per_day", 1500.5).startswith("1.500,5")
        assert percent(0.125) == "12,5%"
        assert counted(1234, "call", "calls") == "1.234 calls"
        assert blank("Title", palette("light")).layout.separators == ",."
    plain = blank("Title", palette("light")).layout
    assert plain.separators is None
    assert plain.xaxis.separatethousands
    assert plain.yaxis.separatethousands, "an axis has 1,200 where a tile has 1,095"


def test_a_reports_file_is_written_for_its_reader():
    scenarios = [busy("de-DE"), replace(busy("de-DE"), {"teams.Agents.agents": 61, "name": "One more"})]
    results = tuple(run(scenarios, replications=2))
    ranges = tuple(assumption_ranges(scenarios[0], scenarios[1:], replications=2))
    report = Report(ReportResults(results, ranges, ((),), None), names_of(scenarios), date(2026, 1, 5))
    seen = []
    thread = threading.Thread(target=lambda: seen.append(FORMATS[".html"].make(report).decode()))
    thread.start()
    thread.join()
    assert re.search(r"\b1\.\d{3}\b", seen[0]), "thousands"
    assert "€" in seen[0]
