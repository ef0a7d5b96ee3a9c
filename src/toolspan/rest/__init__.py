"""Connectors as data: `connector.toml`, `operations.json` and guides become a connector's class."""
