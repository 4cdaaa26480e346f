"""`sweep`: a grid of scenarios over some levers, as a table, as CSV or as one JSON object."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli import json_output
from cli.answer_report import add_report, report_files, settings_of, write_answer
from cli.arguments import add_engine, add_fresh, add_replications, replications_of
from cli.config_files import CONFIG_HELP, load_config
from cli.errors import CommandError
from cli.workers import finished_runs_store, runner
from sim.experiment import KEYS, Result, SweepError, SweepOutcome, grid, parse_lever
from sim.experiment.exploring import Exploration, Point, values_in
from sim.experiment.sweep import Lever
from sim.experiment.window import Window

if TYPE_CHECKING:
    from present.report.search_answer import SearchAnswer

MOST_LEVERS = 2
"""In a picture."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `sweep`."""
    parser.add_argument("config", metavar="CONFIG", help=CONFIG_HELP)
    parser.add_argument(
        "--vary",
        action="append",
        required=True,
        metavar="PATH=FROM:TO:STEPS",
        help='a lever, named as in a dated change, and its values, both ends included: "teams.Front '
        'line.agents=35:45:11"; given several times, all combinations',
    )
    add_replications(parser)
    add_engine(parser)
    add_fresh(parser)
    add_report(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    form.add_argument(
        "--csv",
        action="store_true",
        help="print one row a point, and nothing else; columns are bare paths and keys, whose units --json has",
    )


def sweep_command(args: argparse.Namespace) -> int:
    """`python -m sim sweep`."""
    files = report_files(args)
    scenario = load_config(args.config)
    if files and len(args.vary) > MOST_LEVERS:
        raise CommandError(f"--report: a picture is over one lever or two, not over {len(args.vary)}")
    try:
        levers = [parse_lever(text) for text in args.vary]
        points = grid(scenario, levers)
    except SweepError as error:
        raise CommandError(f"--vary: {error}") from None
    replications = replications_of(args)
    tasks = replications * len(points)
    with (
        finished_runs_store(args) as store,
        runner(args, replications, tasks=tasks, store=store) as simulating,
    ):
        outcomes = simulating.sweep(points)
        (own,) = simulating.run([scenario]) if files else (None,)
    lines = [] if own is None else write_answer(_answer(args, own, levers, outcomes), files)
    if args.json:
        baseline = Result(scenario, args.seed, args.engine, ())
        json_output.print_json(
            {
                **json_output.versions(),
                **json_output.scenario(baseline),
                **json_output.settings(baseline, replications),
                "units": outcomes.units,
                "points": [json_output.sweep_point(outcome) for outcome in outcomes],
            }
        )
    elif args.csv:
        write_csv(outcomes)
    else:
        from present.locale import reading_as
        from present.terminal_tables import sweep_table

        with reading_as(scenario.locale):
            print(sweep_table(scenario, outcomes, seed=args.seed, engine=args.engine))
        print("\n".join(lines), end="\n" if lines else "")
    return 0


def _answer(
    args: argparse.Namespace, own: Result, levers: Sequence[Lever], outcomes: Sequence[SweepOutcome]
) -> SearchAnswer:
    """What the page Explore says of such a range. `own`: of the scenario as it stands."""
    from present.locale import reading_as
    from present.range_levers import field_lever
    from present.report.answers.explore import Explored, explore_answer
    from present.tiles import HERO

    scenario, paths = own.scenario, [lever.path for lever in levers]
    at_once = Point((), values_in(own, Window()))
    points = {
        at: Point(at, outcome.values) for outcome in outcomes if (at := tuple(outcome.point.values.values()))
    }
    axes = tuple(tuple(sorted(lever.values)) for lever in levers)
    found = Exploration(scenario, axes, points, at_once, at_once, finished=True)
    moved = [field_lever(path) for path in paths]
    stands = tuple(lever.value(scenario) for lever in moved)
    place = tuple(x for x in stands if x is not None)
    now = place if place in points else None
    with reading_as(scenario.locale):
        view = Explored(
            found,
            tuple(lever.in_words(scenario) for lever in moved),
            HERO if len(levers) == 1 else HERO[:1],
            tuple(lever.times for lever in moved),
            now,
            now,
            stands,
            moved[0].bounds(),
        )
        settings = settings_of(args, scenario, len(own.replications))
        return explore_answer(view, settings, scenario.name)


def write_csv(outcomes: Sequence[SweepOutcome]) -> None:
    """One row a point: the levers, then for every KPI its mean and the ends of its interval; no value is empty."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(
        [*outcomes[0].point.values, *(f"{key}{end}" for key in KEYS for end in ("", "_low", "_high"))]
    )
    for outcome in outcomes:
        estimates = [outcome.kpi(key) for key in KEYS]
        out.writerow(
            [*outcome.point.values.values(), *(x for e in estimates for x in (e.mean, e.low, e.high))]
        )
