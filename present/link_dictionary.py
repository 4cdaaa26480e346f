"""Makes what links are compressed against: scenarios like those that people make, so that a link holds what differs.

A link of the second kind can be read only with the very same text, so it may not be made anew once links have been sent.
`python -m present.link_dictionary` made it of scenarios that come with Headroom.
"""

from __future__ import annotations

import sys
from pathlib import Path

from present.permalink import DICTIONARY, as_json
from sim import load
from sim.scenario import as_dict

TAKEN = (
    "darwin_right_to_end_calls_after",
    "adelaide_coping_training_before",
    "sydney_four_minute_target_before",
    "train_or_change",
    "typical_centre",
)
"""Stems, the likeliest last: what is near the end is cheapest to name."""


if __name__ == "__main__":
    configs = Path(sys.argv[1] if len(sys.argv) > 1 else "configs")
    DICTIONARY.write_text(
        "\n".join(as_json(as_dict(load(configs / f"{stem}.yaml"))) for stem in TAKEN), encoding="utf-8"
    )
    print(f"{DICTIONARY.name}: {DICTIONARY.stat().st_size:,} bytes", file=sys.stderr)
