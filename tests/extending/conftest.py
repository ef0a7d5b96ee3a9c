"""Lets the tests find the connector beside them, and that of the tutorial."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_PROJECTS = _HERE.parents[1] / "docs/extending"
sys.path[:0] = [
    str(_HERE),
    str(_PROJECTS / "toolspan-frankfurter/src"),
    str(_PROJECTS / "toolspan-tickets/src"),
]


@pytest.fixture
def server():
    """Return a server that keeps every request."""
    from plain import Server

    with Server() as running:
        yield running


@pytest.fixture
def plain(tmp_path, server):
    """Return a function that makes a connector for records, which calls the server."""
    from plain import connector_of

    made = []

    def make(*records, **more):
        made.append(connector_of(tmp_path, server, records, **more))
        return made[-1]

    yield make
    for connector in made:
        connector.sync.close()
