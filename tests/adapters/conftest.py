"""Benches: a framework, a way of making tools, and a scripted model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from .checks import Bench
from .drivers import DRIVERS
from .ways import NATIVE, WAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolspan.emulator import Emulator


@pytest.fixture
def bench(emulator: Emulator, connect: Callable) -> Callable[..., Bench]:
    """A function that gives the bench of a framework and a way."""

    def make(framework: str, way: str = "progressive", model: str = "own") -> Bench:
        driver = DRIVERS[framework]
        return Bench(driver, partial(WAYS[way], driver), connect, emulator, native=way in NATIVE, model=model)

    return make
