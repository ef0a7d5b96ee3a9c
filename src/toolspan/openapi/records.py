"""Operation records of a document: what each operation is called, does and needs, and which are not served and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from toolspan.errors import ConfigurationError
from toolspan.openapi.answers import Answers
from toolspan.openapi.bodies import body_of
from toolspan.openapi.examples import example_of
from toolspan.openapi.names import Named, Nameless, names_of
from toolspan.openapi.overlay import Subject
from toolspan.openapi.paging import cursor_of, page_size_of
from toolspan.openapi.parameters import parameters_of
from toolspan.openapi.references import Unusable
from toolspan.openapi.schemas import Schemas, brief_text
from toolspan.openapi.security import Schemes
from toolspan.openapi.verbs import changes_by_id, changes_by_path, effect_of
from toolspan.operations.styles import leads_elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.openapi.document import Document
    from toolspan.openapi.overlay import Overlay
    from toolspan.openapi.references import References
    from toolspan.openapi.route import Route
    from toolspan.openapi.servers import Servers
    from toolspan.operations.model import Effect

_IDEMPOTENT = ("PUT", "DELETE")
_DESTRUCTIVE = (
    "delete",
    "remove",
    "destroy",
    "purge",
    "erase",
    "drop",
    "truncate",
    "revoke",
    "uninstall",
    "terminate",
)
_KEY = re.compile(r"(?:x-)?idempotency-?(?:key|id)", re.IGNORECASE)
_GIVEN_NAME = re.compile(r"(?:[a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*")
_SAFE_IN_PATH = "/{}:@!$&'()*+,;=~.-_%"
_SUMMARY = 160
_HIDDEN = "hidden"
_DEPRECATED = {"note": "The document marks it as deprecated."}


class Said(NamedTuple):
    """What the document's extensions say of an operation."""

    effect: Effect | None = None
    name: str | None = None
    hidden: bool = False


@dataclass(slots=True)
class Records:
    """Operation records of a document.

    Args:
        operations: One record for each that is served.
        skipped: Reasons by name for those that are not.
        routes: Routes by name, for the guides.
    """

    operations: list[dict[str, Any]] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)


