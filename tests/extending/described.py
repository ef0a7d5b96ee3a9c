"""Connectors that a test describes, as their authors do: a package in a folder of the test."""

from __future__ import annotations

import importlib
import itertools
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolspan.authoring import RestAPI, RestConnector, rest_connector

HEAD = 'slug = "help-desk"\ntitle = "Help desk"\nbase_url = "https://api.helpdesk.example"\n'
_NUMBERS = itertools.count()


def record(action: str, method: str = "GET", path: str = "/tickets", **more: Any) -> dict[str, Any]:
    effect = "read" if method == "GET" else "write"
    record = {"entity": "tickets", "action": action, "summary": f"{action} tickets.", "effect": effect}
    return {**record, "method": method, "path": path, **more}


def query(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]


LIST = record("list", records="tickets", records_kind="list", parameters=query("after", "per_page"))
GET = record(
    "get", path="/tickets/{id}", parameters=[{"name": "id", "in": "path", "schema": {"type": "string"}}]
)
CREATE = record(
    "create", "POST",
    body={"required": True, "schema": {"type": "object", "properties": {"subject": {"type": "string"}}, "required": ["subject"]}},
)  # fmt: skip


def package(
    folder: Path, toml: str = "", records: Sequence[Mapping[str, Any]] = (LIST, GET, CREATE), head: str = HEAD
) -> str:
    """Write a package with a description, and return its name."""
    name = f"described_{next(_NUMBERS)}"
    (folder / name / "guides").mkdir(parents=True)
    (folder / name / "__init__.py").write_text("")
    (folder / name / "connector.toml").write_text(head + toml)
    (folder / name / "operations.json").write_text(json.dumps({"operations": list(records)}))
    (folder / name / "guides/tickets.md").write_text("# tickets\n\n## list\n\n## get\n\n## create\n")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
    return name


def described(
    folder: Path,
    toml: str = "",
    records: Sequence[Mapping[str, Any]] = (LIST, GET, CREATE),
    api: type[RestAPI] = RestAPI,
    head: str = HEAD,
) -> type[RestConnector]:
    """Return the class of a connector with this description."""
    return rest_connector(package(folder, toml, records, head), api=api)
