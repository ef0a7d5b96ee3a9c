"""What a test needs and the machine may lack."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(reason: str) -> NoReturn:
    """Skip a test for a reason; fail it where TOOLSPAN_REQUIRE_SERVICES is set."""
    if os.environ.get("TOOLSPAN_REQUIRE_SERVICES"):
        pytest.fail(reason)
    pytest.skip(reason)
