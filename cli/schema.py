"""`schema`: the JSON schema of a scenario file."""

from __future__ import annotations

import argparse
import json

from sim.scenario import Scenario


def schema_command(args: argparse.Namespace) -> int:
    """`python -m sim schema`."""
    print(json.dumps(Scenario.model_json_schema(by_alias=True), indent=1, ensure_ascii=False))
    return 0
