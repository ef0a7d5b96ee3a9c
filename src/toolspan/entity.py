"""Typed entities, such as `connector.orders.list(...)`: built from the operation index at first use."""

from __future__ import annotations

from inspect import Parameter, Signature
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from toolspan.operations.names import snake, suggestion
from toolspan.runtime.single import Single

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.base import BaseConnector
    from toolspan.operations.model import Operation
    from toolspan.page import Page, Records


class Entity(Single):
    """The operations of one entity of one connector, one method per action.

    Methods come from the index: `orders.list(...)` is `execute("orders", "list", {...})`. What can be
    read page by page has an `iterate` too: `orders.iterate(...)`, `reports.iterate_run(...)`. A subclass
    adds methods that are no operation, or puts its own in the place of one.

    Args:
        connector: Carries out the calls.
        name: The entity, as `connector.execute` takes it.
    """

    def __init__(self, connector: BaseConnector, name: str) -> None:
        self._connector = connector
        self._name = name
        self.__doc__ = connector.operations.about_entity(name) or type(self).__doc__

    def __repr__(self) -> str:
        return f"<{type(self._connector).__name__}.{self._name}>"

    def __dir__(self) -> list[str]:
        return sorted({*self._methods(), *(name for name in vars(type(self)) if not name.startswith("_"))})

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        made = self._methods().get(name)
        if made is None:
            raise AttributeError(f"{self!r} has no method {name!r}.{suggestion(name, dir(self))}")
        make, operation = made
        method = self.__dict__[name] = make(self, name, operation)  # found before this from now on
        return method

    def _methods(self) -> dict[str, tuple[Callable[..., Callable[..., Any]], Operation]]:
        """Return a factory for each method, by name."""
        made: dict[str, tuple[Callable[..., Callable[..., Any]], Operation]] = {}
        for action in self._connector.operations.entities[self._name]:
            operation = self._connector.operations.find(self._name, action)
            made[action] = _calling, operation
            if operation.iterable:
                made["iterate" if action == "list" else f"iterate_{action}"] = _iterating, operation
        return made

    async def _call(self, action: str, params: Mapping[str, Any]) -> Page[Any]:
        return await self._connector.execute(self._name, action, params)

    def _iterate(self, action: str, params: Mapping[str, Any]) -> Records[Any]:
        return self._connector.iterate(self._name, action, params)


def _calling(entity: Entity, name: str, operation: Operation) -> Callable[..., Any]:
    async def method(**params: Any) -> Page[Any]:
        return await entity._call(operation.action, params)  # noqa: SLF001 - of this module

    return _described(method, entity, name, operation, "")


def _iterating(entity: Entity, name: str, operation: Operation) -> Callable[..., Any]:
    def method(**params: Any) -> Records[Any]:
        return entity._iterate(operation.action, params)  # noqa: SLF001 - of this module

    return _described(method, entity, name, operation, "All pages: ")


def _described(
    method: Callable[..., Any], entity: Entity, name: str, operation: Operation, before: str
) -> Callable[..., Any]:
    """Return a method with its operation's name, documentation and signature."""
    method.__name__ = name
    method.__qualname__ = f"{type(entity).__name__}.{name}"
    method.__doc__ = f"{before}{operation.summary}"
    method.__signature__ = _signature(operation)  # type: ignore[attr-defined]
    return method


def _signature(operation: Operation) -> Signature:
    required = set(operation.required_of_caller)
    names = dict.fromkeys([*(parameter.key for parameter in operation.parameters), *operation.body_fields])
    given = [
        Parameter(snake(name), Parameter.KEYWORD_ONLY, default=Parameter.empty if name in required else None)
        for name in names
        if snake(name).isidentifier() and not iskeyword(snake(name))
    ]
    return Signature(sorted(given, key=lambda parameter: parameter.default is not Parameter.empty))
