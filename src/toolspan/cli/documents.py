"""Opens the connector of an OpenAPI document for a command."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from toolspan.connector import Connector
    from toolspan.openapi.connector import DescribedAPI
    from toolspan.policy import Policy


@dataclass(frozen=True)
class DocumentOptions:
    """Options that name an OpenAPI document, and say more of it."""

    source: str
    overlay: str | None = None
    base_url: str | None = None
    hosts: Sequence[str] = ()
    name: str | None = None

    def described(self) -> DescribedAPI:
        """Return the API that the document describes.

        Raises:
            ConfigurationError: The document cannot be used.
        """
        from toolspan.openapi.connector import DescribedAPI

        return DescribedAPI(
            self.source, overlay=self.overlay, base_url=self.base_url, hosts=list(self.hosts), name=self.name
        )

    def connector(self, policy: Policy) -> Connector:
        """Return its connector, with the credentials of the environment.

        Raises:
            ConfigurationError: As in `described`, or a variable's value cannot be sent.
        """
        from toolspan.openapi.environment import credentials_of_environment

        described = self.described()
        auth = credentials_of_environment(described.schemes, described.slug)
        return described.connector(auth, policy=policy)

    @contextmanager
    def naming_variables(self) -> Iterator[None]:
        """Name the environment variables in errors about missing credentials, which name arguments in code."""
        from toolspan.errors import ConfigurationError
        from toolspan.openapi.environment import variables_of

        try:
            yield
        except ConfigurationError as error:
            if _NEEDED in error.message:
                described, wanted = self.described(), error.message.partition(_NEEDED)[2].rstrip(".")
                names = wanted.replace(" and ", " or ").split(" or ")
                found = [
                    ", ".join(variables)
                    for name, variables in variables_of(described.schemes, described.slug)
                    if name in names
                ]
                error.hint = f"Set {'; or '.join(found)}." if found else error.hint
            raise


_NEEDED = " needs credentials for "


def document_options(
    source: str | None,
    overlay: str | None,
    base_url: str | None,
    hosts: Sequence[str] | None,
    name: str | None = None,
) -> DocumentOptions | None:
    """Return the options of a document; None if none is named.

    Raises:
        ConfigurationError: Something is said of a document, and none is named.
    """
    if source is not None:
        return DocumentOptions(source, overlay, base_url, hosts or (), name)
    from toolspan.errors import ConfigurationError

    for option, value in (("--overlay", overlay), ("--base-url", base_url), ("--api-host", hosts or None)):
        if value is not None:
            raise ConfigurationError(f"{option} needs --openapi.", hint="It says something of a document.")
    return None
