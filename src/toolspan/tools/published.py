"""What an MCP server gives besides its tools: guides as resources, the usual questions as prompts."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from toolspan.contract import Document, Publishing, UsualQuestion
from toolspan.errors import ConfigurationError, ToolspanError
from toolspan.tools.adapters import adapter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from importlib.resources.abc import Traversable

    from toolspan.base import BaseConnector


def publish(server: Any, connectors: Sequence[BaseConnector]) -> None:
    """Give a server the guides and usual questions of connectors; several accounts of one have the same.

    Args:
        server: As the adapter of FastMCP makes it.
        connectors: Whose tools it serves.
    """
    publishing = adapter("fastmcp")
    if not isinstance(publishing, Publishing):
        return
    by_slug = {connector.slug: connector for connector in reversed(connectors)}
    different = [by_slug[slug] for slug in dict.fromkeys(connector.slug for connector in connectors)]
    documents = [document for connector in different for document in documents_of(connector)]
    questions: dict[str, UsualQuestion] = {}
    for connector in different:
        for question in questions_of(connector):
            questions.setdefault(question.name, question)
    publishing.publish(server, documents, list(questions.values()))


def documents_of(connector: BaseConnector) -> Iterator[Document]:
    """Yield the guides of a connector; none where only its server knows them."""
    try:
        outline = connector.guides.outline()
    except ToolspanError:
        return
    for row in outline:
        yield _document(connector, row["section"])


def _document(connector: BaseConnector, guide: str) -> Document:
    def read() -> str:
        return connector.guides.read(guide)

    title = f"{connector.title}: {guide.replace('_', ' ')}"
    return Document(f"toolspan://{connector.slug}/guides/{guide}", guide, title, read)


def questions_of(connector: BaseConnector) -> list[UsualQuestion]:
    """Return the usual questions of a connector, from its `questions.toml`.

    Raises:
        ConfigurationError: The file is not as it must be.
    """
    if connector.questions is None or not connector.questions.is_file():
        return []
    return [_question(connector.questions, name, row) for name, row in _rows(connector.questions)]


def _rows(file: Traversable) -> list[tuple[str, Any]]:
    try:
        return list(tomllib.loads(file.read_text(encoding="utf-8")).items())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file.name}: {error}.") from None


def _question(file: Traversable, name: str, row: Any) -> UsualQuestion:
    try:
        arguments: Mapping[str, Mapping[str, str]] = row.get("arguments", {})
        known = {key: (str(value["description"]), str(value["default"])) for key, value in arguments.items()}
        question = UsualQuestion(name, str(row["title"]), str(row["text"]), known)
        question.asked({})
    except (KeyError, AttributeError, TypeError, ValueError, IndexError) as error:
        raise ConfigurationError(
            f"{file.name}: {name} is no question ({type(error).__name__}: {error}).",
            hint="It has a title, a text, and for each {word} of the text arguments.word with description and default.",
        ) from None
    return question
