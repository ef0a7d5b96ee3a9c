"""`toolspan chart`: draws figures of the context store."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import ConnectorId, Embedded, Region, Seed, Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure


class Chart(StrEnum):
    """Charts by name."""

    ORDERS = "orders-per-day"
    REVENUE = "revenue"
    FEES = "fees"
    STOCK = "stock-cover"


_TITLES = {
    Chart.ORDERS: "Orders per day",
    Chart.REVENUE: "Revenue per day",
    Chart.FEES: "Fees per day",
    Chart.STOCK: "Days of stock left",
}
_QUERIES = {
    Chart.ORDERS: "SELECT created_day AS x, 'orders' AS series, count(*) AS y FROM orders "
    "WHERE status <> 'CANCELLED' AND created_day >= DATE '{since}' GROUP BY ALL ORDER BY x",
    Chart.REVENUE: "SELECT created_day AS x, currency AS series, sum(total) AS y FROM orders "
    "WHERE total IS NOT NULL AND created_day >= DATE '{since}' GROUP BY ALL ORDER BY x",
    Chart.FEES: "SELECT posted_day AS x, currency AS series, -sum(amount) AS y FROM fees "
    "WHERE posted_day >= DATE '{since}' GROUP BY ALL ORDER BY x",
    Chart.STOCK: "WITH sold AS (SELECT marketplace_id, sku, sum(quantity) AS units FROM order_items "
    "WHERE order_status <> 'CANCELLED' AND created_day >= DATE '{since}' GROUP BY ALL), "
    "named AS (SELECT marketplace_id, any_value(marketplace) AS series FROM orders GROUP BY ALL) "
    "SELECT sku AS x, series, round(fulfillable * {days} / units, 1) AS y FROM inventory "
    "JOIN sold USING (marketplace_id, sku) JOIN named USING (marketplace_id) "
    "WHERE day = (SELECT max(day) FROM inventory) QUALIFY row_number() OVER (PARTITION BY series ORDER BY y) <= 20 ORDER BY y",
}


def chart(
    name: Annotated[Chart, typer.Argument(help="What to draw.")],
    days: Annotated[int, typer.Option(min=1, max=3_650, help="Days back from today.")] = 30,
    to: Annotated[
        Path | None, typer.Option(help="File: .png, .svg or .html. Without it, a browser shows the chart.")
    ] = None,
    region: Region = None,
    workspace: Workspace = None,
    connector_id: ConnectorId = None,
    emulator: Embedded = False,
    seed: Seed = 7,
) -> None:
    """Draw orders, revenue, fees or stock cover from the context store.

    `toolspan sync` fills the store. Each currency is a line of its own.
    """
    import asyncio
    from datetime import UTC, datetime, timedelta

    from toolspan.cli.commands.ask import answered
    from toolspan.cli.connectors import Opening
    from toolspan.cli.console import failing, tell, usage
    from toolspan.errors import ConfigurationError, NotFound

    with failing(as_json=False):
        with usage():
            _check(to)
            opening = Opening("amazon-seller-partner", region, (), emulator, seed, workspace, connector_id)
        since = (datetime.now(UTC) - timedelta(days=days)).date()
        sql = _QUERIES[name].format(since=since, days=days)
        found = asyncio.run(answered(opening, "sql_query", {"sql": sql, "limit": 10_000}))
        if not found["data"]:
            raise NotFound("The store holds nothing for this chart.", hint=_hint(found["meta"]["coverage"]))
        try:
            figure = _figure(name, found["data"])
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"Charts need the module {error.name}, which is not installed.",
                hint='Install it with: pip install "toolspan[charts]"',
            ) from None
        for warning in found["meta"]["warnings"]:
            tell(f"warning: {warning}")
        tell(f"wrote {_written(figure, to)}")


def _hint(coverage: dict[str, Any]) -> str:
    """Return what to do where there is nothing to draw, by what is held of the tables."""
    streams = {"order_items": "orders", "fees": "transactions"}
    lacking = dict.fromkeys(
        streams.get(name, name) for name, held in coverage.items() if held == "nothing yet"
    )
    if lacking:
        return f"Run toolspan sync {' '.join(f'--entity {name}' for name in lacking)}."
    return "Give more --days, or run toolspan sync."


def _check(to: Path | None) -> None:
    from toolspan.errors import ConfigurationError

    if to and to.suffix not in (".png", ".svg", ".html"):
        raise ConfigurationError(f"--to must end in .png, .svg or .html, not {to.suffix or to.name!r}.")
    if to and not to.parent.is_dir():
        raise ConfigurationError(f"--to: there is no folder {to.parent}.", hint="Make it, or name another.")


def _figure(name: Chart, rows: Sequence[dict[str, Any]]) -> Figure:
    """Return the chart, with axes of its own for each currency or marketplace."""
    from datetime import date

    from matplotlib.figure import Figure

    parts = {
        each: [row for row in rows if row["series"] == each] for each in sorted({r["series"] for r in rows})
    }
    heights = [max(2.4, 0.26 * len(part)) if name is Chart.STOCK else 2.4 for part in parts.values()]
    figure = Figure(figsize=(10, 0.8 + sum(heights)), layout="constrained")
    figure.suptitle(_TITLES[name])
    every = figure.subplots(len(parts), squeeze=False, gridspec_kw={"height_ratios": heights})
    for (series, part), axes in zip(parts.items(), every[:, 0], strict=True):
        amounts = [float(row["y"]) for row in part]
        if name is Chart.STOCK:
            axes.barh([row["x"] for row in part], amounts)
            axes.invert_yaxis()
        else:
            axes.bar([date.fromisoformat(row["x"]) for row in part], amounts)
        axes.set_title(series, loc="left", fontsize="medium")
        axes.grid(alpha=0.3)
    return figure


def _written(figure: Figure, to: Path | None) -> Path:
    """Write the chart, and open it in a browser where no file was named; return the file."""
    if to and to.suffix != ".html":
        figure.savefig(to, dpi=150)
        return to
    from io import StringIO
    from tempfile import mkdtemp

    text = StringIO()
    figure.savefig(text, format="svg")
    svg = text.getvalue()
    page = f'<!doctype html><meta charset="utf-8"><title>toolspan</title>{svg[svg.index("<svg") :]}'
    path = to or Path(mkdtemp(prefix="toolspan-chart-")) / "chart.html"
    path.write_text(page, encoding="utf-8")
    if to is None:
        import webbrowser

        webbrowser.open(path.as_uri())
    return path
