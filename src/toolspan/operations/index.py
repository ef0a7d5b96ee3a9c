"""Operation index of one connector: loaded at first use, looked up by any spelling."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.errors import ConfigurationError, NotFound
from toolspan.operations.arguments import Signature
from toolspan.operations.model import Operation
from toolspan.operations.names import closest, squash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from importlib.resources.abc import Traversable

_NAMED = 60
"""Most choices listed in one message."""


class _Recorded(Mapping[str, Operation]):
    """Operations by name, each made of its record at its first look-up: a program uses few of them."""

    def __init__(self, records: Iterable[Mapping[str, Any]], shared: Mapping[str, Any]) -> None:
        self._records = {f"{record['entity']}.{record['action']}": record for record in records}
        self._shared = shared
        self._made: dict[str, Operation] = {}

    def __getitem__(self, name: str) -> Operation:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = Operation.from_record(self._records[name], self._shared)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


class OperationIndex:
    """Index of an API's operations, by entity and action.

    Args:
        source: The index file, `operations.json`; opened at the first lookup.
        compiled: Whether a build script has already validated it; otherwise it is validated when opened.

    Raises:
        ConfigurationError: At the first lookup, if the file is not JSON or its records are invalid.
    """

    complete: ClassVar[bool] = True
    """Whether the index lists all operations; False if only a server knows them all."""

    def __init__(self, source: Traversable, *, compiled: bool = False) -> None:
        self._source = source
        self._compiled = compiled
        self._signatures: dict[str, Signature] = {}

    @classmethod
    def of(cls, *operations: Operation) -> OperationIndex:
        """Return an index of these operations."""
        index = cls.__new__(cls)
        index.__dict__ |= {
            "_signatures": {},
            "_record": {},
            "_operations": {operation.name: operation for operation in operations},
        }
        return index

    def __contains__(self, entity: object) -> bool:
        """Return whether an entity of this name exists, in any spelling."""
        return isinstance(entity, str) and squash(entity) in self._entity_forms

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._operations.values())

    def __len__(self) -> int:
        return len(self._operations)

    @property
    def whole(self) -> OperationIndex:
        """The index with what is not offered here, if this one is a part of it."""
        return self

    def why_withheld(self, operation: Operation) -> str | None:  # noqa: ARG002 - see PartialIndex
        """Return why an operation of the whole index is not offered, as a sentence; None if it is."""
        return None

    @cached_property
    def _record(self) -> dict[str, Any]:
        text = self._source.read_bytes()
        if self._compiled:
            return json.loads(text)  # type: ignore[no-any-return]
        from toolspan.operations.records import check_records  # noqa: PLC0415 - what a script validated needs no second check

        try:
            record = json.loads(text)
        except ValueError as error:
            raise ConfigurationError(f"{self._source} cannot be used: it is not JSON ({error}).") from None
        check_records(record, str(self._source))
        return record  # type: ignore[no-any-return]

    @cached_property
    def _operations(self) -> Mapping[str, Operation]:
        return _Recorded(self._record["operations"], self._record.get("definitions", {}))

    @cached_property
    def entities(self) -> dict[str, tuple[str, ...]]:
        """Actions by entity, in the order of the index."""
        found: dict[str, tuple[str, ...]] = {}
        for operation in self:
            found[operation.entity] = (*found.get(operation.entity, ()), operation.action)
        return found

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Other names of entities."""
        return dict(self._record.get("aliases", {}))

    def about_entity(self, entity: str) -> str | None:
        """Return the one-sentence description of an entity, if the index has one."""
        found: str | None = self._record.get("entities", {}).get(entity)
        return found

    @cached_property
    def _entity_forms(self) -> dict[str, str]:
        forms = {squash(alias): entity for alias, entity in self.aliases.items()}
        return forms | {squash(entity): entity for entity in self.entities}

    def find(self, entity: str, action: str) -> Operation:
        """Return the operation called `entity.action`, in any spelling.

        Raises:
            NotFound: It does not exist; the message suggests the closest name and lists the choices.
        """
        return self._named(f"{entity}.{action}") or self._search(str(entity), str(action))

    def _named(self, name: str) -> Operation | None:
        return self._operations.get(name)

    def signature(self, operation: Operation) -> Signature:
        """Return the signature of an operation, built once."""
        found = self._signatures.get(operation.name)
        if found is None:
            found = self._signatures[operation.name] = Signature(operation)
        return found

    def _search(self, entity: str, action: str) -> Operation:
        name = self._entity_forms.get(squash(entity))
        if name is None:
            raise _not_found("entity", entity, tuple(self.entities))
        actions = {squash(known): known for known in self.entities[name]}
        if squash(action) not in actions:
            raise _not_found("action", action, tuple(actions.values()), f" of {name}")
        return self._operations[f"{name}.{actions[squash(action)]}"]


class PartialIndex(OperationIndex):
    """Part of an index: what an account or an environment has. Asked for the rest, it says why that is not offered.

    Args:
        whole: The index.
        withheld: Returns why an operation is not offered, as a sentence; None if it is.
    """

    def __init__(self, whole: OperationIndex, withheld: Callable[[Operation], str | None]) -> None:
        self._whole = whole
        self._withheld = withheld
        self._signatures = whole._signatures  # noqa: SLF001 - built once for both

    @property
    def whole(self) -> OperationIndex:
        """The index of which this is a part."""
        return self._whole

    def why_withheld(self, operation: Operation) -> str | None:
        """Return why an operation of the whole index is not offered, as a sentence; None if it is."""
        return self._withheld(operation)

    @property
    def _record(self) -> dict[str, Any]:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.whole._record  # noqa: SLF001 - as above

    @cached_property
    def _operations(self) -> Mapping[str, Operation]:
        return {each.name: each for each in self.whole if self.why_withheld(each) is None}

    def _named(self, name: str) -> Operation | None:
        known = self.whole._named(name)  # noqa: SLF001 - as above
        return known if known and self.why_withheld(known) is None else None

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Other names of the entities that are offered."""
        return {alias: entity for alias, entity in self.whole.aliases.items() if entity in self.entities}

    def _search(self, entity: str, action: str) -> Operation:
        try:
            return super()._search(entity, action)
        except NotFound as error:
            try:
                other = self.whole.find(entity, action)
            except NotFound:
                raise error from None
            raise NotFound(f"{other.name} is not offered: {self.why_withheld(other)}") from None


def _not_found(kind: str, given: str, choices: tuple[str, ...], owner: str = "") -> NotFound:
    near = closest(given, choices)
    listing = "entities" if kind == "entity" else "actions"
    more = f" and {len(choices) - _NAMED} more: docs search finds them" if len(choices) > _NAMED else ""
    return NotFound(
        f'There is no {kind} "{given[:80]}"{owner}.' + (f' Did you mean "{near}"?' if near else ""),
        hint=f"The {listing}{owner} are: {', '.join(choices[:_NAMED])}{more}.",
    )
