"""Commands of `toolspan server` that show what a server holds, and settle calls in doubt."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.extras import load
from toolspan.cli.options import Database, DataDir, Json
from toolspan.server.command_line import Client, Connector, Limit, Organization, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class What(StrEnum):
    """What can be listed."""

    CONNECTORS = "connectors"
    WORKSPACES = "workspaces"
    CLIENTS = "clients"
    ORGANIZATIONS = "organizations"


class State(StrEnum):
    """State of a connector."""

    ACTIVE = "active"
    UNCHECKED = "unchecked"
    NEEDS_REAUTH = "needs_reauth"
    DISABLED = "disabled"


class JobStatus(StrEnum):
    """Status of a job."""

    OPEN = "open"
    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


def listed(
    what: Annotated[What, typer.Argument(help="What to list.")] = What.CONNECTORS,
    organization: Organization = None,
    workspace: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only connectors of the workspace of this name or id.")
    ] = None,
    state: Annotated[State | None, typer.Option(help="Only connectors in this state.")] = None,
    limit: Limit = 1_000,
    as_json: Json = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """List the connectors of a server, or its workspaces, clients or organisations.

    Reads the database, whether the server runs or not. No credential is shown.
    """
    from toolspan.cli.console import failing, for_program, usage
    from toolspan.errors import ConfigurationError

    with failing(as_json=for_program(asked=as_json)), usage():
        if what is not What.CONNECTORS and (workspace or state):
            raise ConfigurationError("--workspace and --state choose among connectors alone.")
        if what is What.ORGANIZATIONS and organization:
            raise ConfigurationError("--organization does not choose among organisations.")
        made = settings_of(data_dir, database)
        overview = load("server.overview")
        if what is What.CONNECTORS:
            found = overview.connectors_of(
                made, organization_id=_id(organization), workspace=workspace, state=state, limit=limit + 1
            )
            columns = ["id", "state", "workspace", "region", "name", "reason", "organization"]
        elif what is What.WORKSPACES:
            found = overview.workspaces_of(made, organization_id=_id(organization), limit=limit + 1)
            columns = ["id", "name", "connectors", "status", "created_at"]
        elif what is What.CLIENTS:
            found = overview.clients_of(made, organization_id=_id(organization), limit=limit + 1)
            columns = ["id", "name", "state", "organizations", "created_at"]
        else:
            found = overview.organizations_of(made, limit=limit + 1)
            columns = ["id", "name", "connectors", "clients", "workspaces", "state", "created_at"]
    names = {"organizations": lambda homes: [home["name"] for home in homes]}
    _show(found, columns, what.value.removesuffix("s"), limit, as_json=as_json, texts=names)


def status(
    url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where the server runs. Default: TOOLSPAN_PUBLIC_URL, then TOOLSPAN_HOST and TOOLSPAN_PORT.",
        ),
    ] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Show the state of a server: database, keys, numbers of connectors by state, jobs, calls in doubt.

    Also asks the running server whether it is ready. Ends with 1 if something needs a person: keys that do
    not belong to the database, or a server that is not ready; a server that does not run is no error.
    """
    from toolspan.cli.console import failing, for_program, print_json, tell, usage
    from toolspan.cli.display import print_fields

    machine = for_program(asked=as_json)
    with failing(as_json=machine), usage():
        made = settings_of(data_dir, database)
        found = load("server.overview").status(made)
        server = _readiness(url or made.base_url)
    fault = found.pop("fault")
    faults = [said for said in (fault, *server.pop("faults")) if said]
    found["server"] = server
    if machine:
        print_json({**found, "faults": faults})
    else:
        print_fields(found)
        for said in faults:
            tell(f"fault: {said}")
    raise typer.Exit(1 if faults else 0)


def _readiness(url: str) -> dict[str, Any]:
    """Return what a running server says of itself, with its faults; it need not run."""
    import httpx2

    from toolspan.errors import ConfigurationError

    if not url.startswith(("http://", "https://")):
        raise ConfigurationError("--url must be the URL of a server.", hint="Such as http://127.0.0.1:8080.")
    try:
        response = httpx2.get(f"{url.rstrip('/')}/readyz", timeout=5.0)
        body = response.json()
        state, reasons = str(body["status"]), body.get("reasons", {})
    except httpx2.HTTPError:
        return {"url": url, "status": "does not run", "faults": []}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {
            "url": url,
            "status": "unknown",
            "faults": [f"{url} is not a server of toolspan, or refuses the host name."],
        }
    faults = [f"the server, {part}: {why}" for part, why in reasons.items()]
    checks = {name: text for name, text in body.get("checks", {}).items() if name not in reasons}
    return {"url": url, "status": state, **checks, "faults": faults}


