"""What Amazon wants to know of a product type: its definition, and the schema that this points at."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.connectors.amazon_seller_partner.documents import download
from toolspan.connectors.amazon_seller_partner.listings.attributes import AttributeSchema
from toolspan.contract import Call
from toolspan.errors import UpstreamError
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.documents import Document
    from toolspan.connectors.amazon_seller_partner.reports.run import Surroundings

KEPT_DEFINITIONS, KEPT_SECONDS = 16, 6 * 3600.0
"""How many definitions one connector keeps, and for how long; Amazon changes them every few weeks."""
_OWN = ("names", "requiredOnly")
_SCHEMA_CAP = 16 * 2**20  # bytes of a schema at most; the largest are a few MiB


@dataclass(frozen=True, slots=True)
class Definition:
    """A product type's definition as the API gives it, with its schema read."""

    facts: Mapping[str, Any]
    schema: AttributeSchema

    def rows(self, names: Sequence[str] | None, *, required_only: bool) -> Iterator[dict[str, Any]]:
        """Yield one row per attribute; with names only these, each with its whole schema."""
        groups = self._groups()
        for name, schema in self.schema.properties.items():
            required = name in self.schema.required
            if (names and name not in names) or (required_only and not required):
                continue
            row = {
                "name": name,
                "title": schema.get("title"),
                "required": required,
                "group": groups.get(name),
            }
            yield {**row, "schema": self.schema.resolved(schema)} if names else row

    def _groups(self) -> dict[str, str]:
        groups: Mapping[str, Any] = self.facts.get("propertyGroups") or {}
        return {name: key for key, group in groups.items() for name in group.get("propertyNames") or ()}


class Definitions:
    """Fetches definitions with their schemas and keeps them for a while.

    Args:
        around: Where they are fetched.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._clock = around.clock
        self._kept: OrderedDict[object, tuple[float, Definition]] = OrderedDict()

    async def attributes(self, call: Call) -> Page:
        """Return the attributes of a product type as rows.

        Raises:
            InvalidInput: Amazon has no such product type, or it has no attribute of a name.
            UpstreamError: The schema cannot be had or read.
        """
        values = {name: value for name, value in call.values.items() if name not in _OWN}
        names = call.values.get("names")
        definition = await self.get(values, call.deadline)
        if faults := [fault for name in names or () if (fault := definition.schema.unknown(name))]:
            raise self._around.index.signature(call.operation).refuse(faults)
        rows = list(definition.rows(names, required_only=bool(call.values.get("requiredOnly"))))
        facts = definition.facts
        known: dict[str, Any] = {
            "product_type": facts.get("productType"),
            "requirements": facts.get("requirements"),
            "product_type_version": (facts.get("productTypeVersion") or {}).get("version"),
        }
        meta = Meta(
            operation=call.operation.name,
            count=len(rows),
            marketplace=next(iter(facts.get("marketplaceIds") or ()), None),
            warnings=list(call.warnings),
            **known,
        )
        return Page.model_construct(data=rows, meta=meta, raw=None)

    async def get(self, values: Mapping[str, Any], deadline: Deadline) -> Definition:
        """Return a definition, from the kept ones if it is not too old.

        Args:
            values: Parameters of `product_types.get` by wire name.
            deadline: Until when.

        Raises:
            ToolspanError: It cannot be had.
        """
        key = tuple(sorted((name, str(value)) for name, value in values.items()))
        until, definition = self._kept.get(key, (0.0, None))
        if definition is None or until < self._clock.monotonic():
            definition = await self._fetched(values, deadline)
            self._kept[key] = self._clock.monotonic() + KEPT_SECONDS, definition
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_DEFINITIONS:
            self._kept.popitem(last=False)
        return definition

    async def _fetched(self, values: Mapping[str, Any], deadline: Deadline) -> Definition:
        page = await self._around.executor.execute(
            Call(self._around.index.find("product_types", "get"), values, deadline)
        )
        facts = page.data[0] if page.data and isinstance(page.data[0], dict) else {}
        address = ((facts.get("schema") or {}).get("link") or {}).get("resource")
        if not isinstance(address, str):
            raise UpstreamError("product_types.get: the answer points at no schema.")
        document = await download(
            self._around.http,
            address,
            deadline,
            gzipped=False,
            japanese=False,
            base_url=self._around.base_url,
            cap=_SCHEMA_CAP,
        )
        schema = await asyncio.to_thread(_read, document)
        return Definition(facts, AttributeSchema(str(values.get("productType")), schema))


def _read(document: Document) -> dict[str, Any]:
    try:
        schema = from_json("".join(document.pieces()))
    except ValueError:
        schema = None
    if not isinstance(schema, dict):
        raise UpstreamError("The schema of the product type is not a JSON object.", retryable=True)
    return schema
