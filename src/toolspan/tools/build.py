"""Builds tools: native ones of a framework, and a user's decorated function."""

from __future__ import annotations

import functools
import importlib
import inspect
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.operations.names import squash, suggestion
from toolspan.tools.account import Account
from toolspan.tools.accounts import Accounts, AccountsBuilder
from toolspan.tools.adapters import PACKAGE, adapter, not_installed
from toolspan.tools.decorators import Role, check_function, set_signature, translate
from toolspan.tools.describe import definition_size, description_of
from toolspan.tools.options import (
    MAX_OUTPUT_CHARS,
    TOOL_TIMEOUT,
    TOOLSET_BUDGET,
    TYPED_TOOL_BUDGET,
    Shape,
)
from toolspan.tools.output import OutputLimiter
from toolspan.tools.specs import DOCS, INSPECT, ToolSpecBuilder
from toolspan.tools.typed import check_typed, chosen, tool_name, typed_specs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typing_extensions import Unpack

    from toolspan.base import BaseConnector
    from toolspan.contract import Loop, Person, ToolSpec
    from toolspan.operations.model import Operation
    from toolspan.policy import Policy
    from toolspan.runtime.progress import Listener
    from toolspan.runtime.scope import Reader
    from toolspan.tools.options import ToolOptions


def decorate(
    owner: type[BaseConnector],
    policy: Policy,
    fn: Callable[..., Any],
    *,
    by_signature: bool = False,
    framework: str | None = None,
    max_output_chars: int | None = MAX_OUTPUT_CHARS,
    update_docstring: bool = True,
    writes: bool = False,
) -> Any:
    """Return a user's function, described and bounded as a tool.

    Args:
        owner: The connector's class.
        policy: Decides which operations are described.
        fn: The function; it goes under the framework's own decorator.
        by_signature: Whether its parameters say what it is for.
        framework: Name of an adapter; the calling framework is looked for when left out.
        max_output_chars: Characters of one result at most; None for no bound.
        update_docstring: Whether the operations are described in the function's docstring.
        writes: Whether the function may write; it cannot ask a person, so the framework around it must.
    """
    check_function(fn)
    _check_parameters(owner, fn, by_signature=by_signature)
    role = _by_parameters(owner, fn) if by_signature else None
    if role is None:
        own = len(inspect.cleandoc(fn.__doc__ or "")) + 2
        advert = description_of(owner, policy, writes=writes, own=own)
        role = Role(advert.description, advert.entities, advert.actions, advert.more, advert.params)
    return translate(
        fn,
        framework=framework,
        limiter=OutputLimiter(max_output_chars),
        role=role if update_docstring else replace(role, description="", more=""),
        writes=writes,
    )


def _check_parameters(owner: type[BaseConnector], fn: Callable[..., Any], *, by_signature: bool) -> None:
    """Refuse a function whose parameters cannot name an operation."""
    parameters = inspect.signature(fn).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return
    executes = {"entity", "action"} <= parameters.keys()
    explains = (
        "section" in parameters or len(parameters.keys() - {"self", "query"}) <= 1
    )  # one may be a context
    if executes or (by_signature and explains and not {"entity", "action"} & parameters.keys()):
        return
    wanted = "entity, action and params" + (", a section, or a query" if by_signature else "")
    decorator = f"{owner.__name__}.{'agent_tool' if by_signature else 'tool_utils'}"
    raise TypeError(
        f"{decorator} describes {owner.title}'s operations, and so takes a function of {wanted}; {fn.__name__} has "
        f"{', '.join(parameters) or 'no parameters'}. For a function of your own use toolspan.tool_utils."
    )


def _by_parameters(owner: type[BaseConnector], fn: Callable[..., Any]) -> Role | None:
    names = set(inspect.signature(fn).parameters)
    if "section" in names:
        return Role(DOCS.format(owner.title))
    return None if "entity" in names else Role(INSPECT.format(owner.title))


