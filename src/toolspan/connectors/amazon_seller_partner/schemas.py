"""Amazon's published schemas of report documents and notifications, as `scripts/build_facts.py` reduced them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Literal, NamedTuple

from toolspan.connectors.amazon_seller_partner.regions import FACTS

Kind = Literal["report", "notification"]


class PublishedSchemas(NamedTuple):
    """Schemas of one kind.

    Attributes:
        types: Names of the schemas of each type: a list, or the schema of each payload version.
        schemas: Schemas by name.
        definitions: What they refer to.
    """

    types: dict[str, Any]
    schemas: dict[str, Any]
    definitions: dict[str, Any]


@cache
def published_schemas(kind: Kind) -> PublishedSchemas:
    """Return the schemas of report documents, or of notifications; they are read at the first use."""
    found = json.loads((FACTS / f"{kind}_schemas.json").read_bytes())
    return PublishedSchemas(found["types"], found["schemas"], found["definitions"])
