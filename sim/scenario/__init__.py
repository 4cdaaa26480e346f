"""What the user asks: a scenario file, read, validated and frozen."""

from sim.scenario.canonical import canonical, scenario_hash, to_yaml
from sim.scenario.edit import diff, replace
from sim.scenario.errors import ScenarioError
from sim.scenario.io import MAX_BYTES, from_bytes, from_dict, load, parse
from sim.scenario.paths import as_dict
from sim.scenario.schema import Scenario
from sim.scenario.validation import policies
from sim.scenario.yaml_text import read_yaml

__all__ = [
    "MAX_BYTES",
    "Scenario",
    "ScenarioError",
    "as_dict",
    "canonical",
    "diff",
    "from_bytes",
    "from_dict",
    "load",
    "parse",
    "policies",
    "read_yaml",
    "replace",
    "scenario_hash",
    "to_yaml",
]
