"""Writes the pictures of terminals on the site: commands run on the emulator, drawn by rich.

`build_screens.py doctor limits` writes some of them; `--check` writes none, and exits with 1 when a command prints
other words than its picture shows, digits aside.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from toolspan.emulator import Emulator, environment

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "docs/screens"
COMMANDS = {
    "demo": "toolspan demo",
    "operations": "toolspan operations --entity orders",
    "limits": "toolspan limits --entity orders --ask",
    "doctor": "toolspan doctor",
}
WIDTH = 100
MAX_LINES, LAST = 38, 12
FONTS = re.compile(r"@font-face \{[^}]*\}\s*")
"""Fonts from elsewhere: a page of ours asks nobody else for anything."""


def reader(emulator: Emulator) -> dict[str, str]:
    """Return the environment of somebody whose secret ends soon and whose application lacks a role."""
    emulator.application.roles.discard("finance_and_accounting")
    created = (datetime.now(UTC) - timedelta(days=170)).date()
    return environment(emulator) | {"TOOLSPAN_SECRET_CREATED": str(created)}


def printed(command: str, variables: dict[str, str]) -> str:
    """Return what a command prints on a terminal, colours included."""
    program, *arguments = shlex.split(command)
    ours, theirs = pty.openpty()
    given = os.environ | variables | {"COLUMNS": str(WIDTH), "LINES": "200", "TERM": "xterm-256color"}
    with subprocess.Popen(
        [Path(sys.executable).with_name(program), *arguments],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=given,
    ):
        os.close(theirs)
        pieces = []
        with suppress(OSError):  # how a terminal whose program is gone answers
            while piece := os.read(ours, 65_536):
                pieces.append(piece)
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def cut(output: str) -> str:
    """Return what is worth a look: not each extra's versions, and of several screens the first and the last lines."""
    lines = re.sub(r"[^\n]*extra .*\n(?=[^\n]*credentials: )", "...\n", output, flags=re.DOTALL).splitlines()
    few = lines if len(lines) <= MAX_LINES else [*lines[: MAX_LINES - LAST], "...", "", *lines[-LAST:]]
    return "\n".join(few)


def drawn(command: str, output: str) -> str:
    """Return the picture of a terminal after a command."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(cut(output)))
    title = command.split(" -", maxsplit=1)[0]
    return FONTS.sub("", console.export_svg(title=title, theme=MONOKAI, unique_id="screen"))


def words(picture: str) -> str:
    """Return what a picture says, digits aside."""
    said = unescape("\n".join(re.findall(r"<text[^>]*>(.*?)</text>", picture)))
    return " ".join(re.sub(r"\d[\w.,:]*", "0", said).split())


def main(arguments: list[str]) -> int:
    """Write, or check with `--check`."""
    names = [name for name in arguments if name in COMMANDS] or list(COMMANDS)
    stale = False
    for name in names:
        path = SCREENS / f"{name}.svg"
        with Emulator(seed=7) as emulator:
            variables = reader(emulator) if name == "doctor" else environment(emulator)
            picture = drawn(COMMANDS[name], printed(COMMANDS[name], variables))
        if "--check" not in arguments:
            path.write_text(picture, encoding="utf-8")
        elif words(picture) != words(path.read_text(encoding="utf-8")):
            stale = True
            print(f"{path.name} shows something else now: run scripts/build_screens.py {name}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
