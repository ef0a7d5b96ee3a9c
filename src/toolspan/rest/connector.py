"""`RestConnector`: a connector whose folder describes it; `rest_connector` makes its class."""

from __future__ import annotations

import os
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from toolspan.base import shared_stores
from toolspan.clock import SYSTEM_CLOCK
from toolspan.connector import Connector
from toolspan.errors import ConfigurationError
from toolspan.rest.description import read_description, unknown_names
from toolspan.rest.index import DescribedIndex
from toolspan.runtime.redaction import Redactor
from toolspan.tools.guides import Guides
from toolspan.transport.api import RestAPI
from toolspan.transport.urls import checked_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

    from toolspan.auth import Credential
    from toolspan.base import ConnectorOptions
    from toolspan.clock import Clock
    from toolspan.contract import RateLimiter, Token, TokenStore
    from toolspan.entity import Entity
    from toolspan.page import Page
    from toolspan.rest.description import AuthRules, Description
    from toolspan.transport.authorization import Authorization
    from toolspan.transport.executor import BaseExecutor
    from toolspan.transport.http import Http
    from toolspan.types import AirbyteAuthConfig

    Transport = httpx2.AsyncBaseTransport | Callable[[], httpx2.AsyncBaseTransport] | None

CREDENTIALS = {
    "api_key": "ApiKey",
    "basic": "Basic",
    "bearer": "Bearer",
    "oauth2_client": "ClientCredentials",
    "oauth2_refresh": "RefreshToken",
}
"""Class in `toolspan.auth` of the credentials of each type of `[auth]`."""


