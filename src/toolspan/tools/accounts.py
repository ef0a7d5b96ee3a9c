"""Several accounts of one connector as one set of tools, with one argument more that names the account."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError, InvalidInput, NotFound, PolicyDenied
from toolspan.operations.names import squash, suggestion
from toolspan.tools.describe import allowed, brief
from toolspan.tools.specs import ToolSpecBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.base import BaseConnector
    from toolspan.contract import Ask, Output, Question, ToolSpec
    from toolspan.operations.model import Operation
    from toolspan.tools.approval import CallOf

_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,63}")
_LONGEST_TEXT = 240
"""Characters that tell which account is which, at most."""
_OURS = (
    "entity",
    "action",
    "params",
    "select_fields",
    "dry_run",
    "query",
    "section",
    "handle",
    "offset",
    "path",
)
"""Arguments that the tools have besides those of operations."""


class Accounts:
    """Several accounts of one connector by name.

    Args:
        connectors: A connector for each account, all of one class.
        argument: The argument of the tools that names the account.

    Raises:
        ConfigurationError: They are not of one class, a name cannot be, or the argument means something already.
    """

    def __init__(self, connectors: Mapping[str, BaseConnector], argument: str = "account") -> None:
        self.connectors = dict(connectors)
        self.argument = argument
        self._check()

    def _check(self) -> None:
        if not self.connectors:
            raise ConfigurationError(
                "There are no accounts.", hint='Give them by name, such as {"us": us, "de": de}.'
            )
        forms: dict[str, str] = {}
        for name in self.connectors:
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise ConfigurationError(
                    f"{str(name)[:80]!r} cannot name an account: letters without accents, digits, underscores, dots and "
                    "hyphens can, at most 64."
                )
            if (other := forms.setdefault(squash(name), name)) != name:
                raise ConfigurationError(
                    f"The accounts {other!r} and {name!r} have the same name for a model."
                )
        self._check_connectors()
        self._check_argument()

    def _check_connectors(self) -> None:
        first = next(iter(self.connectors.values()))
        for name, connector in self.connectors.items():
            if (type(connector), connector.slug) != (type(first), first.slug):
                raise ConfigurationError(
                    f"The account {name!r} is of {connector.title}, and the first of {first.title}: one set of tools "
                    "serves accounts of one connector.",
                    hint="Add each connector by itself, with a prefix of its own.",
                )
        if len({id(connector) for connector in self.connectors.values()}) < len(self.connectors):
            raise ConfigurationError(
                "Two accounts are the same connector.", hint="Make a connector for each."
            )

    def _check_argument(self) -> None:
        taken = {squash(name) for name in _OURS}
        for operation in self.operations():
            taken.update(squash(parameter.key) for parameter in operation.parameters)
            taken.update(map(squash, operation.body_fields))
        if not isinstance(self.argument, str) or not re.fullmatch(
            "[a-zA-Z_][a-zA-Z0-9_]{0,63}", self.argument
        ):
            raise ConfigurationError(f"{self.argument!r} cannot be the name of an argument.")
        if squash(self.argument) in taken:
            raise ConfigurationError(
                f"{self.argument!r} is already an argument of these tools or a parameter of their operations.",
                hint='Choose another name with argument="...", such as "shop".',
            )

    @property
    def names(self) -> list[str]:
        """The accounts' names."""
        return list(self.connectors)

    def operations(self, *, writes: bool | None = None) -> list[Operation]:
        """Return the operations that some account may do, each once: reads, writes, or both."""
        kinds = (False, True) if writes is None else (writes,)
        found: dict[str, Operation] = {}
        for kind in kinds:
            for connector in self.connectors.values():
                for operation in allowed(connector.operations, connector.policy, writes=kind):
                    found.setdefault(operation.name, operation)
        return list(found.values())

    def known(self) -> list[Operation]:
        """Return the operations of all accounts, allowed or not, each once."""
        every = (operation for connector in self.connectors.values() for operation in connector.operations)
        return list({operation.name: operation for operation in every}.values())

    def allows(self, operation: Operation) -> bool:
        """Return whether some account may run an operation."""
        return any(self.may(name, operation) for name in self.connectors)

    def may(self, name: str, operation: Operation) -> bool:
        """Return whether an account may run an operation."""
        connector = self.connectors[name]
        try:
            own = connector.operations.find(operation.entity, operation.action)
        except NotFound:
            return False
        return connector.policy.allows(own)

    @property
    def told(self) -> str:
        """Which account is which, as a model reads it."""
        each = []
        for name, connector in self.connectors.items():
            known = ", ".join(
                str(part)[:40] for part in connector.account_names() if squash(str(part)) != squash(name)
            )
            each.append(f"{name} ({known})" if known else name)
        return f"Whose data: {', '.join(each)}."

    def that_may(self, entity: str, action: str) -> tuple[str, list[str]]:
        """Return an operation's name, and the accounts that may do it."""
        called, may = f"{entity}.{action}", []
        for name, connector in self.connectors.items():
            try:
                operation = connector.find(entity, action)
            except NotFound:
                continue
            if operation.runs == "client" or connector.policy.allows(operation):
                called = operation.name
                may.append(name)
        return called, may

    def picked(self, tool: str, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the account that a call names, and its other arguments.

        Raises:
            InvalidInput: It names none of them.
        """
        rest = {name: value for name, value in arguments.items() if name != self.argument}
        given = arguments.get(self.argument)
        choices = f"The choices are: {', '.join(self.names)}."
        if given in (None, ""):
            raise InvalidInput(f"{tool}: {self.argument} is required.", hint=choices)
        by_form = {squash(name): name for name in self.names}
        name = by_form.get(squash(given)) if isinstance(given, str) else None
        if name is None:
            near = suggestion(str(given), self.names)
            raise InvalidInput(
                f"{tool}: there is no {self.argument} {str(given)[:64]!r}.{near}", hint=choices
            )
        return name, rest

    def refusal(self, called: str, name: str, may: Sequence[str]) -> PolicyDenied:
        """Return the error for an operation that only other accounts may do."""
        return PolicyDenied(
            f"{called} is not allowed for the {self.argument} {name!r}.",
            hint=f"It is allowed for: {', '.join(may)}.",
        )


class AccountsBuilder(ToolSpecBuilder):
    """Builds the tools of several accounts: each calls the tool of the account that it is called with.

    Args:
        accounts: The accounts.
        own: The tools of each account, by account and name.
        told_in: Name of the tool, without the prefix, that tells which account is which.
        arguments: As in `ToolSpecBuilder`.
        options: As in `ToolSpecBuilder`.
    """

    def __init__(
        self,
        accounts: Accounts,
        own: Mapping[str, Mapping[str, ToolSpec]],
        told_in: str,
        *arguments: Any,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._accounts = accounts
        self._own = own
        self._told_in = told_in

    def operations(self, *, writes: bool) -> list[Operation]:
        """Return the operations that some account may do."""
        return self._accounts.operations(writes=writes)

    def named(self) -> str:
        """Return the connector's title: the argument names the account."""
        return self.connector.title

    def inspect_texts(self) -> tuple[str, str]:
        """Return shorter texts, since the accounts take room."""
        return (
            "What an account can do, or what fits a question.",
            "What you want, in English. Leave out for areas.",
        )

    def docs_texts(self) -> tuple[str, str]:
        """Return shorter texts, as above."""
        return "Parameters, limits, traps and examples by entity.", "Such as orders#list."

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
        """Return a tool with the argument that names the account; arguments as in `ToolSpecBuilder.spec`."""
        made = super().spec(
            name,
            title,
            description,
            self._naming_account(name, schema),
            body,
            by_name=by_name,
            asks=asks,
            **traits,
        )
        whole = made.name
        having = self._having(whole)

        def chosen(arguments: Mapping[str, Any]) -> tuple[ToolSpec, dict[str, Any]]:
            account, rest = self._accounts.picked(whole, arguments)
            self._check_allowed(account, whole, rest, having)
            return self._own[account][whole], rest

        async def run(arguments: Mapping[str, Any], ask: Ask | None = None, /) -> Output:
            spec, rest = chosen(arguments)
            return await spec.run(rest, ask)

        def question(arguments: Mapping[str, Any]) -> Question | None:
            spec, rest = chosen(arguments)
            return spec.question(rest) if spec.question else None

        asking = any(self._own[account][whole].question for account in having)
        return replace(made, run=run, question=question if asking else None)

    def _naming_account(self, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return a schema with the argument that names the account; one tool tells which account each is."""
        having = self._having(f"{self.prefix}{name}")
        field: dict[str, Any] = {"type": "string", "enum": having}
        if name == self._told_in:
            field["description"] = brief(self._accounts.told, _LONGEST_TEXT)
        required = [self._accounts.argument, *schema.get("required", ())]
        properties = {self._accounts.argument: field, **schema["properties"]}
        return {**schema, "properties": properties, "required": required}

    def _having(self, tool: str) -> list[str]:
        return [account for account in self._accounts.names if tool in self._own[account]]

    def _check_allowed(
        self, account: str, tool: str, arguments: Mapping[str, Any], having: Sequence[str]
    ) -> None:
        """Refuse what other accounts may do, and this one may not.

        Raises:
            PolicyDenied: It is such a call.
        """
        entity, action = arguments.get("entity"), arguments.get("action")
        if isinstance(entity, str) and isinstance(action, str):
            called, may = self._accounts.that_may(entity, action)
            if may and account not in may:
                raise self._accounts.refusal(called, account, may)
        if account not in having:
            raise self._accounts.refusal(tool, account, having)
