"""Puts the guides that agents read on the site too, so that people and models read the same words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

GUIDES = Path(__file__).parent.parent / "src/toolspan/connectors/amazon_seller_partner/guides"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add a section with one page per guide."""
    pages = [{path.stem: f"guides/{path.name}"} for path in sorted(GUIDES.glob("*.md"))]
    if isinstance(config.nav, list):
        config.nav.append({"Guides": pages})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the guides as generated pages."""
    for path in sorted(GUIDES.glob("*.md")):
        files.append(File.generated(config, f"guides/{path.name}", content=path.read_text(encoding="utf-8")))
    return files
