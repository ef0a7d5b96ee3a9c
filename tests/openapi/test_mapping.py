"""Odd documents: what a document leaves out, says twice or says in its own way, and what becomes of it."""

from __future__ import annotations

import json

import httpx2
import pytest

from toolspan import Connector, Policy
from toolspan.auth import ApiKey, Bearer
from toolspan.errors import AuthenticationError, ConfigurationError, InvalidInput, NotFound

from .documents import FOLDER, needs_documents

pytestmark = pytest.mark.anyio
JSON = "application/json"


def document(paths: dict, version: str = "3.1.0", **more) -> dict:
    base = {
        "openapi": version,
        "info": {"title": "Odd", "version": "1"},
        "servers": [{"url": "https://odd.test"}],
    }
    return {**base, "paths": paths, **more}


def answers(schema: dict | None = None) -> dict:
    content = {"content": {JSON: {"schema": schema}}} if schema is not None else {}
    return {"200": {"description": "OK", **content}}


def query(name: str, schema: dict | None = None, **more) -> dict:
    return {"name": name, "in": "query", "schema": schema or {"type": "string"}, **more}


def connect(made: dict, answer=None, **options):
    requests: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return answer(request) if answer else httpx2.Response(200, json={})

    options.setdefault("policy", Policy(writes=["*"], repeat_window=0))
    connector = Connector.from_openapi(made, transport=httpx2.MockTransport(handle), **options)
    return connector, requests


def only(connector):
    (operation,) = connector.operations
    return operation


async def call(made: dict, params: dict | None = None, **options):
    connector, requests = connect(made, **options)
    operation = only(connector)
    page = await connector.execute(operation.entity, operation.action, params or {})
    return page, requests


# -- what is missing ------------------------------------------------------------------------------------------------


async def test_a_document_without_ids_tags_and_responses_is_served():
    made = document(
        {
            "/things": {"get": {}, "post": {}},
            "/things/{id}": {"parameters": [{"name": "id", "in": "path", "required": True}], "delete": {}},
        }
    )
    connector, _ = connect(made)
    assert {operation.name for operation in connector.operations} == {
        "things.list",
        "things.create",
        "things.delete",
    }


async def test_path_level_parameters_are_the_operations_own_unless_it_says_otherwise():
    shared = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}, query("q")]
    own = [query("q", {"type": "integer"})]
    made = document({"/a/{id}": {"parameters": shared, "get": {"parameters": own, "responses": answers({})}}})
    connector, _ = connect(made)
    assert {p.name: p.schema["type"] for p in only(connector).parameters} == {"id": "string", "q": "integer"}


async def test_a_path_item_may_be_a_reference():
    made = document(
        {"/a": {"$ref": "#/components/pathItems/A"}},
        components={"pathItems": {"A": {"get": {"responses": answers({})}}}},
    )
    _, requests = await call(made)
    assert requests[0].url.path == "/a"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ({"/a/{id}": {"get": {}}}, "no parameter says what that is"),
        ({"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/None"}]}}}, "leads nowhere"),
        ({"/a": {"get": {"parameters": [{"$ref": "#/paths/~1a/get/parameters/0"}]}}}, "leads back to itself"),
        ({"/a": {"get": {"parameters": [{"name": "x"}]}}}, "does not say where it stands"),
        ({"/a": {"post": {"requestBody": {"content": {"application/xml": {}}}}}}, "application/xml"),
        ({"/a": {"post": {"requestBody": {"content": {JSON: {"schema": {"$ref": "#/nowhere"}}}}}}}, "leads nowhere"),
        ({"/a": {"get": {"responses": {"200": {"description": "", "content": {"text/event-stream": {}}}}}}}, "stream"),
        ({"/a": {"get": 5}}, "no object"),
        ({"/a": {"$ref": "https://elsewhere.test/a.json"}}, "not followed"),
        ({"/a": {"get": {"security": [{"none": []}]}}}, "does not describe"),
    ],
)  # fmt: skip
async def test_an_operation_that_cannot_be_served_is_left_out_and_the_rest_is_served(path, reason):
    connector, _ = connect(document({**path, "/fine": {"get": {"responses": answers({})}}}))
    assert [operation.path for operation in connector.operations] == ["/fine"]
    assert reason in next(iter(connector.skipped.values()))
    assert reason in str(connector.about())


def test_a_document_without_anything_to_serve_is_refused():
    with pytest.raises(ConfigurationError, match="no operation that can be served"):
        connect(document({"/a/{id}": {"get": {}}}))


# -- schemas --------------------------------------------------------------------------------------------------------


