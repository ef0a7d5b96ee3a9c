"""Table of all commands, and the handling of unexpected errors."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from textwrap import shorten
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from toolspan.cli.console import examples, replace_unencodable
from toolspan.version import __version__

EPILOG = """\b
Start here; no key needed:
  toolspan demo                        the same tools in four frameworks
  toolspan operations                  list all operations
  toolspan docs orders                 read how to call them
  toolspan execute orders list -p created_after=-7d --emulator

\b
With your own account, set LWA_APP_ID, LWA_CLIENT_SECRET and
SP_API_REFRESH_TOKEN and omit --emulator; `toolspan login` gets the
refresh token. Credentials are read from the environment, never from
arguments. A server can store them instead: `toolspan serve --init`.

\b
Exit codes: 0 success, 1 the call failed, 2 wrong usage or a missing
extra, 130 stopped with Ctrl-C."""


class Command:
    """A command by the dotted name of its function, imported only when the command runs.

    Args:
        dotted: `package.module:function`, or a `typer.Typer` with commands of its own.
        summary: The first sentence of its docstring.
        examples: Example lines for its help.
    """

    def __init__(self, dotted: str, summary: str, *examples: str) -> None:
        self.dotted = dotted
        self.summary = summary
        self.examples = examples

    @property
    def name(self) -> str:
        """Name of the command on the command line."""
        return self.dotted.partition(":")[2].replace("_", "-")

    def load(self) -> Any:
        """Import and return the command."""
        module, _, attribute = self.dotted.partition(":")
        if module.startswith("toolspan.server."):
            found = getattr(_of_server(module), attribute)
        else:
            found = getattr(import_module(module), attribute)
        if not isinstance(found, typer.Typer):
            single = typer.Typer(add_completion=False, rich_markup_mode=None)
            single.command(self.name, epilog=examples(*self.examples))(found)
            found = single
        return typer.main.get_command(found)


def _of_server(module: str) -> Any:
    """Return a module of the server; without the extra that it needs, print the install line and exit with 2."""
    from toolspan.cli.console import failing, usage
    from toolspan.cli.extras import load

    with failing(), usage():
        return load(module.removeprefix("toolspan."))


COMMANDS = {
    command.name: command
    for command in (
        Command(
            "toolspan.cli.commands.demo:demo",
            "Run the same tools in four agent frameworks.",
            "toolspan demo",
            "toolspan demo --framework langchain --framework fastmcp",
            "OPENAI_API_KEY=... toolspan demo --live --model gpt-4.1-mini",
        ),
        Command(
            "toolspan.cli.commands.execute:execute",
            "Call one operation and print its records.",
            "toolspan execute orders list -p created_after=-7d --emulator",
            "toolspan execute orders get -p order_id=902-3159896-1390916 --json",
            "toolspan execute orders list -p created_after=-7d \\",
            "    -p fulfillment_statuses=UNSHIPPED,PENDING --select orderId,createdTime",
            "toolspan execute inventory list -p details=true --all-pages > stock.json",
            "toolspan execute reports run -p report_type=GET_MERCHANT_LISTINGS_ALL_DATA",
            "toolspan execute orders list -p created_after=-7d --workspace acme",
            'echo \'{"created_after": "-7d"}\' | toolspan execute orders list --params -',
        ),
        Command(
            "toolspan.cli.commands.job:job",
            "Wait for a job of a server and print its result.",
            "toolspan job 3f0c1f0e-8a59-4d9f-9a35-5b0f8f2f9c1d",
            "toolspan job 3f0c1f0e-8a59-4d9f-9a35-5b0f8f2f9c1d --no-wait --json",
        ),
        Command(
            "toolspan.cli.commands.operations:operations",
            "List all operations and their rate limits.",
            "toolspan operations",
            "toolspan operations amazon-seller-partner --entity orders",
            "toolspan operations --json | jq -r '.[].operation_id'",
        ),
        Command(
            "toolspan.cli.commands.docs:docs",
            "Read the guides.",
            "toolspan docs",
            "toolspan docs orders",
            "toolspan docs reports#run",
            'toolspan docs --search "what did I earn after fees"',
        ),
        Command(
            "toolspan.cli.commands.doctor:doctor",
            "Check installation, settings and account, and suggest fixes.",
            "toolspan doctor",
            "toolspan doctor --region DE --only orders,reports",
            "toolspan doctor --extra langchain --json",
            "toolspan doctor --workspace acme",
        ),
        Command(
            "toolspan.cli.commands.limits:limits",
            "Show the rate limit of each operation and what is left of it.",
            "toolspan limits",
            "toolspan limits --entity orders",
            "toolspan limits --ask --json",
        ),
        Command(
            "toolspan.connectors.amazon_seller_partner.commands.report:report",
            "Run a report, wait for it, and save or show its rows.",
            "toolspan report GET_MERCHANT_LISTINGS_ALL_DATA --emulator",
            "toolspan report GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL --since -30d \\",
            "    --typed --to orders.csv",
            "toolspan report GET_SALES_AND_TRAFFIC_REPORT --since -7d --option dateGranularity=DAY --to traffic.jsonl",
            "toolspan report --report-id 50013018724 --to settlement.txt",
        ),
        Command(
            "toolspan.cli.commands.sync:sync",
            "Replicate an account into the context store, newest records first.",
            "toolspan sync --plan",
            "toolspan sync --since 2025-01-01",
            "toolspan sync --entity orders --entity transactions --watch",
        ),
        Command(
            "toolspan.cli.commands.ask:ask",
            "Answer a question in SQL from the context store; without --sql list its tables.",
            "toolspan ask",
            'toolspan ask --sql "SELECT status, count(*) AS n FROM orders GROUP BY status" --emulator',
            'toolspan ask --sql "SELECT sku, sum(quantity) AS units FROM order_items GROUP BY sku" --json',
        ),
        Command(
            "toolspan.connectors.amazon_seller_partner.commands.chart:chart",
            "Draw orders, revenue, fees or stock cover from the context store.",
            "toolspan chart orders-per-day --emulator --to orders.png",
            "toolspan chart revenue --days 365",
            "toolspan chart stock-cover --to stock.html",
        ),
        Command(
            "toolspan.cli.commands.mcp:mcp",
            "Serve the tools over MCP.",
            "toolspan mcp amazon-seller-partner --emulator",
            "toolspan mcp --transport http --port 8900",
            "toolspan mcp --shape single --region DE",
            "toolspan mcp --workspace acme",
            "toolspan mcp --account us=us.env --account de=de.env",
            "toolspan mcp shop:kit",
        ),
        Command(
            "toolspan.cli.commands.tools:tools",
            "Print what a model reads of the tools.",
            "toolspan tools",
            "toolspan tools --shape typed --include 'orders.*' --framework langchain",
            "toolspan tools shop:kit --json",
        ),
        Command(
            "toolspan.cli.commands.openapi:openapi",
            "List the entities, operations and effects of an OpenAPI document, and what is not served and why.",
            "toolspan openapi petstore.yaml",
            "toolspan openapi https://api.example.com/openapi.json --entity orders",
            "toolspan openapi petstore.yaml --overlay petstore.toml --json",
            "toolspan execute pets list --openapi petstore.yaml",
            "toolspan mcp --openapi petstore.yaml --allow-write 'pets.*'",
        ),
        Command(
            "toolspan.cli.commands.emulator:emulator",
            "Run a local emulator of the Selling Partner API.",
            "toolspan emulator --port 8901",
            "toolspan emulator --seed 3 --region EU --json",
            "toolspan emulator --now 2026-11-24T12:00:00Z",
            "toolspan emulator --redirect-uri http://127.0.0.1:8912/callback",
        ),
        Command(
            "toolspan.connectors.amazon_seller_partner.commands.login:login",
            "Let a seller authorize your application, and get a refresh token.",
            "toolspan login amazon-seller-partner --region DE --output seller.env",
            "toolspan login --redirect-uri https://yourapp.com/callback --show",
            "toolspan login --redirect-uri http://127.0.0.1:8912/callback --show",
        ),
        Command(
            "toolspan.cli.commands.connector:connector",
            "Write connectors of your own.",
        ),
        Command(
            "toolspan.server.commands:serve",
            "Run a server that stores sellers' credentials.",
            "toolspan serve --init",
            "toolspan serve --public-url https://toolspan.yourcompany.com --trusted-proxies 127.0.0.1",
            "toolspan serve --database postgresql://toolspan@db.internal/toolspan",
        ),
        Command(
            "toolspan.server.commands:server",
            "Administer a server: connectors, clients, audit log, keys, kill switch.",
        ),
    )
}


class _Commands(TyperGroup):
    """Command group that reads the table, so that `--help` imports no command."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as click calls it
        return [*COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        return COMMANDS[cmd_name].load() if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - as above
        width = formatter.width - 6 - max(map(len, COMMANDS))
        rows = [
            (name, shorten(command.summary, width, placeholder="...", break_on_hyphens=False))
            for name, command in COMMANDS.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


app = typer.Typer(
    name="toolspan",
    cls=_Commands,
    help="One connector for every agent framework: call it, explore it, serve it.",
    epilog=EPILOG,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help renders in half the time
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"toolspan {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of `toolspan` itself."""


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code. Errors never print a traceback."""
    replace_unencodable()
    try:
        app(args=arguments, prog_name="toolspan")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - last resort: print a message, not a traceback
        return _unexpected(error)
    return 0


def _unexpected(error: Exception) -> int:
    if os.environ.get("TOOLSPAN_DEBUG"):
        raise error
    from toolspan.runtime.redaction import Redactor

    message = " ".join(Redactor()(str(error)).split())[:500]
    sys.stderr.write(f"toolspan: {type(error).__name__}: {message}\n")
    sys.stderr.write("This is a bug in toolspan. Set TOOLSPAN_DEBUG=1 for the traceback.\n")
    return 1
