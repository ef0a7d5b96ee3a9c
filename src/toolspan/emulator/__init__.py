"""A local Selling Partner API for tests, examples and demos.

It needs the ``emulator`` extra and opens loopback sockets only.

    async with Emulator(seed=7) as emulator:
        client = Client(base_url=emulator.url, token_url=emulator.token_url, **emulator.credentials)
"""

try:
    from toolspan.emulator.clock import EmulatorClock
    from toolspan.emulator.emulator import Emulator
    from toolspan.emulator.exchange import ConnectionCut
    from toolspan.emulator.serving import environment, environment_lines, serve
except ModuleNotFoundError as missing:
    if (missing.name or "").split(".")[0] not in ("starlette", "uvicorn"):
        raise
    missing.msg = f'{missing.msg}. The emulator needs its extra: pip install "toolspan[emulator]"'
    raise

__all__ = ["ConnectionCut", "Emulator", "EmulatorClock", "environment", "environment_lines", "serve"]
