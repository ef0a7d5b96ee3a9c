"""Renders the demo on a terminal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from toolspan.cli.console import plain
from toolspan.cli.demo.frameworks import NAMES, read
from toolspan.tools.adapters import adapter_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from toolspan.cli.demo.frameworks import Framework, ToolUse
    from toolspan.cli.demo.runner import Performance, Turn


def show_opening(console: Console, seed: int, model: str | None) -> None:
    """Print the introduction."""
    who = f"the model {model}" if model else "a scripted assistant, so no key is needed"
    console.print(Text("toolspan demo: one connector, the same tools in each framework", style="bold"))
    console.print(Text(f"The built-in emulator plays the seller (seed {seed}); {who} answers."))


def show_framework(console: Console, framework: Framework, seconds: float) -> None:
    """Print a framework's heading, with the line of code that passes the tools to it."""
    console.print()
    console.print(Rule(Text(framework.title, style="bold"), align="left"))
    console.print(Text(framework.line, style="cyan"), Text(f"imported in {seconds:.1f} s", style="dim"))


def show_turn(console: Console, turn: Turn, *, brief: bool) -> None:
    """Print a question, its tool calls and the answer; with `brief`, only the names of the calls."""
    console.print()
    console.print(Text(f"? {turn.question}", style="bold"))
    if brief:
        console.print(_indented(Text(" > ".join(["", *map(_name, turn.answered.uses)])[1:], style="blue"), 2))
    for use in () if brief else turn.answered.uses:
        console.print(_indented(Text(f"> {_name(use)} {_arguments(use)}", style="blue"), 2))
        console.print(_indented(_result(use), 4))
    console.print(_indented(Text(f"= {plain(turn.answered.text)}", style="green"), 2))
    console.print(
        _indented(Text(f"{turn.seconds:.2f} s, {turn.characters:,} characters of results", style="dim"), 4)
    )


def _indented(text: Text, columns: int) -> Padding:
    return Padding(text, (0, 0, 0, columns), expand=False)


def _name(use: ToolUse) -> str:
    given = use.call.arguments
    operation = f" {given['entity']}.{given['action']}" if "entity" in given and "action" in given else ""
    return plain(use.call.name + operation)


def _arguments(use: ToolUse) -> str:
    given = {name: value for name, value in use.call.arguments.items() if name not in _IN_NAME}
    values = given.pop("params", None) or {}
    said = {**given, **(values if isinstance(values, dict) else {"params": values})}
    return plain(" ".join(f"{key}={_short(value)}" for key, value in said.items()))


_IN_NAME = ("entity", "action", "select_fields")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - a line of a screen


def _result(use: ToolUse) -> Text:
    result = read(use.result)
    size = f"{len(use.result):,} characters"
    error = result.get("error")
    if isinstance(error, dict):
        return Text(plain(f"{error.get('code')}: {error.get('message')}"), style="yellow")
    if isinstance(result.get("data"), list):
        count = len(result["data"])
        return Text(f"{count} record{'' if count == 1 else 's'}, {size}", style="dim")
    return Text(size, style="dim")


def show_comparison(
    console: Console, performances: Sequence[Performance], truth: Performance, *, wording: bool
) -> None:
    """Print a table that compares the frameworks with direct tool calls."""
    table = Table(title="The same questions, the same tools", title_style="bold", title_justify="left")
    for heading in ("", "same answers", "tool calls", "tool definitions", "results", "time"):
        table.add_column(heading, justify="right" if heading else "left")
    for performance in performances:
        same = performance.agreeing(truth, wording=wording)
        all_of_them = same == len(truth.turns)
        verdict = Text(f"{same} of {len(truth.turns)}", style="green" if all_of_them else "red")
        table.add_row(performance.title, verdict, *_figures(performance))
    table.add_section()
    table.add_row(truth.title, "", *_figures(truth))
    console.print()
    console.print(table)
    console.print(
        Text("Definitions and results are sizes in characters, as a model reads them.", style="dim")
    )
    others = ", ".join(name for name in adapter_names() if name not in NAMES)
    console.print(
        Text(
            f"The same tools in {others}: toolspan tools --framework NAME shows what each sends.", style="dim"
        )
    )


def _figures(performance: Performance) -> tuple[str, ...]:
    return (
        str(performance.calls),
        f"{performance.definitions:,}",
        f"{performance.results:,}",
        f"{performance.seconds:.2f} s",
    )


def show_missing(console: Console, framework: Framework, install: str, error: ImportError) -> None:
    """Print how to install a framework that is missing or cannot be imported."""
    absent = isinstance(error, ModuleNotFoundError)
    why = "is not installed" if absent else f"cannot be imported ({plain(error)})"
    console.print()
    console.print(Text(f"{framework.title} {why}; skipped. Install it: {install}", style="yellow"))


def show_failure(console: Console, performance: Performance) -> None:
    """Print the error that stopped a framework's run."""
    console.print(
        _indented(Text(plain(f"{performance.title} stopped: {performance.failure}"), style="red"), 2)
    )
