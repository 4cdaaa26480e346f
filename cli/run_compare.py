"""`run` and `compare`: replications over all cores or a cluster, as a table or as one JSON object."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cli import json_output, record_files
from cli.arguments import (
    add_engine,
    add_fresh,
    add_json,
    add_replications,
    integer_between,
    replications_of,
)
from cli.config_files import CONFIG_HELP, load_config, load_configs
from cli.errors import CommandError, print_error
from cli.json_output import print_json
from cli.output_files import written
from cli.searches import equivalent_lines, headroom_lines, search_equivalents, search_headroom
from cli.workers import finished_runs_store, runner
from sim.draws import MAX_REPLICATION
from sim.experiment import Precise, Result, Store
from sim.experiment.precision import CAP, parse_half_width
from sim.experiment.sensitivity import ASSUMPTIONS, ENDS
from sim.experiment.stream import Here
from sim.record import Table
from sim.scenario import Scenario


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `run`."""
    parser.add_argument("config", metavar="CONFIG", help=CONFIG_HELP)
    add_replications(parser)
    parser.add_argument(
        "--precision",
        action="append",
        metavar="KPI=HALFWIDTH",
        help="instead of --reps: replicate until half the KPI's 95%% interval is at most this, in its own unit "
        "(service_level=0.01 is one point) or in %% of the mean (asa_s=5%%); may be given several times",
    )
    parser.add_argument(
        "--max-reps",
        type=integer_between(2, MAX_REPLICATION),
        metavar="N",
        help=f"with --precision: replications at most (default {CAP})",
    )
    parser.add_argument(
        "--headroom",
        action="store_true",
        help="also search the people to lose, or calls to add, before a target is missed; up to 40 times the work",
    )
    record_files.add_arguments(parser)
    add_engine(parser)
    add_fresh(parser)
    add_json(parser)


def add_compare_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `compare`."""
    parser.add_argument("baseline", metavar="A", help=f"the baseline: {CONFIG_HELP}")
    parser.add_argument("others", metavar="B", nargs="+", help="what to compare with it: likewise")
    add_replications(parser)
    parser.add_argument(
        "--assumptions",
        action="store_true",
        help="also compare with each of the least known assumptions at both ends of its range; nine times the work",
    )
    parser.add_argument(
        "--worth",
        action="store_true",
        help="also find how many agents more, or fewer, in A would have the effect of each B; up to 15 times the work",
    )
    add_engine(parser)
    add_fresh(parser)
    add_json(parser)


def run_command(args: argparse.Namespace) -> int:
    """`python -m sim run`."""
    if args.precision is None and args.max_reps is not None:
        raise CommandError("--max-reps goes with --precision; without it, --reps says how many")
    scenario = load_config(args.config)
    files = record_files.record_files(args)
    is_search = (args.headroom or args.precision is not None) and not files  # a record has to be simulated
    with finished_runs_store(args, is_search=is_search) as store:
        precise, result = _simulated(args, scenario, store, files)
        headroom = search_headroom(args, result, store) if args.headroom else None
    if args.json:
        precision = {} if precise is None else {"precision": json_output.precision(precise)}
        margin = {} if headroom is None else {"headroom": json_output.headroom(headroom)}
        print_json(
            {
                **json_output.versions(),
                **json_output.scenario(result),
                **json_output.settings(result),
                **precision,
                "kpis": json_output.kpis(result),
                **margin,
            }
        )
        return 0
    from present.locale import reading_as
    from present.terminal_tables import precision_lines, run_table

    with reading_as(scenario.locale):
        print(run_table(result))
        if precise is not None:
            print("\n".join(["", *precision_lines(precise, scenario.costs.currency)]))
        if headroom is not None:
            print("\n".join(["", *headroom_lines(headroom)]))
    if files:
        print("\n".join(["", *map(written, files.values())]))
    return 0


def _simulated(
    args: argparse.Namespace, scenario: Scenario, store: Store, files: Mapping[Table, Path]
) -> tuple[Precise | None, Result]:
    """By `--reps`, or by `--precision`, with what that came to."""
    attributes = Result(scenario, args.seed, args.engine, ()).attributes
    if args.precision is None:
        replications = replications_of(args)
        attributes["runs"] = replications
        with (
            record_files.recording(files, attributes) as here,
            runner(args, replications, tasks=replications, store=store, here=here) as simulating,
        ):
            (result,) = simulating.run([scenario])
        return None, result
    del attributes["runs"]  # how many is known at the end
    with record_files.recording(files, attributes) as here:
        precise = _precise(args, scenario, store, here)
    return precise, Result(scenario, args.seed, args.engine, precise.replications)


def _precise(args: argparse.Namespace, scenario: Scenario, store: Store, here: Here | None) -> Precise:
    if args.reps is not None:
        raise CommandError(
            "--precision decides how many replications it takes: not with --reps, see --max-reps"
        )
    try:
        half_widths = dict(parse_half_width(text) for text in args.precision)
    except ValueError as error:
        raise CommandError(f"--precision: {error}") from None
    most = CAP if args.max_reps is None else args.max_reps
    with runner(args, most, tasks=most, store=store, here=here) as simulating:
        return simulating.until_precise(scenario, half_widths, most)


def compare_command(args: argparse.Namespace) -> int:
    """`python -m sim compare`."""
    scenarios = load_configs([args.baseline, *args.others])
    for line in comparability_warnings(scenarios):
        print_error(line, args.program)
    replications = replications_of(args)
    settings = 1 + len(ASSUMPTIONS) * len(ENDS) if args.assumptions else 1
    tasks = replications * len(scenarios) * settings
    with finished_runs_store(args, is_search=args.assumptions or args.worth) as store:
        with runner(args, replications, tasks=tasks, store=store) as simulating:
            results = simulating.run(scenarios)
            ranges = simulating.assumption_ranges(scenarios[0], scenarios[1:]) if args.assumptions else None
        equivalents = search_equivalents(args, scenarios, store) if args.worth else None
    if args.json:
        print_json(json_output.comparison(results, ranges, equivalents))
        return 0
    from present.locale import reading_as
    from present.terminal_tables import compare_table

    with reading_as(scenarios[0].locale):
        print(compare_table(results, ranges))
        if equivalents is not None:
            print("\n".join(["", *equivalent_lines(equivalents)]))
    return 0


def comparability_warnings(scenarios: Sequence[Scenario]) -> Iterator[str]:
    """A sentence for each scenario whose figures are not quite comparable with the first's."""
    baseline = scenarios[0]
    for other in scenarios[1:]:
        weeks, baseline_weeks = (f"{s.horizon.warm_up_weeks} + {s.horizon.weeks}" for s in (other, baseline))
        if weeks != baseline_weeks:
            yield (
                f'"{other.name}" has {weeks} weeks (warm-up + measured), "{baseline.name}" {baseline_weeks}: '
                "their figures are not quite comparable"
            )
        if other.costs.currency != baseline.costs.currency:
            yield (
                f'"{other.name}" counts in {other.costs.currency}, "{baseline.name}" in {baseline.costs.currency}: '
                "their costs are not compared"
            )
