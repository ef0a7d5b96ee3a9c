"""The stub of the typed entities holds every operation of the index, with every parameter, and nothing else."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Required, get_origin

import pytest

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.records import parameters
from toolspan.operations.names import snake

from .conftest import (
    ALIASES,
    ENTITIES,
    MORE,
    OPERATIONS,
    SYNC,
    actions_of,
    attributes,
    expected_methods,
    parameter_class,
    parameter_types,
    stubbed,
)

BEYOND = {name for names in MORE.values() for name in names}
CONSUMER = Path(__file__).parents[1] / "type_checks/consumer.py"
CONNECTOR = AmazonSellerPartnerConnector(region="US", account_type="both", environment="sandbox")

each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
each_entity = pytest.mark.parametrize("entity", ENTITIES)


def test_the_attributes_are_the_entities_and_their_aliases():
    assert set(attributes()) == {*ENTITIES, *ALIASES}
    assert all(attributes()[alias] == attributes()[entity] for alias, entity in ALIASES.items())
    assert attributes(SYNC) == {name: f"Sync{kind}" for name, kind in attributes().items()}


@each_entity
def test_an_entity_has_one_method_per_action_and_iterates_what_has_pages(entity):
    wanted = expected_methods(actions_of(entity))
    assert set(dir(getattr(CONNECTOR, entity))) == wanted
    assert set(stubbed(attributes()[entity])) == set(stubbed(attributes(SYNC)[entity])) == wanted


@each_entity
def test_the_stub_says_what_the_methods_are_and_do(entity):
    made = getattr(CONNECTOR, entity)
    assert made.__doc__ == ast.get_docstring(_class(entity))
    for name, node in stubbed(attributes()[entity]).items():
        method = getattr(made, name)
        assert inspect.iscoroutinefunction(method) is isinstance(node, ast.AsyncFunctionDef)
        if name not in vars(type(made)):
            assert method.__doc__ == ast.get_docstring(node)


def _class(entity):
    from .conftest import STUB

    return STUB[attributes()[entity]]


@each_entity
def test_every_method_takes_the_parameters_of_its_own_operation_and_gives_the_same_records_in_both_modes(
    entity,
):
    asked, blocking = _signatures(attributes()[entity]), _signatures(attributes(SYNC)[entity])
    assert {name: takes for name, (takes, _) in asked.items()} == {
        name: _class_name(entity, "list" if name == "iterate" else name.removeprefix("iterate_"))
        for name in asked
    }
    assert asked == blocking


def _class_name(entity, action):
    return parameter_class(OPERATIONS[f"{entity}.{action}"]).__name__


def _signatures(kind):
    """Parameter class and record class of each method, as the stub writes them."""
    return {
        name: (node.args.kwarg.annotation.slice.attr, ast.unparse(node.returns.slice))
        for name, node in stubbed(kind).items()
        if name not in BEYOND
    }


@each_operation
def test_help_names_the_parameters_and_which_of_them_are_required(operation):
    method = getattr(getattr(CONNECTOR, operation.entity), operation.action)
    shown = inspect.signature(method).parameters
    assert set(shown) == set(parameter_types(operation))
    required = {name for name, parameter in shown.items() if parameter.default is parameter.empty}
    assert required == {snake(name) for name in operation.required_of_caller}


@each_operation
def test_the_types_name_every_parameter_once(operation):
    names = {p.key for p in operation.parameters} | set(operation.body_fields)
    assert set(parameter_types(operation)) == {snake(name) for name in names}


@each_operation
def test_only_what_the_connector_cannot_fill_is_required(operation):
    marked = {name for name, kind in parameter_types(operation).items() if get_origin(kind) is Required}
    assert marked == {snake(name) for name in operation.required_of_caller}


def test_there_are_no_types_of_operations_that_do_not_exist():
    known = {parameter_class(operation).__name__ for operation in OPERATIONS.values()}
    classes = {name for name, value in vars(parameters).items() if hasattr(value, "__required_keys__")}
    assert classes == known


def test_the_checked_consumers_call_every_entity():
    used = {
        ast.unparse(node.func)
        for file in (CONSUMER, CONSUMER.with_name("areas.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
    }
    called = {name.split(".")[1] for name in used if name.startswith("connector.") and name.count(".") == 2}
    assert set(ENTITIES) - called == set()


def test_using_the_typed_entities_imports_no_types():
    code = (
        "import sys; from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector as C;"
        "C(region='US').orders.list; C(region='US').sync.orders.list;"
        "print([name for name in sys.modules if '.records.' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_misspelt_entity_or_method_is_told_with_the_closest():
    with pytest.raises(AttributeError, match='Did you mean "orders"'):
        _ = CONNECTOR.order
    with pytest.raises(AttributeError, match='Did you mean "list"'):
        _ = CONNECTOR.orders.lst