async def test_a_boolean_schema_allows_everything_or_nothing():
    schema = {
        "type": "object",
        "properties": {"any": True, "never": False, "list": {"type": "array", "items": True}},
    }
    made = document(
        {"/a": {"post": {"requestBody": {"content": {JSON: {"schema": schema}}}, "responses": answers({})}}}
    )
    _, requests = await call(made, {"any": {"x": [1]}, "list": [1, "a"]})
    assert json.loads(requests[0].content) == {"any": {"x": [1]}, "list": [1, "a"]}
    with pytest.raises(InvalidInput):
        await call(made, {"never": 1})


async def test_an_empty_enum_says_nothing():
    made = document(
        {
            "/a": {
                "get": {"parameters": [query("q", {"type": "string", "enum": []})], "responses": answers({})}
            }
        }
    )
    _, requests = await call(made, {"q": "x"})
    assert requests[0].url.query == b"q=x"


async def test_a_schema_that_contains_itself_is_checked_to_its_depth():
    node = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "in": {"$ref": "#/components/schemas/Node"}},
    }
    made = document(
        {
            "/a": {
                "post": {
                    "requestBody": {
                        "required": True,
                        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Node"}}},
                    },
                    "responses": answers({}),
                }
            }
        },
        components={"schemas": {"Node": node}},
    )
    _, requests = await call(made, {"name": "a", "in": {"name": "b", "in": {"name": "c"}}})
    assert json.loads(requests[0].content)["in"]["in"] == {"name": "c"}
    with pytest.raises(InvalidInput, match="name"):
        await call(made, {"name": "a", "in": {"in": {"name": "c"}}})


async def test_a_field_of_answers_is_no_field_of_requests():
    schema = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
    }
    made = document(
        {
            "/a": {
                "post": {
                    "requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
                    "responses": answers({}),
                }
            }
        }
    )
    _, requests = await call(made, {"name": "x"})
    assert json.loads(requests[0].content) == {"name": "x"}
    with pytest.raises(InvalidInput, match='no parameter "id"'):
        await call(made, {"name": "x", "id": 1})


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
async def test_null_clears_a_field_where_the_document_allows_it(version):
    note = {"type": "string", "nullable": True} if version < "3.1" else {"type": ["string", "null"]}
    schema = {"type": "object", "properties": {"note": note, "name": {"type": "string"}}}
    made = document(
        {"/a": {"patch": {"requestBody": {"content": {JSON: {"schema": schema}}}, "responses": answers({})}}},
        version,
    )
    _, requests = await call(made, {"note": None, "name": "x"})
    assert json.loads(requests[0].content) == {"note": None, "name": "x"}


def family(discriminator, kind: dict, **kinds) -> dict:
    """Schemas of a pet with a discriminator, and of a cat, a kitten and a dog that are made from it."""
    pet = {
        "type": "object", "required": ["kind", "name"], "discriminator": discriminator,
        "properties": {"kind": kind, "name": {"type": "string"}, "friend": {"$ref": "#/components/schemas/Pet"}},
    }  # fmt: skip

    def made(parent: str, **own) -> dict:
        part = {"type": "object", "properties": own, "required": [name for name in own if name != "kind"]}
        return {"allOf": [{"$ref": f"#/components/schemas/{parent}"}, part]}

    cat, dog = made("Pet", lives={"type": "integer"}), made("Pet", barks={"type": "boolean"})
    kitten = made("Cat", weeks={"type": "integer"})
    for name, schema in (("Cat", cat), ("Kitten", kitten), ("Dog", dog)):
        if name in kinds:
            schema["allOf"][1]["properties"]["kind"] = kinds[name]
    return {"Pet": pet, "Cat": cat, "Kitten": kitten, "Dog": dog}


TEXT = {"type": "string"}
MAPPING = {"cat": "#/components/schemas/Cat", "kitten": "Kitten", "dog": "#/components/schemas/Dog"}
SAID = {name: {"enum": [name.lower()]} for name in ("Cat", "Kitten", "Dog")}


