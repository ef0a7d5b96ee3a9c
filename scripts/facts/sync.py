"""The types-only module of the blocking face: what `connector.sync` gives, entity by entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from facts.index import find
from facts.records import Module, formatted
from facts.words import camel

if TYPE_CHECKING:
    from pathlib import Path

    from facts.models import Model, Schema

_HEADER = '''"""What `connector.sync` gives, as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from toolspan.sync import SyncConnector, SyncRecords

if TYPE_CHECKING:
    from os import PathLike

    from typing_extensions import Unpack

    from toolspan.connectors.amazon_seller_partner.records import {modules}
    from toolspan.connectors.amazon_seller_partner.reports.files import Saved
    from toolspan.page import Page

'''
_ROW = "dict[str, Any]"
_METHOD = '''
    def {name}(self, **params: Unpack[parameters.{takes}]) -> {gives}[{record}]:
        """{summary}"""
        ...
'''
_MORE = {
    "reports": '''
    def download(
        self, *, to: str | PathLike[str], timeout: float | None = None, **params: Unpack[parameters.ReportsRun]
    ) -> Saved:
        """Make a report, wait for it and save its document."""
        ...
'''
}
"""Methods beyond those of the operations, by entity."""


def sync_module(
    names: dict[str, Any], models: dict[str, Model], operations: list[Schema], folder: Path
) -> dict[Path, str]:
    """The module with a protocol per entity and the class of `connector.sync`."""
    entities: dict[str, list[Schema]] = {}
    for operation in operations:
        entities.setdefault(operation["entity"], []).append(operation)
    protocols = "".join(_protocol(entity, rows, names, models) for entity, rows in entities.items())
    attributes = {entity: entity for entity in entities} | names["aliases"]
    lines = "".join(f"    {name}: Sync{camel(entity)}\n" for name, entity in attributes.items())
    modules = ", ".join(sorted([*names["records"], "parameters"]))
    head = _HEADER.format(modules=modules) + protocols
    path = folder / "sync.py"
    return {path: formatted(f"{head}\n\nclass SyncAmazonSellerPartner(SyncConnector):\n{lines}", path)}


def _protocol(entity: str, rows: list[Schema], names: dict[str, Any], models: dict[str, Model]) -> str:
    methods = "".join(_methods(row, _record(row, names, models)) for row in rows)
    return f"\n\nclass Sync{camel(entity)}(Protocol):\n{methods}{_MORE.get(entity, '')}"


def _methods(row: Schema, record: str) -> str:
    facts = {"takes": camel(row["entity"], row["action"]), "record": record, "summary": row["summary"]}
    methods = _METHOD.format(name=row["action"], gives="Page", **facts)
    if row["cursor"] or row["steps"]:
        name = "iterate" if row["action"] == "list" else f"iterate_{row['action']}"
        facts["summary"] = "All pages: " + facts["summary"]
        methods += _METHOD.format(name=name, gives="SyncRecords", **facts)
    return methods


def _record(row: Schema, names: dict[str, Any], models: dict[str, Model]) -> str:
    """The type of one record, as the module of its API names it."""
    call = find(models, names["operations"][row["entity"]][row["action"]]["model"])
    if row["steps"] or row["records_kind"] in ("lists", "none") or call.response is None:
        return _ROW
    found, name = call.model.at(call.response, row["records"])
    annotation = Module(call.model).annotation(found, name or "Record")
    module = next(module for module, api in names["records"].items() if api == row["api"])
    return f"{module}.{annotation.removeprefix('list[').removesuffix(']')}"
