"""Support tickets: a connector that its data describes."""

from toolspan.authoring import rest_connector

TicketsConnector = rest_connector(__package__)
