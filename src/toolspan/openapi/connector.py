"""OpenAPIConnector: a connector that a document describes; `from_openapi` makes one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.clock import SYSTEM_CLOCK
from toolspan.connector import Connector
from toolspan.errors import ConfigurationError, NotFound
from toolspan.openapi.authorization import Wiring, authorization_of
from toolspan.openapi.document import read_document
from toolspan.openapi.guides import DocumentGuides
from toolspan.openapi.overlay import read_overlay
from toolspan.openapi.records import RecordReader
from toolspan.openapi.references import References
from toolspan.openapi.routes import routes_of
from toolspan.openapi.servers import servers_of
from toolspan.openapi.words import words
from toolspan.operations.index import OperationIndex
from toolspan.operations.model import Operation
from toolspan.operations.names import squash
from toolspan.runtime.redaction import Redactor
from toolspan.transport.api import RestAPI

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import httpx2
    from typing_extensions import Unpack

    from toolspan.base import ConnectorOptions
    from toolspan.clock import Clock
    from toolspan.contract import RateLimiter, Token, TokenStore
    from toolspan.entity import Entity
    from toolspan.openapi.authorization import Auth
    from toolspan.openapi.document import Document
    from toolspan.openapi.security import Schemes
    from toolspan.openapi.servers import Servers
    from toolspan.page import Page
    from toolspan.transport.error_rules import ErrorRules

    Transport = httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40
_WORDS = 3
_OF_ANY_API = (
    "a",
    "an",
    "api",
    "apis",
    "http",
    "of",
    "official",
    "openapi",
    "public",
    "rest",
    "spec",
    "specification",
    "swagger",
    "the",
)
"""Words of titles that do not tell APIs apart."""
_TOLD = 10
_CHECKS = (
    "me",
    "self",
    "myself",
    "whoami",
    "current",
    "authenticated",
    "viewer",
    "ping",
    "status",
    "health",
    "test",
    "profile",
    "account",
)
"""Words of operations that say whose credentials these are, or that all is well."""


class OpenAPIConnector(Connector):
    """A connector that an OpenAPI document describes. Each document has a subclass of its own.

    `skipped` has the reason by name for each operation that is not served.
    """

    skipped: ClassVar[Mapping[str, str]] = {}

    if TYPE_CHECKING:  # the operations are data, which type checkers do not read

        def __getattr__(self, name: str) -> Entity: ...

    def find(self, entity: str, action: str) -> Operation:
        """Return an operation.

        Raises:
            NotFound: There is none; of one that is not served, the message has the reason.
        """
        try:
            return super().find(entity, action)
        except NotFound:
            wanted = squash(entity), squash(action)
            for name, reason in self.skipped.items():
                if reason != "hidden" and tuple(squash(word) for word in name.split(".")) == wanted:
                    raise NotFound(f"{name} is not served: {reason}.") from None
            raise

    def about(self) -> dict[str, Any]:
        """Return the account's facts, and which operations are not served and why."""
        told = {name: reason for name, reason in self.skipped.items() if reason != "hidden"}
        if not told:
            return super().about()
        more = (
            {"and more": f"{len(told) - _TOLD} others: toolspan openapi lists them"}
            if len(told) > _TOLD
            else {}
        )
        return {**super().about(), "not_served": {**dict(list(told.items())[:_TOLD]), **more}}

    async def check(self) -> Page:
        """Return the page of an allowed read without parameters; operations that are not served are warnings.

        Raises:
            ToolspanError: It failed; class and hint say why.
            ConfigurationError: Every read needs parameters.
        """
        reads = [
            operation
            for operation in self.operations
            if operation.effect == "read"
            and operation.method == "GET"
            and not operation.required_of_caller
            and self.policy.allows(operation)
        ]
        if not reads:
            raise ConfigurationError(
                f"{self.title} has no read without parameters that its policy allows, to check the credentials with.",
                hint="Call one of its operations instead.",
            )
        chosen = min(reads, key=_suitability)
        page = await self.execute(chosen.entity, chosen.action)
        told = [
            f"{name} is not served: {reason}." for name, reason in self.skipped.items() if reason != "hidden"
        ]
        more = [f"{len(told) - _TOLD} more operations are not served."] if len(told) > _TOLD else []
        page.meta.warnings.extend([*told[:_TOLD], *more])
        return page


def _suitability(operation: Operation) -> tuple[bool, bool, bool, int]:
    """Return an order of operations to check credentials with: those that need some, and answer little, come first."""
    said = words(f"{operation.entity}_{operation.action}")
    anonymous = operation.security is not None and not any(operation.security)
    return (
        operation.deprecated is not None,
        anonymous,
        not any(word in _CHECKS for word in said),
        len(operation.path),
    )