def native(framework: str, method: str, *arguments: Any) -> Any:
    """Return the result of an adapter's method.

    Raises:
        ConfigurationError: The framework is unknown or not installed; the hint is the command to type.
    """
    chosen = adapter(framework)
    try:
        return getattr(chosen, method)(*arguments)
    except ModuleNotFoundError as error:
        raise not_installed(chosen.name, error.name) from None


def loop(style: str, specs: Sequence[ToolSpec]) -> Loop:
    """Return tools for a loop of the user's own around a plain SDK.

    Raises:
        ConfigurationError: There is no such style, or two tools have one name.
    """
    styles = importlib.import_module(f"{PACKAGE}._loops").STYLES  # the core does not know adapters by import
    known = next((known for known in styles if squash(known) == squash(style)), None)
    if known is None:
        raise ConfigurationError(
            f"There is no loop for {style[:40]!r}.{suggestion(style, styles)}",
            hint=f"The APIs are: {', '.join(styles)}.",
        )
    return styles[known].collect("", specs)  # type: ignore[no-any-return]


_SHARE_OF_WRITES = 0.42


def specs_of(
    connector: BaseConnector,
    *,
    shape: Shape = "progressive",
    include: Sequence[str] | None = None,
    exclude: Sequence[str] = (),
    strict: bool = False,
    prefix: str = "",
    max_output_chars: int = MAX_OUTPUT_CHARS,
    max_definition_chars: int = TYPED_TOOL_BUDGET,
    timeout: float = TOOL_TIMEOUT,
    on_progress: Listener | None = None,
    ask: Person | None = None,
    reader: Reader | None = None,
) -> list[ToolSpec]:
    """Return the tools of a connector; arguments as in `Connector.tools`.

    `reader` says how long results are read on with a tool beside these, as in a toolkit.

    Raises:
        ConfigurationError: There is no such shape, a pattern matches nothing, or ask is not a function.
    """
    make = _builder(
        connector,
        strict=strict,
        prefix=prefix,
        max_output_chars=max_output_chars,
        timeout=timeout,
        on_progress=on_progress,
        ask=ask,
    )
    _check_shape(shape, include, exclude)
    if shape == "typed":
        check_typed(connector, max_definition_chars)
        wanted = chosen(connector.operations, connector.policy, include, exclude)
        return typed_specs(make, wanted, exclude, max_definition_chars, reader, named=include or ())
    if reader:
        make.reader = reader
    return _executing(make, explained=shape == "progressive")


def specs_of_accounts(
    connectors: Mapping[str, BaseConnector],
    *,
    argument: str = "account",
    shape: Shape = "progressive",
    include: Sequence[str] | None = None,
    exclude: Sequence[str] = (),
    max_definition_chars: int = TYPED_TOOL_BUDGET,
    reader: Reader | None = None,
    **options: Any,
) -> list[ToolSpec]:
    """Return one set of tools for several accounts of a connector.

    Every tool has one argument more, which names the account; what an account may not do is refused, naming
    those that may.

    Args:
        connectors: A connector for each account, all of one class, by the name that a model uses.
        argument: The argument that names the account.
        shape: As in `Connector.tools`.
        include: As in `Connector.tools`.
        exclude: As in `Connector.tools`.
        max_definition_chars: As in `Connector.tools`.
        reader: How results are read on with a tool beside these; they bring one of their own when left out.
        options: As in `Connector.tools`.

    Raises:
        ConfigurationError: As in `specs_of`; or the connectors are not of one class, or a name cannot be.
    """
    _check_shape(shape, include, exclude)
    accounts = Accounts(connectors, argument)
    wanted: Sequence[Operation] = ()
    if shape == "typed":
        for connector in connectors.values():
            check_typed(connector, max_definition_chars)
        wanted = chosen(accounts.known(), accounts, include, exclude)

    def made(make: ToolSpecBuilder, operations: Sequence[Operation]) -> list[ToolSpec]:
        if shape == "typed":
            return typed_specs(make, operations, exclude, max_definition_chars, reader, named=include or ())
        make.reader = reader or make.reader
        return _executing(make, explained=shape == "progressive")

    own: dict[str, dict[str, ToolSpec]] = {}
    for name, connector in connectors.items():
        make = _builder(connector, account=Account(argument, name), **options)
        may = [operation for operation in wanted if accounts.may(name, operation)]
        own[name] = {spec.name: spec for spec in made(make, may)}
    first = next(iter(connectors.values()))
    told_in = "execute" if shape != "typed" else tool_name(next(iter(wanted)))
    together = _builder(first, kind=partial(AccountsBuilder, accounts, own, told_in), **options)
    return made(together, wanted)


