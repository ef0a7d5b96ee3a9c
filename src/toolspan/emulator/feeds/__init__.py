"""Feeds: where their content is uploaded, how they grow old, and the outcome of each message."""
