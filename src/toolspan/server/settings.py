"""How a server is set up: from arguments, or from TOOLSPAN_* environment variables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from toolspan.errors import ConfigurationError

Names = Annotated[tuple[str, ...], NoDecode]
"""Several names; in the environment separated by commas."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """Everything that an operator can set. Each name is also TOOLSPAN_<NAME> in the environment.

    Args:
        data_dir: Holds the database and the key file unless those are named themselves.
        database_url: `postgresql://user:password@host/name` or `sqlite:///path`; SQLite in `data_dir` by default.
        key_file: Encryption and signing keys; made at first start, readable by its owner alone.
        host: Where to listen; anything but loopback needs TLS or `allow_insecure`.
        port: Where to listen.
        public_url: Under which callers reach the server, for callbacks and links.
        allow_insecure: Listen beyond loopback without TLS, as behind a proxy that ends TLS.
        tls_certificate: PEM file.
        tls_key: PEM file.
        allowed_hosts: Host headers to accept; on loopback its own names, elsewhere any.
        redirect_hosts: Hosts that a `redirect_url` may have; any https host by default.
        trusted_proxies: Addresses whose X-Forwarded-For is believed.
        region: Country code of connectors that name none.
        sp_api_url: Calls this instead of Amazon's endpoints.
        lwa_url: Gets tokens here instead of at Amazon.
        seller_central_url: Sends sellers here for their consent, instead of to their Seller Central.
        oauth_application_id: The application whose consent is asked for when an organisation has not set its own.
        oauth_lwa_app_id: Its Login with Amazon client id.
        oauth_lwa_client_secret: Its client secret.
        oauth_redirect_uri: Its registered redirect; the server's own callback by default.
        oauth_draft: Whether it is still a draft.
        autocreate_workspaces: Whether an unknown workspace name makes a workspace.
        execute_timeout: Seconds for one execute.
        connector_concurrency: Calls of one connector at once; as many again may wait.
        live_connectors: Connectors that are kept ready; the one that was idle longest is made again when it is called.
        max_connections: Callers' connections at most; where all are used, one that is idle is closed.
        upstream_connections: Sockets to Amazon at most, for all connectors together.
        pool_size: Database connections at most.
        pool_timeout: Seconds to wait for one.
        drain_timeout: Seconds that calls under way get after SIGTERM.
        token_attempts: Failures per minute, client and address before /token hears no more; right secrets always pass.
        metrics_token: Bearer token for /metrics; without one it answers callers on this machine alone.
    """

    model_config = SettingsConfigDict(
        env_prefix="TOOLSPAN_", extra="forbid", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    data_dir: Path = Path("toolspan-data")
    database_url: SecretStr | None = None
    key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    public_url: str | None = None
    allow_insecure: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    allowed_hosts: Names = ()
    redirect_hosts: Names = ()
    trusted_proxies: Names = ()
    region: str | None = None
    sp_api_url: str | None = None
    lwa_url: str | None = None
    seller_central_url: str | None = None
    oauth_application_id: str | None = None
    oauth_lwa_app_id: str | None = None
    oauth_lwa_client_secret: SecretStr | None = None
    oauth_redirect_uri: str | None = None
    oauth_draft: bool = False
    autocreate_workspaces: bool = True
    execute_timeout: float = Field(default=60.0, gt=0, le=600)
    connector_concurrency: int = Field(default=16, ge=1)
    live_connectors: int = Field(default=1_000, ge=1)
    max_connections: int = Field(default=1_000, ge=1)
    upstream_connections: int = Field(default=256, ge=1)
    pool_size: int = Field(default=8, ge=1)
    pool_timeout: float = Field(default=5.0, gt=0)
    drain_timeout: int = Field(default=20, ge=0)
    token_attempts: int = Field(default=10, ge=1)
    metrics_token: SecretStr | None = Field(default=None, min_length=16)

    @field_validator("allowed_hosts", "redirect_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("public_url", "sp_api_url", "lwa_url", "seller_central_url", "oauth_redirect_uri")
    @classmethod
    def _absolute(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        local = parts.hostname in LOOPBACK
        if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("must be an absolute URL without user, query or fragment")
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise ValueError("must be https (http only on loopback)")
        return value.rstrip("/")

    @property
    def keys(self) -> Path:
        """Where the key file is."""
        return self.key_file or self.data_dir / "keys.json"

    @property
    def base_url(self) -> str:
        """Under which callers reach the server."""
        scheme = "https" if self.tls_certificate else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"{scheme}://{host}:{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names that a request may be for; empty for any."""
        if self.allowed_hosts or self.host not in LOOPBACK:
            return self.allowed_hosts
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return (*LOOPBACK, *([public] if public else []))

    @property
    def sqlalchemy_url(self) -> str:
        """The database as SQLAlchemy names it, with the async driver."""
        given = self.database_url.get_secret_value() if self.database_url else ""
        if not given:
            return f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'toolspan.db'}"
        scheme, _, rest = given.partition("://")
        drivers = {
            "sqlite": "sqlite+aiosqlite",
            "postgresql": "postgresql+psycopg",
            "postgres": "postgresql+psycopg",
        }
        driver = drivers.get(scheme.partition("+")[0])
        if driver is None or not rest:
            raise ConfigurationError(
                "database_url must be postgresql://... or sqlite:///path.", hint="Set TOOLSPAN_DATABASE_URL."
            )
        return f"{driver}://{rest}"


def settings(**arguments: Any) -> Settings:
    """Return the settings that arguments, and for the rest the environment, give.

    Raises:
        ConfigurationError: A value is not valid; values are not shown, since some are secret.
    """
    try:
        return Settings(**{name: value for name, value in arguments.items() if value is not None})
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}"
            for e in error.errors(include_input=False, include_context=False, include_url=False)
        )
    raise ConfigurationError(f"The server's settings are not valid: {faults}.")
