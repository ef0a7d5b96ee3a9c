"""Reading documents: JSON, YAML as YAML 1.2 has it, limits, versions, and where a document may come from."""

from __future__ import annotations

import datetime as dt
import json
import socket

import httpx2
import pytest

from toolspan import Connector
from toolspan.errors import ConfigurationError
from toolspan.openapi import fetch
from toolspan.openapi.document import parse_text, read_document
from toolspan.openapi.yaml_core import YamlError, parse_yaml

from .documents import ALL, FOLDER, needs_documents

pytest.importorskip("yaml")
SMALL = {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"}, "paths": {}}


def test_yaml_is_read_by_the_core_schema_of_1_2():
    text = """
    plain: [on, off, no, NO, yes, y, 2024-01-31, 12:30:45, 010, 1e3, 0x1F, 0o17, ~, null, true, False, "no", .inf, 1_000, +5]
    200: status
    on: key
    base: &base {x: 1, y: 2}
    merged: {<<: *base, y: 3}
    block: |
      12
    explicit: !!str 5
    """
    assert parse_yaml(text, 1_000) == {
        "plain": [
            "on", "off", "no", "NO", "yes", "y", "2024-01-31", "12:30:45", 10, 1000.0, 31, 15, None, None, True, False,
            "no", ".inf", "1_000", 5,
        ],
        "200": "status",
        "on": "key",
        "base": {"x": 1, "y": 2},
        "merged": {"x": 1, "y": 3},
        "block": "12\n",
        "explicit": "5",
    }  # fmt: skip


def test_versions_are_read_as_they_are_written():
    text = b"openapi: 3.1.0\ninfo: {title: A, version: 1.10}\npaths: {}\n"
    assert parse_text(text, "a.yaml")["info"]["version"] == "1.10"
    assert parse_text(b"swagger: 2.0\ninfo: {}\npaths: {}", "a.yaml")["swagger"] == "2.0"


def _bomb(between: str) -> str:
    levels = [f"a{n}: &a{n}{between.format(','.join([f'*a{n - 1}'] * 10))}" for n in range(1, 9)]
    return "\n".join(["a0: &a0 {x: 1}", *levels])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3", 'line 3: the key "a" is there twice'),
        ("a: &a [*a]", "holds itself"),
        ("x: !!python/object/apply:os.system [ls]", "no JSON equivalent"),
        ("x: !!binary aGk=", "no JSON equivalent"),
        ("? [a]\n: b", "a key must be text"),
        ("a: 1\n---\nb: 2", "single document"),
        ("", "empty"),
        ("[" * 50_000, "depth"),
        ("- " * 50_000, "depth"),
        (_bomb(" [{}]"), "more than"),
        (_bomb("\n  <<: [{}]"), "more than"),
    ],
)
def test_yaml_that_hides_or_multiplies_something_is_refused(text, said):
    with pytest.raises(YamlError, match=said):
        parse_yaml(text, 2_000_000)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b'{"a": 1, "a": 2}', "a.json", 'the key "a" is there twice'),
        (b'{"a": NaN}', "a.json", "NaN"),
        (b"{nope", "a.json", "is not JSON"),
        (b'{"a": ' + b"[" * 100_000, "a.json", "nested too deeply"),
        (b"\xff\xfe\x00", "a.json", "UTF-8"),
        (b"[" + b"0," * 2_100_000 + b"0]", "a.json", "more than"),
        (b"a: b: c", "a.yaml", "is not YAML"),
    ],
)
def test_text_that_is_no_document_is_refused_in_words(content, name, said):
    with pytest.raises(ConfigurationError, match=said):
        parse_text(content, name)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, 'neither "openapi" nor "swagger"'),
        ({"openapi": True}, 'neither "openapi" nor "swagger"'),
        ({**SMALL, "openapi": "3.2.0"}, "an OpenAPI 3.2.0 document"),
        ({**SMALL, "openapi": "4.0.0"}, "4.0.0"),
        ({"swagger": "1.2", "paths": {}}, "1.2"),
        ({**SMALL, "paths": []}, "paths must be an object"),
        ([], "a mapping, a path or a URL"),
    ],
)
def test_a_version_that_is_not_known_is_refused_in_words(data, said):
    with pytest.raises(ConfigurationError, match=said):
        read_document(data)


