"""From a request to a checked exchange, and from what it gives to an answer."""
