"""`tradeoff`: of all designs that some levers allow, those that no other beats, as a table or as one JSON object."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from cli import json_output
from cli.answer_report import add_report, report_files, settings_of, write_answer
from cli.arguments import add_engine, add_fresh, add_json, add_replications, replications_of
from cli.config_files import CONFIG_HELP, load_config
from cli.errors import CommandError
from cli.workers import finished_runs_store, of_whole_search, runner
from sim.experiment import Result
from sim.experiment.cost import cost
from sim.experiment.executors import cores
from sim.experiment.exploring import At
from sim.experiment.free_levers import parse_free, parse_limit, question_of
from sim.experiment.result import is_simulated
from sim.experiment.tradeoff import GOALS, TODAY, Tradeoff, TradeoffError
from sim.experiment.tradeoff_search import expected_runs, trade_off
from sim.kpis import KPIS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `tradeoff`."""
    parser.add_argument("config", metavar="CONFIG", help=CONFIG_HELP)
    parser.add_argument(
        "--free",
        action="append",
        required=True,
        metavar="PATH=FROM:TO[:STEP]",
        help='a lever that may be moved, and its range: "teams.Front line.agents=38:46"; or its values one by one, '
        'numbers, names and off: "rules.handle_time_cap.minutes=off,4,5,6"; breaks are in minutes a shift; given '
        "several times, all together",
    )
    parser.add_argument(
        "--goal",
        action="append",
        metavar="KPI",
        help=f"key figure to trade off, two to four (default {' '.join(GOALS)})",
    )
    parser.add_argument(
        "--limit",
        action="append",
        default=[],
        metavar="KPI<=X",
        help='what a key figure may be at most, or at least: "service_level>=0.8"; its name alone: the scenario\'s '
        "target",
    )
    add_replications(parser)
    add_engine(parser)
    add_fresh(parser)
    add_report(parser)
    add_json(parser)


def tradeoff_command(args: argparse.Namespace) -> int:
    """`python -m sim tradeoff`."""
    files = report_files(args)
    scenario = load_config(args.config)
    goals = tuple(args.goal or GOALS)
    try:
        levers = [parse_free(text, scenario) for text in args.free]
        limits = [parse_limit(text, scenario) for text in args.limit]
        question = question_of(scenario, levers, goals, limits)
    except TradeoffError as error:
        raise CommandError(str(error)) from None
    for key in goals:
        if not is_simulated(scenario, key):
            raise CommandError(f"--goal: {key} is not simulated in this scenario; name other goals")
    replications = replications_of(args)
    tasks = expected_runs(question.cells, replications)
    if sys.stderr.isatty():
        seconds = cost(scenario, args.engine).seconds * tasks / cores()
        print(f"At most {tasks:,} runs, about {max(1.0, seconds):.0f} s.", file=sys.stderr)
    with (
        finished_runs_store(args) as store,
        runner(args, replications, tasks=tasks, what="searching ", store=store) as simulating,
    ):
        by, overall = of_whole_search(simulating, tasks)
        found = by.complete(trade_off(question, most_runs=replications), overall)
    from present.locale import reading_as
    from present.terminal_tables import tradeoff_table
    from present.tradeoff_text import DesignNames, basis, headline, sentences

    names = DesignNames(question)
    lines = []
    if files:
        from present.report.answers.tradeoff import tradeoff_answer

        with reading_as(scenario.locale):
            answer = tradeoff_answer(found, settings_of(args, scenario, replications), scenario.name)
        lines = write_answer(answer, files)
    with reading_as(scenario.locale):
        told = [headline(found, names), *sentences(found, names)]
        if args.json:
            baseline = Result(scenario, args.seed, args.engine, ())
            json_output.print_json(
                {
                    **json_output.versions(),
                    **json_output.scenario(baseline),
                    **json_output.settings(baseline, replications),
                    **as_data(found),
                    "headline": told[0].replace("\N{NO-BREAK SPACE}", " "),
                }
            )
        else:
            print("\n".join([f"{scenario.name}: {told[0]}", *told[1:], ""]))
            print("\n".join([*tradeoff_table(found, names), "", basis(found), *lines]))
    return 0


def as_data(found: Tradeoff) -> dict[str, Any]:
    """What was asked, every design simulated, and how it stands."""
    question = found.question
    alike = {at: number for number, blob in enumerate(found.blobs) for at in blob.places}
    keys = dict.fromkeys([*question.goals, *(limit.key for limit in question.limits)])

    def design(at: At) -> dict[str, Any]:
        values, point = question.now if at == TODAY else question.values(at), found.best(at)
        return {
            "levers": {lever.name: x for lever, x in zip(question.levers, values, strict=True)},
            "mark": found.marks[at],
            "claimed": at in found.claimed,
            "breaks": found.broken(at),
            "alike": alike.get(at),
            "share_on_front": found.shares.get(at),
            "runs": point.runs,
            "kpis": {
                key: {**json_output.estimate(point.figure(key)), "unit": KPIS[key].unit} for key in keys
            },
        }

    return {
        "levers": {lever.name: list(lever.values) for lever in question.levers},
        "goals": [{"kpi": key, "better": KPIS[key].better} for key in question.goals],
        "limits": [{"kpi": x.key, "at_least" if x.at_least else "at_most": x.bound} for x in question.limits],
        "possible_designs": question.cells,
        "simulated_designs": len(found.simulated),
        "break_a_limit": len([at for at in found.simulated if at in found.breaking]),
        "impossible_designs": len(found.impossible),
        "claimed_on_runs": min(point.runs for point in found.claimed.values()),
        "today": design(question.today),
        "designs": [design(at) for at in sorted(found.simulated)],
    }
