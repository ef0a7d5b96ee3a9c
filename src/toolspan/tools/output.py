"""Serialises tool results to JSON within a character limit; the remainder is stored for paging.

A result is serialised at once, and record by record where it is too long: then what fits is
shown, and the rest kept under a handle to read on. Text from upstream is data: characters that
could steer a terminal or hide text are taken out, and secrets are masked.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticSerializationError, from_json, to_json, to_jsonable_python

from toolspan.contract import Output, StoredResult
from toolspan.errors import ConfigurationError, ToolspanError
from toolspan.page import Page
from toolspan.runtime.invisible import clean
from toolspan.runtime.redaction import MASK
from toolspan.tools.options import MAX_OUTPUT_CHARS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.runtime.scope import Caller, Reader, ToolCallScope

logger = logging.getLogger("toolspan")

_LEAST_BUDGET = 800  # room for notice, handle and a few keys
SLACK = 330
"""Characters kept free for the notice and its neighbours, such as the call that reads on."""
_USUAL_CALL = 90
"""Characters of that call beside its parameters, for which there is room; a longer one takes from the records."""
_LONGEST_KEY = 100
"""Characters of a key that the call to read on may name; for a longer one there is no room."""
_SIGNATURE = re.compile(r"(?<=[?&])((?:X-Amz-)?Signature|X-Amz-Security-Token)=[^&#\"\s\\]+")
"""What opens a pre-signed address of AWS's file hosts to whoever has it, in both of S3's spellings."""
_TERSE = ("operation", "request_id", "rate_limit", "next_token")
"""Metadata fields omitted from tool output to save tokens: the next page's token is in next_params."""


class OutputLimiter:
    """Serialises results to at most `budget` characters.

    Args:
        budget: Characters; smaller than 800 is taken as 800. None for no bound.
    """

    def __init__(self, budget: int | None = MAX_OUTPUT_CHARS) -> None:
        if budget is not None and (not isinstance(budget, int) or isinstance(budget, bool) or budget < 1):
            raise ConfigurationError(f"max_output_chars must be a whole number above 0, not {budget!r}.")
        self.budget = None if budget is None else max(budget, _LEAST_BUDGET)

    def render(self, result: Any, executed: ToolCallScope) -> Output:
        """Return the output for the result of a tool's body.

        Args:
            result: A Page, the dump of one, or anything JSON can say.
            executed: What was executed while it was made.
        """
        records, around = _taken_apart(result)
        envelope = around if records is None else {**around, "data": records}
        whole = _bytes(envelope)
        text = whole.decode()
        safe = _safe(whole, text, executed.connector)
        if self.budget is not None and len(safe) > self.budget:
            return self._cut(records, around, safe, executed)
        at_hand = result is executed.page and safe is text
        return Output(safe, envelope if at_hand else None)

    def render_text(self, result: str, executed: ToolCallScope) -> str:
        """Return text whole, or its first part with a notice about the rest."""
        text = from_json(_safe(raw := _bytes(result), raw.decode(), executed.connector))
        if self.budget is None or len(text) <= self.budget:
            return str(text)
        if executed.connector:
            return self._cut([text], {}, "", executed).text
        shown = text[: self.budget - SLACK]
        return f"{_part(0, len(shown), len(text))} For the rest, ask for less.\n\n{shown}"

    def render_encoded(self, raw: bytes, executed: ToolCallScope) -> Output:
        """Return the output for an object that is JSON already; it is not read unless it is too long.

        Args:
            raw: The object.
            executed: Its owner, who stores what is too long.
        """
        text = raw.decode()
        safe = _safe(raw, text, executed.connector)
        if self.budget is None or len(safe) <= self.budget:
            return Output(safe)
        value = from_json(safe)
        records = value.get("data") if isinstance(value.get("data"), list) else None
        around = value if records is None else {key: each for key, each in value.items() if key != "data"}
        return self._cut(records, around, safe, executed)

    def render_plain(self, result: str, executed: ToolCallScope) -> Output:
        """Return the output for a text that stays one; only one that is too long becomes an object with its first part.

        Args:
            result: The text.
            executed: Its owner, who stores what is too long.
        """
        text = str(from_json(_safe(raw := _bytes(result), raw.decode(), executed.connector)))
        if self.budget is None or len(text) <= self.budget:
            return Output(text, text)
        return self._cut([text], {}, "", executed)

    def _cut(
        self, records: list[Any] | None, around: dict[str, Any], whole: str, executed: ToolCallScope
    ) -> Output:
        """Show whole records up to the limit, and leave all of them to be stored under a handle."""
        budget, connector = self.budget or 0, executed.connector
        frame = len(_bytes(around))
        if records is None or frame > budget // 2:  # what stands around is the bulk: the whole is one record
            texts, around, frame = [whole], {}, 0
        else:
            texts = [_safe(part, part.decode(), connector) for part in map(_bytes, records)]
        handle = secrets.token_urlsafe(9) if connector and executed.reader else None
        if handle:
            executed.remainder = handle, StoredResult(texts, executed.call, budget)
        shown, head = cut(texts, 0, handle, budget - frame, executed.reader, fields=executed.fields)
        meta = {name: value for name, value in (around.get("meta") or {}).items() if name not in head}
        meta.pop("count", None)  # the total says it
        joined = _joined({**around, "meta": {**head, **meta}}, [text.encode() for text in shown])
        return Output(_safe(joined, joined.decode(), connector))


