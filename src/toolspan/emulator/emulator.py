"""`Emulator`: a seller, a clock and a server in one object."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from toolspan.emulator.access import Gatekeeper
from toolspan.emulator.accounts import App, Directory, Grant, Seller
from toolspan.emulator.application import build
from toolspan.emulator.clock import EmulatorClock
from toolspan.emulator.consent import Consent
from toolspan.emulator.cursors import Cursors
from toolspan.emulator.faults import Faults
from toolspan.emulator.feeds.store import Feeds
from toolspan.emulator.feeds.uploads import Uploads
from toolspan.emulator.files import Files
from toolspan.emulator.gateway import Gateway
from toolspan.emulator.handling import Services
from toolspan.emulator.listener import Listener, ThreadedListener, bind
from toolspan.emulator.notifications import Notifications
from toolspan.emulator.recorder import RequestLog
from toolspan.emulator.reports.documents import Documents
from toolspan.emulator.reports.store import Reports
from toolspan.emulator.roles import ACCOUNT_TYPES
from toolspan.emulator.sandbox import StaticCases
from toolspan.emulator.seller.world import World
from toolspan.emulator.throttle import Limits
from toolspan.emulator.views.handlers import HANDLERS
from toolspan.emulator.wire import Wire

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from toolspan.emulator.seller.listings import Shelf

__all__ = ["Emulator"]

REGIONS = ("NA", "EU", "FE")
IN_PROCESS_URL = "https://sp-api.emulator"


class Emulator:
    """A local Selling Partner API with one application, one seller and their grant.

    As an async context manager it serves on a loopback port in the running event loop, as a
    plain context manager in its own thread; ``app`` can be called without a socket.

    Args:
        seed: determines all data of the seller.
        now: freezes the clock at this time; without it the clock follows real time.
        region: NA, EU or FE: the endpoint to emulate.
        host: address to listen on; loopback by default.
        port: port to listen on; 0 takes any free one.
        base_url: value of ``url`` while no socket is open.
        clock: clock to use instead of ``now``.
        limits: whether usage plans are enforced.
        sandbox: whether every operation has the sandbox's plan, 5 requests per second and a burst of 15.
        strict: whether a query parameter that the operation does not have is an error. Amazon ignores
            it; either way it stands in ``requests[i].unknown_parameters``.
        orders: the default seller's orders, as dictionaries such as
            ``{"items": [{"sku": "MUG", "quantity": 2}], "created": "2026-11-20T10:00:00Z"}``.
        products: the default seller's products, such as ``{"sku": "MUG", "title": "Mug", "price": 9.5}``;
            what a row leaves out is made up. Fields of both: ``toolspan.emulator.seller.own_data``.
        orders_in_two_years: how many orders the default seller has had in two years; 400 by default. Above
            100,000 they are made when they are looked at, and the seller has no payments of them.
        account_type: "seller", "vendor" or "both": whose APIs the default account may call.
        models: folder of Amazon's models, whose static sandbox cases are then played: a request that
            fits a case gets its response, one that fits none of its operation a 400.

    Attributes:
        url: the base URL of the SP-API; documents are on the same host.
        app: the ASGI application.
        clock: adjustable clock, see ``EmulatorClock``.
        faults: ``faults.add("reset", operation="searchOrders", times=1)`` and more.
        limits: ``limits.enabled``, ``limits.set_rate(...)``, ``limits.reset()``.
        reports: ``reports.fail_next()``, the pace of reports, compression, charset, cool-down.
        feeds: ``feeds.fail_next()``, ``feeds.report_next(...)`` and the pace of feeds.
        listings: the seller's listings; ``listings.lag`` is the delay in seconds until a write can be read.
        requests: all received requests, see ``RequestLog``.
        application: the default application; change its ``roles``, ``draft``, ``redirect_uris``
            and ``login_uri`` at any time.
        seller: the default seller; ``seller.world`` holds its products, orders and payments.
        consent: Seller Central's consent pages; ``consent.seller`` is the signed-in seller.
        gateway: ``gateway.require_user_agent = False`` admits requests without one.
    """

    def __init__(
        self,
        seed: int = 7,
        now: datetime | float | None = None,
        region: str = "NA",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        base_url: str = IN_PROCESS_URL,
        clock: EmulatorClock | None = None,
        limits: bool = True,
        sandbox: bool = False,
        strict: bool = False,
        orders: Sequence[Mapping[str, Any]] | None = None,
        products: Sequence[Mapping[str, Any]] | None = None,
        orders_in_two_years: int | None = None,
        account_type: str = "seller",
        models: Path | str | None = None,
    ) -> None:
        if region not in REGIONS:
            raise ValueError(f"region must be one of {', '.join(REGIONS)}, not {region!r}")
        if account_type not in ACCOUNT_TYPES:
            raise ValueError(f"account_type must be one of {', '.join(ACCOUNT_TYPES)}, not {account_type!r}")
        self.seed = seed
        self.region = region
        self.url = base_url
        self.clock = clock or EmulatorClock(now)
        self.faults = Faults()
        self.requests = RequestLog()
        self.limits = Limits(self.clock, enabled=limits, sandbox=sandbox)
        self.directory = Directory(self.clock, self._randomness("tokens"))
        self._address = (host, port)
        self._strict = strict
        self._cases = StaticCases(Path(models)) if models is not None else None
        self._idle_url = base_url
        self._origin = self.clock.time()
        self._sellers = 0
        self._account_type = account_type
        self._listener: Listener | None = None
        self._thread: ThreadedListener | None = None
        self.application = self.directory.add_app()
        self.seller = self.add_seller(
            orders=orders, products=products, orders_in_two_years=orders_in_two_years
        )
        self.grant = self.directory.authorize(self.application, self.seller)
        self._assemble()

    def _assemble(self) -> None:
        documents = Documents(self.clock, self._randomness("documents"))
        self.reports = Reports(self.clock, self._randomness("reports"), documents)
        self.feeds = Feeds(self.clock, self._randomness("feeds"), documents)
        uploads = Uploads(self.clock, self._randomness("uploads"))
        files = Files(self.clock, self._randomness("files"))
        services = Services(
            clock=self.clock,
            cursors=Cursors(self.clock, self._randomness("cursors")),
            directory=self.directory,
            reports=self.reports,
            documents=documents,
            notifications=Notifications(self._randomness("notifications")),
            feeds=self.feeds,
            uploads=uploads,
            files=files,
            base_url=lambda: self.url,
        )
        gatekeeper = Gatekeeper(self.directory, self.clock, self.region)
        self.gateway = Gateway(
            gatekeeper, self.limits, services, HANDLERS, strict=self._strict, cases=self._cases
        )
        self.consent = Consent(self.directory, self.seller, lambda: self.url)
        inner = build(self.directory, self.clock, self.gateway, self.consent, (documents, uploads, files))
        randomness = self._randomness("wire")
        self.app = Wire(inner, self.requests, self.faults, self.clock, randomness)

    @property
    def token_url(self) -> str:
        """URL of Login with Amazon's token endpoint."""
        return f"{self.url}/auth/o2/token"

    @property
    def listings(self) -> Shelf:
        """Listings of the default seller."""
        return self.seller.world.shelf

    @property
    def listening(self) -> bool:
        """Whether a socket is open; without one, only ``app`` can be used."""
        return self.url != self._idle_url

    @property
    def seller_id(self) -> str:
        """Merchant token of the default seller."""
        return self.seller.seller_id

    @property
    def credentials(self) -> dict[str, str]:
        """Client id, newest secret and refresh token of the default application and seller."""
        return self.credentials_of(self.grant)

    @staticmethod
    def credentials_of(grant: Grant) -> dict[str, str]:
        """Client id, newest secret and refresh token of a grant."""
        return {
            "lwa_app_id": grant.app.client_id,
            "lwa_client_secret": grant.app.secret,
            "refresh_token": grant.refresh_token,
        }

    def add_seller(
        self,
        region: str | None = None,
        seed: int | None = None,
        account_type: str | None = None,
        *,
        orders: Sequence[Mapping[str, Any]] | None = None,
        products: Sequence[Mapping[str, Any]] | None = None,
        orders_in_two_years: int | None = None,
    ) -> Seller:
        """Add a selling partner with its own products and orders, of this region and account type by default."""
        number, self._sellers = self._sellers, self._sellers + 1
        where = region or self.region
        source = f"{self.seed if seed is None else seed}:{number}"
        letters = random.Random(f"{source}:merchant").choices("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=13)  # noqa: S311
        name = "Nordlicht Home Goods" if number == 0 else f"Store Nº {number + 1}"
        world = World(source, where, self._origin, products=products, orders=orders, past=orders_in_two_years)
        if products is not None or orders is not None or orders_in_two_years is not None:
            _ = world.orders  # a wrong row or number fails here, not in the first request
        return Seller("A" + "".join(letters), where, name, world, account_type or self._account_type)

    def add_application(
        self, *, roles: set[str] | None = None, redirect_uris: Sequence[str] = (), draft: bool = False
    ) -> App:
        """Add an application, by default with every role."""
        app = self.directory.add_app(roles)
        app.redirect_uris, app.draft = list(redirect_uris), draft
        return app

    def add_account(
        self,
        *,
        application: App | None = None,
        seller: Seller | None = None,
        region: str | None = None,
    ) -> dict[str, str]:
        """Add an account and return its credentials: a new seller and a new application unless given."""
        app = application or self.add_application()
        return self.credentials_of(self.directory.authorize(app, seller or self.add_seller(region)))

    def issue_authorization_code(
        self,
        *,
        application: App | None = None,
        seller: Seller | None = None,
        redirect_uri: str | None = None,
    ) -> str:
        """Issue an authorization code as the consent page would, valid for one exchange within five minutes."""
        app = application or self.application
        return self.directory.issue_code(app, seller or self.seller, redirect_uri).value

    def rotate_secret(self, application: App | None = None) -> str:
        """Return a new secret of the application; the old one works for seven more days."""
        return self.directory.rotate_secret(application or self.application)

    def expire_secrets(self, application: App | None = None) -> None:
        """Expire the application's secrets, as after 180 days without rotation."""
        for secret in (application or self.application).secrets:
            secret.expires = self.clock.monotonic()

    def revoke_grant(self, refresh_token: str | None = None) -> None:
        """Revoke a seller's authorization and its access tokens."""
        self.directory.grants[refresh_token or self.grant.refresh_token].revoked = True

    def expire_grant(self, refresh_token: str | None = None) -> None:
        """Expire an authorization, as after 365 days; its access tokens stay valid."""
        self.directory.grants[refresh_token or self.grant.refresh_token].expires = self.clock.monotonic()

    def revoke_access_tokens(self) -> None:
        """Revoke every access token issued so far."""
        for token in self.directory.tokens.values():
            token.revoked = True

    def expire_access_tokens(self) -> None:
        """Expire every access token issued so far."""
        for token in self.directory.tokens.values():
            token.expires = self.clock.monotonic()

    async def __aenter__(self) -> Self:
        self._listener = Listener(self.app, self._bind())
        await self._listener.start()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        if self._listener is not None:
            await self._listener.stop()
        self._listener, self.url = None, self._idle_url

    def start_in_thread(self) -> Self:
        """Serve from a thread until ``stop``, for clients that block."""
        self._thread = ThreadedListener(self.app, self._bind())
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop the server started by ``start_in_thread``."""
        if self._thread is not None:
            self._thread.stop()
        self._thread, self.url = None, self._idle_url

    def __enter__(self) -> Self:
        return self.start_in_thread()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def _bind(self) -> socket.socket:
        listening = bind(*self._address)
        host, port = listening.getsockname()[:2]
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        return listening

    def _randomness(self, purpose: str) -> random.Random:
        return random.Random(f"{self.seed}:{purpose}")  # noqa: S311 - determinism is the point
