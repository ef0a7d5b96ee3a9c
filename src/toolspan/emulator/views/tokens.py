"""Tokens 2021-03-01: restricted data tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolspan.emulator.accounts import Resource
from toolspan.emulator.errors import ApiError, invalid
from toolspan.emulator.roles import PII_ROLES
from toolspan.emulator.routing import match

if TYPE_CHECKING:
    from toolspan.emulator.facts import Operation
    from toolspan.emulator.handling import Call

_METHODS = ("GET", "PUT", "POST", "DELETE")
_MOST_RESOURCES = 50
_WITH_ELEMENTS = ("ordersV0.getOrders", "ordersV0.getOrder", "ordersV0.getOrderItems")
_DOCUMENT = "reports_2021-06-30.getReportDocument"


def create_restricted_data_token(call: Call) -> dict[str, Any]:
    """A token for the listed resources, if the application's roles allow them all."""
    listed = call.json().get("restrictedResources")
    if not isinstance(listed, list) or not 1 <= len(listed) <= _MOST_RESOURCES:
        raise _bad_request("Resource not provided.")
    resources = tuple(_resource(one) for one in listed)
    wanted = frozenset[str]().union(*(resource.data_elements for resource in resources))
    refused = [name for name in sorted(wanted) if not PII_ROLES[name] & call.caller.app.roles]
    if refused:
        raise invalid(
            f"Application does not have access to one or more requested data elements: [{', '.join(refused)}]"
        )
    token = call.services.directory.issue_restricted(call.caller.token, resources)
    return {"restrictedDataToken": token.value, "expiresIn": 3600}


def _resource(given: Any) -> Resource:
    if (
        not isinstance(given, dict)
        or given.get("method") not in _METHODS
        or not isinstance(given.get("path"), str)
    ):
        raise _bad_request("A resource needs a method and a path.")
    method, path = given["method"], given["path"]
    elements = given.get("dataElements") or []
    operation = _restricted(method, path)
    if not isinstance(elements, list) or not all(one in PII_ROLES for one in elements):
        raise _bad_request("Unknown data element.")
    takes_elements = operation.name in _WITH_ELEMENTS
    if bool(elements) != takes_elements:
        raise _bad_request(
            f"dataElements {'are required' if takes_elements else 'cannot be given'} for {path}."
        )
    return Resource(method, path, frozenset(elements))


def _restricted(method: str, path: str) -> Operation:
    """Return the restricted operation of a concrete or generic path."""
    route = match(method, path)
    if route and route[0].restricted and (route[0].name != _DOCUMENT or "{" not in path):
        return route[0]
    raise _bad_request(f"{method} {path} is not a restricted resource.")


def _bad_request(details: str) -> ApiError:
    return ApiError(400, "InvalidRequest", "Request is missing or has invalid parameters", details)


HANDLERS = {"tokens_2021-03-01.createRestrictedDataToken": create_restricted_data_token}
