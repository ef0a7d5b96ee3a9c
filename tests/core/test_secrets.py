"""No credential shows: not in a repr, a pickle, a traceback, a log or what Amazon echoes."""

from __future__ import annotations

import asyncio
import base64
import copy
import dataclasses
import io
import json
import logging
import pickle
import traceback
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx2
import pytest
from rich.console import Console
from rich.traceback import Traceback

from toolspan import ConfigurationError, ToolspanError
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.runtime.redaction import MASK

CANARY = "canary-7f3a91c2d8"
MARK = base64.b64encode(CANARY.encode()).decode()[:16]
CALL = ("orders", "get", {"order_id": "1"})
LIST = ("orders", "list", {"created_after": "2026-11-01T00:00:00Z"})


TESTS = str(Path(__file__).parent)


def shown_by(error: BaseException) -> str:
    """Everything that tools which print errors could print of this one: each frame of the chain with its variables."""
    console = Console(file=io.StringIO(), width=400)
    rich = Traceback.from_exception(
        type(error), error, error.__traceback__, show_locals=True, locals_max_string=None, suppress=[TESTS]
    )
    console.print(rich)
    shown, chain = [console.file.getvalue(), str(error), repr(error), repr(vars(error))], [error]
    while chain:
        one = chain.pop()
        frames = (
            (f, line) for f, line in traceback.walk_tb(one.__traceback__) if TESTS not in f.f_code.co_filename
        )
        shown += traceback.StackSummary.extract(frames, capture_locals=True).format()
        chain += [other for other in (one.__cause__, one.__context__) if other]
    return "\n".join(shown)


@pytest.fixture
def config(secrets):
    return AmazonSellerPartnerAuthConfig(lwa_app_id="app", **secrets)


@pytest.mark.parametrize(
    "show",
    [
        repr, str, lambda c: f"{c!r:>10}", vars, lambda c: c.model_dump(), lambda c: c.model_dump_json(),
        lambda c: c.model_dump(mode="json"), lambda c: c.model_json_schema(), dict, copy.copy,
        lambda c: copy.deepcopy(dict(c)), lambda c: c.model_copy(update={"lwa_app_id": "b"}), list, lambda c: c.__repr_args__(),
        lambda c: json.dumps(c.model_dump(), default=str), lambda c: c.__pretty__(repr), lambda c: list(c.__rich_repr__()),
    ],
)  # fmt: skip
def test_credentials_do_not_show_themselves(config, show):
    assert CANARY not in f"{show(config)!r} {show(config)}"


@pytest.mark.parametrize("take", [pickle.dumps, dataclasses.asdict])
def test_credentials_cannot_be_taken_along(config, take):
    with pytest.raises(TypeError) as caught:
        take(config)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"refresh_tokn": "x"},
        {"lwa_app_id": None},
        {"refresh_token": 5},
        {"access_token": ["x"]},
        {"lwa_client_secret": ""},
    ],
)
def test_a_mistake_in_the_credentials_shows_none_of_them(secrets, wrong):
    with pytest.raises(ConfigurationError, match=next(iter(wrong))) as caught:
        AmazonSellerPartnerAuthConfig(**{"lwa_app_id": "app"} | secrets | wrong)
    assert CANARY not in shown_by(caught.value)
    assert CANARY not in str(caught.value)


def test_a_connector_does_not_show_its_credentials(offline):
    assert (
        CANARY not in f"{offline!r} {vars(offline)!r} {offline.api!r} {vars(offline.api)!r} {offline.sync!r}"
    )


async def test_a_token_is_not_shown_or_copied(wired):
    seen = []
    await wired(on_token_refresh=seen.append).execute(*LIST)
    assert CANARY not in repr(seen)
    with pytest.raises(TypeError):
        pickle.dumps(seen[0])


