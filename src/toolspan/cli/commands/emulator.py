"""`toolspan emulator`: runs a local Selling Partner API."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer evaluates the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolspan.cli.options import Json, Seed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from toolspan.emulator import Emulator


def emulator(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any free port.")
    ] = 8901,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback only.")] = "127.0.0.1",
    seed: Seed = 7,
    region: Annotated[str, typer.Option(help="NA, EU, FE or a country code.")] = "NA",
    now: Annotated[
        str | None, typer.Option(help="Pin the clock to this ISO 8601 time. Default: real time.")
    ] = None,
    no_limits: Annotated[bool, typer.Option("--no-limits", help="Do not enforce rate limits.")] = False,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Use the rate limits of Amazon's sandbox.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse query parameters that an operation does not have.")
    ] = False,
    account_type: Annotated[
        str | None, typer.Option(help="Type of account; a wrong one is answered with the choices.")
    ] = None,
    models: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of API models: play their static sandbox cases."),
    ] = None,
    redirect_uri: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Redirect URI registered for the consent page; repeatable."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a local emulator of the Selling Partner API.

    Runs until Ctrl-C and prints the environment variables for it. Paste the printed lines into another
    terminal; then `toolspan execute`, `toolspan mcp` and your own programs use the emulator. Its
    credentials work nowhere else.
    """
    import asyncio

    from toolspan.cli.console import failing, usage
    from toolspan.cli.extras import load
    from toolspan.errors import ConfigurationError

    with failing(as_json=as_json), usage():
        serve = load("emulator").serve
        if host not in ("127.0.0.1", "localhost", "::1"):
            raise ConfigurationError("The emulator listens only on loopback.", hint="Use --host 127.0.0.1.")
        settings = {"seed": seed, "now": _moment(now), "region": _endpoint(region)}
        rules: dict[str, Any] = {
            "limits": not no_limits,
            "sandbox": sandbox,
            "strict": strict,
            "models": models,
        }
        rules |= {"account_type": account_type} if account_type else {}
        rules["redirect_uris"] = redirect_uri or ()
        try:
            asyncio.run(serve(host, port, **settings, **rules, ready=_announce(as_json=as_json)))
        except ValueError as error:  # no models in the folder, no such account type
            raise ConfigurationError(str(error)) from None
        except OSError as error:
            raise ConfigurationError(
                f"Port {port} cannot be used: {error.strerror}.", hint="Try --port 0."
            ) from None


def _endpoint(region: str) -> str:
    from toolspan.connectors.amazon_seller_partner.regions import resolve_region

    return resolve_region(region).region


def _moment(text: str | None) -> datetime | None:
    """Parse an ISO 8601 time; UTC unless it has an offset.

    Raises:
        ConfigurationError: The text is not an ISO 8601 time.
    """
    from datetime import UTC, datetime

    from toolspan.errors import ConfigurationError

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(
            f"--now {text[:40]!r} is not a time.", hint="Write it as 2026-11-24T12:00:00Z."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _announce(*, as_json: bool) -> Callable[[Emulator], None]:
    """Return a function that prints the environment variables of a running emulator."""

    def announce(running: Emulator) -> None:
        import shlex
        import sys

        from toolspan.cli.console import print_json, tell
        from toolspan.emulator import environment

        variables = environment(running)
        if as_json:
            print_json(variables)
        else:
            sys.stdout.writelines(
                f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()
            )
            sys.stdout.flush()
        tell(
            f"The emulator runs at {running.url}, seed {running.seed}, region {running.region}. Stop it with Ctrl-C."
        )

    return announce
