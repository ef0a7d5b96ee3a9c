"""Benches: a framework, a way of making tools, and a scripted model."""

from __future__ import annotations

import ssl
from functools import partial
from typing import TYPE_CHECKING

import pytest

from .bench import Bench
from .drivers import DRIVERS
from .ways import NATIVE, WAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from toolspan.emulator import Emulator


@pytest.fixture(autouse=True, scope="session")
def _no_certificates() -> Iterator[None]:
    """Everything here is plain HTTP on loopback: reading the list of certificates for each client is most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: None, raising=False)
        yield


@pytest.fixture
def bench(emulator: Emulator, connect: Callable) -> Callable[..., Bench]:
    """A function that gives the bench of a framework and a way."""

    def make(framework: str, way: str = "progressive", model: str = "own") -> Bench:
        driver = DRIVERS[framework]
        return Bench(driver, partial(WAYS[way], driver), connect, emulator, native=way in NATIVE, model=model)

    return make
