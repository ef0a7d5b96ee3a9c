"""`toolspan login`: a refresh token for a seller's account, from a laptop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolspan.cli.options import Json, Named, Region, Slug

if TYPE_CHECKING:
    from toolspan.connectors.amazon_seller_partner.commands.consent import Question

RedirectUri = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="As registered with Amazon. On 127.0.0.1 this command receives the answer itself; "
        "otherwise you paste the address. Default: the first one registered.",
    ),
]
Paste = Annotated[
    bool, typer.Option("--paste", help="Paste the address even if the redirect is on this machine.")
]
Output = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the result into a new file that only you can read.")
]
Show = Annotated[
    bool, typer.Option("--show", help="Print the result, which is a secret, on standard output.")
]
ApplicationId = Annotated[
    str | None, typer.Option(metavar="ID", help="amzn1.sp.solution... Default: SP_API_APPLICATION_ID.")
]
Draft = Annotated[bool, typer.Option("--draft", help="The application is still a draft at Amazon.")]
ConsentUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Ask here, as at an emulator, instead of at the country's Seller Central. "
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
    """Let a seller authorize your application, and get the refresh token.

    It opens the consent page of the country's Seller Central, receives the answer and exchanges its
    code at Login with Amazon. The application comes from LWA_APP_ID, LWA_CLIENT_SECRET and
    SP_API_APPLICATION_ID. The token is shown only with --show, or goes into the file of --output.
    """
    import os

    from toolspan.cli.connectors import one_name
    from toolspan.cli.console import failing, usage
    from toolspan.connectors.amazon_seller_partner.commands import SLUG
    from toolspan.connectors.amazon_seller_partner.commands.consent import Application, Question
    from toolspan.connectors.amazon_seller_partner.commands.destination import Destination
    from toolspan.errors import ConfigurationError
    from toolspan.registry import connector_class

    with failing(as_json=as_json):
        with usage():
            name = one_name(connector, named) or SLUG
            if connector_class(name).slug != SLUG:
                raise ConfigurationError(f"Only {SLUG} has a login.")
            app = Application.from_environment(application_id)
            where = region or os.environ.get("TOOLSPAN_REGION") or "US"
            question = Question(app, where, redirect_uri, draft, consent_url)
            _ = question.url  # what cannot be asked is wrong usage
            destination = Destination(output, show=show, as_json=as_json)
        with destination as handing_over:
            handing_over(_logged_in(question, wait, paste=paste, browser=not no_browser))


def _logged_in(question: Question, wait: float, *, paste: bool, browser: bool) -> dict[str, str]:
    """Return the environment that leads to the seller's account."""
    import asyncio

    from toolspan.connectors.amazon_seller_partner.commands import callback_server
    from toolspan.connectors.amazon_seller_partner.commands.consent import exchange

    if paste or not callback_server.is_loopback(question.redirect_uri):
        callback_server.show(question.url, browser=browser)
        landed = callback_server.pasted(question)
    else:
        landed = asyncio.run(callback_server.received(question, wait, browser=browser))
    return {
        "SP_API_REFRESH_TOKEN": asyncio.run(exchange(question.application, landed)),
        "TOOLSPAN_REGION": question.region,
        "TOOLSPAN_SELLER_ID": landed.seller_id,
    }
