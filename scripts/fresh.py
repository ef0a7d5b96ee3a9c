"""Fresh environments, one for each extra: the wheel and the page's install line, the page's snippet, its first answer.

The wheel is built once. Sellers, server and models are those of the tests of the docs, in this process; the environments
reach them over loopback. Nothing of this checkout is on the path of what runs there.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import httpx2

from toolspan.clock import SystemClock
from toolspan.emulator import EmulatorClock
from toolspan.emulator.listener import bind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Tried = Callable[[Path, "Place", Path], str]

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - a script has its own folder on the path, not the checkout
from tests.docs.test_fences import FILE, MOMENT, RUN_ELSEWHERE, SHOWN, as_pattern, fences, make_world

UV = Path(sys.executable).with_name("uv")
HOME = ROOT / ".venvs" / "fresh"
INSTALL = re.compile(r"pip install ([^\n`#|]*\btoolspan\b[^\n`#|]*)")
MARK = "\x1e"
"""Printed after each snippet, to tell their outputs apart."""
RUNNER = """
import pathlib, runpy, sys, time
from toolspan.clock import SystemClock
offset = float(sys.argv[2]) - time.time()
SystemClock.time = lambda _: time.time() + offset
assert "site-packages" in sys.modules["toolspan"].__file__, "this is not the wheel"
runpy.run_path(sys.argv[1], run_name="__main__")
"""
"""Runs a page's program by the clock of the tests: its answers depend on it."""


class Failed(Exception):
    """What a page promises did not come true."""


