"""The text of a report by section: a heading that states the message, sentences, and notes for a speaker.

Slides, the page that opens offline and the projector show these sections; each draws the charts of a section's key
in its own way. `**` marks what is strong.
"""

from __future__ import annotations

from dataclasses import dataclass

from present.capacity_text import equivalent_in_words, headroom_in_words
from present.changes import changes
from present.comparison import Cell, not_comparable, sentence, windows
from present.formats import (
    ASSUMED,
    STILL_SETTLING,
    digits,
    interval,
    mark,
    plain,
    unit,
    with_unit,
)
from present.limits import limits
from present.pair import BASELINE
from present.provenance import assumed_intro, sourced_intro
from present.ranges import (
    decided_by_assumption,
    deciding,
    equivalent_in_doubt,
    least_sure_in_words,
    range_lines,
    turning,
    what_was_moved,
)
from present.ranking import Ranking, headline, reason, rule
from present.report.headings import calls_heading, figures_heading, picture_heading
from present.report.report import Report
from present.report.search_answer import SearchAnswer
from present.scenario_diff import differing_rows
from present.sentences import AsText, fewer_runs, precision, summarise
from present.text_layout import counted, joined, lower_first, upper_first
from present.tiles import HERO, is_simulated
from present.verdict_headline import verdict_in_short
from sim import KPIS, Scenario, model_version
from sim.experiment import Estimate


@dataclass(frozen=True)
class Section:
    """One slide, chapter or step. `kicker`: its subject in a few words; `notes`: whole sentences for the speaker.

    `answer`: of a search, whose pictures and tables belong to it.
    """

    key: str
    kicker: str
    title: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    answer: SearchAnswer | None = None


def outline(report: Report, as_text: AsText = str) -> list[Section]:
    """Return the sections in order. `as_text`: prepares names and units for the format they are written in."""
    answers = [_search(answer, as_text) for answer in report.answers]
    if report.is_answer:
        return [_question(report, as_text), *answers, _assumptions(), _limits(), _provenance(report, as_text)]
    return [
        _question(report, as_text),
        _answer(report, as_text),
        _figures(report, as_text),
        _weeks(report, as_text),
        _day(report, as_text),
        _calls(report),
        _hours(report, as_text),
        *answers,
        *([_sureness(report, as_text)] if report.is_comparison else []),
        _assumptions(),
        *([_levers(report)] if report.is_comparison else []),
        _limits(),
        _provenance(report, as_text),
    ]


# ── The question ──────────────────────────────────────────────────────────────────────────────────

MOST_PHRASES = 3
"""With more changes than that the question names the two scenarios instead."""


def question(report: Report, as_text: AsText = str) -> str:
    """What the report is to answer, as a question."""
    if report.is_answer:
        return as_text(report.answers[0].asked)
    if not report.is_comparison:
        return f"How do callers, people and work fare in {as_text(report.baseline_name)}?"
    if len(report.sides) > 1:
        return f"Which of these {len(report.names)} is best for callers, people and work?"
    pair = report.sides[0].pair
    phrases = [part.phrase for part in changes(pair.baseline.scenario, pair.current.scenario)]
    if not 0 < len(phrases) <= MOST_PHRASES:
        return f"What happens to callers, people and work in {as_text(report.sides[0].name)}?"
    when = f"from week {pair.first_week + 1} on, " if pair.first_week else ""
    return f"What happens to callers, people and work {when}{as_text(joined(phrases))}?"


def centre_in_words(scenario: Scenario, as_text: AsText = str) -> str:
    """The size of a centre in one sentence."""
    seats = sum(team.agents for team in scenario.teams)
    days, weeks = len(scenario.demand.open.days), scenario.horizon.weeks
    return (
        f"{plain(scenario.demand.calls_per_day, 0)} new issues on an average open day, "
        f"{counted(seats, 'position', 'positions')}"
        f"{f' in {len(scenario.teams)} teams' if len(scenario.teams) > 1 else ''}, open "
        f"{counted(days, 'day', 'days')} a week; {counted(weeks, 'week is', 'weeks are')} simulated after "
        f"{scenario.horizon.warm_up_weeks} of warm-up."
    )


def asked(answer: SearchAnswer) -> list[str]:
    """Everything that was asked, a sentence each."""
    return [f"{what}: {value}." for what, value in answer.question]


