"""Sydney: an average target for the time per call is dropped."""

from __future__ import annotations

from present.field_names import number
from present.pair import Pair
from present.stories.case import StoryCase, needs, size_of
from present.stories.claims import Claim
from present.stories.phrases import amount, clause, sentence
from present.stories.sensitivity import Alternative
from sim import Scenario

ENFORCEMENT = "rules.handle_time_cap.enforcement"


def situation(before: Scenario) -> str:
    """The rule before."""
    minutes = before.rules.handle_time_cap.minutes
    target = (
        "a handle-time target" if minutes is None else f"an average of **{number(minutes)} minutes a call**"
    )
    return (
        f"A lender: {size_of(before)}. A call needs {needs(before)} of work, yet the target is {target}. It is obeyed "
        "only in part, so calls still take longer. A long call is paid for by the next callers: theirs are rushed, "
        "transferred or cut short. They call again."
    )


def changed(before: Scenario, after: Scenario) -> str:
    """What was done."""
    return (
        "The target was dropped. Agents were asked to resolve the issue at the first call and leave the caller "
        "satisfied."
    )


def caveats(pair: Pair) -> list[str]:
    """What does not fit into the tiles."""
    calls, issues = pair.verdict("calls_handled_per_agent_day"), pair.verdict("issues_resolved_per_day")
    sentences = []
    if calls.judged and issues.judged and calls.up is False and issues.up:
        sentences.append("Fewer calls resolve more issues, because fewer have to be made twice.")
    sentences += [sentence(clause(pair, key)) for key in ("repeat_share", "aht_min", "service_level")]
    sentences.append(f"In surveys, satisfaction† changes by {amount(pair, 'satisfaction_surveyed')}.")
    return sentences


CASE = StoryCase(
    key="sydney",
    short="Sydney",
    title="Sydney: the four-minute target is dropped",
    stem="sydney_four_minute_target",
    situation=situation,
    changed=changed,
    lead="Without the target",
    before=("squeezed_share", "repeat_share", "fcr", "exhaustion_mean"),
    tiles=("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day", "calls_handled_per_agent_day"),
    compared=(
        "satisfaction_all",
        "satisfaction_surveyed",
        "fcr",
        "squeezed_share",
        "service_level",
        "exhaustion_mean",
    ),
    by_week=("satisfaction_all", "exhaustion_mean"),
    varied=("exhaustion_mean", "satisfaction_all", "issues_resolved_per_day", "service_level"),
    claims=(
        Claim("fewer calls per shift", "calls_handled_per_agent_day", up=False),
        Claim("satisfaction significantly up", "satisfaction_surveyed", up=True),
        Claim("anxiety down, read as exhaustion", "exhaustion_mean", up=False),
    ),
    caveats=caveats,
    put_in=(
        "**Put in:** rushed calls resolve less, time pressure tires people, and the target is obeyed only in part. "
        "**Comes out:** fewer calls resolve more issues; how many call again; who waits."
    ),
    not_shown=(
        "The model has no “anxiety”; it is read as exhaustion.",
        "Much of the fall in exhaustion rests on one assumption: that pressure itself tires people.",
        "The case gave no figure for satisfaction, so no size can be compared.",
        "How strictly the target was enforced is a guess. It is set so that handle time ends well above it.",
    ),
    alternatives=(
        Alternative("the target had been enforced half as strictly", before={ENFORCEMENT: 0.175}),
        Alternative("the target had been enforced twice as strictly", before={ENFORCEMENT: 0.7}),
    ),
)
