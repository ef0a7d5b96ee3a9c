"""Command line of toolspan. Needs the extra `cli`."""

from __future__ import annotations

import sys
from importlib.util import find_spec

INSTALL = 'pip install "toolspan[cli]"'


def main() -> int:
    """Run the command line and return its exit code.

    0: success. 1: the call failed. 2: wrong usage, invalid settings or a missing extra. 130: Ctrl-C.
    """
    missing = [name for name in ("typer", "rich") if find_spec(name) is None]
    if missing:
        sys.stderr.write(f"toolspan: the command line needs {' and '.join(missing)}. Install: {INSTALL}\n")
        return 2
    from toolspan.cli.app import run

    return run(sys.argv[1:])