@pytest.mark.parametrize(
    "failure", ["refused", "down", "odd", "broken", "denied", "html", "errors", "too late"]
)
async def test_no_traceback_of_a_failed_call_holds_a_credential(wired, amazon, failure):
    def fail(request):
        raise httpx2.ReadError(f"{CANARY} broke", request=request)

    def echo(request):
        return amazon.json(
            {"errors": [{"code": CANARY, "message": request.headers["x-amz-access-token"]}]}, 403
        )

    said = {"error": "invalid_grant", "error_description": f"{CANARY}|refresh/token+with=signs"}
    changes = {
        "refused": {"lwa": lambda _: amazon.json(said, 400)},
        "down": {"lwa": lambda _: amazon.json(said, 500)},
        "odd": {"lwa": lambda _: amazon.json(said)},
        "broken": {"api": fail},
        "denied": {"api": echo},
        "html": {"api": lambda r: amazon.json(r.headers["x-amz-access-token"].encode())},
        "errors": {"api": lambda r: amazon.json({"errors": [{"message": r.headers["x-amz-access-token"]}]})},
        "too late": {"lwa": fail},
    }[failure]
    vars(amazon).update(changes)
    connector = wired()
    with pytest.raises(ToolspanError) as caught:
        await connector.execute(*CALL)
    text = shown_by(caught.value)
    assert f"{CANARY}|refresh" not in text
    assert f"{CANARY}+client" not in text
    assert f"{CANARY}-access" not in text


