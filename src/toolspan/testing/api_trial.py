"""API trial: a local server that answers for a connector's API, as its author says, and the connectors to try on it."""

from __future__ import annotations

import copy
import json
import re
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, quote, urlsplit

import httpx2

from toolspan.emulator.clock import EmulatorClock
from toolspan.policy import Policy
from toolspan.testing.local_api import LocalAPI, Received, Reply
from toolspan.testing.samples import sample

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence

    from toolspan.connector import Connector
    from toolspan.operations.model import Operation

TOKENS = "/-/token"
"""Path at which the local server issues access tokens."""
ALL_WRITES = Policy(writes=["*"], approve=False)


def _plain() -> httpx2.AsyncBaseTransport:
    """Return a transport for http alone: certificates take longer to load than a check to run."""
    return httpx2.AsyncHTTPTransport(verify=False)


class Pages(tuple[Any, ...]):
    """The responses of a list that comes in several pages, in order: `Pages({...}, {...})`."""

    __slots__ = ()

    def __new__(cls, *pages: Any) -> Self:
        """Return the pages as one answer."""
        return super().__new__(cls, pages)


@dataclass
class Trial:
    """What a suite needs to try one connector.

    Attributes:
        connect: Returns a connector that calls the server at a URL.
        answers: The API's response to each operation: JSON, a `Reply`, or `Pages`.
        params: Parameters of a call of each operation, where its record has no example, or not a good one.
        values: Values of parameters and body fields for which the record's schema shows none.
        secrets: The texts that must never be shown.
    """

    connect: Callable[..., Connector]
    answers: Mapping[str, Any]
    params: Mapping[str, Mapping[str, Any]]
    values: Mapping[str, Any]
    secrets: Sequence[str]
    issued: list[str] = field(default_factory=list)
    stale: set[str] = field(default_factory=set)

    def made(self, url: str = "http://127.0.0.1:9", **options: Any) -> Connector:
        """Return a connector whose clock stands still but for its waits."""
        return self.connect(
            url,
            **{"clock": EmulatorClock(now=time.time()), "policy": ALL_WRITES, "transport": _plain, **options},
        )

    @property
    def operations(self) -> list[Operation]:
        """The operations that are one request."""
        return [each for each in self.made().operations if each.method and each.runs == "executor"]

    @contextmanager
    def serving(self, answer: Callable[[Received], Reply | None] | None = None) -> Iterator[LocalAPI]:
        """Context manager that serves the API; `answer` goes before the author's answers where it returns a reply."""
        usual = self.answering()

        def reply(request: Received) -> Reply:
            if request.path == TOKENS:
                return self._issue()
            return (answer and answer(request)) or usual(request)

        with LocalAPI(reply) as api:
            yield api

    @asynccontextmanager
    async def trying(
        self, answer: Callable[[Received], Reply | None] | None = None, **options: Any
    ) -> AsyncIterator[tuple[Connector, list[Received]]]:
        """Context manager with a connector on the served API, and the requests that arrive, tokens left out."""
        with self.serving(answer) as api:
            async with self.made(api.url, **options) as connector:
                yield connector, _Arrived(api)

    def _issue(self) -> Reply:
        token = f"issued-access-token-{len(self.issued)}"
        self.issued.append(token)
        return Reply({"access_token": token, "token_type": "bearer", "expires_in": 3600})

    def example(self, operation: Operation) -> dict[str, Any]:
        """Return the parameters of a valid call."""
        given = self.params.get(operation.name)
        return dict(operation.example if given is None else given)

    def value(self, name: str, schema: Mapping[str, Any]) -> Any:
        """Return a value of a parameter: the author's, or one that its schema shows."""
        return self.values.get(name, sample(schema))

    def pages(self, operation: Operation) -> tuple[Any, ...]:
        """Return the responses of an operation."""
        given = self.answers.get(operation.name)
        return given if isinstance(given, Pages) else (given,)

    def answering(self) -> Callable[[Received], Reply]:
        """Return a function that replies as the author's answers say."""
        operations = sorted(self.operations, key=lambda each: each.path.count("{"))
        routes = [(each, re.compile(_route(each.path))) for each in operations]

        def reply(request: Received) -> Reply:
            path = urlsplit(request.path).path
            for operation, route in routes:
                if operation.method == request.method and route.fullmatch(path):
                    return self._page(operation, request)
            return Reply({"message": f"no operation has {request.method} {path}"}, 404)

        return reply

    def _page(self, operation: Operation, request: Received) -> Reply:
        pages = self.pages(operation)
        number = page_number(operation, request, pages)
        if number is None:
            return Reply({"message": "there is no such page"}, 400)
        if number >= len(pages):
            return Reply(_emptied(body_of(pages[-1]), operation.records))
        page = pages[number]
        reply = page if isinstance(page, Reply) else Reply(page)
        host = f"http://{request.headers['host']}"
        body = (
            json.loads(json.dumps(reply.body).replace("{base_url}", host)) if reply.body is not None else None
        )
        headers = {name: value.replace("{base_url}", host) for name, value in reply.headers.items()}
        return Reply(reply.body if isinstance(reply.body, bytes) else body, reply.status, headers)

    def shown(self, text: str) -> list[str]:
        """Return the secrets that a text shows."""
        return [
            secret
            for secret in (*self.secrets, *self.issued)
            if secret in text or quote(secret, safe="") in text
        ]


