"""The files of deploy/: each is valid for the tool that reads it, and says what the server understands."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx2
import pytest
import yaml

from toolspan.emulator import Emulator
from toolspan.server import init, settings
from toolspan.server.runtime.job_queue import check_usable
from toolspan.server.serving import check_address, check_processes
from toolspan.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE, COMPOSE, CADDYFILE = DEPLOY / "Dockerfile", DEPLOY / "compose.yaml", DEPLOY / "Caddyfile"
UNIT, ENVIRONMENT = DEPLOY / "toolspan@.service", DEPLOY / "toolspan.env"
KUBERNETES = DEPLOY / "kubernetes/toolspan.yaml"
OURS = {"TOOLSPAN_HOSTNAME", "TOOLSPAN_UPSTREAMS"}
"""Variables of the compose file alone."""
PUBLIC_URL = "https://toolspan.yourcompany.com"


def tool(name: str, *arguments: str) -> str:
    """Run a tool of this environment; its output, which is empty where it has nothing to say."""
    command = [str(Path(sys.executable).with_name(name)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def on_this_machine(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name}")
    return found


def compose() -> dict[str, Any]:
    filled = re.sub(r"\$\{(\w+):\?[^}]*\}", r"\1", COMPOSE.read_text("utf-8"))
    return yaml.safe_load(filled.replace("https://TOOLSPAN_HOSTNAME", PUBLIC_URL))


def manifests() -> dict[str, Any]:
    return {each["kind"]: each for each in yaml.safe_load_all(KUBERNETES.read_text("utf-8"))}


def servers() -> list[dict[str, Any]]:
    return [each for name, each in compose()["services"].items() if name.startswith("server")]


def environments() -> Iterator[Any]:
    """Yield the environment of a server as each file gives it."""
    for service in servers():
        yield pytest.param(service["environment"], id="compose")
    lines = ENVIRONMENT.read_text("utf-8").splitlines()
    yield pytest.param(dict(line.split("=", 1) for line in lines if line and line[0] != "#"), id="systemd")
    given = manifests()["ConfigMap"]["data"]
    secret = {
        "TOOLSPAN_DATABASE_URL": "postgresql://db/toolspan",
        "TOOLSPAN_REDIS_URL": "redis://redis:6379/0",
    }
    yield pytest.param(given | secret, id="kubernetes")


def graces() -> Iterator[int]:
    """Yield the seconds between SIGTERM and SIGKILL as each file gives them, in the order of `environments`."""
    for service in servers():
        yield int(service["stop_grace_period"].rstrip("s"))
    yield int(re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)[1])
    yield manifests()["Deployment"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]


def made(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings()


def test_the_dockerfile_passes_its_linter() -> None:
    assert tool("hadolint", str(DOCKERFILE)) == ""


def test_what_the_dockerfile_copies_is_enough_to_build_the_wheel(tmp_path: Path) -> None:
    lines = DOCKERFILE.read_text("utf-8").splitlines()
    copied = {name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]}
    for name in copied:
        if (ROOT / name).is_file():
            shutil.copy(ROOT / name, tmp_path / name)
        else:
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    admitted = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {f"!{name}" for name in copied} == {line for line in admitted if line[0] == "!"}
    tool("uv", "build", "--quiet", "--wheel", "--out-dir", str(tmp_path / "dist"), str(tmp_path))
    assert list((tmp_path / "dist").glob("toolspan-*.whl"))


def test_the_extras_of_the_image_exist_and_hold_what_a_fleet_needs() -> None:
    wanted = re.findall(r'"(?:\.|toolspan)\[([\w,-]+)\]"', DOCKERFILE.read_text("utf-8"))
    assert len(set(wanted)) == 1
    known = re.findall(r"^([\w-]+) = \[", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert {"cli", "server", "redis", "jobs", "store"} <= set(wanted[0].split(",")) <= set(known)


def test_the_compose_file_matches_the_schema_of_its_specification() -> None:
    tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE))
    for service in compose()["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose()["volumes"] or (DEPLOY / source).is_file(), source
    assert (DEPLOY / servers()[0]["build"]["context"]).resolve() == ROOT


def test_the_manifests_match_the_schemas_of_kubernetes() -> None:
    tool("kubernetes-validate", "--strict", "--quiet", str(KUBERNETES))


@pytest.mark.parametrize("environment", environments())
def test_a_server_starts_with_the_environment_of_the_file(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = made(environment, monkeypatch)
    check_address(found)
    check_processes(found)
    assert found.trusted_proxies
    assert found.public_url == PUBLIC_URL
    assert found.processes > 1
    assert found.redis_url is not None
    assert found.jobs == "procrastinate"
    check_usable(found)


def test_every_variable_of_the_files_is_a_setting() -> None:
    named = {
        name
        for path in DEPLOY.rglob("*")
        if path.is_file()
        for name in re.findall(r"\bTOOLSPAN_[A-Z_]+\b", path.read_text("utf-8"))
    }
    known = {f"TOOLSPAN_{name.upper()}" for name in Settings.model_fields} | OURS | {"TOOLSPAN_PORT"}
    assert named <= known, named - known


def test_there_are_as_many_processes_as_the_files_say() -> None:
    for service in servers():
        assert service["environment"]["TOOLSPAN_PROCESSES"] == str(len(servers()))
    replicas = manifests()["Deployment"]["spec"]["replicas"]
    assert manifests()["ConfigMap"]["data"]["TOOLSPAN_PROCESSES"] == str(replicas)


@pytest.mark.parametrize(
    ("environment", "grace"), [(e.values[0], g) for e, g in zip(environments(), graces(), strict=True)]
)
def test_running_calls_have_time_to_end_before_a_server_is_killed(
    environment: dict[str, str], grace: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = made(environment, monkeypatch)
    assert found.stop_delay > 2  # a health check of each balancer
    assert grace > found.stop_delay + found.drain_timeout


def test_files_enough_for_the_connections_of_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    found = made({}, monkeypatch)
    needed = found.max_connections + found.upstream_connections + found.pool_size + 100
    assert int(re.search(r"^LimitNOFILE=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)[1]) > needed
    assert all(service["ulimits"]["nofile"] > needed for service in servers())


def test_the_unit_passes_the_checks_of_systemd(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("toolspan")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace("/opt/toolspan/bin/toolspan", str(program)))
    verify = [on_this_machine("systemd-analyze"), "verify", str(tmp_path / "toolspan@8080.service")]
    done = subprocess.run(verify, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_caddyfile_is_valid() -> None:
    given = {"TOOLSPAN_HOSTNAME": "toolspan.yourcompany.com", "TOOLSPAN_UPSTREAMS": "127.0.0.1:1 127.0.0.1:2"}
    command = [on_this_machine("caddy"), "adapt", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **given}
    )
    assert done.returncode == 0, done.stderr
    assert "127.0.0.1:2" in done.stdout


SERVE = (
    "from toolspan.server import serve, settings; serve(settings(), ready=lambda url: print(url, flush=True))"
)
CLIENTS = 8


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Fleet:
    """Two servers as processes on ports of their own, behind Caddy with the Caddyfile of deploy/."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = environment
        self.ports = [free_port(), free_port()]
        self.port = free_port()
        self._running: dict[int, subprocess.Popen[str]] = {}
        self._caddyfile = folder / "Caddyfile"
        options = "{\n admin off\n auto_https off\n}\n"
        self._caddyfile.write_text(options + CADDYFILE.read_text("utf-8"))

    async def __aenter__(self) -> Self:
        await asyncio.gather(*map(self.start, self.ports))
        given = {
            **self._environment,
            "HOME": str(self._caddyfile.parent),
            "TOOLSPAN_HOSTNAME": f"http://127.0.0.1:{self.port}",
            "TOOLSPAN_UPSTREAMS": " ".join(f"127.0.0.1:{port}" for port in self.ports),
        }
        command = [
            on_this_machine("caddy"),
            "run",
            "--config",
            str(self._caddyfile),
            "--adapter",
            "caddyfile",
        ]
        self._running[self.port] = self._begin(command, given)
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self._running.values():
            process.kill()
            process.communicate()

    @staticmethod
    def _begin(command: list[str], given: dict[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    async def start(self, port: int) -> None:
        given = {**self._environment, "TOOLSPAN_PORT": str(port)}
        command = [sys.executable, "-c", SERVE]
        self._running[port] = process = self._begin(command, given)
        assert await asyncio.to_thread(process.stdout.readline)

    async def stop(self, port: int) -> None:
        """Stop a server as systemd, Docker and Kubernetes do."""
        process = self._running.pop(port)
        process.terminate()
        await asyncio.to_thread(process.communicate, timeout=40)
        assert process.returncode == 0


async def test_a_rolling_restart_behind_caddy_fails_no_call(own_postgres: str, tmp_path: Path) -> None:
    on_this_machine("caddy")
    with Emulator(seed=7) as upstream:
        environment = {
            **os.environ,
            "TOOLSPAN_DATA_DIR": str(tmp_path / "data"),
            "TOOLSPAN_DATABASE_URL": own_postgres,
            "TOOLSPAN_REDIS_URL": os.environ.get("TOOLSPAN_TEST_REDIS", "redis://127.0.0.1:6379/0"),
            "TOOLSPAN_PROCESSES": "2",
            "TOOLSPAN_JOBS": "procrastinate",
            "TOOLSPAN_STOP_DELAY": "5",
            "TOOLSPAN_SP_API_URL": upstream.url,
            "TOOLSPAN_LWA_URL": upstream.token_url,
        }
        given = settings(data_dir=tmp_path / "data", database_url=own_postgres)
        client = await asyncio.to_thread(init, given)
        async with Fleet(environment, tmp_path) as fleet:
            base = f"http://127.0.0.1:{fleet.port}"
            async with httpx2.AsyncClient(base_url=base, timeout=60) as http:
                await rolled(fleet, http, client, upstream)


async def rolled(fleet: Fleet, http: httpx2.AsyncClient, client: tuple[str, str], upstream: Emulator) -> None:
    """Restart one server after the other under load; each call must succeed, and both servers must answer."""
    while True:
        with suppress(httpx2.TransportError):
            if (await http.get("/readyz")).status_code == 200:
                break
        await asyncio.sleep(0.05)
    body = dict(zip(("client_id", "client_secret"), client, strict=True))
    token = (await http.post("/api/v1/account/applications/token", json=body)).json()["access_token"]
    http.headers["authorization"] = f"Bearer {token}"
    new = {
        "workspace_name": "acme",
        "connector_type": "amazon-seller-partner",
        "credentials": upstream.credentials,
        "environment": {"region": "US"},
    }
    path = "/api/v1/integrations/connectors"
    connector = (await http.post(path, json=new)).json()["id"]
    counts: Counter[int] = Counter()
    ending = asyncio.Event()

    async def calls() -> None:
        call = {"entity": "orders", "action": "list", "params": {"created_after": "-1d"}, "dry_run": True}
        while not ending.is_set():
            answer = await http.post(f"{path}/{connector}/execute", json=call)
            counts[answer.status_code] += 1

    clients = [asyncio.create_task(calls()) for _ in range(CLIENTS)]
    for port in fleet.ports:
        reached = counts.total() + 50
        while counts.total() < reached:  # noqa: ASYNC110 - the other side has no event to give
            await asyncio.sleep(0.01)
        await fleet.stop(port)
        await fleet.start(port)
        while not await asyncio.to_thread(up, port):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    ending.set()
    await asyncio.gather(*clients)
    sys.stdout.write(f"{counts}\n")
    assert set(counts) == {200}


def up(port: int) -> bool:
    return httpx2.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
