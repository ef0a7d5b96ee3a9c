"""The Selling Partner API, for the executor: hosts, default parameters, rate limits, errors."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.clock import now
from toolspan.connectors.amazon_seller_partner.errors import error_of
from toolspan.connectors.amazon_seller_partner.raw import facts_of
from toolspan.connectors.amazon_seller_partner.regions import (
    filled_with,
    marketplace_country,
    marketplace_ids,
    marketplace_places,
    marketplace_region,
    marketplaces_in,
)
from toolspan.contract import UsagePlan
from toolspan.errors import InvalidInput
from toolspan.operations.names import snake
from toolspan.operations.paths import fill_in, separate, slots
from toolspan.operations.rules import in_force
from toolspan.transport.api import RestAPI
from toolspan.transport.rate_limits import plausible
from toolspan.transport.raw import raw_operation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.clock import Clock, Deadline
    from toolspan.connectors.amazon_seller_partner.auth import AmazonTokens
    from toolspan.connectors.amazon_seller_partner.regions import SellingRegion
    from toolspan.contract import Call
    from toolspan.errors import ToolspanError
    from toolspan.operations.index import OperationIndex
    from toolspan.operations.model import Operation
    from toolspan.operations.request import WireRequest
    from toolspan.page import Page
    from toolspan.runtime.redaction import Redactor
    from toolspan.transport.credentials import Credentials
    from toolspan.transport.http import Response

_MARKETPLACE = re.compile(r"A[A-Z0-9]{7,15}")
_REGION_NAMES = {"NA": "North America", "EU": "Europe", "FE": "the Far East"}
PREVIEW = "VALIDATION_PREVIEW"
"""Value of the parameter `mode` with which Amazon checks some writes without performing them."""
SANDBOX_PLAN = (5.0, 15.0)
"""Calls per second and burst of every operation in Amazon's sandbox."""


