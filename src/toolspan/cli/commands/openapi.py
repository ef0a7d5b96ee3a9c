"""`toolspan openapi`: lists what an OpenAPI document gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import BaseUrl, DocumentHosts, Json, OverlayFile

if TYPE_CHECKING:
    from rich.text import Text

    from toolspan.openapi.connector import DescribedAPI
    from toolspan.operations.model import Operation


def openapi(
    document: Annotated[
        str,
        typer.Argument(metavar="FILE|URL", help="OpenAPI document: a JSON or YAML file, or an https URL."),
    ],
    entity: Annotated[str | None, typer.Option(help="Show only the operations of this entity.")] = None,
    overlay: OverlayFile = None,
    base_url: BaseUrl = None,
    api_host: DocumentHosts = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the connector. Default: from the title.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the entities, operations and effects of an OpenAPI document, and what is not served and why.

    Nothing is sent to the API. `toolspan execute ENTITY ACTION --openapi FILE` calls an operation,
    `toolspan mcp --openapi FILE` serves the tools; both read credentials from the environment.
    """
    from toolspan.cli.console import failing, print_json, screen, usage
    from toolspan.cli.documents import DocumentOptions

    with failing(as_json=as_json), usage():
        described = DocumentOptions(document, overlay, base_url, api_host or (), name).described()
        operations = _of_entity(list(described.connector_class().operations), entity)
    if as_json:
        print_json(_facts(described, operations))
    else:
        screen().print(_text(described, operations, whole=entity is None), end="", soft_wrap=True)


def _of_entity(operations: list[Operation], entity: str | None) -> list[Operation]:
    """Return the operations of one entity, or all.

    Raises:
        NotFound: There is no such entity.
    """
    from toolspan.errors import NotFound
    from toolspan.operations.names import squash, suggestion

    if entity is None:
        return operations
    chosen = [operation for operation in operations if squash(operation.entity) == squash(entity)]
    if not chosen:
        names = list(dict.fromkeys(operation.entity for operation in operations))
        raise NotFound(
            f"There is no entity {entity[:80]!r}.{suggestion(entity, names)}",
            hint=f"The entities are: {', '.join(names)}.",
        )
    return chosen


def _facts(described: DescribedAPI, operations: list[Operation]) -> dict[str, Any]:
    from toolspan.openapi.environment import variables_of

    return {
        "title": described.document.title,
        "connector": described.slug,
        "version": described.document.version,
        "base_url": described.servers.base_url,
        "credentials": [
            {"scheme": scheme, "variables": names}
            for scheme, names in variables_of(described.schemes, described.slug)
        ],
        "operations": [
            {
                "entity": operation.entity,
                "action": operation.action,
                "effect": operation.effect,
                "method": operation.method,
                "path": operation.path,
                "operation_id": operation.operation_id,
                "summary": operation.summary,
            }
            for operation in operations
        ],
        "skipped": described.records.skipped,
    }


def _text(described: DescribedAPI, operations: list[Operation], *, whole: bool) -> Text:
    """Return a text: the API, its operations by entity, and what is not served."""
    from rich.text import Text

    from toolspan.openapi.environment import variables_of

    writes = sum(operation.effect == "write" for operation in operations)
    text = Text(no_wrap=True)
    text.append(described.document.title, "bold").append(f"  OpenAPI {described.document.version}\n")
    text.append(f"{described.servers.base_url}\n", "dim")
    entities: dict[str, list[Operation]] = {}
    for operation in operations:
        entities.setdefault(operation.entity, []).append(operation)
    text.append(f"{len(entities)} entities, {len(operations) - writes} reads, {writes} writes\n")
    width = max(len(operation.action) for operation in operations) + 2
    for entity, listed in entities.items():
        text.append(f"\n{entity}\n", "bold")
        for operation in listed:
            text.append(f"  {operation.action.ljust(width)}{operation.effect.ljust(7)}")
            text.append(f"{operation.method.ljust(7)}{operation.path}\n", "dim")
    if whole and described.records.skipped:
        text.append("\nNot served\n", "bold")
        for name, reason in described.records.skipped.items():
            text.append(f"  {name}: {reason}\n")
    if whole:
        text.append("\nCredentials\n", "bold")
        for scheme, names in variables_of(described.schemes, described.slug):
            text.append(f"  {scheme}: {', '.join(names)}\n")
    return text
