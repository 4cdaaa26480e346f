"""Times that no figure of a centre shows, so that a typical centre's are borrowed: shorter where calls are short.

In calls half as long as the typical centre's, greeting, wrap-up and difficult callers cannot take what they take there.
"""

from __future__ import annotations

from sim.scenario.field_metadata import field

TYPICAL_AHT_MIN = 4.5
"""Handle time from which times are borrowed as the typical centre has them; below it they are shorter in proportion."""
WRAP_UP = "call_types[].wrap_up_min"
OF_HOSTILITY = (
    "behaviour.difficult_hold_min",
    "behaviour.upset_hold_min",
    "rules.disengagement.after_min",
)
"""How long difficult and upset callers keep an agent, and after how long a call that leads nowhere may be ended."""
OVERHEAD = "call_types[].overhead_min"
SHORTER = (OVERHEAD, WRAP_UP, *OF_HOSTILITY)
"""Fields that are borrowed in proportion."""


def time_scale(aht_min: float, lacks_min: float = 0.0) -> float:
    """What is borrowed as a share of the typical centre's time: below 1 where calls are short, 1 of NaN.

    `lacks_min`: of the typical centre's handle time, what is not in `aht_min` and is itself borrowed by this share.

    Examples:
        >>> time_scale(9.0), time_scale(2.25)
        (1.0, 0.5)
        >>> time_scale(2.0, lacks_min=0.5)  # then 2 min and half of 0.5 min are half of 4.5 min
        0.5
    """
    share = aht_min / (TYPICAL_AHT_MIN - lacks_min)
    return share if share < 1.0 else 1.0


def borrowed_min(path: str, scale: float) -> float:
    """The typical centre's time of a field, which is the field's default, by this scale."""
    return scale * float(field(path).default)