def _search(answer: SearchAnswer, as_text: AsText) -> Section:
    """What a search has found."""
    notes = [*answer.footnotes, *asked(answer)]
    return Section(
        answer.key,
        answer.page,
        as_text(answer.title),
        tuple(as_text(line) for line in answer.lines),
        tuple(as_text(note) for note in notes),
        answer,
    )


def _question(report: Report, as_text: AsText) -> Section:
    lines = [f"**{as_text(report.baseline_name)}**{' (the baseline)' if report.is_comparison else ''}"]
    lines += [f"**{as_text(side.name)}**" for side in report.sides]
    lines.append(centre_in_words(report.baseline.scenario, as_text))
    if report.is_answer:
        (answer,) = report.answers
        about = as_text(report.baseline.scenario.description)
        lines += [as_text(line) for line in asked(answer)]
        return Section(
            "question", "The question", question(report, as_text), tuple(lines), _sentences([about])
        )
    notes = [
        "This is about three things at once: how satisfied callers are, how exhausted the people on the phones "
        "become, and how many issues are resolved.",
        as_text(report.baseline.scenario.description),
        "The same callers, in the same moods, call in every scenario, so what differs is what was changed."
        if report.is_comparison
        else "",
    ]
    return Section("question", "The question", question(report, as_text), tuple(lines), _sentences(notes))


# ── The answer ────────────────────────────────────────────────────────────────────────────────────


def _answer(report: Report, as_text: AsText) -> Section:
    baseline, name = report.baseline, as_text(report.baseline_name)
    if not report.is_comparison:
        sentences = summarise(baseline, baseline, as_text)
        headroom = headroom_in_words(report.simulated.headroom) if report.simulated.headroom else ""
        title = f"How {name} stands"
        lines = [sentences.headline, sentences.behind, sentences.price, headroom]
        notes = [sentences.basis, precision(baseline, baseline)]
    elif len(report.sides) > 1:
        ranking = report.ranking()
        title, why, ranked_by = upper_first(STILL_SETTLING), "", ""
        if report.allows_verdict:
            title, why, ranked_by = headline(ranking, as_text), reason(ranking, as_text), rule(ranking)
        lines = [why, _winner_in_doubt(report, ranking, as_text)]
        lines += [f"Compared with **{name}**:", *(sentence(side, as_text) for side in report.sides)]
        others = [(s.name, s.pair.current.scenario) for s in report.sides]
        notes = not_comparable(baseline.scenario, others, as_text)
        notes += [ranked_by]
        notes += [summarise(s.pair.current, s.pair.baseline, as_text).headline for s in report.sides]
    else:
        side, ranges = report.sides[0], next(iter(report.ranges), None)
        sentences = summarise(side.pair.current, baseline, as_text)
        sure = least_sure_in_words(ranges, side.pair) if ranges else ""
        title = upper_first(verdict_in_short(side) if report.allows_verdict else STILL_SETTLING)
        lines = [
            sentences.headline,
            sentences.money,
            as_text(f"How sure: {lower_first(sure)}") if sure else "",
        ]
        equivalents = [one for of_side in report.simulated.staffing_equivalents[:1] for one in of_side]
        equivalent_lines = [line for one in equivalents if (line := equivalent_in_words(one))]
        doubt = equivalent_in_doubt(ranges, side.pair) if ranges and equivalent_lines else ""
        notes = [sentences.behind, sentences.price, doubt, *equivalent_lines, sentences.basis]
    return Section("answer", "The answer", title, _sentences(lines), _sentences(notes))


def _winner_in_doubt(report: Report, ranking: Ranking, as_text: AsText) -> str:
    """Which assumption turns what the best of several scenarios has over the baseline; "" where none does."""
    if not report.allows_verdict or not ranking.winner or ranking.winner > len(report.ranges):
        return ""
    words = deciding(report.ranges[ranking.winner - 1], report.sides[ranking.winner - 1].pair)
    return words and f"Compared with {as_text(report.baseline_name)}, {lower_first(words)}"


# ── The pictures ──────────────────────────────────────────────────────────────────────────────────


