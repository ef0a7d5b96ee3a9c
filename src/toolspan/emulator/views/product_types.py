"""Product Type Definitions 2020-09-01: search and schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.checksums import content_md5
from toolspan.emulator.definitions.attributes import REQUIREMENTS
from toolspan.emulator.definitions.schema import META_SCHEMA, groups, locale_of, schema_of, text
from toolspan.emulator.errors import invalid
from toolspan.emulator.parameters import Parameters, at_most_one, choice, list_of
from toolspan.emulator.parameters import text as any_text
from toolspan.emulator.seller.vocabulary import KINDS
from toolspan.emulator.views.paging import sold_in

if TYPE_CHECKING:
    from toolspan.emulator.handling import Call, Handlers

VERSION = "UHqSqmb4FNUk="
TYPES = {kind.product_type: kind for kind in KINDS} | {"PRODUCT": None}
_SEARCH = Parameters(
    list_of("keywords"),
    list_of("marketplaceIds", required=True),
    any_text("itemName"),
    any_text("locale"),
    any_text("searchLocale"),
    rules=(at_most_one("keywords", "itemName"),),
)
_GET = Parameters(
    any_text("sellerId"),
    list_of("marketplaceIds", required=True),
    any_text("productTypeVersion"),
    choice("requirements", REQUIREMENTS, default="LISTING"),
    choice("requirementsEnforced", ("ENFORCED", "NOT_ENFORCED"), default="ENFORCED"),
    any_text("locale"),
    choice("parentageLevel", ("NONE", "CHILD", "PARENT")),
)


def search(call: Call) -> dict[str, Any]:
    """Product types that match keywords; all of them without keywords."""
    values = _SEARCH.read(call.query, call.now)
    marketplaces = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    phrases = values["keywords"] or ((values["itemName"],) if values["itemName"] else ())
    words = [word for phrase in phrases for word in phrase.casefold().split()]
    ids = [one.marketplace_id for one in marketplaces]
    return {
        "productTypes": [
            {"name": name, "displayName": _title(name), "marketplaceIds": ids}
            for name in TYPES
            if not words or set(words) & set(_described(name).split())
        ],
        "productTypeVersion": VERSION,
    }


def get(call: Call) -> dict[str, Any]:
    """One definition, with links to its schema and meta-schema."""
    values = _GET.read(call.query, call.now)
    marketplaces = sold_in(call, "marketplaceIds", values["marketplaceIds"])
    name, requirements, enforced = (
        call.path["productType"],
        values["requirements"],
        values["requirementsEnforced"],
    )
    if name not in TYPES:
        raise invalid(f"{name} is not a valid product type.")
    schema = schema_of(name, requirements, marketplaces[0], enforced=enforced == "ENFORCED")
    return {
        "metaSchema": _linked(call, META_SCHEMA),
        "schema": _linked(call, schema),
        "requirements": requirements,
        "requirementsEnforced": enforced,
        "propertyGroups": groups(name, requirements),
        "locale": values["locale"] or locale_of(marketplaces[0]),
        "marketplaceIds": [one.marketplace_id for one in marketplaces],
        "productType": name,
        "displayName": _title(name),
        "productTypeVersion": {"version": VERSION, "latest": True, "releaseCandidate": False},
    }


def _linked(call: Call, schema: dict[str, Any]) -> dict[str, Any]:
    body, documents = text(schema), call.services.documents
    document = documents.make(call.seller.region, lambda: body, "application/json", compress=False)
    address = documents.link(call.services.base_url(), document, content_encoding=False)
    return {"link": {"resource": address, "verb": "GET"}, "checksum": content_md5(body)}


def _title(name: str) -> str:
    return name.replace("_", " ").title()


def _described(name: str) -> str:
    kind = TYPES[name]
    return (
        f"{_title(name)} {kind.category} {kind.names['en']}".casefold() if kind else _title(name).casefold()
    )


HANDLERS: Handlers = {
    "definitionsProductTypes_2020-09-01.searchDefinitionsProductTypes": search,
    "definitionsProductTypes_2020-09-01.getDefinitionsProductType": get,
}
