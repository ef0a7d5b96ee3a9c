"""All commands, and what becomes of an error that none of them expected."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from toolspan.cli.commands.demo import demo
from toolspan.cli.commands.docs import docs
from toolspan.cli.commands.doctor import doctor
from toolspan.cli.commands.emulator import emulator
from toolspan.cli.commands.execute import execute
from toolspan.cli.commands.mcp import mcp
from toolspan.cli.commands.operations import operations
from toolspan.cli.console import forgive
from toolspan.connectors.amazon_seller_partner.commands.limits import limits
from toolspan.connectors.amazon_seller_partner.commands.login import login
from toolspan.connectors.amazon_seller_partner.commands.report import report
from toolspan.server.commands import (
    add_client,
    add_organization,
    disable,
    doubts,
    drop_key,
    enable,
    init,
    rotate_keys,
    rotate_secret,
    serve,
    settle,
)
from toolspan.version import __version__

EPILOG = """\b
Start here, no key needed:
  toolspan demo                        four frameworks, one connector
  toolspan operations                  what can be called
  toolspan docs orders                 how to call it
  toolspan execute orders list -p created_after=-7d --emulator

\b
With your own account, set LWA_APP_ID, LWA_CLIENT_SECRET and
SP_API_REFRESH_TOKEN and leave --emulator out; `toolspan login` gets the
last of them. Credentials come from the environment only, never from
arguments. A server keeps them for you: `toolspan serve --init`.

\b
Exit codes: 0 done, 1 the call failed, 2 wrong usage or a missing
extra, 130 stopped with Ctrl-C."""

app = typer.Typer(
    name="toolspan",
    help="One connector, every agent framework: call it, explore it, serve it.",
    epilog=EPILOG,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help appears in half the time
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


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


app.command(
    epilog=_examples(
        "toolspan demo",
        "toolspan demo --framework langchain --framework fastmcp",
        "OPENAI_API_KEY=... toolspan demo --live --model gpt-4.1-mini",
    )
)(demo)
app.command(
    epilog=_examples(
        "toolspan execute orders list -p created_after=-7d --emulator",
        "toolspan execute orders get -p order_id=902-3159896-1390916 --json",
        "toolspan execute orders list -p created_after=-7d \\",
        "    -p fulfillment_statuses=UNSHIPPED,PENDING --select orderId,createdTime",
        "toolspan execute inventory list -p details=true --all-pages > stock.json",
        "toolspan execute reports run -p report_type=GET_MERCHANT_LISTINGS_ALL_DATA",
        "toolspan execute orders list -p created_after=-7d --workspace acme",
        'echo \'{"created_after": "-7d"}\' | toolspan execute orders list --params -',
    )
)(execute)
app.command(
    epilog=_examples(
        "toolspan operations",
        "toolspan operations amazon-seller-partner --entity orders",
        "toolspan operations --json | jq -r '.[].operation_id'",
    )
)(operations)
app.command(
    epilog=_examples(
        "toolspan docs",
        "toolspan docs orders",
        "toolspan docs reports#run",
        'toolspan docs --search "what did I earn after fees"',
    )
)(docs)
app.command(
    epilog=_examples(
        "toolspan doctor",
        "toolspan doctor --region DE --only orders,reports",
        "toolspan doctor --extra langchain --json",
        "toolspan doctor --workspace acme",
    )
)(doctor)
app.command(
    epilog=_examples(
        "toolspan limits",
        "toolspan limits --entity orders",
        "toolspan limits --ask --json",
    )
)(limits)
app.command(
    epilog=_examples(
        "toolspan report GET_MERCHANT_LISTINGS_ALL_DATA --emulator",
        "toolspan report GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL --since -30d \\",
        "    --typed --to orders.csv",
        "toolspan report GET_SALES_AND_TRAFFIC_REPORT --since -7d --option dateGranularity=DAY --to traffic.jsonl",
        "toolspan report --report-id 50013018724 --to settlement.txt",
    )
)(report)
app.command(
    epilog=_examples(
        "toolspan mcp amazon-seller-partner --emulator",
        "toolspan mcp amazon-seller-partner --transport http --port 8900",
        "toolspan mcp --shape single --region DE",
        "toolspan mcp --workspace acme",
    )
)(mcp)
app.command(
    epilog=_examples(
        "toolspan emulator --port 8901",
        "toolspan emulator --seed 3 --region EU --json",
        "toolspan emulator --now 2026-11-24T12:00:00Z",
        "toolspan emulator --redirect-uri http://127.0.0.1:8912/callback",
    )
)(emulator)
app.command(
    epilog=_examples(
        "toolspan login amazon-seller-partner --region DE --output seller.env",
        "toolspan login --redirect-uri https://yourapp.com/callback --show",
        "toolspan login --redirect-uri http://127.0.0.1:8912/callback --show",
    )
)(login)
app.command(
    epilog=_examples(
        "toolspan serve --init",
        "toolspan serve --public-url https://toolspan.yourcompany.com --trusted-proxies 127.0.0.1",
        "toolspan serve --database postgresql://toolspan@db.internal/toolspan",
    )
)(serve)
server = typer.Typer(
    name="server",
    help="Look after a server: first start, clients, keys, kill switch.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
server.command(epilog=_examples("toolspan server init --data-dir /var/lib/toolspan"))(init)
server.command(epilog=_examples("toolspan server add-client --name nightly-reports"))(add_client)
server.command(epilog=_examples('toolspan server add-organization --name "Second brand"'))(add_organization)
server.command(epilog=_examples("toolspan server rotate-secret --client ID"))(rotate_secret)
server.command(epilog=_examples("toolspan server doubts"))(doubts)
server.command(epilog=_examples("toolspan server settle KEY --connector ID --not-carried-out"))(settle)
server.command(epilog=_examples("toolspan server rotate-keys"))(rotate_keys)
server.command(epilog=_examples("toolspan server drop-key NAME"))(drop_key)
server.command(epilog=_examples('toolspan server disable --connector ID --reason "incident 7"'))(disable)
server.command(epilog=_examples("toolspan server enable --connector ID"))(enable)
app.add_typer(server)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; nothing ends in a traceback."""
    forgive()
    try:
        app(args=arguments, prog_name="toolspan")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - the last line of defence: a person gets a sentence, not a traceback
        return _unexpected(error)
    return 0


def _unexpected(error: Exception) -> int:
    if os.environ.get("TOOLSPAN_DEBUG"):
        raise error
    from toolspan.runtime.redaction import Redactor

    said = " ".join(Redactor()(str(error)).split())[:500]
    sys.stderr.write(f"toolspan: {type(error).__name__}: {said}\n")
    sys.stderr.write("This is a fault of toolspan. Set TOOLSPAN_DEBUG=1 to see where it happened.\n")
    return 1
