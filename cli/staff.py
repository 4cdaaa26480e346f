"""`staff`: how many people each half-hour of the week needs for a target, as a table or as one JSON object."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from cli import json_output
from cli.answer_report import add_report, report_files, settings_of, write_answer
from cli.arguments import (
    add_engine,
    add_fresh,
    add_json,
    add_replications,
    integer_between,
    replications_of,
)
from cli.config_files import CONFIG_HELP, load_config
from cli.errors import CommandError
from cli.workers import finished_runs_store, of_whole_search, runner
from sim.clock_text import clock_text
from sim.draws import MAX_REPLICATION
from sim.experiment import Estimate, Result
from sim.experiment.cost import seconds_of_half_hours
from sim.experiment.executors import cores
from sim.scenario import Scenario
from sim.scenario.fields import WEEKDAYS
from sim.staffing import (
    ENOUGH,
    NOT_ENOUGH,
    OPEN,
    RATIOS,
    UNSEEN,
    Requirement,
    ServiceTarget,
    StaffingError,
    expected_runs,
    further_claim,
    runs_to_tell,
    staff,
    team_to_staff,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `staff`."""
    parser.add_argument("config", metavar="CONFIG", help=CONFIG_HELP)
    add_target(parser)
    add_replications(parser)
    parser.add_argument(
        "--claim-runs",
        type=integer_between(2, MAX_REPLICATION),
        metavar="N",
        help="runs at most on which the people found are judged (default: 20 times --reps); more decide more",
    )
    add_engine(parser)
    add_fresh(parser)
    add_report(parser)
    add_json(parser)


def add_target(parser: argparse.ArgumentParser) -> None:
    """The arguments that state a target, and whose people are looked for."""
    parser.add_argument(
        "--kpi",
        choices=tuple(RATIOS),
        default="service_level",
        help="key figure to hold (default %(default)s)",
    )
    parser.add_argument(
        "--target",
        type=share,
        metavar="SHARE",
        help="what it has to reach, such as 0.80 (default: the scenario's)",
    )
    parser.add_argument(
        "--within",
        type=seconds,
        metavar="S",
        help="time in which a call counts as answered (default: the scenario's)",
    )
    parser.add_argument(
        "--per",
        choices=("half_hour", "day"),
        default="half_hour",
        help="whether every half-hour has to reach it, or each day as a whole (default %(default)s)",
    )
    parser.add_argument(
        "--floor",
        type=share,
        metavar="SHARE",
        help="with --per day: what no half-hour may be below (default 0)",
    )
    parser.add_argument("--team", metavar="NAME", help="whose people, where there are several teams")


def share(text: str) -> float:
    """A type for argparse: a number above 0 and below 1."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not 0.0 < value < 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1, such as 0.8 for 80%")
    return value


def seconds(text: str) -> float:
    """A type for argparse: a number of seconds from 0 to an hour."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not 0.0 <= value <= 3600.0:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 3600 s")
    return value


def target_of(args: argparse.Namespace, scenario: Scenario) -> ServiceTarget:
    """What was asked for; from the scenario where it was not said. Raises CommandError."""
    if args.floor is not None and args.per != "day":
        raise CommandError("--floor goes with --per day: else every half-hour has to reach the target itself")
    default = DEFAULT_ABANDONMENT if args.kpi == "abandonment" else scenario.targets.service_level
    return ServiceTarget(
        args.kpi,
        default if args.target is None else args.target,
        scenario.targets.within_s if args.within is None else args.within,
        args.per,
        args.floor or 0.0,
    )


DEFAULT_ABANDONMENT = 0.05
"""Scenarios have no target for it; the trade's habit."""


