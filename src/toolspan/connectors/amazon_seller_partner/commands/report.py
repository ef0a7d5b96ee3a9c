"""`toolspan report`: a report of Amazon's, into a file or onto the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import ConnectorId, Embedded, Json, Named, Region, Seed, Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.cli.connectors import Opening

SHOWN = 50
"""Rows on a screen at most."""
_AS_IT_CAME = ("", ".txt", ".tsv", ".tab", ".xml", ".json", ".gz", ".zip", ".pdf", ".html", ".dat")
"""Endings of a document as Amazon made it; any other one asks for a format that is not written here."""
Options = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="NAME=VALUE", help="A setting of this report type; repeatable."),
]
Marketplaces = Annotated[
    list[str] | None,
    typer.Option("--marketplace", metavar="ID", help="Marketplace id or country code; repeatable."),
]
To = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Save it: .csv and .jsonl hold its rows in UTF-8; .txt, .xml and the like the document as Amazon made it.",
    ),
]


def report(
    report_type: Annotated[
        str | None, typer.Argument(metavar="[TYPE]", help="Such as GET_MERCHANT_LISTINGS_ALL_DATA.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Begin of the period: 2026-11-01, -30d.")] = None,
    until: Annotated[str | None, typer.Option(help="End of the period.")] = None,
    option: Options = None,
    marketplace: Marketplaces = None,
    report_id: Annotated[
        str | None, typer.Option(metavar="ID", help="A report that exists, instead of a new one.")
    ] = None,
    report_document_id: Annotated[
        str | None, typer.Option(metavar="ID", help="A document that exists; TYPE says what it holds.")
    ] = None,
    to: To = None,
    typed: Annotated[
        bool, typer.Option("--typed", help="Dates, numbers, yes and no instead of the file's own text.")
    ] = False,
    reuse_within: Annotated[
        int | None, typer.Option(metavar="SECONDS", help="Take a report that is not older, if there is one.")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(min=0, help="Seconds for everything; any time by default.")
    ] = None,
    region: Region = None,
    workspace: Workspace = None,
    connector_id: ConnectorId = None,
    connector: Named = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    as_json: Json = False,
) -> None:
    """Make a report, wait for it, and save it or show its rows.

    Without --to its rows are a table on a screen, and JSON in a pipe or with --json. A file appears
    whole or not at all. If the time is up, or the command is stopped, the report goes on being
    made: --report-id takes it up again.
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
            target = _target(to)
            name = _reporting(connector)
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


def _reporting(name: str | None) -> str:
    """Return the name of a connector that makes reports.

    Raises:
        ConfigurationError: It makes none.
    """
    from toolspan.connectors.amazon_seller_partner.commands import SLUG
    from toolspan.errors import ConfigurationError
    from toolspan.registry import connector_class

    if connector_class(name or SLUG).slug != SLUG:
        raise ConfigurationError(f"Only {SLUG} makes reports.", hint="Leave --connector out.")
    return SLUG


def _target(to: Path | None) -> Path | None:
    """Return where to write.

    Raises:
        ConfigurationError: That is not possible.
    """
    from toolspan.cli.export import FORMATS
    from toolspan.errors import ConfigurationError
    from toolspan.runtime.files import writable

    if to is not None and to.suffix.lower() not in (*FORMATS, *_AS_IT_CAME):
        raise ConfigurationError(
            f"{to.suffix[:20]} is not written here.",
            hint=f"Use {' or '.join(FORMATS)} for the rows, which spreadsheets, DuckDB, Polars and pandas read; or "
            f"{', '.join(filter(None, _AS_IT_CAME))}, or no ending, for the document as Amazon made it.",
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
        tell(f"{meta['total_rows']} rows in all: --{option} {known} --to FILE saves them.")
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
    told = {"bytes": saved.size, "encoding": saved.encoding, "report_id": saved.report_id}
    return {"path": str(saved.path), **told, "warnings": list(saved.warnings)}
