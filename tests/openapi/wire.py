"""What goes wrong on the wire elsewhere: each case with what a server must understand of it, whoever wrote the client."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .server import Understood

BOAT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
FILE = {"text": "%PDF", "filename": "a.pdf", "content_type": "application/pdf"}


@dataclass(frozen=True)
class Case:
    """A call of `harbour.yaml`: what it is about, operation and arguments, and what must arrive.

    Args:
        about: The rule of the specification.
        id: The operation.
        name: What the package calls it.
        given: Arguments.
        parameters: What must arrive, by name.
        holds: What else must be true of the request.
        wire: Arguments under the document's own names, where those are others.
    """

    about: str
    id: str
    name: str
    given: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    holds: Callable[[Understood], bool] = lambda _: True
    wire: Mapping[str, Any] | None = None

    def arrived(self, understood: Understood) -> bool:
        """Return whether the request is what the document says."""
        found = {name: value for (name, _), value in understood.parameters.items()}
        return all(found.get(name) == value for name, value in self.parameters.items()) and self.holds(
            understood
        )


def _body(value: Any) -> Callable[[Understood], bool]:
    return lambda understood: understood.body == value


def _parts(understood: Understood) -> bool:
    parts = {part["name"]: part for part in understood.body}
    about = parts["attributes"]
    return (parts["file"]["filename"], parts["file"]["content"]) == ("a.pdf", b"%PDF") and (
        about["type"] == "application/json" and json.loads(about["content"]) == {"title": "T"}
    )


def _in_four(understood: Understood) -> bool:
    return understood.parameters == {
        ("id", "path"): "p", ("id", "query"): "q", ("id", "header"): "h", ("id", "cookie"): "c",
    }  # fmt: skip


_LISTS = {"csv": ["a", "b"], "pipes": [1, 2], "ssv": ["a", "b"]}
_FILTER = {"kind": "sail", "owner": {"city": "Oslo"}, "length": [7, 9.5]}
_PLACE = {"at": {"x": 1, "y": 2}, "color": ["red", "blue"], "simple": ["a", "b"]}
_BOOKING = {"berth": "A1", "from": "2026-07-01", "items": [{"sku": "s", "count": 2}], "metadata": {"a": "b"}}
CASES = (
    Case("lists with commas, pipes and blanks", "queryStyles", "styles.query", _LISTS, _LISTS),
    Case("an object as pairs", "queryStyles", "styles.query", {"range": {"low": 1, "high": 2}}, {"range": {"low": 1, "high": 2}}),
    Case(
        "an object in one value", "queryStyles", "styles.query", {"range_csv": {"low": 1, "high": 2}},
        {"rangeCsv": {"low": 1, "high": 2}}, wire={"rangeCsv": {"low": 1, "high": 2}},
    ),
    Case("an object with objects in brackets", "boats.list", "boats.list", {"filter": _FILTER}, {"filter": _FILTER}),
    Case("JSON in a parameter", "queryStyles", "styles.query", {"where": {"a": [1]}}, {"where": {"a": [1]}}),
    Case("matrix and label in the path", "pathStyles", "styles.path", _PLACE, _PLACE),
    Case(
        "reserved characters left as they are", "queryStyles", "styles.query", {"reserved": "a/b?c"}, {"reserved": "a/b?c"},
        lambda understood: b"reserved=a/b?c" in understood.request.url.raw_path,
    ),
    Case("a form with objects in lists", "createBooking", "bookings.create", _BOOKING, holds=_body(_BOOKING)),
    Case(
        "a file with its name, and JSON beside it", "boats.addDocuments", "boats.add_documents",
        {"boat_id": BOAT, "file": FILE, "attributes": {"title": "T"}}, holds=_parts,
        wire={"boatId": BOAT, "file": "%PDF", "attributes": {"title": "T"}},
    ),
    Case(
        "one name in path, query, header and cookie", "echo", "names.echo",
        {"id": "p", "id_query": "q", "id_header": "h", "id_cookie": "c"}, holds=_in_four,
        wire={"id__path": "p", "id__query": "q", "id__header": "h", "id__cookie": "c"},
    ),
    Case(
        "a query in the path", "mapBerths", "berths.map", {"zoom": 3}, {"zoom": 3},
        lambda understood: understood.request.url.params.get("view") == "map",
    ),
    Case(
        "an operation on another host", "boats.addDocuments", "boats.add_documents",
        {"boat_id": BOAT, "file": FILE}, holds=lambda understood: understood.request.url.host == "upload.harbour.test",
        wire={"boatId": BOAT, "file": "%PDF"},
    ),
    Case("null in a merge patch", "updateBerth", "berths.update", {"id": 7, "note": None}, holds=_body({"note": None})),
)  # fmt: skip
