"""Listings Items 2021-08-01: writes, validated at once and visible after a delay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.definitions.attributes import REQUIREMENTS, attributes_of
from toolspan.emulator.definitions.checking import issue, missing, unknown, wrong
from toolspan.emulator.errors import invalid, missing_or_invalid
from toolspan.emulator.parameters import Parameters, choice, list_of, text
from toolspan.emulator.views.listings import own
from toolspan.emulator.views.product_types import TYPES

if TYPE_CHECKING:
    from toolspan.emulator.facts import Marketplace
    from toolspan.emulator.handling import Call, Handlers
    from toolspan.emulator.parameters import Values
    from toolspan.emulator.seller.listings import Shelf

    Issues = list[dict[str, Any]]

_PREFIX = "/attributes/"
_OPS = ("add", "replace", "merge", "delete")
_PREVIEW = "VALIDATION_PREVIEW"


def _preview_only(values: Values, _now: float) -> None:
    if "identifiers" in values["includedData"] and values["mode"] != _PREVIEW:
        raise invalid("includedData identifiers requires mode VALIDATION_PREVIEW.")


def _parameters(most: int | None) -> Parameters:
    return Parameters(
        list_of("marketplaceIds", most=most, required=True),
        list_of("includedData", ("identifiers", "issues"), default=("issues",)),
        choice("mode", (_PREVIEW,)),
        text("issueLocale"),
        rules=(_preview_only,),
    )


_PUT, _PATCH = _parameters(1), _parameters(None)
_DELETE = Parameters(list_of("marketplaceIds", most=1, required=True), text("issueLocale"))


def put_listings_item(call: Call) -> dict[str, Any]:
    """Create a listing, or replace its attributes."""
    values = _PUT.read(call.query, call.now)
    (marketplace,) = own(call, values)
    body = call.json()
    issues = put(call.world.shelf, call.path["sku"], marketplace, body, call.now, keep=values["mode"] is None)
    return _answer(call, values, (marketplace,), issues)


def patch_listings_item(call: Call) -> dict[str, Any]:
    """Patch attributes of a listing."""
    values = _PATCH.read(call.query, call.now)
    marketplaces = own(call, values)
    issues: Issues = []
    for one in marketplaces:
        found = patch(
            call.world.shelf, call.path["sku"], one, call.json(), call.now, keep=values["mode"] is None
        )
        issues += [new for new in found if new not in issues]
    return _answer(call, values, marketplaces, issues)


def delete_listings_item(call: Call) -> dict[str, Any]:
    """Delete a listing from one marketplace; deleting a missing one succeeds too."""
    values = _DELETE.read(call.query, call.now) | {"mode": None, "includedData": ("issues",)}
    (marketplace,) = own(call, values)
    call.world.shelf.delete(call.path["sku"], marketplace, call.now)
    return _answer(call, values, (marketplace,), [])


def put(
    shelf: Shelf, sku: str, marketplace: Marketplace, body: dict[str, Any], now: float, *, keep: bool
) -> Issues:
    """Submit a complete listing; issues of severity ERROR reject it."""
    product_type, attributes = _product_type(body), body.get("attributes")
    requirements = body.get("requirements", "LISTING")
    if requirements not in REQUIREMENTS:
        raise missing_or_invalid("requirements")
    if not isinstance(attributes, dict):
        raise missing_or_invalid("attributes")
    issues = [
        *unknown(product_type, attributes),
        *wrong(product_type, attributes),
        *missing(product_type, requirements, attributes),
    ]
    asin = next((one.get("value") for one in attributes.get("merchant_suggested_asin", ())), None)
    if not issues and asin and asin not in {one.asin for one in shelf.catalogue(now)}:
        issues.append(issue("8541", f"The ASIN {asin} is not in the catalogue.", "merchant_suggested_asin"))
    if keep and not issues:
        shelf.put(sku, marketplace, product_type, attributes, now)
    return issues


def patch(
    shelf: Shelf, sku: str, marketplace: Marketplace, body: dict[str, Any], now: float, *, keep: bool
) -> Issues:
    """Submit changes to a listing; issues of severity ERROR reject them."""
    product_type, patches = _product_type(body), body.get("patches")
    if not isinstance(patches, list) or not patches or not all(map(_well_formed, patches)):
        raise missing_or_invalid("patches")
    issues: Issues = []
    for one in patches:
        name = one["path"].removeprefix(_PREFIX)
        issues += unknown(product_type, [name])
        if one["op"] != "delete":
            issues += wrong(product_type, {name: one.get("value")}, whole=one["op"] != "merge")
    # A missing listing is no issue: Amazon accepts the change, which then has no effect.
    if keep and not issues:
        selectors = {name: one.selectors for name, one in attributes_of(product_type).items()}
        shelf.patch(sku, marketplace, patches, selectors, now)
    return issues


def _product_type(body: dict[str, Any]) -> str:
    name = body.get("productType")
    if not isinstance(name, str):
        raise missing_or_invalid("productType")
    if name not in TYPES:
        raise invalid(f"{name} is not a valid product type.")
    return name


def _well_formed(patch: Any) -> bool:
    """Whether it patches a top-level attribute; Amazon accepts no others."""
    if not isinstance(patch, dict) or patch.get("op") not in _OPS or not isinstance(patch.get("path"), str):
        return False
    name = patch["path"].removeprefix(_PREFIX)
    return name != patch["path"] and bool(name) and "/" not in name


def _answer(
    call: Call, values: Values, marketplaces: tuple[Marketplace, ...], issues: Issues
) -> dict[str, Any]:
    preview = values["mode"] == _PREVIEW
    sku, shelf = call.path["sku"], call.world.shelf
    body: dict[str, Any] = {
        "sku": sku,
        "status": "INVALID" if issues else "VALID" if preview else "ACCEPTED",
        "submissionId": shelf.submission_id(),
    }
    if "issues" in values["includedData"]:
        body["issues"] = issues
    if "identifiers" in values["includedData"]:
        known = ((one, shelf.accepted(sku, one, call.now)) for one in marketplaces)
        body["identifiers"] = [
            {"marketplaceId": one.marketplace_id, "asin": product.asin} for one, product in known if product
        ]
    return body


HANDLERS: Handlers = {
    "listingsItems_2021-08-01.putListingsItem": put_listings_item,
    "listingsItems_2021-08-01.patchListingsItem": patch_listings_item,
    "listingsItems_2021-08-01.deleteListingsItem": delete_listings_item,
}
