"""`toolspan connector`: commands for authors of connectors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toolspan.cli.console import examples

connector = typer.Typer(
    help="Write connectors of your own.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)


@connector.callback()
def _root() -> None:
    """Keep `new` a command of its own: a single one would take its place."""


@connector.command(
    epilog=examples(
        "toolspan connector new parcels",
        'toolspan connector new bike-shop --title "Bike shop" --url https://api.bikes.example/v1',
        "toolspan connector new parcels --to packages",
    )
)
def new(
    name: Annotated[str, typer.Argument(help="Name of the API, such as parcels or bike-shop.")],
    title: Annotated[str | None, typer.Option(help="Its name for people. Default: from NAME.")] = None,
    url: Annotated[str, typer.Option(help="Where its requests go.")] = "https://api.example.com",
    to: Annotated[Path, typer.Option(help="Folder to write into.")] = Path(),
) -> None:
    """Write a connector: a package of data, with guides and tests.

    The folder is called toolspan-NAME. Its example lists, reads and creates items, with an API key in a header
    and pages by token; put the operations of your API in their place. Nothing that is there is overwritten.
    """
    from toolspan.cli.connector_template import write_connector
    from toolspan.cli.console import failing, tell, usage

    with failing(as_json=False), usage():
        folder = write_connector(to, name, title, url)
        tell(f"Written: {folder}")
        tell(f"Next: pip install -e '{folder}[test]' && pytest {folder}/tests")
