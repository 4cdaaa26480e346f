"""Random small scenarios, most of them nasty: what any engine must get through."""

from __future__ import annotations

from hypothesis import strategies as st

from sim.scenario import ScenarioError, from_dict
from sim.scenario.demand import Open
from sim.scenario.field_metadata import fields
from sim.scenario.hours import half_hours
from sim.scenario.hours import opening as opening_on
from tests.builders import WEEK

BEHAVIOUR = [f for f in fields() if f.path.startswith("behaviour.") and not isinstance(f.default, bool)]


def maybe(strategy, default):
    """Off twice as often as on."""
    return st.one_of(st.just(default), st.just(default), strategy)


share = st.sampled_from([0.0, 0.1, 0.5, 1.0])


def shares(draw, n):
    weights = [draw(st.integers(1, 5)) for _ in range(n)]
    return [w / sum(weights) for w in weights]


OPENINGS = [
    {"days": WEEK[:5], "from": "08:00", "to": "18:00"},
    {"days": ["mon", "tue", "sat"], "from": "08:00", "to": "12:00", "hours": {"tue": ["10:00", "24:00"]}},
    {"days": WEEK, "from": "00:00", "to": "24:00"},
    {"days": ["mon", "tue", "thu"], "from": "00:00", "to": "24:00"},
    {"days": WEEK, "from": "09:00", "to": "24:00", "hours": {"wed": ["00:00", "06:00"]}},
    {"days": WEEK, "from": "10:00", "to": "02:00"},
    {"days": ["mon", "wed", "sun"], "from": "22:00", "to": "06:00", "hours": {"wed": ["20:00", "08:00"]}},
]
TWO_SPANS = [
    {"days": WEEK[:6], "spans": [["08:00", "12:00"], ["15:00", "20:00"]]},
    {
        "days": WEEK,
        "from": "10:00",
        "to": "14:00",
        "hours": {"fri": [["08:00", "11:30"], ["21:00", "03:00"]]},
    },
]
"""Not for those who are on duty always."""


SPECIAL = [{"week": 0, "day": "tue", "closed": True}, {"week": 0, "day": "mon", "calls_factor": 3.0}]


@st.composite
def call_types(draw, names, team_names):
    given = shares(draw, len(names))
    return [
        {
            "name": name,
            "share": share_,
            "need": draw(
                st.sampled_from(
                    [
                        {"distribution": "lognormal", "mean_min": 6.0, "cv": 1.0},
                        {"distribution": "exponential", "mean_min": 5.0},
                        {"distribution": "gamma", "mean_min": 4.0, "cv": 0.7},
                        {"distribution": "deterministic", "mean_min": 5.0},
                        {"distribution": "deterministic", "mean_min": 7.5},
                        {"distribution": "empirical", "quantiles_min": [0.5, 2.0, 10.0, 30.0]},
                    ]
                )
            ),
            "overhead_min": draw(st.sampled_from([0.0, 1.3])),
            "wrap_up_min": draw(st.sampled_from([0.0, 0.5, 2.5])),
            "difficult_share": draw(maybe(share, None)),
            "self_service_share": draw(maybe(st.just(0.3), 0.0)),
            "resolvable": draw(st.sampled_from([0.0, 0.5, 1.0])),
            "patience": {
                "distribution": draw(st.sampled_from(["exponential", "weibull", "none"])),
                "mean_min": draw(st.sampled_from([1.0, 5.0])),
                "shape": 0.8,
                "give_up_at_once": draw(maybe(st.just(0.3), 0.0)),
            },
            "priority": draw(maybe(st.integers(-1, 1), 0)),
            "head_start_min": draw(maybe(st.just(2.0), 0.0)),
            "escalates_to": draw(maybe(st.sampled_from(team_names), None)),
        }
        for name, share_ in zip(names, given, strict=True)
    ]


def rostered(teams):
    """Whether all of them have shifts."""
    return all(one["shifts"] != "always" for one in teams)


@st.composite
def profiles(draw, opening):
    """None, or weights by weekday of which every third or so is zero."""
    if draw(st.integers(0, 2)):
        return None
    weight = st.sampled_from([0.0, 1.0, 3.0])
    return {
        day: [1.0, *(draw(weight) for _ in range(half_hours(opening_on(Open(**opening), day)) - 1))]
        for day in opening["days"]
    }


@st.composite
def shifts(draw, always=True):
    if always and draw(st.booleans()):
        return "always"
    n = draw(st.integers(1, 3))
    counts = st.lists(st.integers(0, 3), min_size=n, max_size=n)
    people = draw(maybe(counts.map(lambda of: [{"agents": k} for k in of]), None))
    found = [
        {
            "start": draw(st.sampled_from(["00:00", "06:00", "08:00", "10:00", "16:00", "22:00"])),
            "hours": draw(st.sampled_from([2.0, 8.0, 12.0])),
            "days": draw(maybe(st.sampled_from([["mon", "sat", "wed"], ["sun"], WEEK]), None)),
            **on_it,
        }
        for on_it in people or [{"share": share_} for share_ in shares(draw, n)]
    ]
    for one in found:
        if draw(st.integers(0, 2)) == 0:
            one["breaks"] = draw(breaks)
    return found


