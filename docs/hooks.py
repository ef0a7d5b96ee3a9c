"""Adds to the site what is generated: the guides that agents read, notebooks as pages, and `llms.txt`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

DOCS = Path(__file__).parent
GUIDES = DOCS.parent / "src/toolspan/connectors/amazon_seller_partner/guides"
GUIDES_TAB = "Amazon"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add one page per guide to the Amazon tab, so that people and models read the same words."""
    pages = [{path.stem: f"guides/{path.name}"} for path in sorted(GUIDES.glob("*.md"))]
    tab = next(entry[GUIDES_TAB] for entry in config.nav or [] if GUIDES_TAB in entry)
    tab.append({"Guides by entity": pages})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the guides, and each notebook as a page beside the file itself."""
    for path in sorted(GUIDES.glob("*.md")):
        files.append(File.generated(config, f"guides/{path.name}", content=path.read_text(encoding="utf-8")))
    for path in sorted(DOCS.glob("notebooks/*.ipynb")):
        page = as_page(json.loads(path.read_text(encoding="utf-8")), path.name)
        files.append(File.generated(config, f"notebooks/{path.stem}.md", content=page))
    return files


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:  # noqa: ARG001 - mkdocs passes them by name
    """Write `llms.txt`: the pages of the navigation, one line each. All pages have been read by now."""
    Path(config.site_dir).mkdir(parents=True, exist_ok=True)
    (Path(config.site_dir) / "llms.txt").write_text("\n".join(_index(config)) + "\n", encoding="utf-8")
    return env


_navigation: list[Navigation] = []


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG001 - as above
    """Keep the navigation for `llms.txt`: no later event passes it on."""
    _navigation[:] = [nav]
    return nav


def _index(config: MkDocsConfig) -> Iterator[str]:
    yield f"# {config.site_name}\n\n> {config.site_description}"
    for tab in _navigation[0].items:
        yield f"\n## {tab.title}\n"
        yield from _lines(tab)


def _lines(item: Any) -> Iterator[str]:
    for child in item.children or ():
        yield from _lines(child)
    if item.is_page:
        yield f"- [{item.title}]({item.url or './'}): {first_sentence(item.markdown)}"


def first_sentence(markdown: str) -> str:
    """Return the first sentence below a page's title, without links and line breaks."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", markdown))
    text = next(
        part for part in paragraphs if part and not part.startswith(("#", "```", "|", "!", "[Download"))
    )
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", " ".join(text.split()))
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0].rstrip(":")


def as_page(notebook: dict[str, Any], name: str) -> str:
    """Return a notebook as Markdown, with the output of each cell."""
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
