"""What Headroom does not show, in plain words. Numbers in these sentences are read from the declarations."""

from __future__ import annotations

from sim.scenario.field_metadata import field

NOT_SHOWN = "No centre's satisfaction or burnout has yet been reproduced."
"""To be taken back when one has been."""


def _default(path: str) -> str:
    return f"{field(path).default:g}"


def limits() -> tuple[tuple[str, str], ...]:
    """(Heading, sentences), the weightiest first."""
    return (
        (
            NOT_SHOWN,
            "The one real log we have records waiting, not how people felt. Compare settings, and use Headroom for "
            "the direction and rough size of effects. Do not rely on one number by itself.",
        ),
        (
            "Some of what comes out was put in.",
            "Put in: callers with unresolved issues are less satisfied, and rushed calls resolve less. Hostile "
            "callers and time pressure tire people. Tired people work a little slower and leave more often. What "
            "comes out: "
            "queues, repeat calls, lost capacity, and how much of an effect is left when all of this acts together.",
        ),
        (
            "The exhaustion index is no diagnosis.",
            "It runs from 0 to 100 in units of the model. The threshold of "
            f"{_default('targets.exhaustion_line')} is declared, not measured, and says nothing about how many "
            "people are ill. Simulated people are not your staff: do not use Headroom to judge a person.",
        ),
        (
            "No controlled study has tested the right to end abusive or hopeless calls.",
            "There are laws, company policies and anecdotes, but no study of its effect on satisfaction or staff "
            "turnover. A rule must also tell abuse from complaint, distress, disability and language. Headroom "
            "counts the callers cut off who could have been helped.",
        ),
        (
            "The three cases are single, unpublished stories without controls.",
            "They are not targets, and nothing was fitted to them. Where the model does not reach the effect "
            "reported, we say so.",
        ),
        (
            "How many callers are difficult is a practitioner's claim.",
            "The nearest study is about medical encounters, and there those patients were satisfied less often, not "
            "never. Difficulty lies partly in the caller, partly in the agent and the system.",
        ),
        (
            "Effects over time are probably smoother and stronger here than in reality.",
            "Studies that follow people over months find mostly weak links between strain and its consequences. "
            "Training individuals does not replace changing load or rules.",
        ),
        (
            "Demand is given.",
            "Nobody turns to a competitor and nobody stays loyal because of a good call: lost customers and reputation "
            "are left out. Only phone calls are simulated: no chat or e-mail, no call-back offers, no overflow to "
            "another centre.",
        ),
        (
            "Many benchmarks are vendors' data.",
            "They come from self-selected clients, mostly in North America and Britain, and count “satisfied” in "
            "different ways. That first-call resolution and satisfaction go together there does not show that one "
            "causes the other.",
        ),
        (
            "Costs rest on a wage that you should replace by your own.",
            f"The default is {_default('teams[].wage_per_hour')} {field('costs.currency').default} an hour, an "
            f"estimate for Australia in {_default('costs.year')}, with an on-cost of "
            f"{100.0 * float(field('costs.on_cost').default):g}%.",
        ),
        (
            "People do not take breaks by the clock.",
            "In the real log, agents pause when it is quiet and come back when callers queue. Here breaks are at "
            "fixed times. Waits therefore differ too much from one another.",
        ),
        (
            "An interval covers chance, not error.",
            "It says how far chance alone could move a figure if the model were right. What wrong assumptions could do "
            "is shown as the range under other assumptions, and in this list.",
        ),
    )
