"""Server settings, from arguments or TOOLSPAN_* environment variables."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from toolspan.errors import ConfigurationError
from toolspan.store.postgres import is_postgres

Names = Annotated[tuple[str, ...], NoDecode]
"""A tuple of names; separated by commas in the environment."""
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode]
"""A tuple of networks such as 10.0.0.0/8, written like names."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")

SOON_MS = 3_600_000
"""Milliseconds after its last sync in which no context store is stale."""


def stale_after(every_ms: int) -> int:
    """Return the milliseconds after its last sync from which on a context store is stale that is synced so often."""
    return max(4 * every_ms, SOON_MS)


class Settings(BaseSettings):
    """Settings of a server. Each is also an environment variable TOOLSPAN_<NAME>.

    Args:
        data_dir: Folder of the database and the key file, unless they have paths of their own.
        database_url: `postgresql://user:password@host/name` or `sqlite:///path`; SQLite in `data_dir` by default.
        store_dir: Folder of the context stores: a file for each connector that has a `replication_start_date`.
        store_url: PostgreSQL database of the context stores, a schema for each connector, instead of files.
        store_sync_seconds: Seconds between two syncs of a context store; 0 for no context stores.
        store_pseudonyms: Whether columns such as `buyer_key` are filled: keyed hashes, by which rows of one person are found.
        store_raw: Whether the records themselves are stored as JSON too; `query` lets queries read them.
        key_file: File of encryption and signing keys; created at the first start, readable only by its owner.
        host: Address to listen on; anything but loopback needs TLS or `allow_insecure`.
        port: Port to listen on.
        public_url: URL under which clients reach the server, for callbacks and links.
        allow_insecure: Listen beyond loopback without TLS, as behind a proxy that terminates TLS.
        tls_certificate: PEM file.
        tls_key: PEM file.
        allowed_hosts: Accepted Host headers. Default: loopback names on loopback, any elsewhere.
        redirect_hosts: Hosts allowed in a `redirect_url`. Default: any https host.
        trusted_proxies: Addresses of proxies whose X-Forwarded-For is trusted.
        region: Country code of connectors without a region.
        sp_api_url: API to call instead of Amazon's endpoints.
        lwa_url: Token endpoint to use instead of Amazon's.
        seller_central_url: Base URL of the consent page, instead of the seller's Seller Central.
        oauth_application_id: Application for consents of organisations without one of their own.
        oauth_lwa_app_id: Its Login with Amazon client id.
        oauth_lwa_client_secret: Its client secret.
        oauth_redirect_uri: Its registered redirect URI. Default: the server's own callback.
        oauth_draft: True while the application is a draft.
        autocreate_workspaces: True creates a workspace when its name is first used.
        execute_timeout: Seconds for one execute.
        connector_concurrency: Concurrent calls of one connector, over all processes; as many again may wait.
        live_connectors: Connectors kept in memory; beyond that, the longest idle one is dropped and recreated on demand.
        max_connections: Maximum client connections; beyond that, the oldest idle one is closed.
        upstream_connections: Maximum sockets to Amazon, over all connectors.
        pool_size: Maximum database connections.
        pool_timeout: Seconds to wait for a database connection.
        stop_delay: Seconds after SIGTERM in which the server still takes calls and is no longer ready, for balancers to notice.
        drain_timeout: Seconds for running calls to finish after SIGTERM and `stop_delay`.
        token_attempts: Failed logins per minute, client and address, over all processes; further ones get 429. Correct secrets always pass.
        redis_url: Redis that all processes share; without it, rate limits and tokens are those of one process.
        processes: Processes of this server. Each takes its share of the limits that hold for all together.
        webhook_networks: Private networks to which webhooks may be sent, by http too. Default: public addresses only.
        jobs: Who runs jobs: `tasks`, the process that got them, or `procrastinate`, any process (PostgreSQL, extra `jobs`).
        metrics_token: Bearer token for /metrics. Without it, /metrics serves only this machine, or `metrics_port`.
        metrics_port: Port of its own for /metrics, /healthz and /readyz; /metrics is then on that port alone.
        metrics_host: Address of that port.
        log_format: Log lines as `text` or `json`.
        log_level: Level of log lines: `debug`, `info`, `warning` or `error`.
        access_log: Whether each request is a log line.
    """

    model_config = SettingsConfigDict(
        env_prefix="TOOLSPAN_", extra="forbid", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    data_dir: Path = Path("toolspan-data")
    database_url: SecretStr | None = None
    store_dir: Path | None = None
    store_url: SecretStr | None = None
    store_sync_seconds: int = Field(default=900, ge=0, le=21_600)
    store_pseudonyms: bool = False
    store_raw: bool | Literal["query"] = False
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
    stop_delay: float = Field(default=0.0, ge=0)
    drain_timeout: int = Field(default=20, ge=0)
    token_attempts: int = Field(default=10, ge=1)
    redis_url: SecretStr | None = None
    processes: int = Field(default=1, ge=1)
    webhook_networks: Networks = ()
    jobs: Literal["tasks", "procrastinate"] = "tasks"
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    metrics_port: int | None = Field(default=None, ge=0, le=65_535)
    metrics_host: str = "127.0.0.1"
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    access_log: bool = True

    @field_validator("allowed_hosts", "redirect_hosts", "trusted_proxies", "webhook_networks", mode="before")
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

    @field_validator("store_url")
    @classmethod
    def _postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not is_postgres(value.get_secret_value()):
            raise ValueError("must be the URL of a PostgreSQL database, such as postgresql://user@host/name")
        return value

    def share(self, limit: int) -> int:
        """Return the share of this process in a limit that holds for all processes together; 1 at least."""
        return max(1, limit // self.processes)

    @property
    def keys(self) -> Path:
        """Path of the key file."""
        return self.key_file or self.data_dir / "keys.json"

    @property
    def stores(self) -> Path:
        """Folder of the context stores."""
        return self.store_dir or self.data_dir / "stores"

    @property
    def store_stale_ms(self) -> int:
        """Milliseconds after its last sync from which on a context store is stale, where it is synced as often as by default."""
        return stale_after(self.store_sync_seconds * 1000)

    @property
    def base_url(self) -> str:
        """URL under which clients reach the server."""
        scheme = "https" if self.tls_certificate else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"{scheme}://{host}:{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Accepted host names; empty for any."""
        if self.allowed_hosts or self.host not in LOOPBACK:
            return self.allowed_hosts
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return (*LOOPBACK, *([public] if public else []))

    @property
    def sqlalchemy_url(self) -> str:
        """SQLAlchemy URL of the database, with its async driver."""
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
    """Return the settings from arguments and, for the rest, from the environment.

    Raises:
        ConfigurationError: A value is not valid. The message shows no values, since some are secret.
    """
    try:
        return Settings(**{name: value for name, value in arguments.items() if value is not None})
    except ValidationError as error:
        faults: dict[str, str] = {}  # one for each setting: a union has one for each of its types
        for each in error.errors(include_input=False, include_context=False, include_url=False):
            said = (
                str(each["msg"]).removeprefix("Value error, ").removeprefix("Input ").removeprefix("Value ")
            )
            said = said.replace(
                " items after validation", " characters"
            )  # of a secret; lists have no minimum
            faults.setdefault(f"TOOLSPAN_{each['loc'][0]}".upper(), said)
    listed = "; ".join(f"{name} {said}" for name, said in faults.items())
    raise ConfigurationError(
        f"The server's settings are not valid: {listed}.",
        hint="Each is a variable of the environment, and the common ones are options of toolspan serve: see docs/hosting.md.",
    )
