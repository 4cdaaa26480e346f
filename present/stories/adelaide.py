"""Adelaide: script drills give way to coping training."""

from __future__ import annotations

from present.field_names import number, percent
from present.pair import Pair
from present.stories.case import StoryCase, size_of
from present.stories.claims import Claim
from present.stories.phrases import clause, in_percent, relative, sentence
from present.stories.sensitivity import Alternative
from sim import Scenario

REPORTED_QUALITY = 0.40
OPTIMISTIC = 0.6
"""Share of a hostile call's strain that no study of training has reached."""


def situation(before: Scenario) -> str:
    """The practice before."""
    angry = percent(before.callers.upset_share)
    return (
        f"A telecoms centre near full load: {size_of(before)}. {angry} of callers are angry before anybody has said a "
        "word, though they could be calmed. Agents are **drilled on scripts**. That resolves a few more issues and "
        "does nothing about what angry calls do to them."
    )


def changed(before: Scenario, after: Scenario) -> str:
    """What was done."""
    course = after.training.coping
    return (
        f"The drills stopped. Everybody had {number(course.hours_per_agent)} hours of **coping training**: how to take "
        f"anger without being worn by it. It spares {percent(course.effect)} of the strain of a hostile call, as "
        "controlled studies find."
    )


def caveats(pair: Pair) -> list[str]:
    """How small it is, and what goes the other way."""
    return [
        f"The quality score changes by {in_percent(relative(pair, 'quality_score'))}. The case says "
        f"{reported_in_percent()}.",
        f"{sentence(clause(pair, 'fcr'))} The drills' small gain goes with them.",
        sentence(clause(pair, "issues_resolved_per_day")),
        sentence(clause(pair, "satisfaction_all")),
    ]


def reported_in_percent() -> str:
    """The size the case reports."""
    return f"+{100 * REPORTED_QUALITY:.0f}%"


CASE = StoryCase(
    key="adelaide",
    short="Adelaide",
    title="Adelaide: script drills give way to coping training",
    stem="adelaide_coping_training",
    situation=situation,
    changed=changed,
    lead="With coping training instead of drills",
    before=("occupancy", "quality_score", "exhaustion_mean", "quits_per_year"),
    tiles=("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day", "quality_score"),
    compared=(
        "quality_score",
        "satisfaction_all",
        "fcr",
        "service_level",
        "exhaustion_mean",
        "quits_per_year",
    ),
    by_week=("quality_score", "satisfaction_all"),
    varied=("quality_score", "exhaustion_mean", "satisfaction_all", "quits_per_year"),
    claims=(
        Claim(
            "service quality up",
            "quality_score",
            up=True,
            size=REPORTED_QUALITY,
            size_words=f"{reported_in_percent()} in 8 weeks",
        ),
        Claim("turnover better", "quits_per_year", up=False),
    ),
    caveats=caveats,
    put_in=(
        "**Put in:** angry calls tire people, training spares a part of that, tired people resolve less and resign "
        "more often. **Comes out:** how little of it is left in the whole centre's figures."
    ),
    not_shown=(
        "**The size of the case.** Training as strong as controlled studies find gives a fraction of it, and so does "
        "an optimistic one.",
        "Either the score of the case measured something else, or other things changed too. It is not tuned in.",
        "A course costs: a part of the team is in class each day, as the weeks in step 2 show.",
        "The two steady centres compared here have the course behind them, so its hours are not counted.",
        "Training people is no substitute for changing what they are up against: see “Train or change?”",
    ),
    alternatives=(
        Alternative(
            f"training spares {percent(OPTIMISTIC)} of the strain, more than any study found",
            after={"training.coping.effect": OPTIMISTIC},
        ),
        Alternative("there had been no drills before", before={"training.script.effect": 0.0}),
    ),
)
