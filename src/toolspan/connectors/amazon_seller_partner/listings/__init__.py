"""Listings: feeds, checks before a write, product types."""
