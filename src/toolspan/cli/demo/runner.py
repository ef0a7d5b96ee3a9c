"""Runs the demo: each framework on its own copy of the same seller at the same moment."""

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
    """One question and its outcome."""

    question: str
    answered: Answered
    seconds: float

    @property
    def characters(self) -> int:
        """Characters of the tool results that the model read."""
        return sum(len(use.result) for use in self.answered.uses)


@dataclass
class Performance:
    """All that one framework did."""

    title: str
    definitions: int = 0
    turns: list[Turn] = field(default_factory=list)
    failure: str | None = None

    @property
    def answers(self) -> list[str]:
        """The answers, in the order of the questions."""
        return [turn.answered.text for turn in self.turns]

    @property
    def calls(self) -> int:
        """Tool calls of all questions."""
        return sum(len(turn.answered.uses) for turn in self.turns)

    @property
    def results(self) -> int:
        """Characters of all tool results."""
        return sum(turn.characters for turn in self.turns)

    @property
    def seconds(self) -> float:
        """Time of all questions."""
        return sum(turn.seconds for turn in self.turns)

    def agreeing(self, other: Performance, *, wording: bool) -> int:
        """Return how many answers are the same as another's: word for word, or in every figure."""
        same = (lambda one, two: one == two) if wording else _same_figures
        return sum(same(ours, theirs) for ours, theirs in zip(self.answers, other.answers, strict=False))


def _same_figures(answer: str, truth: str) -> bool:
    return _figures(truth) <= _figures(answer)


def _figures(text: str) -> set[str]:
    return {figure.strip(".,-").replace(",", "") for figure in re.findall(r"\d[\d.,-]*", text)}


class Stage:
    """Lets frameworks answer the questions.

    Args:
        seed: Which seller.
        model: Name of a live model; the scripted assistant answers when it is None.
        moment: When it plays; now by default.
    """

    def __init__(self, seed: int, model: str | None = None, moment: datetime | None = None) -> None:
        self._seed = seed
        self._model = model
        self._moment = moment or datetime.now(UTC)

    async def perform(self, framework: Framework, shown: Callable[[Turn], None]) -> Performance:
        """Return what a framework does with all questions; `shown` gets each answer as it comes."""
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
                except Exception as error:  # noqa: BLE001 - whatever a framework raises, the others still play
                    performance.failure = connector.redact(f"{type(error).__name__}: {error}")[:300]
                    return performance
                performance.turns.append(Turn(text, answered, time.perf_counter() - began))
                shown(performance.turns[-1])
        return performance

    @asynccontextmanager
    async def _seller(self) -> AsyncIterator[Connector]:
        """Give a connector on an emulator that stands at the same moment each time."""
        from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

        async with load("emulator").Emulator(self._seed, now=self._moment) as emulator:
            settings: dict[str, Any] = emulator_settings(emulator)
            async with AmazonSellerPartnerConnector(region="US", **settings) as connector:
                yield connector
