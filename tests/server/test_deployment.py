"""The files of deploy/: each is valid for the tool that reads it, and says what the server understands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from toolspan.server import settings
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
    assert {"cli", "server", "redis"} <= set(wanted[0].split(",")) <= set(known)


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


def test_running_calls_have_time_to_end_before_a_server_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    drain = made({}, monkeypatch).drain_timeout
    pod = manifests()["Deployment"]["spec"]["template"]["spec"]
    pause = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["terminationGracePeriodSeconds"] > drain + pause
    assert all(int(service["stop_grace_period"].rstrip("s")) > drain for service in servers())
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text("utf-8"), re.MULTILINE)[1]) > drain


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
