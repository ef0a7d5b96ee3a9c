"""What a tool gives back: one JSON object within a budget of characters, and nothing lost.

A result is serialised once, record by record. What fits is shown; the rest is kept under a
handle to read on. Text from upstream is data: characters that could steer a terminal or hide
text are taken out, and secrets are masked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

from toolspan.contract import Output
from toolspan.page import Page
from toolspan.tooling.results import STORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.connector import Connector
    from toolspan.tooling.context import Executed

MAX_OUTPUT_CHARS = 40_000
"""Characters of one tool result, unless told otherwise."""
_LEAST_BUDGET = 800  # room for notice, handle and a few keys
_SLACK = 300  # notice and punctuation
_UNWANTED = re.compile(
    r"\\(?:u00(?:0[0-8bce-f]|1[0-9a-f]|7f)|[bf])"
    r"|[\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_TERSE = ("operation", "request_id", "rate_limit", "next_token")
"""Meta that a program wants and a model pays for in vain: the next page's token is in next_params."""


class Guard:
    """Turns results into outputs of at most `budget` characters.

    Args:
        budget: Characters; smaller than 800 is taken as 800.
    """

    def __init__(self, budget: int = MAX_OUTPUT_CHARS) -> None:
        self.budget = max(budget, _LEAST_BUDGET)

    def seal(self, result: Any, executed: Executed) -> Output:
        """Return the output for what a tool's body returned.

        Args:
            result: A Page, the dump of one, or anything JSON can say.
            executed: What was executed while it was made.
        """
        records, around = _taken_apart(result)
        texts = [_text(record) for record in records]
        head = _text(around)
        if sum(map(len, texts)) + len(texts) + len(head) + _FRAME > self.budget:
            return self._cut(texts, around, executed)
        if around is result:
            return _finished(head, executed.connector)
        untouched = executed.page is not None and records is executed.page.data
        return _finished(
            _joined(around, texts), executed.connector, {**around, "data": records} if untouched else None
        )

    def _cut(self, texts: list[str], around: dict[str, Any], executed: Executed) -> Output:
        """Show whole records up to the budget, and keep all of them under a handle where there is an owner."""
        connector = executed.connector
        if not texts:
            texts, around = [_text(around)], {}
        handle = (
            STORE.keep(connector, texts, executed.call, self.budget, connector.clock) if connector else None
        )
        meta = around.get("meta") if isinstance(around.get("meta"), dict) else {}
        shown, head = cut(texts, 0, handle, self.budget - len(_text(around)))
        return _finished(_joined({**around, "meta": {**head, **(meta or {})}}, shown), connector)


_FRAME = len('{"meta":,"data":[]}')


def cut(
    texts: Sequence[str], offset: int, handle: str | None, budget: int
) -> tuple[Sequence[str], dict[str, Any]]:
    """Return the records from `offset` on that fit, and the head that says how to read on.

    Args:
        texts: All records as JSON text.
        offset: Number of the first to show.
        handle: Under which they are kept; None where they are not.
        budget: Characters for records and head.
    """
    room = budget - _SLACK
    shown = []
    for text in texts[offset:]:
        if (room := room - len(text) - 1) < 0:
            break
        shown.append(text)
    following = offset + len(shown)
    head: dict[str, Any] = {"notice": "", "returned": len(shown), "offset": offset, "total": len(texts)}
    if not shown and offset < len(texts):
        head["notice"] = _too_large(offset)
        head["too_large"] = _sizes(texts[offset], offset, budget - _SLACK)
        following += 1
    else:
        head["notice"] = (
            f"{len(shown)} of {len(texts)} records are shown, from number {offset} on; {len(texts) - following} are left."
        )
    if handle:
        head["handle"] = handle
        if following < len(texts):
            head["read_on"] = {
                "entity": "results",
                "action": "read_more",
                "params": {"handle": handle, "offset": following},
            }
    return shown, head


def _too_large(number: int) -> str:
    return (
        f"Record {number} alone is larger than one result may be. Read a part of it: results read_more with the handle "
        f'and path "{number}.<key>"; or repeat the call with select_fields.'
    )


def _sizes(text: str, number: int, room: int) -> dict[str, Any]:
    """Return the largest keys of a record, with the characters of each."""
    record = from_json(text)
    sizes: dict[str, Any] = {"record": number, "characters": len(text)}
    if isinstance(record, dict):
        by_size = sorted(((len(_text(value)), key) for key, value in record.items()), reverse=True)
        sizes["keys"] = {key[:80]: size for size, key in by_size[: max(3, room // 120)]}
    return sizes


def _joined(around: Mapping[str, Any], texts: Sequence[str]) -> str:
    """Return the envelope: what stands around the records first, so that a notice is seen at once."""
    head = _text(around)
    return f'{head[:-1]}{"," if around else ""}"data":[{",".join(texts)}]}}'


def _taken_apart(result: Any) -> tuple[list[Any], Any]:
    """Return the records of a result and what stands around them; an object without records stays whole."""
    if isinstance(result, Page):
        return result.data, {"meta": terse(result.meta.__dict__ | (result.meta.model_extra or {}))}
    if isinstance(result, str) and result[:1] in ("{", "["):
        try:
            result = from_json(result)
        except ValueError:
            return [result], {}
    if isinstance(result, dict):
        if not isinstance(result.get("data"), list):
            return [], result
        around = {key: value for key, value in result.items() if key != "data"}
        if isinstance(around.get("meta"), dict):
            around["meta"] = terse(around["meta"])
        return result["data"], around
    if result is None:
        return [], {}
    return (list(result) if isinstance(result, (list, tuple)) else [result]), {}


def terse(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the meta that a model can use: nothing empty, nothing that stands elsewhere."""
    kept = {name: value for name, value in meta.items() if value not in (None, [], {}, False)}
    dropped = _TERSE if "next_params" in kept else _TERSE[:-1]
    return {name: value for name, value in kept.items() if name not in dropped}


def _text(value: Any) -> str:
    return to_json(value, serialize_unknown=True, inf_nan_mode="null", bytes_mode="base64").decode()


def clean(text: str) -> str:
    """Return JSON text without control, bidirectional and invisible characters; line breaks and tabs stay."""
    if text.isascii() and not any(sign in text for sign in ("\\u00", "\\b", "\\f", "\x7f")):
        return text
    return _UNWANTED.sub(_unless_escaped, text)


def _unless_escaped(match: re.Match[str]) -> str:
    """Drop the character, unless what looks like an escape is a backslash followed by plain text."""
    if match.group()[0] != "\\":
        return ""
    before = match.string[: match.start()]
    backslashes = len(before) - len(before.rstrip("\\"))
    return match.group() if backslashes % 2 else ""


def _finished(text: str, connector: Connector | None, value: dict[str, Any] | None = None) -> Output:
    cleaned = clean(text)
    if connector is not None:
        cleaned = connector.redact(cleaned)
    if value is None or cleaned is not text:
        value = from_json(cleaned)
    return Output(cleaned, value)
