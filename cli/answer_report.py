"""`--report`: the answer of a search as slides, a workbook or a web page."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cli.output_files import output_file, written
from sim.whole_files import write_whole

if TYPE_CHECKING:
    from present.report.search_answer import SearchAnswer, SearchSettings
    from sim.scenario import Scenario


def add_report(parser: argparse.ArgumentParser) -> None:
    """--report, which may be given several times."""
    parser.add_argument(
        "--report",
        metavar="FILE",
        action="append",
        default=[],
        help="write the answer as a report: .pptx slides, .xlsx workbook, .html web page; may be given several times",
    )


def report_files(args: argparse.Namespace) -> list[Path]:
    """The files asked for, tried before anything is simulated. Raises CommandError."""
    if not args.report:
        return []
    from present.report.files import FORMATS

    return [output_file("--report", name, FORMATS, "a report's file") for name in dict.fromkeys(args.report)]


def settings_of(args: argparse.Namespace, scenario: Scenario, replications: int) -> SearchSettings:
    """What was searched and how."""
    from present.report.search_answer import SearchSettings

    return SearchSettings(scenario, replications, args.seed, args.engine)


def write_answer(answer: SearchAnswer, files: Sequence[Path]) -> list[str]:
    """Write the answer; return a line about each file."""
    from present.report.files import FORMATS
    from present.report.report import answer_report

    report = answer_report(answer, date.today())
    for file in files:
        write_whole(file, FORMATS[file.suffix.lower()].make(report))
    return [written(file) for file in files]