@pytest.mark.parametrize(
    ("schemas", "cat", "kitten", "itself"),
    [
        (family({"propertyName": "kind"}, TEXT), "Cat", "Kitten", "Pet"),
        (family({"propertyName": "kind", "mapping": MAPPING}, TEXT), "cat", "kitten", None),
        (family({"propertyName": "kind"}, TEXT, **SAID), "cat", "kitten", None),
        (family({"propertyName": "kind"}, {"enum": ["Cat", "Kitten", "Dog"]}), "Cat", "Kitten", None),
    ],
    ids=["by name", "by a mapping", "by what each says", "by an enum"],
)
async def test_what_is_made_from_a_parent_may_stand_for_it(schemas, cat, kitten, itself):
    body = {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Pet"}}}, "required": True}
    made = document(
        {"/pets": {"post": {"requestBody": body, "responses": answers({})}}}, components={"schemas": schemas}
    )
    good = [
        {"kind": cat, "name": "Tom", "lives": 9},
        {
            "kind": kitten,
            "name": "Bo",
            "lives": 9,
            "weeks": 3,
            "friend": {"kind": cat, "name": "T", "lives": 1},
        },
    ]
    bad = [
        ({"kind": cat, "name": "Tom"}, "lives"),
        ({"kind": cat, "name": "Tom", "lives": 9, "barks": True}, "barks"),
        ({"kind": kitten, "name": "Bo", "lives": 9}, "weeks"),
        ({"kind": kitten, "name": "B", "lives": 9, "weeks": 3, "friend": {"kind": cat, "name": "T"}}, "lives"),
    ]  # fmt: skip
    (good if itself else bad).append(
        {"kind": itself, "name": "It"} if itself else ({"kind": "Pet", "name": "It"}, "kind")
    )
    for pet in good:
        _, requests = await call(made, {"body": pet})
        assert json.loads(requests[0].content) == pet
    for pet, said in bad:
        with pytest.raises(InvalidInput) as refused:
            await call(made, {"body": pet})
        assert said in str(refused.value)


async def test_a_parent_of_2_0_has_its_discriminator_as_text():
    schemas = json.loads(json.dumps(family("kind", TEXT)).replace("components/schemas", "definitions"))
    body = {"name": "anything", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Pet"}}
    made = {"swagger": "2.0", "info": {"title": "Odd", "version": "1"}, "host": "odd.test", "schemes": ["https"],
            "paths": {"/pets": {"post": {"parameters": [body], "responses": answers()}}}, "definitions": schemas}  # fmt: skip
    _, requests = await call(made, {"body": {"kind": "Dog", "name": "Rex", "barks": True}})
    assert json.loads(requests[0].content)["barks"] is True
    with pytest.raises(InvalidInput, match="barks"):
        await call(made, {"body": {"kind": "Dog", "name": "Rex"}})


async def test_exclusive_bounds_of_3_0_are_those_of_3_1():
    number = {"type": "integer", "minimum": 0, "exclusiveMinimum": True}
    made = document({"/a": {"get": {"parameters": [query("n", number)], "responses": answers({})}}}, "3.0.3")
    with pytest.raises(InvalidInput, match="n"):
        await call(made, {"n": 0})
    await call(made, {"n": 1})


async def test_a_default_is_described_and_not_sent():
    made = document(
        {
            "/a": {
                "get": {
                    "parameters": [query("n", {"type": "integer", "default": 30})],
                    "responses": answers({}),
                }
            }
        }
    )
    connector, _ = connect(made)
    assert "Default: 30." in only(connector).parameters[0].schema["description"]
    _, requests = await call(made)
    assert not requests[0].url.query


# -- names of parameters --------------------------------------------------------------------------------------------


async def test_no_two_parameters_share_a_name_and_none_has_one_that_tools_use_themselves():
    names = ["a-b", "a_b", "aB", "A[b]", "$top", "top", "select_fields", "dry_run", "q" * 80, "名", "日"]
    parameters = [query(name) for name in names] + [
        {"name": "top", "in": "header", "schema": {"type": "string"}}
    ]
    connector, requests = connect(
        document({"/a": {"get": {"parameters": parameters, "responses": answers({})}}})
    )
    arguments = [parameter.argument for parameter in only(connector).parameters]
    assert len(set(arguments)) == len(parameters)
    assert all(len(argument) <= 64 and argument.isidentifier() for argument in arguments)
    assert not {"select_fields", "dry_run", "body"} & set(arguments)
    operation = only(connector)
    await connector.execute(
        operation.entity, operation.action, {name: f"v{n}" for n, name in enumerate(arguments)}
    )
    sent = [*requests[0].url.params.values(), requests[0].headers["top"]]
    assert sent == [f"v{number}" for number in range(len(parameters))]


# -- Swagger 2.0 ----------------------------------------------------------------------------------------------------


def swagger(paths: dict, **more) -> dict:
    return {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "host": "old.test",
        "basePath": "/v2",
        "schemes": ["http", "https"],
        "paths": paths,
        **more,
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("csv", b"l=a,b"),
        ("ssv", b"l=a%20b"),
        ("pipes", b"l=a%7Cb"),
        ("multi", b"l=a&l=b"),
        ("tsv", b"l=a%09b"),
        (None, b"l=a,b"),
    ],
)
async def test_lists_of_2_0_are_written_in_their_collection_format(kind, expected):
    parameter = {
        "name": "l",
        "in": "query",
        "type": "array",
        "items": {"type": "string"},
        **({"collectionFormat": kind} if kind else {}),
    }
    _, requests = await call(
        swagger({"/a": {"get": {"parameters": [parameter], "responses": {"200": {"description": ""}}}}}),
        {"l": ["a", "b"]},
    )
    assert str(requests[0].url).startswith("https://old.test/v2/a?")
    assert requests[0].url.query == expected


async def test_form_fields_of_2_0_are_a_form_and_with_a_file_multipart():
    fields = [
        {"name": "title", "in": "formData", "type": "string", "required": True},
        {"name": "n", "in": "formData", "type": "integer"},
    ]
    _, requests = await call(
        swagger({"/a": {"post": {"parameters": fields, "responses": {"200": {"description": ""}}}}}),
        {"title": "a b", "n": 2},
    )
    assert requests[0].content == b"title=a%20b&n=2"
    assert requests[0].headers["content-type"] == "application/x-www-form-urlencoded"
    fields.append({"name": "file", "in": "formData", "type": "file"})
    given = {"title": "t", "file": {"text": "hello", "filename": "a.txt"}}
    _, requests = await call(
        swagger({"/a": {"post": {"parameters": fields, "responses": {"200": {"description": ""}}}}}), given
    )
    assert requests[0].headers["content-type"].startswith("multipart/form-data")
    assert b'filename="a.txt"' in requests[0].content


async def test_a_body_of_2_0_is_a_body():
    body = {"name": "anything", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Thing"}}
    made = swagger(
        {"/a": {"post": {"parameters": [body], "responses": {"200": {"description": ""}}}}},
        definitions={
            "Thing": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
        },
    )
    _, requests = await call(made, {"n": 1})
    assert json.loads(requests[0].content) == {"n": 1}
    with pytest.raises(InvalidInput, match="n is required"):
        await call(made, {})


async def test_an_access_token_among_the_parameters_is_filled_in_and_not_asked_for():
    token = {
        "name": "token",
        "in": "query",
        "type": "string",
        "required": True,
        "description": "Authentication token.",
    }
    made = swagger(
        {
            "/a": {
                "get": {
                    "parameters": [token],
                    "security": [{"o": []}],
                    "responses": {"200": {"description": ""}},
                }
            }
        },
        securityDefinitions={
            "o": {
                "type": "oauth2",
                "flow": "accessCode",
                "authorizationUrl": "https://old.test/a",
                "tokenUrl": "https://old.test/t",
                "scopes": {},
            }
        },
    )
    _, requests = await call(made, auth=Bearer("b"))
    assert requests[0].headers["authorization"] == "Bearer b"
    assert not requests[0].url.query


# -- servers and credentials ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("servers", "variables", "expected"),
    [
        ([{"url": "https://{region}.odd.test/{path}", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}, "path": {"default": "v1"}}}], {}, "https://eu.odd.test/v1/a"),
        ([{"url": "https://{region}.odd.test/{path}", "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}, "path": {"default": "v1"}}}], {"region": "us"}, "https://us.odd.test/v1/a"),
        ([{"url": "https://odd.test/"}], {}, "https://odd.test/a"),
    ],
)  # fmt: skip
async def test_variables_of_servers_have_defaults_and_the_owners_values(servers, variables, expected):
    _, requests = await call(
        document({"/a": {"get": {"responses": answers({})}}}, servers=servers), variables=variables
    )
    assert str(requests[0].url) == expected


@pytest.mark.parametrize(
    "variables", [{"region": "mars"}, {"zone": "eu"}, {"path": "v1@evil.test"}, {"path": "a b"}]
)
def test_values_of_server_variables_are_checked(variables):
    servers = [
        {
            "url": "https://{region}.odd.test/{path}",
            "variables": {"region": {"default": "eu", "enum": ["eu"]}, "path": {"default": "v1"}},
        }
    ]
    with pytest.raises(ConfigurationError):
        connect(document({"/a": {"get": {"responses": answers({})}}}, servers=servers), variables=variables)


def test_a_document_that_does_not_say_where_it_is_served_needs_a_base_url():
    made = document({"/a": {"get": {"responses": answers({})}}}, servers=[{"url": "/v1"}])
    with pytest.raises(ConfigurationError, match="base_url"):
        connect(made)
    assert connect(made, base_url="https://mine.test/v1")


async def test_servers_on_the_documents_own_host_move_with_the_base_url():
    made = document(
        {"/a": {"get": {"servers": [{"url": "https://odd.test/other"}], "responses": answers({})}}},
        servers=[{"url": "https://odd.test/v1"}],
    )
    _, requests = await call(made, base_url="http://127.0.0.1:9000/v1")
    assert str(requests[0].url) == "http://127.0.0.1:9000/other/a"


async def test_the_servers_of_all_operations_are_that_of_a_document_which_names_none():
    made = document(
        {"/a": {"servers": [{"url": "https://api.odd.test"}], "get": {"responses": answers({})}}}, servers=[]
    )
    _, requests = await call(made)
    assert str(requests[0].url) == "https://api.odd.test/a"


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({"kye": ApiKey("k")}, 'Did you mean "key"'),
        ({"key": Bearer("b")}, "takes ApiKey, not Bearer"),
        (Bearer("b"), "No security scheme of the document takes Bearer"),
        ("secret-canary-7f3a91c2d8", "auth takes credentials"),
    ],
)
def test_credentials_that_fit_no_scheme_are_refused_when_the_connector_is_made(auth, said):
    made = document(
        {"/a": {"get": {"responses": answers({})}}},
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}},
    )
    with pytest.raises(ConfigurationError) as refused:
        connect(made, auth=auth)
    assert said in str(refused.value)
    assert "canary" not in str(refused.value)


