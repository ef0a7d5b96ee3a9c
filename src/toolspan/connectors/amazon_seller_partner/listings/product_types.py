"""Product types: their attributes, with the JSON Schema of each."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.connectors.amazon_seller_partner.documents import download
from toolspan.connectors.amazon_seller_partner.executor import Handler
from toolspan.connectors.amazon_seller_partner.listings.attributes import AttributeSchema
from toolspan.errors import UpstreamError
from toolspan.page import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.clock import Deadline
    from toolspan.connectors.amazon_seller_partner.documents import Document
    from toolspan.connectors.amazon_seller_partner.polling import LocalJobContext
    from toolspan.contract import Call

CACHED_TYPES, CACHED_SECONDS = 16, 6 * 3600.0
"""Product types that one connector caches, and for how long; Amazon changes them every few weeks."""
_OWN = ("names", "requiredOnly")  # parameters of product_types.attributes that product_types.get lacks
_SCHEMA_CAP = 16 * 2**20  # bytes of a schema at most; the largest have a few MiB


@dataclass(frozen=True, slots=True)
class ProductType:
    """A product type: the response of product_types.get and the schema that it links to."""

    facts: Mapping[str, Any]
    schema: AttributeSchema

    def rows(self, names: Sequence[str] | None, *, required_only: bool) -> Iterator[dict[str, Any]]:
        """Yield one row per attribute; with `names` only those, each with its whole schema."""
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


class ProductTypes:
    """Cache of product types with their schemas, and handler of `product_types.attributes`.

    Args:
        ctx: What the requests need.
    """

    def __init__(self, ctx: LocalJobContext) -> None:
        self._ctx = ctx
        self._clock = ctx.clock
        self._cache: OrderedDict[object, tuple[float, ProductType]] = OrderedDict()

    async def attributes(self, call: Call) -> Page:
        """Return the attributes of a product type as rows.

        Raises:
            InvalidInput: Amazon has no such product type, or the type has no such attribute.
            UpstreamError: The schema cannot be downloaded or read.
        """
        values = {name: value for name, value in call.values.items() if name not in _OWN}
        names = call.values.get("names")
        product_type = await self.get(values, call.deadline)
        if faults := [fault for name in names or () if (fault := product_type.schema.unknown(name))]:
            raise self._ctx.index.signature(call.operation).refuse(faults)
        rows = list(product_type.rows(names, required_only=bool(call.values.get("requiredOnly"))))
        facts = product_type.facts
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

    async def get(self, values: Mapping[str, Any], deadline: Deadline) -> ProductType:
        """Return a product type, from the cache if it is not too old.

        Args:
            values: Parameters of `product_types.get` by wire name.
            deadline: Deadline of the call.

        Raises:
            ToolspanError: It cannot be downloaded.
        """
        key = tuple(sorted((name, str(value)) for name, value in values.items()))
        until, product_type = self._cache.get(key, (0.0, None))
        if product_type is None or until < self._clock.monotonic():
            product_type = await self._fetched(values, deadline)
            self._cache[key] = self._clock.monotonic() + CACHED_SECONDS, product_type
        self._cache.move_to_end(key)
        while len(self._cache) > CACHED_TYPES:
            self._cache.popitem(last=False)
        return product_type

    async def _fetched(self, values: Mapping[str, Any], deadline: Deadline) -> ProductType:
        page = await self._ctx.execute("product_types", "get", values, deadline)
        facts = page.data[0] if page.data and isinstance(page.data[0], dict) else {}
        address = ((facts.get("schema") or {}).get("link") or {}).get("resource")
        if not isinstance(address, str):
            raise UpstreamError("product_types.get: the response links to no schema.")
        document = await download(
            self._ctx.http,
            address,
            deadline,
            gzipped=False,
            japanese=False,
            base_url=self._ctx.base_url,
            cap=_SCHEMA_CAP,
        )
        schema = await asyncio.to_thread(_read, document)
        return ProductType(facts, AttributeSchema(str(values.get("productType")), schema))


def _read(document: Document) -> dict[str, Any]:
    try:
        schema = from_json("".join(document.pieces()))
    except ValueError:
        schema = None
    if not isinstance(schema, dict):
        raise UpstreamError("The schema of the product type is not a JSON object.", retryable=True)
    return schema


attributes = Handler(ProductTypes, ProductTypes.attributes)
"""Handler of `product_types.attributes`."""