class DescribedAPI:
    """An API as a document describes it: what is served and what is not, and the class of its connectors.

    Args:
        document: As in `Connector.from_openapi`.
        base_url: As there.
        hosts: As there.
        overlay: As there.
        name: As there.
        variables: Values of server variables.

    Raises:
        ConfigurationError: As there.
    """

    def __init__(
        self,
        document: Mapping[str, Any] | str | Path,
        *,
        base_url: str | None = None,
        hosts: Sequence[str] = (),
        overlay: Mapping[str, Any] | str | Path | None = None,
        name: str | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.document = read_document(document)
        references, own = References(self.document), read_overlay(overlay)
        routes = list(routes_of(self.document, references))
        named, listed = (*_listed(hosts), *own.hosts), [route.servers for route in routes]
        self.errors = own.errors
        self.streams = own.store
        self.servers = servers_of(self.document, listed, base_url, named, variables or {})
        self._reader = RecordReader(self.document, references, self.servers, own)
        self.records = self._reader.read(routes)
        self.slug = _slug(self.document, name)

    @property
    def schemes(self) -> Schemes:
        """The security schemes."""
        return self._reader.schemes

    def connector_class(self) -> type[OpenAPIConnector]:
        """Return a class for this document alone: what is remembered by class must not be shared by two."""
        if not self.records.operations:
            skipped = list(self.records.skipped.items())[:_TOLD]
            raise ConfigurationError(
                f"{self.document.source} has no operation that can be served.",
                hint="; ".join(f"{operation}: {reason}" for operation, reason in skipped) or None,
            )
        definitions = self._reader.schemas.definitions
        operations = (Operation.from_record(record, definitions) for record in self.records.operations)
        members = {
            "__module__": __name__,
            "__doc__": f"{self.document.title}, as {self.document.source} describes it.",
            "slug": self.slug,
            "title": self.document.title,
            "operations": OperationIndex.of(*operations),
            "guides": DocumentGuides(self.document, self.records, self._reader.schemas, self._reader.answers),
            "skipped": dict(self.records.skipped),
            "streams": self.streams,
        }
        name = "".join(word.capitalize() for word in self.slug.split("-")) + "Connector"
        return type(name, (OpenAPIConnector,), members)

    def connector(
        self,
        auth: Auth = None,
        *,
        transport: Transport = None,
        clock: Clock = SYSTEM_CLOCK,
        rate_limits: bool = True,
        rate_limiter: RateLimiter | None = None,
        token_store: TokenStore | None = None,
        on_token_refresh: Callable[[Token], Any] | None = None,
        **options: Unpack[ConnectorOptions],
    ) -> OpenAPIConnector:
        """Return a connector with these credentials; options as in `Connector.from_openapi`.

        Raises:
            ConfigurationError: The credentials do not fit the document.
        """
        made = self.connector_class()
        from toolspan.transport.executor import LocalExecutor  # noqa: PLC0415 - brings the HTTP client, which a class needs not
        from toolspan.transport.http import Http  # noqa: PLC0415 - as above

        redactor, http = Redactor(), Http(transport)
        wiring = Wiring(http, clock, redactor, token_store, on_token_refresh)
        authorization = authorization_of(auth, self.schemes, self.servers, wiring)
        api = OpenAPI(self.servers, authorization, self.errors)
        executor = LocalExecutor(
            api, http, clock, redactor, rate_limits=rate_limits, rate_limiter=rate_limiter
        )
        return made(executor, clock=clock, redactor=redactor, **options)


def from_openapi(
    document: Mapping[str, Any] | str | Path,
    *,
    auth: Auth = None,
    base_url: str | None = None,
    hosts: Sequence[str] = (),
    overlay: Mapping[str, Any] | str | Path | None = None,
    name: str | None = None,
    variables: Mapping[str, str] | None = None,
    **options: Any,
) -> OpenAPIConnector:
    """Return the connector of an OpenAPI document; see `Connector.from_openapi`."""
    described = DescribedAPI(
        document, base_url=base_url, hosts=hosts, overlay=overlay, name=name, variables=variables
    )
    return described.connector(auth, **options)


class OpenAPI(RestAPI):
    """The API of a document.

    Args:
        servers: Where it is served.
        authorization: Puts credentials into requests.
        errors: Where responses say what went wrong.
    """

    def __init__(self, servers: Servers, authorization: Any, errors: ErrorRules | None) -> None:
        super().__init__(servers.base_url, authorization=authorization, errors=errors, servers=servers.hosts)


def _listed(hosts: Any) -> Sequence[str]:
    if isinstance(hosts, str) or not all(isinstance(host, str) for host in hosts):
        raise ConfigurationError('hosts takes a list of names, such as hosts=["uploads.example.com"].')
    return list(hosts)


def _slug(document: Document, name: str | None) -> str:
    if name is None:
        said = re.findall(r"[a-z0-9]+", document.title.lower().replace("'", ""))
        telling = [word for word in said if word not in _OF_ANY_API] or said
        made = "-".join(telling[:_WORDS])[:_LONGEST_NAME].strip("-")
        return made if _NAME.fullmatch(made) else f"api-{made}".strip("-")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise ConfigurationError(
            f'name takes small letters, digits and "-", such as "box" or "my-api", not {str(name)[:60]!r}.'
        )
    return name
