"""A small part of the tests in other environments: interpreters, each framework alone, lowest versions, none at all.

Environments are made by uv under .venvs and used again; an interpreter that is not found is said and skipped. Two run at
a time, and the output of each is shown when it has ended.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
TEST_TOOLS = ("pytest>=8.4", "pytest-timeout>=2.3", "pytest-randomly>=3.16", "anyio>=4.12")
CONTRACT = ("tests/adapters/test_contract.py", "tests/core/test_end_to_end.py")
MORE = (
    "tests/adapters/test_more_frameworks.py",
    "tests/adapters/test_more_approvals.py",
    "tests/toolkit/test_conformance.py",
    "tests/toolkit/test_differences.py",
)
"""The suites of the frameworks beside the first four."""
SHOWN = (
    "tests/adapters/test_support.py",
    "tests/adapters/test_sync_and_streaming.py",
    "tests/adapters/test_examples.py",
    "tests/toolkit/test_example.py",
    "tests/docs/test_fences.py",
)
"""What is shown of them: the table of what is supported, examples, and pages."""
BESIDE = {"anthropic": "anthropic", "mcp": "mcp", "llama-index": "llama_index"}
"""Extras that stand beside the first four, with the names of their adapters."""
APART = {"google-adk": "google_adk", "claude-agent-sdk": "claude_agent_sdk"}
"""Extras that cannot, or are too large: each has an environment of its own; its lowest version runs where it is named."""
EXTRAS = {
    "pydantic-ai": ("pydantic-ai-slim[openai]>=2.60",),
    "langchain": ("langchain>=1.3", "langchain-openai>=1.1"),
    "openai-agents": (),
    "fastmcp": (),
}


EXTENSIONS = ("./docs/extending/toolspan-smolagents", "./docs/extending/toolspan-frankfurter")
"""An adapter and a connector outside of this package, installed as anyone would install them."""


@dataclass(frozen=True)
class Cell:
    """One environment and what is run in it."""

    name: str
    python: str
    extras: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    lowest: bool = False
    tests: tuple[str, ...] = CONTRACT
    only: str = ""
    named: bool = False
    """Whether it runs only where it is named."""

    @property
    def home(self) -> Path:
        return ROOT / ".venvs" / self.name

    def install(self, log: IO[str]) -> None:
        """Make the environment, or bring it up to date."""
        interpreter = self.home / "bin" / "python"
        if not interpreter.exists():
            _run(log, [UV, "venv", "--quiet", "--python", self.python, self.home])
        extras = ",".join((*self.extras, "emulator")) if self.extras else ""
        target = f"{ROOT}[{extras}]" if extras else str(ROOT)
        resolution = ["--resolution", "lowest-direct"] if self.lowest else []
        tools = TEST_TOOLS if self.extras else ()
        _run(
            log,
            [
                UV,
                "pip",
                "install",
                "--quiet",
                "--python",
                interpreter,
                *resolution,
                "-e",
                target,
                *tools,
                *self.more,
            ],
        )

    def test(self, log: IO[str]) -> None:
        """Run the smoke script, and the contract of the frameworks that are there."""
        interpreter = self.home / "bin" / "python"
        _run(log, [interpreter, "scripts/smoke.py"])
        if self.extras:
            only = ("-k", self.only) if self.only else ()
            _run(
                log,
                [
                    interpreter,
                    "-m",
                    "pytest",
                    "-q",
                    "--no-header",
                    "--tb=short",
                    "-r",
                    "f",
                    "-p",
                    "no:cacheprovider",
                    *only,
                    *self.tests,
                ],
            )


def _run(log: IO[str], command: list[object]) -> None:
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(ROOT / ".venvs" / "bytecode")}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # imports are what costs: all cells and runs share their bytecode
    words = [str(part) for part in command]
    subprocess.run(words, check=True, cwd=ROOT, env=environment, stdout=log, stderr=log)


def cells() -> list[Cell]:
    """Return the whole matrix."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    everything = tuple(EXTRAS)
    more = tuple(requirement for requirements in EXTRAS.values() for requirement in requirements)
    return [
        Cell("core", here, lowest=True),
        *(Cell(extra, here, (extra,), requirements) for extra, requirements in EXTRAS.items()),
        Cell(
            "extending",
            here,
            ("testing", "cli"),
            EXTENSIONS,
            tests=tuple(f"{path}/tests" for path in EXTENSIONS),
        ),
        Cell("lowest", here, (*everything, "cli", "aiohttp", "openapi"), more, lowest=True),
        Cell(
            "llama-index",
            here,
            ("llama-index",),
            ("llama-index-llms-openai-like>=0.8",),
            tests=MORE[:1],
            only="llama_index and wire",
        ),
        Cell(
            "lowest-beside",
            here,
            (*BESIDE,),
            lowest=True,
            tests=MORE,
            only=f"({' or '.join(BESIDE.values())}) and not fastmcp",
        ),
        *(
            Cell(
                f"{extra}{'-lowest' * lowest}",
                here,
                (extra,) if lowest else (extra, "server"),
                lowest=lowest,
                tests=MORE if lowest else MORE + SHOWN,
                only=name,
                named=lowest,
            )
            for extra, name in APART.items()
            for lowest in (False, True)
        ),
        *(
            Cell(f"py{version}", version, (*everything, "cli"), more)
            for version in ("3.12", "3.13")
            if version != here
        ),
    ]


def _missing(version: str) -> bool:
    found = subprocess.run([UV, "python", "find", "--quiet", version], capture_output=True, check=False)
    return found.returncode != 0


def _is_well(cell: Cell) -> bool:
    """Run one cell and show its output."""
    if _missing(cell.python):
        print(f"== {cell.name}: Python {cell.python} is not here; skipped", flush=True)
        return True
    start, well = time.monotonic(), True
    with TemporaryFile("w+", encoding="utf-8") as log:
        try:
            cell.install(log)
            cell.test(log)
        except subprocess.CalledProcessError:
            well = False
        log.seek(0)
        ending = f"== {cell.name}: {'ok' if well else 'FAILED'} in {time.monotonic() - start:.0f} s"
        print(f"== {cell.name}\n{log.read()}{ending}", flush=True)
    return well


def main() -> int:
    """Run the named cells, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        help="cells to run; by default all but the lowest versions of frameworks with an environment of their own",
    )
    names = parser.parse_args().names
    chosen = [cell for cell in cells() if (cell.name in names if names else not cell.named)]
    with ThreadPoolExecutor(2) as pool:
        well = list(pool.map(_is_well, chosen))
    failed = [cell.name for cell, good in zip(chosen, well, strict=True) if not good]
    print(f"matrix: {'failed: ' + ', '.join(failed) if failed else 'all cells are well'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
