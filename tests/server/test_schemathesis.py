"""Schemathesis calls every operation of our OpenAPI document and holds the answers against it.

The choice of inputs is fixed, so that a run can be repeated; TOOLSPAN_EXAMPLES asks for more of them.
Half of the calls get ids and names that exist, or most would end at "not found".
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as examples
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from toolspan.emulator import Emulator
from toolspan.server import init, settings
from toolspan.server.api import ENDPOINTS
from toolspan.server.http.openapi import document

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = int(os.environ.get("TOOLSPAN_EXAMPLES", "3"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SERVE = "from toolspan.server import serve, settings; raise SystemExit(serve(settings(), ready=lambda url: print(url, flush=True)))"
TOKEN = "/api/v1/account/applications/token"
STOP = "/api/v1/organization/kill-switch"
SCHEMA = schemathesis.openapi.from_dict(document(ENDPOINTS))
OPERATIONS = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations()}
NAMES = {
    "connector_type": "Amazon-Seller-Partner",
    "entity": "marketplaces",
    "action": "list",
    "id": "amazon-seller-partner",
    "definition_id": "e55879a8-0ef8-4557-abcf-ab34c53ec460",
    "template_id": "e55879a8-0ef8-4557-abcf-ab34c53ec460",
}


@dataclass
class Running:
    """A server process and its first client."""

    url: str
    client: tuple[str, str]
    upstream: Emulator
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def signed_in(self) -> httpx2.Client:
        given = {"client_id": self.client[0], "client_secret": self.client[1]}
        token = httpx2.post(self.url + TOKEN, json=given).raise_for_status().json()["access_token"]
        return httpx2.Client(base_url=self.url, headers={"authorization": f"Bearer {token}"})

    def existing(self, http: httpx2.Client, label: str) -> dict[str, Any]:
        """Make a connector in a new workspace, and a job; return all names and ids that exist.

        Calls that leave all of it as it is share one of each.
        """
        workspace = label if label.startswith(("DELETE", "PUT")) else "shared"
        if workspace in self.made:
            return self.made[workspace]
        body = {
            "workspace_name": workspace,
            "connector_type": "Amazon-Seller-Partner",
            "credentials": self.upstream.credentials,
            "environment": {"region": "US"},
        }
        base = "/api/v1/integrations/connectors"
        spare, kept = (http.post(base, json=body).raise_for_status().json() for _ in range(2))
        job = http.delete(f"{base}/{spare['id']}").raise_for_status().json()["job_id"]
        workspaces = http.get("/api/v1/workspaces", params={"name_contains": workspace}).json()["data"]
        found = {"connector_id": kept["id"], "job_id": job, "workspace_name": workspace}
        found |= {"workspace_id": workspaces[0]["id"], "credentials": self.upstream.credentials}
        self.made[workspace] = NAMES | found
        return self.made[workspace]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server process in front of an emulator."""
    data = tmp_path_factory.mktemp("schemathesis") / "data"
    client = init(settings(data_dir=data))
    with Emulator(seed=7) as upstream:
        given = {
            "TOOLSPAN_DATA_DIR": str(data),
            "TOOLSPAN_PORT": "0",
            "TOOLSPAN_SP_API_URL": upstream.url,
            "TOOLSPAN_LWA_URL": upstream.token_url,
            "TOOLSPAN_TOKEN_ATTEMPTS": "1000",
        }
        started = subprocess.Popen(
            [sys.executable, "-c", SERVE], env={**os.environ, **given}, stdout=subprocess.PIPE, text=True
        )
        try:
            assert started.stdout
            yield Running(started.stdout.readline().strip(), client, upstream)
        finally:
            started.kill()
            started.communicate()


def documented(label: str) -> set[str]:
    """The statuses that an operation is said to answer with."""
    return set(OPERATIONS[label].definition.raw["responses"])


def fitted(case: schemathesis.Case, existing: dict[str, Any]) -> None:
    """Put in what exists."""
    for part in (case.path_parameters, case.query):
        part.update({name: existing[name] for name in set(part) & set(existing)})
    content = case.operation.definition.raw.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    if isinstance(case.body, dict) and name:
        wanted = set(SCHEMA.raw_schema["components"]["schemas"][name]["properties"]) & set(existing)
        case.body.update({name: existing[name] for name in wanted - {"definition_id"}})


# The server runs in another thread: what is drawn from `random` there has no part in an example.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_answers_are_what_the_document_says(running: Running, label: str, mode: GenerationMode) -> None:
    operation = OPERATIONS[label]
    if mode is GenerationMode.NEGATIVE and not (operation.definition.raw.get("parameters") or operation.body):
        pytest.skip("nothing can be wrong with a call that takes nothing")
    with running.signed_in() as http:
        existing = running.existing(http, label)
        checks = [
            check for check in CHECKS if check is not not_a_server_error or "501" not in documented(label)
        ]
        numbers = count()

        @examples(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @seed(7)
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: schemathesis.Case) -> None:
            if next(numbers) % 2 == 0:
                fitted(case, existing)
            sent = dict(http.headers) if operation.security else {}
            case.call_and_validate(base_url=running.url, headers=sent, checks=checks)

        try:
            call()
        finally:
            if operation.path == STOP:
                http.put(STOP, json={"stopped": False}).raise_for_status()
