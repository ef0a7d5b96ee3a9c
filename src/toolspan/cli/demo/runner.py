"""Runs the demo: each framework on an identical emulator at the same moment."""

from __future__ import annotations

import json
import re
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from toolspan.cli.demo.frameworks import Question
from toolspan.cli.demo.questions import QUESTIONS
from toolspan.cli.extras import load
from toolspan.connectors.amazon_seller_partner.commands.support import emulator_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from toolspan.cli.demo.frameworks import Answered, Framework
    from toolspan.connector import Connector


@dataclass(frozen=True)
class Turn:
    """One question with its answer, tool calls and time."""

    question: str
    answered: Answered
    seconds: float

    @property
    def characters(self) -> int:
        """Size of the tool results, in characters."""
        return sum(len(use.result) for use in self.answered.uses)


@dataclass
class Performance:
    """The run of one framework."""

    title: str
    definitions: int = 0
    turns: list[Turn] = field(default_factory=list)
    failure: str | None = None

    @property
    def answers(self) -> list[str]:
        """Answers in the order of the questions."""
        return [turn.answered.text for turn in self.turns]

    @property
    def calls(self) -> int:
        """Number of tool calls."""
        return sum(len(turn.answered.uses) for turn in self.turns)

    @property
    def results(self) -> int:
        """Size of all tool results, in characters."""
        return sum(turn.characters for turn in self.turns)

    @property
    def seconds(self) -> float:
        """Total time, in seconds."""
        return sum(turn.seconds for turn in self.turns)

    def agreeing(self, other: Performance, *, wording: bool) -> int:
        """Return the number of answers equal to those of another run: word for word, or in all figures."""
        same = (lambda one, two: one == two) if wording else _same_figures
        return sum(same(ours, theirs) for ours, theirs in zip(self.answers, other.answers, strict=False))


def _same_figures(answer: str, truth: str) -> bool:
    return _figures(truth) <= _figures(answer)


def _figures(text: str) -> set[str]:
    return {figure.strip(".,-").replace(",", "") for figure in re.findall(r"\d[\d.,-]*", text)}


class Stage:
    """Runs the questions in each framework.

    Args:
        seed: Seed of the emulated seller.
        model: Name of a live model. Default: the scripted assistant.
        moment: Time of the emulator. Default: now.
    """

    def __init__(self, seed: int, model: str | None = None, moment: datetime | None = None) -> None:
        self._seed = seed
        self._model = model
        self._moment = moment or datetime.now(UTC)

    async def perform(self, framework: Framework, shown: Callable[[Turn], None]) -> Performance:
        """Run all questions in a framework; calls `shown` with each turn."""
        performance = Performance(framework.title)
        async with self._seller() as connector:
            definitions = await framework.definitions(connector)
            performance.definitions = sum(
                len(json.dumps(tool, ensure_ascii=False, separators=(",", ":"))) for tool in definitions
            )
            for text, script in QUESTIONS.items():
                began = time.perf_counter()
                try:
                    answered = await framework.ask(connector, Question(text, script, self._model))
                except Exception as error:  # noqa: BLE001 - an error of one framework must not stop the others
                    performance.failure = connector.redact(f"{type(error).__name__}: {error}")[:300]
                    return performance
                performance.turns.append(Turn(text, answered, time.perf_counter() - began))
                shown(performance.turns[-1])
        return performance

    @asynccontextmanager
    async def _seller(self) -> AsyncIterator[Connector]:
        """Open a connector on an emulator whose clock starts at the same moment each time."""
        from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

        async with load("emulator").Emulator(self._seed, now=self._moment) as emulator:
            settings: dict[str, Any] = emulator_settings(emulator)
            async with AmazonSellerPartnerConnector(region="US", **settings) as connector:
                yield connector