class _Arrived(list[Received]):
    """The requests that a server received, without those for tokens; it grows as they arrive."""

    def __init__(self, api: LocalAPI) -> None:
        super().__init__()
        self._api = api

    def _known(self) -> list[Received]:
        return [each for each in self._api.received if each.path != TOKENS]

    def __iter__(self) -> Iterator[Received]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __getitem__(self, index: Any) -> Any:
        return self._known()[index]

    def clear(self) -> None:
        """Forget what has arrived."""
        self._api.received.clear()


def _route(path: str) -> str:
    parts = re.split(r"(\{[^{}]*\})", path.partition("?")[0].partition("#")[0])
    return ".*" + "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts)


def body_of(page: Any) -> Any:
    """Return the body of one of the author's answers."""
    return page.body if isinstance(page, Reply) else page


def found(body: Any, path: str | None) -> Any:
    """Return what stands at a dotted path of a response, or None; a number is an item of a list."""
    for key in path.split(".") if path else ():
        if isinstance(body, dict):
            body = body.get(key)
        elif isinstance(body, list) and key.lstrip("-").isdigit() and -len(body) <= int(key) < len(body):
            body = body[int(key)]
        else:
            return None
    return body


def records_in(operation: Operation, body: Any) -> list[Any]:
    """Return the records that a response holds, read from its text alone."""
    there = found(body, operation.records)
    if operation.records_kind == "lists":
        return [item for each in (there or {}).values() if isinstance(each, list) for item in each]
    return there if isinstance(there, list) else [] if there is None else [there]


def page_number(operation: Operation, request: Received, pages: Sequence[Any]) -> int | None:
    """Return which of the pages a request asks for; None for none of them."""
    cursor = operation.cursor
    if cursor is None:
        return 0
    if cursor.kind in ("next_url", "link"):
        return _by_address(cursor.response, request, pages)
    asked = _asked(operation, request)
    if asked is None:
        return 0
    if cursor.kind == "page":
        return int(asked) - (1 if cursor.first is None else cursor.first)
    if cursor.kind == "offset":
        return _by_offset(operation, int(asked) - (cursor.first or 0), pages)
    tokens = [str(found(body_of(page), cursor.response)) for page in pages[:-1]]
    return tokens.index(str(asked)) + 1 if str(asked) in tokens else None


def _by_offset(operation: Operation, begins: int, pages: Sequence[Any]) -> int | None:
    skipped = 0
    for number, page in enumerate(pages):
        if begins == skipped:
            return number
        skipped += len(records_in(operation, body_of(page)))
    return len(pages) if begins >= skipped else None


def _asked(operation: Operation, request: Received) -> Any:
    """Return the value of the paging parameter in a request."""
    name = (operation.cursor.parameter if operation.cursor else None) or ""
    wire = next((each.name for each in operation.parameters if each.key == name), name)
    pairs = dict(request.pairs)
    if wire in pairs:
        return pairs[wire]
    if wire.lower() in request.headers:
        return request.headers[wire.lower()]
    return found(request.json, name) if request.body else None


def _by_address(path: str | None, request: Received, pages: Sequence[Any]) -> int | None:
    asked = sorted(request.pairs)
    for number, page in enumerate(pages[:-1]):
        links = page.headers.items() if isinstance(page, Reply) else ()
        link = next((value for name, value in links if name.lower() == "link"), "")
        named = re.search(r"<([^>]*)>[^,]*rel=\"?next", link)
        address = found(body_of(page), path) if path else named and named.group(1)
        if address and sorted(parse_qsl(urlsplit(str(address)).query, keep_blank_values=True)) == asked:
            return number + 1
    return 0


def _emptied(body: Any, path: str | None) -> Any:
    """Return a page without records, as an API sends behind its last one."""
    if not path:
        return []
    whole = copy.deepcopy(body)
    outer, _, name = path.rpartition(".")
    found(whole, outer or None)[name] = []
    return whole