async def test_an_overlay_adds_the_scheme_that_a_document_forgot():
    overlay = {"auth": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    _, requests = await call(
        document({"/a": {"get": {"responses": answers({})}}}), auth=ApiKey("k"), overlay=overlay
    )
    assert requests[0].headers["x-key"] == "k"


async def test_a_token_for_a_document_without_schemes_goes_to_every_call():
    _, requests = await call(document({"/a": {"get": {"responses": answers({})}}}), auth=Bearer("b"))
    assert requests[0].headers["authorization"] == "Bearer b"


# -- overlays -------------------------------------------------------------------------------------------------------


async def test_an_overlay_goes_before_the_document():
    made = document(
        {
            "/search": {"post": {"operationId": "runSearch", "responses": answers({})}},
            "/old": {"get": {"responses": answers({})}},
        }
    )
    overlay = {
        "operations": {
            "runSearch": {
                "effect": "read",
                "name": "things.search",
                "summary": "Search things",
                "rate": 2,
                "burst": 5,
                "example": {},
            },
            "GET /old": {"hidden": True},
        }
    }
    connector, _ = connect(made, overlay=overlay, policy=Policy())
    operation = only(connector)
    assert (operation.name, operation.effect, operation.summary, operation.rate) == (
        "things.search",
        "read",
        "Search things",
        2,
    )
    assert connector.skipped == {"old.get": "hidden"}
    assert "not_served" not in connector.about()
    assert (await connector.things.search()).data is not None


@needs_documents
@pytest.mark.parametrize(
    ("code", "kind"),
    [("channel_not_found", NotFound), ("invalid_auth", AuthenticationError), ("invalid_limit", InvalidInput)],
)
async def test_an_overlay_says_how_a_body_tells_that_a_success_is_none(code, kind):
    kinds = {"channel_not_found": "not_found", "invalid_auth": "authentication"}
    connector, requests = connect(
        FOLDER / "slack.json",
        lambda _: httpx2.Response(200, json={"ok": False, "error": code}),
        auth=Bearer("xoxb-canary"),
        overlay={"errors": {"ok": "ok", "code": "error", "kinds": kinds}},
    )
    with pytest.raises(kind) as caught:
        await connector.conversations.info(channel="C1")
    assert caught.value.upstream_code == code
    assert len(requests) == 1


async def test_check_calls_a_read_without_parameters_and_names_what_is_not_served():
    made = document(
        {
            "/things": {"get": {"responses": answers({"type": "array"})}},
            "/me": {"get": {"responses": answers({"type": "object"})}},
            "/a/{id}": {"get": {}},
        }
    )
    connector, requests = connect(made)
    page = await connector.check()
    assert [request.url.path for request in requests] == ["/me"]
    assert any("no parameter says what that is" in warning for warning in page.meta.warnings)


async def test_check_calls_a_read_that_the_policy_allows():
    answer = {"get": {"responses": answers({"type": "object"})}}
    given = document({"/me": answer, "/status": answer})
    connector, requests = connect(given, policy=Policy(reads=["status.*"]))
    await connector.check()
    assert [request.url.path for request in requests] == ["/status"]
    connector, requests = connect(given, policy=Policy(reads=["raw"]))
    with pytest.raises(ConfigurationError, match="policy allows"):
        await connector.check()
    assert requests == []
