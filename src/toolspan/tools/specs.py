"""Builds the `ToolSpec`s of a connector: one tool that executes, or three that also explain."""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextlib import nullcontext
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from toolspan.contract import ToolSpec, asking
from toolspan.errors import ConfigurationError, ToolspanError, UpstreamError
from toolspan.runtime.calling import is_signal
from toolspan.runtime.loop import LOOP
from toolspan.runtime.progress import on_progress
from toolspan.runtime.scope import ToolCallScope, reading_with
from toolspan.tools.approval import Approvals
from toolspan.tools.arguments import check_names, check_offered, fitting
from toolspan.tools.describe import (
    ToolDescription,
    allowed,
    brief,
    definition_size,
    describe_operations,
    execute_schema,
    params_of,
)
from toolspan.tools.inspection import inspect_connector
from toolspan.tools.json_schema import mapped
from toolspan.tools.output import OutputLimiter, store_remainder
from toolspan.tools.strict_schema import loosened, strictened
from toolspan.tracing import recording, traced_tool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.base import BaseConnector
    from toolspan.contract import Ask, Output, Person, Question, Run
    from toolspan.operations.model import Operation
    from toolspan.page import Page
    from toolspan.runtime.progress import Listener
    from toolspan.runtime.redaction import Redactor
    from toolspan.runtime.scope import Reader
    from toolspan.tools.account import Account
    from toolspan.tools.approval import CallOf

logger = logging.getLogger("toolspan")

INSPECT = "What this {} connector can do, or which operations fit a question."
DOCS = "How to use {}: parameters, limits, traps and examples of each entity."
_LONGEST_NAME = 64
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_-]{0,63}")
"""What all models take as the name of a tool; some take more."""
_SECTION = "Such as orders, or orders#list. Leave out for the outline."
_QUERY = "What you want, in English; or an area or entity. Leave out for areas."


