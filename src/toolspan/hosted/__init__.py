"""Working through a server that keeps the credentials: Airbyte's, or the one in this package."""
