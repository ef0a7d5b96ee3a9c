"""A write in a process that is killed the hard way."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolspan.emulator import environment
from toolspan.emulator.faults import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolspan.emulator import Emulator
    from toolspan.emulator.exchange import Exchange


async def killed_in_a_write(
    emulator: Emulator, journal: Path, name: str, params: Mapping[str, Any], at: str
) -> None:
    """Make a write in a process that is killed once its POST to `at` was carried out, before the answer leaves."""
    entity, action = name.split(".")
    done = asyncio.Event()

    async def keep(exchange: Exchange, _options: Any) -> bool:
        await exchange.perform()
        done.set()
        await asyncio.sleep(60)
        return True

    fault = emulator.faults.add("delay", method="POST", path=at)
    fault.kind = "kept"
    KINDS["kept"] = keep
    arguments = [emulator.url, emulator.token_url, emulator.seller_id, str(journal), entity, action]
    process = subprocess.Popen(  # noqa: ASYNC220 - it is killed below
        [sys.executable, Path(__file__).with_name("child.py"), *arguments, json.dumps(params)],
        env={**os.environ, **environment(emulator)},
        stderr=subprocess.PIPE,
    )
    while not done.is_set():
        await asyncio.sleep(0.01)
        assert process.poll() is None, process.stderr.read().decode()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    del KINDS["kept"]
    emulator.faults.clear()