breaks = st.sampled_from(
    [
        [],
        [{"after_min": 60.0, "minutes": 10.0, "stagger_min": 45.0}, {"after_min": 95.0, "minutes": 20.0}],
        [{"after_min": 110.0, "minutes": 30.0, "stagger_min": 480.0}],
    ]
)


@st.composite
def teams(draw, names, type_names):
    found = [
        {
            "name": name,
            "agents": draw(st.integers(0, 4)),
            "handles": draw(st.sampled_from(["all", *[[t] for t in type_names]])),
            "shifts": draw(shifts()),
            "days_per_week": draw(st.integers(3, 7)),
            "breaks": draw(maybe(breaks, [])),
            "shrinkage": draw(maybe(st.just(0.2), 0.0)),
            "speed_sd": draw(maybe(st.just(0.2), 0.0)),
        }
        for name in names
    ]  # fmt: skip
    for one in found:
        if one["shifts"] == "always":
            one["days_per_week"], one["breaks"] = 7, []
    found[0]["handles"] = "all"
    found[0]["agents"] = max(1, found[0]["agents"])
    for one in found:
        if (
            one["shifts"] != "always"
            and any(shift.get("agents") for shift in one["shifts"])
            and draw(st.booleans())
        ):
            del one["agents"]
    return found


@st.composite
def changes(draw, team_names, weeks, all_rostered):
    if weeks == 1:
        return []
    options = [
        {f"teams.{draw(st.sampled_from(team_names))}.agents": draw(st.integers(1, 5))},
        {"rules.routing": "most_rested"},
        {"call_types.A.patience.mean_min": 2.0},
        {"rules.disengagement.policy": "caller_ends", "callers.redial": 1.0},
        {"demand.open": {"days": ["mon", "tue"], "from": "08:00", "to": "20:00"}, "demand.profile": None},
        {"demand.open": draw(st.sampled_from(OPENINGS)), "demand.profile": None},
        {"behaviour.strain": False},
        {"rules.pause_after_hostile_min": 3.0},
    ]
    options.append({f"teams.{team_names[0]}.shifts": draw(shifts(always=not all_rostered)),
                    f"teams.{team_names[0]}.breaks": [], f"teams.{team_names[0]}.days_per_week": 7})  # fmt: skip
    return [{"week": 1, "set": draw(st.sampled_from(options))}]


@st.composite
def scenarios(draw):
    type_names = ["A", "B", "C"][: draw(st.integers(1, 3))]
    team_names = ["One", "Two"][: draw(st.integers(1, 2))]
    the_teams = draw(teams(team_names, type_names))
    all_rostered = rostered(the_teams)
    quota = all_rostered and draw(st.booleans())
    opening = draw(st.sampled_from([*OPENINGS, *TWO_SPANS] if all_rostered else OPENINGS))
    weeks = draw(st.sampled_from([1, 1, 2]))
    return {
        "schema": 1,
        "name": "Random",
        "horizon": {"weeks": weeks, "warm_up_weeks": draw(st.sampled_from([0, 0, 1]))},
        "demand": {
            "calls_per_day": draw(st.sampled_from([10.0, 60.0])),
            "day_to_day_cv": draw(st.sampled_from([0.0, 0.3])),
            "intraday_cv": draw(st.sampled_from([0.0, 0.0, 0.4])),
            "intraday_correlation": draw(st.sampled_from([0.0, 0.8, 1.0])),
            "open": opening,
            "profile": draw(profiles(opening)),
            "queue_limit": draw(maybe(st.integers(0, 3), None)),
            "special_days": draw(maybe(st.just(SPECIAL), [])),
        },
        "call_types": draw(call_types(type_names, team_names)),
        "callers": {
            "difficult_share": draw(share),
            "upset_share": draw(share),
            "redial": draw(share),
            "redial_after_min": draw(st.sampled_from([0.0, 20.0])),
            "call_back": draw(share),
            "call_back_days": draw(st.sampled_from([0.0, 0.5])),
            "pass_on": draw(share),
            "pass_on_pressed": draw(share),
        },
        "teams": the_teams,
        "rules": {
            "handle_time_cap": {
                "minutes": draw(maybe(st.sampled_from([0.5, 4.0]), None)),
                "basis": draw(st.sampled_from(["each_call", "shift_average"])),
                "enforcement": draw(st.sampled_from([0.0, 0.5, 1.0])),
            },
            "quota": {"calls_per_shift": draw(st.integers(1, 40)) if quota else None},
            "disengagement": {
                "policy": draw(st.sampled_from(["until_satisfied", "caller_ends", "after_minutes"])),
                "after_min": draw(st.sampled_from([0.0, 3.0])),
                "discernment": draw(share),
            },
            "pause_after_hostile_min": draw(maybe(st.just(4.0), 0.0)),
            "routing": draw(st.sampled_from(["longest_idle", "most_rested"])),
        },
        "training": {
            "coping": {"effect": 0.4, "weeks": draw(maybe(st.just([0]), [])), "hours_per_agent": 3.0},
            "script": {"effect": 0.02, "weeks": draw(maybe(st.just([-1, 0]), [])), "hours_per_agent": 9.0},
        },
        "behaviour": {
            "strain": draw(st.booleans()),
            "sick_rate": draw(maybe(st.just(0.2), 0.02)),
            "quit_rate": draw(maybe(st.just(5.0), 0.1)),
            "vacancy_days": draw(st.sampled_from([0, 2, 42])),
            "newcomer_training_days": draw(st.sampled_from([0, 1, 28])),
            "call_back_earliest_days": draw(st.sampled_from([0.0, 1.0])),
        },
        "changes": draw(changes(team_names, weeks, all_rostered)),
    }  # fmt: skip


