"""HTTP: client, response, retries, rate limits, tokens, sender, executor."""