async def store_remainder(scope: ToolCallScope) -> None:
    """Store what was too long for a result, so that it can be read on; without a store, reading on is refused later."""
    if scope.remainder is None or scope.connector is None:
        return
    handle, result = scope.remainder
    try:
        await scope.connector.results.put(scope.connector.result_owner(), handle, result)
    except ToolspanError:
        logger.exception("a long result could not be stored; it cannot be read on")


def cut(
    texts: Sequence[str],
    offset: int,
    handle: str | None,
    budget: int,
    reader: Reader | None,
    *,
    fields: bool = True,
    path: str = "",
    several: bool = True,
) -> tuple[Sequence[str], dict[str, Any]]:
    """Return the records from `offset` on that fit, and the head that says how to read on.

    Args:
        texts: All records as JSON text.
        offset: Number of the first to show.
        handle: Under which they are kept; None where they are not.
        budget: Characters for records and head.
        reader: How a model reads on; None where it cannot.
        fields: Whether the call can be repeated with select_fields.
        path: Of the list that has the records, in what is kept; empty for the whole.
        several: Whether it is a list that stands there; else it is the one record.
    """
    inside = {"path": path} if path else {}
    if reader is None:
        handle = None
    elif handle:
        budget -= max(0, len(_bytes(reader(inside)).decode()) - _USUAL_CALL)
    place = ".".join(filter(None, (path, str(offset) if several or not path else "")))
    shown = _fitting(texts[offset:], budget - SLACK)
    following = offset + len(shown)
    head: dict[str, Any] = {"notice": "", "returned": len(shown), "total": len(texts)}
    if not shown and offset < len(texts) and texts[offset].startswith('"'):
        return _first_part(texts, offset, budget, reader, handle=handle, place=place, inside=inside)
    if not shown and offset < len(texts):
        head["too_large"] = sizes = _sizes(texts[offset], offset, budget - 2 * SLACK)
        head["notice"] = _too_large(offset, place, reader if handle else None, sizes, fields=fields)
        following += 1
    else:
        head["notice"] = _shown(offset, following, len(texts), handle)
    if handle:
        head["handle"] = handle
        if following < len(texts) and reader:
            head["read_on"] = reader({"handle": handle, **inside, "offset": following})
        elif reader and "too_large" in head:
            head["read_on"] = reader({"handle": handle, "path": _largest(place, head["too_large"])})
    return shown, head


def _fitting(texts: Sequence[str], room: int) -> list[str]:
    """Return as many texts as there is room for, from the first on."""
    shown: list[str] = []
    for text in texts:
        if (room := room - len(text) - 1) < 0:
            break
        shown.append(text)
    return shown


def _largest(place: str, sizes: Mapping[str, Any]) -> str:
    """Return the path of the largest part of a record that was too large."""
    return next((f"{place}.{key}" for key in sizes.get("keys", ()) if len(key) <= _LONGEST_KEY), place)


def _shown(offset: int, following: int, total: int, handle: str | None) -> str:
    if offset >= total:
        return f"There are only {total} records, numbered from 0."
    span = f"Records {offset}-{following - 1} of {total}, numbered from 0"
    if following >= total:
        return f"{span}: the last ones."
    return f"{span}: cut to fit. {'For more, make the call in read_on.' if handle else 'For the rest, ask for less.'}"


def _too_large(
    number: int, place: str, reader: Reader | None, sizes: Mapping[str, Any], *, fields: bool
) -> str:
    ways = []
    if reader:
        call = reader({})
        named = "results read_more" if "entity" in call["arguments"] else call["tool"]
        part = f"{place}.<key>" if "keys" in sizes else place
        ways.append(f'{named} with this handle and path "{part}" reads a part of it')
    if fields:
        ways.append("repeat the call with select_fields")
    advice = "; or ".join(ways) or "ask for less"
    return f"Record {number} alone is larger than a result may be: {advice}."


