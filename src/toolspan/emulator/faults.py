"""Fault injection: network failures and error responses on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolspan.emulator.errors import quota_exceeded
from toolspan.emulator.recorder import is_operation

if TYPE_CHECKING:
    from toolspan.emulator.exchange import Exchange
    from toolspan.emulator.recorder import RecordedRequest

__all__ = ["KINDS", "Fault", "Faults"]


@dataclass(slots=True, eq=False)
class Fault:
    """Planned fault: its kind, the requests it matches, and how often it still strikes."""

    kind: str
    path: str | None = None
    operation: str | None = None
    method: str | None = None
    times: int | None = 1
    after: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    hits: int = 0

    def claims(self, request: RecordedRequest) -> bool:
        """Return whether this fault applies to a request, and count it."""
        if not self._concerns(request):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.hits += 1
        return True

    def _concerns(self, request: RecordedRequest) -> bool:
        return (
            (self.path is None or request.path.startswith(self.path))
            and (self.operation is None or is_operation(request.operation, self.operation))
            and (self.method is None or request.method == self.method.upper())
        )


class Faults:
    """Planned faults. A delay is followed by the next matching fault, if any."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        kind: str,
        *,
        path: str | None = None,
        operation: str | None = None,
        method: str | None = None,
        times: int | None = 1,
        after: int = 0,
        **options: Any,
    ) -> Fault:
        """Plan a fault for matching requests; ``times=None`` means for all of them.

        Args:
            kind: one of ``KINDS``.
            path: prefix of the raw path.
            operation: operationId, "token" or "document".
            method: HTTP method.
            times: number of requests it applies to.
            after: number of matching requests to let through first.
            options: options of the kind: ``status``, ``body``, ``headers`` (status);
                ``seconds``, ``real`` (delay); ``status`` (html); ``location``, ``status``
                (redirect); ``bytes`` (cut, truncate: how much of the body is sent).
        """
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind!r}; there are {', '.join(sorted(KINDS))}")
        fault = Fault(kind, path, operation, method, times, after, options)
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Remove a planned fault."""
        self._faults.remove(fault)

    def clear(self) -> None:
        """Remove all planned faults."""
        self._faults.clear()

    async def strike(self, exchange: Exchange) -> bool:
        """Apply the planned faults to a request; return whether one of them ended it."""
        for fault in tuple(self._faults):
            if fault.claims(exchange.request) and await KINDS[fault.kind](exchange, fault.options):
                return True
        return False


Options = Mapping[str, Any]


async def _status(exchange: Exchange, options: Options) -> bool:
    status = options.get("status", 500)
    code = {500: "InternalFailure", 503: "ServiceUnavailable"}.get(status, "Error")
    body = options.get(
        "body", {"errors": [{"code": code, "message": "A fault was injected.", "details": ""}]}
    )
    content = (
        body
        if isinstance(body, bytes)
        else body.encode()
        if isinstance(body, str)
        else json.dumps(body).encode()
    )
    given = {name.lower(): value for name, value in options.get("headers", {}).items()}
    headers = {"content-type": "application/json"} | given
    await exchange.answer(status, headers, content)
    return True


async def _throttle(exchange: Exchange, options: Options) -> bool:
    refusal = quota_exceeded()
    return await _status(
        exchange, {"status": 429, "body": refusal.body, "headers": refusal.headers} | dict(options)
    )


async def _html(exchange: Exchange, options: Options) -> bool:
    status = options.get("status", 503)
    body = options.get("body", f"<html><body><h1>{status}</h1></body></html>")
    return await _status(exchange, {"status": status, "body": body, "headers": {"content-type": "text/html"}})


async def _redirect(exchange: Exchange, options: Options) -> bool:
    headers = {"location": options["location"]}
    return await _status(exchange, {"status": options.get("status", 302), "body": b"", "headers": headers})


async def _delay(exchange: Exchange, options: Options) -> bool:
    sleep = asyncio.sleep if options.get("real") else exchange.clock.sleep
    await sleep(options.get("seconds", 1.0))
    return False


async def _reset(exchange: Exchange, _options: Options) -> bool:
    await exchange.reset()
    return True


async def _lost(exchange: Exchange, _options: Options) -> bool:
    await exchange.perform()
    await exchange.reset()
    return True


async def _cut(exchange: Exchange, options: Options) -> bool:
    await exchange.cut(await exchange.perform(), options.get("bytes"), abruptly=True)
    return True


async def _truncate(exchange: Exchange, options: Options) -> bool:
    await exchange.cut(await exchange.perform(), options.get("bytes"), abruptly=False)
    return True


KINDS: dict[str, Callable[[Any, Options], Awaitable[bool]]] = {
    "cut": _cut,
    "delay": _delay,
    "html": _html,
    "lost": _lost,
    "redirect": _redirect,
    "reset": _reset,
    "status": _status,
    "throttle": _throttle,
    "truncate": _truncate,
}
