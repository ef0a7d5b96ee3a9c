"""`toolspan demo`: the same agent in four frameworks, without a key."""

from __future__ import annotations

import logging
import os
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from toolspan.cli.options import Seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from toolspan.cli.demo.frameworks import Framework
    from toolspan.cli.demo.runner import Performance, Stage

MODEL = "gpt-4.1-mini"


def demo(
    framework: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="pydantic_ai, langchain, openai_agents or fastmcp; repeatable. Default: all."
        ),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Use a real model; needs OPENAI_API_KEY.")] = False,
    model: Annotated[str, typer.Option(help="Model for --live.")] = MODEL,
    seed: Seed = 7,
) -> None:
    """Run the same tools in four agent frameworks.

    An agent in each framework answers a seller's questions about an emulated account. A scripted
    assistant replaces the model, so no key and no network are needed. Each framework uses its real
    runner; the table at the end compares the results.
    """
    import asyncio

    from toolspan.cli.console import failing, screen, usage
    from toolspan.errors import ConfigurationError

    with failing(), _quiet():
        with usage():
            from toolspan.cli.demo.frameworks import NAMES
            from toolspan.cli.demo.frameworks import framework as find

            chosen = [find(name) for name in dict.fromkeys(framework or NAMES)]
            if live and not os.environ.get("OPENAI_API_KEY"):
                raise ConfigurationError(
                    "--live needs OPENAI_API_KEY.", hint="Omit --live to run without a key."
                )
        agreed = asyncio.run(_play(chosen, seed, model if live else None, screen()))
    if agreed is None:
        raise typer.Exit(2)
    raise typer.Exit(0 if agreed else 1)


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress warnings and logs of the frameworks; the scripted misspelling would log an error in each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = logging.root.manager.disable
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(before)


async def _play(chosen: list[Framework], seed: int, model: str | None, console: Console) -> bool | None:
    """Run the demo and return whether all answers agree; None if no framework is installed."""
    from toolspan.cli.console import usage, waiting
    from toolspan.cli.demo.render import show_comparison, show_opening
    from toolspan.cli.demo.runner import Stage
    from toolspan.cli.demo.with_plain import framework as nothing

    show_opening(console, seed, model)
    stage = Stage(seed, model)
    with usage(), waiting("starting the emulator"):
        truth = await stage.perform(nothing, lambda _: None)
    performances: list[Performance] = []
    for framework in chosen:
        performances += await _one(stage, framework, model, console, brief=bool(performances))
    if not performances:
        return None
    show_comparison(console, performances, truth, wording=model is None)
    right = [one.agreeing(truth, wording=model is None) == len(truth.turns) for one in performances]
    return all(right)


async def _one(
    stage: Stage, framework: Framework, model: str | None, console: Console, *, brief: bool
) -> list[Performance]:
    """Run the demo in one framework; return an empty list if it is not installed."""
    import time

    from toolspan.cli.console import waiting
    from toolspan.cli.demo.render import show_failure, show_framework, show_missing, show_turn

    began = time.perf_counter()
    live = False
    try:
        with waiting(f"importing {framework.title}"):
            framework.load(live=False)
            live = model is not None
            framework.load(live=live)
    except ImportError as error:
        show_missing(console, framework, framework.live_install if live else framework.install, error)
        return []
    show_framework(console, framework, time.perf_counter() - began)
    performance = await stage.perform(framework, lambda turn: show_turn(console, turn, brief=brief))
    if performance.failure:
        show_failure(console, performance)
    return [performance]