def _first_part(
    texts: Sequence[str],
    number: int,
    budget: int,
    reader: Reader | None,
    *,
    handle: str | None,
    place: str,
    inside: Mapping[str, Any],
) -> tuple[Sequence[str], dict[str, Any]]:
    """Return the beginning of a record that is one long text, and the head that says how to read on."""
    text, total = from_json(texts[number]), len(texts)
    part = piece(text, 0, budget)
    following = number + 1
    whole = f"path {inside['path']} and " if inside else ""
    more = f" The next record has {whole}the offset {following}." if handle and following < total else ""
    rest = "For more, make the call in read_on." if handle else "For the rest, ask for less."
    notice = f"Record {number}: {_part(0, len(part), len(text))} {rest}{more}"
    head: dict[str, Any] = {"notice": notice, "returned": 1, "total": total}
    if handle and reader:
        params = {"handle": handle, "path": place, "offset": len(part)}
        head |= {"handle": handle, "read_on": reader(params)}
    return [_bytes(part).decode()], head


def _part(start: int, end: int, total: int) -> str:
    return f"Characters {start}-{end - 1} of {total}, numbered from 0: cut to fit."


def piece(text: str, offset: int, budget: int) -> str:
    """Return a part of a long text that fits into a result of `budget` characters."""
    part = text[offset : offset + budget]
    while (
        part and len(_bytes(part).decode()) > budget - SLACK
    ):  # quotes and line breaks take two characters in JSON
        part = part[: len(part) * 3 // 4]
    return part


def _sizes(text: str, number: int, room: int) -> dict[str, Any]:
    """Return the largest keys of a record, with the characters of each, as many as there is room for."""
    record = from_json(text)
    sizes: dict[str, Any] = {"record": number, "characters": len(text)}
    if isinstance(record, dict):
        keys = sizes["keys"] = {}
        by_size = sorted(((len(_bytes(value).decode()), key) for key, value in record.items()), reverse=True)
        for size, key in by_size:
            if (room := room - 2 * len(key) - 15) < 0:  # a key of quotes is twice as long when written
                break
            keys[key] = size
    return sizes


def _joined(around: Mapping[str, Any], parts: Sequence[bytes]) -> bytes:
    """Return the envelope; the notice comes before the records, so that it is seen at once."""
    head = _bytes(around)
    return b'%b%b"data":[%b]}' % (head[:-1], b"," if around else b"", b",".join(parts))


def _taken_apart(result: Any) -> tuple[list[Any] | None, Any]:
    """Split a result into its records and its envelope; an object without records stays whole."""
    if isinstance(result, Page):
        return result.data, {"meta": terse(result.meta.__dict__ | (result.meta.model_extra or {}))}
    if isinstance(result, str) and result[:1] in ("{", "["):
        try:
            result = from_json(result)
        except ValueError:
            return [result], {}
    if not isinstance(
        result, (dict, list, tuple, str, int, float, type(None))
    ):  # a model or a dataclass is an object
        result = to_jsonable_python(result, **_JSON)
    if isinstance(result, dict):
        if not isinstance(result.get("data"), list):
            return None, result
        around = {key: value for key, value in result.items() if key != "data"}
        if isinstance(around.get("meta"), dict):
            around["meta"] = terse(around["meta"])
        return result["data"], around
    if result is None:
        return [], {}
    return (list(result) if isinstance(result, (list, tuple)) else [result]), {}


def terse(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata that a model can use, without empty fields and duplicates."""
    dropped = _TERSE if meta.get("next_params") else _TERSE[:-1]
    if meta.get("returned"):  # part of a longer result, which has its own numbers
        dropped = (*dropped, "count")
    kept = {name: value for name, value in meta.items() if value and name not in dropped}
    return (
        {"count": 0, **kept} if meta.get("count") == 0 and "count" not in dropped else kept
    )  # nothing is an answer


def _no_json(value: Any) -> Any:
    raise ConfigurationError(
        f"The tool returned a {type(value).__qualname__}, which cannot be written as JSON.",
        hint="Whoever wrote the tool can return text, numbers, lists, dicts, dataclasses or Pydantic models.",
    )


_JSON: Any = {"fallback": _no_json, "inf_nan_mode": "null", "bytes_mode": "base64"}


def _bytes(value: Any) -> bytes:
    try:
        return to_json(value, **_JSON)
    except PydanticSerializationError:  # a half of a character pair, such as a model may write
        plain = to_jsonable_python(value, **_JSON)
        return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")


def _safe(raw: bytes, text: str, connector: Caller | None) -> str:
    """Return JSON text for a model, without hidden characters, secrets and signed URLs."""
    cleaned = clean(raw, text)
    if "=" in cleaned and "Signature=" in cleaned:  # one character is found at once
        cleaned = _SIGNATURE.sub(rf"\1={MASK}", cleaned)
    return connector.redact.result(cleaned) if connector else cleaned
