"""Definitions, templates and guides of the connectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from toolspan.operations.names import squash
from toolspan.server.amazon import definition
from toolspan.server.amazon.guides import document, outline, search
from toolspan.server.http.exchange import Access, Endpoint
from toolspan.server.models.base import Answer, Given, Name, Uuid
from toolspan.server.problems import Problem, not_found

if TYPE_CHECKING:
    from toolspan.server.http.exchange import Exchange

INTEGRATIONS = "/api/v1/integrations"


class NameQuery(Given):
    """Part of a name."""

    name: str | None = Field(default=None, max_length=200)


class Definitions(Answer):
    """Kinds of connectors."""

    definitions: list[dict[str, Any]]


class Definition(Answer):
    """One kind of connector."""

    id: str
    definition: dict[str, Any]
    example_questions: dict[str, list[str]]


class Templates(Answer):
    """Templates from which connectors are made."""

    data: list[dict[str, Any]]
    next: str | None = None


class Template(Answer):
    """A template."""

    id: str
    name: str


class CloneTemplate(Given):
    """The template to copy."""

    original_source_template_id: Uuid
    name: Name | None = None


class DocsQuery(Given):
    """Which guide, and which part of it."""

    id: str = Field(min_length=1, max_length=200)
    section: str | None = Field(default=None, max_length=200)


class SearchQuery(Given):
    """What to look for in the guides."""

    query: str = Field(min_length=1, max_length=500)


class Docs(Answer):
    """A guide, as text and as blocks."""

    id: str
    metadata: dict[str, Any]
    section_id: str | None
    outline: list[dict[str, Any]]
    content: list[dict[str, Any]]
    data: dict[str, Any]


class Skills(Answer):
    """Guides, or parts of them that answer a question."""

    data: list[dict[str, Any]]
    next_cursor: str | None = None


async def definitions(exchange: Exchange[None, NameQuery]) -> Definitions:
    """List kinds of connectors by part of their name."""
    wanted = squash(exchange.query.name or "")
    return Definitions(definitions=[definition.definition()] if wanted in squash(definition.TITLE) else [])


async def one_definition(exchange: Exchange) -> Definition:
    """Show one kind of connector."""
    if exchange.path("definition_id").lower() != definition.DEFINITION_ID:
        raise not_found("definition")
    questions = [
        "Which orders of the last week have not been shipped?",
        "What did I earn last month after fees?",
    ]
    return Definition(
        id=definition.DEFINITION_ID,
        definition=definition.definition(),
        example_questions={"direct": questions, "search": []},
    )


async def templates(exchange: Exchange) -> Templates:
    """List templates; all of them are enabled."""
    return Templates(
        data=[definition.summary(context_store=exchange.services.context_stores.unusable is None)]
    )


async def one_template(exchange: Exchange) -> Template:
    """Show a template in full."""
    if exchange.path("template_id").lower() != definition.TEMPLATE_ID:
        raise not_found("template")
    return Template.model_validate(definition.template())


async def clone_template(exchange: Exchange[CloneTemplate]) -> None:
    """Refuse to copy a template: no copy is needed for anything.

    Raises:
        Problem: 501, or 404 where there is no such template.
    """
    if exchange.body.original_source_template_id.lower() != definition.TEMPLATE_ID:
        raise not_found("template")
    raise Problem(
        501, "not_implemented", "Templates are not copied here: the one that there is may be used by every organisation "
        "as it is, in source_template_id and for consents.", details={"retryable": False},
    )  # fmt: skip


async def docs(exchange: Exchange[None, DocsQuery]) -> Docs:
    """Give a guide, or one part of it."""
    if squash(exchange.query.id) != squash(definition.SLUG):
        raise not_found("skill")
    return Docs.model_validate(document(exchange.query.section))


async def skills(_exchange: Exchange) -> Skills:
    """List the guides."""
    return Skills(
        data=[{"id": definition.SLUG, "title": definition.TITLE, "kind": "connector", "sections": outline()}]
    )


async def search_skills(exchange: Exchange[None, SearchQuery]) -> Skills:
    """Find the parts of guides that answer a question best."""
    return Skills(data=[{"skill_id": definition.SLUG, **found} for found in search(exchange.query.query)])


_SOURCES = f"{INTEGRATIONS}/definitions/sources"
_TEMPLATES = f"{INTEGRATIONS}/templates/sources"
ENDPOINTS = (
    Endpoint("GET", _SOURCES, definitions, "List definitions", "catalogue", query=NameQuery, answer=Definitions),
    Endpoint("GET", f"{_SOURCES}/{{definition_id}}", one_definition, "Show a definition", "catalogue", answer=Definition),
    Endpoint("GET", _TEMPLATES, templates, "List templates", "catalogue", answer=Templates),
    Endpoint("POST", _TEMPLATES, clone_template, "Copy a template", "catalogue", Access.APPLICATION, body=CloneTemplate, status=501, fails=(404, 501)),
    Endpoint("GET", f"{_TEMPLATES}/global", templates, "List global templates", "catalogue", answer=Templates),
    Endpoint("GET", f"{_TEMPLATES}/{{template_id}}", one_template, "Show a template", "catalogue", answer=Template),
    Endpoint("GET", "/api/v1/skills/docs", docs, "Read a guide", "guides", query=DocsQuery, answer=Docs, fails=(404,)),
    Endpoint("GET", "/api/v1/skills/search", search_skills, "Search the guides", "guides", query=SearchQuery, answer=Skills),
    Endpoint("GET", "/api/v1/skills", skills, "List the guides", "guides", answer=Skills),
)  # fmt: skip
