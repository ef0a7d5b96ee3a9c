"""`toolspan doctor`: checks installation, settings and account, and suggests fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import ConnectorId, Embedded, Json, Named, Region, Seed, Slug, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from toolspan.cli.connectors import Opening
    from toolspan.cli.doctor.findings import Finding
    from toolspan.cli.support import Area, CommandLineSupport

_MARKS = {"ok": "ok  ", "note": "--  ", "warn": "warn", "fail": "FAIL"}
Extras = Annotated[
    list[str] | None,
    typer.Option("--extra", metavar="NAME", help="Extra that must be installed; repeatable."),
]
Only = Annotated[
    str | None,
    typer.Option(
        metavar="A1,A2",
        help="Areas to check, such as orders,reports; none for none. Default: all.",
    ),
]


def doctor(
    connector: Slug = None,
    named: Named = None,
    region: Region = None,
    extra: Extras = None,
    only: Only = None,
    workspace: Workspace = None,
    connector_id: ConnectorId = None,
    emulator: Embedded = False,
    seed: Seed = 7,
    as_json: Json = False,
) -> None:
    """Check installation, settings and account, and suggest fixes.

    Checks versions, credentials, region, clock, network, account, and one cheap read per area. Exits
    with 1 if a check failed. Where an API does not report when a secret or an authorization expires, set
    TOOLSPAN_SECRET_CREATED and TOOLSPAN_AUTHORIZED to their first days to be warned. With
    --workspace, checks the connector of a server.
    """
    import asyncio

    from toolspan.cli.connectors import Opening, one_name
    from toolspan.cli.console import failing, for_program, print_json, usage, waiting

    machine = for_program(asked=as_json)
    with failing(as_json=machine):
        with usage():
            name = one_name(connector, named)
            opening = Opening(name, region, (), emulator, seed, workspace, connector_id)
            areas = _areas(opening.view(), only)

        async def examined() -> list[Finding]:
            with waiting("checking") as progress:
                return [_shown(finding, progress) async for finding in _findings(opening, extra or (), areas)]

        found = asyncio.run(examined())
        well = not any(finding.state == "fail" for finding in found)
        if machine:
            print_json({"ok": well, "findings": [finding.to_dict() for finding in found]})
        else:
            _print(found, well=well)
        if not well:
            raise typer.Exit(1)


def _shown(finding: Finding, progress: Any) -> Finding:
    progress(finding.check)
    return finding


def _areas(view: CommandLineSupport, only: str | None) -> Mapping[str, Area]:
    """Return the areas to check.

    Raises:
        InvalidInput: There is no such area.
    """
    from toolspan.errors import InvalidInput
    from toolspan.operations.names import suggestion

    if only is None:
        return view.areas
    names = [name.strip() for name in only.split(",") if name.strip() not in ("", "none")]
    for name in names:
        if name not in view.areas:
            raise InvalidInput(
                f"There is no area {name[:40]!r}.{suggestion(name, view.areas)}",
                hint=f"The areas are: {', '.join(view.areas) or 'none'}.",
            )
    return {name: view.areas[name] for name in names}


async def _findings(
    opening: Opening, extras: Sequence[str], areas: Mapping[str, Area]
) -> AsyncIterator[Finding]:
    from toolspan.cli.console import WrongUsageError
    from toolspan.cli.doctor.account import admitted, permitted, reached
    from toolspan.cli.doctor.findings import failed
    from toolspan.cli.doctor.installation import installation
    from toolspan.errors import ConfigurationError

    view = opening.view()
    settings = list(_settings(opening, view))
    for finding in [*installation(extras), *settings]:
        yield finding
    if any(finding.check == "credentials" and finding.state == "fail" for finding in settings):
        return
    try:
        async with opening.connected() as connector:
            connections = [finding async for finding in reached(connector.executor.hosts, connector.clock)]
            for finding in connections:
                yield finding
            if any(
                finding.check.startswith("connection") and finding.state == "fail" for finding in connections
            ):
                return
            account = await admitted(connector, view, elsewhere=not opening.hosted and not opening.emulator)
            yield account
            async for finding in permitted(connector, areas if account.state == "ok" else {}):
                yield finding
    except (WrongUsageError, ConfigurationError) as error:
        yield failed("settings", error.error if isinstance(error, WrongUsageError) else error)


def _settings(opening: Opening, view: CommandLineSupport) -> Iterable[Finding]:
    """Return findings on the environment; none for an emulator, which does not read it."""
    from toolspan.cli.doctor.settings import server_settings

    if opening.emulator:
        return ()
    return server_settings() if opening.hosted else view.settings()


def _print(found: Sequence[Finding], *, well: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from toolspan.cli.console import plain, screen

    console = screen()
    for finding in found:
        style = _STYLES.get(finding.state, "")
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_row(
            Text(_MARKS[finding.state], style), Text(plain(f"{finding.check}: {finding.said}"), style)
        )
        if finding.advice:
            line.add_row("", Text(plain(finding.advice), "dim"))
        console.print(line)
    failures = sum(finding.state == "fail" for finding in found)
    console.print("All checks passed." if well else f"{failures} check{'' if failures == 1 else 's'} failed.")


_STYLES = {"fail": "bold red", "warn": "yellow"}
