"""What links are compressed against: scenarios like those that people make, so that a link holds what differs.

A link of the second kind can be read only with the very same text: it may not be changed once links have been sent.
`python -m present.link_dictionary` made it of scenarios that come with Headroom.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("link_dictionary.txt")
TAKEN = (
    "darwin_right_to_end_calls_after",
    "adelaide_coping_training_before",
    "sydney_four_minute_target_before",
    "train_or_change",
    "typical_centre",
)
"""Stems, the likeliest last: what is near the end is cheapest to name."""


def link_dictionary() -> bytes:
    """The text; at most 32 kB, for zlib looks no further back."""
    return FILE.read_bytes()


def as_json(data: Any) -> str:
    """In the form in which links hold it: short, and the same for the same data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    from sim import load
    from sim.scenario import as_dict

    configs = Path(sys.argv[1] if len(sys.argv) > 1 else "configs")
    FILE.write_text(
        "\n".join(as_json(as_dict(load(configs / f"{stem}.yaml"))) for stem in TAKEN), encoding="utf-8"
    )
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes", file=sys.stderr)
