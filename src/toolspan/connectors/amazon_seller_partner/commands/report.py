"""`toolspan report`: runs an Amazon report and saves or shows its rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import ConnectorId, Embedded, Json, Named, Region, Seed, Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.cli.connectors import Opening

SHOWN = 50
"""Maximum number of rows shown on a screen."""
_DOCUMENT_SUFFIXES = ("", ".txt", ".tsv", ".tab", ".xml", ".json", ".gz", ".zip", ".pdf", ".html", ".dat")
"""File extensions for the unchanged document; other extensions are rejected, since they suggest a conversion."""
Options = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="NAME=VALUE", help="Option of this report type; repeatable."),
]
Marketplaces = Annotated[
    list[str] | None,
    typer.Option("--marketplace", metavar="ID", help="Marketplace id or country code; repeatable."),
]
To = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Save to this file. .csv and .jsonl: the rows, in UTF-8. .txt, .xml and others: Amazon's document, unchanged.",
    ),
]


def report(
    report_type: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="Such as GET_MERCHANT_LISTINGS_ALL_DATA.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Start of the period, such as 2026-11-01 or -30d.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="End of the period.")] = None,
    option: Options = None,
    marketplace: Marketplaces = None,
    report_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Use this existing report instead of a new one.")
    ] = None,
    report_document_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Use this existing document; needs TYPE.")
    ] = None,
    to: To = None,
    typed: Annotated[
        bool, typer.Option("--typed", help="Convert cells to dates, numbers and booleans.")
    ] = False,
    reuse_within: Annotated[
        int | None, typer.Option(metavar="SECONDS", help="Use an existing report of at most this age.")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(min=0, help="Seconds for the whole command. Default: unlimited.")
    ] = None,
    region: Region = None,
    workspace: Workspace = None,
    connector_id: ConnectorId = None,
    connector: Named = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    as_json: Json = False,
) -> None:
    """Run a report, wait for it, and save or show its rows.

    Without --to, prints the rows: a table on a terminal, JSON in a pipe or with --json. A file is
    written completely or not at all. After a timeout or Ctrl-C Amazon continues with the report;
    --report-id resumes it.
    """
    import asyncio

    from toolspan.cli.connectors import Opening
    from toolspan.cli.console import failing, for_program, print_json, tell, usage
    from toolspan.cli.display import print_outcome

    machine = for_program(asked=as_json)
    given = {
        "report_type": report_type, "data_start_time": since, "data_end_time": until, "report_id": report_id,
        "report_document_id": report_document_id, "marketplace_ids": marketplace, "typed": typed or None, "reuse_within": reuse_within,
    }  # fmt: skip
    with failing(as_json=machine):
        with usage():
            params = {name: value for name, value in given.items() if value is not None} | _options(
                option or ()
            )
            target = _check_target(to)
            name = _connector_with_reports(connector)
        opening = Opening(name, region, (), emulator, seed, workspace, connector_id)
        if target is None:
            outcome = asyncio.run(_shown(opening, params, timeout, limit=None if machine else SHOWN))
            print_outcome(outcome, as_json=machine)
            return
        saved = asyncio.run(_saved(opening, params, timeout, target))
    if machine:
        print_json(saved)
    else:
        tell(
            f"saved {saved['path']}: "
            + (f"{saved['rows']} rows" if "rows" in saved else f"{saved['bytes']} bytes")
        )
    for warning in saved["warnings"]:
        tell(f"warning: {warning}")


def _options(pairs: Sequence[str]) -> dict[str, Any]:
    from toolspan.errors import InvalidInput

    options = {name: value for name, _, value in (pair.partition("=") for pair in pairs)}
    if not all(options) or not all("=" in pair for pair in pairs):
        raise InvalidInput("--option takes NAME=VALUE.", hint="Such as --option dateGranularity=DAY.")
    return {"report_options": options} if options else {}


def _connector_with_reports(name: str | None) -> str:
    """Return the name of the connector, which must have reports.

    Raises:
        ConfigurationError: It has none.
    """
    from toolspan.connectors.amazon_seller_partner.commands import SLUG
    from toolspan.errors import ConfigurationError
    from toolspan.registry import connector_class

    if connector_class(name or SLUG).slug != SLUG:
        raise ConfigurationError(f"Only {SLUG} has reports.", hint="Omit --connector.")
    return SLUG


def _check_target(to: Path | None) -> Path | None:
    """Return the file to write.

    Raises:
        ConfigurationError: Its extension is not supported, or it cannot be written.
    """
    from toolspan.cli.export import FORMATS
    from toolspan.errors import ConfigurationError
    from toolspan.runtime.files import writable

    if to is not None and to.suffix.lower() not in (*FORMATS, *_DOCUMENT_SUFFIXES):
        raise ConfigurationError(
            f"{to.suffix[:20]} is not a supported format.",
            hint=f"Use {' or '.join(FORMATS)} for the rows (readable by spreadsheets, DuckDB, Polars and pandas); or "
            f"{', '.join(filter(None, _DOCUMENT_SUFFIXES))}, or no extension, for Amazon's unchanged document.",
        )
    return writable(to) if to else None


async def _shown(
    opening: Opening, params: Mapping[str, Any], timeout: float | None, *, limit: int | None
) -> dict[str, Any]:
    from toolspan.cli.console import tell, waiting
    from toolspan.runtime.progress import on_progress

    more = {"limit": limit} if limit else {}
    async with opening.connected() as connector:
        with waiting("report") as progress, on_progress(lambda event: progress(event.message)):
            page = await connector.execute("reports", "run", {**params, **more}, timeout=timeout)
    meta = page.meta.model_dump(mode="json")
    if limit and page.meta.has_more:
        name, known = next(
            (name, value) for name, value in (page.meta.next_params or {}).items() if name.endswith("_id")
        )
        option = name.replace("_", "-")
        tell(f"{meta['total_rows']} rows in total. Save them all with --{option} {known} --to FILE.")
        meta["has_more"] = False
    return {"data": page.data, "meta": meta}


async def _saved(
    opening: Opening, params: Mapping[str, Any], timeout: float | None, to: Path
) -> dict[str, Any]:
    from toolspan.cli.console import waiting
    from toolspan.cli.export import FORMATS, write_rows
    from toolspan.connectors.amazon_seller_partner.reports.files import iterate, save
    from toolspan.runtime.progress import on_progress

    async with opening.connected() as found:
        connector: Any = found
        with waiting("report") as progress, on_progress(lambda event: progress(event.message)):
            if to.suffix.lower() in FORMATS:
                rows = iterate(connector, params, timeout)
                count = await write_rows(rows, to, progress)
                return {"path": str(to), "rows": count, "warnings": rows.warnings}
            saved = await save(connector, params, to, timeout)
    details = {"bytes": saved.size, "encoding": saved.encoding, "report_id": saved.report_id}
    return {"path": str(saved.path), **details, "warnings": list(saved.warnings)}
