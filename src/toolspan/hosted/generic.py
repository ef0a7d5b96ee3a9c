"""Connectors known only to a server, which validates their parameters and documents them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.clock import SYSTEM_CLOCK
from toolspan.connector import Connector
from toolspan.errors import (
    AuthenticationError,
    ConfigurationError,
    InvalidInput,
    ToolspanError,
    UpstreamError,
)
from toolspan.hosted import endpoints as e
from toolspan.hosted.executor import HostedExecutor
from toolspan.hosted.lookup import Kind
from toolspan.operations.arguments import Arguments, Signature
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation
from toolspan.operations.names import squash
from toolspan.page import Meta, Page
from toolspan.runtime.redaction import Redactor
from toolspan.tools.virtual_operations import DOCS_READ, DOCS_SEARCH, RESULTS_READ_MORE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    import httpx2

    from toolspan.clock import Clock
    from toolspan.contract import Call, Journal, ResultStore
    from toolspan.operations.arguments import Zone
    from toolspan.operations.model import Effect
    from toolspan.policy import Policy
    from toolspan.types import AirbyteAuthConfig
    from toolspan.writes.audit import OnWrite


READS = frozenset(
    map(
        squash,
        ("list", "get", "search", "describe", "download", "context_store_search", "context_store_sql_query"),
    )
)
"""Actions that are reads. Any other action counts as a write and must be allowed by the policy."""
_LONGEST = 200


class DynamicSignature(Signature):
    """A signature that accepts any parameter, under its given name."""

    def check(self, params: Mapping[str, Any], now: datetime, zone: Zone | None = None) -> Arguments:  # noqa: ARG002 - the server checks
        """Return the parameters unchanged; `None` values count as not given."""
        return Arguments({str(name): value for name, value in params.items() if value is not None})

    def unchecked(self, params: Mapping[str, Any]) -> Arguments:
        """Return the parameters unchanged."""
        return Arguments({str(name): value for name, value in params.items()})


class DynamicOperationIndex(OperationIndex):
    """Operation index that accepts any operation.

    Args:
        writes: Writes named in the policy; only these are known to exist.
    """

    complete: ClassVar[bool] = False

    def __init__(self, writes: Sequence[str] = ()) -> None:
        self._signatures: dict[str, Signature] = {}
        self._writes = writes

    @cached_property
    def _record(self) -> dict[str, Any]:
        return {"operations": []}

    @cached_property
    def _operations(self) -> dict[str, Operation]:
        return {operation.name: operation for name in self._writes if (operation := _named(name))}

    def find(self, entity: str, action: str) -> Operation:
        """Return an operation with these names, whether or not the server has it.

        Raises:
            InvalidInput: A name is empty or too long.
        """
        for what, given in (("entity", entity), ("action", action)):
            if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST:
                raise InvalidInput(f"{what} must be a name of at most {_LONGEST} characters.")
        reads = squash(action) in READS
        effect: Effect = "read" if reads else "write"
        return Operation(entity, action, "", effect, idempotent=reads, destructive=not reads)

    def signature(self, operation: Operation) -> Signature:
        """Return a signature that leaves validation to the server."""
        return DynamicSignature(operation)


def _named(name: str) -> Operation | None:
    """Return a write named in a policy; its effect is unknown, so it counts as destructive.

    Raises:
        ConfigurationError: It is a pattern, and only the server knows what matches.
    """
    entity, _, action = name.partition(".")
    if "*" in name or "?" in name or "[" in name:
        raise ConfigurationError(
            f'Policy: "{name}" cannot become a tool: only the server knows which operations it means.',
            hint='Name each of them, such as writes=["tickets.update"]; execute() takes patterns too.',
        )
    if not action or squash(action) in READS:
        return None
    return Operation(entity, action, "", "write", idempotent=False, destructive=True)


async def _search_docs(connector: HostedConnector, call: Call) -> Page:
    return _page("docs.search", await connector.search_docs(call.values["query"]))


async def _read_docs(connector: HostedConnector, call: Call) -> Page:
    section = call.values.get("section")
    return _page("docs.read", [{"section": section, "text": await connector.read_docs(section)}])


class HostedConnector(Connector):
    """A connector known only to the server.

    Reads are `list`, `get`, `search`, `describe` and `download`; any other action counts as a
    write and must be named in the policy. Tools offer writes that are named one by one, in
    `execute_write`; a pattern such as `tickets.*` works for `execute` only, and `tools` rejects it.

    Args:
        auth_config: The client's credentials, and the connector or workspace.
        policy: What the connector may do; reads only by default. Names are not checked.
        timeout: Seconds for one call, waits and retries included.
        clock: Time for waits.
        transport: An httpx2 async transport, or a function that makes one per event loop.
        journal: As in `Connector`.
        on_write: As in `Connector`.
        results: As in `Connector`.

    Raises:
        ConfigurationError: Neither workspace nor connector is named.
    """

    slug: ClassVar[str] = "hosted"
    title: ClassVar[str] = "Hosted connector"
    operations: OperationIndex = DynamicOperationIndex()
    client_operations: OperationIndex = OperationIndex.of(
        replace(DOCS_SEARCH, handler=f"{__name__}:_search_docs"),
        replace(DOCS_READ, handler=f"{__name__}:_read_docs"),
        RESULTS_READ_MORE,
    )

    def __init__(
        self,
        auth_config: AirbyteAuthConfig,
        *,
        policy: Policy | None = None,
        timeout: float | None = 30.0,
        clock: Clock = SYSTEM_CLOCK,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None,
        journal: Journal | None = None,
        on_write: OnWrite | None = None,
        results: ResultStore | None = None,
    ) -> None:
        redactor = Redactor()
        self._server = HostedExecutor(
            auth_config, Kind(self.slug), clock=clock, redactor=redactor, transport=transport
        )
        super().__init__(
            self._server,
            policy=policy,
            operations=DynamicOperationIndex(policy.writes if policy else ()),
            timeout=timeout,
            clock=clock,
            redactor=redactor,
            journal=journal,
            on_write=on_write,
            results=results,
        )

    async def check(self) -> Page:
        """Return the result of the server's check of the credentials.

        Raises:
            AuthenticationError: The credentials do not work.
            UpstreamError: The check did not finish, or failed for another reason.
        """
        found = await self._ask(e.CHECK, body={})
        if found.get("status") != "succeeded":
            reason = found["failure_reason"] if isinstance(found.get("failure_reason"), dict) else {}
            kind = AuthenticationError if reason.get("failure_type") == "config_error" else UpstreamError
            said = found.get("error_message") or reason.get("external_message") or found.get("status")
            raise kind(self.redact(f"The check of the connector did not succeed: {said}"))
        return _page("check", [found])

    async def search_docs(self, query: str) -> list[Any]:
        """Search the server's guides."""
        body = await self._call(e.SKILL_SEARCH, query={"query": query})
        found = body.get("data")
        return found if isinstance(found, list) else []

    async def read_docs(self, section: str | None) -> str:
        """Return a section of this connector's guide, or the whole guide, from the server."""
        skill = (await self._ask(e.INSPECT)).get("docs_skill_id")
        return _text(await self._call(e.SKILL_DOCS, query={"id": skill, "section": section}))

    async def _ask(self, operation: Operation, **content: Any) -> dict[str, Any]:
        deadline = self._deadline()
        try:
            connector_id = await self._server.connector_id.get(deadline)
            return await self._server.session.call(operation, deadline, connector_id, **content)
        except ToolspanError as error:
            raise self.redact.error(error) from None

    async def _call(self, operation: Operation, **content: Any) -> dict[str, Any]:
        return await self._server.session.call(operation, self._deadline(), **content)


