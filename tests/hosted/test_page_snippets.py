"""The eight hosted snippets of the user's page, as they stand there, against a server and an emulator.

Only the import root, the placeholders and the model differ.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.adapters.drivers import FRAMEWORKS
from tests.adapters.test_page_snippets import TOOL, running

from toolspan.testing.bench import LIST, error_in, parsed
from toolspan.testing.script import call

HERE = Path(__file__).parent
FOLDERS = {"connect": HERE.parent / "adapters" / "snippets", "credentials": HERE / "snippets"}


def read(way: str, framework: str) -> str:
    return (FOLDERS[way] / f"{framework}.txt").read_text()


def filled(source: str, served: Any, organization_id: str) -> str:
    """A snippet with its placeholders filled in."""
    placeholders = {
        "airbyte_agent_sdk": "toolspan",
        "<your_workspace_name>": "acme",
        "<your_organization_id>": organization_id,
        "<your-client-id>": served.client_id,
        "<your-client-secret>": served.client_secret,
    }
    for placeholder, value in placeholders.items():
        source = source.replace(placeholder, value)
    assert "<" not in source.replace("->", "")
    return source


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    return request.param


@pytest.fixture
async def snippet(framework, served, monkeypatch):
    """A function that gives the code of a snippet, its placeholders filled in."""
    monkeypatch.setenv("OPENAI_API_KEY", "none")  # Agent("openai:gpt-4o") wants one
    async with served.workspace() as workspace:
        organization_id = (await workspace.get_workspace()).organization_id

    def code(way):
        return compile(filled(read(way, framework), served, organization_id), f"{framework}.txt", "exec")

    return code


@pytest.mark.parametrize("way", FOLDERS)
def test_the_snippets_stand_on_the_page_line_by_line(way, framework, shared):
    page = (shared / "user-page.txt").read_text()
    lines = "\n".join(line.strip() for line in read(way, framework).splitlines() if line.strip())
    assert lines in page


@pytest.mark.parametrize(
    ("way", "when"), [("connect", "before"), ("connect", "after"), ("credentials", "after")]
)
async def test_a_snippet_works_whenever_the_environment_is_set(way, when, snippet, served, monkeypatch):
    environment = served.page_environment if way == "connect" else {"TOOLSPAN_API_URL": served.url}
    names: dict[str, Any] = {"__name__": "hosted_snippet"}
    code = snippet(way)
    if when == "after":
        exec(code, names)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if when == "before":
        exec(code, names)
    async with names["connector"], running(Path(code.co_filename).stem, names) as ask:
        wrong = {**LIST, "entity": "order"}
        good, refused, again = await ask(call(TOOL, LIST), call(TOOL, wrong), call(TOOL, LIST))
    assert len(parsed(good)["data"]) == len(parsed(again)["data"]) == 5
    assert error_in(refused)["code"] == "not_found"


async def test_a_failure_at_amazon_reaches_the_model_through_the_server(
    framework, snippet, served, monkeypatch
):
    monkeypatch.setenv("TOOLSPAN_API_URL", served.url)
    names: dict[str, Any] = {"__name__": "hosted_snippet"}
    exec(snippet("credentials"), names)
    served.emulator.faults.add("throttle", path="/orders", times=None, headers={"Retry-After": "300"})
    async with names["connector"], running(framework, names) as ask:
        (result,) = await ask(call(TOOL, LIST))
    error = error_in(result)
    assert (error["code"], error["retry_after"]) == ("rate_limited", 300)
