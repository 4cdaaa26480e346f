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
            "The one real log we have tells of waiting, not of how people felt. Take directions and orders of size "
            "from Headroom, and compare settings; do not believe one number by itself.",
        ),
        (
            "Some of what comes out was put in.",
            "Put in: unsettled callers are less satisfied, hurried calls settle less, hostile minutes and time "
            "pressure tire, tired people work a little slower and leave more often. What comes out: queues, repeat "
            "calls, lost capacity, how much of an effect is left once all of this plays together.",
        ),
        (
            "The exhaustion index is no diagnosis.",
            "It runs from 0 to 100 in units of the model. The line at "
            f"{_default('targets.exhaustion_line')} is declared, not measured, and says nothing about how many "
            "people are ill. Simulated people are nobody: do not use Headroom to judge a person.",
        ),
        (
            "There is no controlled evidence for the right to end calls.",
            "There are laws, company policies and anecdotes, but no study of what it does to satisfaction or "
            "turnover. A rule must also tell abuse from complaint, distress, disability and language; Headroom "
            "counts the callers cut off who could have been helped.",
        ),
        (
            "The three cases are single, unpublished stories without controls.",
            "They are no targets; nothing was fitted to them. Where the model does not reach the size told, we say so.",
        ),
        (
            "How many callers are difficult is a practitioner's claim.",
            "The nearest study is about medical encounters, and there those patients were less often pleased, not "
            "never. Difficulty lies partly in the caller, partly in the agent and the system.",
        ),
        (
            "Effects over time are probably smoother and stronger here than in life.",
            "Studies that follow people over months find mostly weak links between strain and what comes of it. "
            "Training individuals must not be read as a substitute for changing load or rules.",
        ),
        (
            "Demand is given.",
            "Nobody turns to a competitor, nobody stays loyal for a good call: lost customers and reputation are "
            "outside. Only phone calls; no chat or mail, no call-back offers, no overflow to another centre.",
        ),
        (
            "Many benchmarks are vendors' data.",
            "They come from self-selected clients, mostly in North America and Britain, and count “satisfied” in "
            "different ways. That settling at the first call and satisfaction go together there does not show that "
            "one makes the other.",
        ),
        (
            "Money rests on a wage you should replace by your own.",
            f"The default is {_default('teams[].wage_per_hour')} {field('costs.currency').default} an hour, an "
            f"estimate for Australia in {_default('costs.year')}, with an on-cost of "
            f"{100.0 * float(field('costs.on_cost').default):g} %.",
        ),
        (
            "Fixed breaks are not how people take them.",
            "In the real log, agents pause when it is quiet and come back when callers queue; here breaks come by "
            "the clock. Waits are therefore spread too unequally.",
        ),
        (
            "An interval covers chance, not error.",
            "It says how far chance alone could move a figure if the model were right. What may be wrong with the "
            "assumptions is beside it, as the range over the least known ones, and in this list.",
        ),
    )
