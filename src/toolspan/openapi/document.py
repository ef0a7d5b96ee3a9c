"""Documents: reads an OpenAPI document from a mapping, a file or a URL, within limits, and says what it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.runtime.invisible import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 32 * 2**20
"""Bytes of a document at most."""
MOST = 2_000_000
"""Values of a document at most."""
_DEEPEST = 200
_VERSION = re.compile(r"3\.(\d+)(?:\.\d+)?(?:-.*)?")
_KNOWN = ("2.0", "3.0", "3.1")
_LATER = (
    "{source} is an OpenAPI {version} document. OpenAPI 2.0, 3.0 and 3.1 can be read, and no later version yet.",
    "A document of OpenAPI 3.1 that says the same can be read; many tools write one.",
)
_SHOWN = 80
_TITLE = 40
"""Characters of a title at most: every tool's description has it."""


@dataclass(frozen=True, slots=True)
class Document:
    """An OpenAPI document.

    Args:
        data: Its content; never changed.
        source: What it is called in messages.
        version: `2.0`, `3.0` or `3.1`.
        url: Where it was fetched from; None for one that the owner had.
        file: Its file, if it was one.
    """

    data: Mapping[str, Any] = field(repr=False)
    source: str
    version: str
    url: str | None = None
    file: Path | None = None

    @property
    def title(self) -> str:
        """The title of the API."""
        info = self.data.get("info")
        title = info.get("title") if isinstance(info, dict) else None
        line = (
            " ".join(INVISIBLE.sub(" ", str(title)).split()) if isinstance(title, (str, int, float)) else ""
        )
        return (
            line if len(line) <= _TITLE else line[: _TITLE + 1].rpartition(" ")[0] or line[:_TITLE]
        ) or "API"


def read_document(source: Mapping[str, Any] | str | Path) -> Document:
    """Return the document of a mapping, of a file, or of a URL.

    Raises:
        ConfigurationError: It cannot be read, is no OpenAPI document, or of a version that is not known.
    """
    if isinstance(source, Path) or (isinstance(source, str) and "://" not in source):
        file = Path(source)
        return _document(parse_file(file), str(file.name), file=file.resolve())
    if isinstance(source, str):
        from toolspan.openapi.fetch import fetch_text  # noqa: PLC0415 - brings the HTTP client

        text, url = fetch_text(source, LARGEST)
        return _document(parse_text(text, url), url, url=url)
    if not isinstance(source, dict):
        raise ConfigurationError(
            f"A document is a mapping, a path or a URL, not {type(source).__name__}.",
            hint="Give the name of its file, or what json.load gave for it.",
        )
    return _document(_plain_copy(source), "The document")


def parse_file(file: Path) -> Any:
    """Return the content of a JSON or YAML file.

    Raises:
        ConfigurationError: It cannot be read, is too large, or is neither.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise ConfigurationError(f"{file} has more than {LARGEST // 2**20} MB.")
        content = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"The document {file} cannot be read: {error.strerror}.") from None
    return parse_text(content, file.name)


def parse_text(content: bytes, name: str) -> Any:
    """Return the value of a JSON or YAML text.

    Args:
        content: The text in UTF-8.
        name: What the text is called; one that ends in `.json` must be JSON.

    Raises:
        ConfigurationError: It is neither, or has more values than a document may have.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{name} is not text in UTF-8.") from None
    if text.lstrip()[:1] in ("{", "["):
        try:
            return _json(text)
        except ValueError as error:
            if name.lower().endswith(".json"):
                raise ConfigurationError(f"{name} is not JSON: {error}.") from None
    from toolspan.openapi.yaml_core import YamlError, parse_yaml  # noqa: PLC0415 - JSON needs none of it

    try:
        return parse_yaml(text, MOST)
    except YamlError as error:
        raise ConfigurationError(f"{name} is not YAML that can be used: {error}.") from None


def _json(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: It is none, or has too many values.
    """
    if text.count(",") + text.count("{") + text.count("[") > MOST:
        raise ValueError(f"it holds more than {MOST:,} values")
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the key "{twice[:_SHOWN]}" is there twice')
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _plain_copy(source: Mapping[str, Any]) -> Any:
    """Return a copy that holds what JSON can hold: a mapping from a YAML reader may have numbers as keys, and dates."""
    left = MOST

    def plain(value: Any, depth: int) -> Any:
        nonlocal left
        left -= 1
        if left < 0 or depth > _DEEPEST:
            raise ConfigurationError(f"The document holds more than {MOST:,} values, or holds itself.")
        if value is None or isinstance(value, (str, int, float)):
            return value
        if isinstance(value, dict):
            return {_key(key): plain(each, depth + 1) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(each, depth + 1) for each in value]
        if hasattr(value, "isoformat"):
            return value.isoformat()
        raise ConfigurationError(f"The document holds {type(value).__name__}, which JSON has not.")

    return plain(source, 0)


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else str(key)


def _document(data: Any, source: str, url: str | None = None, file: Path | None = None) -> Document:
    if not isinstance(data, dict):
        raise ConfigurationError(f"{source} is no OpenAPI document: it holds no object.")
    stated = data.get("openapi", data.get("swagger"))
    if not isinstance(stated, (str, int, float)) or isinstance(stated, bool):
        raise ConfigurationError(
            f'{source} is no OpenAPI document: it has neither "openapi" nor "swagger".',
            hint='The first lines of such a document say "openapi: 3.1.0" or "swagger: 2.0", for example.',
        )
    version = _version(str(stated), swagger="openapi" not in data)
    if version not in _KNOWN:
        later, hint = _LATER
        raise ConfigurationError(later.format(source=source, version=str(stated)[:20]), hint=hint)
    if not isinstance(data.get("paths", {}), dict):
        raise ConfigurationError(f"{source}: paths must be an object.")
    return Document(data, source, version, url, file)


def _version(stated: str, *, swagger: bool) -> str:
    if swagger:
        return "2.0" if stated in ("2.0", "2", "2.0.0") else stated
    found = _VERSION.fullmatch(stated)
    return f"3.{found[1]}" if found else stated
