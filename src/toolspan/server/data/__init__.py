"""Database tables and queries."""
