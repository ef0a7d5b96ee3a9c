"""Checks of the API: reachability, clock skew, credentials, permissions."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from toolspan.cli.doctor.findings import Finding, State, failed
from toolspan.clock import Deadline
from toolspan.errors import PermissionDenied, ToolspanError
from toolspan.transport.http import Http, TransportFailure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from toolspan.cli.support import Area, CommandLineSupport
    from toolspan.clock import Clock
    from toolspan.connector import Connector

WARN_SKEW, FAIL_SKEW = 30.0, 300.0
"""Clock skew in seconds from which `doctor` warns, and from which it fails because dates in calls are wrong."""
PATIENCE = 10.0
"""Timeout of one host, in seconds."""


async def reached(hosts: Mapping[str, str], clock: Clock) -> AsyncIterator[Finding]:
    """Yield whether each host is reachable, and how far the local clock is off."""
    http = Http()
    try:
        for name, url in hosts.items():
            answer = await http.send("GET", url, {"accept-encoding": "identity"}, Deadline(clock, PATIENCE))
            if isinstance(answer, TransportFailure):
                yield Finding(
                    f"connection to {name}",
                    "fail",
                    f"{url} cannot be reached: {answer.text}.",
                    "Check network, DNS, proxy (HTTPS_PROXY) and firewall, and the address itself.",
                )
                continue
            yield Finding(f"connection to {name}", "ok", f"{url} answers.")
            if date := answer.headers.get("date"):
                yield _skew(name, date, clock)
    finally:
        await http.aclose()


def _skew(name: str, date: str, clock: Clock) -> Finding:
    try:
        off = clock.time() - parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError):
        return Finding("clock", "note", f"{name} sends no valid date.")
    state: State = "fail" if abs(off) >= FAIL_SKEW else "warn" if abs(off) >= WARN_SKEW else "ok"
    side = "ahead of" if off > 0 else "behind"
    message = "The clock is right." if state == "ok" else f"The clock is {abs(off):.0f} s {side} {name}'s."
    return Finding(
        "clock",
        state,
        message,
        None if state == "ok" else "Synchronize it by NTP: relative dates such as -7d depend on it.",
    )


async def admitted(connector: Connector, view: CommandLineSupport, *, elsewhere: bool) -> Finding:
    """Check the credentials; if they are denied, also try the account's other regions."""
    try:
        page = await connector.check()
    except PermissionDenied as error:
        for other, name, advice in view.elsewhere(connector) if elsewhere else ():
            async with other:
                if await _opens(other):
                    message = f"The account is not in this region but in {name}."
                    return Finding("account", "fail", message, advice)
        return failed("account", error)
    except ToolspanError as error:
        return failed("account", error)
    return Finding("account", "ok", view.account(page.data))


async def _opens(connector: Connector) -> bool:
    try:
        await connector.check()
    except ToolspanError:
        return False
    return True


async def permitted(connector: Connector, areas: Mapping[str, Area]) -> AsyncIterator[Finding]:
    """Yield whether each area may be read. Each check costs one call."""
    for name, area in areas.items():
        try:
            await connector.execute(area.entity, area.action, area.params)
        except PermissionDenied as error:
            yield Finding(f"role {name}", "fail", error.message, area.advice or error.hint)
        except ToolspanError as error:
            yield failed(f"role {name}", error)
        else:
            yield Finding(f"role {name}", "ok", f"{area.entity}.{area.action} answers.")