def figure_text(cell: Cell) -> str:
    """A scenario's figure as it is shown beside its difference, without unit."""
    found = cell.verdict.shown
    return digits(cell.kpi, cell.figure.mean) if found is None else found.current_text


def figure_in_words(report: Report, key: str, as_text: AsText = str) -> str:
    """A key figure of every scenario with interval and verdict, as one sentence."""
    kpi = KPIS[key]

    def shown(name: str, number: str, figure: Estimate, currency: str, verdict: str) -> str:
        ends = interval(kpi, figure)
        return f"{as_text(name)} {with_unit(number, unit(kpi, currency))}" + (
            f" ({'; '.join(part for part in (ends, verdict) if part)})" if ends or verdict else ""
        )

    baseline = report.baseline
    if is_simulated(baseline, key):
        own = report.baseline_figure(key)
        currency = baseline.scenario.costs.currency
        parts = [shown(report.baseline_name, digits(kpi, own.mean), own, currency, "")]
    else:
        parts = [f"{as_text(report.baseline_name)} not simulated"]
    for side in report.sides:
        cell = side.cell(key)
        if cell.figure.mean is None:
            parts.append(f"{as_text(side.name)} {cell.word}")
        else:
            parts.append(shown(side.name, figure_text(cell), cell.figure, cell.currency, cell.verdict.short))
    return f"{kpi.name}{mark(kpi)}: {', '.join(parts)}."


def _figures(report: Report, as_text: AsText) -> Section:
    lines = tuple(figure_in_words(report, key, as_text) for key in HERO)
    notes = [
        *(f"{KPIS[key].name}: {KPIS[key].definition}." for key in HERO),
        "In brackets are 95% intervals: how far chance alone would move a figure.",
        f"{ASSUMED} marks what rests on the model's assumptions about people.",
        *weeks_counted(report, as_text),
    ]
    return Section("figures", "Three figures", figures_heading(report, as_text), lines, _sentences(notes))


def weeks_counted(report: Report, as_text: AsText = str) -> list[str]:
    """Which weeks are counted where not all are, a sentence for each scenario."""
    if len(report.sides) == 1:
        return [f"Both scenarios count {weeks}." for _, weeks in windows(report.sides)]
    return [f"{as_text(name)} counts {weeks}." for name, weeks in windows(report.sides)]


def _weeks(report: Report, as_text: AsText) -> Section:
    notes = [
        "Each line is one scenario, week by week; it is the mean of the simulated runs.",
        "Exhaustion builds up and fades slowly, over weeks; queues answer within the day.",
    ]
    changing = [
        f"{as_text(name)} changes its own settings in week {c.week + 1}."
        for name, result in zip(report.names, report.results, strict=True)
        for c in result.scenario.changes
        if c.week
    ]
    return Section(
        "weeks",
        "Week by week",
        picture_heading(report, "weeks", as_text),
        (),
        _sentences([*notes, *changing]),
    )


def _day(report: Report, as_text: AsText) -> Section:
    notes = [
        "This is the average open day in half-hours, over all simulated weeks: calls that come in, people on duty, "
        "how long callers wait and how many are answered in time.",
        "Where the lines of calls are higher although as many issues arise, people are calling again.",
    ]
    return Section(
        "day", "Half-hour by half-hour", picture_heading(report, "day", as_text), (), _sentences(notes)
    )


def _calls(report: Report) -> Section:
    notes = [
        "Every call of an average open day goes one way. It is resolved, or the caller calls again, or is gone.",
        "The second chart shows the calls that ended unresolved, by the way they went: abandoned, cut off, rushed by a "
        "target, transferred, or otherwise unresolved.",
        "How many call again is worked out from the model's chances, not counted. Here everybody who calls again "
        "counts. The key figure “Repeat calls” leaves out those who had hung up before an answer.",
    ]
    return Section("calls", "Where calls go", calls_heading(report), (), _sentences(notes))


def _hours(report: Report, as_text: AsText) -> Section:
    notes = [
        "These are the hours of all people on duty on an average open day, each hour in one use.",
        "Time with difficult and upset callers and time on repeat calls is what rules can give back. Time free "
        "between calls is when people recover.",
    ]
    return Section(
        "hours", "Where hours go", picture_heading(report, "hours", as_text), (), _sentences(notes)
    )


# ── How sure ──────────────────────────────────────────────────────────────────────────────────────