@cache
def hosted_class(slug: str) -> type[HostedConnector]:
    """Return the class for connectors with this slug."""
    words = [word.capitalize() for word in slug.replace("_", "-").split("-")]
    return type(f"{''.join(words)}Connector", (HostedConnector,), {"slug": slug, "title": " ".join(words)})


@cache
def hosted_subclass(known: type[Connector]) -> type[Connector]:
    """Return a subclass of an installed connector that calls through a server."""

    def __init__(  # noqa: N807 - a method of the class below
        self: Connector,
        auth_config: AirbyteAuthConfig,
        *,
        clock: Clock = SYSTEM_CLOCK,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None,
        **options: Any,
    ) -> None:
        redactor = Redactor()
        kind = Kind(known.slug)
        server = HostedExecutor(auth_config, kind, clock=clock, redactor=redactor, transport=transport)
        Connector.__init__(self, server, clock=clock, redactor=redactor, **options)

    return type(f"Hosted{known.__name__}", (known,), {"__init__": __init__, "__doc__": known.__doc__})


def _page(name: str, data: list[Any]) -> Page:
    return Page.model_construct(data=data, meta=Meta(operation=name, count=len(data)), raw=None)


def _text(body: Mapping[str, Any]) -> str:
    """Return a guide as text; of a list of blocks, their readable parts."""
    data = body["data"] if isinstance(body.get("data"), dict) else {}
    if isinstance(data.get("markdown"), str):
        return str(data["markdown"])
    blocks = body["content"] if isinstance(body.get("content"), list) else []
    return "\n\n".join(_block(block) for block in blocks if isinstance(block, dict))


def _block(block: Mapping[str, Any]) -> str:
    items = block["items"] if isinstance(block.get("items"), list) else []
    rows = [block.get("headers"), *block["rows"]] if isinstance(block.get("rows"), list) else []
    lines = [f"- {item}" for item in items] + [
        " | ".join(map(str, row)) for row in rows if isinstance(row, list)
    ]
    return "\n".join([str(block.get("text") or block.get("code") or ""), *lines]).strip()
