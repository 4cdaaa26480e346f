"""The replay of a day says what the record says: who did what and when, who waited, how strained everybody was."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from present.floor import colours
from present.floor.day import Day, behaviour_on, day_of, open_days
from present.floor.day_text import in_words, people, replay_source_in_words, summary, table, week_name
from present.floor.duty_periods import duty_periods
from present.floor.picture import picture, seat_table
from present.floor.player_data import STATES, plain
from present.floor.snapshot import activity_at, kind_of, moment, strain_at, waiting_at
from present.floor.strain import STEP_MIN, strain_after, strain_of
from present.floor.week_record import WeekRecord, busiest_day, cut_to_week, first_week_shown, week_record
from sim import Scenario, load, parse, replace, rules, simulate
from sim.clock_text import clock_text
from sim.engine.agent_state import BREAK, COURSE, FREE, PAUSE, TALK, WRAP
from sim.record import NO_DAY, DayStatus, Kind, Outcome, Record
from sim.scenario import from_dict
from tests.builders import Caller, call_type, scenario, simulate_callers, team
from tests.random_scenarios import scenarios

ALL_DAYS = -NO_DAY
SUMS = {
    TALK: "talk_min",
    WRAP: "wrap_min",
    FREE: "free_min",
    BREAK: "break_min",
    PAUSE: "pause_min",
    COURSE: "course_min",
}
BUSY = """
schema: 1
name: Busy centre
horizon: {weeks: 4, warm_up_weeks: 1}
demand:
  calls_per_day: 320
  open: {days: [mon, tue, wed, thu, fri], from: "08:00", to: "18:00"}
call_types:
  - {name: Billing, share: 0.6}
  - {name: Service, share: 0.4}
callers: {difficult_share: 0.2}
teams:
  - name: Front line
    agents: 9
    shifts: [{start: "08:00", share: 0.5}, {start: "10:00", share: 0.5}]
    breaks: [{after_min: 120, minutes: 15, stagger_min: 60}, {after_min: 240, minutes: 30, stagger_min: 60}]
  - {name: Second line, agents: 3, handles: [Service], shifts: [{start: "09:00"}]}
