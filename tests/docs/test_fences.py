"""Every fence of the README and the site runs: Python and commands, each with the output that the page shows below it.

A page is one program: its Python fences share their names, in order, and so do those of a shell script. Credentials come from the
environment, as in the text, and lead to the emulator; models lead to a local endpoint. The clock of Python fences starts at
`MOMENT`, so that their output is the same whenever the tests run.
"""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
import tomllib
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from tests.adapters.drivers import is_here

from toolspan import AirbyteAuthConfig, HostedWorkspace
from toolspan.clock import SystemClock
from toolspan.emulator import Emulator, EmulatorClock, environment
from toolspan.emulator.listener import bind
from toolspan.server import create_app, init, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "src/toolspan/connectors/amazon_seller_partner/guides"
PAGES = sorted(
    path
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    if not path.match("extending/*/**/*.md")
    and not path.match("extending/*/*.md")  # tests/extending runs those
)
FENCE = re.compile(r"^```(\w+)[ \t]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHOWN = re.compile(
    r"^```python[ \t]*\n(.*?)^```\n(?:\n```text title=\"Output\"\n(.*?)^```)?", re.DOTALL | re.MULTILINE
)
"""A Python fence, and the output that the page shows right below it."""
FILE = re.compile(r"^```python title=\"((?:conftest|test_\w+)\.py)\"\n(.*?)^```", re.DOTALL | re.MULTILINE)
"""A file that a page shows whole, under its name."""
MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
RUN_ELSEWHERE = (
    "pip ",
    "make",
    "toolspan mcp",
    "toolspan emulator",
    "toolspan demo",
    "toolspan serve",
    "toolspan connector new",
    "uvx ",
    "toolspan login",
    "sh deploy/",
    "rsync ",
    "PGPASSWORD=",
    "cd ",
    "git ",
    "export ",
    "#",
)


World = tuple[Emulator, dict[str, str]]


def fences(path: Path, *languages: str) -> list[str]:
    return [
        body for language, body in FENCE.findall(path.read_text(encoding="utf-8")) if language in languages
    ]


