"""The order of simultaneous events: time, then rank, then entity. Both engines have it from here.

Ranks are the high bits of a number whose low bits are the entity's, below 2**56. Policy changes are part of
DAY_BEGINS, the only thing that happens at rank 1.
"""

DAY_ENDS = 0 << 56
DAY_BEGINS = 1 << 56
TALK_ENDS = 2 << 56
WRAP_OR_PAUSE_ENDS = 3 << 56
BREAK_DUE = 4 << 56
SHIFT_ENDS = 5 << 56
SHIFT_STARTS_OR_BREAK_ENDS = 6 << 56
CLOSING = 7 << 56
PATIENCE_ENDS = 8 << 56
ARRIVAL = 9 << 56
RANK_BITS = 56
