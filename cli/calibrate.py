"""`calibrate`: a centre's own exports to a scenario, judged by later days; as a file, as sentences or as JSON."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli import json_output
from cli.arguments import add_json
from cli.calibrate_json import as_data
from cli.errors import CommandError
from cli.output_files import output_file, written
from cli.progress import progress_bar
from sim.whole_files import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from sim.calibrate.fit.fit import Fit
    from sim.calibrate.judge import Judgement
    from sim.calibrate.reading.column_map import ColumnMap
    from sim.calibrate.reading.tables import Reading

AUTO, NONE = "auto", "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `calibrate`."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="exports of calls or of intervals: CSV, XLSX, XLS, ODS, JSON, queue_log; several at once",
    )
    parser.add_argument(
        "--map", metavar="MAP.yaml", help="which column is what, as the page Your data writes it"
    )
    parser.add_argument("--timezone", metavar="ZONE", help="the centre's time zone, such as Europe/London")
    parser.add_argument(
        "--queue", metavar="NAME", nargs="+", action="extend", help="the only queues to take (default: all)"
    )
    parser.add_argument(
        "--judge",
        metavar="FROM:TO",
        default=AUTO,
        help=f"days to judge by, as 2026-03-01:2026-03-14; {AUTO}: the last 28%% of them; {NONE} (default %(default)s)",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE.yaml", required=True, help="where to write the scenario"
    )
    parser.add_argument("--report", metavar="FILE.html", help="also write a web page: ledger, fit, verdict")
    add_json(parser)


def calibrate_command(args: argparse.Namespace) -> int:
    """`python -m sim calibrate`."""
    output = output_file("-o", args.output, (".yaml", ".yml"), "a scenario's file")
    report = output_file("--report", args.report, (".html",), "a web page") if args.report else None
    held_out = judged_days(args.judge)
    column_map = _column_map(args.map) if args.map else None
    files = [(Path(name).name, _content(name)) for name in args.files]
    from cli.workers import compile_if_needed
    from sim.calibrate.fit.fit import fit
    from sim.calibrate.fit.human_side import with_human_side
    from sim.calibrate.fit.scenario import scenario_yaml

    reading = _reading(files, column_map, args)
    queue = _or_error(lambda: fit(reading))
    compile_if_needed()
    with progress_bar("fitting "):
        fitted = with_human_side(queue)
    judgement, not_judged = _judgement(reading, held_out, args.judge)
    text = scenario_yaml(fitted)
    write_whole(output, text.encode("utf-8"))
    if report is not None:
        from present.report.page.your_data import to_page

        write_whole(report, to_page(reading, fitted, judgement, not_judged, "Your centre", date.today()))
    if args.json:
        found = as_data(reading, fitted, judgement, not_judged)
        json_output.print_json({**json_output.versions(), **found, "output": str(output)})
        return 0
    print("\n".join(lines(reading, fitted, judgement, not_judged)))
    print()
    for file in (output, *([report] if report is not None else [])):
        print(written(file))
    return 0


def judged_days(text: str) -> pd.DatetimeIndex | None:
    """The days that --judge names; None for `auto` and `none`. Raises CommandError."""
    import pandas as pd

    if text in (AUTO, NONE):
        return None
    first, _, last = text.partition(":")
    try:
        days = pd.date_range(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise CommandError(f"--judge {text}: give days as 2026-03-01:2026-03-14, or auto, or none") from None
    if not len(days):
        raise CommandError(f"--judge {text}: the last day lies before the first")
    return days


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or 'cannot be read'}") from None


def _column_map(name: str) -> ColumnMap:
    from sim.calibrate.reading.column_map import column_map_from_yaml

    try:
        return column_map_from_yaml(_content(name).decode("utf-8-sig", "replace"))
    except ValueError as error:
        raise CommandError(f"--map {name}: {error}") from None


def _or_error(make: Callable[[], Any]) -> Any:
    """Its value; a ValueError, whose text is a sentence, ends the command."""
    try:
        return make()
    except ValueError as error:
        raise CommandError(str(error).rstrip(".")) from None


def _reading(
    files: list[tuple[str, bytes]], column_map: ColumnMap | None, args: argparse.Namespace
) -> Reading:
    from sim.calibrate.reading.read import read
    from sim.calibrate.reading.tables import Answers

    answers = Answers(timezone=args.timezone)
    with progress_bar(f"reading {len(files)} file{'s' if len(files) > 1 else ''} "):
        reading: Reading = _or_error(
            lambda: read(files, column_map=column_map, answers=answers, queues=args.queue)
        )
    return reading


def _judgement(
    reading: Reading, held_out: pd.DatetimeIndex | None, asked: str
) -> tuple[Judgement | None, str]:
    """The judgement, or why there is none: of days that were named that is an error."""
    from sim.calibrate.judge import judge

    if asked == NONE:
        return None, ""
    with progress_bar("judging ") as show:
        try:
            return judge(reading, held_out, progress=lambda share: show(round(100.0 * share), 100)), ""
        except ValueError as error:
            if held_out is not None:
                raise CommandError(f"--judge {asked}: {str(error).rstrip('.')}") from None
            return None, f"{str(error).rstrip('.')}."


# ── On a terminal ─────────────────────────────────────────────────────────────────────────────────


def lines(reading: Reading, fitted: Fit, judgement: Judgement | None, not_judged: str) -> Iterator[str]:
    """Ledger, fit and verdict as plain text."""
    from present import your_data, your_data_fit, your_data_verdict
    from present.text_layout import lower_first, wrapped

    def text(words: str) -> Iterator[str]:
        yield from wrapped(words.replace("**", ""), 110, 50)

    def rows(table: pd.DataFrame) -> Iterator[str]:
        widths = [max([len(str(c)), *(len(str(v)) for v in table[c])]) for c in table.columns]
        for row in [list(table.columns), *table.astype(str).to_numpy().tolist()]:
            yield "  " + "  ".join(f"{c:{w}}" for c, w in zip(row, widths, strict=True)).rstrip()

    yield from text(your_data.headline(reading))
    yield from rows(your_data.files_table(reading))
    yield from text(your_data.dropped_sentence(reading))
    if reading.ledger.dropped:
        yield from rows(your_data.dropped_table(reading))
    for sentence in reading.ledger.decisions:
        yield from text(f"- {sentence}")
    for what, forbids in your_data.missing_table(reading).to_numpy():
        yield from text(f"- Not in the files: {lower_first(what)}; so unknown: {forbids}.")
    for check in reading.ledger.checks:
        yield from text(f"- {check.name} ({your_data.passes_text(check)}): {check.sentence}")
    yield from text(your_data.assumed_sentence(reading.ledger.answers.open_questions()))
    for section in your_data_fit.sections(fitted):
        yield ""
        yield section.title
        yield from text(section.lead)
        if section.rows:
            yield from rows(your_data_fit.table(section).drop(columns="From"))
        for sentence in section.doubts:
            yield from text(f"- {sentence}")
    yield ""
    for sentence in your_data_fit.doubts(fitted):
        yield from text(f"- {sentence}")
    yield from text(your_data_verdict.as_in_what_if(fitted))
    yield ""
    if judgement is not None:
        yield from text(your_data_verdict.headline(judgement))
        yield from rows(your_data_verdict.verdict_table(judgement, judgement.queue))
        yield from text(your_data_verdict.arrivals_sentence(judgement))
        yield from text(your_data_verdict.basis(judgement))
    elif not_judged:
        yield from text(f"Not judged by later days: {not_judged}")
