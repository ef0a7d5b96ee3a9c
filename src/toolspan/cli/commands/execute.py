"""`toolspan execute`: calls one operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import (
    AllowWrite,
    BaseUrl,
    ConnectorId,
    Document,
    DocumentHosts,
    Embedded,
    Json,
    Named,
    OverlayFile,
    Region,
    Seed,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.cli.connectors import Opening
    from toolspan.connector import Connector


Params = Annotated[
    str | None,
    typer.Option(metavar="JSON", help="Parameters as a JSON object; - reads it from standard input."),
]
Pairs = Annotated[
    list[str] | None,
    typer.Option("-p", metavar="NAME=VALUE", help="Parameter; repeatable. Lists: a,b or a JSON array."),
]
Select = Annotated[str | None, typer.Option(metavar="F1,F2", help="Keep only these fields, as dotted paths.")]
Exclude = Annotated[str | None, typer.Option(metavar="F1,F2", help="Remove these fields.")]
AllPages = Annotated[bool, typer.Option("--all-pages", help="Read all pages; waits for rate limits.")]
Seconds = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        min=0,
        help="Seconds for the call. Default: 30; unlimited for reports and --all-pages.",
    ),
]

DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Show the request without executing it; includes the API's own validation where it has one.",
    ),
]


def execute(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="Entity, such as orders.")],
    action: Annotated[str, typer.Argument(metavar="ACTION", help="Action, such as list.")],
    params: Params = None,
    param: Pairs = None,
    select: Select = None,
    exclude: Exclude = None,
    all_pages: AllPages = False,
    timeout: Seconds = None,
    region: Region = None,
    connector: Named = None,
    allow_write: AllowWrite = None,
    dry_run: DryRun = False,
    workspace: Workspace = None,
    connector_id: ConnectorId = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    openapi: Document = None,
    overlay: OverlayFile = None,
    base_url: BaseUrl = None,
    api_host: DocumentHosts = None,
    as_json: Json = False,
) -> None:
    """Call one operation and print its records.

    Prints a table on a terminal, and JSON in a pipe or with --json.

    Credentials come from LWA_APP_ID, LWA_CLIENT_SECRET and SP_API_REFRESH_TOKEN; TOOLSPAN_REGION
    and TOOLSPAN_SELLER_ID are read too. Secrets are never options. With --workspace a server has
    the credentials; only its client id and secret are needed here.
    """
    import asyncio

    from toolspan.cli.connectors import Opening
    from toolspan.cli.console import failing, for_program, usage
    from toolspan.cli.display import print_outcome
    from toolspan.cli.documents import document_options
    from toolspan.cli.parameters import read_parameters

    machine = for_program(asked=as_json)
    with failing(as_json=machine):
        with usage():
            given = read_parameters(params, param or ())
            document = document_options(openapi, overlay, base_url, api_host)
        opening = Opening(
            connector, region, allow_write or (), emulator, seed, workspace, connector_id, document=document
        )
        fields = {"select_fields": _names(select), "exclude_fields": _names(exclude), "dry_run": dry_run}
        call = _Call(entity, action, given, fields, timeout, all_pages=all_pages)
        outcome = asyncio.run(call.made(opening))
        print_outcome(outcome, as_json=machine)


def _names(text: str | None) -> Sequence[str] | None:
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


class _Call:
    """One call, as given on the command line."""

    def __init__(
        self,
        entity: str,
        action: str,
        params: Mapping[str, Any],
        fields: Mapping[str, Any],
        timeout: float | None,
        *,
        all_pages: bool,
    ) -> None:
        self._what: tuple[str, str, Mapping[str, Any]] = (entity, action, params)
        self._name = f"{entity}.{action}"
        self._options: dict[str, Any] = dict(fields)
        self._all_pages = all_pages
        self._timeout = timeout

    async def made(self, opening: Opening) -> dict[str, Any]:
        """Execute the call; return data and meta, and after an error the records read so far."""
        from toolspan.cli.console import waiting

        async with opening.connected() as connector:
            with waiting(self._name) as progress:
                return await (self._pages(connector, progress) if self._all_pages else self._page(connector))

    async def _page(self, connector: Connector) -> dict[str, Any]:
        page = await connector.execute(*self._what, **(self._options | self._limit(connector)))
        return {"data": page.data, "meta": page.meta.model_dump(mode="json")}

    async def _pages(self, connector: Connector, progress: Any) -> dict[str, Any]:
        from toolspan.errors import ToolspanError

        data: list[dict[str, Any]] = []
        meta = {"operation": self._name, "count": 0, "has_more": False}
        try:
            async for record in connector.iterate(*self._what, **self._options, timeout=self._timeout):
                data.append(record)
                progress(f"{self._name}: {len(data)} records")
        except ToolspanError as error:
            if not data:
                raise
            return {"data": data, "meta": meta | {"count": len(data), "has_more": True}, "error": error}
        return {"data": data, "meta": meta | {"count": len(data)}}

    def _limit(self, connector: Connector) -> dict[str, Any]:
        """Return the `timeout` argument: the given one, None for operations of several calls, else the connector's default."""
        from toolspan.errors import NotFound

        if self._timeout is not None:
            return {"timeout": self._timeout}
        try:
            steps = connector.operations.find(self._what[0], self._what[1]).steps
        except NotFound:  # docs and results have no operation record; the call itself rejects unknown names
            steps = None
        return {"timeout": None} if steps else {}
