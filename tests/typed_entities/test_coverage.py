"""The typed face holds every operation of the index, with every parameter, and nothing else."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Required, get_origin

import pytest

from toolspan.connectors.amazon_seller_partner.records import parameters, sync
from toolspan.operations.names import snake

from .conftest import (
    ALIASES,
    MORE,
    OPERATIONS,
    actions_of,
    attributes,
    expected_methods,
    methods,
    parameter_class,
    parameter_types,
)

BEYOND = {name for names in MORE.values() for name in names}
ENTITIES = sorted({operation.entity for operation in OPERATIONS.values()})
CONSUMER = Path(__file__).parents[1] / "type_checks/consumer.py"

each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
each_entity = pytest.mark.parametrize("entity", ENTITIES)


def test_the_attributes_are_the_entities_and_their_aliases():
    assert set(attributes()) == {*ENTITIES, *ALIASES}
    assert all(attributes()[alias] is attributes()[entity] for alias, entity in ALIASES.items())


@each_entity
def test_an_entity_has_one_method_per_action_and_iterates_what_has_pages(entity):
    assert methods(attributes()[entity]) == expected_methods(actions_of(entity))


@each_entity
def test_the_blocking_face_has_the_same_methods(entity):
    name = "Sync" + attributes()[entity].__name__
    assert methods(getattr(sync, name)) == expected_methods(actions_of(entity))
    assert sync.SyncAmazonSellerPartner.__annotations__[entity] == name


@each_entity
def test_every_method_takes_the_parameters_of_its_own_operation_and_gives_the_same_records_in_both_faces(
    entity,
):
    asked = _signatures(sys.modules[attributes()[entity].__module__], attributes()[entity].__name__)
    blocking = _signatures(sync, "Sync" + attributes()[entity].__name__)
    assert {name: takes for name, (takes, _) in asked.items()} == {
        name: _class_name(entity, "list" if name == "iterate" else name.removeprefix("iterate_"))
        for name in asked
    }
    assert asked == blocking


def _class_name(entity, action):
    return parameter_class(OPERATIONS[f"{entity}.{action}"]).__name__


def _signatures(module, name):
    """Parameter class and record class of each method, as the source writes them."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    (found,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return {
        each.name: (each.args.kwarg.annotation.slice.attr, _record(each.returns.slice))
        for each in found.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name not in BEYOND
    }


def _record(node):
    aliases = {"reports": "reports_2021_06_30", "fba_inventory": "fba_inventory_v1"}
    text = ast.unparse(node)
    module, _, name = text.partition(".")
    return f"{aliases.get(module, module)}.{name}" if name else text


@each_operation
def test_the_types_name_every_parameter_once(operation):
    names = {p.name for p in operation.parameters} | set(operation.body_fields)
    assert set(parameter_types(operation)) == {snake(name) for name in names}


@each_operation
def test_only_what_the_connector_cannot_fill_is_required(operation):
    required = set(operation.required)
    filled = {*operation.defaults, *operation.seller_parameters, *operation.marketplace_parameters}
    marked = {name for name, kind in parameter_types(operation).items() if get_origin(kind) is Required}
    assert marked == {snake(name) for name in required - filled}


def test_there_are_no_types_of_operations_that_do_not_exist():
    known = {parameter_class(operation).__name__ for operation in OPERATIONS.values()}
    classes = {name for name, value in vars(parameters).items() if hasattr(value, "__required_keys__")}
    assert classes == known


def test_the_checked_consumer_uses_every_method():
    used = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(CONSUMER.read_text("utf-8")))
        if isinstance(node, ast.Call)
    }
    wanted = {f"connector.{entity}.{name}" for entity in ENTITIES for name in methods(attributes()[entity])}
    assert wanted - used == set()


def test_using_the_typed_face_imports_no_types():
    code = (
        "import sys; from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as C;"
        "C(region='US').orders; C(region='US').sync.orders;"
        "print([name for name in sys.modules if '.records' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
