"""Base of the administrative client: deadlines, typed responses, errors without secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, SecretStr, ValidationError

from toolspan.clock import SYSTEM_CLOCK, Deadline
from toolspan.errors import ToolspanError
from toolspan.hosted.models import ServerModel
from toolspan.hosted.session import Sealed, Session
from toolspan.runtime.redaction import Redactor
from toolspan.runtime.single import Single
from toolspan.transport.responses import unusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx2

    from toolspan.clock import Clock
    from toolspan.operations.model import Operation
    from toolspan.types import AirbyteAuthConfig

ModelT = TypeVar("ModelT", bound=ServerModel)


class Client(Single):
    """Calls administrative endpoints of a server and parses their responses.

    Args:
        auth: The client's credentials.
        timeout: Seconds for one call, waits and retries included.
        clock: Time for waits.
        transport: As in the connector.
    """

    def __init__(
        self,
        auth: AirbyteAuthConfig,
        *,
        timeout: float | None = 60.0,
        clock: Clock = SYSTEM_CLOCK,
        transport: httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None = None,
    ) -> None:
        self.timeout = timeout
        self.clock = clock
        self.redact = Redactor()
        self._session = Session(auth, clock=clock, redact=self.redact, transport=transport)

    async def _call(
        self, operation: Operation, *ids: str, deadline: Deadline | None = None, **content: Any
    ) -> dict[str, Any]:
        try:
            return await self._session.call(operation, deadline or self._deadline(), *ids, **content)
        except ToolspanError as error:
            raise self.redact.error(error) from None

    async def _get(
        self,
        kind: type[ModelT],
        operation: Operation,
        *ids: str,
        deadline: Deadline | None = None,
        **content: Any,
    ) -> ModelT:
        return _read(kind, operation, await self._call(operation, *ids, deadline=deadline, **content))

    async def _list(
        self, kind: type[ModelT], operation: Operation, *ids: str, query: Mapping[str, Any]
    ) -> list[ModelT]:
        try:
            rows = await self._session.pages(operation, self._deadline(), *ids, query=query)
        except ToolspanError as error:
            raise self.redact.error(error) from None
        return [_read(kind, operation, row) for row in rows]

    def _deadline(self) -> Deadline:
        return Deadline(self.clock, self.timeout)

    def _sealed(self, secret: Mapping[str, Any] | BaseModel) -> Sealed:
        """Return credentials ready to send, and register their values for redaction: an error may repeat them."""
        fields = dict(secret) if isinstance(secret, BaseModel) else secret
        plain = {name: _revealed(value) for name, value in fields.items() if value is not None}
        self.redact.keep(*_texts(plain))
        return Sealed(plain)

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self._session.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _read(kind: type[ModelT], operation: Operation, body: Mapping[str, Any]) -> ModelT:
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        named = ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors()})[:5])
    raise unusable(operation, None, f"without a usable {named}")


def _revealed(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def _texts(fields: Mapping[str, Any]) -> Iterator[str]:
    return (value for value in fields.values() if isinstance(value, str))