class ToolSpecBuilder:
    """Builds the `ToolSpec`s of one connector.

    Args:
        connector: Whose operations they call.
        prefix: Put before each name.
        limiter: Bounds results.
        timeout: Seconds of one call at most.
        strict: Whether parameters take the form of strict modes.
        on_progress: Told what calls that take long are doing.
        person: The user's own function that asks before writes; each framework's own way when left out.
        account: Which of several accounts the connector is.

    Raises:
        ConfigurationError: `person` is not a function.
    """

    def __init__(
        self,
        connector: BaseConnector,
        prefix: str,
        limiter: OutputLimiter,
        timeout: float,
        *,
        strict: bool = False,
        on_progress: Listener | None = None,
        person: Person | None = None,
        account: Account | None = None,
    ) -> None:
        self.connector = connector
        self._ask = asking(person) if person is not None else None
        self._strict = strict
        self._on_progress = on_progress
        self.prefix = prefix
        self._account = account
        self.reader: Reader | None = self._reading_with_execute
        self._limiter = limiter
        self._timeout = timeout

    def spec(
        self,
        name: str,
        title: str,
        description: str,
        schema: Mapping[str, Any],
        body: Any,
        *,
        by_name: bool = True,
        asks: CallOf | None = None,
        **traits: Any,
    ) -> ToolSpec:
        """Return a tool.

        Args:
            name: Its name, without the prefix.
            title: What people read.
            description: What models read.
            schema: Of its arguments.
            body: Gets them, and returns the result.
            by_name: Whether to check their names, where the body does not.
            asks: For a tool that writes, which call its arguments mean: a person may have to approve it.
            traits: More fields of the `ToolSpec`.
        """
        name, description = _checked(self.prefix, name), brief(description)
        accepted, required = dict.fromkeys(schema["properties"]).keys(), schema.get("required", ())

        approvals = (
            Approvals(self.connector, asks, self._account.name if self._account else "") if asks else None
        )

        shown = fitting(schema, strict=self._strict)
        fields = "select_fields" in accepted

        def plain(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
            arguments = loosened(arguments, schema) if self._strict else arguments
            return self._account.taken_from(arguments) if self._account else arguments

        async def run(arguments: Mapping[str, Any], ask: Ask | None = None, /) -> Output:
            arguments = plain(arguments)
            if by_name:
                check_names(name, arguments, accepted, required)
            if (
                approvals
            ):  # whoever is asked may hold the object that came: what is sent is what was asked about
                arguments = deepcopy(dict(arguments))
            with shown:
                approval = await approvals.obtain(arguments, self._ask or ask) if approvals else None
                return await self._rendered(name, body, arguments, approval, fields=fields)

        def question(arguments: Mapping[str, Any]) -> Question | None:
            with shown:
                return approvals.question(plain(arguments)) if approvals else None

        tags = (self.connector.slug,)
        return ToolSpec(
            name,
            title,
            description,
            described(strictened(schema) if self._strict else schema),
            observed(run, name, self.connector.slug, self._on_progress),
            LOOP.run,
            question=question if approvals and not self._ask else None,
            timeout=self._timeout,
            tags=tags,
            strict=self._strict,
            **traits,
        )

    async def _rendered(
        self, name: str, body: Any, arguments: Mapping[str, Any], approval: str | None, *, fields: bool
    ) -> Output:
        scope = ToolCallScope(self._limiter.budget, approval=approval, fields=fields, reader=self.reader)
        with scope as executed:
            try:
                result = await body(arguments)
                if self._account:
                    self._account.mark(result)
                output = self._limiter.render(result, executed)
                if executed.remainder:
                    await store_remainder(executed)
            except ToolspanError as error:
                if self._account and error.resume:
                    error.resume = self._account.added(error.resume)
                raise
            except Exception as fault:
                if is_signal(fault):
                    raise
                raise unexpected(name, fault, self.connector.redact) from fault
            return output

    def _reading_with_execute(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the call that reads on; of strict tools the params are text."""
        given: Any = json.dumps(params, separators=(",", ":")) if self._strict else params
        return self._with_account(reading_with(f"{self.prefix}execute")(given))

    def reading_with_a_tool(self, name: str) -> None:
        """Let results be read on with a tool for that alone.

        Args:
            name: Of the tool, without the prefix.
        """
        self.reader = lambda params: self._with_account({"tool": f"{self.prefix}{name}", "arguments": params})

    def _with_account(self, call: Mapping[str, Any]) -> dict[str, Any]:
        if self._account is None:
            return dict(call)
        return {**call, "arguments": self._account.added(call["arguments"])}

    async def executed(
        self,
        entity: str,
        action: str,
        params: Mapping[str, Any] | str | None,
        select: Sequence[str] | None = None,
        *,
        dry_run: Any = False,
    ) -> Page:
        """Return the page of one operation, within the tool's timeout."""
        return await self.connector.execute(
            entity,
            action,
            params,
            select_fields=select or None,
            timeout=self._timeout,
            dry_run=bool(dry_run),
        )

    def execute(self, name: str, operations: list[Operation], room: int) -> ToolSpec:
        """Return the tool that runs any of `operations`, defined in at most `room` characters."""
        writes = bool(operations) and operations[0].effect == "write"
        names = {operation.name for operation in operations}

        async def body(arguments: Mapping[str, Any]) -> Page:
            entity, action = str(arguments["entity"]), str(arguments["action"])
            check_offered(self.connector, entity, action, names, self.prefix)
            select, dry_run = arguments.get("select_fields"), arguments.get("dry_run")
            return await self.executed(entity, action, arguments.get("params"), select, dry_run=dry_run)

        title = f"{'Change' if writes else 'Read'} {self.connector.title}"
        traits: dict[str, Any] = {
            "read_only": not writes,
            "destructive": any(operation.destructive for operation in operations),
            "idempotent": all(operation.idempotent for operation in operations) if writes else True,
            "asks": _call_of if writes else None,
        }

        def made(advert: ToolDescription) -> ToolSpec:
            schema = execute_schema(advert, writes=writes)
            return self.spec(name, title, advert.description, schema, body, **traits)

        left = room - definition_size(made(ToolDescription("", params=params_of(self.connector))))
        return made(describe_operations(self.connector, self.named(), operations, left))

    def named(self) -> str:
        """Return the title of the connector with its account, which tells two of one API apart."""
        return account_of(self.connector)

    def operations(self, *, writes: bool) -> list[Operation]:
        """Return the operations that the tools may call: reads or writes."""
        return allowed(self.connector.operations, self.connector.policy, writes=writes)

    def inspect(self) -> ToolSpec:
        """Return the tool that tells what is connected and finds operations."""

        async def body(arguments: Mapping[str, Any]) -> Any:
            return inspect_connector(self.connector, arguments.get("query"))

        description, query = self.inspect_texts()
        schema = {
            "type": "object",
            "properties": {"query": {"type": "string", "description": query}},
            "additionalProperties": False,
        }
        title = f"Inspect {self.connector.title}"
        return self.spec("inspect_connector", title, description, schema, body)

    def docs(self) -> ToolSpec:
        """Return the tool that reads the guides."""

        async def body(arguments: Mapping[str, Any]) -> Page:
            return await self.executed("docs", "read", {"section": arguments.get("section")})

        description, section = self.docs_texts()
        schema = {
            "type": "object",
            "properties": {"section": {"type": "string", "description": section}},
            "additionalProperties": False,
        }
        title = f"Guides of {self.connector.title}"
        return self.spec("read_skill_docs", title, description, schema, body)

    def inspect_texts(self) -> tuple[str, str]:
        """Return the descriptions of the tool that inspects, and of its query."""
        return INSPECT.format(self.named()), _QUERY

    def docs_texts(self) -> tuple[str, str]:
        """Return the descriptions of the tool that reads the guides, and of their section."""
        return DOCS.format(self.connector.title), _SECTION


def unexpected(name: str, fault: BaseException, redact: Redactor) -> UpstreamError:
    """Log a bug with its traceback, and return the error for the model, which has none of its text.

    Args:
        name: Of the tool.
        fault: What it raised.
        redact: Masks secrets in the log.
    """
    trace = "".join(traceback.format_exception(fault))
    logger.error("%s failed unexpectedly:\n%s", name, redact(trace))
    return UpstreamError(
        f"{name}: the tool itself failed ({type(fault).__name__}); the call is not at fault.",
        hint="Go on without it, and tell the user; the details are in the log of the program.",
    )


def observed(run: Run, name: str, slug: str, listener: Listener | None) -> Run:
    """Return calls of a tool that report their progress to a listener, and to OpenTelemetry where that is set up.

    Args:
        run: The calls.
        name: Of the tool.
        slug: Of its connector or toolkit.
        listener: Takes progress.
    """

    async def watched(arguments: Mapping[str, Any], ask: Ask | None = None, /) -> Output:
        if not (listener or recording()):
            return await run(arguments, ask)
        with on_progress(listener) if listener else nullcontext():
            if not recording():
                return await run(arguments, ask)
            return await traced_tool(name, slug, arguments, lambda: run(arguments, ask))

    return watched


def described(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with its descriptions cut to the length that models take."""
    said = schema.get("description")
    return mapped({**schema, "description": brief(said)} if isinstance(said, str) else schema, described)


def _checked(prefix: str, name: str) -> str:
    """Return a tool's whole name.

    Raises:
        ConfigurationError: Some model refuses such a name.
    """
    whole = f"{prefix}{name}"
    if isinstance(prefix, str) and _NAME.fullmatch(whole):
        return whole
    longest = _LONGEST_NAME - len(name)
    raise ConfigurationError(
        f"{whole[:100]!r} cannot be the name of a tool: models take at most {_LONGEST_NAME} letters, digits, underscores "
        "and hyphens, the first one a letter or an underscore.",
        hint=f"Give a prefix of at most {longest} such characters." if prefix else "Rename entity or action.",
    )


def account_of(connector: BaseConnector) -> str:
    """Return the title of a connector with its account, which tells two of one API apart."""
    named = ", ".join(str(each)[:40] for each in connector.account_names())
    return f"{connector.title} ({named})" if named else connector.title


def _call_of(arguments: Mapping[str, Any]) -> tuple[str, str, Any]:
    return str(arguments.get("entity")), str(arguments.get("action")), arguments.get("params")
