"""Options that several commands have, written once."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, and nothing else there.")]
Region = Annotated[
    str | None,
    typer.Option(
        help="Country code where the seller sells, such as US, DE, UK. Default: TOOLSPAN_REGION, then US."
    ),
]
Embedded = Annotated[bool, typer.Option("--emulator", help="Use the embedded emulator: no key, no network.")]
Seed = Annotated[int, typer.Option(help="Which seller the emulator plays.")]
AllowWrite = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME", help="A write operation or pattern to allow; repeatable. Reads only by default."
    ),
]
Slug = Annotated[
    str | None,
    typer.Argument(metavar="[CONNECTOR]", help="Such as amazon-seller-partner; the only one by default."),
]