@contextmanager
def in_thread(app: Any, **options: Any) -> Iterator[int]:
    """Serve an application from a thread; gives its port."""
    listening = bind("127.0.0.1", options.pop("port", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", **options))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


async def keep_seller(auth: AirbyteAuthConfig, emulator: Emulator) -> None:
    async with HostedWorkspace("acme", auth) as workspace:
        await workspace.create_connector(
            "amazon-seller-partner", credentials=emulator.credentials, environment={"region": "US"}
        )


@contextmanager
def hosted(emulator: Emulator, folder: Path) -> Iterator[dict[str, str]]:
    """A server with a connector in the workspace "acme"; gives the environment of its client."""
    with bind("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    emulator.application.redirect_uris.append(f"{url}/api/v1/integrations/connectors/oauth/callback")
    made = settings(
        data_dir=folder, public_url=url, sp_api_url=emulator.url, lwa_url=emulator.token_url,
        seller_central_url=emulator.url, store_sync_seconds=0,
    )  # fmt: skip
    client_id, secret = init(made)
    auth = AirbyteAuthConfig(airbyte_client_id=client_id, airbyte_client_secret=secret, api_url=url)
    with in_thread(create_app(made), lifespan="on", port=port):
        asyncio.run(keep_seller(auth, emulator))
        yield {
            "TOOLSPAN_API_URL": url,
            "TOOLSPAN_CLIENT_ID": client_id,
            "TOOLSPAN_CLIENT_SECRET": secret,
            "AIRBYTE_CLIENT_ID": client_id,  # the names of those who move here
            "AIRBYTE_CLIENT_SECRET": secret,
        }


@contextmanager
def make_world(folder: Path, clock: EmulatorClock) -> Iterator[World]:
    """An emulator's seller, a server that holds the seller too, and a model that answers; with the environment that leads there."""
    sys.path.insert(0, str(Path(__file__).parent))
    from model import app

    with Emulator(seed=7, clock=clock) as emulator, in_thread(app, lifespan="off") as port:
        emulator.reports.queue_seconds = emulator.reports.progress_seconds = 0.1
        with hosted(emulator, folder) as client:
            model = {
                "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1",
                "OPENAI_API_KEY": "local",
                "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
                "ANTHROPIC_API_KEY": "local",
                "GOOGLE_GEMINI_BASE_URL": f"http://127.0.0.1:{port}",
                "GEMINI_API_KEY": "local",
                "OPENAI_AGENTS_DISABLE_TRACING": "1",
                "CLAUDE_CONFIG_DIR": str(folder.parent),
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            }
            yield emulator, environment(emulator) | client | model


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world of commands, which live by the clock of this machine."""
    with make_world(tmp_path_factory.mktemp("server") / "data", EmulatorClock()) as made:
        yield made


@pytest.fixture(scope="module")
def pinned_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world of Python fences: the clocks of the emulator, of connectors and of the server start at `MOMENT`."""
    clock = EmulatorClock()
    clock.set(MOMENT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SystemClock, "time", lambda _: clock.time())
        with make_world(tmp_path_factory.mktemp("pinned") / "data", clock) as made:
            yield made


def enter(world: World, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Give a reader a folder, a consent and limits of their own: all pages together would use up one seller's."""
    monkeypatch.chdir(folder)
    emulator, variables = world
    mine = emulator.add_account(application=emulator.application, seller=emulator.seller)
    emulator.limits.reset()
    for name, value in (variables | {"SP_API_REFRESH_TOKEN": mine["refresh_token"]}).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def reader(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Someone at a terminal."""
    enter(world, monkeypatch, tmp_path)


@pytest.fixture
def programmer(pinned_world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Someone who pastes Python into a file."""
    for name in (
        "TOOLSPAN_STORE",
        "TOOLSPAN_STREAMS",
    ):  # pages set these, and what is set here is put back afterwards
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    enter(pinned_world, monkeypatch, tmp_path)


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """One event loop for all pages: frameworks keep their HTTP clients, which a closed loop would break."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with asyncio.Runner() as runner:
            yield runner
        gc.collect()


def run_page(path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, str, str]]:
    """Run what a reader pastes from a page into one file; gives each fence, its output, and the output that the page shows."""
    names: dict[str, Any] = {"__name__": "docs_page"}
    for number, (source, shown) in enumerate(SHOWN.findall(path.read_text(encoding="utf-8"))):
        exec(compile(source, f"{path.name}:{number}", "exec"), names)  # the page's own code
        gc.collect()
        yield source, capsys.readouterr().out, shown


def as_pattern(shown: str) -> re.Pattern[str]:
    """Return what the output must match: `...` stands for anything, and lines may be broken where the page breaks them."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in shown.split("...")]
    return re.compile(r"\s*" + r"[\s\S]*".join(parts) + r"\s*")


def missing(path: Path) -> list[str]:
    """Return the packages that a page imports and that are not here: some frameworks cannot stand beside the others."""
    nodes = [node for source in fences(path, "python") for node in ast.walk(ast.parse(source))]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return [name for name in names if not is_here(name)]


@pytest.mark.parametrize(
    "path", [path for path in PAGES if fences(path, "python")], ids=lambda path: path.stem
)
def test_the_python_of_the_page_prints_what_it_shows(path, programmer, loop, capsys, monkeypatch):
    if absent := missing(path):
        pytest.skip(f"needs {absent[0]}")
    monkeypatch.setattr(asyncio, "run", loop.run)
    with warnings.catch_warnings():  # a reader's script may leave connections to the end of the process
        warnings.simplefilter("ignore")
        for source, printed, shown in run_page(path, capsys):
            assert as_pattern(shown).fullmatch(printed), (
                f"{source}\nprints\n{printed}\nthe page shows\n{shown}"
            )


COMMANDS = [(path, body) for path in PAGES for body in fences(path, "console")]


@pytest.mark.parametrize(
    ("path", "body"), COMMANDS, ids=lambda value: value.stem if isinstance(value, Path) else ""
)
def test_the_commands_of_the_page_print_what_they_show(path, body, reader):
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
        if command.startswith(RUN_ELSEWHERE):
            continue
        program, *arguments = shlex.split(command)
        run = subprocess.run(
            [Path(sys.executable).with_name(program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        assert run.returncode == (1 if "error (" in shown else 0), run.stdout
        _check_shown(shown, run.stdout)


def _check_shown(shown: str, printed: str) -> None:
    """Each shown line must be printed, digits aside; `...` stands for anything."""
    spoken = re.sub(r"\d+", "0", printed)
    for line in shown.splitlines():
        if line.strip() and line.strip() != "...":
            assert re.sub(r"\d+", "0", line.strip()) in spoken


@pytest.mark.parametrize(
    "path", [path for path in PAGES if fences(path, "shell")], ids=lambda path: path.stem
)
def test_the_shell_script_of_the_page_runs_from_its_first_line_to_its_last(path, reader):
    if not (shutil.which("curl") and shutil.which("bash")):
        pytest.skip("needs curl and bash")
    script = "set -euo pipefail\n" + "\n".join(fences(path, "shell"))
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    assert '"status":"success"' in run.stdout.replace(" ", "")


@pytest.mark.parametrize(
    "path",
    [path for path in PAGES if FILE.search(path.read_text(encoding="utf-8"))],
    ids=lambda path: path.stem,
)
def test_the_files_of_the_page_are_tests_that_pass(path, tmp_path):
    for name, body in FILE.findall(path.read_text(encoding="utf-8")):
        (tmp_path / name).write_text(body, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout


def test_commands_in_plain_shell_fences_are_ones_that_are_run_elsewhere():
    for path in PAGES:
        for body in fences(path, "bash", "sh"):
            for line in filter(None, map(str.strip, body.splitlines())):
                assert line.startswith(RUN_ELSEWHERE), f"{path.name}: {line} runs nowhere"


def test_data_fences_are_valid():
    for path in [*PAGES, *GUIDES.glob("*.md")]:
        for body in fences(path, "json"):
            json.loads(body)
        for body in fences(path, "toml"):
            tomllib.loads(body)


def test_the_generated_tables_are_fresh():
    run = subprocess.run(
        [sys.executable, "scripts/build_docs.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
