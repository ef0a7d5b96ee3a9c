"""Route handlers of the API."""
