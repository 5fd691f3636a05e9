"""The order of the layers, drawn from the imports of every file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from corved.config import PROJECT
from tests.some import some

PACKAGE = PROJECT / "corved"
# From top to bottom: a room imports from its own floor only itself, and else from below. `factory` is create_app.
FLOORS = (
    *("cli", "server", "factory", "demo", "blueprints", "files", "web", "use_cases", "messages", "queries"),
    *("forms", "audit", "models database", "values", "scheduling", "config", "smtp clock problems"),
)
FLOOR_OF = {room: number for number, floor in enumerate(FLOORS) for room in floor.split()}
# What a layer must be able to live without.
FOREIGN = {
    "scheduling": {"flask", "wtforms", "sqlalchemy", "psycopg"},
    **{room: {"flask", "wtforms"} for room in "queries use_cases models database messages audit values".split()},
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in PACKAGE.rglob("*.py")}


def room_of(module: str) -> str:
    return module.partition(".")[2].partition(".")[0] or "factory"


def imports_of(path: Path, *, anywhere: bool = True) -> Iterator[str]:
    """The modules that a file imports; with anywhere, inside functions, too."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree) if anywhere else tree.body:
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, f"{path}: import from a module by its name"
            assert node.level == 0, f"{path}: say where from, beginning with corved"
            names = [f"{node.module}.{each.name}" for each in node.names]
            yield from (name if name in MODULES else node.module for name in names)


def test_every_room_has_its_floor_and_every_floor_its_rooms():
    assert {room_of(module) for module in MODULES} == set(FLOOR_OF)


@pytest.mark.parametrize("room", FLOOR_OF)
def test_a_room_imports_only_from_below(room):
    up = [
        f"{module} imports {imported}"
        for module in some(each for each in MODULES if room_of(each) == room)
        for imported in imports_of(MODULES[module])
        if imported.partition(".")[0] == "corved"
        and room_of(imported) != room
        and FLOOR_OF[room_of(imported)] <= FLOOR_OF[room]
    ]

    assert up == []


def test_no_files_import_each_other_in_a_circle():
    """Whatever is imported where a file begins or in a function of it."""
    graph = {module: {each for each in imports_of(path) if each in MODULES} for module, path in MODULES.items()}
    graph.pop("corved")  # the factory imports what it builds when it is called

    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))

    assert len(order) >= len(graph)


@pytest.mark.parametrize("room", FOREIGN)
def test_a_layer_lives_without_what_is_not_its_business(room):
    for module in some(each for each in MODULES if room_of(each) == room):
        foreign = {each.partition(".")[0].removesuffix("_login") for each in imports_of(MODULES[module])}
        assert not foreign & FOREIGN[room], module
