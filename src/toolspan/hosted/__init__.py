"""Hosted mode: calls through a server that holds the credentials, Airbyte's or a self-hosted one."""
