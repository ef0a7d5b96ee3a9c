"""A server that understands requests by a document's own words, and answers from its schemas.

Written from the specification's tables alone (https://spec.openapis.org/oas/v3.1.1.html#style-values): it shares nothing
with the package, so that a value that comes out here as it went in was written as the specification says.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus

import httpx2

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")


@dataclass
class Understood:
    """A request as the server understood it."""

    operation: dict
    method: str
    path: str
    parameters: dict[tuple[str, str], Any] = field(default_factory=dict)
    body: Any = None
    media: str | None = None
    request: httpx2.Request | None = None

    @property
    def id(self) -> str:
        return self.operation.get("operationId") or f"{self.method} {self.path}"


class NotUnderstood(AssertionError):
    """The request is none that the document has."""


class Server:
    """Serves a document in process.

    Args:
        document: The parsed document.
        base: The path before all paths.
        folder: Where files that it refers to are.
        answer: Gives a response of its own, or None.

    Operations whose paths differ in what is never sent (`/files/{id}#rename`) are told apart by `meant`, the id of one.
    """

    def __init__(self, document: dict, base: str = "", folder: Path | None = None, answer=None):
        self.document = document
        self.base = base
        self.folder = folder
        self.answer = answer
        self.meant: str | None = None
        self.understood: list[Understood] = []
        self.requests: list[httpx2.Request] = []
        self.swagger = "swagger" in document
        self._routes = sorted(self._all_routes(), key=lambda route: (route[1].count("{"), -len(route[1])))

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self.handle)

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        understood = self.understand(request)
        self.understood.append(understood)
        if self.answer is not None and (given := self.answer(understood)) is not None:
            return given
        return self.respond(understood)

    # ------------------------------------------------------------------ which operation

    def _all_routes(self):
        for path, each in self.document["paths"].items():
            item = self.resolve(each)
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item, self.resolve(item[method])

    def understand(self, request: httpx2.Request) -> Understood:
        target = request.url.raw_path.decode()
        path, _, query = target.partition("?")
        path = path.removeprefix(self.base)
        found = []
        for method, template, item, operation in self._routes:
            if method != request.method:
                continue
            plain, _, fixed = template.partition("#")[0].partition("?")
            values = self._match(plain, path, [*self._parameters(item, operation)])
            if values is not None and (not fixed or f"&{fixed}&" in f"&{query}&"):
                meant = operation.get("operationId") == self.meant
                found.append(((bool(fixed), meant), template, item, operation, values))
        if not found:
            raise NotUnderstood(f"no operation is {request.method} {target}")
        best = max(found, key=lambda each: each[0])
        _, template, item, operation, values = best
        understood = Understood(operation, request.method, template, request=request)
        self._read(understood, item, values, query)
        return understood

    def _match(self, template: str, path: str, parameters: list[dict]):
        multi = {p["name"] for p in parameters if p.get("x-multi-segment")}
        names = re.findall(r"\{([^{}]+)\}", template)
        pattern = "".join(
            (f"({'.+' if part[1:-1] in multi else '[^/]*'})" if part.startswith("{") else re.escape(part))
            for part in re.split(r"(\{[^{}]+\})", template)
            if part
        )
        found = re.fullmatch(pattern, path)
        return dict(zip(names, found.groups(), strict=True)) if found else None

    def _parameters(self, item: dict, operation: dict):
        found = {}
        for each in (*item.get("parameters", ()), *operation.get("parameters", ())):
            parameter = self.resolve(each)
            found[parameter["name"], parameter["in"]] = parameter
        return found.values()

    def resolve(self, value):
        while isinstance(value, dict) and "$ref" in value:
            reference = value["$ref"]
            address, _, pointer = reference.partition("#")
            holder = self.document
            if address:
                import yaml

                text = (self.folder / address).read_text("utf-8")
                holder = yaml.safe_load(re.sub(r"(\$ref: ['\"]?)#", rf"\1{address}#", text))
            for token in pointer.split("/")[1:]:
                holder = holder[unquote(token).replace("~1", "/").replace("~0", "~")]
            value = holder
        return value

    # ------------------------------------------------------------------ what it says

    def _read(self, understood: Understood, item: dict, values: dict[str, str], query: str):
        request, form = understood.request, {}
        pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
        plain = understood.path.partition("#")[0].partition("?")[2]
        fixed = [pair.partition("=")[::2] for pair in plain.split("&") if pair]
        pairs = [pair for pair in pairs if tuple(pair) not in [tuple(each) for each in fixed]]
        cookies = [
            pair.strip().partition("=")[::2]
            for pair in request.headers.get("cookie", "").split(";")
            if pair.strip()
        ]
        for parameter in self._parameters(item, understood.operation):
            name, location = parameter["name"], parameter["in"]
            if location == "path":
                value = self._path(parameter, values[name])
            elif location == "query":
                value = self._query(parameter, pairs)
            elif location == "header":
                value = (
                    self._simple(parameter, request.headers[name], decode=str)
                    if name in request.headers
                    else None
                )
            elif location == "cookie":
                value = self._query(parameter, cookies)
            else:
                form[name] = parameter
                continue
            if value is not None:
                understood.parameters[name, location] = value
        self._body(understood, form)

    def _how(self, parameter: dict) -> tuple[str, bool, dict]:
        """Return style, explode and schema, in the words of OpenAPI 3."""
        if self.swagger:
            kinds = {
                "multi": ("form", True),
                "csv": ("form", False),
                "ssv": ("spaceDelimited", False),
                "pipes": ("pipeDelimited", False),
            }
            style, explode = kinds.get(parameter.get("collectionFormat", "csv"))
            return ("simple" if parameter["in"] in ("path", "header") else style), explode, parameter
        default = "simple" if parameter["in"] in ("path", "header") else "form"
        style = parameter.get("style", default)
        return style, parameter.get("explode", style == "form"), self.resolve(parameter.get("schema", {}))

    def _path(self, parameter: dict, raw: str):
        style, explode, schema = self._how(parameter)
        if style == "simple":
            return self._simple(parameter, raw, decode=unquote)
        kind = self._type(schema)
        if style == "label":
            assert raw.startswith("."), raw
            parts = raw[1:].split("." if explode else ",")
        else:
            assert raw.startswith(";"), raw
            parts = raw[1:].split(";")
            if kind == "array":
                parts = (
                    [part.partition("=")[2] for part in parts]
                    if explode
                    else parts[0].partition("=")[2].split(",")
                )
            elif kind == "object" and not explode:
                parts = parts[0].partition("=")[2].split(",")
            elif kind not in ("array", "object"):
                return self._typed(unquote(parts[0].partition("=")[2]), schema)
        return self._parts(parts, schema, explode=explode, decode=unquote)

    def _simple(self, parameter: dict, raw: str, decode):
        _, explode, schema = self._how(parameter)
        if "content" in parameter:
            return json.loads(decode(raw))
        if self._type(schema) not in ("array", "object"):
            return self._typed(decode(raw), schema)
        return self._parts(raw.split(","), schema, explode=explode, decode=decode)

    def _parts(self, parts: list[str], schema: dict, *, explode: bool, decode):
        kind = self._type(schema)
        if kind == "array":
            items = self.resolve(schema.get("items", {}))
            return [self._typed(decode(part), items) for part in parts if part or len(parts) > 1]
        if kind == "object":
            pairs = (
                [part.partition("=")[::2] for part in parts]
                if explode
                else list(zip(parts[::2], parts[1::2], strict=True))
            )
            return {
                decode(name): self._typed(decode(value), self._property(schema, decode(name)))
                for name, value in pairs
            }
        return self._typed(decode(parts[0]), schema)

    def _query(self, parameter: dict, pairs: list):  # noqa: PLR0911 - one for each row of the table
        style, explode, schema = self._how(parameter)
        name = parameter["name"]
        own = [value for key, value in pairs if unquote_plus(key) == name]
        if "content" in parameter:
            return json.loads(unquote_plus(own[0])) if own else None
        kind = self._type(schema)
        if style == "deepObject":
            return self._deep(
                name, [(unquote_plus(key), unquote_plus(value)) for key, value in pairs], schema
            )
        if kind == "object" and style == "form" and explode:
            known = schema.get("properties", {})
            found = {
                unquote_plus(k): self._typed(unquote_plus(v), self.resolve(known[unquote_plus(k)]))
                for k, v in pairs
                if unquote_plus(k) in known
            }
            return found or None
        if not own:
            return None
        if kind == "array" and explode:
            return self._parts(own, schema, explode=True, decode=unquote_plus)
        if kind in ("array", "object"):
            separator = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}[style]
            assert len(own) == 1, f"{name} is there {len(own)} times"
            raw = own[0].replace("+", "%20") if style == "spaceDelimited" else own[0].replace("|", "%7C")
            return self._parts(raw.split(separator), schema, explode=False, decode=unquote_plus)
        assert len(own) == 1, f"{name} is there {len(own)} times"
        return self._typed(unquote_plus(own[0]), schema)

    def _deep(self, name: str, pairs: list[tuple[str, str]], schema: dict):
        """Read `name[a][b]=1`; numbers in brackets are places of a list."""
        found: dict = {}
        for key, value in pairs:
            if not key.startswith(f"{name}["):
                continue
            keys = re.findall(r"\[([^\[\]]*)\]", key[len(name) :])
            holder = found
            for inner in keys[:-1]:
                holder = holder.setdefault(inner, {})
            holder[keys[-1]] = value
        return self._shaped(found, schema) if found else None

    def _shaped(self, value, schema: dict):
        schema = self.resolve(schema)
        if isinstance(value, str):
            return self._typed(value, schema)
        if self._type(schema) == "array":
            return [self._shaped(value[key], schema.get("items", {})) for key in sorted(value, key=int)]
        return {key: self._shaped(each, self._property(schema, key)) for key, each in value.items()}

    def _property(self, schema: dict, name: str) -> dict:
        extra = schema.get("additionalProperties")
        return self.resolve(schema.get("properties", {}).get(name, extra if isinstance(extra, dict) else {}))

    def _type(self, schema: dict) -> str | None:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((each for each in kind if each != "null"), None)
        return kind or ("object" if "properties" in schema else None)

    def _typed(self, text: str, schema: dict):
        kind = self._type(self.resolve(schema))
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
        if kind == "boolean":
            assert text in ("true", "false"), text
            return text == "true"
        if kind == "object":  # in a list, where the specification has no style for it
            return json.loads(text)
        return text

    # ------------------------------------------------------------------ its body

    def _body(self, understood: Understood, form: dict[str, dict]):
        request = understood.request
        content = request.content
        if not content:
            return
        understood.media = request.headers["content-type"].partition(";")[0]
        media, encoding, schema = understood.media, {}, {}
        if self.swagger:
            schema = {"type": "object", "properties": form}
            encoding = {
                name: dict(zip(("style", "explode"), self._how(each)[:2], strict=True))
                for name, each in form.items()
            }
        else:
            stated = self.resolve(understood.operation["requestBody"])["content"]
            assert media in {kind.partition(";")[0] for kind in stated} or "*/*" in stated, (
                f"{media} is none of {list(stated)}"
            )
            own = next((each for kind, each in stated.items() if kind.partition(";")[0] == media), {})
            encoding, schema = own.get("encoding", {}), self.resolve(own.get("schema", {}))
        if media.endswith("json"):
            understood.body = json.loads(content)
        elif media == "application/x-www-form-urlencoded":
            understood.body = self._form(content.decode(), schema, encoding)
        elif media == "multipart/form-data":
            understood.body = parse_multipart(content, request.headers["content-type"])
        elif media.startswith("text/"):
            understood.body = content.decode()
        else:
            understood.body = content

    def _form(self, text: str, schema: dict, encoding: dict):
        pairs = [pair.partition("=")[::2] for pair in text.split("&") if pair]
        assert parse_qsl(text, strict_parsing=True, keep_blank_values=True)
        found = {}
        for name, stated in self._properties(schema).items():
            part = self.resolve(stated)
            how = encoding.get(name, {})
            parameter = {"name": name, "in": "query", "schema": part, "style": how.get("style", "form")}
            if "explode" in how:
                parameter["explode"] = how["explode"]
            if self._type(part) == "object" and "style" not in how:
                own = [value for key, value in pairs if unquote_plus(key) == name]
                value = json.loads(unquote_plus(own[0])) if own else None
            else:
                swagger, self.swagger = self.swagger, False
                value = self._query(parameter, pairs)
                self.swagger = swagger
            if value is not None:
                found[name] = value
        return found

    def _properties(self, schema: dict) -> dict:
        found = {}
        for part in (*schema.get("allOf", ()), schema):
            found |= self.resolve(part).get("properties", {})
        return found

    # ------------------------------------------------------------------ its answer

    def respond(self, understood: Understood) -> httpx2.Response:
        responses = understood.operation.get("responses", {})
        status = next((each for each in map(str, responses) if re.fullmatch(r"2\d\d", each)), "200")
        response = self.resolve(next((each for key, each in responses.items() if str(key) == status), {}))
        content = response.get("content") or {}
        if self.swagger and "schema" in response:
            content = {"application/json": {"schema": response["schema"]}}
        if understood.method == "HEAD" or not content:
            return httpx2.Response(int(status))
        kind = next((each for each in content if "json" in each), next(iter(content)))
        if "json" in kind:
            value = example(self, (content[kind] or {}).get("schema", {}))
            return httpx2.Response(int(status), json=value, headers={"content-type": kind})
        return httpx2.Response(
            int(status), content=b"content", headers={"content-type": kind.replace("*", "plain")}
        )


def example(server: Server, schema: Any, depth: int = 0):  # noqa: C901, PLR0911 - one for each kind of schema
    """Return a value of a schema: what is required, and the first of every choice."""
    schema = server.resolve(schema)
    if not isinstance(schema, dict) or depth > 12:
        return {}
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("oneOf", "anyOf"):
        if schema.get(key):
            return example(server, schema[key][0], depth + 1)
    kind = server._type(schema) or ("array" if "items" in schema else None)
    if "allOf" in schema:
        parts = [
            example(server, part, depth + 1)
            for part in (*schema["allOf"], {k: v for k, v in schema.items() if k != "allOf"})
        ]
        whole = {}
        for part in parts:
            whole |= part if isinstance(part, dict) else {}
        return whole
    if kind == "array":
        return [example(server, schema.get("items", {}), depth + 1)] if depth < 6 else []
    if kind in ("object", None):
        known = schema.get("properties", {})
        wanted = known if depth < 3 else schema.get("required", ())
        return {name: example(server, known.get(name, {}), depth + 1) for name in wanted}
    return {"integer": 1, "number": 1.5, "boolean": True}.get(kind, "text")


def parse_multipart(content: bytes, content_type: str) -> list[dict]:
    """Return the parts of a multipart body: name, file name, media type and content."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)[1].encode()
    assert content.endswith(b"--" + boundary + b"--\r\n"), "the body does not end as it should"
    found = []
    for part in content.split(b"--" + boundary)[1:-1]:
        head, _, body = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        headers = {name.lower(): value for name, value in headers.items()}
        disposition = headers["content-disposition"]
        found.append(
            {
                "name": re.search(r' name="([^"]*)"', disposition)[1],
                "filename": name[1] if (name := re.search(r' filename="([^"]*)"', disposition)) else None,
                "type": headers.get("content-type"),
                "content": body.removesuffix(b"\r\n"),
            }
        )
    return found
