"""What surrounds a call: scope, event loop, progress, redaction, credentials."""
