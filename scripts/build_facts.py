"""Build the committed SP-API facts from Amazon's published models and our names of them.

    python scripts/build_facts.py            write what has changed
    python scripts/build_facts.py --check    exit 1 if anything committed is stale
    python scripts/build_facts.py --diff OLD NEW   say what differs between two folders of models

The models are github.com/amzn/selling-partner-api-models (Apache-2.0), by default in
`../shared/sp-api-models`; the collected tables in the `data` folder beside them. Both can be given
as arguments or as TOOLSPAN_MODELS and TOOLSPAN_DATA. Only wire facts are taken: no description of
Amazon's reaches the output.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from facts import tables
from facts.context_store import add_store_operations
from facts.data_kiosk import kiosk_schemas
from facts.differences import differences
from facts.document_schemas import document_schemas
from facts.emulation import emulation
from facts.entities import entities_stub
from facts.index import build_index, compact
from facts.models import FactError, load_models
from facts.parameters import parameter_module
from facts.records import formatted, record_modules
from facts.rules import expand
from facts.schemas import Definitions

from toolspan.emulator.views.handlers import CHECKED, HANDLERS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/toolspan/connectors/amazon_seller_partner"
NAMES = PACKAGE / "facts/names"
SOURCE = {
    "repository": "github.com/amzn/selling-partner-api-models",
    "commit": "34dc93fe45f37c9a0b2e56823c808f68b4f81754",
    "license": "Apache-2.0",
}


def read_names() -> dict[str, Any]:
    """What the files of all areas say, table by table; nothing may be said twice."""
    names: dict[str, Any] = {
        table: {} for table in ("aliases", "entities", "operations", "priority", "records", "rule")
    }
    for path in sorted(NAMES.glob("*.toml")):
        for table, entries in tomllib.loads(path.read_text("utf-8")).items():
            if twice := names[table].keys() & entries:
                message = f"{path.name}: another file has {table} {sorted(twice)} too"
                raise FactError(message)
            names[table] |= entries
    return names


def build(models_folder: Path, data: Path) -> dict[Path, str]:
    """Every generated file with the text it should hold."""
    names = read_names()
    models = load_models(models_folder)
    catalogue = tables.load_catalogue(data)
    expand(names, models)
    add_store_operations(names, tomllib.loads((PACKAGE / "facts/streams.toml").read_text("utf-8")))
    definitions = Definitions()
    operations = build_index(names, models, catalogue, definitions)
    index = {
        "aliases": names["aliases"],
        "definitions": definitions.sorted(),
        "entities": names["entities"],
        "operations": [compact(record) for record in operations],
        "source": SOURCE,
    }
    facts = PACKAGE / "facts"
    return {
        facts / "operations.json": _lines(index),
        facts / "usage_plans.json": _lines(tables.usage_plans(models, catalogue)),
        facts / "marketplaces.json": _lines(
            tables.marketplaces(data, tomllib.loads((facts / "time_zones.toml").read_text("utf-8")))
        ),
        facts / "report_types.json": _lines(
            tables.report_types(data, tomllib.loads((facts / "report_types.toml").read_text("utf-8")))
        ),
        **_document_schemas(facts, models_folder.parent / "sp-api-schemas", models),
        ROOT / "src/toolspan/emulator/schemas/operations.json": _lines(
            emulation(models, HANDLERS.keys() - CHECKED.keys())
        ),
        **{
            facts / f"data_kiosk/{name}.graphql": text
            for name, text in kiosk_schemas(models_folder.parent / "sp-api-schemas/data-kiosk").items()
        },
        **formatted(
            record_modules(names, models, definitions.sorted(), PACKAGE / "records")
            | parameter_module(operations, names["records"], PACKAGE / "records")
            | entities_stub(names, models, operations, PACKAGE)
        ),
    }


def _document_schemas(facts: Path, folder: Path, models: dict[str, Any]) -> dict[Path, str]:
    said = tomllib.loads((facts / "document_schemas.toml").read_text("utf-8"))
    return {
        facts / f"{kind[:-1]}_schemas.json": _compact(
            document_schemas(folder / kind, said[kind], said["patch"], models)
        )
        + "\n"
        for kind in ("reports", "notifications")
    }


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _lines(value: Any) -> str:
    """JSON with one record per line, so that a diff shows which records changed."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_compact, value)) + "\n]\n"
    parts = (f'"{key}":{_block(item)}' for key, item in sorted(value.items()))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _block(item: Any) -> str:
    return _lines(item).rstrip("\n") if isinstance(item, list) else _compact(item)


def stale(files: dict[Path, str]) -> list[Path]:
    """The files whose committed text differs from what it should be."""
    return [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]


def _arguments() -> argparse.Namespace:
    models = Path(os.environ.get("TOOLSPAN_MODELS", ROOT.parent / "shared/sp-api-models"))
    parser = argparse.ArgumentParser(description="Build the committed SP-API facts.")
    parser.add_argument("models", nargs="?", type=Path, default=models, help="folder of Amazon's models")
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("TOOLSPAN_DATA"), help="folder of the tables"
    )
    parser.add_argument(
        "--diff",
        nargs=2,
        type=Path,
        metavar=("OLD", "NEW"),
        help="say what differs between two folders of models",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if anything is stale")
    return parser.parse_args()


def main() -> int:
    """Write or check the facts; the exit code."""
    arguments = _arguments()
    if arguments.diff:
        lines = differences(*map(load_models, arguments.diff))
        sys.stdout.write("".join(f"- {line}\n" for line in lines) or "Nothing differs.\n")
        return 0
    files = build(arguments.models, Path(arguments.data or arguments.models.parent / "data"))
    changed = stale(files)
    for path in changed:
        sys.stdout.write(f"{'stale' if arguments.check else 'wrote'} {path.relative_to(ROOT)}\n")
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], "utf-8")
    return 1 if arguments.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
