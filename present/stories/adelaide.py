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
"""Share of a hostile call's toll that no study of training has reached."""


def situation(before: Scenario) -> str:
    """The practice before."""
    angry = percent(before.callers.upset_share)
    return (
        f"A telecoms centre near full load: {size_of(before)}. {angry} of callers are angry before anybody has said a "
        "word, though they could be calmed. Its people are **drilled on scripts**: what to say, in which order. That "
        "helps to settle a few more issues and does nothing about what angry calls do to those who take them."
    )


def changed(before: Scenario, after: Scenario) -> str:
    """What was done."""
    course = after.training.coping
    return (
        f"The drills stopped. Everybody had {number(course.hours_per_agent)} hours of **coping training**: how to take "
        f"anger without being worn by it, how to calm a caller sooner. It spares {percent(course.effect)} of a hostile "
        "call's toll, which is what controlled studies support."
    )


def caveats(pair: Pair) -> list[str]:
    """How small it is, and what goes the other way."""
    return [
        f"The quality score moves by {in_percent(relative(pair, 'quality_score'))}, where the story says "
        f"{reported_in_percent()}.",
        sentence(clause(pair, "fcr")) + " The drills' small gain goes with them.",
        sentence(clause(pair, "issues_resolved_per_day")),
        sentence(clause(pair, "satisfaction_all")),
    ]


def reported_in_percent() -> str:
    """The size the story reports."""
    return f"+{100 * REPORTED_QUALITY:.0f} %"


CASE = StoryCase(
    key="adelaide",
    short="Adelaide",
    title="Adelaide: script drills give way to coping training",
    stem="adelaide_coping_training",
    situation=situation,
    changed=changed,
    lead="With coping training instead of drills",
    headline=("quality_score", "exhaustion_mean", "quits_per_year"),
    before=("occupancy", "quality_score", "exhaustion_mean", "quits_per_year"),
    tiles=("quality_score", "satisfaction_all", "exhaustion_mean", "quits_per_year"),
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
        "**Put in:** angry calls tire people, training spares a part of that, tired people settle less and leave more "
        "often. **Comes out:** how little of it is left in the whole centre's figures."
    ),
    not_shown=(
        "**The size of the story.** Training of the strength that controlled studies find gives a fraction of it, and "
        "so does an optimistic one. Either the story's score measured something else, or other things changed in "
        "those eight weeks. It is not tuned in.",
        "The week of the course costs: a part of the team is in class each day (see the weeks in step 2). The two "
        "steady centres compared here have it behind them, so its hours are not in their figures.",
        "Training people is no substitute for changing what they are up against: see *Train or change?*",
    ),
    alternatives=(
        Alternative(
            f"training spares {percent(OPTIMISTIC)} of the toll, more than any study found",
            after={"training.coping.effect": OPTIMISTIC},
        ),
        Alternative("there had been no drills before", before={"training.script.effect": 0.0}),
    ),
)
