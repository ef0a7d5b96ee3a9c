"""Records on a screen: a table of what fits, or one record from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from toolspan.cli.console import plain, print_error, print_json, screen, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

SHOWN = 50
"""Rows of a table at most: a person who wants more wants a file."""
_WIDEST = 36  # columns of the screen that one field gets at most
_BETWEEN = 3  # a line and a space on each side
_MONEY = ({"amount", "currencyCode"}, {"currencyAmount", "currencyCode"}, {"Amount", "CurrencyCode"})


def print_outcome(outcome: dict[str, Any], *, as_json: bool) -> None:
    """Print data and meta; an error that came after the first records as well, and exit code 1 for it."""
    import typer

    error = outcome.get("error")
    if as_json:
        print_json(outcome | ({"error": error.to_dict()} if error else {}))
    else:
        _print_table(outcome["data"], outcome["meta"])
    for warning in outcome["meta"].get("warnings", ()):
        tell(f"warning: {warning}")
    if error:
        print_error(error, as_json=False)
        raise typer.Exit(1)


def _print_table(data: Sequence[Any], meta: Mapping[str, Any]) -> None:
    console = screen()
    rows = [flat(record) for record in data[:SHOWN]]
    if not rows:
        tell("no records")
        return
    console.print(_upright(rows[0]) if len(rows) == 1 else _across(rows, console.width))
    left = len(data) - len(rows)
    more = " There are more pages: --all-pages reads them." if meta.get("has_more") else ""
    hidden = f" {left} of them are not shown: --json prints them all." if left else ""
    tell(f"{len(data)} record{'' if len(data) == 1 else 's'}.{hidden}{more}")


def flat(value: Any, path: str = "") -> dict[str, str]:
    """Return a record as one level of dot paths and short texts."""
    if isinstance(value, dict) and set(value) not in _MONEY and value:
        entries = (flat(inner, f"{path}.{key}" if path else key) for key, inner in value.items())
        return {name: text for entry in entries for name, text in entry.items()}
    return {path or "value": plain(_text(value))}


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in sorted(value.values(), key=str))
    if isinstance(value, list):
        simple = all(not isinstance(item, (dict, list)) for item in value)
        return ", ".join(map(str, value)) if simple else f"[{len(value)}]"
    return "" if value is None else str(value)


def _upright(row: Mapping[str, str]) -> Table:
    from rich.table import Table

    table = Table("field", "value")
    for name, text in row.items():
        table.add_row(name, text)
    return table


def _across(rows: Sequence[Mapping[str, str]], width: int) -> Table:
    """Return a table with as many of the fields as the screen has room for, in their order; lists come last."""
    from rich.table import Table

    names = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if any(row.get(name) for row in rows)
    ]
    names.sort(key=lambda name: any(row.get(name, "").startswith("[") for row in rows))
    wide = {
        name: min(_WIDEST, max(map(cell_len, [name, *(row.get(name, "") for row in rows)]))) for name in names
    }
    shown, room = names[:1], width - 1 - wide[names[0]] - _BETWEEN
    for name in names[1:]:
        room -= wide[name] + _BETWEEN
        if room < 0:
            break
        shown.append(name)
    table = Table(caption=_left_out(names, shown), caption_justify="left")
    for name in shown:
        table.add_column(plain(name), overflow="ellipsis", no_wrap=True, max_width=wide[name])
    for row in rows:
        table.add_row(*(row.get(name, "") for name in shown))
    return table


def _left_out(names: Sequence[str], shown: Sequence[str]) -> str | None:
    left = names[len(shown) :]
    return f"{len(left)} more fields: --select chooses, --json has all" if left else None
