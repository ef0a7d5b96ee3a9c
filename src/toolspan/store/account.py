"""The account whose data a store holds: the store names it, and takes no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolspan.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a store belongs to.

    Args:
        connector: Name of the connector.
        name: Name of the account's file or schema.
        id: The API's id of the account, where the connector knows it: it stays with new credentials.
    """

    connector: str
    name: str
    id: str | None = None

    def check(self, held: Mapping[str, Any], store: str) -> None:
        """Check that what a store says of its account is about this one.

        Raises:
            ConfigurationError: It is another one.
        """
        by_id = bool(self.id and held.get("id"))
        same = held.get("id") == self.id if by_id else held.get("name") == self.name
        if same and held.get("connector") == self.connector:
            return
        theirs = f"{held.get('connector')} {held['id'] if by_id else held.get('name')}"
        raise ConfigurationError(
            f"{store} holds the data of another account: {theirs}, not {self.connector} {self.id if by_id else self.name}.",
            hint="Give this account a store of its own: another folder in TOOLSPAN_STORE, or on a server a connector of "
            "its own. If a wrong backup was restored, put that of this account in its place.",
        )
