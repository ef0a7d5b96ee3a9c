"""`Toolkit`: a user's own functions and connectors as one set of tools, the same in every framework."""

from __future__ import annotations

import functools
import sys
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, overload

from toolspan.base import BaseConnector
from toolspan.clock import SYSTEM_CLOCK
from toolspan.contract import asking, unique
from toolspan.errors import ConfigurationError, NotFound
from toolspan.operations.names import suggestion
from toolspan.runtime.single import Single
from toolspan.toolkit.function import Function, checked_name
from toolspan.toolkit.marks import Settings, made, settings_of
from toolspan.toolkit.reading import READ_MORE, ReadMore, reader
from toolspan.toolkit.shared import Shared
from toolspan.toolkit.sources import AccountsSource, ConnectorSource
from toolspan.tools import build
from toolspan.tools.finding import finding_specs
from toolspan.tools.options import MAX_OUTPUT_CHARS, TOOL_TIMEOUT
from toolspan.tools.published import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from types import TracebackType
    from typing import Self

    from typing_extensions import Unpack

    from toolspan.clock import Clock
    from toolspan.contract import Journal, Loop, Person, ResultStore, ToolSpec
    from toolspan.runtime.progress import Listener
    from toolspan.toolkit.lifespan import Lifespan
    from toolspan.toolkit.marks import FunctionOptions
    from toolspan.toolkit.sources import Source
    from toolspan.tools.options import ToolOptions
    from toolspan.writes.audit import OnWrite

F = TypeVar("F", bound="Callable[..., Any]")


_READING = (READ_MORE, "the toolkit itself, which reads on in long results with it")
KitShape = Literal["all", "search"]


class KitOptions(TypedDict, total=False):
    """Options of `Toolkit.tools`, `toolset`, `mcp_server` and `specs`.

    Args:
        only: Names or patterns of the tools to give: `create_ticket`, `github_*`; all of them when left out.
        exclude: Names or patterns to leave out again.
        shape: `all` gives every tool to the model; `search` three tools that find, describe and call them, for large
            toolkits, and a fourth that calls those that write.
        strict: Whether the tools are for strict mode, in which nothing may be left out and nothing is free.
        on_progress: Takes a `Progress` while a call reports what it does; may be async. Besides it, each framework
            hears through its own channel, where it has one.
        ask: Asks a person before a write that needs one, instead of the framework's own way. Takes a
            `toolspan.contract.Question` and returns True for yes, False for no, or a text for no with that
            reason; may be async.
    """

    only: Sequence[str] | None
    exclude: Sequence[str]
    shape: KitShape
    strict: bool
    on_progress: Listener | None
    ask: Person | None


