"""Overlay: what the owner says of a document's operations, beyond the document or against it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolspan.errors import ConfigurationError
from toolspan.operations.names import suggestion
from toolspan.rest.description import faults_of_errors
from toolspan.transport.error_rules import ErrorRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from toolspan.openapi.names import Named

_TOP = ("hosts", "entities", "auth", "errors", "operations", "store")
_ENTITIES = ("rename", "first")
_TEXT, _TRUTH, _OBJECT = (str, "text"), (bool, "true or false"), (dict, "a table")
_KEYS: dict[str, tuple[Any, str]] = {
    **dict.fromkeys(("effect", "name", "summary", "records", "idempotency_header", "media"), _TEXT),
    **dict.fromkeys(("hidden", "destructive"), _TRUTH),
    "example": _OBJECT,
    "cursor": ((dict, bool), "a table, or false for none"),
    "multi_segment": (list, "a list of names of path parameters"),
    "rate": ((int, float), "a number"),
    "burst": (int, "a whole number"),
}
_NAME = re.compile(r"(?:[a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*")
_MOST = 10


class Subject(NamedTuple):
    """An operation as an overlay can name it."""

    id: str | None
    method: str
    path: str
    name: Named

    @property
    def spellings(self) -> tuple[str, ...]:
        """What the key of an overlay may be: the operationId, `METHOD /path`, or the name."""
        own = (f"{self.method} {self.path}", f"{self.name.entity}.{self.name.action}")
        return (self.id, *own) if self.id else own


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an owner says of operations. Later entries go before earlier ones.

    Args:
        source: Its name, for errors.
        hosts: More hosts that credentials may go to.
        renamed: Other names of entities.
        first: Entities that come first in descriptions.
        schemes: Security schemes that the document lacks.
        errors: Where responses say what went wrong; None where the status decides.
        entries: Settings by operationId, `METHOD /path`, or a pattern of names.
        store: Tables and streams of the context store, in the form of `toolspan.store.tables`; None without one.
    """

    source: str = "overlay"
    hosts: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    schemes: Mapping[str, Any] = field(default_factory=dict)
    errors: ErrorRules | None = None
    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    store: Mapping[str, Any] | None = None

    def of(self, subject: Subject) -> dict[str, Any]:
        """Return the settings of an operation."""
        found: dict[str, Any] = {}
        for key, settings in self.entries.items():
            if _fits(key, subject):
                found |= settings
        return found

    def check(self, subjects: Iterable[Subject]) -> None:
        """Refuse entries that concern nothing: a misspelt one would silently leave its operation as it is.

        Raises:
            ConfigurationError: A key matches no operation, or an entity does not exist.
        """
        listed = list(subjects)
        known = [spelling for subject in listed for spelling in subject.spellings]
        entities = list(dict.fromkeys(subject.name.entity for subject in listed))
        faults = [
            f'"{key}" matches no operation.{suggestion(key, known)}'
            for key in self.entries
            if not any(_fits(key, subject) for subject in listed)
        ]
        faults += [
            f'[entities] first: there is no entity "{name}".{suggestion(name, entities)}'
            for name in self.first
            if name not in entities
        ]
        if faults:
            raise _refused(self.source, faults)


def _fits(key: str, subject: Subject) -> bool:
    if key in subject.spellings:
        return True
    return not re.match(r"[A-Z]+ /", key) and fnmatchcase(f"{subject.name.entity}.{subject.name.action}", key)


def read_overlay(source: str | Path | Mapping[str, Any] | None) -> Overlay:
    """Return the overlay of a TOML file, or of what such a file would say.

    Raises:
        ConfigurationError: It cannot be read, or says something that is not understood.
    """
    if source is None:
        return Overlay()
    name = "overlay"
    if isinstance(source, (str, Path)):
        name, source = str(source), _parsed(Path(source))
    faults = list(_faults(source))
    if faults:
        raise _refused(name, faults)
    entities = source.get("entities", {})
    return Overlay(
        name,
        tuple(source.get("hosts", ())),
        entities.get("rename", {}),
        tuple(entities.get("first", ())),
        source.get("auth", {}),
        ErrorRules(**source["errors"]) if source.get("errors") else None,
        source.get("operations", {}),
        source.get("store"),
    )


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"The overlay {path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise ConfigurationError(f"The overlay {path} is not TOML: {error}.") from None


def _refused(source: str, faults: list[str]) -> ConfigurationError:
    more = [f"And {len(faults) - _MOST} more."] if len(faults) > _MOST else []
    return ConfigurationError(
        f"{source} cannot be used: {' '.join([*faults[:_MOST], *more])}",
        hint='Keys of [operations] are operationIds, "GET /path" or patterns of names, such as "issues.*".',
    )


def _faults(source: Any) -> Iterator[str]:
    if not isinstance(source, dict):
        yield f"a table is expected, not {type(source).__name__}."
        return
    yield from _unknown("The overlay", source, _TOP)
    for key in ("entities", "auth", "errors", "operations", "store"):
        if not isinstance(source.get(key, {}), dict):
            yield f"{key} must be a table."
            return
    entities = source.get("entities", {})
    yield from _unknown("[entities]", entities, _ENTITIES)
    yield from _no_texts("hosts", source.get("hosts", []))
    yield from _no_texts("[entities] first", entities.get("first", []))
    rename = entities.get("rename", {})
    if not isinstance(rename, dict) or not all(
        isinstance(new, str) and _NAME.fullmatch(new) for new in rename.values()
    ):
        yield "[entities] rename must be a table of names in snake_case."
    yield from faults_of_errors(source.get("errors", {}))
    yield from (
        f"[auth] {name} must be a table."
        for name, said in source.get("auth", {}).items()
        if not isinstance(said, dict)
    )
    for key, settings in source.get("operations", {}).items():
        if not isinstance(settings, dict):
            yield f'"{key}" must be a table.'
            continue
        yield from _unknown(f'"{key}"', settings, _KEYS)
        for name, value in settings.items():
            yield from _wrong(f'"{key}": {name}', name, value)


def _no_texts(where: str, given: Any) -> Iterator[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) and each for each in given):
        yield f"{where} must be a list of texts."


def _wrong(where: str, name: str, value: Any) -> Iterator[str]:
    kind, expected = _KEYS.get(name, (object, ""))
    if not isinstance(value, kind) or (
        isinstance(value, bool)
        and bool not in (kind if isinstance(kind, tuple) else (kind,))
        and kind is not object
    ):
        yield f"{where} must be {expected}."
    elif name == "effect" and value not in ("read", "write"):
        yield f'{where} must be "read" or "write", not "{str(value)[:40]}".'
    elif name == "name" and not _NAME.fullmatch(str(value)):
        yield f"{where} must be snake_case, with or without its entity, such as issues.list."
    elif name == "cursor" and value is True:
        yield f"{where} must be a table, or false for none."
    elif name == "multi_segment":
        yield from _no_texts(where, value)


def _unknown(where: str, given: Mapping[str, Any], known: Iterable[str]) -> Iterator[str]:
    listed = list(known)
    for key in given:
        if key not in listed:
            yield f'{where} has the unknown key "{key}".{suggestion(key, listed)}'
