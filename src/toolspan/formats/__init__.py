"""Streaming readers of rows: tables (TSV, CSV), JSON and XML."""
