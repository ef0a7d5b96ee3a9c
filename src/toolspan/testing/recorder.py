"""Records responses of a real API, without secrets and personal data, and replays them."""

from __future__ import annotations

import gzip
import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import httpx2

from toolspan.clock import SystemClock
from toolspan.emulator import EmulatorClock
from toolspan.testing.scrubbing import Scrubber, charset_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from toolspan.clock import Clock

_KEPT_HEADERS = ("content-type", "x-amzn-requestid", "x-amzn-ratelimit-limit", "retry-after")


_GZIP = b"\x1f\x8b"


class NotRecorded(AssertionError):
    """A request has no response in the recording."""


class _Frozen(SystemClock):
    """Clock with a fixed wall time, so that a replay resolves relative dates to the same day. Waits are real."""

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def time(self) -> float:
        """Return the fixed time."""
        return self._moment


class _Tape(TypedDict):
    recorded: float
    answers: list[dict[str, Any]]


def _new_tape() -> _Tape:
    return {"recorded": SystemClock().time(), "answers": []}


class Recorder(httpx2.AsyncBaseTransport):
    """A transport for connectors that replays responses from a file, or records them.

    Masks before writing: credentials, tokens, signatures of document URLs, and known personal data in
    JSON fields, XML elements and columns of tab-separated reports, also inside compressed documents.
    Does not mask binary content, nor columns under other (such as translated) names: list them in
    `personal`, or record an account without personal data.

    Args:
        path: The JSON file; recording creates it and its folder.
        record: Send real requests and rewrite the file. Default: True if TOOLSPAN_RECORD=1 is set.
        personal: Additional JSON fields and table columns to mask.
        transport: Transport for real requests. Default: that of httpx2.

    Attributes:
        clock: Pass it to the connector too, so that "-30d" means the same day in a replay.

    Raises:
        NotRecorded: The file to replay is missing; the message says how to record it.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        record: bool | None = None,
        personal: Iterable[str] = (),
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._path = Path(path)
        self._recording = os.environ.get("TOOLSPAN_RECORD") == "1" if record is None else record
        self._scrub = Scrubber(personal)
        self._real = transport or (httpx2.AsyncHTTPTransport() if self._recording else None)
        self._tape = _new_tape() if self._recording else self._read()
        self._left = list(self._tape["answers"])
        moment = self._tape["recorded"]
        self.clock: Clock = _Frozen(moment) if self._recording else EmulatorClock(moment)

    def _read(self) -> _Tape:
        if not self._path.exists():
            raise NotRecorded(f"{self._path} does not exist; record it with TOOLSPAN_RECORD=1")
        tape: _Tape = json.loads(self._path.read_text("utf-8"))
        return tape

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the next recorded response to this request; when recording, the API's own.

        Raises:
            NotRecorded: The recording has no (further) response to it.
        """
        await request.aread()
        return await self._record(request) if self._recording else self._play(request)

    def _play(self, request: httpx2.Request) -> httpx2.Response:
        asked = self._asked(request)
        found = next((answer for answer in self._left if answer["request"] == asked), None)
        if found is None:
            raise NotRecorded(
                f"{self._path} has no further response to {asked['method']} {asked['url'][:200]}; "
                "if the call has changed, record it again with TOOLSPAN_RECORD=1"
            )
        self._left.remove(found)
        return httpx2.Response(
            found["status"], headers=found["headers"], content=_body(found), request=request
        )

    async def _record(self, request: httpx2.Request) -> httpx2.Response:
        assert self._real is not None  # noqa: S101 - for the type checker
        self._scrub.learn(request)
        request.headers["accept-encoding"] = "identity"
        response = await self._real.handle_async_request(request)
        body = await response.aread()
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        self._scrub.learn_tokens(body)
        answer = {"request": self._asked(request), "status": response.status_code, "headers": headers}
        self._tape["answers"].append(answer | self._kept(body, response.charset_encoding))
        self._write()
        await response.aclose()
        return httpx2.Response(response.status_code, headers=headers, content=body, request=request)

    def _asked(self, request: httpx2.Request) -> dict[str, Any]:
        """Return the key that identifies a request. Omits form bodies, which hold credentials."""
        form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        body = {} if form or not request.content else self._kept(request.content, None)
        return {"method": request.method, "url": self._scrub.text(str(request.url)), **body}

    def _kept(self, body: bytes, declared: str | None) -> dict[str, Any]:
        """Return the recorded form of a body: masked text where it is text, decompressed if needed."""
        packed = body.startswith(_GZIP)
        plain = gzip.decompress(body) if packed else body
        charset = charset_of(plain, declared)
        if charset is None:
            return {"base64": b64encode(body).decode()}
        kept: dict[str, Any] = {"body": self._scrub(plain.decode(charset))}
        return (
            kept | ({"charset": charset} if charset != "utf-8" else {}) | ({"packed": True} if packed else {})
        )

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".part")
        draft.write_text(json.dumps(self._tape, indent=1, ensure_ascii=False) + "\n", "utf-8")
        draft.replace(self._path)

    async def aclose(self) -> None:
        """Close the connections to the real API."""
        if self._real is not None:
            await self._real.aclose()


def _body(kept: dict[str, Any]) -> bytes:
    if "base64" in kept:
        return b64decode(kept["base64"])
    said = kept["body"]
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    plain = text.encode(kept.get("charset", "utf-8"))
    return gzip.compress(plain, mtime=0) if kept.get("packed") else plain
