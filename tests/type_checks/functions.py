"""Decorated functions keep their types; it is type-checked and never executed."""

from __future__ import annotations

from typing import assert_type

from toolspan import tool_utils, translate_exceptions


@tool_utils
async def rate(base: str, quote: str = "EUR") -> float:
    """Return a rate."""
    return 1.5


@tool_utils(framework="langchain", max_output_chars=2_000)
def rates(base: str) -> list[float]:
    """Return rates."""
    return [1.5]


@translate_exceptions
async def checked(base: str) -> str:
    """Return text."""
    return base


@translate_exceptions(framework="fastmcp")
def named(base: str) -> dict[str, int]:
    """Return an object."""
    return {base: 1}


async def used() -> None:
    """Use each."""
    assert_type(await rate("USD"), float)
    assert_type(await rate(base="USD", quote="JPY"), float)
    assert_type(rates("USD"), list[float])
    assert_type(rates("USD")[0], float)
    assert_type(await checked("USD"), str)
    assert_type(named("USD"), dict[str, int])
    await rate(7)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    rates()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
