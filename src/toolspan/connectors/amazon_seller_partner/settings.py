"""Settings of local mode, completed from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from toolspan.base import shared_stores
from toolspan.connectors.amazon_seller_partner.accounts import ACCOUNT_TYPES
from toolspan.connectors.amazon_seller_partner.regions import resolve_region
from toolspan.errors import ConfigurationError, quoted
from toolspan.transport.urls import checked_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolspan.connectors.amazon_seller_partner.regions import SellingRegion
    from toolspan.contract import RateLimiter, Token, TokenStore

TOKEN_URL = "https://api.amazon.com/auth/o2/token"  # noqa: S105 - an address
_ASSUMED = 'No region was given: "US" is assumed. Pass region="<country code>".'


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSettings:
    """Arguments of the connector that apply to local mode only; see the connector for each.

    None is replaced from the environment. `seller_id=False` means no seller id, even if the environment has one.
    """

    region: str | None = None
    config: Mapping[str, str] | None = None
    seller_id: str | Literal[False] | None = None
    environment: str = "production"
    base_url: str | None = None
    token_url: str | None = None
    rate_limits: bool = True
    account_type: str = "seller"
    on_token_refresh: Callable[[Token], Any] | None = None
    token_store: TokenStore | None = None
    rate_limiter: RateLimiter | None = None

    def given(self) -> list[str]:
        """Return the names of the settings that differ from their defaults."""
        return [field.name for field in fields(self) if getattr(self, field.name) != field.default]

    def resolved(self) -> dict[str, Any]:
        """Return the arguments of the executor, completed from the environment.

        Raises:
            ConfigurationError: Region, environment, account type or a URL is not valid or is empty.
        """
        named = _stripped(self.region, "region") or _from_config(self.config) or _from_env("TOOLSPAN_REGION")
        selling_region = resolve_region(named or "US")
        _check_choice("environment", self.environment, ("production", "sandbox"))
        _check_choice("account_type", self.account_type, ACCOUNT_TYPES)
        own_url = _stripped(self.base_url, "base_url") or _from_env("TOOLSPAN_SP_API_URL")
        token_url = _stripped(self.token_url, "token_url") or _from_env("TOOLSPAN_LWA_URL") or TOKEN_URL
        stores = shared_stores()
        return {
            "selling_region": selling_region,
            "base_url": checked_url(own_url or self._endpoint(selling_region), "base_url"),
            "own_url": own_url,
            "token_url": checked_url(token_url, "token_url"),
            "seller_id": None
            if self.seller_id is False
            else _stripped(self.seller_id, "seller_id") or _from_env("TOOLSPAN_SELLER_ID"),
            "sandbox": self.environment == "sandbox",
            "rate_limits": self.rate_limits,
            "token_store": self.token_store or (stores and stores.token_store),
            "on_token_refresh": self.on_token_refresh,
            "rate_limiter": self.rate_limiter or (stores and stores.rate_limiter),
            "warning": None if named else _ASSUMED,
        }

    def _endpoint(self, selling_region: SellingRegion) -> str:
        in_sandbox = self.environment == "sandbox"
        return selling_region.sandbox_endpoint if in_sandbox else selling_region.endpoint


def _from_config(config: Mapping[str, str] | None) -> str | None:
    if not config:
        return None
    if unknown := [name for name in config if name != "region"]:
        raise ConfigurationError(
            f"config has unknown keys: {', '.join(map(quoted, unknown))}.",
            hint='The only key is region: {"region": "<country code>"}.',
        )
    return _stripped(config.get("region"), 'config["region"]')


def _from_env(variable: str) -> str | None:
    return _stripped(os.environ.get(variable), variable)


def _stripped(value: str | None, name: str) -> str | None:
    """Return a setting without surrounding whitespace.

    Raises:
        ConfigurationError: The setting is empty, such as an environment variable without a value.
    """
    if value is None or (
        value and not isinstance(value, str)
    ):  # wrong types are reported by whatever reads the setting
        return value
    if not value or not value.strip():
        raise ConfigurationError(
            f"{name} is empty.",
            hint="Set a value, or omit it (None, or an unset variable).",
        )
    return value.strip()


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        expected = " or ".join(f'"{choice}"' for choice in choices)
        raise ConfigurationError(f"{name} must be {expected} in this release, not {quoted(value)}.")
