"""The operations: one module per API, each a table of operation names and handlers."""
