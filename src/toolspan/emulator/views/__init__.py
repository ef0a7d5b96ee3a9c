"""Operation handlers: one module per API, each with a table of handlers by operation name."""
