"""Tools of documents: every framework builds them, within what models and their APIs take."""

from __future__ import annotations

import re

import httpx2
import pytest

from toolspan import Connector, Policy
from toolspan.tools.build import specs_of
from toolspan.tools.describe import definition_size
from toolspan.tools.json_schema import parts
from toolspan.tools.options import TOOLSET_BUDGET, TYPED_TOOL_BUDGET

from .documents import ALL, FOLDER, needs_documents

pytestmark = [needs_documents, pytest.mark.anyio]
pytest.importorskip("yaml")
KEY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")


def connector(document: str) -> Connector:
    return Connector.from_openapi(
        FOLDER / document,
        policy=Policy(writes=["*"]),
        transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json={})),
    )


def keys(schema: dict):
    yield from schema.get("properties", {})
    for part in parts(schema):
        yield from keys(part)


@pytest.mark.parametrize("document", ALL)
def test_typed_tools_have_names_keys_and_sizes_that_every_model_takes(document):
    made = connector(document)
    specs = specs_of(made, shape="typed")
    assert len(specs) == len(made.operations) + 2
    for spec in specs:
        assert re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_-]{0,63}", spec.name)
        assert definition_size(spec) <= TYPED_TOOL_BUDGET
        wrong = [key for key in keys(spec.parameters) if not KEY.fullmatch(key)]
        assert not wrong, spec.name
    assert len({spec.name for spec in specs}) == len(specs)


@pytest.mark.parametrize("document", ALL)
def test_the_default_tools_stay_within_their_limit(document):
    for shape in ("progressive", "single"):
        reads = Connector.from_openapi(FOLDER / document)
        assert sum(map(definition_size, specs_of(reads, shape=shape))) <= TOOLSET_BUDGET
        assert sum(map(definition_size, specs_of(connector(document), shape=shape))) <= TOOLSET_BUDGET


@pytest.mark.parametrize("document", ALL)
@pytest.mark.parametrize(
    ("framework", "module"),
    [
        ("pydantic_ai", "pydantic_ai"),
        ("langchain", "langchain_core"),
        ("openai_agents", "agents"),
        ("fastmcp", "fastmcp"),
    ],
)
def test_every_framework_builds_all_typed_tools(document, framework, module):
    pytest.importorskip(module)
    made = connector(document)
    assert len(made.tools(framework, shape="typed")) == len(made.operations) + 2


async def test_an_agent_finds_reads_and_calls_an_operation():
    asked = []

    def handle(request):
        asked.append(f"{request.method} {request.url.path}")
        return httpx2.Response(200, json=[{"id": 1, "title": "Bug"}])

    made = Connector.from_openapi(FOLDER / "github.json", transport=httpx2.MockTransport(handle))
    found = (await made.execute("docs", "search", {"query": "issues of a repository"})).data
    assert any(each.get("entity") == "issues" for each in found)
    (guide,) = (await made.execute("docs", "read", {"section": "issues#list_for_repo"})).data
    assert "`owner` (text, required)" in guide["text"]
    page = await made.execute("issues", "list_for_repo", {"owner": "o", "repo": "r"})
    assert page.data[0]["title"] == "Bug"
    assert asked == ["GET /repos/o/r/issues"]


def test_two_documents_share_nothing():
    def small(title: str) -> dict:
        path = {"get": {"tags": [title], "operationId": "list", "responses": {"200": {"description": "OK"}}}}
        return {
            "openapi": "3.1.0",
            "info": {"title": title},
            "servers": [{"url": "https://a.test"}],
            "paths": {"/x": path},
        }

    one, other = Connector.from_openapi(small("ones")), Connector.from_openapi(small("others"))
    assert type(one) is not type(other)
    assert [list(each.operations.entities) for each in (one, other)] == [["ones"], ["others"]]
    assert "ones" in specs_of(one)[2].description
    assert "others" in specs_of(other)[2].description
    assert [row["section"] for row in other.guides.outline()] == ["others"]
