"""What is sent for each odd feature of a document: exact requests, and what a server understands of them."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import traceback
from urllib.parse import urlsplit

import httpx2
import pytest

from toolspan import Connector, Policy
from toolspan.auth import ApiKey, Basic, Bearer, ClientCredentials
from toolspan.errors import ConfigurationError, InvalidInput

from .documents import FOLDER, needs_documents, parsed
from .server import Server
from .wire import BOAT, CASES

pytestmark = [pytest.mark.anyio, needs_documents]
pytest.importorskip("yaml")

BASE = "https://north.harbour.test/v1"
UPLOADS = "upload.harbour.test"


def harbour(server: Server, **options):
    options.setdefault("policy", Policy(writes=["*"], repeat_window=0))
    options.setdefault("auth", {"bearer": Bearer("b-token")})
    options.setdefault("hosts", [UPLOADS])
    return Connector.from_openapi(FOLDER / "harbour.yaml", transport=server.transport, **options)


@pytest.fixture
def server() -> Server:
    return Server(parsed("harbour.yaml"), "/v1", FOLDER)


FORM = "application/x-www-form-urlencoded"
KEY = "canary-7f3a91c2d8-key"
TABLE = [
    # -- where values stand and how they are written
    ("styles.query", {"form": ["a", "b c"]}, "GET /styles?form=a&form=b%20c", None),
    ("styles.query", {"csv": ["a", "b,c"]}, "GET /styles?csv=a,b%2Cc", None),
    ("styles.query", {"ssv": ["a", "b"]}, "GET /styles?ssv=a%20b", None),
    ("styles.query", {"pipes": [1, 2]}, "GET /styles?pipes=1%7C2", None),
    ("styles.query", {"range": {"low": 1, "high": 2}}, "GET /styles?low=1&high=2", None),
    ("styles.query", {"range_csv": {"low": 1, "high": 2}}, "GET /styles?rangeCsv=low,1,high,2", None),
    ("styles.query", {"where": {"a": [1]}}, "GET /styles?where=%7B%22a%22%3A%5B1%5D%7D", None),
    ("styles.query", {"reserved": "a/b?c"}, "GET /styles?reserved=a/b?c", None),
    ("styles.query", {"flag": True}, "GET /styles?flag=true", None),
    (
        "boats.list",
        {"filter": {"kind": "sail", "owner": {"city": "Oslo"}, "length": [7, 9.5]}},
        "GET /boats?filter%5Bkind%5D=sail&filter%5Bowner%5D%5Bcity%5D=Oslo&filter%5Blength%5D%5B0%5D=7&filter%5Blength%5D%5B1%5D=9.5",
        None,
    ),
    ("bookings.list", {"status": ["open", "no"]}, "GET /bookings?status=open,no", None),
    (
        "styles.path",
        {"at": {"x": 1, "y": 2}, "color": ["red", "blue"], "simple": ["a", "b"]},
        "GET /points/;x=1;y=2/.red,blue/a,b",
        None,
    ),
    ("reports.get", {"year": 2026, "month": "07"}, "GET /reports/2026-07.json", None),
    ("files.read", {"path": "a/b c/d.txt"}, "GET /files/a/b%20c/d.txt", None),
    ("berths.map", {"zoom": 3}, "GET /berths?view=map&zoom=3", None),
    ("berths.get", {"id": 7, "x_trace": "t"}, "GET /berths/7", None),
    ("boats.rename", {"boat_id": BOAT, "name": "Ida"}, f"PUT /boats/{BOAT}", '{"name":"Ida"}'),
    (
        "names.odd",
        {"start_time_before": "1", "start_time_after": "2", "start_time": "0", "filter_status": "f", "ids": ["x", "y"], "top": 5},
        "GET /names?StartTime=0&StartTime%3C=1&StartTime%3E=2&filter%5Bstatus%5D=f&ids%5B%5D=x&ids%5B%5D=y&%24top=5",
        None,
    ),
    # -- bodies
    ("berths.update", {"id": 7, "note": None, "price": 1.25}, "PATCH /berths/7", '{"note":null,"price":1.25}'),
    ("bodies.post_array", {"body": [{"op": "add", "value": 9007199254740993}]}, "POST /batch", '[{"op":"add","value":9007199254740993}]'),
    ("bodies.post_text", {"body": "plain"}, "POST /note", "plain"),
    ("boats.create", {"body": {"kind": "sail", "name": "Ida", "masts": 2}}, "POST /boats", '{"kind":"sail","name":"Ida","masts":2}'),
    (
        "bookings.create",
        {"berth": "A1", "from": "2026-07-01", "items": [{"sku": "s", "count": 2}], "metadata": {"a": "b"}, "expand": ["x", "y"]},
        "POST /bookings",
        "berth=A1&from=2026-07-01&items%5B0%5D%5Bsku%5D=s&items%5B0%5D%5Bcount%5D=2&metadata%5Ba%5D=b&expand=x&expand=y",
    ),
    ("bookings.cancel", {"ref": "r/1"}, "POST /bookings/r%2F1/cancel", None),
    (
        "folders.create_tree",
        {"name": "a", "children": [{"name": "b", "children": []}]},
        "POST /folders",
        '{"name":"a","children":[{"name":"b","children":[]}]}',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "params", "line", "body"), TABLE)
async def test_each_value_is_written_as_the_document_says(server, operation, params, line, body):
    connector = harbour(server)
    await connector.execute(*operation.split("."), params)
    (request,) = server.requests
    sent = urlsplit(str(request.url))
    assert f"{sent.scheme}://{sent.netloc}" == "https://north.harbour.test"
    method, _, target = line.partition(" ")
    assert (request.method, request.url.raw_path.decode()) == (method, "/v1" + target)
    written = request.content.decode()
    if body is None:
        assert not written
    elif body[0] in "[{":
        assert json.loads(written) == json.loads(body)
    else:
        assert written == body


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
async def test_what_goes_wrong_elsewhere_arrives_as_the_document_says(server, case):
    await harbour(server).execute(*case.name.split("."), case.given)
    (understood,) = server.understood
    assert case.arrived(understood), (understood.parameters, understood.body)


async def test_a_server_understands_every_style_as_it_was_meant(server):
    connector = harbour(server)
    given = {
        "form": ["a", "b"], "csv": ["a,b", "c"], "ssv": ["a", "b"], "pipes": [1, 2], "range_csv": {"low": 1, "high": 2},
        "where": {"a": [1, 2]}, "reserved": "a:b", "flag": False,
    }  # fmt: skip
    await connector.styles.query(**given)
    understood = {name: value for (name, _), value in server.understood[0].parameters.items()}
    assert understood == {
        ("rangeCsv" if name == "range_csv" else name): value for name, value in given.items()
    }


async def test_one_name_in_four_parts_of_a_request_is_four_arguments(server):
    connector = harbour(server)
    await connector.names.echo(id="p", id_query="q", id_header="h", id_cookie="c")
    assert server.understood[0].parameters == {
        ("id", "path"): "p",
        ("id", "query"): "q",
        ("id", "header"): "h",
        ("id", "cookie"): "c",
    }


async def test_an_id_in_path_and_body_is_two_arguments(server):
    connector = harbour(server)
    taken = connector.operations.find("berths", "replace").field_names
    other = next(key for key, name in taken.items() if name == "id")
    await connector.execute("berths", "replace", {"id": 7, other: 8, "name": "A"})
    assert server.understood[0].parameters["id", "path"] == "7"
    assert server.understood[0].body == {"id": 8, "name": "A"}


async def test_names_that_differ_in_case_only_are_sent_apart(server):
    await harbour(server).execute(
        "names", "odd", {"page_size": 1, "page_size_query": 2, "class": "c", "y": "n"}
    )
    understood = server.understood[0].parameters
    assert {understood["pageSize", "query"], understood["page_size", "query"]} == {1, 2}
    assert understood["class", "query"] == "c"


async def test_headers_and_cookies_are_written_in_style_simple_and_form(server):
    connector = harbour(server)
    await connector.styles.header(x_list=["a", "b"], x_object={"a": 1, "b": 2}, session="s")
    request = server.requests[0]
    assert request.headers["x-list"] == "a,b"
    assert request.headers["x-object"] == "a=1,b=2"
    assert request.headers["cookie"] == "session=s"
    assert request.headers["authorization"] == "Bearer b-token"
    assert request.headers["accept"] == "application/json"


async def test_what_http_itself_needs_is_no_argument(server):
    operation = harbour(server).operations.find("styles", "header")
    assert [parameter.argument for parameter in operation.parameters] == ["x_list", "x_object", "session"]


async def test_a_file_is_sent_with_its_name_type_and_json_beside_it(server):
    connector = harbour(server)
    await connector.boats.add_documents(
        boat_id=BOAT,
        file={"text": "%PDF", "filename": "a.pdf", "content_type": "application/pdf"},
        attributes={"title": "T", "issued": "2026-01-02"},
        tags=["x", "y"],
    )
    (request,) = server.requests
    assert str(request.url) == f"https://{UPLOADS}/v1/boats/{BOAT}/documents"
    parts = {(part["name"], part["content"]): part for part in server.understood[0].body}
    file = parts["file", b"%PDF"]
    assert (file["filename"], file["type"]) == ("a.pdf", "application/pdf")
    attributes = next(part for (name, _), part in parts.items() if name == "attributes")
    assert attributes["type"] == "application/json"
    assert json.loads(attributes["content"]) == {"title": "T", "issued": "2026-01-02"}
    assert [content for name, content in parts if name == "tags"] == [b"x", b"y"]


async def test_a_picture_is_sent_as_the_bytes_that_it_is(server):
    await harbour(server).boats.set_photo(boat_id=BOAT, body=b"\xff\xd8\xff")
    assert server.requests[0].content == b"\xff\xd8\xff"
    assert server.requests[0].headers["content-type"] in ("image/jpeg", "application/octet-stream")


@pytest.mark.parametrize(
    ("auth", "where", "expected"),
    [
        ({"bearer": Bearer("b-token")}, "berths.list", {"authorization": "Bearer b-token"}),
        (Bearer("b-token"), "berths.list", {"authorization": "Bearer b-token"}),
        ({"keyHeader": ApiKey("k"), "tenant": ApiKey("t")}, "berths.list", {"x-api-key": "k", "x-tenant": "t"}),
        ({"basic": Basic("ann", "pw")}, "jobs.get", {"authorization": "Basic YW5uOnB3"}),
        ({"keyCookie": ApiKey("c")}, "jobs.get", {"cookie": "sid=c"}),
        ({"bearer": Bearer("b-token")}, "weather.get", {}),
        (None, "jobs.get", {}),
    ],
)  # fmt: skip
async def test_each_operation_gets_the_credentials_that_it_names(server, auth, where, expected):
    connector = harbour(server, auth=auth)
    operation = connector.operations.find(*where.split("."))
    params = dict.fromkeys(operation.required_of_caller, "NO")
    await connector.execute(*where.split("."), params)
    sent = {
        name: value
        for name, value in server.requests[0].headers.items()
        if name in ("authorization", "x-api-key", "x-tenant", "cookie")
    }
    assert sent == expected


async def test_a_key_in_the_query_is_sent_there_and_hidden(server, caplog):
    connector = harbour(server, auth={"keyQuery": ApiKey("canary-key-7")})
    page = await connector.jobs.get(id="1")
    assert server.requests[0].url.params["api_key"] == "canary-key-7"
    shown = await connector.execute("jobs", "get", {"id": "1"}, dry_run=True)
    assert "canary-key-7" not in f"{page} {shown} {shown.data} {connector.about()} {caplog.text}"


PLACED = [
    ({"keyQuery": ApiKey(KEY)}, "query"),
    ({"keyCookie": ApiKey(KEY)}, "cookie"),
    ({"basic": Basic("ann", KEY)}, "header"),
]


@pytest.mark.parametrize(("auth", "where"), PLACED, ids=[where for _, where in PLACED])
@pytest.mark.parametrize("ending", ["works", "is cancelled", "is cancelled after a redirect", "meets a bug"])
async def test_no_log_or_traceback_shows_where_a_credential_stands(auth, where, ending, caplog):
    caplog.set_level(logging.DEBUG)
    arrived = asyncio.Event()

    async def handle(request: httpx2.Request) -> httpx2.Response:
        if "redirect" in ending and "moved" not in request.url.path:
            return httpx2.Response(307, headers={"location": f"/v1/moved?{request.url.query.decode()}"})
        arrived.set()
        if "cancelled" in ending:
            await asyncio.Event().wait()
        return httpx2.Response(200, json={})

    def broken(request: httpx2.Request) -> httpx2.Response:
        del request
        arrived.set()
        raise RuntimeError("a bug of a transport")

    class Kept(Server):
        transport = httpx2.MockTransport(broken if ending == "meets a bug" else handle)

    connector = harbour(Kept(parsed("harbour.yaml"), "/v1", FOLDER), auth=auth)
    call = asyncio.ensure_future(connector.jobs.get(id="1"))
    await arrived.wait()
    if "cancelled" in ending:
        call.cancel()
    try:
        shown = repr(await call)
    except (asyncio.CancelledError, RuntimeError) as error:
        shown = shown_by(error)
    written = [KEY, base64.b64encode(f"ann:{KEY}".encode()).decode()]
    assert not [text for text in written if text in shown + caplog.text]
    assert ending != "works" or "GET https://north.harbour.test/v1/jobs/1 " in caplog.text


def shown_by(error: BaseException) -> str:
    """Everything that a tool could print of this error: each frame of the chain with its variables."""
    shown, chain = [repr(error)], [error]
    while chain:
        one = chain.pop()
        frames = [
            (f, line) for f, line in traceback.walk_tb(one.__traceback__) if f.f_code.co_filename != __file__
        ]
        shown += traceback.StackSummary.extract(iter(frames), capture_locals=True).format()
        chain += [other for other in (one.__cause__, one.__context__) if other]
    assert "transport/sender.py" in "".join(shown)
    return "\n".join(shown)


async def test_credentials_that_are_not_given_are_asked_for_at_the_call(server):
    connector = harbour(server, auth={"basic": Basic("ann", "pw")})
    with pytest.raises(
        ConfigurationError, match=r"berths\.list needs credentials for bearer or keyHeader and tenant"
    ):
        await connector.berths.list()
    assert not server.requests


async def test_a_client_gets_its_token_only_from_a_host_that_the_owner_named(server):
    given = {"oauth": ClientCredentials(client_id="id", client_secret="canary-7f3a91c2d8")}
    with pytest.raises(ConfigurationError, match=r"hosts=\[\"auth.harbour.test\"\]"):
        harbour(server, auth=given)
    asked = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        if request.url.host == "auth.harbour.test":
            return httpx2.Response(
                200, json={"access_token": "fresh", "token_type": "bearer", "expires_in": 60}
            )
        return server.handle(request)

    connector = Connector.from_openapi(
        FOLDER / "harbour.yaml",
        auth=given,
        hosts=["auth.harbour.test"],
        policy=Policy(writes=["*"]),
        transport=httpx2.MockTransport(handle),
    )
    await connector.jobs.start(kind="export")
    assert [str(request.url) for request in asked] == ["https://auth.harbour.test/token", f"{BASE}/jobs"]
    assert asked[1].headers["authorization"] == "Bearer fresh"


@pytest.mark.parametrize(
    ("operation", "params", "said"),
    [
        ("berths.list", {"per_page": 101}, "per_page"),
        ("berths.list", {"sort": "up"}, "sort"),
        ("berths.list", {"pag": 1}, 'Did you mean "page"'),
        ("berths.get", {"id": "x"}, "id"),
        ("boats.get", {"boat_id": ".."}, "boat_id"),
        ("files.read", {"path": "a/../../secret"}, "path"),
        ("files.read", {"path": "a/%2e%2e/b/../c"}, "path"),
        ("boats.create", {"body": {"kind": "rowing"}}, "kind"),
        ("boats.create", {"body": {"kind": "sail", "name": "x"}}, "masts"),
        ("bodies.post_array", {"body": []}, "at least 1"),
        ("bodies.post_array", {"body": [{"op": "remove"}]}, "op"),
        ("bodies.create_choices", {"name": "9"}, "name"),
        ("bodies.create_choices", {"name": "Ann", "amount": 0}, "amount"),
        ("bodies.create_choices", {"name": "Ann", "pair": [1, 2, 3]}, "pair"),
        ("bodies.create_choices", {"name": "Ann", "labels": {"y": "z"}}, "labels"),
        ("bodies.create_choices", {"name": "Ann", "local": "toolong"}, "local"),
        ("bodies.create_choices", {"name": "Ann", "both": {"b": 1}}, "a"),
        ("berths.update", {"id": 1, "price": 0}, "price"),
        ("berths.update", {"id": 1, "price": 0.001}, "price"),
        ("berths.create", {"name": "A", "id": 5}, "id"),
        ("reports.get", {"year": 2026, "month": "7"}, "month"),
        ("names.echo", {"id": "a", "id_header": "a\r\nX-Evil: 1"}, "id_header"),
    ],
)  # fmt: skip
async def test_what_the_document_forbids_is_refused_before_anything_is_sent(server, operation, params, said):
    with pytest.raises(InvalidInput) as refused:
        await harbour(server).execute(*operation.split("."), params)
    assert said in str(refused.value)
    assert not server.requests


def test_an_operation_that_cannot_be_served_is_left_out_with_its_reason(server):
    connector = harbour(server, hosts=())
    assert set(connector.skipped) == {
        "boats.add_documents",
        "answers.stream_events",
        "jobs.open_vault",
        "jobs.read_inside",
    }
    told = connector.about()["not_served"]
    assert "hosts=" in told["boats.add_documents"]
    assert "stream" in told["answers.stream_events"]
    assert "certificate" in told["jobs.open_vault"]
    assert "169.254.169.254" in told["jobs.read_inside"]
