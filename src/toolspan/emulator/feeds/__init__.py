"""Feeds: where their content is uploaded, how they grow old, and what becomes of each message."""
