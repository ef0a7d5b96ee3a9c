"""Static cases of Amazon's sandbox, played from models that hold them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from toolspan.emulator import Emulator
from toolspan.emulator.facts import operations

from .conftest import NOW, Client

DATA = Path(__file__).resolve().parents[3] / "shared/data/sp_api_sandbox_cases.json"
PLAIN = {one.operation_id for one in operations() if not one.grantless_scope and one.restricted != "always"}


def _cases() -> list[dict]:
    found = json.loads(DATA.read_text("utf-8"))["cases"] if DATA.exists() else []
    return [
        case
        for case in found
        if case["concrete_path"]
        and not case["missing_required"]
        and not case["request"]["unmatched"]
        and all(case["request"]["path"].values())  # an empty segment is another path
        and case["operationId"] in PLAIN
    ]


def _values(case: dict) -> dict:
    request = case["request"]
    values = {**request["path"], **request["query"], **request["header"]}
    return values | ({"body": request["body"]} if request["has_body"] else {})


CASES = [
    case
    for case in _cases()
    if Counter(json.dumps([c["path"], c["method"], _values(c)]) for c in _cases())[
        json.dumps([case["path"], case["method"], _values(case)])
    ]
    == 1
]
"""Cases that can be told apart by their request."""


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    """Models as Amazon publishes them, reduced to the cases."""
    folder = tmp_path_factory.mktemp("models")
    documents: dict[str, dict] = {}
    for case in CASES:
        document = documents.setdefault(case["model"].rsplit("/", 1)[-1], {"paths": {}})
        operation = (
            document["paths"]
            .setdefault(case["path"], {})
            .setdefault(case["method"].lower(), {"responses": {}})
        )
        response = operation["responses"].setdefault(str(case["status"]), {})
        parameters = {name: {"value": value} for name, value in _values(case).items()}
        entry = {"request": {"parameters": parameters}, "response": case["response"]}
        if case["source_key"] == "x-amzn-api-sandbox":
            response.setdefault("x-amzn-api-sandbox", {"static": []})["static"].append(entry)
        else:
            response.setdefault("x-amazon-spds-sandbox-behaviors", []).append(entry)
    for name, document in documents.items():
        (folder / name).write_text(json.dumps(document), "utf-8")
    return folder


@pytest.fixture(scope="module")
def emulator(models) -> Emulator:
    return Emulator(now=NOW, limits=False, account_type="both", models=models)


def _text(value) -> str:
    items = value if isinstance(value, list) else [value]
    return ",".join(str(item).lower() if isinstance(item, bool) else str(item) for item in items)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
async def test_a_case_is_played_as_amazon_wrote_it(emulator, case):
    request = case["request"]
    path = case["path"]
    for name, value in request["path"].items():
        path = path.replace("{" + name + "}", quote(_text(value), safe=""))
    query = {name: _text(value) for name, value in request["query"].items()}
    headers = {name: _text(value) for name, value in request["header"].items()}
    options = {"json": request["body"]} if request["has_body"] else {}
    answer = await Client(emulator).call(case["method"], path, query, headers=headers, **options)
    assert answer.status_code == case["status"]
    if case["has_response"] and case["response"] is not None:
        assert answer.json() == case["response"]


@pytest.mark.usefixtures("shared")
async def test_a_request_that_fits_no_case_gets_the_sandboxes_400(emulator):
    answer = await Client(emulator).get("/orders/v0/orders/nothing-of-the-kind")
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (
        400,
        "Could not match input arguments",
    )


def test_a_folder_without_cases_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no model with static sandbox cases"):
        Emulator(models=tmp_path)
