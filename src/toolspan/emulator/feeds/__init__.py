"""Feeds: uploads, status over time, and processing of messages."""
