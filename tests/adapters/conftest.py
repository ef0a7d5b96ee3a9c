"""Benches: a framework, a way of making tools, and a scripted model."""

from __future__ import annotations

import ssl
from functools import partial
from typing import TYPE_CHECKING

import pytest

from toolspan.testing.bench import Bench
from toolspan.tools.adapters import adapter

from .drivers import DRIVERS, skip_without
from .loop_drivers import LOOPS
from .more_drivers import MORE
from .tool_factories import NATIVE, WAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from toolspan.emulator import Emulator


@pytest.fixture(autouse=True)
def _installed(request: pytest.FixtureRequest) -> None:
    """Skip what needs a framework that is not here: the suite also runs with each of them alone."""
    values = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    for argument, drivers in (("framework", DRIVERS), ("other", MORE), ("style", LOOPS)):
        if values.get(argument) in drivers:
            skip_without(*drivers[values[argument]].modules)


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
        native = way in NATIVE
        build = adapter(framework).build if native else None
        make_tools = partial(WAYS[way], driver)
        return Bench(driver, make_tools, connect, emulator, native=native, model=model, build=build)

    return make
