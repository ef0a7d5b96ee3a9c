"""What is skipped where a framework is not here is the same as for adapters."""

from tests.adapters.conftest import _installed  # noqa: F401 - a fixture of every test
