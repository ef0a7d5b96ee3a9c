"""`toolspan openapi`, and `--openapi` of other commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolspan.emulator.listener import bind

pytest.importorskip("typer")
pytest.importorskip("yaml")

DOCUMENT = """
openapi: 3.0.3
info: {title: Pet Shop API, version: 1.0.0}
servers: [{url: https://pets.example/v1}]
security: [{key: []}]
paths:
  /pets:
    get: {operationId: listPets, tags: [pets], responses: {200: {description: OK, content: {application/json: {schema: {type: array, items: {type: object}}}}}}}
    post: {operationId: addPet, tags: [pets], responses: {201: {description: OK}}}
  /pets/feed:
    get: {operationId: watchPets, tags: [pets], responses: {200: {description: OK, content: {text/event-stream: {}}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""


@pytest.fixture
def document(tmp_path) -> Path:
    file = tmp_path / "pets.yaml"
    file.write_text(DOCUMENT)
    return file


def toolspan(*arguments: object, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "toolspan", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **variables},
    )  # fmt: skip


def test_operations_effects_and_what_is_not_served_are_listed(document):
    run = toolspan("openapi", document)
    assert run.returncode == 0, run.stderr
    said = " ".join(run.stdout.split())
    assert "1 entities, 1 reads, 1 writes" in said
    assert "list read GET /pets" in said
    assert "add write POST /pets" in said
    assert "pets.watch: it answers with a stream" in said
    assert "key: PET_SHOP_API_KEY" in said


def test_the_same_is_there_for_programs(document):
    found = json.loads(toolspan("openapi", document, "--json").stdout)
    assert found["base_url"] == "https://pets.example/v1"
    assert [f"{each['entity']}.{each['action']} {each['effect']}" for each in found["operations"]] == [
        "pets.list read",
        "pets.add write",
    ]
    assert list(found["skipped"]) == ["pets.watch"]


def test_a_misspelt_entity_gets_the_closest(document):
    run = toolspan("openapi", document, "--entity", "pest")
    assert run.returncode == 2
    assert 'Did you mean "pets"?' in run.stderr


@pytest.mark.parametrize(
    "arguments", [("openapi", "none.yaml"), ("execute", "pets", "list", "--openapi", "none.yaml")]
)
def test_a_document_that_cannot_be_read_is_wrong_usage(arguments):
    run = toolspan(*arguments)
    assert run.returncode == 2
    assert "none.yaml cannot be read" in run.stderr


def test_an_operation_is_called_with_the_credentials_of_the_environment(document):
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers["x-key"]))
            content = b'[{"name": "Rex"}]'
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with bind("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    server = HTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{port}/v1"
    run = toolspan(
        "execute", "pets", "list", "--openapi", document, "--base-url", url, "--json", PET_SHOP_API_KEY="k-7"
    )
    server.shutdown()
    server.server_close()
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["data"] == [{"name": "Rex"}]
    assert seen == [("/v1/pets", "k-7")]


def test_options_that_name_another_connector_do_not_go_with_a_document(document):
    run = toolspan("execute", "pets", "list", "--openapi", document, "--emulator")
    assert run.returncode == 2
    assert "--emulator cannot be combined with --openapi" in run.stderr
    run = toolspan("execute", "orders", "list", "--overlay", "x.toml")
    assert run.returncode == 2
    assert "--overlay needs --openapi" in run.stderr


def test_the_hint_for_a_missing_credential_names_its_variable(document):
    run = toolspan("execute", "pets", "list", "--openapi", document)
    assert run.returncode == 1
    assert "pets.list needs credentials for key" in run.stderr
    assert "hint: Set PET_SHOP_API_KEY" in run.stderr
    assert "auth=" not in run.stderr + run.stdout


def test_a_call_of_what_is_not_served_says_why(document):
    run = toolspan("execute", "pets", "watch", "--openapi", document)
    assert run.returncode == 1
    assert "pets.watch is not served: it answers with a stream" in run.stderr


def test_the_tools_of_a_document_are_printed_without_credentials(document):
    run = toolspan("tools", "--openapi", document, "--shape", "typed", "--allow-write", "pets.add", "--json")
    assert run.returncode == 0, run.stderr
    assert {row["name"] for row in json.loads(run.stdout)["tools"]} >= {"pets_list", "pets_add"}
    both = toolspan("tools", "amazon-seller-partner", "--openapi", document)
    assert (both.returncode, "cannot be combined with --openapi" in both.stderr) == (2, True)
