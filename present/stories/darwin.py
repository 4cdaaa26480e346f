"""Darwin: agents may end calls that lead nowhere."""

from __future__ import annotations

from present.field_names import number, percent
from present.formats import digits, interval, plain
from present.pair import Pair
from present.stories.case import StoryCase, size_of
from present.stories.claims import Claim
from present.stories.phrases import amount, clause, sentence
from present.stories.sensitivity import Alternative
from sim import KPIS, Scenario


def situation(before: Scenario) -> str:
    """The rule before."""
    share, hold = percent(before.callers.difficult_share), number(before.behaviour.difficult_hold_min)
    return (
        f"Household services: {size_of(before)}. {share} of callers cannot be pleased by anybody (the story says one "
        "in six). The rule is that the caller must be **entirely pleased** before a call ends. So nobody may end one "
        f"that leads nowhere: a difficult caller would hold a person for {hold} minutes on average (assumed), and "
        "ordinary calls are stretched too. Meanwhile the others wait."
    )


def changed(before: Scenario, after: Scenario) -> str:
    """What was done."""
    rule = after.rules.disengagement
    return (
        f"A written rule for ending calls that lead nowhere: after {number(rule.after_min)} unproductive minutes the "
        f"agent may close the call. Agents read a caller rightly in {percent(rule.discernment)} of cases (assumed), "
        "so some who could have been helped are cut off."
    )


def caveats(pair: Pair) -> list[str]:
    """Where the gain comes from, whom a survey does not ask, what it costs."""
    sentences = []
    everybody, asked = (pair.difference(f"satisfaction_{who}") for who in ("all", "surveyed"))
    if pair.verdict("satisfaction_all").judged and everybody.mean and asked.mean is not None:
        part = plain(100.0 * asked.mean / everybody.mean, 0)
        sentences.append(
            f"**A survey would hardly see it.** Surveyed satisfaction† moves by "
            f"{amount('satisfaction_surveyed', asked, '')}, {part} % as far as that of all callers: a survey asks only "
            "those who got through."
        )
    sentences.append(
        f"The gain is capacity: {clause(pair, 'difficult_time_share')}, and {clause(pair, 'service_level')}."
    )
    sentences.append(sentence(clause(pair, "fcr")))
    kpi, cut = KPIS["salvageable_cut_share"], pair.figure("salvageable_cut_share")
    ends = interval(kpi, cut)
    sentences.append(
        f"**The price:** {digits(kpi, cut.mean)} %{f' ({ends})' if ends else ''} of upset callers are cut off although "
        f"they could have been helped†, before the rule {digits(kpi, pair.before(kpi.key).mean)} %."
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
    headline=("satisfaction_all", "issues_resolved_per_day", "exhaustion_mean", "quits_per_year"),
    before=("difficult_time_share", "service_level", "exhaustion_mean", "quits_per_year"),
    tiles=("satisfaction_all", "satisfaction_surveyed", "exhaustion_mean", "salvageable_cut_share"),
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
        "**Put in:** how long difficult callers hold on, that hostile minutes tire people, how often agents read a "
        "caller wrongly. **Comes out:** the hours won back, who gets through because of them, how many are cut off."
    ),
    not_shown=(
        "**There is no controlled evidence at all** on what the right to end calls does to satisfaction or turnover: "
        "laws, company policies and anecdotes only. The model shows what would follow from its assumptions.",
        "“Fear” has no counterpart in the model.",
        "Complaints, bad press or legal trouble from calls that were ended are not in the model. A real rule must tell "
        "abuse from complaint, distress, disability and language.",
    ),
    alternatives=(
        Alternative(
            "55 % of difficult callers could be satisfied after all, as complaint callers are in one survey",
            both={"callers.difficult_satisfied": 0.55},
        ),
    ),
)