# ── Wilder ones: whatever the schema admits ───────────────────────────────────────────────────────

LONG_NEED = {"distribution": "lognormal", "mean_min": 600.0, "cv": 5.0}
"""Calls over days."""


@st.composite
def constants(draw):
    """Some constants of behaviour at their bounds, at nothing, or at a multiple of the default."""
    found = {}
    for field in draw(st.lists(st.sampled_from(BEHAVIOUR), max_size=8, unique_by=lambda f: f.path)):
        low, high, default = field.low or 0.0, field.high, field.default
        value = draw(st.sampled_from([default, 3 * default, default / 8, low, low + (high - low) / 50]))
        value = min(max(value, low), high)
        if field.low_is_excluded and value <= low:
            value = default
        found[field.path.split(".")[1]] = int(value) if isinstance(default, int) else float(value)
    return found


@st.composite
def wild_scenarios(draw):
    """`scenarios` with more types and teams, long calls, several changes and constants of any size."""
    baseline = draw(scenarios())
    type_names = [f"T{i}" for i in range(draw(st.integers(1, 9)))]
    team_names = [f"Team {i}" for i in range(draw(st.integers(1, 5)))]
    baseline["teams"] = draw(teams(team_names, type_names))
    baseline["call_types"] = draw(call_types(type_names, team_names))
    for kind in baseline["call_types"]:
        kind["need"] = draw(maybe(st.just(LONG_NEED), kind["need"]))
    for one in baseline["teams"]:
        if "agents" in one:
            one["agents"] = draw(st.sampled_from([one["agents"], one["agents"], 13]))
        if one["shifts"] == "always":
            baseline["rules"]["quota"] = {"calls_per_shift": None}
    if not rostered(baseline["teams"]):
        baseline["demand"]["open"] = draw(st.sampled_from(OPENINGS))
        baseline["demand"]["profile"] = None
    baseline["behaviour"] = draw(constants()) | draw(maybe(st.just(baseline["behaviour"]), {}))
    baseline["training"]["coping"]["hours_per_agent"] = draw(st.sampled_from([3.0, 80.0]))
    baseline["rules"]["pause_after_hostile_min"] = draw(maybe(st.just(120.0), 2.5))
    baseline["horizon"] = {"weeks": 3, "warm_up_weeks": draw(st.integers(0, 2))}
    baseline["demand"]["calls_per_day"] = draw(st.sampled_from([0.0, 10.0, 60.0, 200.0]))
    options = st.fixed_dictionaries(
        {},
        optional={
            f"teams.{draw(st.sampled_from(team_names))}.agents": st.integers(0, 9),
            f"teams.{team_names[-1]}.handles": st.sampled_from(["all", type_names[:1]]),
            f"call_types.{type_names[0]}.priority": st.integers(-2, 2),
            f"call_types.{type_names[0]}.head_start_min": st.sampled_from([0.0, 30.0]),
            f"call_types.{type_names[0]}.escalates_to": st.sampled_from(team_names),
            f"call_types.{type_names[0]}.patience.distribution": st.sampled_from(["none", "weibull"]),
            "rules.routing": st.sampled_from(["longest_idle", "most_rested"]),
            "demand.queue_limit": st.sampled_from([None, 0, 5]),
            "demand.calls_per_day": st.sampled_from([5.0, 90.0]),
            "demand.open": st.sampled_from([*OPENINGS, *TWO_SPANS]),
            "behaviour.strain": st.booleans(),
            "training.coping.weeks": st.sampled_from([[0, 2], [1]]),
        },
    ).filter(bool)
    weeks = draw(st.sampled_from([[], [1], [1, 2], [0, 2]]))
    baseline["changes"] = [{"week": week, "set": draw(options)} for week in weeks]
    return baseline


@st.composite
def wild(draw):
    """(scenario, seed): a wild one that the scenario's own checks let pass."""
    while True:
        try:
            return from_dict(draw(wild_scenarios())), draw(st.integers(0, 2**32 - 1))
        except ScenarioError:
            continue