def audit(
    connector: Connector = None,
    organization: Organization = None,
    client: Client = None,
    action: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Such as execute or keys.rotate; with a dot at its end all that begin with it, such as connector.",
        ),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(metavar="CODE", help="Such as ok, rate_limited or outcome_unknown.")
    ] = None,
    request: Annotated[str | None, typer.Option(metavar="ID", help="Request id.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="Such as -7d, today or 2026-11-01T00:00:00Z.")
    ] = None,
    before: Annotated[str | None, typer.Option(metavar="TIME", help="Only events before this time.")] = None,
    limit: Limit = 100,
    as_json: Json = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Show the audit log, the newest events first: who did what, and how it ended.

    Events hold ids and hashes; no parameters, no results, no names. A running server writes events of reads
    a quarter of a second later.
    """
    from toolspan.cli.console import failing, for_program, usage

    with failing(as_json=for_program(asked=as_json)), usage():
        found = load("server.overview").audit_events(
            settings_of(data_dir, database),
            organization_id=_id(organization),
            subject_id=_id(connector),
            client_id=_id(client),
            action=action,
            outcome=outcome,
            request_id=request,
            since=_moment(since, "--since"),
            before=_moment(before, "--before"),
            limit=limit + 1,
        )
    columns = ("at", "action", "outcome", "subject_id", "actor", "detail")
    _show(found, columns, "event", limit, as_json=as_json, texts={"detail": _short})


def jobs(
    connector: Connector = None,
    status: Annotated[
        JobStatus | None,
        typer.Option(help="Only jobs with this status; open for those that have not ended."),
    ] = None,
    limit: Limit = 100,
    as_json: Json = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """List the jobs of a server, the newest first: checks, deletions, and what else outlives a request."""
    from toolspan.cli.console import failing, for_program, usage

    with failing(as_json=for_program(asked=as_json)), usage():
        found = load("server.overview").jobs_of(
            settings_of(data_dir, database), connector_id=_id(connector), status=status, limit=limit + 1
        )
    columns = ("id", "status", "kind", "updated_at", "error", "connector_id")
    said = {"error": lambda error: (error or {}).get("message")}
    _show(found, columns, "job", limit, as_json=as_json, texts=said)


def doubts(
    as_json: Json = False,
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """List idempotency keys in doubt: calls that may or may not have been executed.

    A repeated call with such a key fails with `outcome_unknown`. Check at Amazon, then record the
    outcome with `toolspan server settle`.
    """
    from dataclasses import asdict

    from toolspan.cli.console import failing, for_program, print_json, usage
    from toolspan.cli.display import print_rows

    machine = for_program(asked=as_json)
    with failing(as_json=machine), usage():
        found = [asdict(one) for one in load("server").doubts(settings_of(data_dir, database))]
    if machine:
        print_json(found)
    else:
        columns = ("key", "connector_id", "operation", "started_at", "connector_name", "until")
        print_rows(_shortened(found, columns, {}), columns, "call in doubt", "calls in doubt")


def settle(
    key: Annotated[str, typer.Argument(help="Name from `doubts`, or the idempotency key itself.")],
    connector: Annotated[str, typer.Option(metavar="ID", help="Connector id of the call.")],
    carried_out: Annotated[
        bool,
        typer.Option(
            "--carried-out/--not-carried-out",
            help="Whether the call was executed. Check at Amazon first: a call that was not may be sent again.",
        ),
    ],
    data_dir: DataDir = None,
    database: Database = None,
) -> None:
    """Record the outcome of a call in doubt, after checking it at Amazon.

    A repeated call then returns that it was executed, or is executed if it was not.
    """
    from toolspan.cli.console import failing, tell, usage

    with failing(), usage():
        load("server").settle(settings_of(data_dir, database), connector, key, carried_out=carried_out)
    tell(
        "Recorded: the call " + ("was executed." if carried_out else "was not executed and can be repeated.")
    )


def _show(
    found: list[dict[str, Any]],
    columns: Sequence[str],
    what: str,
    limit: int,
    *,
    as_json: bool,
    texts: Mapping[str, Callable[[Any], Any]],
) -> None:
    """Print up to `limit` rows as JSON or as a table, in which `texts` shorten columns; tell if there are more."""
    from toolspan.cli.console import for_program, print_json, tell
    from toolspan.cli.display import print_rows

    rows = found[:limit]
    if for_program(asked=as_json):
        print_json(rows)
    else:
        print_rows(_shortened(rows, columns, texts), columns, what)
    if len(found) > limit:
        tell(f"There are more than {limit}: narrow the choice, or give a higher --limit.")


def _shortened(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], texts: Mapping[str, Callable[[Any], Any]]
) -> list[dict[str, Any]]:
    """Return the columns of rows for a table: times to the second."""
    times = dict.fromkeys(("at", "created_at", "updated_at", "started_at", "until"), _second)
    short = {**times, **texts}
    return [
        {name: short[name](row[name]) if name in short else row[name] for name in columns} for row in rows
    ]


def _second(moment: str | None) -> str | None:
    return moment and moment[:19].replace("T", " ")


def _short(detail: dict[str, Any] | None) -> str:
    """Return an event's detail in one line."""
    return " ".join(f"{name}={value}" for name, value in (detail or {}).items() if value is not None)


def _id(given: str | None) -> str | None:
    return given.lower() if given is not None else None


def _moment(given: str | None, option: str) -> int | None:
    """Return a moment in milliseconds since the epoch.

    Raises:
        ConfigurationError: It is not one.
    """
    from datetime import UTC, datetime

    from toolspan.errors import ConfigurationError
    from toolspan.operations.dates import read_moment

    if given is None:
        return None
    try:
        return int(read_moment(given, datetime.now(UTC)).timestamp() * 1000)
    except ValueError as error:
        raise ConfigurationError(f"{option}: {error}.") from None
