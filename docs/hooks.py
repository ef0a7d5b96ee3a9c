"""Puts what has its home elsewhere on the site: the guides that agents read, and the notebooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

DOCS = Path(__file__).parent
GUIDES = DOCS.parent / "src/toolspan/connectors/amazon_seller_partner/guides"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add a section with one page per guide, so that people and models read the same words."""
    pages = [{path.stem: f"guides/{path.name}"} for path in sorted(GUIDES.glob("*.md"))]
    if isinstance(config.nav, list):
        config.nav.append({"Guides": pages})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the guides, and each notebook as a page beside the file itself."""
    for path in sorted(GUIDES.glob("*.md")):
        files.append(File.generated(config, f"guides/{path.name}", content=path.read_text(encoding="utf-8")))
    for path in sorted(DOCS.glob("notebooks/*.ipynb")):
        page = as_page(json.loads(path.read_text(encoding="utf-8")), path.name)
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=page))
    return files


def as_page(notebook: dict[str, Any], name: str) -> str:
    """Return a notebook as Markdown, with what its cells showed when it was last run."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        parts.append(source if cell["cell_type"] == "markdown" else f"```python\n{source}\n```")
        parts += map(_shown, cell.get("outputs", []))
    parts.insert(1, f"[Download the notebook]({name})")
    return "\n\n".join(parts) + "\n"


def _shown(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    if "image/png" in data:
        picture = "".join(data["image/png"]).replace("\n", "")
        return f'<img alt="What the cell above draws" src="data:image/png;base64,{picture}">'
    if "text/markdown" in data:
        return "".join(data["text/markdown"])
    return f"```text\n{''.join(output.get('text') or data.get('text/plain', ''))}\n```"
