"""The documents that tests read: four real ones, and one with every odd feature on purpose."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("TOOLSPAN_DOCUMENTS", ROOT.parent / "shared/data/openapi"))
REAL = ("github.json", "box.json", "figma.yaml", "slack.json")
ALL = (*REAL, "harbour.yaml")
METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")

needs_documents = pytest.mark.skipif(not FOLDER.is_dir(), reason="the documents are not here")


def parsed(name: str) -> dict:
    """Read a document with no help of the package."""
    text = (FOLDER / name).read_text("utf-8")
    if name.endswith(".json"):
        return json.loads(text)
    yaml = pytest.importorskip("yaml")
    return yaml.load(text, yaml.CSafeLoader)


def operations(name: str):
    """Yield method, path and operation of a document."""
    for path, item in parsed(name)["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method.upper(), path, operation
