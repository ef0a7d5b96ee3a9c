"""Requests of an OpenAPI document with every odd feature: what a server understands of ours, and of FastMCP's."""

from __future__ import annotations

import json
import logging
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from benchmarks.report import Report

METHODS = ("get", "head", "put", "post", "patch", "delete")


async def wire(report: Report) -> None:
    """Send each case, ours and FastMCP's, to a server that was written from the specification's tables."""
    from tests.openapi.documents import FOLDER, parsed
    from tests.openapi.server import Server
    from tests.openapi.wire import CASES

    report.section(f"On the wire, by the specification's styles: ours, and FastMCP {version('fastmcp')}")
    if not (FOLDER / "harbour.yaml").exists():
        report.info("the document", "not here")
        return
    wrong = 0
    for case in CASES:
        said = []
        for send in (_ours, _fastmcp):
            server = Server(parsed("harbour.yaml"), "/v1", FOLDER)
            try:
                await send(case, server)
                right = len(server.understood) == 1 and case.arrived(server.understood[0])
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the result
                said.append(f"fails ({type(error).__name__})")
            else:
                said.append("right" if right else "wrong")
        wrong += said[0] != "right"
        report.info(case.about, f"{said[0]:<10} {said[1]}")
    report.budget("wrong, of ours", wrong, 0, unit=f" of {len(CASES)}")


async def _ours(case: Any, server: Any) -> None:
    from tests.openapi.documents import FOLDER

    from toolspan import Connector, Policy
    from toolspan.auth import Bearer

    connector = Connector.from_openapi(
        FOLDER / "harbour.yaml",
        auth={"bearer": Bearer("b-token")},
        hosts=["upload.harbour.test"],
        policy=Policy(writes=["*"], repeat_window=0),
        transport=server.transport,
    )
    await connector.execute(*case.name.split("."), case.given)


def _decoding(server: Any, request: httpx2.Request) -> httpx2.Response:
    """Answer as a server that decodes commas before it splits at them."""
    request.url = httpx2.URL(str(request.url).replace("%2C", ","))
    return server.handle(request)


async def _fastmcp(case: Any, server: Any) -> None:
    """Call the same operation in FastMCP, from a document of that operation alone: it refuses the whole one."""
    from fastmcp import FastMCP

    document = json.loads(json.dumps(server.document, default=str))
    document["info"]["version"] = "1"
    document["paths"] = {
        path: {key: part for key, part in item.items() if key not in METHODS or part is operation}
        for path, item in document["paths"].items()
        for operation in (item.get(method, {}) for method in METHODS)
        if operation.get("operationId") == case.id
    }
    logging.disable(logging.ERROR)
    try:
        base = "https://north.harbour.test/v1"
        async with httpx2.AsyncClient(
            base_url=base, transport=httpx2.MockTransport(partial(_decoding, server))
        ) as client:
            tools = await FastMCP.from_openapi(document, client=client).list_tools()
            await tools[0].run(dict(case.wire or case.given))
    finally:
        logging.disable(logging.NOTSET)