@pytest.mark.parametrize(("stated", "version"), [("3.0.3", "3.0"), ("3.1.1", "3.1"), ("3.0.0-rc1", "3.0")])
def test_versions_3_0_and_3_1_are_read(stated, version):
    assert read_document({**SMALL, "openapi": stated}).version == version


def test_a_mapping_of_a_yaml_reader_is_taken_as_the_json_that_it_means():
    found = read_document({**SMALL, "x": {200: dt.date(2026, 1, 2), True: (1, 2)}})
    assert found.data["x"] == {"200": "2026-01-02", "true": [1, 2]}


def test_a_mapping_that_holds_itself_is_refused():
    loop: dict = dict(SMALL)
    loop["x"] = loop
    with pytest.raises(ConfigurationError, match="holds itself"):
        read_document(loop)


def test_a_document_is_never_changed():
    document = {**SMALL, "servers": [{"url": "https://a.test"}], "paths": {"/a": {"get": {"responses": {}}}}}
    before = json.dumps(document)
    Connector.from_openapi(document)
    assert json.dumps(document) == before


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"none\.yaml cannot be read"):
        read_document(tmp_path / "none.yaml")


@needs_documents
@pytest.mark.parametrize("name", ALL)
def test_every_document_is_read(name):
    assert read_document(FOLDER / name).title


# -- by URL ------------------------------------------------------------------------------------------------------


def _resolves_to(monkeypatch, **hosts):
    def getaddrinfo(host, port, **_):
        if host not in hosts:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (hosts[host], port))]

    monkeypatch.setattr(fetch.socket, "getaddrinfo", getaddrinfo)


def _serves(monkeypatch, handle):
    client = httpx2.Client

    def made(**options):
        return client(transport=httpx2.MockTransport(handle), **options)

    monkeypatch.setattr(httpx2, "Client", made)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://api.test/openapi.json", "https URL"),
        ("ftp://api.test/openapi.json", "https URL"),
        ("https://user:secret@api.test/openapi.json", "no user or password"),
        ("https://169.254.169.254/latest", "inside a network"),
        ("https://10.0.0.8/openapi.json", "inside a network"),
        ("https://[::1]:8000/x", "inside a network"),
        ("https://inside.test/openapi.json", "inside a network"),
        ("https://nowhere.test/openapi.json", "is not known"),
        ("https://api.test:99999/x", "is no URL"),
    ],
)
def test_a_document_is_not_fetched_from_inside_a_network(monkeypatch, url, said):
    asked = []
    _serves(monkeypatch, lambda request: asked.append(request) or httpx2.Response(200, json=SMALL))
    names = {
        "inside.test": "192.168.1.4",
        "169.254.169.254": "169.254.169.254",
        "10.0.0.8": "10.0.0.8",
        "::1": "::1",
        "api.test": "93.184.216.34",
    }
    _resolves_to(monkeypatch, **names)
    if "[::1]" in url:
        monkeypatch.setattr(fetch, "_LOOPBACK", ("127.0.0.1",))
    with pytest.raises(ConfigurationError, match=said):
        read_document(url)
    assert not asked


def test_a_document_is_fetched_and_redirects_are_checked_one_by_one(monkeypatch):
    def handle(request):
        if request.url.host == "api.test":
            return httpx2.Response(302, headers={"location": "https://docs.test/openapi.json"})
        return httpx2.Response(200, json=SMALL)

    _serves(monkeypatch, handle)
    _resolves_to(monkeypatch, **{"api.test": "93.184.216.34", "docs.test": "93.184.216.35"})
    found = read_document("https://api.test/openapi")
    assert found.url == "https://docs.test/openapi.json"


def test_a_redirect_into_a_network_is_not_followed(monkeypatch):
    asked = []

    def handle(request):
        asked.append(str(request.url))
        return httpx2.Response(302, headers={"location": "http://127.0.0.1:8080/admin"})

    _serves(monkeypatch, handle)
    _resolves_to(monkeypatch, **{"api.test": "93.184.216.34"})
    with pytest.raises(ConfigurationError, match="https URL"):
        read_document("https://api.test/openapi.json")
    assert asked == ["https://api.test/openapi.json"]


def test_what_is_too_large_is_not_read_to_its_end(monkeypatch):
    _serves(monkeypatch, lambda _: httpx2.Response(200, content=b"x" * 2_000))
    with pytest.raises(ConfigurationError, match="gives more than"):
        fetch.fetch_text("http://127.0.0.1:1/openapi.json", 1_000)
