"""The APIs that toolspan connects to."""
