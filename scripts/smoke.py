"""What must hold in an environment without any extra: plain asserts, no test library.

Run with the interpreter of the environment to check.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import httpx2

from toolspan import ConfigurationError, InvalidInput
from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

FRAMEWORKS = {
    "pydantic_ai": ("pydantic_ai", "pydantic-ai"),
    "langchain": ("langchain_core", "langchain"),
    "openai_agents": ("agents", "openai-agents"),
    "fastmcp": ("fastmcp", "fastmcp"),
    "anthropic": ("anthropic", "anthropic"),
    "mcp": ("mcp", "mcp"),
    "llama_index": ("llama_index.core", "llama-index"),
    "google_adk": ("google.adk", "google-adk"),
    "claude_agent_sdk": ("claude_agent_sdk", "claude-agent-sdk"),
}


async def _answer(request: httpx2.Request) -> httpx2.Response:
    if request.url.path.endswith("/token"):
        return httpx2.Response(200, json={"access_token": "Atza|smoke-token", "expires_in": 3600})
    return httpx2.Response(200, json={"orders": [{"orderId": "1"}]})


def _connector() -> AmazonSellerPartnerConnector:
    auth = AmazonSellerPartnerAuthConfig(
        lwa_app_id="smoke", lwa_client_secret="smoke-secret", refresh_token="smoke-token"
    )
    return AmazonSellerPartnerConnector(auth, region="US", transport=httpx2.MockTransport(_answer))


async def calls() -> None:
    """A call works, and a wrong one is refused with advice."""
    async with _connector() as connector:
        page = await connector.orders.list(created_after="-1d")
        assert page.one == {"orderId": "1"}, page
        try:
            await connector.execute("orders", "list", {"created_aftr": "-1d"})
        except InvalidInput as error:
            assert "created_after" in str(error)
        else:
            raise AssertionError("a wrong name was accepted")


def _is_here(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even what it lies in
        return False


def frameworks() -> list[str]:
    """Each framework gives tools where it is installed, and names its extra where it is not."""
    connector, present = _connector(), []
    for name, (module, extra) in FRAMEWORKS.items():
        if _is_here(module):
            present.append(name)
            assert len(connector.tools(name)) == 3, name
            continue
        try:
            connector.tools(name)
        except ConfigurationError as error:
            assert f"toolspan[{extra}]" in (error.hint or ""), error
        else:
            raise AssertionError(f"{name} gave tools without being installed")
    return present


def command() -> None:
    """Without its extra the command says what to install and exits with 2."""
    if find_spec("typer"):
        return
    script = Path(sys.executable).with_name("toolspan")
    run = subprocess.run([script], capture_output=True, text=True, check=False)
    assert run.returncode == 2, run
    assert "toolspan[cli]" in run.stdout + run.stderr, run


if __name__ == "__main__":
    asyncio.run(calls())
    print("smoke: calls work; frameworks here:", ", ".join(frameworks()) or "none")
    command()
