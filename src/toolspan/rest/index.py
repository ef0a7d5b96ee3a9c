"""Operation index of a described connector: paging and page size of `connector.toml` complete its records."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError
from toolspan.operations.index import OperationIndex
from toolspan.operations.names import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from toolspan.rest.description import Description


class DescribedIndex(OperationIndex):
    """Operation index of a folder with `connector.toml` and `operations.json`.

    Args:
        folder: The folder.
        description: What `connector.toml` says.

    Raises:
        ConfigurationError: At the first lookup, if a record is invalid or does not agree with the description.
    """

    def __init__(self, folder: Traversable, description: Description) -> None:
        super().__init__(folder / "operations.json")
        self._description = description

    @cached_property
    def _record(self) -> dict[str, Any]:
        found = super()._record
        records = found["operations"]
        if faults := list(_disagreements(records, self._description)):
            raise ConfigurationError(f"{self._source} does not agree with connector.toml: {' '.join(faults)}")
        return {**found, "operations": [_completed(record, self._description) for record in records]}


def _completed(record: Mapping[str, Any], description: Description) -> Mapping[str, Any]:
    """Return a record with the paging of the connector, if it is a list that takes the paging parameter."""
    more: dict[str, Any] = {}
    if description.paging and "cursor" not in record and _takes(record, description.paging["parameter"]):
        more["cursor"] = description.paging
    size = description.page_size
    if size and "page_size" not in record and _takes(record, size):
        more["page_size"] = size
    return {**record, **more}


def _takes(record: Mapping[str, Any], name: str) -> bool:
    schema = (record.get("body") or {}).get("schema") or {}
    fields = schema.get("properties", {})
    return name.partition(".")[0] in (*(p["name"] for p in record.get("parameters", ())), *fields)


def _disagreements(records: list[dict[str, Any]], description: Description) -> Iterator[str]:
    """Return what the records and the description say differently."""
    words = {word for record in records for word in record.get("fill", {}).values()}
    for word in sorted(words - set(description.fill)):
        yield f'fill uses the word "{word}", which [fill] does not have.{suggestion(word, description.fill)}'
    for word in sorted(set(description.fill) - words):
        yield f'[fill] has "{word}", which no operation fills in.{suggestion(word, words)}'
    names = [f"{record['entity']}.{record['action']}" for record in records]
    for key, name in (("check", description.check), ("bulk", description.bulk)):
        if name and name not in names:
            yield f'{key} names "{name}", which is no operation.{suggestion(name, names)}'
    parameters = {p["name"] for record in records for p in record.get("parameters", ())}
    paging = description.paging["parameter"] if description.paging else None
    for key, name in (("parameter", paging), ("page_size", description.page_size)):
        if name and not any(_takes(record, name) for record in records):
            yield f'[paging] {key} names "{name}", which no operation has.{suggestion(name, parameters)}'
