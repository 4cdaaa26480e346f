"""What a field of the scenario is about: its sentence of help alone ("lost by each transfer") may not say."""

from __future__ import annotations

TOPICS = (
    ("horizon.", "Time simulated"),
    ("demand.", "Demand"),
    ("call_types[].need.", "Length of calls"),
    ("call_types[].overhead_min", "Length of calls"),
    ("call_types[].wrap_up_min", "Length of calls"),
    ("call_types[].resolvable", "Settling"),
    ("call_types[].patience.", "Patience"),
    ("call_types[].", "Kinds of calls"),
    ("callers.difficult", "Difficult callers"),
    ("callers.upset", "Upset callers"),
    ("callers.redial", "Redialling after hanging up"),
    ("callers.call_back", "Calling again unsettled"),
    ("callers.pass_on", "Passing calls on"),
    ("teams[].", "Teams"),
    ("rules.handle_time_cap.", "Time target"),
    ("rules.quota.", "Quota"),
    ("rules.disengagement.", "Ending calls"),
    ("rules.", "Rules"),
    ("training.coping.", "Coping training"),
    ("training.script.", "Script training"),
    ("behaviour.satisfied_stretch", "“Entirely pleased”"),
    ("behaviour.satisfied_resolve", "“Entirely pleased”"),
    ("behaviour.satisfied_", "Satisfaction"),
    ("behaviour.quality_", "Quality score"),
    ("behaviour.resolv", "Settling"),
    ("behaviour.eta", "Settling"),
    ("behaviour.skill_sd", "Settling"),
    ("behaviour.need_", "Length of calls"),
    ("behaviour.novice_", "Length of calls"),
    ("behaviour.pressure_slope", "Time pressure"),
    ("behaviour.upset_", "Upset callers"),
    ("behaviour.difficult_", "Difficult callers"),
    ("behaviour.discernment_", "Ending calls"),
    ("behaviour.call_back_", "Calling again unsettled"),
    ("behaviour.sick_", "Sick days"),
    ("behaviour.quit_", "Leaving"),
    ("behaviour.newcomer_", "Newcomers"),
    ("behaviour.vacancy_", "Leaving"),
    ("behaviour.warm_up_", "Time simulated"),
    ("behaviour.", "Strain and exhaustion"),
    ("targets.", "Targets"),
    ("costs.", "Money"),
)
"""(Beginning of a path, what it is about); the first that fits counts."""


def topic_of(path: str) -> str:
    """What a field is about; "" for a field of no topic."""
    return next((topic for beginning, topic in TOPICS if path.startswith(beginning)), "")
