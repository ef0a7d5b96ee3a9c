"""`toolspan login`: gets a refresh token for a seller's account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolspan.cli.options import Json, Named, Region, Slug

if TYPE_CHECKING:
    from toolspan.connectors.amazon_seller_partner.commands.consent import ConsentRequest

RedirectUri = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Redirect URI registered with Amazon. On 127.0.0.1 this command receives the redirect; "
        "otherwise you paste the address. Default: the first one registered.",
    ),
]
Paste = Annotated[
    bool, typer.Option("--paste", help="Paste the address even if the redirect URI is on this machine.")
]
Output = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the result to a new file that only you can read.")
]
Show = Annotated[
    bool, typer.Option("--show", help="Print the result on standard output. It contains a secret.")
]
ApplicationId = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Application id, amzn1.sp.solution... Default: SP_API_APPLICATION_ID."),
]
Draft = Annotated[bool, typer.Option("--draft", help="The application is a draft at Amazon.")]
ConsentUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Consent page of this host, such as an emulator, instead of the country's Seller Central. "
        "Default: TOOLSPAN_SELLER_CENTRAL_URL.",
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address.")]
Wait = Annotated[float, typer.Option(min=1, help="Seconds to wait for the seller.")]


def login(
    connector: Slug = None,
    named: Named = None,
    region: Region = None,
    redirect_uri: RedirectUri = None,
    paste: Paste = False,
    output: Output = None,
    show: Show = False,
    application_id: ApplicationId = None,
    draft: Draft = False,
    consent_url: ConsentUrl = None,
    no_browser: NoBrowser = False,
    wait: Wait = 600.0,
    as_json: Json = False,
) -> None:
    """Let a seller authorize your application, and get a refresh token.

    Opens the consent page of the country's Seller Central, receives the redirect and exchanges its
    code at Login with Amazon. The application comes from LWA_APP_ID, LWA_CLIENT_SECRET and
    SP_API_APPLICATION_ID. --output writes the token to a file; --show prints it.
    """
    import os

    from toolspan.cli.connectors import one_name
    from toolspan.cli.console import failing, usage
    from toolspan.connectors.amazon_seller_partner.commands import SLUG
    from toolspan.connectors.amazon_seller_partner.commands.consent import Application, ConsentRequest
    from toolspan.connectors.amazon_seller_partner.commands.destination import Destination
    from toolspan.errors import ConfigurationError
    from toolspan.registry import connector_class

    with failing(as_json=as_json):
        with usage():
            name = one_name(connector, named) or SLUG
            if connector_class(name).slug != SLUG:
                raise ConfigurationError(f"Only {SLUG} has a login.")
            app = Application.from_environment(application_id)
            country = region or os.environ.get("TOOLSPAN_REGION") or "US"
            request = ConsentRequest(app, country, redirect_uri, draft, consent_url)
            _ = request.url  # raises here, so that an invalid region or URL counts as wrong usage
            destination = Destination(output, show=show, as_json=as_json)
        with destination as write:
            write(_authorize(request, wait, paste=paste, browser=not no_browser))


def _authorize(request: ConsentRequest, wait: float, *, paste: bool, browser: bool) -> dict[str, str]:
    """Return the environment variables of the seller's account."""
    import asyncio

    from toolspan.connectors.amazon_seller_partner.commands import callback_server
    from toolspan.connectors.amazon_seller_partner.commands.consent import exchange

    if paste or not callback_server.is_loopback(request.redirect_uri):
        callback_server.show_consent_url(request.url, browser=browser)
        authorization = callback_server.read_pasted_address(request)
    else:
        authorization = asyncio.run(callback_server.wait_for_redirect(request, wait, browser=browser))
    return {
        "SP_API_REFRESH_TOKEN": asyncio.run(exchange(request.application, authorization)),
        "TOOLSPAN_REGION": request.region,
        "TOOLSPAN_SELLER_ID": authorization.seller_id,
    }