class RecordReader:
    """Makes the operation records of one document.

    Args:
        document: The document.
        references: Its references.
        servers: Where its operations are served.
        overlay: What the owner says of them.
    """

    def __init__(
        self, document: Document, references: References, servers: Servers, overlay: Overlay
    ) -> None:
        self.schemas = Schemas(references, document.version)
        self.schemes = Schemes(document, references, overlay.schemes)
        self._trusted = document.url is None
        self.answers = Answers(references)
        self._servers = servers
        self._overlay = overlay

    def read(self, routes: Sequence[Route]) -> Records:
        """Return the records of these routes.

        Raises:
            ConfigurationError: An entry of the overlay concerns nothing.
        """
        found = Records()
        names, settings = self._names(routes)
        for route in routes:
            name, own = names[route.method, route.path], settings[route.method, route.path]
            whole = f"{name.entity}.{name.action}"
            found.routes[whole] = route
            if own.get("hidden", said_of(route, trusted=self._trusted).hidden):
                found.skipped[whole] = _HIDDEN
                continue
            try:
                found.operations.append(self._record(route, name, own))
            except Unusable as error:
                found.skipped[whole] = str(error)
            except RecursionError:
                found.skipped[whole] = "its schemas are nested too deeply"
        return found

    def _names(
        self, routes: Sequence[Route]
    ) -> tuple[dict[tuple[str, str], Named], dict[tuple[str, str], dict[str, Any]]]:
        """Return the names of routes, and what the owner says of each, by method and path key."""
        listed = {(route.method, route.path): route for route in routes}
        if len(listed) < len(routes):
            raise ConfigurationError("A path of the document is there twice.")
        own = {key: said_of(route, trusted=self._trusted).name for key, route in listed.items()}
        names = names_of((_nameless(route, own[key]) for key, route in listed.items()), self._overlay.renamed)
        subjects = {key: Subject(route.id, *key, names[key]) for key, route in listed.items()}
        self._overlay.check(subjects.values())
        settings = {key: self._overlay.of(subject) for key, subject in subjects.items()}
        if any("name" in each for each in settings.values()):
            given = {key: settings[key].get("name") or own[key] for key in listed}
            names = names_of(
                (_nameless(route, given[key]) for key, route in listed.items()), self._overlay.renamed
            )
        return names, settings

    def _record(self, route: Route, name: Named, own: Mapping[str, Any]) -> dict[str, Any]:
        """Return the record of a route.

        Raises:
            Unusable: It cannot be served.
        """
        if route.unusable:
            raise Unusable(route.unusable)
        alternatives = self.schemes.alternatives(route.operation)
        if reason := self.schemes.reason(alternatives):
            raise Unusable(reason)
        effect = own.get("effect") or _effect(route, name, said_of(route, trusted=self._trusted))
        parameters = parameters_of(route, self.schemas, self.schemes, own.get("multi_segment", ()))
        header = own.get("idempotency_header") or _key_header(parameters)
        record: dict[str, Any] = {
            "entity": name.entity,
            "action": name.action,
            "summary": own.get("summary") or _summary(route),
            "effect": effect,
            "operation_id": route.id,
            "method": route.method,
            "path": _path(route.path),
            "parameters": [each for each in parameters if (each["in"], each["name"]) != ("header", header)],
            "destructive": own.get("destructive", _is_destructive(route, name, effect)),
            "idempotent": effect == "read" or route.method in _IDEMPOTENT or bool(header),
            "server": self._servers.of(route.servers),
            "idempotency_header": header if effect == "write" else None,
            "security": alternatives,
            "body": body_of(route, self.schemas, self.schemes, own.get("media")),
            "deprecated": _DEPRECATED if route.operation.get("deprecated") is True else None,
            **{key: own[key] for key in ("rate", "burst") if key in own},
        }
        record |= self._answered(route, record, own)
        if name.entity in self._overlay.first:
            record["priority"] = self._overlay.first.index(name.entity) + 1
        record["example"] = own.get("example") or example_of(route, record, self.schemas)
        return {key: value for key, value in record.items() if value is not None}

    def _answered(self, route: Route, record: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a record says of the response, and of the pages of a list."""
        answer = self.answers.of(route)
        found: dict[str, Any] = dict(answer.record)
        if "records" in own:
            found |= {"records": own["records"] or None, "records_kind": "list"}
        if successes := [int(status) for status in route.responses if re.fullmatch(r"2\d\d", status)]:
            found["success"] = successes
        if record["effect"] == "read":
            found["page_size"] = page_size_of(record["parameters"])
            found["cursor"] = cursor_of(record, answer, self.answers)
        if "cursor" in own:
            found["cursor"] = own["cursor"] or None
        return found


def _nameless(route: Route, given: str | None) -> Nameless:
    return Nameless(route.method, route.path, route.id, route.tags, given)


def said_of(route: Route, *, trusted: bool) -> Said:
    """Return what `x-toolspan` and `x-speakeasy-mcp` say of a route.

    Args:
        route: The route.
        trusted: Whether the document is the owner's; one from a URL may only make the owner more careful.
    """
    effect: Effect | None = None
    name: str | None = None
    hidden = False
    for key in ("x-speakeasy-mcp", "x-toolspan"):
        said = route.operation.get(key)
        if not isinstance(said, dict):
            continue
        hidden = hidden or said.get("hidden") is True or said.get("disabled") is True
        if isinstance(said.get("name"), str) and _GIVEN_NAME.fullmatch(said["name"]):
            name = said["name"]
        if said.get("effect") == "write" or (said.get("effect") == "read" and trusted):
            effect = said["effect"]
    return Said(effect, name, hidden)


def _effect(route: Route, name: Named, said: Said) -> Effect:
    """Return the effect: what the document says of it, or what follows from the method and the name.

    The whole id and the end of the path are looked at too, towards more caution: an overlay can say otherwise.
    """
    if said.effect:
        return said.effect
    own = effect_of(route.method, name.action)
    changes = changes_by_id(_id_verb(route)) or changes_by_path(route.path)
    return "write" if own == "write" or changes else "read"


def _id_verb(route: Route) -> str:
    """Return an operationId without the tag before it."""
    return (route.id or "").rpartition("/")[2].rpartition(".")[2]


def _is_destructive(route: Route, name: Named, effect: Effect) -> bool:
    return route.method == "DELETE" or (effect == "write" and name.action.split("_")[0] in _DESTRUCTIVE)


def _key_header(parameters: Sequence[Mapping[str, Any]]) -> str | None:
    return next(
        (each["name"] for each in parameters if each["in"] == "header" and _KEY.fullmatch(each["name"])), None
    )


def _summary(route: Route) -> str:
    for key in ("summary", "description"):
        text = brief_text(route.operation.get(key), _SUMMARY * 4)
        if key == "description":
            text = re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0]
        if text:
            return brief_text(text, _SUMMARY)
    return f"{route.method} {route.path}"[:_SUMMARY]


def _path(key: str) -> str:
    """Return the path of a key, with its query and without its fragment.

    Raises:
        Unusable: It does not begin with a slash, or leads upwards.
    """
    path, mark, query = key.partition("#")[0].partition("?")
    if not path.startswith("/"):
        raise Unusable("its path does not begin with a slash")
    if leads_elsewhere(path):
        raise Unusable("its path leads upwards")
    if "{" in query:
        raise Unusable("the query in its path has a variable")
    return quote(path, safe=_SAFE_IN_PATH) + mark + quote(query, safe="=&" + _SAFE_IN_PATH)
