"""Connector template: the files that `toolspan connector new` writes."""

from __future__ import annotations

import json
import keyword
import re
from typing import TYPE_CHECKING

from toolspan.errors import ConfigurationError
from toolspan.transport.urls import checked_url

if TYPE_CHECKING:
    from pathlib import Path

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST = 40
_PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "toolspan-@slug@"
version = "0.1.0"
description = "A toolspan connector for @title@."
requires-python = ">=3.11"
dependencies = ["toolspan"]

[project.optional-dependencies]
test = ["toolspan[testing]"]

[project.entry-points."toolspan.connectors"]
@slug@ = "@package@:@class@"

[tool.hatch.build.targets.wheel]
packages = ["src/@package@"]
"""
_README = """\
# toolspan-@slug@

@title@ as tools for any agent framework.

```python
from toolspan.auth import ApiKey
from @package@ import @class@

connector = @class@(ApiKey("your-key"))
tools = connector.tools("pydantic_ai")  # or langchain, openai_agents, fastmcp
```

```bash
pip install -e ".[test]"
pytest tests
@prefix@_API_KEY=your-key toolspan execute items list --connector @slug@
```
"""
_INIT = '''\
"""@title@: a connector that its data describes."""

from toolspan.authoring import rest_connector

@class@ = rest_connector(__package__)
'''
_TOML = """\
# Every key is described in the docs, under "Write a connector".
slug = "@slug@"
title = "@title@"
base_url = "@url@"
check = "items.list"

# none, api_key, basic, bearer, oauth2_client or oauth2_refresh
[auth]
type = "api_key"
in = "header"
name = "X-Api-Key"

# token, page, offset, next_url or link
[paging]
type = "token"
parameter = "after"
response = "next"
page_size = "limit"

[limits]
rate = 5.0
burst = 10
shared = true

[errors]
message = "message"
"""
_GUIDE = """\
# items

What an item is, where it comes from, and what people ask about it.

## list

All items, newest first. Say here what callers must know: limits, traps, what the filters mean.

## get

One item by its id.

## create

Makes an item. Say here what it changes, and who sees it.
"""
_QUESTIONS = """\
# What people often ask: prompts of the MCP server. A {word} of a text is an argument, with a default.

[newest_items]
title = "The newest items"
text = "Which are the {count} newest items? Show a table of their ids and names."
arguments.count = { description = "How many.", default = "10" }
"""
_TEST = '''\
"""The connector passes the suite that toolspan's own pass."""

from __future__ import annotations

from typing import Any, ClassVar

from @package@ import @class@

from toolspan.auth import ApiKey
from toolspan.testing import ConnectorConformance, Pages


class Test@class@(ConnectorConformance):
    connector = @class@
    auth = ApiKey("a-key-that-nobody-may-see")
    answers: ClassVar[dict[str, Any]] = {  # what the API sends back, copied from its documentation
        "items.list": Pages(
            {"items": [{"id": "1", "name": "first"}, {"id": "2", "name": "second"}], "next": "2"},
            {"items": [{"id": "3", "name": "third"}], "next": None},
        ),
        "items.get": {"id": "1", "name": "first"},
        "items.create": {"id": "4", "name": "fourth"},
    }
'''
_OPERATIONS = {
    "operations": [
        {
            "entity": "items",
            "action": "list",
            "summary": "List items, newest first.",
            "effect": "read",
            "method": "GET",
            "path": "/items",
            "parameters": [
                {"name": "after", "in": "query", "schema": {"type": "string"}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
            ],
            "records": "items",
            "records_kind": "list",
            "example": {"limit": 20},
        },
        {
            "entity": "items",
            "action": "get",
            "summary": "Read one item by its id.",
            "effect": "read",
            "method": "GET",
            "path": "/items/{itemId}",
            "parameters": [{"name": "itemId", "in": "path", "schema": {"type": "string"}}],
            "example": {"item_id": "1"},
        },
        {
            "entity": "items",
            "action": "create",
            "summary": "Create an item.",
            "effect": "write",
            "method": "POST",
            "path": "/items",
            "body": {
                "required": True,
                "schema": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "note": {"type": "string"}},
                    "required": ["name"],
                },
            },
            "example": {"name": "fourth"},
            "verify": "items.list, for the name",
        },
    ]
}


def write_connector(parent: Path, name: str, title: str | None, url: str) -> Path:
    """Write a connector into a new folder of `parent`, and return the folder.

    Args:
        parent: An existing folder.
        name: Small letters, digits and dashes; underscores and spaces become dashes.
        title: The API's name for people; from `name` when None.
        url: Where its requests go.

    Raises:
        ConfigurationError: Name, title or URL is not valid, or the folder exists.
    """
    slug = re.sub(r"[ _]+", "-", name.strip().lower())
    if keyword.iskeyword(slug):
        raise ConfigurationError(
            f"{name[:60]!r} is a word of Python, and cannot be the name of a connector.",
            hint=f"Add another word: {slug}-api.",
        )
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST:
        raise ConfigurationError(
            f"{name[:60]!r} cannot be the name of a connector.",
            hint=f"Use small letters, digits and dashes, at most {_LONGEST}, and begin with a letter: bike-shop.",
        )
    shown = title.strip() if title is not None else slug.replace("-", " ").capitalize()
    if not shown.isprintable() or not shown or any(mark in shown for mark in '"\\'):
        raise ConfigurationError("The title must be one line of text without quotes and backslashes.")
    words = {
        "slug": slug,
        "title": shown,
        "url": checked_url(url, "--url"),
        "package": f"toolspan_{slug.replace('-', '_')}",
        "class": "".join(word.capitalize() for word in slug.split("-")) + "Connector",
        "prefix": slug.upper().replace("-", "_"),
    }
    folder = parent / f"toolspan-{slug}"
    if folder.exists():
        raise ConfigurationError(
            f"{folder} exists.", hint="Choose another name, or another folder with --to."
        )
    for path, text in _files(words["package"]).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(re.sub(r"@(\w+)@", lambda match: words[match.group(1)], text), encoding="utf-8")
    return folder


def _files(package: str) -> dict[str, str]:
    """Return the text of each file, by its path in the folder."""
    source = f"src/{package}"
    return {
        "pyproject.toml": _PYPROJECT,
        "README.md": _README,
        f"{source}/__init__.py": _INIT,
        f"{source}/py.typed": "",
        f"{source}/connector.toml": _TOML,
        f"{source}/operations.json": json.dumps(_OPERATIONS, indent=2) + "\n",
        f"{source}/guides/items.md": _GUIDE,
        f"{source}/questions.toml": _QUESTIONS,
        f"tests/test_{package.removeprefix('toolspan_')}.py": _TEST,
    }
