"""Commands of the Amazon Seller Partner connector, and its part of the common commands."""

SLUG = "amazon-seller-partner"
"""Slug of the connector that these commands belong to."""
