"""Darwin: agents may end abusive or hopeless calls."""

from __future__ import annotations

from present.field_names import number, percent
from present.formats import none_of, plain
from present.pair import Pair
from present.stories.case import StoryCase, size_of
from present.stories.claims import Claim
from present.stories.phrases import amount, clause, level, sentence
from present.stories.sensitivity import Alternative
from sim import KPIS, Scenario


def situation(before: Scenario) -> str:
    """The rule before."""
    share, hold = percent(before.callers.difficult_share), number(before.behaviour.difficult_hold_min)
    return (
        f"Household services: {size_of(before)}. {share} of callers cannot be satisfied by anybody; the case says one "
        "in six. The rule: the caller must be **fully satisfied** before a call ends. So a difficult caller holds an "
        f"agent for {hold} minutes on average (assumed). Meanwhile the others wait."
    )


def changed(before: Scenario, after: Scenario) -> str:
    """What was done."""
    rule = after.rules.disengagement
    return (
        f"A written rule: after {number(rule.after_min)} unproductive minutes the agent may end an abusive or hopeless "
        f"call. Callers are judged correctly in {percent(rule.discernment)} of cases (assumed). So some are cut off "
        "who could have been helped."
    )


def caveats(pair: Pair) -> list[str]:
    """Where the gain comes from, whom a survey does not ask, the trade-off."""
    sentences = []
    everybody, asked = (pair.difference(f"satisfaction_{who}") for who in ("all", "surveyed"))
    if pair.verdict("satisfaction_all").judged and everybody.mean and asked.mean is not None:
        part = plain(100.0 * asked.mean / everybody.mean, 0)
        sentences.append(
            "**A survey would hardly see it**: it asks only those who got through. Surveyed satisfaction† changes by "
            f"{amount(pair, 'satisfaction_surveyed')}, {part}% as far as that of all callers."
        )
    sentences += [
        f"The gain is capacity: {clause(pair, 'difficult_time_share')}.",
        sentence(clause(pair, "service_level")),
        sentence(clause(pair, "fcr")),
    ]
    cut = KPIS["salvageable_cut_share"]
    shown = pair.shown(cut.key)
    sentences.append(
        f"**Trade-off**: {level(pair.current, cut.key)} are cut off who could have been helped†. "
        f"Before the rule: {none_of(cut, shown.before, pair.before(cut.key)) or f'{shown.before_text}%'}."
    )
    return sentences


CASE = StoryCase(
    key="darwin",
    short="Darwin",
    title="Darwin: the right to end calls",
    stem="darwin_right_to_end_calls",
    situation=situation,
    changed=changed,
    lead="With the right to end calls",
    before=("difficult_time_share", "service_level", "exhaustion_mean", "quits_per_year"),
    tiles=("satisfaction_all", "exhaustion_mean", "issues_resolved_per_day", "salvageable_cut_share"),
    compared=(
        "satisfaction_all",
        "satisfaction_surveyed",
        "fcr",
        "difficult_time_share",
        "service_level",
        "exhaustion_mean",
        "quits_per_year",
    ),
    by_week=("satisfaction_all", "exhaustion_mean"),
    varied=("satisfaction_all", "satisfaction_surveyed", "exhaustion_mean", "fcr"),
    claims=(
        Claim("satisfaction rose: of all callers", "satisfaction_all", up=True),
        Claim("satisfaction rose: in a survey", "satisfaction_surveyed", up=True),
        Claim("turnover had been terrible", "quits_per_year", up=False),
        Claim("fear had been terrible", None),
    ),
    caveats=caveats,
    put_in=(
        "**Put in:** how long difficult callers hold on, how hostile minutes tire people, how often callers are "
        "judged wrongly. **Comes out:** the hours won back, who gets through, how many are cut off."
    ),
    not_shown=(
        "**There is no controlled evidence** of what the right to end calls does to satisfaction or turnover. There "
        "are laws, company policies and anecdotes.",
        "The model has no “fear”.",
        "Complaints, bad press or legal trouble after ended calls are not in the model.",
        "A real rule must tell abuse from complaint, distress, disability and language.",
    ),
    alternatives=(
        Alternative(
            "55% of difficult callers could be satisfied after all, as one survey of complaints finds",
            both={"callers.difficult_satisfied": 0.55},
        ),
    ),
)
