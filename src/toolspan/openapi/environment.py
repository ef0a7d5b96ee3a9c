"""Credentials from the environment, for commands: `PETSTORE_TOKEN`, or `PETSTORE_BASIC_USERNAME` of one scheme."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from toolspan.openapi.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolspan.auth import Credential
    from toolspan.openapi.security import Scheme, Schemes

_WITHOUT_SCHEMES = ("Bearer", "Basic")


def credentials_of_environment(schemes: Schemes, slug: str) -> dict[str, Credential] | Credential | None:
    """Return the credentials that the environment holds for an API; None if it holds none.

    Args:
        schemes: The security schemes of the document.
        slug: The connector's name: its variables begin with it.

    Raises:
        ConfigurationError: A variable's value cannot be sent.
    """
    if not schemes.by_name:
        return next((found for kind in _WITHOUT_SCHEMES if (found := _read(kind, prefix_of(slug)))), None)
    given = {
        name: found
        for name, scheme in schemes.by_name.items()
        if (found := _of_scheme(scheme, slug)) is not None
    }
    return given or None


def variables_of(schemes: Schemes, slug: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each way to authorise: the scheme, and the variables that are read for it."""
    from toolspan import auth  # noqa: PLC0415 - brings pydantic's models

    for name, scheme in schemes.by_name.items():
        for kind in scheme.takes:
            yield name, list(getattr(auth, kind).variables(prefix_of(slug)).values())
    if not schemes.by_name:
        yield "no scheme", list(auth.Bearer.variables(prefix_of(slug)).values())


def prefix_of(*names: str) -> str:
    """Return the start of environment variables."""
    return "_".join(word for name in names for word in words(name)).upper()


def _of_scheme(scheme: Scheme, slug: str) -> Credential | None:
    """Return the credentials of a scheme: by variables with its name, or by those of the API."""
    kinds = sorted(scheme.takes, key=_RANKS.index)
    for prefix in (prefix_of(slug, scheme.name), prefix_of(slug)):
        for kind in kinds:
            if (found := _read(kind, prefix)) is not None:
                return found
    return None


_RANKS = ("RefreshToken", "ClientCredentials", "Bearer", "Basic", "ApiKey")
"""Kinds of credentials, the ones with most variables first: those of another may be among them."""


def _read(kind: str, prefix: str) -> Credential | None:
    from toolspan import auth  # noqa: PLC0415 - as above

    made: type[Credential] = getattr(auth, kind)
    variables = made.variables(prefix)
    needed = [name for field, name in variables.items() if made.model_fields[field].is_required()]
    return made.from_env(prefix) if all(os.environ.get(name) for name in needed) else None
