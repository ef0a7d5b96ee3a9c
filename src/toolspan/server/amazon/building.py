"""Creates a connector from its stored row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig
from toolspan.errors import ConfigurationError
from toolspan.operations.names import suggestion
from toolspan.policy import Policy
from toolspan.server.amazon.definition import CONNECTOR
from toolspan.transport.tokens import MemoryTokenStore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector
    from toolspan.contract import TokenStore
    from toolspan.server.amazon.shared import Shared


def client_secrets(credentials: Mapping[str, Any]) -> list[str]:
    """Return the client secrets, newest first."""
    secrets = (credentials.get("lwa_client_secret"), credentials.get("previous_lwa_client_secret"))
    return [secret for secret in secrets if secret]


def build(
    row: Mapping[str, Any],
    credentials: Mapping[str, Any],
    shared: Shared,
    *,
    region: str | None = None,
    attempt: int = 0,
    tokens: TokenStore | None = None,
) -> AmazonSellerPartnerConnector:
    """Create a connector for a stored row. Reads nothing from the environment.

    Args:
        row: Row of the connector.
        credentials: Its decrypted credentials.
        shared: Settings, clock and sockets.
        region: Overrides the stored region.
        attempt: Index of the client secret to use.
        tokens: Store of access tokens; none to test credentials.

    Raises:
        ConfigurationError: A stored value is not valid.
    """
    secrets = client_secrets(credentials)
    if not secrets or not credentials.get("refresh_token"):
        raise ConfigurationError(
            "This connector has no usable credentials.",
            hint="Give them with PUT, or let the seller consent again.",
        )
    auth = AmazonSellerPartnerAuthConfig(
        lwa_app_id=credentials["lwa_app_id"],
        lwa_client_secret=SecretStr(secrets[attempt % len(secrets)]),
        refresh_token=SecretStr(credentials["refresh_token"]),
        access_token=SecretStr(token) if (token := credentials.get("access_token")) else None,
    )
    settings = shared.settings
    connector = CONNECTOR(
        auth,
        region=region or row["region"] or "US",
        seller_id=row["seller_id"] or False,  # None would read the seller id from the environment
        base_url=settings.sp_api_url,
        token_url=settings.lwa_url,
        policy=policy_of(row["entities"]),
        timeout=settings.execute_timeout,
        clock=shared.clock,
        transport=shared.transport,
        token_store=tokens
        or MemoryTokenStore(shared.clock),  # None would read the store from the environment
        rate_limiter=shared.stores.rate_limiter if shared.stores else None,
        results=shared.results(row),
    )
    if "id" in row:  # credentials that are only tested have no connector
        connector.store = shared.context_stores.of(connector, row["id"])
    return connector


def policy_of(entities: Sequence[Mapping[str, Any]] | None) -> Policy:
    """Return the policy of a connector: its list of entities, or all reads by default."""
    if not entities:
        return EntityPolicy()
    reads = [f"{entity['entity']}.*" for entity in entities if "read" in (entity.get("modes") or ["read"])]
    writes = [f"{entity['entity']}.*" for entity in entities if "write" in (entity.get("modes") or [])]
    # Clients deduplicate with an Idempotency-Key, and ask for approval on their side; so neither happens here.
    return EntityPolicy(reads=reads, writes=writes, approve=False, repeat_window=0)


class EntityPolicy(Policy):
    """Policy from a connector's `entities`; its hints name what the HTTP API takes."""

    __slots__ = ()

    def permission(self, kind: str, name: str) -> str:
        """Return the entry of `entities` that is missing."""
        return (
            f'{{"entity": "{name.partition(".")[0]}", "modes": ["{kind.removesuffix("s")}"]}} in "entities"'
        )


def check_entities(entities: Sequence[Mapping[str, Any]] | None) -> None:
    """Reject a list of entities with unknown names.

    Raises:
        ConfigurationError: A name is unknown.
    """
    known = CONNECTOR.operations.entities
    for number, entity in enumerate(entities or ()):
        try:
            policy_of([entity]).check_names(CONNECTOR.operations)
        except (
            ConfigurationError
        ):  # `from None`: the original quotes the input, which may be a secret in the wrong field
            name = entity["entity"]
            if name in known:
                modes = sorted({one.effect for one in CONNECTOR.operations if one.entity == name})
                what, hint = f"{name} has no such mode.", f"The modes of {name} are: {', '.join(modes)}."
            else:
                what = f"there is no such entity.{suggestion(name, known)}"
                hint = f"The entities are: {', '.join(known)}."
            raise ConfigurationError(f"entities.{number}: {what}", hint=hint) from None
