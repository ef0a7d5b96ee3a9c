"""Results of a user's functions as models see them: text as text, objects as themselves, nothing dropped."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import math
import typing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic_core import PydanticSerializationError, from_json, to_json

from toolspan.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LISTS = (list, tuple, set, frozenset)
_DATA = frozenset((dict, list, str, int, float, bool, type(None)))
_DEEPEST = 50


def encoded(value: Any, tool: str) -> bytes:
    """Return the JSON of the object that a model gets for a result other than text.

    An object, model or dataclass is that object; a list is under `data`, anything else under `result`.

    Raises:
        UpstreamError: Something in it has no JSON; the message says where it stands.
    """
    try:
        raw = to_json(value, inf_nan_mode="constants")
    except (PydanticSerializationError, ValueError, TypeError, RecursionError):
        check_data(value, tool)
        raise _wrong(
            tool, _without_json(value), "Return text, numbers, dates, lists, objects and models"
        ) from None
    if (
        (b"N" in raw and b"NaN" in raw) or (b"I" in raw and b"Infinity" in raw)
    ) and (  # one byte is found at once
        where := next(_infinite(from_json(raw), "result"), None)
    ):
        raise _wrong(tool, f"{where} is not a finite number, which has no JSON", "Return None in its place")
    if raw[:1] == b"{":
        return raw
    return b'{"%b":%b}' % (b"data" if raw[:1] == b"[" else b"result", raw)


def noted(kind: str, text: str, warnings: list[str]) -> str:
    """Return a result as the JSON of an object that also says what a model must know of it.

    Args:
        kind: `text` or `json`.
        text: The result.
        warnings: What to say.
    """
    value: Any = text if kind == "text" else from_json(text)
    around = {"meta": {"warnings": warnings}}
    whole: dict[str, Any] = {"result": value} if kind == "text" or "meta" in value else value
    return to_json({**around, **whole}).decode()


def check_data(value: Any, tool: str) -> None:
    """Refuse results that are no data, though they could be written as JSON.

    Raises:
        UpstreamError: It is a stream or a file's content.
    """
    if type(value) in _DATA:
        return
    if inspect.isgenerator(value) or inspect.isasyncgen(value):
        raise _wrong(tool, "the result is a generator", "Return a list")
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise _wrong(
            tool, f"the result is {type(value).__name__}", "Return text, or say where the file can be read"
        )


def _wrong(tool: str, fault: str, advice: str) -> UpstreamError:
    return UpstreamError(
        f"{tool}: the tool ran, and its result cannot be shown: {fault}.",
        hint=f"Tell the user; nothing in the call was wrong. For whoever wrote the tool: {advice[:1].lower()}{advice[1:]}.",
        retryable=False,
    )


def _named(value: Any) -> str:
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _without_json(value: Any, path: str = "result", around: tuple[Any, ...] = ()) -> str:
    """Return where the innermost part stands that has no JSON, and what it is."""
    if any(each is value for each in around):
        return f"{path} is {_named(value)} that contains itself"
    if len(around) < _DEEPEST:
        for key, part in _parts(value):
            try:
                to_json(part)
            except (PydanticSerializationError, ValueError, TypeError, RecursionError):
                return _without_json(part, f"{path}.{key}", (*around, value))
    return f"{path} is {_named(value)}, which has no JSON"


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, _LISTS):
        yield from enumerate(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield from ((each.name, getattr(value, each.name)) for each in dataclasses.fields(value))
    elif hasattr(value, "model_dump"):
        yield from vars(value).items()


def _infinite(value: Any, path: str) -> Iterator[str]:
    """Yield the paths of numbers that are not finite."""
    if isinstance(value, float) and not math.isfinite(value):
        yield path
    elif isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _infinite(part, f"{path}.{key}")


def may_be_long(fn: Any) -> bool:
    """Return whether the result of a function may be too long for a model, as far as its annotation says."""
    try:
        hint = typing.get_type_hints(fn).get("return", Any)
    except Exception:  # noqa: BLE001 - an annotation may be any expression, and that of a result nothing needs
        return True
    return not _is_short(hint)


def _is_short(hint: Any, depth: int = 0) -> bool:
    """Return whether values of a type are a few characters each: numbers, dates, choices, and objects of such."""
    if hint in _SHORT or hint is None or typing.get_origin(hint) is typing.Literal:
        return True
    if typing.get_origin(hint) in (typing.Union, type(int | str)):
        return all(_is_short(part, depth) for part in typing.get_args(hint))
    if not isinstance(hint, type) or depth > 1:
        return False
    if issubclass(hint, enum.Enum):
        return True
    if not (dataclasses.is_dataclass(hint) or typing.is_typeddict(hint) or hasattr(hint, "model_fields")):
        return False
    return all(_is_short(part, depth + 1) for part in typing.get_type_hints(hint).values())


_SHORT = (bool, int, float, type(None), date, datetime, time, timedelta, Decimal, UUID)
