"""`toolspan operations`: lists all operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toolspan.cli.options import Json, Named, Slug

if TYPE_CHECKING:
    from rich.text import Text

    from toolspan.operations.model import Operation


def operations(
    connector: Slug = None,
    named: Named = None,
    entity: Annotated[str | None, typer.Option(help="Show only the operations of this entity.")] = None,
    as_json: Json = False,
) -> None:
    """List all operations and their rate limits.

    A limit is a burst of calls, then one call per interval. `restricted` operations can return
    personal data and need an additional role.
    """
    from toolspan.cli.connectors import one_name
    from toolspan.cli.console import failing, print_json, screen, usage
    from toolspan.registry import connector_class

    with failing(as_json=as_json), usage():
        chosen = _of_entity(list(connector_class(one_name(connector, named)).operations), entity)
    if as_json:
        print_json([operation.to_row() for operation in chosen])
    else:
        screen().print(_text(chosen), end="")


def _of_entity(found: list[Operation], entity: str | None) -> list[Operation]:
    """Return the operations of one entity, or all.

    Raises:
        NotFound: There is no such entity.
    """
    from toolspan.errors import NotFound
    from toolspan.operations.names import squash, suggestion

    if entity is None:
        return found
    chosen = [operation for operation in found if squash(operation.entity) == squash(entity)]
    if not chosen:
        names = list(dict.fromkeys(operation.entity for operation in found))
        raise NotFound(
            f"There is no entity {entity[:80]!r}.{suggestion(entity, names)}",
            hint=f"The entities are: {', '.join(names)}.",
        )
    return chosen


def _text(chosen: list[Operation]) -> Text:
    """Return a text of 100 columns: name, effect and limit in one line, the request below."""
    from rich.text import Text

    width = max(len(operation.name) for operation in chosen) + 2
    text = Text(no_wrap=True)
    for operation in chosen:
        text.append(operation.name.ljust(width), "bold")
        text.append(", ".join(_notes(operation)).ljust(18)).append(f"{_limit(operation)}\n")
        text.append("".join(f"  {line}\n" for line in _request(operation)), "dim")
    return text


def _request(operation: Operation) -> list[str]:
    if operation.steps:
        return ["in one call: " + ", ".join(step.partition(".")[2] for step in operation.steps)]
    lines = [f"{operation.method} {operation.path}", f"{operation.api} {operation.operation_id}"]
    if operation.deprecated is not None:
        date, better = operation.deprecated.get("removal_date"), operation.deprecated.get("replacement")
        gone = f"gone on {date}" if date else "deprecated"
        lines.append(f"{gone}, use {better}" if better else gone)
    return lines


def _limit(operation: Operation) -> str:
    if not operation.rate or not operation.burst:
        return "as its steps" if operation.steps else "not published"
    every = 1 / operation.rate
    return (
        f"{operation.burst}, then 1 per {every:.0f} s"
        if every >= 1
        else f"{operation.burst}, then {operation.rate:g} per s"
    )


def _notes(operation: Operation) -> list[str]:
    return [str(operation.effect), *(["restricted"] if operation.extra.get("restricted") else [])]
