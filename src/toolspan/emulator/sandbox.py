"""Static cases of Amazon's sandbox, read from a folder of Amazon's models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from toolspan.emulator.errors import invalid
from toolspan.emulator.handling import Answer
from toolspan.emulator.parameters import standard_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from toolspan.emulator.handling import Call

__all__ = ["StaticCases"]

_METHODS = ("get", "head", "post", "put", "patch", "delete")
_NO_MATCH = "Could not match input arguments"


@dataclass(frozen=True, slots=True)
class _Case:
    """One request that the sandbox knows, with its response."""

    parameters: Mapping[str, Any]
    status: int
    response: Any


class StaticCases:
    """Cases by method and path pattern.

    A request is compared by the parameters that a case lists; of several cases that fit, the one with the
    most parameters answers. A request that fits no case of its operation gets the sandbox's 400; an
    operation without cases is not concerned.

    Args:
        folder: Amazon's models, `*.json` in it or in folders below it.

    Raises:
        ValueError: The folder holds no models with static cases.
    """

    def __init__(self, folder: Path) -> None:
        self._cases: dict[tuple[str, str], list[_Case]] = {}
        for file in sorted(folder.rglob("*.json")):
            for method, path, case in _cases_of(json.loads(file.read_text(encoding="utf-8"))):
                self._cases.setdefault((method, path), []).append(case)
        if not self._cases:
            raise ValueError(
                f"{folder} holds no model with static sandbox cases. Expected the folder `models` of "
                "github.com/amzn/selling-partner-api-models."
            )

    def answer(self, call: Call) -> Answer | None:
        """Return the response of the case that fits; None for an operation without cases.

        Raises:
            ApiError: The sandbox's 400, where the operation has cases and none fits.
        """
        cases = self._cases.get((call.operation.method, call.operation.path))
        if not cases:
            return None
        fitting = [case for case in cases if all(_sent(call, *each) for each in case.parameters.items())]
        if not fitting:
            raise invalid(_NO_MATCH)
        best = max(fitting, key=lambda case: len(case.parameters))
        return Answer(best.status, best.response)


def _cases_of(document: Mapping[str, Any]) -> Iterator[tuple[str, str, _Case]]:
    for path, item in document.get("paths", {}).items():
        for method in item.keys() & set(_METHODS):
            for status, response in item[method].get("responses", {}).items():
                if not status.isdigit():
                    continue
                for raw in _listed(response):
                    sent = raw.get("request", {}).get("parameters", {})
                    parameters = {name: each["value"] for name, each in sent.items() if "value" in each}
                    yield method.upper(), path, _Case(parameters, int(status), raw.get("response"))


def _listed(response: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the cases under the newer key, else those under the older one."""
    newer: list[Mapping[str, Any]] = response.get("x-amzn-api-sandbox", {}).get("static", [])
    older: list[Mapping[str, Any]] = response.get("x-amazon-spds-sandbox-behaviors", [])
    return newer or older


def _sent(call: Call, name: str, wanted: Any) -> bool:
    """Return whether a request has this value; what is neither in path, query nor headers is the body or a field of it."""
    if name in call.path:
        return call.path[name] == _text(wanted)
    given = parse_qs(call.query, keep_blank_values=True)
    if name in given:
        return given[name] in ([_text(wanted)], [_text(item) for item in _items(wanted)])
    if name.lower() in call.headers:
        return call.headers[name.lower()] == _text(wanted)
    try:
        body = standard_json(call.body)
    except ValueError:
        return False
    return bool(body == wanted or (isinstance(body, dict) and name in body and body[name] == wanted))


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return ",".join(str(item).lower() if isinstance(item, bool) else str(item) for item in _items(value))
