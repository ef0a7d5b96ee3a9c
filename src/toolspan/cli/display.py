"""Renders records on a terminal: several as a table, a single one field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from toolspan.cli.console import plain, print_error, print_json, screen, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

SHOWN = 50
"""Maximum rows of a table; more belong in a file."""
_MAX_FIELD_WIDTH = 36  # maximum width of one field, in columns
_SEPARATOR_WIDTH = 3  # width of a column separator: a line with a space on each side
_MONEY = ({"amount", "currencyCode"}, {"currencyAmount", "currencyCode"}, {"Amount", "CurrencyCode"})


def print_outcome(outcome: dict[str, Any], *, as_json: bool) -> None:
    """Print the records. If an error followed them, print it too and exit with 1."""
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
    console.print(_vertical_table(rows[0]) if len(rows) == 1 else _table(rows, console.width))
    left = len(data) - len(rows)
    more = " There are more pages; read them with --all-pages." if meta.get("has_more") else ""
    hidden = f" {left} are not shown; print all with --json." if left else ""
    tell(f"{len(data)} record{'' if len(data) == 1 else 's'}.{hidden}{more}")


def print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], what: str, several: str | None = None
) -> None:
    """Print rows as a table of the first columns that fit the width, and tell their number.

    Args:
        rows: The rows; a nested value is shown as one short text.
        columns: Keys of the rows, the most important ones first. Empty columns are left out.
        what: What one row is, such as `connector`.
        several: What several are. Default: `what` with an s.
    """
    if rows:
        console = screen()
        texts = [{name: plain(_text(row.get(name))) for name in columns} for row in rows]
        console.print(_table(texts, console.width, "a wider terminal shows them, --json all"))
    tell(f"{len(rows) or 'no'} {what if len(rows) == 1 else several or f'{what}s'}.")


def print_fields(row: Mapping[str, Any]) -> None:
    """Print one row field by field."""
    screen().print(_vertical_table(flat(row)))


def flat(value: Any, path: str = "") -> dict[str, str]:
    """Flatten a record to dotted paths and short texts."""
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


def _vertical_table(row: Mapping[str, str]) -> Table:
    from rich.table import Table

    table = Table("field", "value")
    for name, text in row.items():
        table.add_row(name, text)
    return table


def _table(
    rows: Sequence[Mapping[str, str]], width: int, rest: str = "choose with --select, print all with --json"
) -> Table:
    """Return a table of the first fields that fit the width. Lists come last."""
    from rich.table import Table

    names = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if any(row.get(name) for row in rows)
    ]
    names.sort(key=lambda name: any(row.get(name, "").startswith("[") for row in rows))
    wide = {
        name: min(_MAX_FIELD_WIDTH, max(map(cell_len, [name, *(row.get(name, "") for row in rows)])))
        for name in names
    }
    shown, room = names[:1], width - 1 - wide[names[0]] - _SEPARATOR_WIDTH
    for name in names[1:]:
        room -= wide[name] + _SEPARATOR_WIDTH
        if room < 0:
            break
        shown.append(name)
    table = Table(caption=_omitted_note(names, shown, rest), caption_justify="left")
    for name in shown:
        table.add_column(plain(name), overflow="ellipsis", no_wrap=True, max_width=wide[name])
    for row in rows:
        table.add_row(*(row.get(name, "") for name in shown))
    return table


def _omitted_note(names: Sequence[str], shown: Sequence[str], rest: str) -> str | None:
    left = names[len(shown) :]
    return f"{len(left)} more fields; {rest}" if left else None
