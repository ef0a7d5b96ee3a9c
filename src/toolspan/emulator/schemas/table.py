"""Schemas of all operations, as `scripts/build_facts.py` takes them from Amazon's models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

__all__ = ["Described", "Schema", "SentParameter", "described", "resolve"]

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SentParameter:
    """Parameter in the path, the query or a header; `multi` arrays repeat the name instead of using commas."""

    name: str
    location: str
    schema: Schema
    required: bool = False
    multi: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """Operation as its schemas describe it; those with a handler have no body and no response here."""

    parameters: tuple[SentParameter, ...]
    body: Schema | None
    body_required: bool
    status: int
    response: Schema | None


@lru_cache(maxsize=512)
def described(method: str, path: str) -> Described:
    """Return what is known of an operation, by method and path pattern."""
    table = _table()
    row = table["operations"][f"{method} {path}"]
    parameters = tuple(_parameter(table["parameters"][number]) for number in row.get("parameters", ()))
    return Described(
        parameters, row.get("body"), row.get("body_required", False), row["status"], row.get("response")
    )


def resolve(schema: Schema) -> Schema:
    """Return the schema that a reference stands for."""
    while "$ref" in schema:
        schema = _table()["definitions"][schema["$ref"]]
    return schema


def _parameter(row: Mapping[str, Any]) -> SentParameter:
    return SentParameter(
        row["name"], row["in"], row["schema"], row.get("required", False), row.get("multi", False)
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = (files("toolspan") / "emulator" / "schemas" / "operations.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table