@dataclass(frozen=True)
class Place:
    """A fresh environment, and what leads from it to the seller and the models."""

    home: Path
    work: Path
    variables: Mapping[str, str]
    now: float

    def run(self, *command: object, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment in its folder."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        program, *arguments = map(str, command)
        own = self.home / "bin" / program
        environment = {
            **kept,
            **self.variables,
            "PATH": f"{own.parent}:{kept['PATH']}",
            "PYTHONPYCACHEPREFIX": str(HOME / "bytecode"),
        }
        run = subprocess.run(
            [own if own.exists() else program, *arguments],
            cwd=self.work, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        if check and run.returncode:
            raise Failed(f"{shlex.join(map(str, command))[:200]}\n{(run.stdout + run.stderr)[-2_000:]}")
        return run

    def install(self, line: str, wheel: Path) -> None:
        """Make the environment, and install what the words of an install line name."""
        if not self.work.exists():
            self.work.mkdir()
            python = f"{sys.version_info.major}.{sys.version_info.minor}"
            _call(UV, "venv", "--quiet", "--clear", "--python", python, self.home)
        words = [
            f"{word} @ {wheel.as_uri()}" if re.match(r"toolspan(\[|$)", word) else word
            for word in shlex.split(line)
        ]
        _call(UV, "pip", "install", "--quiet", "--python", self.home / "bin/python", *words)


def _call(*command: object) -> None:
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if run.returncode:
        raise Failed(run.stderr[-2_000:])


# ---------------------------------------------------------------------- what is tried


def python_of(page: Path, place: Place, _: Path) -> str:
    """Run a page's snippets up to the first answer below its install line; return that answer."""
    text = page.read_text("utf-8")
    after = found.end() if (found := INSTALL.search(text)) else 0
    snippets = list(SHOWN.finditer(text))
    last = next(number for number, fence in enumerate(snippets) if fence.start() > after and fence[2])
    program = place.work / "page.py"
    program.write_text("".join(f"{fence[1]}\nprint({MARK!r})\n" for fence in snippets[: last + 1]))
    printed = place.run("python", "-c", RUNNER, program, place.now).stdout.split(MARK)
    shown = snippets[last][2]
    if not as_pattern(shown).fullmatch(printed[last]):
        raise Failed(f"{snippets[last][1]}prints\n{printed[last]}\nthe page shows\n{shown}")
    return printed[last].strip().replace("\n", " ")


def commands_of(page: Path, place: Place, _: Path) -> str:
    """Run the first command that a page shows with its output; return the start of that."""
    for body in fences(page, "console"):
        for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
            if not command.startswith(RUN_ELSEWHERE) and shown:
                said = place.run(*shlex.split(command)).stdout
                return f"{command.partition(' -p')[0]}: {said.strip()[:60]!r}"
    raise Failed("the page shows no command")


def files_of(page: Path, place: Place, wheel: Path) -> str:
    """Run the test files that a page shows, below each install line those that need it; return what pytest says."""
    said, text = [], page.read_text("utf-8")
    starts = list(INSTALL.finditer(text))
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        place.install(start[1], wheel)
        for name, body in FILE.findall(text[start.end() : after.start() if after else None]):
            (place.work / name).write_text(body)
        run = place.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
        said.append(run.stdout.strip().splitlines()[-1])
    return "; ".join(said)


def served(_: Path, place: Place, __: Path) -> str:
    """Start the server as the page says, and get a token from it."""
    with bind("127.0.0.1", 0) as free:
        port = str(free.getsockname()[1])
    variables = {**place.variables, "TOOLSPAN_PORT": port, "PATH": os.environ["PATH"]}
    command = [place.home / "bin/toolspan", "serve", "--init"]
    started = subprocess.Popen(command, cwd=place.work, env=variables, stdout=subprocess.PIPE, text=True)
    try:
        assert started.stdout
        lines = dict(started.stdout.readline().removeprefix("export ").strip().split("=", 1) for _ in "123")
        url = lines["TOOLSPAN_API_URL"]
        given = {"client_id": lines["TOOLSPAN_CLIENT_ID"], "client_secret": lines["TOOLSPAN_CLIENT_SECRET"]}
        for _ in range(100):
            try:
                got = httpx2.post(f"{url}/api/v1/account/applications/token", json=given)
            except httpx2.ConnectError:
                time.sleep(0.1)
            else:
                return f"{got.status_code}, a token of {len(got.json()['access_token'])} characters"
        raise Failed("the server does not answer")
    finally:
        started.terminate()
        started.wait()


def new_connector(_: Path, place: Place, __: Path) -> str:
    """Write a connector, install it as its README says, and run its own tests and its command."""
    place.run("toolspan", "connector", "new", "Bike shop", "--url", "https://api.bikes.example/v1")
    project = place.work / "toolspan-bike-shop"
    _call(UV, "pip", "install", "--quiet", "--python", place.home / "bin/python", "-e", f"{project}[test]")
    said = place.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", project / "tests").stdout
    listed = place.run(
        "toolspan", "execute", "items", "list", "--connector", "bike-shop", "--dry-run", "--json"
    )
    return f"{said.strip().splitlines()[-1]}; {json.loads(listed.stdout)['data'][0]['path']}"


def first_calls(_: Path, place: Place, __: Path) -> str:
    """Run the smoke test, in an environment of all extras; return its last line."""
    return place.run("python", ROOT / "scripts/smoke.py").stdout.strip().splitlines()[-1]


CASES: dict[str, tuple[str, str | None, Tried]] = {
    "no-extra": ("docs/own-tools.md", "toolspan", python_of),
    "pydantic-ai": ("docs/frameworks/pydantic_ai.md", None, python_of),
    "langchain": ("docs/frameworks/langchain.md", None, python_of),
    "openai-agents": ("docs/frameworks/openai_agents.md", None, python_of),
    "fastmcp": ("docs/frameworks/fastmcp.md", None, python_of),
    "anthropic": ("docs/frameworks/anthropic.md", None, python_of),
    "mcp": ("docs/frameworks/mcp.md", None, python_of),
    "llama-index": ("docs/frameworks/llama_index.md", None, python_of),
    "google-adk": ("docs/frameworks/google_adk.md", None, python_of),
    "claude-agent-sdk": ("docs/frameworks/claude_agent_sdk.md", None, python_of),
    "plain-sdks": ("docs/frameworks/loops.md", None, python_of),
    "cli": ("docs/command-line.md", None, commands_of),
    "emulator": ("docs/quickstart.md", None, commands_of),
    "quickstart": ("docs/quickstart.md", None, python_of),
    "testing": ("docs/testing.md", None, files_of),
    "openapi": ("docs/openapi.md", None, python_of),
    "server": ("docs/hosting.md", None, served),
    "otel": ("docs/observability.md", None, python_of),
    "aiohttp": ("docs/calling.md", None, python_of),
    "data-kiosk": ("docs/reports.md", None, python_of),
    "all": ("README.md", "toolspan[all]", first_calls),
    "new-connector": ("docs/extending/connector.md", "toolspan[cli,testing]", new_connector),
}
"""The page, the install line where the page has none of its own, and what is tried, by extra."""


def main() -> int:
    """Try the named cases, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*CASES, []], help="by default all", metavar="NAME")
    names = parser.parse_args().names or [*CASES]
    HOME.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(HOME / "dist", ignore_errors=True)
    _call(UV, "build", "--quiet", "--wheel", "--out-dir", HOME / "dist", ROOT)
    (wheel,) = (HOME / "dist").glob("*.whl")
    print(f"{wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB", flush=True)
    clock = EmulatorClock()
    clock.set(MOMENT)
    failed = []
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(SystemClock, "time", lambda _: clock.time()),
        make_world(Path(folder) / "data", clock) as (emulator, variables),
    ):
        for name in names:
            mine = emulator.add_account(application=emulator.application, seller=emulator.seller)
            emulator.limits.reset()
            own = variables | {"SP_API_REFRESH_TOKEN": mine["refresh_token"]}
            place = Place(HOME / name, Path(folder) / name, own, clock.time())
            if not _tried(name, place, wheel):
                failed.append(name)
            shutil.rmtree(place.home, ignore_errors=True)
    print(f"fresh: {'failed: ' + ', '.join(failed) if failed else 'every page keeps its word'}")
    return 1 if failed else 0


def _tried(name: str, place: Place, wheel: Path) -> bool:
    page, line, tried = CASES[name]
    text = (ROOT / page).read_text("utf-8")
    line = line or (found[1].strip() if (found := INSTALL.search(text)) else "")
    start = time.monotonic()
    try:
        place.install(line, wheel)
        installed = time.monotonic() - start
        said = tried(ROOT / page, place, wheel)
    except (Failed, subprocess.TimeoutExpired, AssertionError) as error:
        print(f"  FAILED {name}: pip install {line}\n{error}", flush=True)
        return False
    seconds = time.monotonic() - start
    print(
        f"  ok {name:<17} {installed:3.0f} + {seconds - installed:3.0f} s  {line}\n     {said[:110]}",
        flush=True,
    )
    return True


if __name__ == "__main__":
    sys.exit(main())
