"""A user's own functions, and connectors beside them, as one set of tools for every framework."""

from toolspan.toolkit.context import CallContext
from toolspan.toolkit.marks import FunctionOptions, tool
from toolspan.toolkit.toolkit import KitOptions, Toolkit

__all__ = ["CallContext", "FunctionOptions", "KitOptions", "Toolkit", "tool"]