def _builder(
    connector: BaseConnector,
    *,
    kind: Callable[..., ToolSpecBuilder] = ToolSpecBuilder,
    strict: bool = False,
    prefix: str = "",
    max_output_chars: int = MAX_OUTPUT_CHARS,
    timeout: float = TOOL_TIMEOUT,
    on_progress: Listener | None = None,
    ask: Person | None = None,
    account: Account | None = None,
) -> ToolSpecBuilder:
    limiter = OutputLimiter(max_output_chars)
    return kind(
        connector,
        prefix,
        limiter,
        timeout,
        strict=strict,
        on_progress=on_progress,
        person=ask,
        account=account,
    )


def _check_shape(shape: str, include: Sequence[str] | None, exclude: Sequence[str]) -> None:
    if shape == "typed":
        return
    if shape not in ("progressive", "single"):
        raise ConfigurationError(f'shape must be "progressive", "single" or "typed", not {shape!r}.')
    if include is not None or exclude:
        raise ConfigurationError(
            f'include and exclude choose among typed tools, and shape is "{shape}".',
            hint='Add shape="typed"; what the one execute tool may do is decided by Policy(reads=..., writes=...).',
        )


def _executing(make: ToolSpecBuilder, *, explained: bool) -> list[ToolSpec]:
    """Return the tools that execute any operation, after those that explain."""
    reads, writes = make.operations(writes=False), make.operations(writes=True)
    tools = [make.inspect(), make.docs()] if explained else []
    room = TOOLSET_BUDGET - sum(map(definition_size, tools))
    changing = [make.execute("execute_write", writes, int(room * _SHARE_OF_WRITES))] if writes else []
    return [*tools, make.execute("execute", reads, room - sum(map(definition_size, changing))), *changing]


class ConnectorTools:
    """The tools of a connector by name, and as a list for `tools=`.

    `inspect_connector`, `read_skill_docs`, `execute`, and `execute_write` where the policy names
    writes; None for what is not there.
    """

    inspect_connector: Any = None
    read_skill_docs: Any = None
    execute: Any = None
    execute_write: Any = None

    def __init__(self, tools: Mapping[str, Any]) -> None:
        self._tools = dict(tools)
        self.__dict__.update(self._tools)

    def as_list(self) -> list[Any]:
        """Return the tools, in the order in which an agent uses them."""
        return list(self._tools.values())


def build_connector_tools(
    connector: BaseConnector, *, framework: str | None = None, **options: Unpack[ToolOptions]
) -> ConnectorTools:
    """Return the three tools of a connector.

    Args:
        connector: Whose operations they call.
        framework: Native tools of this framework; plain async functions when left out, which take
            keyword arguments and tell errors in the way of the framework that calls them.
        options: As in `Connector.tools`.

    Raises:
        ConfigurationError: The framework is unknown or not installed.
    """
    specs = specs_of(connector, **options)
    make = functools.partial(native, framework, "build") if framework else _plain
    return ConnectorTools({_bare(spec, options): make(spec) for spec in specs})


def _bare(spec: ToolSpec, options: ToolOptions) -> str:
    return spec.name.removeprefix(options.get("prefix", ""))


def _plain(spec: ToolSpec) -> Callable[..., Any]:
    """Return a tool as a function with real parameters, for any framework's own decorator."""

    async def tool(**arguments: Any) -> Any:
        return await spec.run({name: value for name, value in arguments.items() if value is not None}, None)

    tool.__name__ = tool.__qualname__ = spec.name
    tool.__doc__ = spec.description
    set_signature(tool, spec.parameters)
    return translate(tool, framework=None, limiter=None, writes=True)
