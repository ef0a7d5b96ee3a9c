"""A seller's consent from a laptop: the question, the way back, and the exchange of the code."""

SLUG = "amazon-seller-partner"
"""The connector whose commands these are."""