class Toolkit(Single):
    """A user's own functions and connectors as one set of tools, the same in every framework.

    Args:
        name: Of the toolkit, for containers, servers and audit records.
        timeout: Seconds of one call, unless its tool says otherwise; None for any time.
        max_output_chars: Characters of one result, unless its tool says otherwise; None for no bound.
        journal: Remembers writes. By default one in memory, which ends with the process.
        on_write: Called before and after each write with a `WriteRecord`; may be async.
        writes_per_day: Writes of its functions in any 24 hours at most; None for no bound.
        lifespan: Function that returns an async context manager; what that gives is `context.resources`. Opened once
            for each event loop at the first call, closed by `aclose`.
        results: Stores results that were too long for a model. By default in memory.
        clock: Time for windows, daily limits and the journal.

    Raises:
        ConfigurationError: An argument is wrong.
    """

    def __init__(
        self,
        name: str,
        *,
        timeout: float | None = TOOL_TIMEOUT,
        max_output_chars: int | None = MAX_OUTPUT_CHARS,
        journal: Journal | None = None,
        on_write: OnWrite | None = None,
        writes_per_day: int | None = None,
        lifespan: Lifespan | None = None,
        results: ResultStore | None = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        if not isinstance(name, str) or not name.strip():
            raise ConfigurationError(f'Toolkit takes a name first, such as Toolkit("shop"), not {name!r}.')
        self.name = name
        self._shared = Shared(
            name,
            timeout=timeout,
            max_output_chars=max_output_chars,
            journal=journal,
            on_write=on_write,
            writes_per_day=writes_per_day,
            lifespan=lifespan,
            results=results,
            clock=clock,
        )
        self._sources: list[Source] = []
        self._names: dict[str, str] = {}
        self._frozen = ""
        self._read_more: ReadMore | None = None
        self._called: dict[str, ToolSpec] = {}

    @overload
    def tool(self, fn: F, /) -> F: ...

    @overload
    def tool(self, fn: None = None, /, **options: Unpack[FunctionOptions]) -> Callable[[F], F]: ...

    def tool(self, fn: Callable[..., Any] | None = None, /, **options: Unpack[FunctionOptions]) -> Any:
        """Add a function, and return it as it is: passed to a framework itself, it has no approval and no limits.

        What has them are `kit.tools(...)`, `kit["name"]` and `kit.call`. Works as `@kit.tool` and as
        `@kit.tool(writes=True)`, on async and plain functions.

        Args:
            fn: The function. Its parameters have annotations; one that is a `CallContext` gets the context of the call.
            options: `name`, `description`, `writes`, `destructive`, `idempotent`, `approve`, `errors`, `timeout`,
                `max_output_chars`, `examples`, `tags`, `repeat_window`: see `FunctionOptions`.

        Raises:
            ConfigurationError: It cannot be a tool, an option is wrong, or its name is taken.
        """
        settings = made(options)
        local = sys._getframe(1).f_locals  # noqa: SLF001 - where annotations of nested functions are looked up
        if fn is None:
            return functools.partial(self._decorated, settings, local)
        return self._decorated(settings, local, fn)

    def _decorated(self, settings: Settings, local: Mapping[str, Any], fn: F) -> F:
        self._add_function(fn, settings, "", local)
        return fn

    def add(self, source: Any, *, argument: str = "", **options: Unpack[ToolOptions]) -> None:
        """Add the tools of a connector, of several accounts of one, of an object with marked methods, or a function.

        A connector keeps its policy, journal, redaction and account; of timeout and output limit the smaller counts.
        Methods are marked with `toolspan.tool`.

        Args:
            source: The connector, object or function; or for several accounts of one connector a connector for each,
                by name: `{"us": us, "de": de}`. Their tools are one set with one argument more.
            argument: That argument of the tools of several accounts; `account` when left out.
            options: `prefix` is put before the names of its tools, with an underscore between. For a connector,
                as in `connector.tools`, also `shape`, `include`, `exclude`, `max_output_chars`,
                `max_definition_chars`, `timeout`, `strict`.

        Raises:
            ConfigurationError: It has no tools, a name is taken, or an option is wrong.
        """
        prefix = options.pop("prefix", "")
        prefix = f"{prefix}_" if prefix and not prefix.endswith("_") else prefix
        if argument and not isinstance(source, dict):
            raise ConfigurationError(
                'argument names the account in the tools of several: kit.add({"us": us, "de": de}, argument="account").'
            )
        if isinstance(source, BaseConnector):
            self._check_open()
            added = ConnectorSource(source, self._shared, prefix, options)
            self._take(added, [source])
            return
        if isinstance(source, dict):
            self._check_open()
            self._check_accounts(source)
            several = AccountsSource(source, argument or "account", self._shared, prefix, options)
            self._take(several, list(source.values()))
            return
        if options:
            raise ConfigurationError(
                f"{', '.join(options)} are options of connectors; of functions, toolspan.tool takes them."
            )
        marked = [(fn, settings) for fn in _members(source) if (settings := settings_of(fn))]
        if not marked and callable(source) and hasattr(source, "__name__") and not isinstance(source, type):
            marked = [(source, settings_of(source) or Settings())]
        if not marked:
            raise ConfigurationError(
                f"{type(source).__name__} has no tools to add.",
                hint="kit.add takes a connector, a function, or an object with methods that are marked with toolspan.tool.",
            )
        for fn, settings in marked:
            self._add_function(fn, settings, prefix)

    @staticmethod
    def _check_accounts(source: Mapping[Any, Any]) -> None:
        for name, connector in source.items():
            if not isinstance(connector, BaseConnector):
                raise ConfigurationError(
                    f"The account {name!r} is no connector, but {type(connector).__name__}.",
                    hint='kit.add takes several accounts of one connector by name, such as {"us": us, "de": de}.',
                )

    def _add_function(
        self, fn: Any, settings: Settings, prefix: str, local: Mapping[str, Any] | None = None
    ) -> None:
        self._check_open()
        function = Function(fn, settings, self._shared, prefix, local)
        self._take(function)

    def _take(self, source: Source, connectors: Sequence[BaseConnector] = ()) -> None:
        """Take over the tools of a source, and the connectors behind them."""
        names = [spec.name for spec in source.specs(reader=reader)]
        first = source.is_read_on and self._read_more is None
        self._claim([*((name, source.origin) for name in names), *([_READING] if first else [])])
        if first:
            self._read_more = ReadMore(self._shared)
        self._called.clear()
        self._sources.append(source)
        self._shared.connectors.extend(connectors)

    def _check_open(self) -> None:
        if self._frozen:
            raise ConfigurationError(
                f"The toolkit {self.name} cannot get more tools: kit.{self._frozen}() has given them out already.",
                hint="Add all functions and connectors first; import the modules that define them before.",
            )

    def _claim(self, tools: Sequence[tuple[str, str]]) -> None:
        """Take names for tools, each with whose it is."""
        claimed: dict[str, str] = {}
        for name, owner in tools:
            checked_name(name)
            if (other := self._names.get(name) or claimed.get(name)) is not None:
                raise ConfigurationError(
                    f"Two tools of the toolkit {self.name} are called {name}: of {other} and of {owner}.",
                    hint='Give one of them another name=, or a prefix, such as kit.add(..., prefix="us").',
                )
            claimed[name] = owner
        self._names |= claimed

    def specs(self, **options: Unpack[KitOptions]) -> list[ToolSpec]:
        """Return the tools as every framework needs them; from now on the toolkit gets no more of them.

        Args:
            options: `only`, `exclude`, `shape`, `strict`, `on_progress`, `ask`: see `KitOptions`.

        Raises:
            ConfigurationError: A pattern matches no tool, or there are no tools.
        """
        return self._specs("specs", **options)

    def _specs(
        self,
        asked_by: str,
        *,
        only: Sequence[str] | None = None,
        exclude: Sequence[str] = (),
        shape: KitShape = "all",
        strict: bool = False,
        on_progress: Listener | None = None,
        ask: Person | None = None,
    ) -> list[ToolSpec]:
        if shape not in ("all", "search"):
            raise ConfigurationError(f'shape of a toolkit is "all" or "search", not {shape!r}.')
        if not self._sources:
            raise ConfigurationError(
                f"The toolkit {self.name} has no tools yet.", hint="Add some with @kit.tool or kit.add(...)."
            )
        kept = self._chosen(only, exclude)
        self._frozen = self._frozen or asked_by
        if shape == "search":
            return finding_specs(
                unique(self._made(kept, on_progress=on_progress, ask=ask)), self.name, strict=strict
            )
        return list(unique(self._made(kept, strict=strict, on_progress=on_progress, ask=ask)))

    def _made(
        self,
        kept: AbstractSet[str],
        *,
        strict: bool = False,
        on_progress: Listener | None = None,
        ask: Person | None = None,
    ) -> list[ToolSpec]:
        reads_on = self._read_more if READ_MORE in kept else None
        made = [
            (source, spec)
            for source in self._sources
            for spec in source.specs(
                strict=strict, on_progress=on_progress, ask=ask, reader=reader if reads_on else None
            )
            if spec.name in kept
        ]
        specs = [spec for _, spec in made]
        if reads_on and any(source.is_read_on for source, _ in made):
            specs.append(reads_on.spec(strict=strict, on_progress=on_progress))
        return specs

    def _chosen(self, only: Sequence[str] | None, exclude: Sequence[str]) -> set[str]:
        for option, patterns in (("only", only or ()), ("exclude", exclude)):
            if isinstance(patterns, str):
                raise ConfigurationError(f'{option} takes a list of names, such as {option}=["{patterns}"].')
            for pattern in patterns:
                if not any(fnmatchcase(name, pattern) for name in self._names):
                    raise ConfigurationError(
                        f'{option}: "{pattern}" matches no tool.{suggestion(pattern, self._names)}',
                        hint=f"The tools are: {', '.join(self._names)}.",
                    )
        wanted = self._names if only is None else (READ_MORE, *(n for n in self._names if _fits(n, only)))
        return {name for name in wanted if not _fits(name, exclude)}

    def tools(self, framework: str, **options: Unpack[KitOptions]) -> list[Any]:
        """Return native tools for a framework's own `tools=` argument.

        Args:
            framework: `pydantic_ai`, `langchain`, `openai_agents`, `fastmcp`, or a third party's.
            options: As in `specs`.

        Raises:
            ConfigurationError: As in `specs`; or the framework is unknown or not installed.
        """
        return [build.native(framework, "build", spec) for spec in self._specs("tools", **options)]

    def toolset(self, framework: str, **options: Unpack[KitOptions]) -> Any:
        """Return the framework's own container of these tools; options as in `specs`.

        Raises:
            ConfigurationError: As in `tools`.
        """
        return build.native(framework, "collect", self.name, self._specs("toolset", **options))

    def loop(self, style: str, **options: Unpack[KitOptions]) -> Loop:
        """Return these tools for a loop of your own around a plain SDK: see `Connector.loop`.

        Args:
            style: `openai-responses`, `openai-chat`, `anthropic` or `gemini`.
            options: As in `tools`.

        Raises:
            ConfigurationError: There is no such style, or as in `tools`.
        """
        return build.loop(style, self._specs("loop", **options))

    def mcp_server(self, **options: Unpack[KitOptions]) -> Any:
        """Return an MCP server with these tools, to run or to mount; options as in `specs`.

        Guides of its connectors are resources of it, and their usual questions prompts.

        Raises:
            ConfigurationError: As in `tools`.
        """
        server = self.toolset("fastmcp", **options)
        publish(server, self._shared.connectors)
        return server

    def __getitem__(self, name: str) -> ToolSpec:
        """Return one tool as every framework needs it.

        Raises:
            NotFound: There is none of that name.
        """
        if name in self._names:
            if not self._called:
                self._called = {spec.name: spec for spec in self._made(self._names.keys())}
            return self._called[name]
        raise NotFound(
            f"The toolkit {self.name} has no tool {name!r}.{suggestion(str(name), self._names)}",
            hint=f"Its tools are: {', '.join(self._names) or 'none yet'}.",
        )

    def __contains__(self, name: object) -> bool:
        return name in self._names

    async def call(
        self, name: str, arguments: Mapping[str, Any] | None = None, *, ask: Person | None = None
    ) -> Any:
        """Return what a model would see of one call: an object, or text.

        Args:
            name: Of the tool.
            arguments: As a model would send them.
            ask: Asks a person where the tool needs one, as in `specs`; without it, such a call is refused.

        Raises:
            NotFound: There is no such tool.
            ToolspanError: The call was refused or failed.
        """
        output = await self[name].run(dict(arguments or {}), asking(ask) if ask is not None else None)
        return output.value

    async def aclose(self) -> None:
        """Close what the lifespan has opened on the running event loop; connectors stay open."""
        if self._shared.lifespan:
            await self._shared.lifespan.aclose()

    async def __aenter__(self) -> Self:
        await self._shared.resources()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _members(source: Any) -> list[Any]:
    """Return the methods of an object, in the order in which they were written; nothing of it is called."""
    if isinstance(source, type):
        return []
    found: dict[str, Any] = {}
    for kind in reversed(type(source).__mro__):
        found |= {
            name: member
            for name, member in vars(kind).items()
            if callable(member) or hasattr(member, "__func__")
        }
    return [
        getattr(source, name)
        for name, member in found.items()
        if settings_of(getattr(member, "__func__", member))
    ]
