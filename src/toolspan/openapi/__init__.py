"""Connectors from OpenAPI documents: names, effects, requests, paging and credentials follow from the document."""