class SellingPartnerAPI(RestAPI):
    """The Selling Partner API as one application sees it for one selling account.

    Args:
        tokens: Access tokens of the account.
        selling_region: Endpoint and default marketplace.
        index: The operations.
        base_url: URL of the API.
        token_url: URL of the token endpoint.
        clock: Time for rules about dates.
        redactor: Removes secrets from what the API says.
        seller_id: Fills path parameters that want the merchant token.
        sandbox: True applies the sandbox's rate limits.
    """

    errors_in_body: ClassVar[str | None] = "errors"
    follows_redirects: bool = False

    def __init__(
        self,
        tokens: AmazonTokens,
        selling_region: SellingRegion,
        index: OperationIndex,
        *,
        base_url: str,
        token_url: str,
        clock: Clock,
        redactor: Redactor,
        seller_id: str | None,
        sandbox: bool,
    ) -> None:
        super().__init__(base_url)
        self.tokens = tokens
        self.selling_region = selling_region
        self.token_url = token_url
        self.restrict = tokens.restrict
        self._index = index
        self._clock = clock
        self._redactor = redactor
        self.seller_id = seller_id
        self._sandbox = sandbox

    # ------------------------------------------------------------------ defaults

    def fill(self, call: Call) -> Mapping[str, Any]:
        """Return the call's values with marketplace, seller and fixed defaults filled in."""
        operation = call.operation
        places = marketplace_places(operation)
        values = separate(call.values, (*places, *operation.defaults))
        self._check_marketplaces(operation, values, places)
        cursor = operation.cursor
        if not (cursor and cursor.alone and cursor.parameter in values):
            for path in filled_with(operation, "marketplace"):
                for holder, name in slots(values, path):
                    if name not in holder:
                        self._fill_marketplace(operation, name, holder, places)
            for path, value in operation.defaults.items():
                for holder, name in slots(values, path):
                    fill_in(holder, name, value, operation.name)
        self._fill_seller(operation, values)
        _fill_from_others(operation, values)
        self._index.signature(operation).check_filled(values, now(self._clock))
        return values

    def _fill_marketplace(
        self, operation: Operation, name: str, values: dict[str, Any], places: Sequence[str]
    ) -> None:
        given = next((values[p] for p in places if p in values), None)
        marketplace = (given[0] if isinstance(given, list) else given) or self.selling_region.marketplace_id
        if marketplace:
            many = name.lower().endswith(("ids", "marketplaces"))
            values[name] = [marketplace] if many else marketplace
        elif operation.extra["marketplace"] == "required":
            choices = ", ".join(
                f"{country} {id_}" for country, id_ in marketplaces_in(self.selling_region.region).items()
            )
            raise InvalidInput(
                f'{operation.name} needs a marketplace, and region="{self.selling_region.region}" names none.',
                hint=f"Give {snake(name)} with one of: {choices}; or connect with a country code.",
            )

    def _check_marketplaces(
        self, operation: Operation, values: dict[str, Any], places: Sequence[str]
    ) -> None:
        slotted = (slot for path in places for slot in slots(values, path))
        for holder, name in slotted:
            if name not in holder:
                continue
            given = holder[name]
            ids = marketplace_ids(given if isinstance(given, list) else [given])
            for marketplace in ids:
                if not _MARKETPLACE.fullmatch(str(marketplace)):
                    raise InvalidInput(
                        f"{operation.name}: {snake(name)}: {str(marketplace)[:40]!r} is neither a marketplace id "
                        "nor a country code.",
                        hint=f"Marketplaces here: {', '.join(f'{c} {i}' for c, i in marketplaces_in(self.selling_region.region).items())}.",
                    )
                region = marketplace_region(marketplace)
                if region not in (None, self.selling_region.region):
                    raise self._elsewhere(operation, str(marketplace), region)
            holder[name] = ids if isinstance(given, list) else ids[0]

    def _elsewhere(self, operation: Operation, marketplace: str, region: str) -> InvalidInput:
        here = self.selling_region.region
        country = marketplace_country(marketplace)
        return InvalidInput(
            f"{operation.name}: {country} ({marketplace}) is a marketplace of {_REGION_NAMES[region]}, and this connector "
            f"serves {_REGION_NAMES[here]}: {', '.join(marketplaces_in(here))}.",
            hint=f"This connector cannot answer for {country}; say so. It takes a connector with region={country!r} and a "
            "consent of the seller there.",
        )

    def _fill_seller(self, operation: Operation, values: dict[str, Any]) -> None:
        for name in filled_with(operation, "seller"):
            if name not in values and _asked_for(operation, name, values):
                values[name] = self.seller(operation, name)

    def seller(self, operation: Operation, name: str = "") -> str:
        """Return the seller's id.

        Args:
            operation: The operation that needs it, for the error.
            name: The parameter that takes it too.

        Raises:
            InvalidInput: The id is not known.
        """
        if self.seller_id:
            return self.seller_id
        or_param = f", or {snake(name)} in params" if name else ""
        raise InvalidInput(
            f"{operation.name} needs the seller's id (the merchant token of the account), which is not known.",
            hint=f"Whoever owns the connector gives it as seller_id= or TOOLSPAN_SELLER_ID{or_param}.",
        )

    def only_checked(self, operation: Operation) -> Mapping[str, Any]:
        """Return the parameter that makes Amazon check a call without performing it; empty where there is none."""
        return {p.name: PREVIEW for p in operation.parameters if PREVIEW in p.schema.get("enum", ())}

    async def credentials(
        self, operation: Operation, request: WireRequest, values: Mapping[str, Any], deadline: Deadline
    ) -> Credentials:
        """Return the access token for this request, or a restricted data token where it needs one."""
        return await self.tokens.credentials(operation, request, values, deadline)

    async def renewed(self, credentials: Any, response: Response, deadline: Deadline, *, again: bool) -> bool:
        """Return True if the response rejected the token and another one was obtained."""
        return await self.tokens.renewed(credentials, response, deadline, again=again)

    def identity(self) -> str:
        """Return the identity of the account: application and grant."""
        return self.tokens.account

    @property
    def hosts(self) -> Mapping[str, str]:
        """URLs that calls use, by purpose."""
        return {"Login with Amazon": self.token_url, "the API": self.base_url}

    def about(self) -> dict[str, Any]:
        """Return region, marketplace and, where it is known, the seller's id."""
        region = self.selling_region
        named = {
            "region": region.region,
            "country": region.country,
            "marketplace_id": region.marketplace_id,
            "seller_id": self.seller_id,
        }
        return {name: value for name, value in named.items() if value}

    def raw_operation(self, method: str, path: str) -> Operation:
        """Return the operation of a method and a path, with its usage plan where it is known."""
        return raw_operation(method, path, **facts_of(method, path))

    # ------------------------------------------------------------------ limits

    def plan(self, operation: Operation) -> UsagePlan | None:
        """Return the usage plan of an operation; None where Amazon publishes none."""
        if not operation.rate or not operation.burst:
            return None
        rate, burst = SANDBOX_PLAN if self._sandbox else (operation.rate, float(operation.burst))
        return UsagePlan((self.tokens.account, operation.api, operation.operation_id), rate, burst)

    def rate(self, response: Response) -> float | None:
        """Return the rate in the response's `x-amzn-RateLimit-Limit`; None where there is none."""
        try:
            rate = float(response.headers.get("x-amzn-ratelimit-limit", ""))
        except ValueError:
            return None
        return rate if plausible(rate) else None

    # ------------------------------------------------------------------ responses

    def error(self, operation: Operation, response: Response) -> ToolspanError:
        """Return the error of an unsuccessful response."""
        return error_of(operation, response, self._redactor)

    def filters(self, operation: Operation, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return by what a list was filtered; the seller is the account, not a filter."""
        seller = filled_with(operation, "seller")
        return super().filters(operation, {name: v for name, v in values.items() if name not in seller})

    def describe(self, page: Page, call: Call, response: Response) -> None:
        """Add request id, rate limit, marketplace and warnings to the page."""
        operation, meta = call.operation, page.meta
        meta.request_id = self._redactor(response.headers.get("x-amzn-requestid", "")) or None
        meta.rate_limit = self.rate(response)
        if "marketplace" in operation.extra:
            meta.marketplace = self.selling_region.marketplace_id
        if operation.deprecated:
            meta.warnings.append(
                f"{operation.name} is deprecated: Amazon removes it on {operation.deprecated['removal_date']}. "
                f"Use {operation.deprecated['replacement']}."
            )


def _fill_from_others(operation: Operation, values: dict[str, Any]) -> None:
    """Fill in what follows from another value: what stands in the path and in the body, and the MD5 of a file."""
    for name, word in operation.fill.items():
        if (same := word.strip("{}")) != word and same in values:
            values.setdefault(name, values[same])
        kind, _, file = word.partition(":")
        if kind == "md5" and file in values:
            values.setdefault(name, _md5_of(values[file], file, operation))


def _md5_of(encoded: str, name: str, operation: Operation) -> str:
    from toolspan.runtime.files import content_md5  # noqa: PLC0415 - few calls need it

    try:
        return content_md5(b64decode(encoded))
    except ValueError as fault:
        raise InvalidInput(f"{operation.name}: {snake(name)} is not base64: {fault}.") from None


def _asked_for(operation: Operation, name: str, values: Mapping[str, Any]) -> bool:
    """Return whether a parameter is required, always or with these values."""
    return name in operation.required or any(
        rule["kind"] == "required_when" and rule["name"] == name and in_force(rule, values)
        for rule in operation.rules
    )
