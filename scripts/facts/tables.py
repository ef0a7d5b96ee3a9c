"""The tables beside the index: usage plans of all operations, marketplaces, report types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from facts.models import Call, Model, Schema

Key = tuple[str, str, str]
Catalogue = dict[Key, dict[str, Any]]

# When an operation needs a restricted data token: always, only when personal data is asked for,
# or only when the report behind the document is a restricted one.
_ASKED = {("ordersV0", "getOrders"), ("ordersV0", "getOrder"), ("ordersV0", "getOrderItems")}
_REPORT = {("reports_2021-06-30", "getReportDocument")}


def load_catalogue(data: Path) -> Catalogue:
    """The collected facts that the models do not hold, by api, method and path."""
    rows = json.loads((data / "sp_api_operations.json").read_text("utf-8"))["operations"]
    return {(_stem(row["model"]), row["method"], row["path"]): row for row in rows}


def _stem(model: str) -> str:
    return model.rsplit("/", 1)[-1].removesuffix(".json")


def usage_plans(models: dict[str, Model], catalogue: Catalogue) -> list[Schema]:
    """One row per operation Amazon has published, sorted by api, path and method."""
    rows = [_plan(call, catalogue[call.key]) for model in models.values() for call in model.calls]
    return sorted(rows, key=lambda row: (row["api"].lower(), row["path"], row["method"]))


def _plan(call: Call, known: dict[str, Any]) -> Schema:
    rate, burst = call.plan
    return {
        "method": call.method,
        "path": call.path,
        "api": call.model.name,
        "operation_id": call.operation_id,
        "rate": rate,
        "burst": burst,
        "grantless_scope": known["grantless_scope"],
        "restricted": restricted(known) if known["restricted"] else None,
    }


def restricted(known: dict[str, Any]) -> str:
    """When an operation that may need a restricted data token does need one."""
    key = _stem(known["model"]), known["operationId"]
    return "asked" if key in _ASKED else "report" if key in _REPORT else "always"


def marketplaces(data: Path, zones: dict[str, str]) -> list[Schema]:
    """Every marketplace with its endpoints and its time zone, in the collected order."""
    rows: list[Schema] = json.loads((data / "sp_api_marketplaces.json").read_text("utf-8"))
    return [{**row, "time_zone": zones[row["country"]]} for row in rows]


def report_types(data: Path, corrections: dict[str, Schema]) -> dict[str, Schema]:
    """Every report type by name, without the notes on where each fact was found."""
    rows = json.loads((data / "sp_api_report_types.json").read_text("utf-8"))
    nothing = dict.fromkeys(("content_type", "removal_date", "requestable"))
    known = {name: _report_type(row) for name, row in rows.items()}
    known |= {name: {**nothing, **known.get(name, {}), **row} for name, row in corrections.items()}
    return dict(sorted(known.items()))


def _report_type(row: Schema) -> Schema:
    kept = {key: value for key, value in row.items() if key != "restricted_sources"}
    if kept["removal_date"]:  # some carry a remark behind the date
        kept["removal_date"] = kept["removal_date"][: len("2026-11-23")]
    return kept
