"""Generated calls of a document's operations, and what the document itself says of a request.

The judgement is jsonschema's, on the values that the independent server read from the request: the package has no part
in it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import schemathesis
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from schemathesis import GenerationMode

from toolspan import Connector, Policy
from toolspan.operations.model import Operation

from .documents import FOLDER, parsed
from .server import Server, Understood

BASES = {"github.json": "", "box.json": "/2.0", "figma.yaml": "", "slack.json": "/api"}
POSITIVE, NEGATIVE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


@dataclass
class Call:
    """A generated call, in the words of the connector."""

    operation: Operation
    params: dict[str, Any]
    sent: dict[tuple[str, str], Any]
    body: Any
    has_body: bool
    sayable: bool
    """Whether there are words for it: where a field is called `body`, nothing can be given that the document does not name."""


class Subject:
    """A document with a connector on a server that understands it."""

    def __init__(self, name: str):
        self.document = parsed(name)
        self.server = Server(self.document, BASES[name], FOLDER, answer=self._note)
        self.connector = Connector.from_openapi(
            FOLDER / name,
            transport=self.server.transport,
            policy=Policy(writes=["*"], repeat_window=0),
            rate_limits=False,
            overlay={"auth": {"none": {"type": "http", "scheme": "bearer"}}}
            if name == "github.json"
            else None,
            auth=_token(),
        )
        self.operations = {each.operation_id: each for each in self.connector.operations}
        schema = schemathesis.openapi.from_dict(copy.deepcopy(self.document))
        schema.config.generation.update(codec="ascii", allow_x00=False)
        found = (each.ok() for each in schema.get_all_operations())
        self.generated = [each for each in found if each.definition.raw.get("operationId") in self.operations]
        self._cases: dict[GenerationMode, Any] = {}
        self.defects: list[str] = []

    def _note(self, understood: Understood):
        self.defects = list(self.judged(understood))

    def cases(self, mode: GenerationMode):
        if mode not in self._cases:
            self._cases[mode] = st.one_of([each.as_strategy(generation_mode=mode) for each in self.generated])
        return self._cases[mode]

    def call(self, case) -> Call:
        """Say a generated case as a caller of the connector would."""
        operation = self.operations[case.operation.definition.raw["operationId"]]
        given = {
            "path": case.path_parameters,
            "query": case.query,
            "header": case.headers,
            "cookie": case.cookies,
        }
        params, sent = {}, {}
        for parameter in operation.parameters:
            values = given.get(parameter.location) or {}
            if parameter.name in values:
                value = values[parameter.name]
                if parameter.schema.get("type") == "array" and isinstance(value, str):
                    value = value.split(",")  # the generator writes such a list itself
                params[parameter.argument or parameter.name] = value
                sent[parameter.name, parameter.location] = value
        body, has_body, sayable = _plain(case.body), type(case.body).__name__ != "NotSet", True
        if self.server.swagger and isinstance(body, dict):
            body = {name: value for name, value in body.items() if name != "token"}  # is filled in
        if has_body and operation.payload is not None:
            fields = {wire: key for key, wire in operation.field_names.items()}
            if isinstance(body, dict) and set(body) <= set(fields):
                params |= {fields[name]: value for name, value in body.items()}
            else:
                params["body"], sayable = body, operation.takes_whole_body
        has_body = has_body and operation.payload is not None
        return Call(operation, params, sent, body if has_body else None, has_body, sayable)

    # ------------------------------------------------------------------ what the document says of a request

    def judged(self, understood: Understood):
        """Yield what of a request is against the document."""
        item = self.document["paths"][understood.path]
        for parameter in self.server._parameters(self.server.resolve(item), understood.operation):
            where = parameter["name"], parameter["in"]
            if where in understood.parameters:
                schema = parameter if self.server.swagger else parameter.get("schema")
                yield from self._against(understood.parameters[where], schema or {})
            elif parameter.get("required") and where[1] in ("path", "query") and not _filled(parameter):
                yield f"{where} is missing"
        if understood.media and understood.media.endswith("json") and not self.server.swagger:
            content = self.server.resolve(understood.operation["requestBody"])["content"]
            yield from self._against(understood.body, (content.get(understood.media) or {}).get("schema", {}))

    def _against(self, value: Any, schema: dict):
        plain = _as_json_schema(
            {"schema": schema, **{k: self.document.get(k) for k in ("components", "definitions")}}
        )
        kind = (
            Draft202012Validator
            if str(self.document.get("openapi", "")).startswith("3.1")
            else Draft4Validator
        )
        whole = {**plain["schema"], "components": plain["components"], "definitions": plain["definitions"]}
        for error in kind(whole).iter_errors(value):
            yield f"{list(error.path)}: {error.message[:200]}"


def _plain(value: Any) -> Any:
    """Return a generated value without the generator's own class for files."""
    if type(value).__name__ == "Binary":
        return value.data
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _filled(parameter: dict) -> bool:
    return parameter["name"] == "token"


def _token():
    from toolspan.auth import Bearer

    return Bearer("generated")


def _as_json_schema(value: Any) -> Any:  # noqa: C901 - one line for each difference
    """Return a schema with what OpenAPI 3.0 says in its own way said as JSON Schema does, and nothing read-only."""
    if isinstance(value, list):
        return [_as_json_schema(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {key: _as_json_schema(each) for key, each in value.items()}
    if isinstance(made.get("properties"), dict):
        gone = [
            name
            for name, part in made["properties"].items()
            if isinstance(part, dict) and part.get("readOnly") is True
        ]
        made["properties"] = {name: part for name, part in made["properties"].items() if name not in gone}
        if isinstance(made.get("required"), list):
            made["required"] = [name for name in made["required"] if name not in gone]
            if not made["required"]:
                del made["required"]
    if isinstance(made.get("required"), bool):
        del made["required"]
    if made.get("nullable") is True and "type" in made:
        del made["nullable"]
        if isinstance(made.get("enum"), list):
            made["enum"] = [*made["enum"], None]
        made["type"] = [made["type"], "null"] if isinstance(made["type"], str) else made["type"]
    if made.get("type") == "file":
        made["type"] = "string"
    made.pop("example", None)
    if (
        made.pop("nullable", None) is True and "type" not in made
    ):  # beside allOf it is meant, though not defined
        return {"anyOf": [made, {"type": "null"}]}
    return made
