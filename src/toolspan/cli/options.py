"""Options that several commands have, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else there.")]
Region = Annotated[
    str | None,
    typer.Option(
        help="Where the account is, for connectors that have regions: a country code such as US, DE, UK. Default: TOOLSPAN_REGION, then US."
    ),
]
Embedded = Annotated[bool, typer.Option("--emulator", help="Use the embedded emulator: no key, no network.")]
Seed = Annotated[int, typer.Option(help="Which account the emulator plays.")]
AllowWrite = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME", help="A write operation or pattern to allow; repeatable. Reads only by default."
    ),
]
Slug = Annotated[
    str | None,
    typer.Argument(metavar="[CONNECTOR]", help="Such as amazon-seller-partner; the same as --connector."),
]
Named = Annotated[
    str | None,
    typer.Option(
        "--connector",
        metavar="NAME",
        help="Which connector, such as amazon-seller-partner. Default: the only one, or the one that --emulator plays.",
    ),
]
Workspace = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Call through a server, with the connector of this workspace. Needs TOOLSPAN_CLIENT_ID, "
        "TOOLSPAN_CLIENT_SECRET and TOOLSPAN_API_URL, or Airbyte's own names of them.",
    ),
]
ConnectorId = Annotated[
    str | None, typer.Option(metavar="ID", help="Call through a server, with this connector of it.")
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH", help="Database and key file. Default: TOOLSPAN_DATA_DIR, then ./toolspan-data."
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="postgresql://user@host/name; its password comes from PGPASSWORD or ~/.pgpass. Default: "
        "TOOLSPAN_DATABASE_URL, then SQLite.",
    ),
]
