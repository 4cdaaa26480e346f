"""`roster`: the shifts at least cost that keep a target, simulated; as a table, a scenario, a workbook or JSON."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from cli import json_output
from cli.answer_report import add_report, report_files, settings_of, write_answer
from cli.arguments import add_engine, add_fresh, add_json, add_replications, replications_of
from cli.config_files import CONFIG_HELP, load_config
from cli.errors import CommandError
from cli.output_files import output_file, written
from cli.staff import KEPT, add_target, share_as_data, target_of
from cli.workers import finished_runs_store, of_whole_search, runner
from sim.clock_text import clock_text
from sim.experiment import Result
from sim.kpis import KPIS
from sim.scenario import Scenario, replace, to_yaml
from sim.scenario.fields import WEEKDAYS
from sim.staffing import (
    Contracts,
    Crew,
    Improvement,
    SimulatedRoster,
    StaffingError,
    contracts_from_team,
    expected_improvement_runs,
    expected_roster_runs,
    half_hours_out_of_reach,
    improve_roster,
    load_contracts,
    make_roster,
    team_to_staff,
)
from sim.staffing.crews import team_named
from sim.staffing.people_on_phones import people_at_work
from sim.whole_files import write_whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `roster`."""
    parser.add_argument("config", metavar="CONFIG", help=CONFIG_HELP)
    add_target(parser)
    parser.add_argument(
        "--contracts",
        metavar="FILE",
        help="which shifts there may be (YAML; default: what the team works now, at any start while it is open)",
    )
    parser.add_argument(
        "--improve",
        action="store_true",
        help="the best few moves of the shifts there are instead of a new roster, each with its gain",
    )
    add_replications(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write the scenario with this roster (.yaml)")
    parser.add_argument(
        "--workbook", metavar="FILE", help="write people by shift and by half-hour: as --report FILE.xlsx"
    )
    add_report(parser)
    add_engine(parser)
    add_fresh(parser)
    add_json(parser)


def roster_command(args: argparse.Namespace) -> int:
    """`python -m sim roster`."""
    if args.improve and (args.output or args.workbook or args.report):
        options = "-o, --workbook or --report"
        raise CommandError(f"--improve tells moves of the shifts there are: it has no roster for {options}")
    scenario_file = output_file("-o", args.output, (".yaml", ".yml"), "a scenario") if args.output else None
    files = report_files(args)
    if args.workbook:
        files.append(output_file("--workbook", args.workbook, (".xlsx",), "a workbook"))
    scenario = load_config(args.config)
    target = target_of(args, scenario)
    contracts = load_contracts(args.contracts) if args.contracts else None
    replications = replications_of(args)
    try:
        team = team_to_staff(scenario, args.team)
    except StaffingError as error:
        raise CommandError(f"--team: {error}") from None
    if not args.improve:
        _tell_what_nobody_can_cover(
            scenario, contracts or contracts_from_team(scenario, team_named(scenario, team))
        )
    try:
        if args.improve:
            tasks = expected_improvement_runs(scenario, team, replications)
            with (
                finished_runs_store(args) as store,
                runner(args, replications, tasks=tasks, what="searching ", store=store) as by,
            ):
                by, overall = of_whole_search(by, tasks)
                moves = improve_roster(scenario, target, by, team=team, contracts=contracts, overall=overall)
            _tell_moves(args, scenario, moves, replications)
            return 0
        tasks = expected_roster_runs(replications)
        with (
            finished_runs_store(args) as store,
            runner(args, replications, tasks=tasks, what="searching ", store=store) as by,
        ):
            by, overall = of_whole_search(by, tasks)
            found = make_roster(scenario, target, by, team=team, contracts=contracts, overall=overall)
    except StaffingError as error:
        raise CommandError(str(error)) from None
    if scenario_file:
        write_whole(scenario_file, to_yaml(scenario_with(found)).encode())
    lines = [written(scenario_file)] if scenario_file else []
    if files:
        from present.locale import reading_as
        from present.report.answers.roster import roster_answer

        of = contracts or contracts_from_team(scenario, found.today_team)
        with reading_as(scenario.locale):
            answer = roster_answer(found, settings_of(args, scenario, replications), scenario.name, of)
        lines += write_answer(answer, files)
    if args.json:
        json_output.print_json({**_head(args, scenario, replications), **as_data(found)})
        return 0
    from present.locale import reading_as
    from present.roster_text import basis, headline, sentences
    from present.staffing_text import target_in_words
    from present.terminal_tables import roster_lines

    with reading_as(scenario.locale):
        print(f"{scenario.name}: {target_in_words(target)}.\n")
        print("\n".join(roster_lines(found)))
        print("\n" + "\n".join([headline(found), *sentences(found), basis(found)]))
    print("\n".join(lines), end="\n" if lines else "")
    return 0


def _tell_what_nobody_can_cover(scenario: Scenario, contracts: Contracts) -> None:
    """On stderr, before minutes of searching."""
    from present.roster_text import will_have_nobody

    if words := will_have_nobody(*half_hours_out_of_reach(scenario, contracts)):
        print(words, file=sys.stderr, flush=True)


def scenario_with(found: SimulatedRoster) -> Scenario:
    """The scenario with its roster, under a name of its own; what was observed was so with another."""
    return replace(found.scenario, {"name": f"{found.scenario.name}: roster", "observed": {}})


def _head(args: argparse.Namespace, scenario: Scenario, replications: int) -> dict[str, Any]:
    baseline = Result(scenario, args.seed, args.engine, ())
    return {
        **json_output.versions(),
        **json_output.scenario(baseline),
        **json_output.settings(baseline, replications),
    }


def _tell_moves(
    args: argparse.Namespace, scenario: Scenario, moves: list[Improvement], replications: int
) -> None:
    from present.locale import reading_as
    from present.roster_text import improvement_headline, improvement_lines, move_in_words

    if args.json:
        data = [
            {
                "move": one.move.kind,
                "words": move_in_words(one),
                "people": one.move.people,
                "minutes": one.move.minutes,
                "paid_hours": round(one.paid_hours, 4),
                "below_before": one.below[0],
                "below": one.below[1],
                "shifts": shifts_as_data(one.standing.crews),
                "differences": differences_as_data(one),
            }
            for one in moves
        ]
        json_output.print_json({**_head(args, scenario, replications), "moves": data})
        return
    with reading_as(scenario.locale):
        print("\n".join([improvement_headline(moves), *improvement_lines(moves)]))


def shifts_as_data(crews: tuple[Crew, ...]) -> list[dict[str, Any]]:
    """As a scenario file has them, with the contract."""
    return [
        {
            **shift.model_dump(exclude_none=True, exclude={"share", "agents"}, mode="json"),
            "agents": crew.people,
            "contract": crew.contract,
        }
        for crew in crews
        for shift in crew.shifts
        if crew.people
    ]


def differences_as_data(one: SimulatedRoster | Improvement) -> dict[str, Any]:
    """Paired differences from the roster there is now, on the same callers."""
    from present.roster_text import COMPARED

    return {key: {**json_output.estimate(one.difference(key)), "unit": KPIS[key].unit} for key in COMPARED}


def as_data(found: SimulatedRoster) -> dict[str, Any]:
    """The target, the roster, what was promised, what came of it, and how it differs from the roster there is now."""
    target, standing, covered = found.target, found.standing, found.covered
    low, high = standing.figure.interval()
    of_day = standing.figure.by_day
    day_low, day_high = of_day.interval()
    zones, day_zones = standing.zones(), standing.day_zones()
    now, today = (people_at_work(scenario, found.team) for scenario in (found.scenario, found.today.scenario))
    pay, pay_today = found.pay_per_week

    return {
        "target": asdict(target),
        "team": found.team,
        "kept": found.is_kept,
        "todays": found.is_todays,
        "claimed_on_runs": len(found.result.replications),
        "people": found.people,
        "paid_hours": {"roster": found.paid_hours, "today": found.today_paid_hours, "unit": "h a week"},
        "pay": {"roster": pay, "today": pay_today, "unit": f"{found.scenario.costs.currency} a week"},
        "shifts": shifts_as_data(found.crews),
        "cover": {
            "people": covered.people,
            "gap": covered.gap,
            "proven": covered.is_proven,
            "out_of_reach": int(found.out_of_reach.sum()),
            "uncovered": [
                {"day": one.day, "start": one.start, "missing": one.missing, "coverable": one.coverable}
                for one in covered.uncovered
            ],
        },
        "intervals": [
            {
                "day": WEEKDAYS[day],
                "start": clock_text(30 * at),
                "needed": int(found.needed[day, at]),
                "planned": round(float(now[day, at]), 2),
                "today": round(float(today[day, at]), 2),
                "kept": KEPT[int(zones[day, at])],
                target.kpi: share_as_data(standing.figure.mean[day, at], low[day, at], high[day, at]),
            }
            for day, at in zip(*(standing.figure.all.sum(axis=0) > 0.0).nonzero(), strict=True)
        ],
        "day": [
            {
                "day": WEEKDAYS[day],
                "kept": KEPT[int(day_zones[day])],
                target.kpi: share_as_data(of_day.mean[day, 0], day_low[day, 0], day_high[day, 0]),
            }
            for day in range(7)
            if found.needed[day].any()
        ],
        "differences": differences_as_data(found),
        "rounds": [
            {
                "stage": one.stage,
                "people": one.people,
                "paid_hours": one.paid_hours,
                "lacking": one.lacking,
            }
            for one in found.rounds
        ],
    }
