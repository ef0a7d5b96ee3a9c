"""What the page for MCP clients shows is what a client can start."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/frameworks/mcp_clients.md").read_text(encoding="utf-8")
SHOWN = [
    json.loads(body) for body in re.findall(r"^```json[^\n]*\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
]
SERVERS = [server for one in SHOWN for server in (one.get("mcpServers") or one["servers"]).values()]
READ = {"LWA_APP_ID", "LWA_CLIENT_SECRET", "SP_API_REFRESH_TOKEN", "TOOLSPAN_REGION"}
CLIENT = {"TOOLSPAN_CLIENT_ID", "TOOLSPAN_CLIENT_SECRET", "TOOLSPAN_API_URL"}


def test_every_client_of_the_page_is_found():
    assert len(SERVERS) == 5


@pytest.mark.parametrize("server", SERVERS, ids=range(len(SERVERS)))
async def test_the_command_of_a_configuration_serves_the_tools(server, tmp_path):
    assert server["command"] == "uvx"
    option, requirement, program, *arguments = server["args"]
    assert (option, program) == ("--from", "toolspan")
    extras = {"cli", "fastmcp"} | ({"emulator"} if "--emulator" in arguments else set())
    assert requirement == f"toolspan[{','.join(sorted(extras, key=['cli', 'fastmcp', 'emulator'].index))}]"
    assert set(server.get("env", {})) in (READ, CLIENT, set())
    given = {
        name: "https://toolspan.example" if name.endswith("URL") else "x" for name in server.get("env", {})
    }
    command = StdioServerParameters(
        command=str(Path(sys.executable).with_name(program)),
        args=arguments,
        env={"PATH": os.environ["PATH"], **given, **({"TOOLSPAN_REGION": "US"} if given else {})},
    )
    with (tmp_path / "stderr").open("w") as log:
        async with stdio_client(command, errlog=log) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            names = [tool.name for tool in (await session.list_tools()).tools]
    assert names == ["inspect_connector", "read_skill_docs", "execute"]