rules: {pause_after_hostile_min: 3.0}
training: {coping: {effect: 0.25, weeks: [-1, 1], hours_per_agent: 4}}
changes: [{week: 2, set: {rules.pause_after_hostile_min: 0.0}}]
"""


def check_activities(s: Scenario, record: Record) -> int:
    """Every agent-day is filled without a gap, sums to the record's sums, and strain goes on by the law.

    At the start of a call it is the record's. The number of calls so compared.
    """
    legs, compared = record.legs, 0
    for period in duty_periods(record):
        row = record.agent_days[period.row]
        b = behaviour_on(s, int(row["day"]))
        sums, now, strain = dict.fromkeys(SUMS, 0.0), period.start, None
        for activity in period.activities:
            assert activity.start == now
            assert activity.end > activity.start
            sums[activity.code] += activity.end - activity.start
            now = activity.end
            if (
                period.start >= 0.0 and strain is not None
            ):  # a change or the warm-up may stretch it at midnight
                assert activity.strain == pytest.approx(strain, abs=1e-6)
            strain = strain_after(activity, b, activity.end - activity.start)
            if activity.code == TALK and legs["answered"][activity.leg] == activity.start:
                assert activity.strain == legs["strain"][activity.leg]
                assert activity.start <= legs["talk_end"][activity.leg]
                assert legs["agent"][activity.leg] == row["seat"]
                compared += 1
        assert now == period.end or not period.activities
        for code, column in SUMS.items():
            assert sums[code] == pytest.approx(row[column], abs=1e-6), column
        values = strain_of(period, b)
        assert (np.diff(values.times) >= 0.0).all()
        assert ((values.values >= 0.0) & (values.values <= 1.0)).all()
    return compared


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(scenarios(), st.integers(0, 100))
def test_of_random_scenarios_every_minute_is_where_the_record_has_it(data, seed):
    s = from_dict(data)
    check_activities(s, simulate(s, seed=seed, activities_from=ALL_DAYS))


@pytest.fixture(scope="module")
def busy() -> tuple[Scenario, Record]:
    s = parse(BUSY)
    return s, simulate(s, activities_from=ALL_DAYS)


@pytest.fixture(scope="module")
def day(busy) -> Day:
    return day_of(*busy, 7)


def test_strain_follows_the_law_through_courses_pauses_breaks_and_a_dated_change(busy):
    s, record = busy
    measured = record.agent_days[record.agent_days["day"] >= 7]
    assert check_activities(s, dataclasses.replace(record, agent_days=measured)) > 1500


def test_a_preset_after_coping_training_has_the_strain_of_its_record():
    s = load("configs/adelaide_coping_training_after.yaml")
    found = week_record(s, 0, engine="compiled").record
    monday = found.agent_days[found.agent_days["day"] == 0]
    assert check_activities(s, dataclasses.replace(found, agent_days=monday)) > 500


# ── Where the record comes from ───────────────────────────────────────────────────────────────────


def rows_of(record: Record, week: int) -> tuple[bytes, bytes]:
    legs = record.legs[(record.legs["arrived"] // 10080.0) == week]
    days = record.agent_days[(record.agent_days["day"] // 7) == week]
    return legs.tobytes(), days.tobytes()


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(scenarios(), st.integers(0, 100))
def test_a_shorter_horizon_leaves_the_weeks_before_it_as_they_are(data, seed):
    s = from_dict(data | {"horizon": {"weeks": 3, "warm_up_weeks": data["horizon"]["warm_up_weeks"]}})
    shorter = cut_to_week(s, 0)
    full, short = simulate(s, seed=seed), simulate(shorter, seed=seed)
    assert rows_of(full, 0) == rows_of(short, 0)


def test_weeks_and_changes_that_come_later_are_left_out():
    s = load("configs/darwin_right_to_end_calls.yaml")
    shorter = cut_to_week(s, 1)
    assert (shorter.horizon.weeks, shorter.changes) == (3, ())
    assert (
        cut_to_week(s, 3).changes == s.changes
    )  # from week 4, simulated because it follows on what is shown
    assert cut_to_week(s, s.horizon.weeks - 1) is s
    assert rows_of(simulate(s), 1) == rows_of(simulate(shorter), 1)


def test_seats_that_a_later_change_adds_count_in_routing_so_nothing_is_cut():
    s = parse(BUSY.replace("rules.pause_after_hostile_min: 0.0", "teams.Front line.agents: 12"))
    assert cut_to_week(s, 0) is s


def test_both_engines_give_the_same_week(busy):
    s, _ = busy
    fast, slow = (week_record(s, 1, engine=engine) for engine in ("compiled", "simpy"))
    assert fast.mark == slow.mark
    assert fast.calls == slow.calls > 1000
    assert "to the last bit" in replay_source_in_words(fast, slow)
    assert "Do not rely on this picture" in replay_source_in_words(
        fast, dataclasses.replace(slow, mark=slow.mark ^ 1)
    )


def test_a_weeks_record_gives_the_day_that_the_whole_record_gives(busy, day):
    s, _ = busy
    assert plain(day_of(s, week_record(s, 1, engine="compiled").record, 7)) == plain(day)


def test_the_busiest_day_has_the_most_calls(busy):
    s, record = busy
    legs = record.legs[record.legs["leg"] == 0]
    counts = [int((legs["arrived"] // 1440.0 == d).sum()) for d in range(14, 21)]
    assert busiest_day(week_record(s, 2, engine="compiled")) == 14 + int(np.argmax(counts))
    assert first_week_shown(s) == 3
    assert first_week_shown(replace(s, {"horizon.weeks": 300})) == 51


# ── The day ───────────────────────────────────────────────────────────────────────────────────────

SAMPLED = [7 * 1440.0 + 480.0 + 7.3 * k for k in range(90)]


def test_the_line_is_who_has_come_and_not_yet_left(busy, day):
    _, record = busy
    seen = 0
    for time in SAMPLED:
        naive = [leg for leg in record.legs if leg["queued"] <= time < leg["left_queue"]]
        at = moment(day, time)
        assert at.waiting == len(waiting_at(day, time)) == len(naive)
        assert at.difficult_waiting == sum(leg["kind"] == Kind.DIFFICULT for leg in naive)
        longest = max((time - leg["queued"] for leg in naive), default=0.0)
        assert at.longest_min == pytest.approx(longest)
        seen += len(naive)
    assert seen > 30


def test_agents_do_what_the_record_says(busy, day):
    _, record = busy
    for time in SAMPLED:
        legs = record.legs[(record.legs["answered"] <= time) & (time < record.legs["wrap_end"])]
        talking = {int(leg["agent"]): Kind(int(leg["kind"])) for leg in legs if time < leg["talk_end"]}
        days = record.agent_days[(record.agent_days["came"] <= time) & (time < record.agent_days["went"])]
        seats = {(s.team, s.number): s for s in day.seats}
        numbers = {int(d["seat"]): (int(d["team"]), int(d["number"])) for d in days}
        for seat, key in numbers.items():
            activity = activity_at(seats[key], time)
            assert (activity.code == TALK) == (seat in talking)
            if seat in talking:
                assert kind_of(day, activity) is talking[seat]
        at = moment(day, time)
        assert (at.on_duty, at.on_calls) == (len(numbers), len(talking))
        assert at.hostile == sum(kind is not Kind.ORDINARY for kind in talking.values())


def test_counters_end_where_the_record_does(busy, day):
    _, record = busy
    today = record.legs[record.legs["arrived"] // 1440.0 == 7]
    first = today[today["leg"] == 0]
    ends = {name: len(times) for name, times in day.moments.items()}
    assert ends["called"] == len(first)
    assert ends["answered"] == int((first["agent"] >= 0).sum())
    assert ends["hung_up"] == int((first["outcome"] == Outcome.ABANDONED).sum())
    assert ends["called"] == sum(ends[name] for name in ("answered", "hung_up", "turned_away", "not_served"))
    assert ends["lost_later"] == int(((today["leg"] > 0) & (today["agent"] < 0)).sum())
    assert ends["settled"] == int(today["resolved"].sum())
    assert ends["closed"] == int(today["cut"].sum()) > 0
    assert ends["called"] > ends["answered"] > ends["settled"] > 100


def test_nobody_is_shown_upset_before_they_were_answered(busy, day):
    _, record = busy
    for joined, mood in zip(day.waits.joined, day.waits.mood, strict=True):
        (leg,) = record.legs[record.legs["queued"] == joined]
        if mood == Kind.UPSET:
            assert leg["leg"] > 0
        assert (mood == Kind.DIFFICULT) == (leg["kind"] == Kind.DIFFICULT)


def test_who_was_upset_and_is_passed_on_waits_upset():
    always = {f"callers.{name}": 1.0 for name in ("upset_share", "upset_max", "pass_on", "pass_on_pressed")}
    s = scenario({**always, "behaviour.resolve_min": 0.0}, call_types=[call_type(resolvable=0.0)])
    record = simulate_callers(s, [Caller(600.0), Caller(600.5, need=90.0)])
    passed = record.legs[record.legs["leg"] > 0]
    waited = passed[passed["left_queue"] > passed["queued"]]
    found = day_of(s, record, 0)
    moods = dict(zip(found.waits.joined.tolist(), found.waits.mood.tolist(), strict=True))
    assert len(waited) > 0
    assert all(moods[leg["queued"]] == Kind.UPSET for leg in waited)
    assert moods[600.5] == Kind.ORDINARY


# ── As plain data ─────────────────────────────────────────────────────────────────────────────────


def test_the_player_gets_what_the_day_holds(day):
    data = json.loads(json.dumps(plain(day), allow_nan=False))
    seats = {(data_seat["team"], data_seat["n"]): data_seat for data_seat in data["seats"]}
    names = [t.name for t in day.scenario.teams]
    compared = 0
    for seat in day.seats:
        mine = seats[names[seat.team], seat.number + 1]
        if seat.absent:
            assert mine["absent"] == seat.absent
            continue
        times, points = np.cumsum(mine["t"]), np.cumsum(mine["ft"])
        assert len(times) == len(mine["s"])
        assert len(points) == len(mine["f"])
        assert (np.diff(times) >= 0).all()
        for time in SAMPLED:
            second = (time - day.midnight) * 60.0
            activity = activity_at(seat, time)
            if activity is None or min(activity.end - time, time - activity.start) < 0.05:
                continue
            letter = mine["s"][int(np.searchsorted(times, second, side="right")) - 1]
            wanted = {FREE: "f", WRAP: "w", BREAK: "b", PAUSE: "p", COURSE: "c"}.get(activity.code)
            assert letter == (wanted or "tud"[kind_of(day, activity)])
            assert letter in STATES
            strain = np.interp(second, points, mine["f"]) / 1000.0
            assert strain == pytest.approx(strain_at(seat, time), abs=0.02)
            compared += 1
    assert compared > 300
    joined = np.cumsum(data["queue"]["joined"])
    left = joined + data["queue"]["waited"]
    for time in SAMPLED:
        second = (time - day.midnight) * 60.0
        assert abs(int(((joined <= second) & (left > second)).sum()) - len(waiting_at(day, time))) <= 1
    assert data["longest"][1] == max(data["line"])


def test_a_straight_line_between_two_points_is_off_by_two_points_of_100_at_most(day):
    """In the worst case: at rest after full strain, and on the hardest of calls."""
    b = day.scenario.behaviour
    toll = rules.intensity(b, 1.0, True, 0.0, 1.0)
    for law in (
        lambda minutes: rules.strain_at_rest(b, 1.0, minutes),
        lambda minutes: rules.strain_on_call(b, 0.0, toll, minutes),
    ):
        straight = (law(0.0) + law(STEP_MIN)) / 2.0
        assert abs(straight - law(STEP_MIN / 2.0)) < 0.02


def test_a_day_of_240_seats_is_under_a_megabyte():
    big = replace(
        load("configs/typical_centre.yaml"),
        {
            "teams.Front line.agents": 260,
            "demand.calls_per_day": 8000,
            "horizon": {"weeks": 1, "warm_up_weeks": 0},
        },
    )
    data = plain(day_of(big, week_record(big, 0, engine="compiled").record, 0))
    assert len(data["seats"]) == 240
    assert len(json.dumps(data)) < 1_000_000


# ── Odd days ──────────────────────────────────────────────────────────────────────────────────────


def test_a_day_without_calls():
    s = replace(parse(BUSY), {"demand.calls_per_day": 0.0, "horizon": {"weeks": 3, "warm_up_weeks": 0}})
    found = week_record(s, 0, engine="compiled")
    empty = day_of(s, found.record, 0)
    assert busiest_day(found) is None
    assert summary(empty).startswith("Monday of week 1: nobody called.")
    assert plain(empty)["longest"] is None
    assert len(picture(empty).data) > 0
    assert "Nobody waiting" in in_words(empty)


def test_round_the_clock_the_day_runs_from_midnight_to_midnight():
    s = scenario(
        {"demand.calls_per_day": 300.0, "behaviour.strain": True},
        teams=[
            team("Always", agents=3),
            team("Night", shifts=[{"start": "22:00", "hours": 8.0}], days_per_week=7),
        ],
        demand={
            "calls_per_day": 300.0,
            "open": {
                "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
                "from": "00:00",
                "to": "24:00",
            },
        },
    )
    found = day_of(s, week_record(s, 0, engine="compiled").record, 2)
    assert (found.start, found.end) == (2 * 1440.0, 3 * 1440.0)
    for seat in found.seats[:3]:
        assert seat.activities[0].start == 2 * 1440.0
        assert seat.activities[-1].end == 3 * 1440.0
    night = found.seats[3]
    assert activity_at(night, 2 * 1440.0 + 60.0) is not None
    assert activity_at(night, 2 * 1440.0 + 720.0) is None
    assert activity_at(night, 2 * 1440.0 + 1400.0) is not None
    shown = plain(found)["seats"][3]
    assert "o" in shown["s"][:-1]
    assert shown["before"] == shown["after"] == ""
    assert clock_text(found.end - found.midnight) == "24:00"


def test_absent_people_are_said_to_be_absent(busy):
    s, _ = busy
    ill = replace(s, {"behaviour.sick_rate": 0.3})
    found = day_of(ill, week_record(ill, 0, engine="compiled").record, 2)
    sick = [seat for seat in found.seats if seat.status is DayStatus.SICK]
    assert sick
    assert all(seat.absent == "sick today" and not seat.activities for seat in sick)
    assert f"{len(sick)} {'was' if len(sick) == 1 else 'were'} sick" in people(found)


# ── Words and pictures ────────────────────────────────────────────────────────────────────────────


def test_each_half_hour_is_a_sentence_with_the_numbers_of_the_table(day):
    rows, words = table(day), in_words(day).replace("\N{NO-BREAK SPACE}", " ").splitlines()[2:]
    assert len(rows) == len(words) >= 20
    for (_, row), line in zip(rows.iterrows(), words, strict=True):
        assert line.startswith(f"| {row['Time']} |")
        assert f"of {row['On duty (agents)']} agent" in line or row["On duty (agents)"] == 0
        if row["Waiting (callers)"] > 1:
            assert f"{row['Waiting (callers)']} callers waiting" in line
    assert rows["Most waiting in the half-hour (callers)"].max() == plain(day)["longest"][1]


def test_weeks_are_named_by_their_place_to_the_changes(busy):
    s, _ = busy
    assert [week_name(s, w) for w in (1, 2)] == ["Week 2 (before the change)", "Week 3 (after the change)"]
    assert week_name(replace(s, {"changes": []}), 0) == "Week 1"
    two = replace(s, {"changes": [{"week": w, "set": {"callers.redial": w / 10}} for w in (1, 3)]})
    assert [week_name(two, w).split("(")[1] for w in (0, 1, 3)] == [
        "before the changes)",
        "after 1 of 2 changes)",
        "after all changes)",
    ]


def test_only_open_days_can_be_chosen():
    bank = load("configs/anonymous_bank.yaml")
    assert open_days(bank)[0] == [0, 1, 2, 3, 4, 5, 6]
    found = open_days(parse(BUSY))
    assert list(found) == [0, 1, 2, 3]
    assert found[1] == [7, 8, 9, 10, 11]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_still_has_a_row_for_everybody_who_came(day, mode):
    figure = picture(day, mode=mode)
    (heat,) = [trace for trace in figure.data if trace.type == "heatmap"]
    came = [s for s in day.seats if not s.absent]
    assert len(heat.z) == len(came)
    names = {trace.name for trace in figure.data if trace.name}
    assert {"with a difficult caller", "with an upset caller", "break, pause or course"} <= names
    middle = float(heat.z[0][20])
    time = day.midnight + (math.floor((day.start - day.midnight) / 5.0) + 20.5) * 5.0
    assert middle == pytest.approx(strain_at(came[0], time) * 100.0, abs=0.06)
    assert len(seat_table(day)) == len(plain(day)["seats"])


@pytest.mark.parametrize("seats", [9, 14, 40])
def test_labels_of_seats_do_not_run_into_each_other(day, seats):
    sitting = next(s for s in day.seats if not s.absent)
    many = dataclasses.replace(
        day,
        scenario=replace(
            day.scenario, {"teams.Front line.name": "A name of a team that takes a very long line"}
        ),
        seats=tuple(dataclasses.replace(sitting, number=n) for n in range(seats)),
    )
    figure = picture(many)
    layout = figure.layout
    plot_px = layout.height - layout.margin.t - layout.margin.b
    low, high = layout.yaxis2.domain
    shown = layout.yaxis2.tickvals
    assert (high - low) * plot_px * (shown[1] - shown[0]) / seats >= 1.2 * layout.font.size, "a line of text"
    assert all(len(text) <= len("Position 40, ") + 24 for text in layout.yaxis2.ticktext)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_writing_on_a_tile_can_be_read_and_more_strain_never_looks_like_less(mode):
    found = colours.bands(mode)
    light = [colours.luminance(c) for c in found]
    assert light == sorted(light, reverse=mode == "light")
    for colour in found:
        a, b = sorted([colours.luminance(colour), colours.luminance(colours.ink_on(colour))])
        assert (b + 0.05) / (a + 0.05) >= 4.5


def test_what_is_said_of_the_engines():
    record = WeekRecord(0, None, 1, 5)
    assert replay_source_in_words(record, None) == (
        "Replayed from this week's 1 call by SimPy, the reference engine."
    )
    assert "is simulating the same week" in replay_source_in_words(record, None, waiting=True)
