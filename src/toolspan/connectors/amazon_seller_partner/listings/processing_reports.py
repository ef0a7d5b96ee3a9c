"""The processing report of a feed, whatever its form: the outcome of each message or record, and the counts.

The words of a report are in the seller's language, so that codes and numbers are read and words only passed on.
Forms: JSON of listings feeds, the ProcessingReport of XML feeds, and the text that answers flat files and PDF.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from toolspan.connectors.amazon_seller_partner.listings.feed_messages import results
from toolspan.errors import UpstreamError
from toolspan.formats.xml_stream import xml_events
from toolspan.operations.names import snake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from toolspan.connectors.amazon_seller_partner.listings.feed_messages import Message

_PIECE = 4_000
"""Characters of a row of text that could not be read: small enough for the size guard to page."""
_LAST_NUMBER = re.compile(r"(\d[\d.,\s]*?)\s*$")
_COUNTS = 2  # processed and successful, in this order
_HEAD_LINES, _HEAD_WIDTH = 10, 300  # of the lines that hold them, at most
_NUMBER, _CODE, _KIND, _SAID = "original-record-number", "error-code", "error-type", "error-message"
_XML_COUNTS = {
    "MessagesProcessed": "messagesProcessed",
    "MessagesSuccessful": "messagesAccepted",
    "MessagesWithError": "messagesInvalid",
    "MessagesWithWarning": "messagesWithWarning",
}


@dataclass(frozen=True, slots=True)
class ProcessingReport:
    """A parsed processing report.

    Args:
        whole: The report as received: an object if it is JSON, else text.
        rows: Results of messages or records.
        summary: Counts of messages.
        warnings: Warnings for the page.
    """

    whole: Any
    rows: list[dict[str, Any]]
    summary: Mapping[str, Any] | None = None
    warnings: list[str] = field(default_factory=list)


def read_report(text: str, messages: Sequence[Message] | None) -> ProcessingReport:
    """Parse a processing report; nothing is left out, even where its format is not known.

    Args:
        text: The whole report.
        messages: The messages sent; None where they are not known.
    """
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        return ProcessingReport("", [])
    if start[0] in "{[":
        try:
            return _json(from_json(start), messages)
        except ValueError:
            return _unread(text)
    return (_xml(text, start) if start[0] == "<" else _flat(text)) or _unread(text)


def error_text(report: ProcessingReport) -> str:
    """Return the text of a report for an error message."""
    whole = report.whole
    if isinstance(whole, dict):
        if whole.get("errorDetails"):
            return str(whole["errorDetails"])
        issues = (issue for row in report.rows for issue in row.get("issues") or ())
        return " ".join(
            f"{issue.get('code', '')} {issue.get('message', '')}".strip() for issue in issues
        ) or str(whole)
    return " ".join(str(whole).split())


# ---------------------------------------------------------------------- JSON


def _json(whole: Any, messages: Sequence[Message] | None) -> ProcessingReport:
    if not isinstance(whole, dict) or not whole.keys() & {"issues", "summary"}:
        rows = whole if isinstance(whole, list) else [whole]
        return ProcessingReport(whole, [row if isinstance(row, dict) else {"value": row} for row in rows])
    rows = results(whole, messages)
    _add_items(rows, whole.get("items") or ())
    unknown = "Only messages that the processing report names are listed: the others are not known here."
    return ProcessingReport(whole, rows, whole.get("summary"), [unknown] if messages is None else [])


def _add_items(rows: list[dict[str, Any]], items: Sequence[Any]) -> None:
    """Add the state of each listing, where the feed requested it, to the row of its SKU, or as a row of its own."""
    by_sku = {row["sku"]: row for row in rows if "sku" in row}
    for item in items:
        row = by_sku.get(item.get("sku")) if isinstance(item, dict) else None
        if row is not None and "item" not in row:
            row["item"] = item
        else:
            rows.append({"item": item})


# ---------------------------------------------------------------------- XML


def _xml(text: str, start: str) -> ProcessingReport | None:
    try:
        events = list(xml_events([start]))
    except UpstreamError:
        return None
    found = [event.value for event in events if event.kind == "row" and event.name == "Message"]
    reports = [
        message["ProcessingReport"] for message in found if isinstance(message.get("ProcessingReport"), dict)
    ]
    if len(reports) != 1:
        return None
    issues: dict[int | str | None, list[dict[str, Any]]] = defaultdict(list)
    for result in _listed(reports[0].get("Result")):
        if isinstance(result, dict):
            issues[_whole(result.get("MessageID"))].append(_issue(result))
    rows = [
        {"message_id": number or None, "status": _status(told), "issues": told}
        for number, told in issues.items()
    ]
    counts = reports[0].get("ProcessingSummary") or {}
    numbers = (
        {ours: _whole(counts.get(theirs)) for theirs, ours in _XML_COUNTS.items()}
        if isinstance(counts, dict)
        else {}
    )
    return ProcessingReport(text, rows, {name: n for name, n in numbers.items() if n is not None} or None)


def _issue(result: Mapping[str, Any]) -> dict[str, Any]:
    issue = {
        "code": result.get("ResultMessageCode"),
        "severity": str(result.get("ResultCode", "")).upper() or None,
        "message": result.get("ResultDescription"),
    }
    known = ("MessageID", "ResultCode", "ResultMessageCode", "ResultDescription")
    more = {snake(name): value for name, value in result.items() if name not in known}
    return {name: value for name, value in issue.items() if value is not None} | more


def _status(issues: Sequence[Mapping[str, Any]]) -> str:
    return "INVALID" if any(issue.get("severity") == "ERROR" for issue in issues) else "ACCEPTED"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _whole(value: Any) -> int | str | None:
    text = str(value or "").strip()
    return int(text) if text.isdecimal() else text or None


# ---------------------------------------------------------------------- text


def _flat(text: str) -> ProcessingReport | None:
    """Read two counts, an empty line and a table of errors; without the table every record was accepted."""
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    while lines and not lines[0].strip():
        lines.pop(0)
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    head = lines[:end]
    if len(head) > _HEAD_LINES or any(len(line) > _HEAD_WIDTH for line in head):
        return None
    counts = [count for line in head if (count := _last_number(line)) is not None]
    if len(counts) != _COUNTS or counts[1] > counts[0]:
        return None
    table = [line for line in lines[end:] if line.strip()]
    processed, accepted = counts
    rows = _records(table[0].split("\t"), table[1:]) if table else []
    warnings = _judge(rows, processed - accepted)
    summary = {
        "messagesProcessed": processed,
        "messagesAccepted": accepted,
        "messagesInvalid": processed - accepted,
    }
    return ProcessingReport(text, rows, summary, warnings)


def _last_number(line: str) -> int | None:
    found = _LAST_NUMBER.search(line)
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return int(digits) if digits else None


def _records(header: list[str], lines: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row per record with its errors, in the order of the report."""
    names = [name.strip().lower() for name in header]
    rows: dict[Any, dict[str, Any]] = {}
    told: dict[str, Any] = {}
    for line in lines:
        cells = line.split("\t", len(names) - 1)  # a tab in the last cell belongs to the message
        if len(cells) == 1 < len(names) and told:
            told["message"] = f"{told.get('message', '')}\n{line}"  # a continuation line of the message
            continue
        record = dict(zip(names, cells, strict=False))
        number = _whole(record.get(_NUMBER))
        told = {
            name: record[column]
            for name, column in (("code", _CODE), ("type", _KIND), ("message", _SAID))
            if record.get(column)
        }
        more = {
            snake(name.replace("-", "_")): cell
            for name, cell in record.items()
            if cell and name not in (_NUMBER, _CODE, _KIND, _SAID)
        }
        key = (number, *more.values()) if number is None else number
        row = rows.setdefault(key, {"record_number": number, **more, "issues": []})
        for name, cell in more.items():
            if row.setdefault(name, cell) != cell:
                told[name] = cell
        if told:
            row["issues"].append(told)
    return list(rows.values())


def _judge(rows: list[dict[str, Any]], refused: int) -> list[str]:
    """Set the status of each row where the counts decide it; the words of the report are in the seller's language."""
    if not rows:
        return []
    if refused in (0, len(rows)):
        for row in rows:
            row["status"] = "INVALID" if refused else "ACCEPTED"
        return []
    undecided = (
        f"The report counts {refused} rejected records and lists {len(rows)}: the type of each issue says, in the "
        "seller's language, which of them are errors and which warnings."
    )
    return [undecided]


# ---------------------------------------------------------------------- anything else


def _unread(text: str) -> ProcessingReport:
    """Return text of an unknown format, whole and in pieces that end with a line where possible."""
    return ProcessingReport(text, [{"report": piece} for piece in _pieces(text)])


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + _PIECE
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        yield text[start:end]
        start = end
