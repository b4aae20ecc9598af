"""Imports go down the steps, each third party has one door, there is no circle, and no file grows out of hand."""

import ast
import functools
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sociophys"

# (units of a step, whether a unit may import those left of it). A unit is a module or a folder of the package.
STEPS = (
    ("errors folders importing accelerate plugins simd registry refusals parameters rng results_version", True),
    (
        "schedules triggers estimate contrast chains panels plain merging csr mapped spill graph network opinions "
        "setting trajectory",
        True,
    ),
    (
        "kernels graphlib partition splits signed statistics pairing distribution changes "
        "theory select nulls groups bridges reading manifests joining",
        True,
    ),
    ("loaders couplings initial dynamics fields feeds interventions observables analyzers", False),
    ("conditions model verdict analysis", True),
    ("engine store executors", False),
    ("scenario report", False),
    ("studies verification", False),
    ("workflow", False),
    ("cli __init__ __main__", True),
)
PLACE = {
    unit: (step, position if ordered else 0)
    for step, (units, ordered) in enumerate(STEPS)
    for position, unit in enumerate(units.split())
}
# Where a third party may be imported: prefixes of paths below the package.
DOORS = {
    "pydantic": ("parameters.py",),
    "pydantic_core": ("parameters.py",),
    "ruamel": ("scenario/load.py",),
    "plotly": ("report/",),
    "jinja2": ("report/",),
    "typer": ("cli/",),
    "rich": ("cli/",),
    "numba": ("accelerate.py", "simd/"),
    "llvmlite": ("accelerate.py", "simd/"),
    "igraph": ("graphlib/",),
    "networkx": ("graphlib/", "workflow/benchmarks/contender.py"),  # a peer's program runs elsewhere
    "pyarrow": ("store/", "reading/"),
    "pebble": ("executors/",),
    "filelock": ("store/",),
    "platformdirs": ("folders.py",),
}
VALIDATORS = {"field_validator", "model_validator", "BeforeValidator", "AfterValidator", "PrivateAttr"}
MAX_LINES = 400


def sources():
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path):
    """Return the dotted name of a source; a package goes by its own name."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sources()}


@functools.cache
def imports(path):
    """Return the (module, names) pairs that a source imports anywhere in it, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, frozenset()) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            found.append((node.module, frozenset(alias.name for alias in node.names)))
    return tuple(found)


def ours(path):
    """Return the modules of the package that a source imports."""
    found = set()
    for module, names in imports(path):
        if module.split(".")[0] != "sociophys":
            continue
        inner = {f"{module}.{name}" for name in names} & MODULES.keys()
        found |= inner | ({module} if not names or names - {full.rsplit(".", 1)[1] for full in inner} else set())
    return found - {name_of(path)}


def unit_of(module):
    """Return the unit that a module belongs to."""
    parts = module.split(".")
    if len(parts) == 1:
        return "__init__"
    return parts[1]


def test_every_unit_has_a_step():
    assert sorted({unit_of(module) for module in MODULES} - PLACE.keys()) == []


def may_import(importer, imported):
    """Return whether the steps let one unit import another."""
    if importer == imported:
        return True
    (step, position), (other_step, other_position) = PLACE[importer], PLACE[imported]
    return other_step < step or (other_step == step and other_position < position)


def test_imports_go_down_the_steps():
    wrong = [
        f"{name} imports {other}"
        for name, path in MODULES.items()
        for other in sorted(ours(path))
        if not may_import(unit_of(name), unit_of(other)) and not (unit_of(other) == "__init__" and is_version(path))
    ]
    assert wrong == []


def is_version(path):
    """Return whether all that a source takes from the package root is its version (or modules)."""
    names = set().union(*(names for module, names in imports(path) if module == "sociophys"))
    return all(name == "__version__" or f"sociophys.{name}" in MODULES for name in names)


def test_there_is_no_circle():
    graph = {name: ours(path) & MODULES.keys() for name, path in MODULES.items()}
    done, trail = set(), []

    def visit(name):
        if name in trail:
            raise AssertionError(" -> ".join([*trail[trail.index(name) :], name]))
        if name in done:
            return
        trail.append(name)
        for other in sorted(graph[name]):
            visit(other)
        done.add(trail.pop())

    for name in graph:
        visit(name)


@pytest.mark.parametrize("library", DOORS)
def test_third_party_has_one_door(library):
    wrong = []
    for path in sources():
        place = path.relative_to(PACKAGE).as_posix()
        taken = [names for module, names in imports(path) if module.split(".")[0] == library]
        if library == "pydantic":  # members check across their parameters with its decorators
            taken = [names for names in taken if not names or names - VALIDATORS]
        if taken and not place.startswith(DOORS[library]):
            wrong.append(place)
    assert wrong == []


def test_no_file_is_too_long():
    lengths = {path.relative_to(PACKAGE).as_posix(): len(path.read_text().splitlines()) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


def test_steps_would_catch_an_upward_import():
    assert may_import("engine", "model")
    assert may_import("network", "graph")
    assert not may_import("graph", "network")
    assert not may_import("fields", "observables")
    assert not may_import("kernels", "engine")
