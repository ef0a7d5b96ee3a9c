"""Context store: what an API holds of an account, replicated into a local database and answered from there."""
