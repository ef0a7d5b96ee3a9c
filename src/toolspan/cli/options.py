"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output, and nothing else.")]
Region = Annotated[
    str | None,
    typer.Option(
        help="Country code of the account, such as US, DE or UK, for connectors with regions. Default: TOOLSPAN_REGION, then US."
    ),
]
Embedded = Annotated[
    bool, typer.Option("--emulator", help="Use the built-in emulator; needs no key and no network.")
]
Seed = Annotated[int, typer.Option(help="Seed of the emulated account.")]
AllowWrite = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME", help="Write operation or pattern to allow; repeatable. Default: reads only."
    ),
]
Slug = Annotated[
    str | None,
    typer.Argument(
        metavar="[CONNECTOR]", help="Connector, such as amazon-seller-partner; same as --connector."
    ),
]
Named = Annotated[
    str | None,
    typer.Option(
        "--connector",
        metavar="NAME",
        help="Connector, such as amazon-seller-partner. Default: the only one installed, or the one with an emulator.",
    ),
]
Workspace = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Call through a server, with the connector of this workspace; needs TOOLSPAN_CLIENT_ID, "
        "TOOLSPAN_CLIENT_SECRET and TOOLSPAN_API_URL, or Airbyte's names for them.",
    ),
]
ConnectorId = Annotated[
    str | None, typer.Option(metavar="ID", help="Call through a server, with the connector of this id.")
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="Folder of database and key file. Default: TOOLSPAN_DATA_DIR, then ./toolspan-data.",
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Such as postgresql://user@host/name; the password comes from PGPASSWORD or ~/.pgpass. Default: "
        "TOOLSPAN_DATABASE_URL, then SQLite.",
    ),
]
Document = Annotated[
    str | None,
    typer.Option(
        "--openapi",
        metavar="FILE|URL",
        help="OpenAPI document of the API, in place of a connector. Credentials come from the environment, "
        "under names that `toolspan openapi` lists.",
    ),
]
OverlayFile = Annotated[
    str | None,
    typer.Option("--overlay", metavar="FILE", help="TOML file that says more of the document's operations."),
]
BaseUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="Where the API is served, if not where the document says.")
]
DocumentHosts = Annotated[
    list[str] | None,
    typer.Option("--api-host", metavar="HOST", help="Another host that credentials may go to; repeatable."),
]