def _sureness(report: Report, as_text: AsText) -> Section:
    if not report.ranges:
        waits = "How far the differences move under other assumptions is being simulated."
        return Section("sureness", "How sure", "What the result rests on", (waits,), ())
    enough = report.allows_verdict and all(ranges.allows_verdict for ranges in report.ranges)
    steady = STEADY if enough else f"{upper_first(STILL_SETTLING)}."
    lines: list[str] = []
    turns: list[str] = []
    for side, ranges in zip(report.sides, report.ranges, strict=False):
        pair = side.pair
        if not pair.is_comparison:
            lines.append(f"**{as_text(side.name)}**: the same settings as the baseline.")
            continue
        text = as_text(least_sure_in_words(ranges, pair))
        name = f"**{as_text(side.name)}**: " if len(report.sides) > 1 else ""
        lines.append(f"{name}{text}" if text else f"{name}{steady}")
        turns += turning(ranges, pair)
    if not enough:
        what = STILL_SETTLING
    elif turns:
        what = decided_by_assumption(list(dict.fromkeys(turns)))
    else:
        what = "no assumption that was tried turns better into worse"
    title = f"What the result rests on: {what}"
    notes = [
        *(lines if len(report.sides) > 1 else ()),
        "The inner range is chance alone. The outer one is how far the difference moves under other assumptions: "
        "the least known go, one at a time, to both ends of their evidence.",
        fewer_runs(report.simulated.searched, report.replications),
        *what_was_moved(report.ranges[0]),
        *(
            f"{as_text(side.name)}, {KPIS[key].name.lower()}: {as_text(lower_first(line))}."
            for side, ranges in zip(report.sides, report.ranges, strict=False)
            for key, line in zip(HERO, range_lines(ranges, side.pair), strict=True)
            if line
        ),
    ]
    return Section("sureness", "How sure", title, tuple(lines), _sentences(notes))


STEADY = "None of the assumptions tried makes a clear difference much smaller."


def _assumptions() -> Section:
    return Section(
        "assumptions",
        "Assumptions",
        "The assumptions that decide most, and where they come from",
        (),
        _sentences([assumed_intro(), sourced_intro()]),
    )


def _levers(report: Report) -> Section:
    rows = differing_rows(report.baseline.scenario, [s.pair.current.scenario for s in report.sides])
    title = f"What is set differently: {counted(len(rows), 'setting', 'settings') if rows else 'nothing'}"
    notes = ("Everything else is the same in all scenarios, and so are the callers.",)
    return Section("levers", "Levers", title, (), notes)


def _limits() -> Section:
    first = limits()
    return Section(
        "limits",
        "What this does not show",
        first[0][0].rstrip("."),
        tuple(f"**{heading}** {words}" for heading, words in first[1:4]),
        _sentences([first[0][1], *(f"{heading} {words}" for heading, words in first[4:])]),
    )


def _provenance(report: Report, as_text: AsText) -> Section:
    lines = [f"**{label}**: {text}" for label, text in provenance(report, as_text)]
    again = (
        "With this version of Headroom, these scenario files, seed and runs, anyone gets the same numbers to the last "
        "digit."
    )
    return Section("made", "How this was made", "Anyone can repeat this", tuple(lines), (again,))


def provenance(report: Report, as_text: AsText = str) -> list[tuple[str, str]]:
    """(What, value): everything needed to get the same numbers again."""
    baseline, searched = report.baseline, report.simulated.searched
    asked = report.answers[0].question if report.is_answer else ()
    fewer = (
        f"; what other assumptions change and what is counted in people: the first {searched}"
        if 0 < searched < report.replications
        else ""
    )
    return [
        *((as_text(what), as_text(value)) for what, value in asked),
        ("Simulated runs", f"{report.replications} of each scenario{fewer}"),
        ("Seed", f"{baseline.seed}"),
        ("Model version", model_version()),
        ("Engine", baseline.engine),
        ("Made on", report.day),
        *(
            (
                f"{as_text(name)}{f' ({BASELINE})' if i == 0 and report.is_comparison else ''}",
                f"scenario {r.hash}",
            )
            for i, (name, r) in enumerate(zip(report.names, report.results, strict=True))
        ),
    ]


def _sentences(texts: list[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
