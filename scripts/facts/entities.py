"""The stub of the typed entities: what `connector.orders` and `connector.sync.orders` give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facts.index import find
from facts.records import Module, class_name
from facts.words import camel

if TYPE_CHECKING:
    from pathlib import Path

    from facts.models import Model, Schema

_HEADER = '''"""Types of the typed entities. Written by scripts/build_facts.py: do not edit."""

from collections.abc import Mapping
from os import PathLike
from typing import Any, ClassVar

from typing_extensions import Unpack

from toolspan.connector import Connector
from toolspan.connectors.amazon_seller_partner.records import {modules}
from toolspan.connectors.amazon_seller_partner.reports.files import Saved
from toolspan.entity import Entity
from toolspan.page import Page, Records
from toolspan.sync import SyncConnector, SyncEntity, SyncRecords

'''
_ROW = "dict[str, Any]"
_METHODS = {
    (False, False): "    async def {name}(self, **params: Unpack[parameters.{takes}]) -> Page[{record}]:",
    (False, True): "    def {name}(self, **params: Unpack[parameters.{takes}]) -> Records[{record}]:",
    (True, False): "    def {name}(self, **params: Unpack[parameters.{takes}]) -> Page[{record}]:",
    (True, True): "    def {name}(self, **params: Unpack[parameters.{takes}]) -> SyncRecords[{record}]:",
}
"""By whether it blocks, and whether it iterates."""
_MORE = {
    "reports": '''    {asynchronous}def download(
        self, *, to: str | PathLike[str], timeout: float | None = None, **params: Unpack[parameters.ReportsRun]
    ) -> Saved:
        """Make a report, wait for it and save its document; the file appears whole or not at all."""
'''
}
"""Methods beyond those of the operations, by entity."""


def entities_stub(
    names: dict[str, Any], models: dict[str, Model], operations: list[Schema], folder: Path
) -> dict[Path, str]:
    """The stub, with a class per entity and one more for blocking calls."""
    entities: dict[str, list[Schema]] = {}
    for operation in operations:
        entities.setdefault(operation["entity"], []).append(operation)
    attributes = {entity: entity for entity in entities} | names["aliases"]
    del attributes["store"]  # every connector has a `store` of its own, by which data is replicated too
    text = _HEADER.format(modules=", ".join(sorted([*names["records"], "parameters"])))
    for blocks in (False, True):
        text += "".join(
            _class(entity, rows, names, models, blocks=blocks) for entity, rows in entities.items()
        )
    text += '\n\nclass SyncAmazonSellerPartner(SyncConnector):\n    """The connector without `await`."""\n\n'
    text += "".join(f"    {name}: Sync{camel(entity)}\n" for name, entity in attributes.items())
    text += '\n\nclass AmazonSellerPartnerEntities(Connector):\n    """A connector with Amazon\'s entities as attributes."""\n\n'
    text += "    entity_classes: ClassVar[Mapping[str, type[Entity]]]\n"
    text += "".join(f"    {name}: {camel(entity)}\n" for name, entity in attributes.items())
    text += '\n    @property\n    def sync(self) -> SyncAmazonSellerPartner:\n        """The same connector without `await`, for scripts and notebooks."""\n\n    async def check(self) -> Page: ...\n'
    path = folder / "entities.pyi"
    return {path: text}


def _class(
    entity: str, rows: list[Schema], names: dict[str, Any], models: dict[str, Model], *, blocks: bool
) -> str:
    head = f"\n\nclass {'Sync' if blocks else ''}{camel(entity)}({'SyncEntity' if blocks else 'Entity'}):\n"
    about = f'    """{names["entities"][entity]}"""\n\n'
    methods = "".join(_methods(row, _record(row, names, models), blocks=blocks) for row in rows)
    more = _MORE.get(entity, "").replace("{asynchronous}", "" if blocks else "async ")
    return head + about + methods + more


def _methods(row: Schema, record: str, *, blocks: bool) -> str:
    facts = {"takes": camel(row["entity"], row["action"]), "record": record}
    methods = _method(row["action"], row["summary"], facts, blocks=blocks, iterates=False)
    if row["cursor"] or row["steps"]:
        name = "iterate" if row["action"] == "list" else f"iterate_{row['action']}"
        methods += _method(name, f"All pages: {row['summary']}", facts, blocks=blocks, iterates=True)
    return methods


def _method(name: str, summary: str, facts: dict[str, str], *, blocks: bool, iterates: bool) -> str:
    return f'{_METHODS[blocks, iterates].format(name=name, **facts)}\n        """{summary}"""\n\n'


def _record(row: Schema, names: dict[str, Any], models: dict[str, Model]) -> str:
    """The type of one record, as the module of its API names it."""
    reference = names["operations"][row["entity"]][row["action"]].get("model")
    if reference is None:  # a function answers it
        return _ROW
    call = find(models, reference)
    if row["steps"] or row["records_kind"] in ("lists", "none") or call.response is None:
        return _ROW
    found, name = call.model.at(call.response, row["records"])
    annotation = Module(call.model).annotation(found, name or f"{class_name(call.operation_id)}Record")
    one = annotation.removeprefix("list[").removesuffix("]") if annotation.startswith("list[") else annotation
    if "[" in one or one in ("str", "int", "float", "bool"):
        return one
    module = next(module for module, api in names["records"].items() if api == row["api"])
    return f"{module}.{one}"
