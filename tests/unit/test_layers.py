"""Data flows one way: what a module may import, held by reading every import statement of the product."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("sim", "present", "ui", "cli")

LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # Which version of the model this is, where its files are, how rules are compiled, times of day as text.
    (
        "foundations",
        (
            "sim.version",
            "sim.shipped_files",
            "sim.whole_files",
            "sim.code_cache",
            "sim.jit",
            "sim.clock_text",
        ),
    ),
    # What each key figure is called and how it follows from counts: a scenario names what was observed by it.
    ("declarations", ("sim.kpis", "sim.kpis.kpi", "sim.kpis.declarations")),
    # The columns in which every engine writes what happened: so the record lies below the engines.
    ("record", ("sim.record",)),
    ("scenario", ("sim.scenario.*",)),
    (
        "rules and draws",
        ("sim.calendar", "sim.callers", "sim.draws", "sim.rules", "sim.run_control", "sim.theory"),
    ),
    ("engine", ("sim.engine.*",)),
    ("KPIs", ("sim.kpis.*",)),
    ("experiment", ("sim.experiment.*",)),
    ("staffing", ("sim.staffing.*",)),
    ("calibrate", ("sim.calibrate.*",)),
    ("check", ("sim.check.*",)),
    # The public API, which offers what is below it.
    ("sim", ("sim", "sim.__main__")),
    ("present", ("present.*",)),
    ("ui", ("ui.*", "streamlit_app")),
    ("cli", ("cli.*",)),
)
"""From the lowest to the highest. A module belongs where its whole name stands, else where its package does."""

APART = {("calibrate", "check"), ("ui", "cli")}
"""Neighbours that do not know of each other."""

DECLARED = {("sim.__main__", "cli.main")}
"""`python -m sim` hands over to the command line: the one import upwards."""

FOREIGN = {"sim": {"streamlit", "plotly"}, "present": {"streamlit"}}
"""Libraries that a package may not import."""


@cache
def product() -> dict[str, str]:
    """Module -> its source."""
    files = [f for package in PACKAGES for f in (ROOT / package).rglob("*.py")] + [ROOT / "streamlit_app.py"]
    names = {f: ".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for f in files}
    return {name: file.read_text(encoding="utf-8") for file, name in names.items()}


@cache
def imported(source: str) -> tuple[str, ...]:
    """Every name that a module imports, wherever it does, unless for the type checker alone.

    `from a import b` gives "a.b", since b may be a module; `import_module("a.b")` counts too.
    """
    return tuple(_imported(source))


def _imported(source: str) -> Iterator[str]:
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        match waiting.pop():
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
                waiting += orelse
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                assert level == 0, "imports name their module in full"
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name))],
            ):
                yield name
            case node:
                waiting += ast.iter_child_nodes(node)


def graph(modules: Mapping[str, str]) -> dict[str, set[str]]:
    """Module -> the modules of the product that it imports."""
    known = set(modules)
    return {
        module: {name if name in known else name.rpartition(".")[0] for name in imported(source)} & known
        for module, source in modules.items()
    }


def layer_of(module: str) -> str:
    """The layer that a module belongs to. Raises LookupError for one that belongs to none."""
    parts = module.split(".")
    for pattern in (module, *(".".join(parts[:n]) + ".*" for n in range(len(parts), 0, -1))):
        for layer, patterns in LAYERS:
            if pattern in patterns:
                return layer
    raise LookupError(f"{module} belongs to no layer; name it in LAYERS")


def upward(imports: Mapping[str, set[str]]) -> list[str]:
    """Imports from a lower layer to a higher one, or to one that it shall not know of."""
    order = [layer for layer, _ in LAYERS]
    wrong = []
    for module, others in imports.items():
        for other in others:
            pair = layer_of(module), layer_of(other)
            if (module, other) not in DECLARED and (
                order.index(pair[0]) < order.index(pair[1]) or pair in APART or pair[::-1] in APART
            ):
                wrong.append(f"{module} ({pair[0]}) imports {other} ({pair[1]})")
    return sorted(wrong)


def circle(imports: Mapping[str, set[str]]) -> list[str]:
    """The modules of one circle of imports; empty where there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def foreign(modules: Mapping[str, str]) -> list[str]:
    """Imports of libraries that a package may not know of."""
    return sorted(
        f"{module} imports {name}"
        for module, source in modules.items()
        for name in imported(source)
        if name.split(".")[0] in FOREIGN.get(module.split(".")[0], ())
    )


def test_no_module_imports_from_a_higher_layer():
    assert upward(graph(product())) == []


def test_there_is_no_circle_of_imports():
    assert circle(graph(product())) == []


def test_the_simulator_and_the_presentation_know_nothing_of_the_screen():
    assert foreign(product()) == []


def test_every_declared_exception_is_needed():
    imports = graph(product())
    assert [(module, other) for module, other in DECLARED if other not in imports[module]] == []


@pytest.mark.parametrize(
    ("module", "layer"),
    [
        ("sim.kpis", "declarations"),
        ("sim.kpis.counting", "KPIs"),
        ("sim.scenario", "scenario"),
        ("sim.engine.compiled.layout", "engine"),
        ("sim", "sim"),
        ("present.report.page.inline", "present"),
        ("streamlit_app", "ui"),
    ],
)
def test_a_module_belongs_to_one_layer(module: str, layer: str):
    assert layer_of(module) == layer


def test_a_module_of_no_layer_is_reported():
    with pytest.raises(LookupError, match=r"sim\.other"):
        layer_of("sim.other")


WHEREVER = [
    "{}",
    "def f():\n    {}",
    "try:\n    {}\nfinally:\n    pass",
    "class C:\n    def f(self):\n        {}",
]


@pytest.mark.parametrize("place", WHEREVER)
@pytest.mark.parametrize(
    "statement",
    [
        "import sim.engine",
        "from sim.engine import a",
        "from sim import engine",
        "a = import_module('sim.engine')",
    ],
)
def test_an_import_upwards_is_found_wherever_it_stands(place: str, statement: str):
    planted = graph({"sim.rules": place.format(statement), "sim.engine": ""})
    assert upward(planted) == ["sim.rules (rules and draws) imports sim.engine (engine)"]


def test_layers_that_shall_not_know_of_each_other_are_kept_apart():
    planted = graph({"cli.main": "import ui.theme", "ui.theme": "import cli.main"})
    assert upward(planted) == ["cli.main (cli) imports ui.theme (ui)", "ui.theme (ui) imports cli.main (cli)"]


def test_an_import_for_the_type_checker_alone_is_none():
    source = "if TYPE_CHECKING:\n    import sim.engine\nelse:\n    import sim.draws"
    assert graph({"sim.rules": source, "sim.engine": "", "sim.draws": ""})["sim.rules"] == {"sim.draws"}


def test_a_circle_is_found_within_one_layer_and_through_a_function():
    planted = graph(
        {"ui.a": "from ui.b import x", "ui.b": "def f():\n    from ui import c", "ui.c": "import ui.a"}
    )
    assert sorted(set(circle(planted))) == ["ui.a", "ui.b", "ui.c"]
    assert circle({**planted, "ui.c": set()}) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [("sim.rules", "import plotly"), ("present.tiles", "def f():\n    from streamlit import session_state")],
)
def test_a_library_of_the_screen_is_found(module: str, source: str):
    assert len(foreign({module: source})) == 1
    assert foreign({"ui.tiles": source}) == []
