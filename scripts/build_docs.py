"""Writes docs/operations.md and the tables of the README from the operations themselves.

`--check` exits with 1 when anything committed is stale.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.emulator.views.handlers import CHECKED, HANDLERS
from toolspan.tools.describe import usage
from toolspan.tools.search_sources import SearchSources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.operations.model import Operation

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Operations

Find an operation of the Amazon connector. Vendors' areas need `account_type="vendor"` or `"both"`. Every operation has a
guide, types for parameters and records, and an answer in the emulator. Where the last column says "data", the emulator
answers from the data of its seller and what was written before; elsewhere with an answer that fits Amazon's schema.

{areas}
`rate` is in calls per second, after `burst` calls at once. Each name links to the guide of its entity; `toolspan operations
--json` prints the same as JSON.

| operation | effect | rate | burst | Amazon's name |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page of all operations."""
    rows = "".join(_row(operation) for operation in AmazonSellerPartnerConnector.operations.whole)
    return HEAD.format(areas=areas()) + rows


def areas() -> str:
    """Return the table of areas: their entities, how many operations, and what the emulator answers from data."""
    sources = SearchSources(AmazonSellerPartnerConnector.search_folder)
    operations: dict[str, list[Operation]] = {}
    for operation in AmazonSellerPartnerConnector.operations.whole:
        operations.setdefault(operation.entity, []).append(operation)
    head = "| area | entities | reads | writes | emulator |\n|---|---|---|---|---|\n"
    return head + "".join(
        _area(name, [each for each in entities if each in operations], operations)
        for name, entities in sources.areas.items()
    )


def _area(name: str, entities: Sequence[str], operations: Mapping[str, Sequence[Operation]]) -> str:
    every = [operation for entity in entities for operation in operations[entity]]
    writes = sum(operation.effect == "write" for operation in every)
    data = sum(_from_data(operation) for operation in every)
    links = ", ".join(f"[{entity}](guides/{entity}.md)" for entity in entities)
    return f"| {name} | {links} | {len(every) - writes} | {writes} | data: {data} of {len(every)} |\n"


def _from_data(operation: Operation) -> bool:
    return (
        bool(operation.steps)
        or f"{operation.api}.{operation.operation_id}" in HANDLERS.keys() - CHECKED.keys()
    )


def _row(operation: Operation) -> str:
    amazon = (
        f"`{operation.api}` {operation.operation_id}"
        if operation.operation_id
        else ", ".join(f"`{step}`" for step in operation.steps or ())
    )
    old = f" (deprecated, removed {operation.deprecated['removal_date']})" if operation.deprecated else ""
    rate = f"{operation.rate:g}" if operation.rate else ""
    return f"| [{operation.name}](guides/{operation.entity}.md){old} | {operation.effect} | {rate} | {operation.burst or ''} | {amazon} |\n"


def table() -> str:
    """Return the short table of the README: one line per entity."""
    lines: dict[str, list[str]] = {}
    for operation in AmazonSellerPartnerConnector.operations:
        if not operation.listed:
            continue
        lines.setdefault(operation.entity, []).append(
            f"`{usage(operation)}`" + (" (deprecated)" if operation.deprecated else "")
        )
    rows = "".join(
        f"| `{entity}` | {', '.join(actions)} |\n".replace("|..", "..") for entity, actions in lines.items()
    )
    return "| entity | actions |\n|---|---|\n" + rows.replace("after|last", "after\\|last")


FRAMEWORKS = (
    "pydantic_ai", "langchain", "openai_agents", "fastmcp", "mcp", "anthropic", "google_adk", "llama_index",
    "claude_agent_sdk",
)  # fmt: skip
COLUMNS = ("strict", "approvals", "progress", "sync", "streaming")


def support(folder: str) -> str:
    """Return what is supported in each framework, as the adapters declare it.

    Args:
        folder: Where the pages are, as seen from the page of the table.
    """
    adapters = [(importlib.import_module(f"toolspan_adapters.{name}").adapter, name) for name in FRAMEWORKS]
    rows = [(each.title, name, each.features) for each, name in adapters]
    loop = importlib.import_module("toolspan_adapters._loops").STYLES["openai-chat"]
    rows.append((loop.title, "loops", loop.features))
    head = "| framework | native tools | typed | strict | approvals | progress | sync | streaming |\n"
    return (
        head
        + "|---|---|---|---|---|---|---|---|\n"
        + "".join(
            f"| [{title}]({folder}{page}.md) | yes | yes | {' | '.join(_cell(column, features) for column in COLUMNS)} |\n"
            for title, page, features in rows
        )
    )


def _cell(column: str, features: Sequence[str]) -> str:
    without = {"approvals": "`ask=`", "progress": "`on_progress=`"}
    return "yes" if column in features else without.get(column, "-")


def _marked(text: str, name: str, body: str) -> str:
    pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    return re.sub(pattern, lambda m: m.group(1) + body + m.group(2), text, flags=re.DOTALL)


def _escaped(text: str) -> str:
    """Keep the bars inside code from ending a table cell."""
    return re.sub(
        r"`([^`]*)`", lambda match: "`" + match.group(1).replace("\\|", "|").replace("|", "\\|") + "`", text
    )


def outputs() -> dict[Path, str]:
    """Return what each file should hold."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    marked = re.sub(
        r"(<!-- operations -->\n).*?(<!-- /operations -->)",
        lambda m: m.group(1) + _escaped(table()) + m.group(2),
        text,
        flags=re.DOTALL,
    )
    start = ROOT / "docs" / "index.md"
    return {
        ROOT / "docs" / "operations.md": page(),
        readme: _marked(marked, "frameworks", support("docs/frameworks/")),
        start: _marked(start.read_text(encoding="utf-8"), "frameworks", support("frameworks/")),
    }


def main() -> int:
    """Write, or check with `--check`."""
    stale = [
        path
        for path, text in outputs().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        print(f"{'stale' if '--check' in sys.argv else 'wrote'} {path.relative_to(ROOT)}")
        if "--check" not in sys.argv:
            path.write_text(outputs()[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