def staff_command(args: argparse.Namespace) -> int:
    """`python -m sim staff`."""
    files = report_files(args)
    scenario = load_config(args.config)
    target = target_of(args, scenario)
    try:
        team = team_to_staff(scenario, args.team)
    except StaffingError as error:
        raise CommandError(f"--team: {error}") from None
    replications = replications_of(args)
    tasks = expected_runs(replications, args.claim_runs)
    with (
        finished_runs_store(args) as store,
        runner(args, replications, tasks=tasks, what="searching ", store=store) as simulating,
    ):
        by, overall = of_whole_search(simulating, tasks)
        found = staff(scenario, target, by, team=args.team, claim_runs=args.claim_runs, overall=overall)
    lines = []
    if files and not found.needed.any():
        raise CommandError("--report: nobody rings on any day of the week, so there is no answer to write")
    if files:
        from present.locale import reading_as
        from present.report.answers.staffing import staffing_answer

        with reading_as(scenario.locale):
            answer = staffing_answer(found, settings_of(args, scenario, replications), scenario.name, team)
        lines = write_answer(answer, files)
    if args.json:
        baseline = Result(scenario, args.seed, args.engine, ())
        json_output.print_json(
            {
                **json_output.versions(),
                **json_output.scenario(baseline),
                **json_output.settings(baseline, replications),
                **as_data(found),
            }
        )
        return 0
    from present.explore import time_in_words
    from present.locale import reading_as
    from present.staffing_text import headline, longer_in_words, sentences, target_in_words
    from present.terminal_tables import requirement_table

    with reading_as(scenario.locale):
        print(f"{scenario.name}: {target_in_words(target)}.\n")
        if not found.needed.any():
            print(headline(found))
            return 0
        print("\n".join(requirement_table(found)))
        print("\n" + "\n".join([headline(found), *sentences(found, more_runs := runs_to_tell(found))]))
        if further := further_claim(found, replications):
            runs, more = further
            long = time_in_words(seconds_of_half_hours(scenario, args.engine) * more / cores())
            can_do = longer_in_words(found, runs, more_runs)
            print(f"With --claim-runs {runs} it goes on from here, for {long}. {can_do}".rstrip())
    print("\n".join(lines), end="\n" if lines else "")
    return 0


def as_data(found: Requirement) -> dict[str, Any]:
    """The target, every half-hour in which anybody rings, and every day."""
    target = found.target
    low, high = found.figure.interval()
    by_day = found.figure.by_day
    day_low, day_high = by_day.interval()
    intervals = [
        {
            "day": WEEKDAYS[day],
            "start": clock_text(30 * int(at)),
            "needed": int(found.needed[day, at]),
            "open": list(found.open.get((int(day), int(at)), ())),
            "erlang_a": int(found.erlang_a[day, at]),
            "rostered": round(float(found.rostered[day, at]), 2),
            target.kpi: share_as_data(found.figure.mean[day, at], low[day, at], high[day, at]),
        }
        for day, at in zip(*(found.offered > 0.0).nonzero(), strict=True)
    ]
    days = [
        {
            "day": WEEKDAYS[day],
            "needed_hours": float(found.needed[day].sum()) / 2.0,
            "rostered_hours": round(float(found.rostered[day].sum()) / 2.0, 2),
            target.kpi: share_as_data(by_day.mean[day, 0], day_low[day, 0], day_high[day, 0]),
            "kept": KEPT[int(found.days[day])],
            "days_reaching": json_output.estimate(found.figure.days_reaching(day)),
        }
        for day in range(7)
        if (found.offered[day] > 0.0).any()
    ]
    return {
        "target": asdict(target),
        "settled": found.is_settled,
        "claimed_on_runs": found.figure.runs,
        "runs_to_tell": runs_to_tell(found),
        "intervals": intervals,
        "day": days,
    }


KEPT = {ENOUGH: "surely", OPEN: "open", NOT_ENOUGH: "surely_not", UNSEEN: None}
"""Whether a half-hour or day reaches the target; null where it is not held to it."""


def share_as_data(mean: float, low: float, high: float) -> dict[str, Any]:
    return json_output.estimate(Estimate(float(mean), float(low), float(high)))