class RestConnector(Connector):
    """A connector that `connector.toml` and `operations.json` describe.

    The constructor sends no request; credentials are read at the first call. What is left out is read from
    the environment, under names that begin with the connector's: `HELPDESK_API_KEY`, `HELPDESK_BASE_URL`.

    Args:
        auth_config: Credentials, of the class in `toolspan.auth` that fits the API. With `AirbyteAuthConfig`,
            calls go through a server that stores them; then what follows up to `rate_limiter`, but for the
            transport and the clock, is the server's.
        base_url: Another server of the same API.
        token_url: Another token endpoint, for APIs with OAuth.
        settings: Values that requests are filled with, by the words of `[fill]`.
        rate_limits: False sends calls without pacing them.
        on_token_refresh: Called with each new `Token`; may be async.
        token_store: Shares access tokens with other connectors and processes. Default: Redis at `TOOLSPAN_REDIS_URL`.
        rate_limiter: Counts calls across processes. Default: Redis at `TOOLSPAN_REDIS_URL`; without it, those of
            this process.
        transport: An httpx2 async transport (mock, ASGI, aiohttp), or a function that returns one per event loop.
        clock: Clock for dates, waits and limits.
        options: As in every connector: `policy`, `timeout`, `journal`, `on_write`, `results`.

    Raises:
        ConfigurationError: A value is not valid, or of another API.
    """

    description: ClassVar[Description]
    api_class: ClassVar[type[RestAPI]] = RestAPI

    def __init__(
        self,
        auth_config: Credential | AirbyteAuthConfig | None = None,
        *,
        base_url: str | None = None,
        token_url: str | None = None,
        settings: Mapping[str, str] | None = None,
        rate_limits: bool = True,
        on_token_refresh: Callable[[Token], Any] | None = None,
        token_store: TokenStore | None = None,
        rate_limiter: RateLimiter | None = None,
        transport: Transport = None,
        clock: Clock = SYSTEM_CLOCK,
        **options: Unpack[ConnectorOptions],
    ) -> None:
        redactor = Redactor()
        local: dict[str, Any] = {
            "base_url": base_url,
            "token_url": token_url,
            "settings": settings,
            "rate_limits": rate_limits,
            "on_token_refresh": on_token_refresh,
            "token_store": token_store,
            "rate_limiter": rate_limiter,
        }
        wiring: dict[str, Any] = {"transport": transport, "clock": clock, "redactor": redactor}
        executor = self._make_executor(auth_config, local, wiring)
        super().__init__(executor, clock=clock, redactor=redactor, **options)

    if TYPE_CHECKING:  # the operations are data, which type checkers do not read

        def __getattr__(self, name: str) -> Entity: ...

    async def check(self) -> Page:
        """Return the page of the operation that `connector.toml` names as `check`, or of a read without parameters.

        Raises:
            ToolspanError: The check failed; class and hint say why.
        """
        name = self.description.check or next(
            (each.name for each in self.operations if each.effect == "read" and not each.required_of_caller),
            None,
        )
        if name is None:
            raise ConfigurationError(
                f"{self.title} has no operation that can be called without parameters, to check the credentials.",
                hint="The connector's author can add one, and name it as check in connector.toml.",
            )
        operation = self.operations.find(*name.split("."))
        return await self.execute(operation.entity, operation.action, operation.example)

    def account_names(self) -> list[str]:
        """Return the settings of the account, and the workspace of a server."""
        about = self.about()
        return [
            *(str(about[word]) for word in self.description.fill if word in about),
            *super().account_names(),
        ]

    @classmethod
    def _make_executor(
        cls, auth: Credential | AirbyteAuthConfig | None, local: dict[str, Any], wiring: dict[str, Any]
    ) -> BaseExecutor:
        if auth is not None:
            from toolspan.types import AirbyteAuthConfig  # noqa: PLC0415 - brings pydantic's models

            if isinstance(auth, AirbyteAuthConfig):
                return cls._make_hosted(auth, local, wiring)
        from toolspan.transport.executor import LocalExecutor  # noqa: PLC0415 - brings httpx2, which only a connector in use needs
        from toolspan.transport.http import Http  # noqa: PLC0415 - as above

        if stores := shared_stores():
            local = {
                **local,
                "token_store": local["token_store"] or stores.token_store,
                "rate_limiter": local["rate_limiter"] or stores.rate_limiter,
            }
        redactor, clock, http = wiring["redactor"], wiring["clock"], Http(wiring["transport"])
        base_url = cls._url(local["base_url"], "base_url") or cls.description.base_url
        api = cls.api_class(
            base_url,
            authorization=cls._authorization(auth, base_url, local, http=http, **wiring),
            errors=cls.description.errors,
            limits=cls.description.limits,
            settings=cls._settings(local["settings"]),
        )
        limits, limiter = local["rate_limits"], local["rate_limiter"]
        return LocalExecutor(api, http, clock, redactor, rate_limits=limits, rate_limiter=limiter)

    @classmethod
    def _make_hosted(cls, auth: Any, local: dict[str, Any], wiring: dict[str, Any]) -> BaseExecutor:
        given = [name for name, value in local.items() if value not in (None, name == "rate_limits")]
        if given:
            raise ConfigurationError(
                f"{', '.join(given)}: in hosted mode this is a setting of the server's connector.",
                hint="Omit it here.",
            )
        from toolspan.hosted.executor import HostedExecutor  # noqa: PLC0415 - as above
        from toolspan.hosted.lookup import Kind  # noqa: PLC0415 - as above

        return HostedExecutor(auth, Kind(cls.slug), **wiring)

    @classmethod
    def _way_of(cls, auth: object) -> AuthRules:
        """Return how the API takes these credentials."""
        known = {name: rules for rules in cls.description.auth if (name := CREDENTIALS.get(rules.kind))}
        if not known:
            raise ConfigurationError(f"{cls.title} takes no credentials.", hint="Leave out auth_config.")
        from toolspan import auth as kinds  # noqa: PLC0415 - as above

        for name, rules in known.items():
            if isinstance(auth, getattr(kinds, name)):
                return rules
        told = (f"{name} takes {', '.join(getattr(kinds, name).model_fields)}." for name in known)
        raise ConfigurationError(
            f"auth_config must be {' or '.join(known)} of toolspan.auth, or an AirbyteAuthConfig, not {type(auth).__name__}.",
            hint=" ".join(told),
        )

    @classmethod
    def _authorization(
        cls, auth: Credential | None, base_url: str, local: dict[str, Any], *, http: Http, **wiring: Any
    ) -> Authorization | None:
        from toolspan.transport.authorization import AccountAuthorization, FirstAuthorization, TokenEndpoint  # noqa: PLC0415 - as above

        def account(rules: AuthRules) -> AccountAuthorization:
            def read() -> Credential:
                from toolspan import auth as kinds  # noqa: PLC0415 - brings pydantic's models

                if auth is not None:
                    return auth
                kind: type[Credential] = getattr(kinds, CREDENTIALS[rules.kind])
                return kind.from_env(cls.description.prefix)

            url = cls._token_url(rules, local, base_url)
            return AccountAuthorization(
                read,
                rules.placement,
                http=http,
                clock=wiring["clock"],
                redactor=wiring["redactor"],
                endpoint=TokenEndpoint(url, rules.scopes, rules.basic, rules.fields) if url else None,
                token_store=local["token_store"],
                on_token_refresh=local["on_token_refresh"],
            )

        if local["token_url"] and not any(rules.token_url for rules in cls.description.auth):
            raise ConfigurationError(f"{cls.title} has no access tokens: leave out token_url.")
        if auth is not None:
            way = cls._way_of(auth)
            wiring["redactor"].keep(*auth.secrets())
            return account(way)
        ways = [account(rules) for rules in cls.description.auth if rules.kind in CREDENTIALS]
        return FirstAuthorization(ways) if ways[1:] else ways[0] if ways else None

    @classmethod
    def _token_url(cls, rules: AuthRules, local: dict[str, Any], base_url: str) -> str | None:
        """Return the URL of the token endpoint; None for credentials that need none.

        Raises:
            ConfigurationError: The API's address was changed, and its token endpoint is elsewhere.
        """
        named = rules.token_url
        if named and (given := cls._url(local["token_url"], "token_url")):
            return given
        if named.startswith("/"):
            return base_url + named
        if named and base_url != cls.description.base_url:
            raise ConfigurationError(
                f"base_url is not that of {cls.title}, but access tokens would still come from {named}.",
                hint=f"Give token_url too, or set {cls.description.prefix}_TOKEN_URL.",
            )
        return named or None

    @classmethod
    def _url(cls, given: str | None, name: str) -> str | None:
        """Return a URL that was given, or stands in the environment."""
        url = given if given is not None else os.environ.get(f"{cls.description.prefix}_{name.upper()}")
        return None if url is None else checked_url(url.strip(), name)

    @classmethod
    def _settings(cls, given: Mapping[str, str] | None) -> dict[str, str]:
        """Return the values that requests are filled with.

        Raises:
            ConfigurationError: A name is not known, or a value is empty.
        """
        known = cls.description.fill
        if faults := unknown_names(given or (), known, "setting"):
            raise ConfigurationError(
                f"settings: {' '.join(faults)}", hint=f"The settings are: {', '.join(known) or 'none'}."
            )
        found: dict[str, str] = {}
        for word, setting in known.items():
            value = (given or {}).get(word) or os.environ.get(f"{cls.description.prefix}_{word.upper()}")
            if value is not None and not str(value).strip():
                raise ConfigurationError(f"settings: {word} is empty.", hint=setting.description)
            if value is not None or setting.default is not None:
                found[word] = str(value if value is not None else setting.default).strip()
        return found


def rest_connector(package: str | None, *, api: type[RestAPI] = RestAPI) -> type[RestConnector]:
    """Return the class of the connector that a package describes.

    Args:
        package: The package with `connector.toml`, `operations.json` and `guides/`: `__package__`.
        api: A subclass of `RestAPI` with what is particular to this API.

    Raises:
        ConfigurationError: A file is missing or invalid; the message lists every error with the closest valid key.
    """
    if not package:
        raise ConfigurationError(
            "rest_connector() takes the name of a package with connector.toml.",
            hint="Call rest_connector(__package__) in the package's __init__.py.",
        )
    folder = files(package)
    description = read_description(folder)
    name = "".join(word.capitalize() for word in description.slug.split("-")) + "Connector"
    members = {
        "__module__": package,
        "__doc__": f"{description.title}. {RestConnector.__doc__}",
        "slug": description.slug,
        "title": description.title,
        "filled_in": description.filled_in,
        "bulk": description.bulk,
        "questions": folder / "questions.toml",
        "search_folder": search if (search := folder / "search").is_dir() else None,
        "operations": DescribedIndex(folder, description),
        "guides": Guides(folder / "guides"),
        "description": description,
        "api_class": api,
    }
    return type(name, (RestConnector,), members)