async def test_no_traceback_of_a_cancelled_call_holds_a_credential(wired, amazon):
    arrived = asyncio.Event()

    async def keep_waiting(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(keep_waiting, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        amazon.lwa(None)
        auth = AmazonSellerPartnerAuthConfig(
            lwa_app_id="a", lwa_client_secret="b", refresh_token="c", access_token=amazon.valid
        )
        async with wired(transport=None, base_url=url, auth_config=auth) as connector:
            call = asyncio.ensure_future(connector.execute(*CALL))
            await arrived.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await call
    assert "toolspan/transport" in "".join(traceback.format_tb(caught.value.__traceback__))
    assert CANARY not in shown_by(caught.value)


SPELLINGS = {
    "plain": lambda s: s,
    "quoted": lambda s: quote(s, safe=""),
    "quoted but slashes": quote,
    "plus": quote_plus,
    "lower case": lambda s: (
        quote(s, safe="")
        .replace("%2B", "%2b")
        .replace("%2F", "%2f")
        .replace("%3D", "%3d")
        .replace("%7C", "%7c")
    ),
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "base64 url": lambda s: base64.urlsafe_b64encode(s.encode()).decode(),
    "base64 of more": lambda s: base64.b64encode(f"x:{s}:y".encode()).decode(),
    "basic": lambda s: base64.b64encode(f"id:{s}".encode()).decode(),
    "json": lambda s: json.dumps(s).replace("/", "\\/"),
}
MEANS = {
    "message": lambda a, text: a.json({"errors": [{"code": "X", "message": f"bad {text}."}]}, 400),
    "details": lambda a, text: a.json({"errors": [{"code": "X", "message": "m", "details": text}]}, 400),
    "code": lambda a, text: a.json({"errors": [{"code": text, "message": "m"}]}, 400),
    "request id": lambda a, text: a.json({"errors": []}, 400, x_amzn_requestid=text),
    "content type": lambda a, text: a.json(b"<html>", 200, content_type=text),
    "disguised": lambda a, text: a.json({"errors": [{"code": text, "message": text, "details": text}]}),
    "cut off": lambda a, text: a.json(
        {"errors": [{"message": "m" * 1_915 + text, "details": "d" * 1_972 + text}]}, 400
    ),
    "disguised and cut off": lambda a, text: a.json({"errors": [{"message": "m" * 480 + text}]}),
}


@pytest.mark.parametrize("name", ["refresh_token", "lwa_client_secret"])
@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("means", MEANS.values(), ids=MEANS)
async def test_what_amazon_echoes_is_masked(offline, amazon, secrets, caplog, name, spelling, means):  # noqa: PLR0917 - fixtures and a table
    caplog.set_level(logging.DEBUG, "toolspan")
    echoed = spelling(secrets[name])
    amazon.api = lambda _: means(amazon, echoed)
    with pytest.raises(ToolspanError) as caught:
        await offline.execute(*LIST)
    text = f"{caught.value} {caught.value.to_dict()} {caught.value!r} {caplog.text}"
    assert CANARY[:8] not in text
    assert MARK[:8] not in text
    assert secrets[name][-12:] not in text
    assert echoed[10:26] not in text


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
async def test_what_the_token_endpoint_echoes_is_masked(offline, amazon, secrets, spelling):
    said = {
        "error": spelling(secrets["lwa_client_secret"]),
        "error_description": "x" * 1_972 + spelling(secrets["refresh_token"]),
    }
    amazon.lwa = lambda _: amazon.json(said, 400)
    with pytest.raises(ToolspanError) as caught:
        await offline.execute(*LIST)
    text = f"{caught.value} {caught.value.to_dict()}"
    assert CANARY[:8] not in text
    assert MARK[:8] not in text


async def test_an_echo_in_a_good_answer_is_masked_in_its_meta(offline, amazon, secrets):
    body = {"orders": [{"orderId": "1"}], "errors": [{"message": "e" * 490 + secrets["refresh_token"]}]}
    amazon.api = lambda _: amazon.json(body, 200, x_amzn_requestid=secrets["refresh_token"])
    page = await offline.execute(*LIST)
    assert CANARY not in page.meta.model_dump_json()
    raw = await offline.raw("GET", "/orders/2026-01-01/orders")
    assert page.meta.request_id == raw.meta.request_id == MASK


async def test_the_echo_of_a_token_from_a_store_is_masked(wired, amazon):
    from toolspan.contract import Token

    class Store:
        async def load(self, key):
            return Token("tok-of-another-process", 3000)

        async def save(self, key, token): ...

    amazon.api = lambda r: amazon.json({"errors": [{"message": r.headers["x-amz-access-token"]}]}, 400)
    with pytest.raises(ToolspanError) as caught:
        await wired(token_store=Store()).execute(*CALL)
    assert "tok-of-another" not in str(caught.value)
    assert MASK in str(caught.value)


async def test_credentials_of_the_environment_are_masked_as_well(wired, amazon, monkeypatch, secrets):
    for variable, value in [
        ("LWA_APP_ID", "app"),
        ("LWA_CLIENT_SECRET", "s" * 10),
        ("SP_API_REFRESH_TOKEN", secrets["refresh_token"]),
    ]:
        monkeypatch.setenv(variable, value)
    amazon.api = lambda _: amazon.json({"errors": [{"message": secrets["refresh_token"]}]}, 400)
    with pytest.raises(ToolspanError) as caught:
        await wired(auth_config=None).execute(*CALL)
    assert CANARY not in str(caught.value)


async def test_logs_at_debug_hold_no_credential(connect, emulator, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("toolspan", "httpx2", "httpcore2"):
        caplog.set_level(logging.DEBUG, name)
    async with connect() as connector:
        await connector.execute("orders", "list", {"created_after": "-3d"})
        emulator.revoke_access_tokens()
        await connector.execute("orders", "list", {"created_after": "-3d"})
        with pytest.raises(ToolspanError):
            await connector.execute("orders", "get", {"order_id": "none"})
    tokens = [request.header("x-amz-access-token") for request in emulator.requests]
    held = [*filter(None, tokens), *list(emulator.credentials.values())[1:]]
    assert "httpx2" in {record.name for record in caplog.records}
    assert not [value for value in held if value in caplog.text]


@pytest.mark.parametrize(
    "text", ["a\nFORGED line", "a\r\n2026 INFO x", "\x1b[31mred\x1b[0m", "\u202eabc", "a\u2028b", "\ud800"]
)
async def test_nothing_that_a_caller_or_amazon_writes_forges_a_log_line(offline, amazon, caplog, text):
    caplog.set_level(logging.DEBUG, "toolspan")
    amazon.api = lambda _: amazon.json({"errors": [{"code": text, "message": text, "details": text}]}, 400)
    calls = [
        (text, "list", {}),
        ("orders", text, {}),
        ("orders", "get", {text: 1}),
        ("orders", "get", {"order_id": text}),
        CALL,
    ]
    for call in calls:
        with pytest.raises(ToolspanError) as caught:
            await offline.execute(*call)
        logging.getLogger("toolspan").warning("%s", caught.value)
        assert str(caught.value).encode()
    assert len(caplog.records) >= 2 * len(calls) - 1
    for record in caplog.records:
        assert record.getMessage().isprintable(), record.getMessage()
