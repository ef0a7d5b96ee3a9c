"""Report types: facts, quirks, and checks before a request that could return nothing."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from toolspan.connectors.amazon_seller_partner.regions import FACTS
from toolspan.errors import InvalidInput
from toolspan.formats.tables import READABLE
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("integers", "decimals", "booleans", "dates")
"""Column types in `facts/reports.toml`; every other column is text."""


@cache
def report_types() -> dict[str, dict[str, Any]]:
    """Return the facts of each report type, by name."""
    return json.loads((FACTS / "report_types.json").read_bytes())  # type: ignore[no-any-return]


def report_type(name: object) -> dict[str, Any]:
    """Return the facts of a report type; empty for an unknown type."""
    return report_types().get(name, {}) if isinstance(name, str) else {}


@cache
def _quirks() -> dict[str, dict[str, Any]]:
    import tomllib  # noqa: PLC0415 - costs an import that only few calls need

    return tomllib.loads((FACTS / "reports.toml").read_text("utf-8"))


@cache
def type_quirks(name: object) -> dict[str, Any]:
    """Return quirks of a report type that Amazon does not publish: column types, cool-down, stable column names.

    Includes those of the type that it is `like`; empty for a type without quirks.
    """
    own = _quirks().get(name, {}) if isinstance(name, str) else {}
    if "like" not in own:
        return own
    shared = {key: value for key, value in type_quirks(own["like"]).items() if key in KINDS}
    return {
        **own,
        **{key: [*shared.get(key, ()), *own.get(key, ())] for key in shared.keys() | own.keys() & set(KINDS)},
    }


def check_known(name: Any, hint: str) -> dict[str, Any]:
    """Return the facts of a type.

    Raises:
        InvalidInput: The type is unknown; the message names the closest one.
    """
    known = report_type(name)
    if not known:
        near = suggestion(str(name), report_types())
        raise InvalidInput(f"reports.run: the report type {str(name)[:80]!r} is not known.{near}", hint=hint)
    return known


def check_requestable(name: Any) -> list[str]:
    """Return warnings about a type; refuse one that can never return rows: requests of reports are scarce.

    Raises:
        InvalidInput: The type is unknown, cannot be requested, or holds no rows.
    """
    known = check_known(
        name,
        "If it does exist, make it with reports.create, which takes any name, and give its report_id to reports.run.",
    )
    check_readable(name)
    if known["requestable"] is False:
        raise InvalidInput(
            f"reports.run: {name} cannot be requested: Amazon makes it by itself.",
            hint=f'Find it with reports.list {{"report_types": ["{name}"]}}, then give its report_id to reports.run.',
        )
    date = known["removal_date"]
    return [f"Amazon's date for the removal of {name} is {date}."] if date else []


def check_type(report: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Refuse a report whose type is not the one given beside its id.

    Raises:
        InvalidInput: The type differs.
    """
    own, wanted = report.get("reportType"), values.get("reportType")
    if values.get("reportId") and wanted and wanted != own:
        raise InvalidInput(
            f"it is {own}, not {str(wanted)[:80]}.",
            hint="Leave report_type out to read this report, or report_id to make one of that type.",
        )


def check_readable(name: Any) -> None:
    """Refuse a type whose document holds no rows.

    Raises:
        InvalidInput: The document is a PDF or a spreadsheet.
    """
    kind = report_type(name).get("content_type")
    if kind is None or kind in READABLE:
        return
    raise InvalidInput(
        f"reports.run reads tables, JSON and XML; {name} is {'PDF' if kind.endswith('pdf') else 'a spreadsheet'}.",
        hint="In Python reports.download saves the file itself; elsewhere, but not in an agent's tools, make it with "
        "reports.create and fetch the address that reports.document gives.",
    )
